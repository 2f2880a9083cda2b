//! How an engine behaves: constants and a few named rules. A profile is data; the engine asks the
//! rules where they matter and contains no profile's name.

use crate::addr::{Ipv4Addr, MacAddr};
use crate::time::Duration;
use crate::wire::{ArpPacket, Operation};

/// A named set of defaults and rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// The MirageOS experiment of 2015: irmin-arp on the ARP module of mirage-tcpip 2.
    #[default]
    Classic,
}

impl Profile {
    /// The profile's own values; a host's options override single ones.
    pub const fn config(self) -> Config {
        match self {
            Profile::Classic => Config {
                profile: self,
                timeout: Duration::from_secs(60),
                retry: Duration::from_millis(1_500),
                dither: Duration::from_millis(10),
                tries: 4,
                check: Duration::from_secs(1),
                capacity: 1_024,
            },
        }
    }

    /// The profile's rules.
    pub const fn rules(self) -> Rules {
        match self {
            Profile::Classic => Rules {
                belief: Belief::AnyReply,
                announcement: Announcement::ReplyToAll,
                request_tha: MacAddr::BROADCAST,
            },
        }
    }

    /// The name that the scenario language has for it.
    pub const fn name(self) -> &'static str {
        match self {
            Profile::Classic => "classic",
        }
    }
}

/// The constants of one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Whose rules hold.
    pub profile: Profile,
    /// How long a learned entry lives.
    pub timeout: Duration,
    /// From one request of a query to the next, before dither.
    pub retry: Duration,
    /// At most this much is added to each `retry`, at random.
    pub dither: Duration,
    /// Requests of one query in all; the query times out one `retry` after the last. 0 counts as 1.
    pub tries: u32,
    /// From one expiry check to the next, counted from the engine's start. Zero counts as 1 µs.
    pub check: Duration,
    /// Most dynamic entries that frames and `learn` may bring the table to. 0 counts as 1.
    pub capacity: usize,
}

/// The decisions in which profiles differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which packets teach.
    pub belief: Belief,
    /// How own addresses are made known.
    pub announcement: Announcement,
    /// The target MAC that requests carry; RFC 826 gives it no meaning.
    pub request_tha: MacAddr,
}

/// Which packets may teach a mapping (those that make no sense never do, in any profile).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belief {
    /// Every reply that is meant for this host or for all, asked for or not. No request.
    AnyReply,
}

impl Belief {
    /// Whether `packet`, seen by a station with the MAC `own`, teaches.
    pub fn teaches(self, packet: &ArpPacket, own: MacAddr) -> bool {
        match self {
            Belief::AnyReply => {
                packet.operation == Operation::Reply
                    && (packet.tha == own || packet.tha.is_broadcast())
            }
        }
    }
}

/// How a host says that an address is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// A reply to nobody: target MAC broadcast, target address 0.0.0.0.
    ReplyToAll,
}

impl Announcement {
    /// The packet by which the station `mac` announces `ip`.
    pub const fn packet(self, mac: MacAddr, ip: Ipv4Addr) -> ArpPacket {
        match self {
            Announcement::ReplyToAll => ArpPacket {
                operation: Operation::Reply,
                sha: mac,
                spa: ip,
                tha: MacAddr::BROADCAST,
                tpa: Ipv4Addr::UNSPECIFIED,
            },
        }
    }
}
