//! What becomes of entries as time passes: exact or periodic expiry, the unicast polls of RFC 1122
//! §2.3.2.1, and the neighbour states of Linux (`neigh_timer_handler`). All of it follows from the
//! `expires` of an entry, so that entries which came by a pull, or before a loss of power, age like
//! any other; only the requests within one check of a neighbour have timers of their own.

use super::{Engine, is_station_mac};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::entry::{Entry, State};
use crate::arp::output::{Cause, Edit};
use crate::arp::rules::Ageing;
use crate::arp::table::Table;
use crate::arp::timer::Timer;
use crate::time::{Duration, Instant};
use std::collections::{BTreeMap, BTreeSet};

/// How often the reachable time is drawn anew (`neigh_periodic_work`).
const REACHABLE_DRAWN_EVERY: Duration = Duration::from_secs(300);

/// What the engine remembers of known neighbours that no entry tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbours {
    /// Polled, and not heard of since.
    polled: BTreeSet<Ipv4Addr>,
    /// Entries that expire up to here have their polls, or came too late for them.
    polls_until: Instant,
    /// Of the profiles that have neighbour states.
    stamps: BTreeMap<Ipv4Addr, Stamps>,
    /// The present reachable time, and until when it holds.
    reachable: Option<(Duration, Instant)>,
}

/// When something last happened to a neighbour.
#[derive(Clone, Copy, Debug, Default)]
struct Stamps {
    used: Option<Instant>,
    confirmed: Option<Instant>,
    updated: Option<Instant>,
}

impl Neighbours {
    /// How many addresses are remembered, at most.
    #[cfg(all(test, not(target_arch = "wasm32")))]
    pub(super) fn len(&self) -> usize {
        self.polled.len().max(self.stamps.len())
    }
}

impl<W> Engine<W> {
    /// Advice from an upper layer: the neighbour answered (a TCP acknowledgement came, say). Where
    /// there are neighbour states, the entry stays, or becomes, REACHABLE when its time is over.
    pub fn confirm(&mut self, now: Instant, table: &impl Table, ip: Ipv4Addr) {
        let known = table.get(ip).is_some_and(|entry| entry.mac.is_some());
        if self.rules.ageing == Ageing::States && known {
            self.neighbours.stamps.entry(ip).or_default().confirmed = Some(now);
        }
    }

    /// Advice from an upper layer: the neighbour does not answer (RFC 1122 §2.3.2.1). A dynamic
    /// entry goes, so that the next use asks anew; where there are neighbour states, a REACHABLE one
    /// becomes STALE instead, so that the next use checks it.
    pub fn suspect(&mut self, now: Instant, table: &impl Table, ip: Ipv4Addr) {
        let entry = table.get(ip).filter(|entry| !entry.is_static());
        let Some(entry) = entry.filter(|_| !self.is_own(ip)) else {
            return;
        };
        match (self.rules.ageing, entry.mac) {
            (Ageing::States, Some(mac)) if entry.state == State::Reachable => {
                let stale = Entry::known(mac, State::Stale, now + self.config.stale);
                self.change_state(ip, &entry, stale);
            }
            (Ageing::States, _) => {}
            _ => self.forget(table, ip),
        }
    }

    /// Advice from the link layer: the cable is out. All dynamic entries go, where the profile
    /// listens to that.
    pub fn handle_carrier_lost(&mut self, table: &impl Table) {
        if self.rules.link_advice {
            self.flush(table);
        }
    }

    /// What this host makes of a mapping that comes back by hand at `now`: an entry worth what the
    /// profile thinks of old news.
    pub fn restores(&self, now: Instant) -> impl Fn(MacAddr) -> Entry + use<W> {
        let (ageing, config) = (self.rules.ageing, self.config);
        move |mac| match ageing {
            Ageing::States => Entry::known(mac, State::Stale, now + config.stale),
            Ageing::Drop | Ageing::Poll => Entry::reachable(mac, now + config.timeout),
        }
    }

    /// The first moment of a check, counted from the start, at which some entry will have expired.
    pub(super) fn check_due(&self, table: &impl Table) -> Option<Instant> {
        let from = table.next_expiry()?.max(self.checks_from);
        let period = self.config.check.as_micros().max(1);
        let periods = from.since(self.start).as_micros().div_ceil(period);
        Some(self.start + Duration::from_micros(period) * periods)
    }

