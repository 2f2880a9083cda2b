//! What a host's ARP has sent, asked and received up to the shown moment, by reason.

use crate::state::Moment;
use versioned_arp::report::{counted, counters};
use versioned_arp::sim::HostId;
use yew::prelude::*;

/// Draws the counters of a host; what is zero is left out, as on the command line.
pub fn counters_view(moment: &Moment, host: HostId) -> Html {
    let groups = counted(&counters(&moment.run, host, moment.at));
    if groups.is_empty() {
        return html! {
            <p class="nobody">
                <strong>{ "Nothing was sent or received yet." }</strong>
                { " Counters start when the host does." }
            </p>
        };
    }
    let groups = groups.into_iter().map(|(title, counts)| {
        let counts = counts.into_iter().map(|(count, what)| {
            html! { <li><span class="mono">{ count }</span>{ " " }{ what }</li> }
        });
        html! { <><dt>{ title }</dt><dd><ul>{ for counts }</ul></dd></> }
    });
    html! { <dl class="counters">{ for groups }</dl> }
}
