//! The drawing in words, for who does not see it, or wants to read it: what is where, what is linked
//! to what, and which frames are on their way between which two.

use super::facts::HostFacts;
use super::station::refused;
use super::target::name_of;
use crate::state::Moment;
use crate::views::happening::lines;
use crate::widgets::in_words::in_words;
use std::rc::Rc;
use versioned_arp::scenario::{Link, NodeRef};
use versioned_arp::sim::{LinkId, NodeId, SwitchId};
use versioned_arp::wire::info_in;
use yew::prelude::*;

/// Frames on their way that are told of one by one.
const FRAMES: usize = 8;

/// What the words are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// What is to be said of the hosts.
    pub facts: Rc<Vec<Rc<HostFacts>>>,
    /// Whether time moves: then nobody can be told, and nothing is.
    pub moving: bool,
    /// Whether they stand in place of the drawing.
    pub seen: bool,
}

/// The drawing as a list.
#[component]
pub fn Words(props: &Props) -> Html {
    let moment = &props.moment;
    let (run, trace) = (&moment.run, moment.run.trace());
    let scenario = run.scenario();
    if props.moving {
        return in_words(
            "The LAN in words",
            props.seen,
            [format!("Time moves: {} s.", moment.at)],
        );
    }
    let linked_to = |node: NodeRef| {
        let end = |link: &Link| match (link.a == node, link.b == node) {
            (true, _) => Some(scenario.name(link.b).to_owned()),
            (_, true) => Some(scenario.name(link.a).to_owned()),
            _ => None,
        };
        scenario
            .links
            .iter()
            .filter_map(end)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let switches = scenario.switches.iter().enumerate().map(|(index, switch)| {
        let known = trace
            .switch_at(SwitchId::new(index), moment.at)
            .stations
            .len();
        let refused = refused(moment, SwitchId::new(index)).count();
        let inspects = match switch.inspect {
            true => format!("; inspects ARP, has refused {refused}"),
            false => String::new(),
        };
        let linked = linked_to(NodeRef::Switch(index));
        format!(
            "Switch {}, linked to {linked}; knows {known} MACs{inspects}",
            switch.name
        )
    });
    let facts = scenario.hosts.iter().zip(&*props.facts).enumerate();
    let hosts = facts.map(|(index, (host, facts))| {
        let ips: Vec<_> = facts.ips.iter().map(ToString::to_string).collect();
        let linked = linked_to(NodeRef::Host(index));
        format!(
            "Host {}, linked to {linked}: {}; {}",
            host.name,
            ips.join(", "),
            facts.status()
        )
    });
    let links = scenario
        .links
        .iter()
        .enumerate()
        .filter_map(|(index, link)| {
            let down = !trace.link_up_at(LinkId::new(index), moment.at);
            down.then(|| {
                format!(
                    "Link {} – {} is down",
                    scenario.name(link.a),
                    scenario.name(link.b)
                )
            })
        });
    let node = |node: NodeId| name_of(scenario, node).unwrap_or_default();
    let hops: Vec<_> = trace.in_flight(moment.at).collect();
    let more = hops.len().saturating_sub(FRAMES);
    let more = (more > 0).then(|| format!("{more} more frames are on their way"));
    let flying = hops.into_iter().take(FRAMES).map(|hop| {
        let frame = &trace.frames()[hop.frame.index()];
        let fate = match (hop.lost.is_some(), hop.corrupted) {
            (true, _) => ", to be lost",
            (_, true) => ", with a bit flipped",
            _ => "",
        };
        format!(
            "On its way from {} to {}{fate}: frame {}, {}",
            node(hop.from),
            node(hop.to),
            hop.frame.get(),
            info_in(&frame.bytes, &frame.context)
        )
    });
    let newest = lines(moment)
        .into_iter()
        .map(|(who, what)| format!("{who} {what}"));
    let lines = switches.chain(hosts).chain(links).chain(flying);
    in_words(
        "The LAN in words",
        props.seen,
        lines.chain(more).chain(newest),
    )
}
