//! The drawing in words, for who does not see it.

use super::caption::lines;
use super::facts::HostFacts;
use super::station::refused;
use crate::state::Moment;
use std::rc::Rc;
use versioned_arp::scenario::{Link, NodeRef};
use versioned_arp::sim::{LinkId, SwitchId};
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
}

/// The drawing as a list.
#[component]
pub fn Words(props: &Props) -> Html {
    let moment = &props.moment;
    let (run, trace) = (&moment.run, moment.run.trace());
    let scenario = run.scenario();
    if props.moving {
        let seconds = format!("Time moves: {} s.", moment.at);
        return html! { <ul class="for-ears" aria-label="The LAN in words"><li>{ seconds }</li></ul> };
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
    let mut flying: Vec<_> = trace.in_flight(moment.at).map(|hop| hop.frame).collect();
    flying.dedup();
    let flying = flying.into_iter().take(FRAMES).map(|number| {
        let frame = &trace.frames()[number.index()];
        let from = &scenario.hosts[frame.from.index()].name;
        format!(
            "On its way: frame {} from {from}: {}",
            number.get(),
            info_in(&frame.bytes, &frame.context)
        )
    });
    let newest = lines(moment)
        .into_iter()
        .map(|(who, what)| format!("{who} {what}"));
    html! {
        <ul class="for-ears" aria-label="The LAN in words">
            { for switches.chain(hosts).chain(links).chain(flying).chain(newest).map(|line| html! { <li>{ line }</li> }) }
        </ul>
    }
}
