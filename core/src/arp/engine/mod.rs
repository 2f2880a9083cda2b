//! The state machine: what it holds, how time and outputs pass through it. What it does with
//! frames, queries, commands and own addresses is in the files beside this one.

mod addresses;
mod ageing;
mod claims;
mod entries;
mod queries;
mod receive;
mod recent;
#[cfg(test)]
mod tests;
mod watch;

use super::counters::Counters;
use super::note::Note;
use super::output::{Action, Cause, Edit, Output};
use super::profile::Config;
use super::rules::Rules;
use super::table::Table;
use super::timer::{Timer, Timers};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::rng::Stream;
use crate::time::Instant;
use crate::wire::{ArpPacket, Frame, Operation};
use ageing::Neighbours;
use claims::Claims;
use queries::Query;
use recent::Recent;
use std::collections::{BTreeMap, VecDeque};
use watch::Watch;

pub use queries::InFlight;

/// The ARP engine of one host, generic over what waits for an answer (a number in a test, a queued
/// packet or a task in an application).
///
/// Its methods are of four kinds. *Getters* take `&self`. `handle_*` take what the world did: a
/// frame came, time passed, the table changed under the engine. *Verbs* are what the host wants:
/// [`query`](Self::query), [`learn`](Self::learn), [`set_ips`](Self::set_ips) and so on. `poll_*`
/// hand out what to do next.
///
/// # The drain rule
/// The table that is passed in is always the caller's present one, and the engine keeps no copy.
/// Therefore: after every call that takes `&mut self`, take outputs from
/// [`poll_output`](Self::poll_output) until it answers `None`, and apply each [`Edit`] to the table
/// in the order in which it came, before the next call. Then ask
/// [`poll_timeout`](Self::poll_timeout) when to call [`handle_timeout`](Self::handle_timeout);
/// the answer holds until the next change of engine or table. Calling early does nothing; calling
/// late is as good as time allows. `now` never goes back.
///
/// # Order of outputs
/// An [`Edit::Requested`] comes right before the frame that it announces. An edit that ends a query
/// comes before the wake-ups, those in the order in which the waiters came. A `learn` or `pin` of
/// an address that is being asked for proposes its own edit, then [`Edit::Answered`] with the same
/// entry. A [`Note`] follows the edit that it explains; a
/// [`Report`](super::Report) stands before the edit of the packet that it tells of.
///
/// # What always holds
/// Own addresses are never proposed as entries; static entries change by `pin` and `forget` alone.
/// A reply is never answered. Every frame sent is a reply to one received request, one of the
/// `tries` requests of a query, one of the `polls` that check an entry near its end, one address of
/// one announcement, one of the five frames of a claim, or a defence, one at most in ten seconds for
/// each own address. A new address that a frame or `learn` brings leaves at most `capacity`
/// dynamic entries, however many a merge had brought. Those that expire first go first.
#[derive(Clone, Debug)]
pub struct Engine<W> {
    mac: MacAddr,
    config: Config,
    rules: Rules,
    rng: Stream,
    ips: Vec<Ipv4Addr>,
    queries: BTreeMap<Ipv4Addr, Query<W>>,
    neighbours: Neighbours,
    recent: Recent,
    claims: Claims,
    watch: Watch,
    timers: Timers,
    /// The phase of the expiry checks.
    start: Instant,
    /// No expiry check is due before this: the start, or when the table was last changed by others
    /// (who may have brought entries that expired long ago).
    checks_from: Instant,
    /// The last moment that the engine was told of.
    clock: Instant,
    counters: Counters,
    unseen: Unseen,
    cause: Cause,
    outputs: VecDeque<Output<W>>,
}

impl<W> Engine<W> {
    /// An engine without addresses for the station `mac`. Expiry checks are counted from `now`;
    /// random delays are drawn from `rng`, which should belong to this host alone.
    pub fn new(mac: MacAddr, config: Config, rng: Stream, now: Instant) -> Self {
        Self {
            mac,
            rules: config.profile.rules(),
            config,
            rng,
            ips: Vec::new(),
            queries: BTreeMap::new(),
            neighbours: Neighbours::default(),
            recent: Recent::default(),
            claims: Claims::default(),
            watch: Watch::default(),
            timers: Timers::default(),
            start: now,
            checks_from: now,
            clock: now,
            counters: Counters::default(),
            unseen: Unseen::default(),
            cause: Cause::Input,
            outputs: VecDeque::new(),
        }
    }

    /// The station's MAC.
    pub fn mac(&self) -> MacAddr {
        self.mac
    }

    /// The own addresses; requests carry the first one as sender.
    pub fn ips(&self) -> &[Ipv4Addr] {
        &self.ips
    }

    /// The constants in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// When it was made.
    pub fn started(&self) -> Instant {
        self.start
    }

    /// What was received, sent and asked since the start.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Whether there is something to do. Where there is nothing after a frame was handled, it has
    /// changed nothing but its count, and no timeout is due sooner.
    pub fn has_output(&self) -> bool {
        !self.outputs.is_empty()
    }

    /// Takes the next thing to do. To be called until it answers `None` (see the drain rule).
    pub fn poll_output(&mut self) -> Option<Output<W>> {
        self.outputs.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) should be called next; `None` while nothing
    /// is waiting. An expiry check counts only when an entry will have expired by then.
    pub fn poll_timeout(&self, table: &impl Table) -> Option<Instant> {
        let table_due = self
            .check_due(table)
            .into_iter()
            .chain(self.polls_due(table));
        table_due.chain(self.timers.next()).min()
    }

