//! Building by hand: what an act makes of the lab's text, as one step that undo takes back.

use super::target::{Target, name_of};
use crate::state::{Action, Document, Tone};
use versioned_arp::scenario::{NodeRef, Scenario, edit, parse};
use versioned_arp::sim::NodeId;

/// An act on the lab's text that needs no form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A node goes, with its links and every statement that names it.
    Delete(String),
    /// Two nodes are linked.
    Connect(String, String),
    /// A host's cable goes back to the first switch.
    Disconnect(String),
    /// A link between two switches goes.
    Unlink(String, String),
}

/// What there is to say when an act cannot be done.
const MISTAKES: &str = "The text has mistakes: mend them first, then build on.";

impl Edit {
    /// What removes a target; why it cannot be removed otherwise.
    pub fn removing(scenario: &Scenario, target: Target) -> Result<Self, String> {
        match target {
            Target::Node(node) | Target::Grip(node) => {
                let name = name_of(scenario, node).ok_or_else(String::new)?;
                if matches!(node, NodeId::Switch(_)) && scenario.switches.len() < 2 {
                    return Err(format!(
                        "{name} is the only switch: hosts need one to be linked to."
                    ));
                }
                Ok(Edit::Delete(name.to_owned()))
            }
            Target::Link(link) => {
                let link = scenario.links.get(link.index()).ok_or_else(String::new)?;
                let (a, b) = (scenario.name(link.a), scenario.name(link.b));
                match (link.implied, link.a, link.b) {
                    (true, ..) => Err(format!(
                        "{a} always has its one cable. Unplug it, or link {a} to another node."
                    )),
                    (false, NodeRef::Host(_), _) => Ok(Edit::Disconnect(a.to_owned())),
                    (false, _, NodeRef::Host(_)) => Ok(Edit::Disconnect(b.to_owned())),
                    _ => Ok(Edit::Unlink(a.to_owned(), b.to_owned())),
                }
            }
            Target::Hop(_) | Target::Ground => Err(String::new()),
        }
    }

    /// The text after it.
    fn text(&self, text: &str) -> Result<String, String> {
        let (edited, why) = match self {
            Edit::Delete(node) => (edit::delete_node(text, node), format!("{node} stays.")),
            Edit::Connect(a, b) => (
                edit::connect(text, a, b),
                format!("{a} and {b} are linked already."),
            ),
            Edit::Disconnect(host) => (
                edit::disconnect(text, host),
                format!("{host} has its cable in the first switch already."),
            ),
            Edit::Unlink(a, b) => (
                edit::delete_link(text, a, b),
                format!("{a} and {b} are not linked."),
            ),
        };
        edited.ok_or(why)
    }

    /// The action of the page that does it, or that says why not.
    pub fn action(&self, document: &Document) -> Action {
        if !document.mistakes().is_empty() {
            return refused(MISTAKES.to_owned());
        }
        match self.text(document.text()) {
            Ok(text) => written(text),
            Err(why) => refused(why),
        }
    }
}

/// The edit to a text, or what is wrong with it.
pub fn written(text: String) -> Action {
    match parse(&text) {
        Ok(_) => Action::Edit(text.into()),
        Err(mistakes) => refused(format!("That cannot be: {}.", mistakes[0].message)),
    }
}

/// Says why something was not done.
pub fn refused(why: String) -> Action {
    Action::Notify(Tone::Warning, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use versioned_arp::sim::{HostId, LinkId, SwitchId};

    const LAB: &str = "host ann 10.0.0.1\nhost bob 10.0.0.2\nswitch lan\nswitch attic\n\
                       link bob attic\nlink lan attic\nat 1s ann query bob\n";

    fn removed(target: Target) -> Result<String, String> {
        let scenario = parse(LAB).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        Edit::removing(&scenario, target)?.text(LAB)
    }

    #[test]
    fn what_is_removed_takes_along_what_hangs_on_it() {
        let host = |index| Target::Node(NodeId::Host(HostId::new(index)));
        assert_eq!(
            removed(host(0)).as_deref(),
            Ok(
                "host bob 10.0.0.2 mac 02:00:00:00:00:02\nswitch lan\nswitch attic\nlink bob attic\nlink lan attic\n"
            )
        );
        assert!(removed(host(7)).is_err());
        let attic = removed(Target::Node(NodeId::Switch(SwitchId::new(1))));
        assert_eq!(
            attic.as_deref(),
            Ok("host ann 10.0.0.1\nhost bob 10.0.0.2\nswitch lan\nat 1s ann query bob\n")
        );
    }

    #[test]
    fn a_cable_that_a_host_always_has_stays() {
        let link = |index| removed(Target::Link(LinkId::new(index)));
        assert!(link(0).is_err_and(|why| why.contains("Unplug")));
        assert_eq!(link(1), Ok(LAB.replace("link bob attic\n", "")));
        assert_eq!(link(2), Ok(LAB.replace("link lan attic\n", "")));
    }

    #[test]
    fn a_text_with_mistakes_is_not_built_on() {
        let document = Document::new("hots".into(), true);
        let action = Edit::Delete("ann".into()).action(&document);
        assert_eq!(action, refused(MISTAKES.to_owned()));
    }
}
