//! What can be done with a record or a field of it: filter by it, as Wireshark's menus do, and copy.

use super::stream::is_tcp;
use super::tree::Path;
use super::view::View;
use crate::state::{Action, Item, Panel};
use crate::views::copying::copy_text;
use crate::views::wording::exact_seconds;
use crate::widgets::menu::Entry;
use std::rc::Rc;
use versioned_arp::filter::{Packet, expression};
use versioned_arp::wire::{EthernetHeader, Field, info_in};
use yew::Callback;

/// How a filter is joined to the one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It takes its place.
    Instead,
    /// Both have to hold.
    And,
    /// One has to hold.
    Or,
    /// It must not hold, and the other has to.
    AndNot,
}

impl Join {
    /// `new` joined to `old`, in Wireshark's syntax.
    pub fn joined(self, old: &str, new: &str) -> String {
        let old = old.trim();
        if self == Join::Instead || (old.is_empty() && self != Join::AndNot) {
            return new.to_owned();
        }
        if old.is_empty() {
            return format!("!({new})");
        }
        // Only `or` binds less than what is put beside it.
        let loose = old.contains("||") || old.contains(" or ");
        match self {
            Join::Instead => new.to_owned(),
            Join::Or => format!("{old} || {new}"),
            Join::And if loose => format!("({old}) && {new}"),
            Join::And => format!("{old} && {new}"),
            Join::AndNot if loose => format!("({old}) && !({new})"),
            Join::AndNot => format!("{old} && !({new})"),
        }
    }
}

/// What acts need: the filter that is there, and where things go.
#[derive(Clone, PartialEq)]
pub struct Acts {
    /// The filter's text.
    pub filter: Rc<str>,
    /// Sets it.
    pub set_filter: Callback<String>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

impl Acts {
    /// What can be done with the field at a path.
    pub fn of_field(&self, view: &View, place: usize, fields: &[Field], path: &Path) -> Vec<Entry> {
        let Some(field) = super::tree::field_of(fields, path) else {
            return Vec::new();
        };
        let packet = view.packet(place);
        let mut entries = Vec::new();
        if let Some(new) = expression(&packet, field.filter, &field.range) {
            let joins = [
                (Join::Instead, "Apply as filter"),
                (Join::And, "… and this"),
                (Join::Or, "… or this"),
                (Join::AndNot, "… and not this"),
            ];
            let blank = self.filter.trim().is_empty();
            let useful = |join: &Join| !(blank && matches!(join, Join::And | Join::Or));
            for (join, label) in joins.into_iter().filter(|(join, _)| useful(join)) {
                let text = join.joined(&self.filter, &new);
                entries.push(self.filter_entry(label, text));
            }
        }
        entries.push(self.copy_entry("Copy the words", "The field", field.label.clone()));
        if !field.range.is_empty() {
            let bytes = &packet.bytes[field.range.clone()];
            entries.push(self.copy_entry("Copy the bytes", "Bytes", hex(bytes)));
        }
        entries
    }

    /// What can be done with a record of the list.
    pub fn of_record(&self, view: &View, place: usize) -> Vec<Entry> {
        let packet = view.packet(place);
        let mut entries = Vec::new();
        if let Some(conversation) = conversation(&packet) {
            entries.push(self.filter_entry("Only this conversation", conversation));
        }
        if let Ok((header, _)) = EthernetHeader::parse(packet.bytes) {
            let (from, to) = (header.src, header.dst);
            entries.push(self.filter_entry("Only from this sender", format!("eth.src == {from}")));
            entries.push(self.filter_entry("Only to this receiver", format!("eth.dst == {to}")));
        }
        let frame = view.record(place).frame.number;
        if is_tcp(view, place) {
            let follow = self.dispatch.reform(move |()| Action::Follow(Some(frame)));
            entries.push(Entry::act("Follow TCP stream", follow));
        }
        if let Some(saying) = view.run().talk().carried_by(frame) {
            let item = Item::Message(saying.number);
            let dispatch = self.dispatch.clone();
            let show = Callback::from(move |()| {
                dispatch.emit(Action::ShowPanel(Panel::Messages));
                dispatch.emit(Action::Select(Some(item)));
            });
            entries.push(Entry::act("Show its message", show));
        }
        let at = packet.at;
        let seek = self.dispatch.reform(move |()| Action::Seek(at));
        let seek = Entry::act("Show this moment", seek);
        entries.push(seek.detailed(format!("{} s", exact_seconds(at))));
        let info = info_in(packet.bytes, &packet.context);
        let line = format!(
            "{}\t{}\t{}\t{info}",
            packet.number,
            exact_seconds(at),
            packet.interface_name
        );
        entries.push(self.copy_entry("Copy the line", "The line", line));
        entries.push(self.copy_entry("Copy the bytes", "Bytes", hex(packet.bytes)));
        entries
    }