    /// Does everything that is due at `now`, in order of due time; early calls do nothing. All
    /// entries that an expiry check finds to be gone go in one [`Edit::Expired`].
    pub fn handle_timeout(&mut self, now: Instant, table: &impl Table) {
        self.clock = self.clock.max(now);
        // The table shows what this check changes only after the outputs are drained, so there is
        // one check in a call, however late the call; and one look for entries to poll.
        let is_due = |due: &Instant| *due <= now;
        let mut check = self.check_due(table).filter(is_due);
        let mut polls = self.polls_due(table).filter(is_due);
        loop {
            let timer = self.timers.next().filter(is_due);
            let Some(first) = [check, polls, timer].into_iter().flatten().min() else {
                break;
            };
            if check == Some(first) {
                check = None;
                self.check(now, table);
            } else if polls == Some(first) {
                polls = None;
                self.schedule_polls(now, table);
            } else {
                self.run_timer(now, table);
            }
        }
        self.cause = Cause::Input;
        self.unseen = Unseen::default();
    }

    /// To be called after the table was changed by anything but this engine's edits (a pull, merge,
    /// revert or reset). Queries for addresses that it has now end as answered.
    pub fn handle_table_changed(&mut self, now: Instant, table: &impl Table) {
        self.clock = self.clock.max(now);
        self.checks_from = self.checks_from.max(now);
        self.prune_neighbours(table);
        let found: Vec<_> = self
            .queries
            .keys()
            .filter_map(|&ip| Some((ip, table.get(ip)?)))
            .collect();
        for (ip, entry) in found {
            self.settle(ip, entry, Vec::new());
        }
    }

    /// How much is remembered besides queries and claims, to be held against its bounds.
    #[cfg(all(test, not(target_arch = "wasm32")))]
    fn remembered(&self) -> Remembered {
        Remembered {
            neighbours: self.neighbours.len(),
            stations: self.watch.len(),
            timers: self.timers.len(),
        }
    }

    /// Runs the first timer that is due.
    fn run_timer(&mut self, now: Instant, table: &impl Table) {
        let Some((timer, ip)) = self.timers.expire(now) else {
            return;
        };
        self.cause = Cause::Timer(timer);
        match timer {
            Timer::Retry => self.query_due(now, table, ip),
            Timer::Probe => self.poll_due(now, table, ip),
            Timer::Expiry | Timer::Reachable | Timer::Delay => {
                unreachable!("the ends of entries are the table's to tell")
            }
            Timer::Announce => self.claim_due(now, table, ip),
            // While it ran, the address could not be defended again.
            Timer::Defend => {}
            Timer::Stack => unreachable!("the host's IP stack keeps its own time"),
        }
    }

    fn is_own(&self, ip: Ipv4Addr) -> bool {
        self.ips.contains(&ip)
    }

    /// Whether a single station of this link can have this address, as far as its networks tell.
    fn is_neighbour(&self, ip: Ipv4Addr) -> bool {
        is_station(ip) && !self.is_broadcast_of_a_network(ip)
    }

    fn push(&mut self, action: Action<W>) {
        let cause = self.cause;
        self.outputs.push_back(Output { cause, action });
    }

    fn edit(&mut self, edit: Edit) {
        self.push(Action::Edit(edit));
    }

    fn note(&mut self, note: Note) {
        self.push(Action::Note(note));
    }

    /// Asks `dst` (a known neighbour, or everybody) for the MAC of `ip`.
    fn request(&mut self, now: Instant, dst: MacAddr, ip: Ipv4Addr) {
        let request = ArpPacket {
            operation: Operation::Request,
            sha: self.mac,
            spa: self.ips.first().copied().unwrap_or(Ipv4Addr::UNSPECIFIED),
            tha: self.rules.request_tha,
            tpa: ip,
        };
        self.recent.sent(now, ip, self.config.spacing);
        self.counters.requests_sent += 1;
        self.send(dst, request);
    }

    fn send(&mut self, dst: MacAddr, packet: ArpPacket) {
        let frame = Frame::arp(dst, self.mac, packet);
        self.push(Action::Send(frame));
    }
}

/// See [`Engine::remembered`].
#[cfg(all(test, not(target_arch = "wasm32")))]
#[derive(Clone, Copy, Debug)]
struct Remembered {
    neighbours: usize,
    stations: usize,
    timers: usize,
}

/// What one [`Engine::handle_timeout`] has proposed that the table does not show yet.
#[derive(Clone, Debug, Default)]
struct Unseen {
    /// Addresses whose entry goes, or is replaced at the end of a query.
    gone: Vec<Ipv4Addr>,
    /// Addresses at which queries in vain have left an entry.
    left: Vec<Ipv4Addr>,
}

/// Whether a single station of a LAN can have this address. Directed broadcasts look like any
/// other address here; [`Engine::is_neighbour`] knows better.
fn is_station(ip: Ipv4Addr) -> bool {
    !(ip.is_unspecified() || ip.is_loopback() || ip.is_multicast() || ip.is_broadcast())
}

/// Whether a single station can have this MAC.
fn is_station_mac(mac: MacAddr) -> bool {
    !mac.is_multicast() && mac != MacAddr::ZERO
}