    /// Deals with every entry whose time is over.
    pub(super) fn check(&mut self, now: Instant, table: &impl Table) {
        let mut ips = table.expired(now);
        ips.retain(|ip| !self.unseen.gone.contains(ip));
        if self.rules.ageing == Ageing::States {
            ips.retain(|&ip| !self.next_state(now, table, ip));
        }
        if !ips.is_empty() {
            self.cause = Cause::Timer(Timer::Expiry);
            ips.iter().for_each(|&ip| self.news_of(ip));
            ips.iter().for_each(|ip| {
                self.neighbours.stamps.remove(ip);
            });
            self.unseen.gone.extend_from_slice(&ips);
            self.edit(Edit::Expired { ips });
        }
    }

    /// Brings a neighbour whose state is over into the next; false if there is none, and it goes.
    fn next_state(&mut self, now: Instant, table: &impl Table, ip: Ipv4Addr) -> bool {
        // An own address may have come by a pull; it is never used, and goes like any other.
        let entry = table.get(ip).filter(|_| !self.is_own(ip));
        let Some((entry, mac)) = entry.and_then(|entry| Some((entry, entry.mac?))) else {
            return false;
        };
        let Stamps {
            used, confirmed, ..
        } = self.neighbours.stamps.get(&ip).copied().unwrap_or_default();
        let (delay, stale) = (self.config.delay, self.config.stale);
        let within = |stamp: Option<Instant>, time| stamp.is_some_and(|at| now <= at + time);
        let (timer, next) = match entry.state {
            State::Reachable => {
                let reachable = self.reachable_time(now);
                let kept_to = confirmed.map(|at| at + reachable).filter(|to| *to > now);
                let next = if let Some(to) = kept_to {
                    Entry::reachable(mac, to)
                } else if within(used, delay) {
                    Entry::known(mac, State::Delay, now + delay)
                } else {
                    Entry::known(mac, State::Stale, now + stale)
                };
                (Timer::Reachable, next)
            }
            State::Delay if within(confirmed, delay) => {
                let to = confirmed.map_or(now, |at| at + self.reachable_time(now));
                let next = Entry::reachable(mac, to.max(now + Duration::from_micros(1)));
                (Timer::Delay, next)
            }
            State::Delay => {
                let end = now + self.poll_interval() * self.config.polls.max(1).into();
                (Timer::Delay, Entry::known(mac, State::Probe, end))
            }
            State::Probe => (Timer::Probe, Entry::failed(now + stale)),
            State::Stale | State::Failed | State::Incomplete | State::Permanent => return false,
        };
        self.cause = Cause::Timer(timer);
        if next.state == entry.state {
            self.news_of(ip);
            self.edit(Edit::Confirmed { ip, entry: next });
        } else {
            self.change_state(ip, &entry, next);
            self.neighbours.stamps.entry(ip).or_default().updated = Some(now);
        }
        if let (State::Probe, Some(end)) = (next.state, next.expires) {
            self.poll(now, ip, mac, end);
        }
        true
    }

    /// When entries come near enough to their end to be polled.
    pub(super) fn polls_due(&self, table: &impl Table) -> Option<Instant> {
        if self.rules.ageing != Ageing::Poll || self.config.polls == 0 {
            return None;
        }
        let next = table.next_expiry_after(self.neighbours.polls_until)?;
        Some((next - self.polls_last()).max(self.clock))
    }

    /// Sets the polls of the entries that are near their end. One that came with too little time
    /// left gets as many as fit.
    pub(super) fn schedule_polls(&mut self, now: Instant, table: &impl Table) {
        let until = now + self.polls_last();
        for (end, ip) in table.expiring(self.neighbours.polls_until, until) {
            let interval = self.poll_interval();
            let fit = end.since(now).as_micros() / interval.as_micros().max(1);
            if fit > 0 {
                let first = end - interval * fit.min(self.config.polls.into());
                self.timers.set(Timer::Probe, ip, first);
            }
        }
        self.neighbours.polls_until = self.neighbours.polls_until.max(until);
    }

    /// A neighbour's next unicast request is due, unless there was news of it meanwhile.
    pub(super) fn poll_due(&mut self, now: Instant, table: &impl Table, ip: Ipv4Addr) {
        let Some((entry, mac, end)) = table
            .get(ip)
            .and_then(|entry| Some((entry, entry.mac?, entry.expires?)))
        else {
            return;
        };
        let checked = match self.rules.ageing {
            Ageing::States => entry.state == State::Probe,
            Ageing::Poll => end <= now + self.polls_last(),
            Ageing::Drop => false,
        };
        if !checked || now >= end || self.is_own(ip) || !is_station_mac(mac) {
            return;
        }
        match self.recent.free_at(ip, self.config.spacing) {
            free if free <= now => self.poll(now, ip, mac, end),
            free if free < end => self.timers.set(Timer::Probe, ip, free),
            _ => {}
        }
    }

