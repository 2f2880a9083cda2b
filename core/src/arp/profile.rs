//! The profiles and their constants. A [`Profile`] is data: a [`Config`] of numbers, which a host's
//! options override one by one, and [`Rules`], the named decisions. The engine asks both where they
//! matter and contains no profile's name. Every rule against every profile: `ARCHITECTURE.md`.

use super::rules::{Ageing, Announcement, Answers, Belief, Defence, Rules};
use crate::addr::{Ipv4Net, MacAddr};
use crate::time::Duration;

/// A named set of defaults and rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// The MirageOS experiment of 2015: irmin-arp on the ARP module of mirage-tcpip 2.
    Classic,
    /// RFC 826, RFC 1122 §2.3.2 and RFC 5227.
    #[default]
    Rfc,
    /// The Linux kernel's neighbour states (`net/core/neighbour.c`, `net/ipv4/arp.c`).
    Linux,
    /// As `rfc`, but only answers to own questions are believed.
    Strict,
}

impl Profile {
    /// Every profile, in order of declaration.
    pub const ALL: [Profile; 4] = [
        Profile::Classic,
        Profile::Rfc,
        Profile::Linux,
        Profile::Strict,
    ];

    /// Its word in the scenario language.
    pub const fn word(self) -> &'static str {
        match self {
            Profile::Classic => "classic",
            Profile::Rfc => "rfc",
            Profile::Linux => "linux",
            Profile::Strict => "strict",
        }
    }

    /// The profile's own values; a host's options override single ones.
    pub const fn config(self) -> Config {
        let rfc = Config {
            profile: self,
            timeout: Duration::from_secs(60),
            retry: Duration::from_secs(1),
            dither: Duration::ZERO,
            tries: 3,
            spacing: Duration::from_secs(1),
            polls: 2,
            check: Duration::from_micros(1),
            capacity: 1_024,
            waiters: 256,
            defence: Defence::Once,
            accept: false,
            proxy: None,
            delay: Duration::from_secs(5),
            stale: Duration::from_secs(60),
            locktime: Duration::from_secs(1),
        };
        match self {
            Profile::Classic => Config {
                retry: Duration::from_millis(1_500),
                dither: Duration::from_millis(10),
                tries: 4,
                spacing: Duration::ZERO,
                polls: 0,
                check: Duration::from_secs(1),
                defence: Defence::Ignore,
                ..rfc
            },
            Profile::Rfc | Profile::Strict => rfc,
            Profile::Linux => Config {
                timeout: Duration::from_secs(30),
                dither: Duration::from_millis(30),
                spacing: Duration::ZERO,
                polls: 3,
                defence: Defence::Ignore,
                ..rfc
            },
        }
    }

    /// The profile's rules.
    pub const fn rules(self) -> Rules {
        let rfc = Rules {
            belief: Belief::Merge,
            answers: Answers::Stations,
            announcement: Announcement::Request,
            request_tha: MacAddr::ZERO,
            ageing: Ageing::Poll,
            link_advice: true,
            reports: true,
        };
        match self {
            Profile::Classic => Rules {
                belief: Belief::AnyReply,
                answers: Answers::Everyone,
                announcement: Announcement::ReplyToAll,
                request_tha: MacAddr::BROADCAST,
                ageing: Ageing::Drop,
                link_advice: false,
                reports: false,
            },
            Profile::Rfc => rfc,
            Profile::Strict => Rules {
                belief: Belief::Answers,
                ..rfc
            },
            Profile::Linux => Rules {
                belief: Belief::Kernel,
                ageing: Ageing::States,
                ..rfc
            },
        }
    }
}

/// The constants of one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Whose rules hold.
    pub profile: Profile,
    /// How long a learned entry lives. With [`Ageing::States`], the base reachable time: an entry
    /// is REACHABLE for 0.5 to 1.5 times that.
    pub timeout: Duration,
    /// From one request to the next, before dither; queries, polls and probes alike.
    pub retry: Duration,
    /// At most this much is added to each `retry` of a query, at random. Probes of a known
    /// neighbour are always `retry` and all of this apart.
    pub dither: Duration,
    /// Requests of one query in all; the query times out one `retry` after the last. 0 counts as 1.
    pub tries: u32,
    /// The least time between two requests for one address, whatever asks (RFC 1122 §2.3.2.1).
    pub spacing: Duration,
    /// Unicast requests by which a known neighbour is checked before it is given up.
    pub polls: u32,
    /// From one expiry check to the next, counted from the engine's start. Zero counts as 1 µs,
    /// which is exact expiry.
    pub check: Duration,
    /// Most dynamic entries that frames and `learn` may bring the table to, and most queries in
    /// flight. 0 counts as 1.
    pub capacity: usize,
    /// Most waiters for one address; the oldest goes for a new one. 0 counts as 1, because RFC 1122
    /// §2.3.2.2 keeps at least the latest packet.
    pub waiters: usize,
    /// What happens when somebody else uses an own address (RFC 5227 §2.4).
    pub defence: Defence,
    /// With [`Belief::Kernel`], whether unsolicited packets make entries (`arp_accept`).
    pub accept: bool,
    /// A network for whose addresses requests are answered, too (proxy ARP, RFC 1027).
    pub proxy: Option<Ipv4Net>,
    /// With [`Ageing::States`], from the use of a stale entry to its first probe
    /// (`delay_first_probe_time`), and how long a use counts as recent.
    pub delay: Duration,
    /// With [`Ageing::States`], how long a STALE or FAILED entry stays (`gc_stale_time`).
    pub stale: Duration,
    /// With [`Belief::Kernel`], how long the first of several different answers stands.
    pub locktime: Duration,
}
