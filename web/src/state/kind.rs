//! What a frame is at a glance: its kind, which has a colour and a shape everywhere, and the few
//! words that travel with it.

use super::RunHandle;
use std::net::Ipv4Addr;
use versioned_arp::addr::MacAddr;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::FrameRecord;
use versioned_arp::wire::{ArpKind, ArpPacket, Frame, Payload};

/// A frame at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Asks, probes or announces: a triangle.
    Request,
    /// Answers: a square.
    Reply,
    /// Written by a statement, so that no ARP module stands behind it: a diamond.
    Forged,
    /// Anything else: a disc.
    Other,
}

impl Kind {
    /// All of them, in the order of the legend.
    pub const ALL: [Kind; 4] = [Kind::Request, Kind::Reply, Kind::Forged, Kind::Other];

    /// The kind of a frame.
    pub fn of(frame: &FrameRecord) -> Self {
        if frame.forged {
            return Kind::Forged;
        }
        match arp(frame).map(|packet| packet.kind()) {
            Some(ArpKind::Reply | ArpKind::GratuitousReply) => Kind::Reply,
            Some(_) => Kind::Request,
            None => Kind::Other,
        }
    }

    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Kind::Request => "kind-request",
            Kind::Reply => "kind-reply",
            Kind::Forged => "kind-forged",
            Kind::Other => "kind-other",
        }
    }

    /// What the legend says.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Request => "ARP request",
            Kind::Reply => "ARP reply",
            Kind::Forged => "forged",
            Kind::Other => "other",
        }
    }

    /// Its shape around (0, 0), about 14 across.
    pub fn shape(self) -> &'static str {
        match self {
            Kind::Request => "M0-7.5 7.5 6H-7.5z",
            Kind::Reply => "M-6-6H6V6H-6z",
            Kind::Forged => "M0-8.5 8.5 0 0 8.5-8.5 0z",
            Kind::Other => "M-6.5 0a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0z",
        }
    }
}

/// The words that travel with a frame: "Who has .1?", ".1 is at :01".
pub fn label(run: &RunHandle, frame: &FrameRecord) -> String {
    let scenario = run.scenario();
    let Some(packet) = arp(frame) else {
        return "not ARP".to_owned();
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

fn arp(frame: &FrameRecord) -> Option<ArpPacket> {
    match Frame::parse(&frame.bytes).ok()?.payload {
        Payload::Arp(packet) => Some(packet),
        Payload::Ipv4(_) | Payload::Other { .. } => None,
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
