//! What became of received frames, and how much an engine has sent and asked: numbers to show.

use std::fmt;

/// What the engine made of a received frame. Everything but [`Accepted`](Verdict::Accepted) left
/// table and queries as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// It taught, confirmed or was answered.
    Accepted,
    /// Its Ethernet destination is another station: a switch flooded it here.
    NotForUs,
    /// It carries this station's own MAC as Ethernet source or as sender: an echo, or a lie.
    OwnEcho,
    /// Not enough bytes for an Ethernet header, or for an ARP packet.
    TooShort,
    /// It carries no ARP.
    NotArp,
    /// ARP, but not for IPv4 over Ethernet.
    NotEthernetIpv4,
    /// An ARP operation other than request and reply.
    UnknownOperation,
    /// The sender's MAC or address can be no station's.
    BadSender,
    /// The sender says that one of this host's addresses is its own. (A request for it was
    /// answered all the same.)
    ClaimsOwnAddress,
    /// A request for an address that is not this host's.
    AsksForAnother,
    /// A reply that the profile does not believe: meant for another host, or not asked for.
    MeantForAnother,
    /// It contradicts an entry that was set by hand.
    StaticEntry,
    /// It contradicts news that is too fresh to be replaced (`locktime`).
    Locked,
}

impl Verdict {
    /// Every verdict, in order of declaration.
    pub const ALL: [Verdict; 13] = [
        Verdict::Accepted,
        Verdict::NotForUs,
        Verdict::OwnEcho,
        Verdict::TooShort,
        Verdict::NotArp,
        Verdict::NotEthernetIpv4,
        Verdict::UnknownOperation,
        Verdict::BadSender,
        Verdict::ClaimsOwnAddress,
        Verdict::AsksForAnother,
        Verdict::MeantForAnother,
        Verdict::StaticEntry,
        Verdict::Locked,
    ];

    const fn index(self) -> usize {
        self as usize
    }
}

/// The verdict in a few words, for people.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Accepted => "accepted",
            Verdict::NotForUs => "not for us",
            Verdict::OwnEcho => "own MAC as sender",
            Verdict::TooShort => "too short",
            Verdict::NotArp => "not ARP",
            Verdict::NotEthernetIpv4 => "not Ethernet/IPv4 ARP",
            Verdict::UnknownOperation => "unknown operation",
            Verdict::BadSender => "bad sender",
            Verdict::ClaimsOwnAddress => "claims own address",
            Verdict::AsksForAnother => "asks for another",
            Verdict::MeantForAnother => "meant for another",
            Verdict::StaticEntry => "contradicts a static entry",
            Verdict::Locked => "contradicts fresh news",
        })
    }
}

/// How many counts there are besides those of received frames.
pub(crate) const OWN: usize = 11;

/// Counts since the engine's start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    received: [u64; Verdict::ALL.len()],
    /// Requests sent: those of queries, and those that check a known neighbour.
    pub requests_sent: u64,
    /// Replies sent to requests.
    pub replies_sent: u64,
    /// Announcements sent, one for each address.
    pub announcements_sent: u64,
    /// Probes sent for addresses that are being claimed (RFC 5227).
    pub probes_sent: u64,
    /// Conflicts over addresses that are claimed or defended (RFC 5227).
    pub conflicts: u64,
    /// Queries that sent a first request.
    pub queries_started: u64,
    /// Of those, the ones that ended with a MAC.
    pub queries_answered: u64,
    /// Of those, the ones that ended without.
    pub queries_timed_out: u64,
    /// Queries refused, because as many as the table may have entries were in flight.
    pub queries_refused: u64,
    /// Waiters that had to go for a new one.
    pub waiters_dropped: u64,
    /// Dynamic entries that had to go for a new one.
    pub evicted: u64,
}

impl Counters {
    /// Received frames that met this verdict.
    pub fn received(&self, verdict: Verdict) -> u64 {
        self.received[verdict.index()]
    }

