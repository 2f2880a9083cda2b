//! A capture as text, a line for each record, as a terminal shows it.

use super::{Capture, Extras};
use crate::addr::MacAddr;
use crate::filter::Filter;
use crate::sim::Run;
use crate::wire::{EthernetHeader, info_in};
use std::fmt::Write as _;

/// The records that pass a filter: number, seconds on the lab's clock, sender, receiver, and what is
/// said, in Wireshark's words.
pub fn frames(run: &Run, capture: &Capture, filter: &Filter) -> String {
    let mut places = Vec::new();
    let mut extras = Extras::of(filter, run);
    let all = capture.len();
    let rest = capture.filter(run, filter, &mut extras, 0, all, &mut places);
    debug_assert_eq!(rest, None, "the budget is everything");
    let hosts = &run.scenario().hosts;
    let width = hosts.iter().map(|host| host.name.len()).max();
    let width = width.unwrap_or_default().max("broadcast".len());
    let mut text = String::new();
    for place in places {
        let record = capture.record(run, place as usize);
        let from = &hosts[record.frame.from.index()].name;
        let to = match EthernetHeader::parse(record.bytes) {
            Ok((header, _)) => station(run, header.dst),
            Err(_) => "-".to_owned(),
        };
        let micros = record.at.as_micros();
        let (secs, micros) = (micros / 1_000_000, micros % 1_000_000);
        let info = info_in(record.bytes, &record.context);
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:>5} {secs:>5}.{micros:06} {from:<width$} {to:<width$} {info}",
            record.number
        );
    }
    text
}

/// Whose address this is, as the lab's text has it.
fn station(run: &Run, mac: MacAddr) -> String {
    let mut hosts = run.scenario().hosts.iter();
    match hosts.find(|host| host.mac == mac) {
        Some(host) => host.name.clone(),
        None if mac.is_broadcast() => "broadcast".to_owned(),
        None => mac.to_string(),
    }
}
