//! Queries in flight: one for each address, whoever waits for it; requests until an answer comes
//! or the tries are used up.

use super::{Engine, is_station};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::entry::Entry;
use crate::arp::output::{Action, Edit, Note, QueryAnswer, Timeout};
use crate::arp::table::Table;
use crate::arp::timer::Timer;
use crate::time::Instant;
use crate::wire::{ArpPacket, Operation};

/// What the engine remembers of a query in flight.
#[derive(Clone, Debug)]
pub(super) struct Query<W> {
    waiters: Vec<W>,
    /// Requests sent.
    sent: u32,
}

/// A query in flight, to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InFlight {
    /// The address asked for.
    pub ip: Ipv4Addr,
    /// The number of the last request, from 1.
    pub number: u32,
    /// How many requests there will be if nobody answers.
    pub of: u32,
    /// When the next request, or the timeout, is due.
    pub due: Instant,
    /// How many wait for it.
    pub waiters: usize,
}

impl<W> Engine<W> {
    /// Asks for the MAC of `ip`. An own address and one in the table (until the check that removes
    /// it) are known at once. Otherwise `waiter` waits, and if nobody waits for that address yet, a
    /// request goes out.
    pub fn query(
        &mut self,
        now: Instant,
        table: &impl Table,
        ip: Ipv4Addr,
        waiter: W,
    ) -> QueryAnswer {
        if self.is_own(ip) {
            return QueryAnswer::Known(self.mac);
        }
        if !is_station(ip) {
            self.note(Note::NoStation { ip });
            return QueryAnswer::Refused;
        }
        if let Some(mac) = table.get(ip).and_then(|entry| entry.mac) {
            return QueryAnswer::Known(mac);
        }
        if let Some(query) = self.queries.get_mut(&ip) {
            query.waiters.push(waiter);
            return QueryAnswer::Waiting;
        }
        let waiters = vec![waiter];
        self.queries.insert(ip, Query { waiters, sent: 0 });
        self.counters.queries_started += 1;
        self.query_due(now, ip);
        QueryAnswer::Waiting
    }

    /// The queries in flight, in order of address.
    pub fn queries(&self) -> impl Iterator<Item = InFlight> + '_ {
        let of = self.tries();
        self.queries.iter().filter_map(move |(&ip, query)| {
            Some(InFlight {
                ip,
                number: query.sent,
                of,
                due: self.timers.due(Timer::Retry, ip)?,
                waiters: query.waiters.len(),
            })
        })
    }

    /// Whether a query for `ip` is in flight.
    pub(super) fn is_asking(&self, ip: Ipv4Addr) -> bool {
        self.queries.contains_key(&ip)
    }

    /// Sends the next request of the query for `ip`, or ends it when all were sent.
    pub(super) fn query_due(&mut self, now: Instant, ip: Ipv4Addr) {
        let of = self.tries();
        let Some(query) = self.queries.get_mut(&ip) else {
            return;
        };
        if query.sent >= of {
            self.counters.queries_timed_out += 1;
            self.edit(Edit::TimedOut { ip });
            self.wake(ip, Err(Timeout));
            return;
        }
        query.sent += 1;
        let number = query.sent;
        let due = now + self.config.retry + self.rng.up_to(self.config.dither);
        self.timers.set(Timer::Retry, ip, due);
        self.edit(Edit::Requested {
            ip,
            number,
            of,
            due,
        });
        let request = ArpPacket {
            operation: Operation::Request,
            sha: self.mac,
            spa: self.ips.first().copied().unwrap_or(Ipv4Addr::UNSPECIFIED),
            tha: self.rules.request_tha,
            tpa: ip,
        };
        self.counters.requests_sent += 1;
        self.send(MacAddr::BROADCAST, request);
    }

    /// Ends the query for `ip` with `entry`, if there is such a query and the entry has a MAC.
    pub(super) fn settle(&mut self, ip: Ipv4Addr, entry: Entry, evicted: Vec<Ipv4Addr>) {
        let Some(mac) = entry.mac.filter(|_| self.is_asking(ip)) else {
            return;
        };
        self.counters.queries_answered += 1;
        let gone = evicted.clone();
        self.edit(Edit::Answered { ip, entry, evicted });
        self.note_evicted(gone, ip);
        self.wake(ip, Ok(mac));
    }

    /// Ends the query for an address that is the host's own now: an own address leaves no entry.
    pub(super) fn settle_as_own(&mut self, ip: Ipv4Addr) {
        if self.is_asking(ip) {
            self.counters.queries_answered += 1;
            self.edit(Edit::TimedOut { ip });
            self.note(Note::BecameOwn { ip });
            self.wake(ip, Ok(self.mac));
        }
    }

    /// Forgets the query for `ip` and tells its waiters, in the order in which they came.
    fn wake(&mut self, ip: Ipv4Addr, answer: Result<MacAddr, Timeout>) {
        self.timers.stop(Timer::Retry, ip);
        let query = self.queries.remove(&ip);
        for waiter in query.into_iter().flat_map(|query| query.waiters) {
            self.push(Action::Wake { waiter, ip, answer });
        }
    }

    fn tries(&self) -> u32 {
        self.config.tries.max(1)
    }
}