    /// Asks a known neighbour whether it is still there, and sees to the next time before `end`.
    fn poll(&mut self, now: Instant, ip: Ipv4Addr, mac: MacAddr, end: Instant) {
        self.neighbours.polled.insert(ip);
        let next = now + self.poll_interval();
        if next < end {
            self.timers.set(Timer::Probe, ip, next);
        }
        self.request(now, mac, ip);
    }

    /// From one request that checks a neighbour to the next, never shorter than `spacing`.
    fn poll_interval(&self) -> Duration {
        let interval = self.config.retry + self.config.dither;
        interval.max(self.config.spacing)
    }

    /// From the first poll of an entry to its end.
    fn polls_last(&self) -> Duration {
        self.poll_interval() * self.config.polls.into()
    }

    /// Whether the neighbour was asked whether it is still there, and has not been heard since.
    pub(super) fn is_polled(&self, ip: Ipv4Addr) -> bool {
        self.neighbours.polled.contains(&ip)
    }

    /// There is news of an entry: what was being checked needs no more checking.
    pub(super) fn news_of(&mut self, ip: Ipv4Addr) {
        if self.rules.ageing != Ageing::Drop {
            self.timers.stop(Timer::Probe, ip);
            self.neighbours.polled.remove(&ip);
        }
    }

    /// Proposes another state for the entry of `ip`.
    pub(super) fn change_state(&mut self, ip: Ipv4Addr, known: &Entry, entry: Entry) {
        self.news_of(ip);
        let old = known.state;
        self.edit(Edit::State { ip, old, entry });
    }

    /// A neighbour is used. Where there are neighbour states, a STALE one is to be checked soon.
    pub(super) fn use_neighbour(&mut self, now: Instant, ip: Ipv4Addr, entry: &Entry) {
        if self.rules.ageing != Ageing::States || entry.is_static() {
            return;
        }
        self.stamp_use(now, ip);
        if let (State::Stale, Some(mac)) = (entry.state, entry.mac) {
            let next = Entry::known(mac, State::Delay, now + self.config.delay);
            self.change_state(ip, entry, next);
        }
    }

    /// Notes that a neighbour is used.
    pub(super) fn stamp_use(&mut self, now: Instant, ip: Ipv4Addr) {
        if self.rules.ageing == Ageing::States {
            self.neighbours.stamps.entry(ip).or_default().used = Some(now);
        }
    }

    /// Notes that a frame or a command changed what is known of a neighbour.
    pub(super) fn stamp_update(&mut self, now: Instant, ip: Ipv4Addr) {
        if self.rules.ageing == Ageing::States {
            self.neighbours.stamps.entry(ip).or_default().updated = Some(now);
        }
    }

    /// Whether the news of a neighbour is so fresh that other news has to wait.
    pub(super) fn is_locked(&self, now: Instant, ip: Ipv4Addr) -> bool {
        let stamps = self.neighbours.stamps.get(&ip);
        let updated = stamps.and_then(|stamps| stamps.updated);
        updated.is_some_and(|at| now <= at + self.config.locktime)
    }

    /// Forgets what belongs to entries that are no longer there.
    pub(super) fn prune_neighbours(&mut self, table: &impl Table) {
        let is_there = |ip: &Ipv4Addr| table.get(*ip).is_some();
        self.neighbours.polled.retain(is_there);
        self.neighbours.stamps.retain(|ip, _| is_there(ip));
    }

    /// Forgets what was remembered of a neighbour whose entry goes.
    pub(super) fn forget_neighbour(&mut self, ip: Ipv4Addr) {
        self.news_of(ip);
        self.neighbours.stamps.remove(&ip);
    }

    /// How long a neighbour is REACHABLE that shows itself at `now`: a lifetime, or with neighbour
    /// states 0.5 to 1.5 times the base, drawn anew now and then.
    pub(super) fn reachable_time(&mut self, now: Instant) -> Duration {
        let base = self.config.timeout;
        if self.rules.ageing != Ageing::States {
            return base;
        }
        match self.neighbours.reachable {
            Some((time, until)) if now < until => time,
            _ => {
                let half = Duration::from_micros(base.as_micros() / 2);
                let time = (half + self.rng.up_to(base)).max(Duration::from_micros(1));
                self.neighbours.reachable = Some((time, now + REACHABLE_DRAWN_EVERY));
                time
            }
        }
    }
}
