//! Every timer by name, and the table of those that run for an address.

use crate::addr::Ipv4Addr;
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a timer is for. Those that are due at the same moment run in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The check for expired entries. One for the whole table, which knows when it is needed.
    Expiry,
    /// The next request of a query, or its end.
    Retry,
    /// A reachable entry becomes stale, or is kept by news from an upper layer.
    Reachable,
    /// A stale entry that was used is to be checked.
    Delay,
    /// The next unicast request that checks an entry, or the end of checking it.
    Probe,
    /// The next probe or announcement of an address being claimed.
    Announce,
    /// An own address may be defended again.
    Defend,
    /// The host's IP stack asked to be woken.
    Stack,
}

impl Timer {
    /// The name in lower case, as the `Timer:` trailer of a commit has it.
    pub const fn name(self) -> &'static str {
        match self {
            Timer::Expiry => "expiry",
            Timer::Retry => "retry",
            Timer::Reachable => "reachable",
            Timer::Delay => "delay",
            Timer::Probe => "probe",
            Timer::Announce => "announce",
            Timer::Defend => "defend",
            Timer::Stack => "stack",
        }
    }
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The timers that are set: at most one of each name for each address.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    by_due: BTreeSet<(Instant, Timer, Ipv4Addr)>,
    by_key: BTreeMap<(Timer, Ipv4Addr), Instant>,
}

impl Timers {
    /// Sets a timer, in place of its former setting.
    pub(super) fn set(&mut self, timer: Timer, ip: Ipv4Addr, due: Instant) {
        self.stop(timer, ip);
        self.by_key.insert((timer, ip), due);
        self.by_due.insert((due, timer, ip));
    }

    /// Stops a timer; one that is not set stays so.
    pub(super) fn stop(&mut self, timer: Timer, ip: Ipv4Addr) {
        if let Some(due) = self.by_key.remove(&(timer, ip)) {
            self.by_due.remove(&(due, timer, ip));
        }
    }

    /// When a timer is due, if it is set.
    pub(super) fn due(&self, timer: Timer, ip: Ipv4Addr) -> Option<Instant> {
        self.by_key.get(&(timer, ip)).copied()
    }

    /// How many are set.
    #[cfg(all(test, not(target_arch = "wasm32")))]
    pub(super) fn len(&self) -> usize {
        self.by_due.len().max(self.by_key.len())
    }

    /// When the first timer is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.by_due.first().map(|&(due, ..)| due)
    }

    /// Takes the first timer that is due at `now`: by time, then name, then address.
    pub(super) fn expire(&mut self, now: Instant) -> Option<(Timer, Ipv4Addr)> {
        let &(due, timer, ip) = self.by_due.first()?;
        if due > now {
            return None;
        }
        self.stop(timer, ip);
        Some((timer, ip))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);
    const B: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 2);

    fn at(us: u64) -> Instant {
        Instant::from_micros(us)
    }

    #[test]
    fn timers_run_by_time_then_name_then_address() {
        let mut timers = Timers::default();
        timers.set(Timer::Retry, B, at(5));
        timers.set(Timer::Defend, A, at(5));
        timers.set(Timer::Retry, A, at(5));
        timers.set(Timer::Probe, B, at(4));
        assert_eq!(timers.next(), Some(at(4)));
        assert_eq!(timers.expire(at(3)), None);
        let order: Vec<_> = std::iter::from_fn(|| timers.expire(at(5))).collect();
        assert_eq!(
            order,
            [
                (Timer::Probe, B),
                (Timer::Retry, A),
                (Timer::Retry, B),
                (Timer::Defend, A)
            ]
        );
        assert_eq!(timers.next(), None);
    }

    #[test]
    fn setting_again_replaces_and_stopping_forgets() {
        let mut timers = Timers::default();
        timers.set(Timer::Retry, A, at(5));
        timers.set(Timer::Retry, A, at(9));
        assert_eq!(timers.due(Timer::Retry, A), Some(at(9)));
        assert_eq!(timers.next(), Some(at(9)));
        timers.stop(Timer::Retry, A);
        timers.stop(Timer::Retry, B);
        assert_eq!(timers.due(Timer::Retry, A), None);
        assert_eq!(timers.expire(Instant::MAX), None);
    }
}
