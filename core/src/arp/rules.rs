//! The named rules in which profiles differ: which packets teach, who is answered, how an address is
//! announced and defended, what becomes of an entry in the end. Each is a choice among a few; what a
//! choice does is the engine's (`receive`, `ageing`, `claims`).

use crate::addr::{Ipv4Addr, MacAddr};
use crate::wire::{ArpPacket, Operation};

/// The decisions in which profiles differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which packets teach.
    pub belief: Belief,
    /// Whose requests for an own address are answered.
    pub answers: Answers,
    /// How own addresses are made known.
    pub announcement: Announcement,
    /// The target MAC that requests carry; RFC 826 gives it no meaning.
    pub request_tha: MacAddr,
    /// What happens to an entry when its time is over.
    pub ageing: Ageing,
    /// Whether entries go when the link layer says that the cable is out (RFC 1122 §2.3.2.1).
    pub link_advice: bool,
    /// Whether stations and their changes are reported in arpwatch's words.
    pub reports: bool,
}

/// Which packets may teach a mapping (those that make no sense never do, in any profile).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belief {
    /// Every reply that is meant for this host or for all, asked for or not. No request.
    AnyReply,
    /// RFC 826: every packet updates an address that is known or asked for; a packet for an own
    /// address also brings a new one. The operation does not matter.
    Merge,
    /// A reply to this station for an address that it is asking for or checking, and nothing else.
    Answers,
    /// As Linux does: requests for an own address bring or replace an entry; everything else
    /// updates an address that is known or asked for, unless it contradicts news of less than
    /// `locktime`. Only a reply to this station alone shows that the neighbour is reachable.
    Kernel,
}

/// Whose requests for an own address are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Everybody's, even theirs who say that the address is their own.
    Everyone,
    /// Those of stations and those of probes (sender 0.0.0.0, RFC 5227).
    Stations,
}

/// How a host says that an address is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// A reply to nobody: target MAC broadcast, target address 0.0.0.0.
    ReplyToAll,
    /// RFC 5227 §3: a request for the announced address itself, without a target MAC.
    Request,
}

impl Announcement {
    /// The packet by which the station `mac` announces `ip`.
    pub const fn packet(self, mac: MacAddr, ip: Ipv4Addr) -> ArpPacket {
        let (operation, tha, tpa) = match self {
            Announcement::ReplyToAll => {
                let nobody = Ipv4Addr::UNSPECIFIED;
                (Operation::Reply, MacAddr::BROADCAST, nobody)
            }
            Announcement::Request => (Operation::Request, MacAddr::ZERO, ip),
        };
        ArpPacket {
            operation,
            sha: mac,
            spa: ip,
            tha,
            tpa,
        }
    }
}

/// What happens to an entry when its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ageing {
    /// It goes.
    Drop,
    /// RFC 1122 §2.3.2.1: shortly before its time is over the neighbour is asked by `polls` unicast
    /// requests; it goes if none is answered.
    Poll,
    /// Linux: REACHABLE becomes STALE, or DELAY if it was used of late; a use makes STALE into
    /// DELAY; DELAY becomes PROBE, which sends `polls` unicast requests; PROBE becomes FAILED;
    /// STALE and FAILED go.
    States,
}

/// What a host does about a station that uses one of its addresses (RFC 5227 §2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defence {
    /// Nothing but a note.
    Ignore,
    /// (a): give the address up at once.
    Cede,
    /// (b): announce it once; give it up if that happens again within the defend interval.
    Once,
    /// (c): announce it at most once in the defend interval, and never give it up.
    Always,
}

impl Defence {
    /// Every choice, in order of declaration.
    pub const ALL: [Defence; 4] = [
        Defence::Ignore,
        Defence::Cede,
        Defence::Once,
        Defence::Always,
    ];

    /// Its word in the scenario language.
    pub const fn word(self) -> &'static str {
        match self {
            Defence::Ignore => "ignore",
            Defence::Cede => "cede",
            Defence::Once => "once",
            Defence::Always => "always",
        }
    }
}
