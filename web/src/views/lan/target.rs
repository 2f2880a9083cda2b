//! What of the drawing is meant: by a pointer, by the focus, by a menu.

use crate::state::{Item, RunHandle};
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::{HostId, LinkId, NodeId, SwitchId};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// A part of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A host or a switch.
    Node(NodeId),
    /// The grip at a node's edge, from which a cable is pulled.
    Grip(NodeId),
    /// A cable.
    Link(LinkId),
    /// A copy of a frame on a cable: its place in the trace's hops.
    Hop(usize),
    /// The ground below all.
    Ground,
}

impl Target {
    /// As the attribute `data-on` of its element says it.
    pub fn word(self) -> String {
        let node = |node: NodeId| match node {
            NodeId::Host(host) => format!("host:{}", host.index()),
            NodeId::Switch(switch) => format!("switch:{}", switch.index()),
        };
        match self {
            Target::Node(id) => node(id),
            Target::Grip(id) => format!("grip:{}", node(id)),
            Target::Link(link) => format!("link:{}", link.index()),
            Target::Hop(index) => format!("hop:{index}"),
            Target::Ground => "ground".to_owned(),
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        let (kind, rest) = word.split_once(':')?;
        Some(match kind {
            "host" => Target::Node(NodeId::Host(HostId::new(rest.parse().ok()?))),
            "switch" => Target::Node(NodeId::Switch(SwitchId::new(rest.parse().ok()?))),
            "link" => Target::Link(LinkId::new(rest.parse().ok()?)),
            "hop" => Target::Hop(rest.parse().ok()?),
            "grip" => match Self::of_word(rest)? {
                Target::Node(node) => Target::Grip(node),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// What an event happened on.
    pub fn of(event: &Event) -> Self {
        let element: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
        let marked = element.and_then(|it| it.closest("[data-on]").ok().flatten());
        let word = marked.and_then(|it| it.get_attribute("data-on"));
        word.and_then(|word| Self::of_word(&word))
            .unwrap_or(Target::Ground)
    }

    /// The node that it is, if it is one.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Target::Node(node) | Target::Grip(node) => Some(node),
            _ => None,
        }
    }

    /// What is selected by a press on it.
    pub fn item(self, run: &RunHandle) -> Option<Item> {
        Some(match self {
            Target::Node(NodeId::Host(host)) | Target::Grip(NodeId::Host(host)) => Item::Host(host),
            Target::Node(NodeId::Switch(switch)) | Target::Grip(NodeId::Switch(switch)) => {
                Item::Switch(switch)
            }
            Target::Link(link) => Item::Link(link),
            Target::Hop(index) => Item::Frame(run.trace().hops().get(index)?.frame),
            Target::Ground => return None,
        })
    }
}

/// The name of a node; nothing when the scenario has no such node, as a moment after it went.
pub fn name_of(scenario: &Scenario, node: NodeId) -> Option<&str> {
    match node {
        NodeId::Host(host) => scenario.hosts.get(host.index()).map(|it| &*it.name),
        NodeId::Switch(switch) => scenario.switches.get(switch.index()).map(|it| &*it.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_what_is_meant_and_is_understood_again() {
        let nodes = [
            NodeId::Host(HostId::new(3)),
            NodeId::Switch(SwitchId::new(1)),
        ];
        let targets = nodes
            .map(Target::Node)
            .into_iter()
            .chain(nodes.map(Target::Grip));
        for target in targets.chain([Target::Link(LinkId::new(4)), Target::Hop(77)]) {
            assert_eq!(Target::of_word(&target.word()), Some(target));
        }
        assert_eq!(Target::of_word("grip:link:1"), None);
        assert_eq!(Target::of_word("host:x"), None);
    }
}
