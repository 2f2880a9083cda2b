//! The cables of the LAN.

use super::drawing::Drawing;
use super::target::Target;
use crate::state::{Identical, Item, Moment};
use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::scenario::{NodeRef, Scenario};
use versioned_arp::sim::{HostId, LinkId, NodeId, SwitchId};
use yew::prelude::*;

/// What the links are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// The links' ends.
    pub scenario: Identical<Arc<Scenario>>,
    /// Where the nodes are.
    pub drawing: Identical<Rc<Drawing>>,
    /// What is selected.
    pub selected: Option<Item>,
    /// What Tab stops at.
    pub stop: Target,
}

/// The simulator's name of a node.
pub fn node_id(node: NodeRef) -> NodeId {
    match node {
        NodeRef::Host(index) => NodeId::Host(HostId::new(index)),
        NodeRef::Switch(index) => NodeId::Switch(SwitchId::new(index)),
    }
}

/// Whether Tab stops here, as the attribute says it.
pub fn tabindex(stops: bool) -> &'static str {
    if stops { "0" } else { "-1" }
}

/// Draws all links.
#[component]
pub fn Links(props: &Props) -> Html {
    let trace = props.moment.run.trace();
    let link = |(index, link): (usize, &versioned_arp::scenario::Link)| {
        let id = LinkId::new(index);
        let (a, b) = props.drawing.way(node_id(link.a), node_id(link.b));
        let up = trace.link_up_at(id, props.moment.at);
        let selected = props.selected == Some(Item::Link(id));
        let class = classes!(
            "link",
            (!up).then_some("down"),
            selected.then_some("selected")
        );
        let scenario = &props.scenario;
        let (one, other) = (scenario.name(link.a), scenario.name(link.b));
        let state = if up { "up" } else { "down" };
        let path = format!("M{:.1} {:.1}L{:.1} {:.1}", a.0, a.1, b.0, b.1);
        let (x, y) = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        html! {
            <g key={index} {class} role="button" data-on={Target::Link(id).word()}
                tabindex={tabindex(props.stop == Target::Link(id))}
                aria-label={format!("Link {one} – {other}, {state}")} aria-pressed={selected.to_string()}>
                <path class="link-reach" d={path.clone()} />
                <path class="link-line" d={path} />
                if !up {
                    <path class="link-cross" d="M-7-7 7 7M7-7-7 7" transform={format!("translate({x:.1} {y:.1})")} />
                }
            </g>
        }
    };
    html! { <g>{ for props.scenario.links.iter().enumerate().map(link) }</g> }
}
