//! What an engine hands out: data that a simulator can log, a test compare and a page draw.

use super::entry::{Entry, State};
use super::timer::Timer;
use crate::addr::{Ipv4Addr, MacAddr};
use crate::time::Instant;
use crate::wire::Frame;
use std::fmt;

/// Something to be done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output<W> {
    /// What made the engine want it.
    pub cause: Cause,
    /// What it wants.
    pub action: Action<W>,
}

/// Why an output came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The frame or command that was just handed in.
    Input,
    /// A timer that was due.
    Timer(Timer),
}

/// What the engine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action<W> {
    /// Put this frame on the wire.
    Send(Frame),
    /// Change the table.
    Edit(Edit),
    /// Tell a waiter how its query ended.
    Wake {
        /// What was handed in with the query.
        waiter: W,
        /// The address it asked for.
        ip: Ipv4Addr,
        /// The neighbour's MAC, or why there is none.
        answer: Result<MacAddr, Unanswered>,
    },
    /// Tell people; nothing changes.
    Note(Note),
}

/// Why a waiter got no MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unanswered {
    /// Nobody answered the query.
    #[error("nobody answered")]
    TimedOut,
    /// Too many waited for the address, and this one had waited longest. The query goes on.
    #[error("dropped: too many wait")]
    Dropped,
}

/// A proposed change of the table. The caller applies it; only what changes something is proposed.
///
/// A query is a sequence of its own: `Requested` one or more times, then `Answered` or `TimedOut`.
/// What happens to a table without branches is [`MemoryTable::apply`](super::MemoryTable::apply).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A request goes out (the next output): on the query's branch the address is INCOMPLETE and
    /// expires at `due`. Number 1 opens the query.
    Requested {
        /// The address asked for.
        ip: Ipv4Addr,
        /// Which request of the query this is, from 1.
        number: u32,
        /// How many there will be if nobody answers.
        of: u32,
        /// When the next one, or the timeout, is due.
        due: Instant,
    },
    /// The query ends with this entry.
    Answered {
        /// The address asked for.
        ip: Ipv4Addr,
        /// What is known of it now.
        entry: Entry,
        /// Dynamic entries that go to make room for it, in order of going. Most often none.
        evicted: Vec<Ipv4Addr>,
    },
    /// The query ends without an answer.
    TimedOut {
        /// The address asked for.
        ip: Ipv4Addr,
        /// The FAILED entry that says so for a while, where the profile has such entries and the
        /// table has room for one; otherwise the address has none.
        left: Option<Entry>,
    },
    /// A new entry that no query asked for.
    Learned {
        /// Its address.
        ip: Ipv4Addr,
        /// What is known of it.
        entry: Entry,
        /// Dynamic entries that go to make room for it, in order of going. Most often none.
        evicted: Vec<Ipv4Addr>,
    },
    /// A known address has another MAC now.
    Changed {
        /// Its address.
        ip: Ipv4Addr,
        /// The MAC it had.
        old: MacAddr,
        /// What is known now.
        entry: Entry,
    },
    /// A known mapping was heard again and has a new lifetime.
    Confirmed {
        /// Its address.
        ip: Ipv4Addr,
        /// What is known now.
        entry: Entry,
    },
    /// A known neighbour, with the MAC that it had, is in another state. FAILED has no MAC.
    State {
        /// Its address.
        ip: Ipv4Addr,
        /// The state it was in.
        old: State,
        /// What is known now.
        entry: Entry,
    },
    /// The lifetimes of these entries are over.
    Expired {
        /// Their addresses, ascending; never empty.
        ips: Vec<Ipv4Addr>,
    },
    /// A static entry was set by hand.
    Pinned {
        /// Its address.
        ip: Ipv4Addr,
        /// The PERMANENT entry.
        entry: Entry,
    },
    /// An entry was removed by hand, or because its address became the host's own.
    Forgot {
        /// Its address.
        ip: Ipv4Addr,
    },
    /// All dynamic entries were removed by hand.
    Flushed {
        /// Their addresses, ascending; never empty.
        ips: Vec<Ipv4Addr>,
    },
}

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

/// What a query led to at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryAnswer {
    /// The table has it, or the address is the host's own. Nothing else happens; the waiter was
    /// dropped.
    Known(MacAddr),
    /// It is being asked for; the waiter will be woken.
    Waiting,
    /// Nobody is asked: no single station can have this address (unspecified, loopback, multicast,
    /// broadcast), or too many queries are in flight. A [`Note`] says which; the waiter was dropped.
    Refused,
}
