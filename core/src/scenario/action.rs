//! What a statement does, as data. `docs/scenarios.md` says what each one means when it runs.

use super::ast::LinkOptions;
use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};
pub use crate::cache::Rev;
use crate::time::Duration;

/// What a statement does. `host` and `peer` are indices in [`super::Scenario::hosts`].
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // The fields are the words of the language's table.
pub enum Action {
    /// Resolve an address.
    Query { host: usize, target: Target },
    /// One ICMP echo request.
    Ping { host: usize, target: Target },
    /// One ICMP echo request to each address from `first` to `last`, own ones left out. Both are
    /// in one block of 256, in this order.
    Sweep {
        host: usize,
        first: Ipv4Addr,
        last: Ipv4Addr,
    },
    /// One UDP datagram to a port of `target`.
    Send {
        host: usize,
        target: Target,
        port: u16,
        text: String,
    },
    /// A TCP echo server.
    Serve { host: usize, port: u16 },
    /// Write on the TCP connection to a port of `target`.
    Say {
        host: usize,
        target: Target,
        port: u16,
        text: String,
    },
    /// Close the TCP connection to a port of `target`, once all is said.
    Close {
        host: usize,
        target: Target,
        port: u16,
    },
    /// Replace the own addresses and announce them. Duplicates stand as written.
    SetIps { host: usize, ips: Vec<Ipv4Net> },
    /// One more own address, announced.
    AddIp { host: usize, ip: Ipv4Net },
    /// One own address less.
    RemoveIp { host: usize, ip: Ipv4Addr },
    /// Announce one own address, or all.
    Announce { host: usize, ip: Option<Ipv4Addr> },
    /// RFC 5227: probe, then announce and use, or give up.
    Claim { host: usize, ip: Ipv4Net },
    /// A dynamic entry by hand, for `lifetime` or as long as the host's entries live.
    Learn {
        host: usize,
        ip: Ipv4Addr,
        mac: MacAddr,
        lifetime: Option<Duration>,
    },
    /// A static entry.
    Pin {
        host: usize,
        ip: Ipv4Addr,
        mac: MacAddr,
    },
    /// Remove an entry.
    Forget { host: usize, ip: Ipv4Addr },
    /// Remove all dynamic entries.
    Flush { host: usize },
    /// Put exactly this ARP packet on the wire.
    Arp { host: usize, arp: ForgedArp },
    /// Put these bytes on the wire.
    Frame { host: usize, bytes: Vec<u8> },
    /// Power off.
    Down { host: usize },
    /// Power on, with an empty repository when `fresh`.
    Up { host: usize, fresh: bool },
    /// Merge the peer's main into the host's.
    Pull { host: usize, peer: usize },
    /// Merge the host's main into the peer's.
    Push { host: usize, peer: usize },
    /// A new branch at `rev`, or at HEAD.
    Branch {
        host: usize,
        name: String,
        rev: Option<Rev>,
    },
    /// Merge a branch of the host into its main.
    Merge { host: usize, name: String },
    /// Undo what a commit did.
    Revert { host: usize, rev: Rev },
    /// Move main to a commit.
    Reset { host: usize, rev: Rev },
    /// Change what `change` mentions of a link (an index in [`super::Scenario::links`]).
    Link { link: usize, change: LinkOptions },
    /// Lose what is on its way over a link: every copy, or those of the frame of this number.
    Drop { link: usize, frame: Option<u32> },
}

/// An ARP packet given field by field, true or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForgedArp {
    /// Request or reply.
    pub operation: ArpOperation,
    /// Sender hardware address.
    pub sha: MacAddr,
    /// Sender protocol address.
    pub spa: Ipv4Addr,
    /// Target hardware address.
    pub tha: MacAddr,
    /// Target protocol address.
    pub tpa: Ipv4Addr,
    /// Ethernet destination; `None` is `tha`. The source is the host's own.
    pub dst: Option<MacAddr>,
}

/// What a forged packet says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArpOperation {
    /// Operation 1.
    Request,
    /// Operation 2.
    Reply,
}

/// Whom a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// This address.
    Ip(Ipv4Addr),
    /// The first address that the host of this index has when the statement runs.
    Host(usize),
}

impl Action {
    /// The host that acts; none for what is done to a link.
    pub fn host(&self) -> Option<usize> {
        Some(match *self {
            Action::Query { host, .. }
            | Action::Ping { host, .. }
            | Action::Sweep { host, .. }
            | Action::Send { host, .. }
            | Action::Serve { host, .. }
            | Action::Say { host, .. }
            | Action::Close { host, .. }
            | Action::SetIps { host, .. }
            | Action::AddIp { host, .. }
            | Action::RemoveIp { host, .. }
            | Action::Announce { host, .. }
            | Action::Claim { host, .. }
            | Action::Learn { host, .. }
            | Action::Pin { host, .. }
            | Action::Forget { host, .. }
            | Action::Flush { host }
            | Action::Arp { host, .. }
            | Action::Frame { host, .. }
            | Action::Down { host }
            | Action::Up { host, .. }
            | Action::Pull { host, .. }
            | Action::Push { host, .. }
            | Action::Branch { host, .. }
            | Action::Merge { host, .. }
            | Action::Revert { host, .. }
            | Action::Reset { host, .. } => host,
            Action::Link { .. } | Action::Drop { .. } => return None,
        })
    }
}