    /// Received frames in all.
    pub fn received_in_all(&self) -> u64 {
        self.received.iter().sum()
    }

    /// Frames handed out in all.
    pub fn sent_in_all(&self) -> u64 {
        self.requests_sent + self.replies_sent + self.announcements_sent + self.probes_sent
    }

    /// Every count with its name, in a fixed order: what was sent, what became of queries and the
    /// table, then received frames by verdict.
    pub fn named(&self) -> Vec<(String, u64)> {
        const NAMES: [&str; OWN] = [
            "requests sent",
            "replies sent",
            "announcements sent",
            "probes sent",
            "conflicts",
            "queries started",
            "queries answered",
            "queries timed out",
            "queries refused",
            "waiters dropped",
            "entries evicted",
        ];
        let own = NAMES.map(str::to_owned).into_iter().zip(self.own());
        let received = Verdict::ALL.map(|verdict| {
            let name = format!("received, {verdict}");
            (name, self.received(verdict))
        });
        own.chain(received).collect()
    }

    /// All counts but those of received frames, in the order of [`named`](Self::named).
    pub(crate) fn own(&self) -> [u64; OWN] {
        [
            self.requests_sent,
            self.replies_sent,
            self.announcements_sent,
            self.probes_sent,
            self.conflicts,
            self.queries_started,
            self.queries_answered,
            self.queries_timed_out,
            self.queries_refused,
            self.waiters_dropped,
            self.evicted,
        ]
    }

    /// The counters that have these counts of their own, and received frames with these verdicts.
    pub(crate) fn of(own: [u64; OWN], received: impl Iterator<Item = Verdict>) -> Self {
        let [
            requests_sent,
            replies_sent,
            announcements_sent,
            probes_sent,
            conflicts,
            queries_started,
            queries_answered,
            queries_timed_out,
            queries_refused,
            waiters_dropped,
            evicted,
        ] = own;
        let mut counters = Self {
            received: Default::default(),
            requests_sent,
            replies_sent,
            announcements_sent,
            probes_sent,
            conflicts,
            queries_started,
            queries_answered,
            queries_timed_out,
            queries_refused,
            waiters_dropped,
            evicted,
        };
        received.for_each(|verdict| counters.count(verdict));
        counters
    }

    pub(super) fn count(&mut self, verdict: Verdict) {
        self.received[verdict.index()] += 1;
    }
}

/// The counts that are not zero, one a line: `requests sent 3`.
impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = self.named();
        let mut counted = named.iter().filter(|(_, count)| *count > 0);
        counted.try_for_each(|(name, count)| writeln!(f, "{name} {count}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verdict_has_a_count_and_a_name_of_its_own() {
        let mut counters = Counters::default();
        for (n, verdict) in Verdict::ALL.into_iter().enumerate() {
            (0..=n).for_each(|_| counters.count(verdict));
        }
        for (n, verdict) in Verdict::ALL.into_iter().enumerate() {
            assert_eq!(counters.received(verdict), n as u64 + 1, "{verdict}");
        }
        assert_eq!(
            counters.received_in_all(),
            (1..=Verdict::ALL.len() as u64).sum()
        );
        let names: std::collections::BTreeSet<_> =
            Verdict::ALL.iter().map(Verdict::to_string).collect();
        assert_eq!(names.len(), Verdict::ALL.len());
    }

    #[test]
    fn what_was_counted_is_printed_by_name() {
        let mut counters = Counters {
            requests_sent: 3,
            evicted: 1,
            ..Counters::default()
        };
        assert_eq!(Counters::default().to_string(), "");
        counters.count(Verdict::BadSender);
        let lines = "requests sent 3\nentries evicted 1\nreceived, bad sender 1\n";
        assert_eq!(counters.to_string(), lines);
        let again = Counters::of(counters.own(), [Verdict::BadSender].into_iter());
        assert_eq!(again, counters);
        let names: std::collections::BTreeSet<_> =
            counters.named().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), counters.named().len());
    }
}
