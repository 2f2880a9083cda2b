//! Forms: every option of a host, a switch or a cable, and the acts that need more than a name.
//! What a form makes is a line of the text; what is wrong with it the scenario's own parser says,
//! and the words stand beside the field.

mod compose;
mod defaults;
mod dialog;
mod fields;

pub use dialog::FormDialog;

use super::target::{Target, name_of};
use crate::geometry::Point;
use versioned_arp::scenario::Scenario;

/// What is asked for. Nodes are named, since their numbers may change while a form is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A new host, perhaps at a place of the canvas.
    NewHost(Option<Point>),
    /// A new switch, likewise.
    NewSwitch(Option<Point>),
    /// The options of a host.
    Host(String),
    /// The options of a switch.
    Switch(String),
    /// The options of a cable.
    Link(String, String),
    /// Another name for a node.
    Rename(String),
    /// A datagram from a host.
    Send(String),
    /// An address for a host, with RFC 5227.
    Claim(String),
    /// A forged reply from a host.
    Forge(String),
}

impl Form {
    /// The form with the options of a target.
    pub fn of(scenario: &Scenario, target: Target) -> Option<Self> {
        use versioned_arp::sim::NodeId;
        match target {
            Target::Node(node) | Target::Grip(node) => {
                let name = name_of(scenario, node)?.to_owned();
                Some(match node {
                    NodeId::Host(_) => Form::Host(name),
                    NodeId::Switch(_) => Form::Switch(name),
                })
            }
            Target::Link(link) => {
                let link = scenario.links.get(link.index())?;
                let name = |node| scenario.name(node).to_owned();
                Some(Form::Link(name(link.a), name(link.b)))
            }
            Target::Hop(_) | Target::Ground => None,
        }
    }

    /// Its heading.
    fn title(&self) -> String {
        match self {
            Form::NewHost(_) => "New host".to_owned(),
            Form::NewSwitch(_) => "New switch".to_owned(),
            Form::Host(name) => format!("Host {name}"),
            Form::Switch(name) => format!("Switch {name}"),
            Form::Link(a, b) => format!("Link {a} – {b}"),
            Form::Rename(name) => format!("Rename {name}"),
            Form::Send(name) => format!("{name} sends a datagram"),
            Form::Claim(name) => format!("{name} claims an address"),
            Form::Forge(name) => format!("{name} forges a reply"),
        }
    }

    /// What its button says.
    fn verb(&self) -> &'static str {
        match self {
            Form::NewHost(_) => "Add the host",
            Form::NewSwitch(_) => "Add the switch",
            Form::Host(_) | Form::Switch(_) | Form::Link(..) => "Save",
            Form::Rename(_) => "Rename",
            Form::Send(_) => "Send",
            Form::Claim(_) => "Claim",
            Form::Forge(_) => "Forge",
        }
    }

    /// What it does, in a sentence, where the heading does not say it.
    fn about(&self) -> &'static str {
        match self {
            Form::Claim(_) => {
                "RFC 5227: it probes for the address, then announces and uses it, or gives up on a conflict."
            }
            Form::Forge(_) => {
                "The victim is told that the address belongs to this MAC. Whether it believes that is its profile's choice."
            }
            Form::Link(..) => {
                "For both directions alike. What is left empty is as on a good cable."
            }
            _ => "",
        }
    }
}
