//! The drawing in words, for who does not see it.

use super::caption::lines;
use super::facts::HostFacts;
use crate::state::Moment;
use versioned_arp::sim::LinkId;
use versioned_arp::wire::info_in;
use yew::prelude::*;

/// Frames on their way that are told of one by one.
const FRAMES: usize = 8;

/// What the words are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
}

/// The drawing as a list.
#[component]
pub fn Words(props: &Props) -> Html {
    let moment = &props.moment;
    let (run, trace) = (&moment.run, moment.run.trace());
    let scenario = run.scenario();
    let facts = HostFacts::all(moment);
    let hosts = scenario.hosts.iter().zip(&facts).map(|(host, facts)| {
        let ips: Vec<_> = facts.ips.iter().map(ToString::to_string).collect();
        format!("Host {}: {}; {}", host.name, ips.join(", "), facts.status())
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
            { for hosts.chain(links).chain(flying).chain(newest).map(|line| html! { <li>{ line }</li> }) }
        </ul>
    }
}
