//! What a switch has learned: which station is behind which port, and how long ago it was heard.

use super::target::name_of;
use crate::state::Moment;
use versioned_arp::addr::MacAddr;
use versioned_arp::sim::{LinkId, NodeId, Refusal, SwitchId};
use versioned_arp::time::Duration;
use versioned_arp::wire::EthernetHeader;
use yew::prelude::*;

/// Copies looked back at, at most, for when a station was heard last.
const LOOK_BACK: usize = 20_000;

/// A line of a switch's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// The station.
    pub mac: MacAddr,
    /// Whose MAC that is, by the text.
    pub owner: Option<String>,
    /// The node at the other end of the port's cable.
    pub port: String,
    /// How long ago it was heard last.
    pub age: Option<Duration>,
}

/// The table of a switch at a moment, in order of MAC.
pub fn stations(moment: &Moment, switch: SwitchId) -> Vec<Station> {
    let (run, trace) = (&moment.run, moment.run.trace());
    let scenario = run.scenario();
    let this = NodeId::Switch(switch);
    let far_end = |link: &LinkId| {
        let link = &scenario.links[link.index()];
        let (a, b) = (scenario.name(link.a), scenario.name(link.b));
        let own = name_of(scenario, this) == Some(a);
        if own { b } else { a }.to_owned()
    };
    let known = &trace.switch_at(switch, moment.at).stations;
    let station = |(mac, link): (&MacAddr, &LinkId)| Station {
        mac: *mac,
        owner: scenario
            .hosts
            .iter()
            .find(|host| host.mac == *mac)
            .map(|host| host.name.clone()),
        port: far_end(link),
        age: None,
    };
    let mut table: Vec<_> = known.iter().map(station).collect();
    let mut open = table.len();
    let until = trace
        .hops()
        .partition_point(|hop| hop.handed_over <= moment.at);
    for hop in trace.hops()[..until].iter().rev().take(LOOK_BACK) {
        if open == 0 {
            break;
        }
        if hop.to != this || hop.lost.is_some() || hop.arrives > moment.at {
            continue;
        }
        let Ok((header, _)) = EthernetHeader::parse(trace.bytes_of(hop)) else {
            continue;
        };
        let row = table
            .iter_mut()
            .find(|row| row.mac == header.src && row.age.is_none());
        if let Some(row) = row {
            row.age = Some(moment.at.since(hop.arrives));
            open -= 1;
        }
    }
    table
}

/// The ARP packets that a switch has refused up to a moment.
pub fn refused(moment: &Moment, switch: SwitchId) -> impl Iterator<Item = &Refusal> {
    let refusals = moment.run.trace().refusals();
    refusals.filter(move |it| it.switch == switch && it.at <= moment.at)
}

/// What the table is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// Whose table.
    pub switch: SwitchId,
}

/// The table of a switch.
#[component]
pub fn Stations(props: &Props) -> Html {
    let rows = stations(&props.moment, props.switch);
    let age = |age: Option<Duration>| match age {
        Some(age) => format!("{:.1} s ago", age.as_micros() as f64 / 1e6),
        None => "long ago".to_owned(),
    };
    let row = |row: &Station| {
        html! {
            <tr key={row.mac.to_string()}>
                <td class="mono">{ row.mac.to_string() }</td>
                <td>{ row.owner.clone().unwrap_or_else(|| "–".to_owned()) }</td>
                <td>{ format!("to {}", row.port) }</td>
                <td class="mono">{ age(row.age) }</td>
            </tr>
        }
    };
    html! {
        <div class="stations" role="region" aria-label="MAC table" tabindex="0">
            <table>
                <thead><tr><th>{ "MAC" }</th><th>{ "Whose" }</th><th>{ "Port" }</th><th>{ "Heard" }</th></tr></thead>
                <tbody>{ for rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::RunHandle;
    use std::sync::Arc;
    use versioned_arp::scenario::parse;
    use versioned_arp::sim::Run;
    use versioned_arp::time::Instant;

    fn moment(text: &str, micros: u64) -> Moment {
        let scenario = parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut run = Run::new(Arc::new(scenario));
        run.advance(Instant::from_secs(60), 100_000);
        Moment {
            run: RunHandle::new(run),
            at: Instant::from_micros(micros),
        }
    }

    #[test]
    fn a_switch_knows_who_is_behind_which_port_and_since_when() {
        let text = "host ann 10.0.0.1\nhost bob 10.0.0.2\nat 1s ann query bob\n";
        let at = |micros| stations(&moment(text, micros), SwitchId::new(0));
        assert_eq!(at(1_000_099), []);
        let rows = at(1_000_350);
        let row = |index: usize| {
            (
                rows[index].owner.clone(),
                rows[index].port.clone(),
                rows[index].age,
            )
        };
        let micros = |micros| Some(Duration::from_micros(micros));
        assert_eq!(row(0), (Some("ann".into()), "ann".into(), micros(250)));
        assert_eq!(row(1), (Some("bob".into()), "bob".into(), micros(50)));
    }

    #[test]
    fn what_is_refused_is_counted() {
        let text = "switch lan inspect\nhost ann 10.0.0.1\nhost eve 10.0.0.6\n\
            at 1s every 1s times 3 eve arp reply from 02:00:00:00:00:02 10.0.0.9 to 02:00:00:00:00:01 10.0.0.1\n";
        let count = |micros| refused(&moment(text, micros), SwitchId::new(0)).count();
        assert_eq!([1_000_099, 2_500_000, 9_000_000].map(count), [0, 2, 3]);
    }
}