    fn filter_entry(&self, label: &'static str, text: String) -> Entry {
        let set = self.set_filter.clone();
        let shown = text.clone();
        Entry::act(label, Callback::from(move |()| set.emit(text.clone()))).detailed(shown)
    }

    fn copy_entry(&self, label: &'static str, what: &'static str, text: String) -> Entry {
        let dispatch = self.dispatch.clone();
        Entry::act(
            label,
            Callback::from(move |()| copy_text(&text, &format!("{what}: copied."), &dispatch)),
        )
    }
}

/// The filter for all packets of a conversation: over TCP or UDP, between two addresses, or about one.
fn conversation(packet: &Packet<'_>) -> Option<String> {
    let value = |name: &str| expression(packet, name, &(0..0));
    if let Some(stream) = packet.stream {
        let name = match value("tcp.stream") {
            Some(_) if value("tcp.srcport").is_some() => "tcp.stream",
            _ => "udp.stream",
        };
        return Some(format!("{name} == {stream}"));
    }
    if let (Some(src), Some(dst)) = (value("ip.src"), value("ip.dst")) {
        let both = |text: String| {
            text.replacen("ip.src", "ip.addr", 1)
                .replacen("ip.dst", "ip.addr", 1)
        };
        return Some(format!("{} && {}", both(src), both(dst)));
    }
    let asked = value("arp.dst.proto_ipv4")?;
    let ip = asked.rsplit(' ').next()?;
    Some(format!(
        "arp.src.proto_ipv4 == {ip} || arp.dst.proto_ipv4 == {ip}"
    ))
}

/// Pairs of hex digits with blanks between.
fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::lab;
    use versioned_arp::filter::Filter;

    #[test]
    fn filters_are_joined_so_that_they_mean_it() {
        let join = |join: Join, old: &str| join.joined(old, "arp");
        assert_eq!(join(Join::Instead, "ip"), "arp");
        assert_eq!(join(Join::And, " "), "arp");
        assert_eq!(join(Join::And, "ip"), "ip && arp");
        assert_eq!(join(Join::And, "ip or tcp"), "(ip or tcp) && arp");
        assert_eq!(join(Join::Or, "ip && tcp"), "ip && tcp || arp");
        assert_eq!(join(Join::AndNot, ""), "!(arp)");
        assert_eq!(join(Join::AndNot, "ip||tcp"), "(ip||tcp) && !(arp)");
    }

    #[test]
    fn every_kind_of_packet_has_a_conversation_of_its_own() {
        let run = lab("end 9s
host ann 10.0.0.1
host bob 10.0.0.2
at 0s bob serve 7
at 1s ann ping bob
at 2s ann say bob:7 \"hello\"
at 3s ann send bob:9 \"hello\"");
        let view = View::of(&run, None);
        let mut found: Vec<String> = Vec::new();
        for place in 0..view.len() {
            let packet = view.packet(place);
            let filter = conversation(&packet).expect("each is part of one");
            let passes = Filter::parse(&filter)
                .expect("it is a filter")
                .matches(&packet);
            assert!(passes, "{filter}");
            if !found.contains(&filter) {
                found.push(filter);
            }
        }
        for filter in [
            "arp.src.proto_ipv4 == 10.0.0.2 || arp.dst.proto_ipv4 == 10.0.0.2",
            "ip.addr == 10.0.0.1 && ip.addr == 10.0.0.2",
            "tcp.stream == 0",
            "udp.stream == 0",
        ] {
            assert!(found.iter().any(|it| it == filter), "{filter}: {found:?}");
        }
    }
}
