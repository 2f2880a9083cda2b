//! What an engine tells people: refusals, conflicts, and stations in the words of arpwatch(8). A
//! note changes nothing by itself.

use crate::addr::{Ipv4Addr, MacAddr};
use crate::time::Instant;
use std::fmt;

/// Something that people should know of. [`Display`](fmt::Display) says it in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// Another station says that an own address is its own.
    DuplicateAddress {
        /// The address.
        ip: Ipv4Addr,
        /// The other station.
        mac: MacAddr,
    },
    /// A frame or `learn` contradicted a static entry, which stays.
    StaticWins {
        /// The address.
        ip: Ipv4Addr,
        /// The MAC set by hand.
        kept: MacAddr,
        /// The MAC that was refused.
        refused: MacAddr,
    },
    /// `learn` or `pin` of an own address: own addresses are no entries.
    OwnAddress {
        /// The address.
        ip: Ipv4Addr,
    },
    /// `announce` of an address that is not the host's.
    NotOwn {
        /// The address.
        ip: Ipv4Addr,
    },
    /// A command named an address that no single station of a LAN can have.
    NoStation {
        /// The address.
        ip: Ipv4Addr,
    },
    /// A command named a MAC that no single station can have.
    NoStationMac {
        /// The MAC.
        mac: MacAddr,
    },
    /// A query was in flight for an address that became the host's own: its waiters get the own
    /// MAC, and it leaves no entry.
    BecameOwn {
        /// The address.
        ip: Ipv4Addr,
    },
    /// What arpwatch would report. Comes right before the edit of the packet that it tells of.
    Report {
        /// Arpwatch's word for it.
        what: Report,
        /// The station's address.
        ip: Ipv4Addr,
        /// The MAC that it says it has.
        mac: MacAddr,
        /// The MAC that it had before, or the one that the Ethernet header says.
        other: Option<MacAddr>,
    },
    /// A claim has to wait, because there were too many conflicts.
    ClaimDelayed {
        /// The address.
        ip: Ipv4Addr,
        /// When its first probe may be sent.
        until: Instant,
    },
    /// Nobody objected: the claimed address is the host's own.
    Claimed {
        /// The address.
        ip: Ipv4Addr,
    },
    /// A claim met a conflict.
    ClaimGivenUp {
        /// The address.
        ip: Ipv4Addr,
        /// Who has it, or wants it.
        mac: MacAddr,
        /// Whether that station only probes for it, too.
        probes: bool,
    },
    /// An own address was announced, because another station uses it.
    Defended {
        /// The address.
        ip: Ipv4Addr,
    },
    /// An own address was given up, because another station uses it.
    Ceded {
        /// The address.
        ip: Ipv4Addr,
        /// The other station.
        mac: MacAddr,
    },
    /// A query was refused, because too many are in flight.
    TooManyQueries {
        /// The address that nobody asks for.
        ip: Ipv4Addr,
    },
    /// The table was full: an entry went to make room for a new one.
    Evicted {
        /// The address that went.
        ip: Ipv4Addr,
        /// The address that came.
        by: Ipv4Addr,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::DuplicateAddress { ip, mac } => {
                write!(f, "duplicate address: {mac} claims our {ip}")
            }
            Note::StaticWins { ip, kept, refused } => {
                write!(f, "static entry wins: {ip} stays {kept}, {refused} refused")
            }
            Note::OwnAddress { ip } => write!(f, "refused: {ip} is our own address"),
            Note::NotOwn { ip } => write!(f, "refused: {ip} is not our address"),
            Note::NoStation { ip } => write!(f, "refused: {ip} is no host's address"),
            Note::NoStationMac { mac } => write!(f, "refused: {mac} is no station's MAC"),
            Note::BecameOwn { ip } => write!(f, "query ended: {ip} is our own address now"),
            Note::Report {
                what,
                ip,
                mac,
                other,
            } => {
                write!(f, "{what} {ip} {mac}")?;
                other.map_or(Ok(()), |other| write!(f, " ({other})"))
            }
            Note::ClaimDelayed { ip, until } => {
                write!(
                    f,
                    "too many conflicts: the claim of {ip} waits until {until}"
                )
            }
            Note::Claimed { ip } => write!(f, "claimed {ip}: nobody objected"),
            Note::ClaimGivenUp { ip, mac, probes } => {
                let does = if *probes {
                    "probes for it, too"
                } else {
                    "has it"
                };
                write!(f, "gave up the claim of {ip}: {mac} {does}")
            }
            Note::Defended { ip } => write!(f, "defended {ip}"),
            Note::Ceded { ip, mac } => write!(f, "gave up our {ip}: {mac} uses it"),
            Note::TooManyQueries { ip } => {
                write!(f, "refused: too many queries are in flight to ask for {ip}")
            }
            Note::Evicted { ip, by } => write!(f, "table full: {ip} went to make room for {by}"),
        }
    }
}

/// What arpwatch(8) reports, in its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Report {
    /// The address has not been seen before.
    NewStation,
    /// The address has a MAC that it never had.
    ChangedEthernetAddress,
    /// The address is back at the MAC that it had before the last.
    FlipFlop,
    /// The address is back at a MAC that it had some time ago.
    ReusedOldEthernetAddress,
    /// The sender's address belongs to no network on this link.
    Bogon,
    /// The Ethernet header names another sender than the packet.
    EthernetMismatch,
    /// The sender's MAC is a group address.
    EthernetBroadcast,
    /// The sender's address is a broadcast address.
    IpBroadcast,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Report::NewStation => "new station",
            Report::ChangedEthernetAddress => "changed ethernet address",
            Report::FlipFlop => "flip flop",
            Report::ReusedOldEthernetAddress => "reused old ethernet address",
            Report::Bogon => "bogon",
            Report::EthernetMismatch => "ethernet mismatch",
            Report::EthernetBroadcast => "ethernet broadcast",
            Report::IpBroadcast => "ip broadcast",
        })
    }
}
