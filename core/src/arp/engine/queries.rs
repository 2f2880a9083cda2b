//! Queries in flight: one for each address, whoever waits for it; requests until an answer comes
//! or the tries are used up. Who waits is bounded, and so is how often one address is asked for.

use super::Engine;
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::entry::Entry;
use crate::arp::note::Note;
use crate::arp::output::{Action, Edit, QueryAnswer, Unanswered};
use crate::arp::rules::Ageing;
use crate::arp::table::Table;
use crate::arp::timer::Timer;
use crate::time::Instant;
use std::collections::VecDeque;

/// What the engine remembers of a query in flight.
#[derive(Clone, Debug)]
pub(super) struct Query<W> {
    waiters: VecDeque<W>,
    /// Requests sent.
    sent: u32,
}

/// A query in flight, to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InFlight {
    /// The address asked for.
    pub ip: Ipv4Addr,
    /// The number of the last request, from 1; 0 while the first has to wait, because the address
    /// was asked for only just now.
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
    /// request goes out as soon as `spacing` allows. Of more than `waiters` for one address the
    /// oldest is dropped, and told so.
    pub fn query(
        &mut self,
        now: Instant,
        table: &impl Table,
        ip: Ipv4Addr,
        waiter: W,
    ) -> QueryAnswer {
        self.clock = self.clock.max(now);
        if self.is_own(ip) {
            return QueryAnswer::Known(self.mac);
        }
        if !self.is_neighbour(ip) {
            self.note(Note::NoStation { ip });
            return QueryAnswer::Refused;
        }
        if let Some((entry, mac)) = table.get(ip).and_then(|entry| Some((entry, entry.mac?))) {
            self.use_neighbour(now, ip, &entry);
            return QueryAnswer::Known(mac);
        }
        let most = self.config.waiters.max(1);
        if let Some(query) = self.queries.get_mut(&ip) {
            query.waiters.push_back(waiter);
            if query.waiters.len() > most
                && let Some(waiter) = query.waiters.pop_front()
            {
                self.counters.waiters_dropped += 1;
                let answer = Err(Unanswered::Dropped);
                self.push(Action::Wake { waiter, ip, answer });
            }
            return QueryAnswer::Waiting;
        }
        if self.queries.len() >= self.config.capacity.max(1) {
            self.counters.queries_refused += 1;
            self.note(Note::TooManyQueries { ip });
            return QueryAnswer::Refused;
        }
        let waiters = VecDeque::from([waiter]);
        self.queries.insert(ip, Query { waiters, sent: 0 });
        self.counters.queries_started += 1;
        match self.recent.free_at(ip, self.config.spacing) {
            free if free > now => self.timers.set(Timer::Retry, ip, free),
            _ => self.query_due(now, table, ip),
        }
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

    /// Sends the next request of the query for `ip`, or ends it when all were sent. Nothing goes to
    /// make room for what that may leave.
    pub(super) fn query_due(&mut self, now: Instant, table: &impl Table, ip: Ipv4Addr) {
        let of = self.tries();
        let Some(query) = self.queries.get_mut(&ip) else {
            return;
        };
        if query.sent >= of {
            self.counters.queries_timed_out += 1;
            let entries = table.dynamic_len() + self.unseen.left.len();
            let fits = table.get(ip).is_some() || entries < self.config.capacity.max(1);
            let has_states = self.rules.ageing == Ageing::States;
            let left = (has_states && fits).then(|| Entry::failed(now + self.config.stale));
            self.unseen.left.extend(left.map(|_| ip));
            self.unseen.gone.push(ip);
            self.edit(Edit::TimedOut { ip, left });
            self.wake(ip, Err(Unanswered::TimedOut));
            return;
        }
        query.sent += 1;
        let number = query.sent;
        let retry = self.config.retry.max(self.config.spacing);
        let due = now + retry + self.rng.up_to(self.config.dither);
        self.timers.set(Timer::Retry, ip, due);
        self.edit(Edit::Requested {
            ip,
            number,
            of,
            due,
        });
        self.request(now, MacAddr::BROADCAST, ip);
    }

    /// Ends the query for `ip` with `entry`, if there is such a query and the entry has a MAC.
    pub(super) fn settle(&mut self, ip: Ipv4Addr, entry: Entry, evicted: Vec<Ipv4Addr>) {
        let Some(mac) = entry.mac.filter(|_| self.is_asking(ip)) else {
            return;
        };
        self.counters.queries_answered += 1;
        self.news_of(ip);
        let gone = evicted.clone();
        self.edit(Edit::Answered { ip, entry, evicted });
        self.note_evicted(gone, ip);
        self.wake(ip, Ok(mac));
    }

    /// Ends the query for an address that is the host's own now: an own address leaves no entry.
    pub(super) fn settle_as_own(&mut self, ip: Ipv4Addr) {
        if self.is_asking(ip) {
            self.counters.queries_answered += 1;
            self.edit(Edit::TimedOut { ip, left: None });
            self.note(Note::BecameOwn { ip });
            self.wake(ip, Ok(self.mac));
        }
    }

    /// Forgets the query for `ip` and tells its waiters, in the order in which they came.
    fn wake(&mut self, ip: Ipv4Addr, answer: Result<MacAddr, Unanswered>) {
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
