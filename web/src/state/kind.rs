//! What a frame is at a glance: its kind, which has a colour and a shape everywhere, and the few
//! words that travel with it.

use super::RunHandle;
use std::net::Ipv4Addr;
use versioned_arp::addr::MacAddr;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::FrameRecord;
use versioned_arp::wire::{ArpKind, Frame, Payload, Segment, info_in};

/// Where an IPv4 header names what it carries (RFC 791 §3.1), and the number of TCP.
const PROTOCOL: usize = 9;
const TCP: u8 = 6;
/// A line of words that travel with a frame is at most so long.
const WORDS: usize = 34;

/// A frame at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Asks, probes or announces: a triangle.
    Request,
    /// Answers: a square.
    Reply,
    /// TCP: a diamond.
    Tcp,
    /// Any other IP, or nothing that is known here: a disc.
    Other,
    /// Written by a statement, so that no ARP module stands behind it: the shape of a stop sign.
    Forged,
}

impl Kind {
    /// All of them, in the order of the legend.
    pub const ALL: [Kind; 5] = [
        Kind::Request,
        Kind::Reply,
        Kind::Tcp,
        Kind::Other,
        Kind::Forged,
    ];

    /// The kind of a frame.
    pub fn of(frame: &FrameRecord) -> Self {
        if frame.forged {
            return Kind::Forged;
        }
        match Frame::parse(&frame.bytes).map(|it| it.payload) {
            Ok(Payload::Arp(packet)) => match packet.kind() {
                ArpKind::Reply | ArpKind::GratuitousReply => Kind::Reply,
                _ => Kind::Request,
            },
            Ok(Payload::Ipv4(packet)) if packet.get(PROTOCOL) == Some(&TCP) => Kind::Tcp,
            _ => Kind::Other,
        }
    }

    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Kind::Request => "kind-request",
            Kind::Reply => "kind-reply",
            Kind::Forged => "kind-forged",
            Kind::Tcp => "kind-tcp",
            Kind::Other => "kind-other",
        }
    }

    /// What the legend says.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Request => "ARP request",
            Kind::Reply => "ARP reply",
            Kind::Forged => "forged",
            Kind::Tcp => "TCP",
            Kind::Other => "other IP",
        }
    }

    /// Its shape around (0, 0), about 14 across.
    pub fn shape(self) -> &'static str {
        match self {
            Kind::Request => "M0-7.5 7.5 6H-7.5z",
            Kind::Reply => "M-6-6H6V6H-6z",
            Kind::Tcp => "M0-8.5 8.5 0 0 8.5-8.5 0z",
            Kind::Forged => "M-3-7H3L7-3V3L3 7H-3L-7 3V-3z",
            Kind::Other => "M-6.5 0a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0z",
        }
    }
}

/// The words that travel with a frame: "Who has .1?", ".1 is at :01".
pub fn label(run: &RunHandle, frame: &FrameRecord) -> String {
    let scenario = run.scenario();
    let packet = match Frame::parse(&frame.bytes).map(|it| it.payload) {
        Ok(Payload::Arp(packet)) => packet,
        Ok(Payload::Ipv4(packet)) if packet.get(PROTOCOL) == Some(&TCP) => {
            return Segment::parse(&packet).map_or_else(|| "TCP".to_owned(), |it| segment(&it));
        }
        _ => return beginning(&info_in(&frame.bytes, &frame.context)),
    };
    let (sender, target) = (ip(scenario, packet.spa), ip(scenario, packet.tpa));
    match packet.kind() {
        ArpKind::Request | ArpKind::Probe => format!("Who has {target}?"),
        ArpKind::Reply => format!("{sender} is at {}", mac(packet.sha)),
        ArpKind::Announcement | ArpKind::GratuitousRequest | ArpKind::GratuitousReply => {
            format!("I am {sender}, at {}", mac(packet.sha))
        }
    }
}

/// What a TCP segment does: `SYN`, `16 bytes to 443`.
fn segment(segment: &Segment) -> String {
    let port = segment.dst.1;
    let acks = segment.ack.is_some();
    match (segment.rst, segment.syn, segment.fin, segment.len) {
        (true, ..) => "RST".to_owned(),
        (_, true, ..) if acks => "SYN, ACK".to_owned(),
        (_, true, ..) => format!("SYN to {port}"),
        (_, _, true, _) => "FIN".to_owned(),
        (_, _, _, 0) => "ACK".to_owned(),
        (.., 1) => format!("1 byte to {port}"),
        (.., count) => format!("{count} bytes to {port}"),
    }
}

/// The beginning of an info line: what comes before its numbers.
fn beginning(info: &str) -> String {
    let end = info.find("  ").unwrap_or(info.len());
    let kept: String = info[..end].chars().take(WORDS).collect();
    if kept.len() < end {
        kept.trim_end().to_owned() + "…"
    } else {
        kept
    }
}

/// The last number of an address where all hosts share what is before it.
fn ip(scenario: &Scenario, ip: Ipv4Addr) -> String {
    let [a, b, c, last] = ip.octets();
    let mut addresses = scenario.hosts.iter().flat_map(|host| &host.addresses);
    if addresses.all(|net| net.addr().octets()[..3] == [a, b, c]) {
        format!(".{last}")
    } else {
        ip.to_string()
    }
}

/// The last byte of an Ethernet address.
fn mac(mac: MacAddr) -> String {
    let text = mac.to_string();
    text.rfind(':')
        .map_or(text.clone(), |colon| text[colon..].to_owned())
}
