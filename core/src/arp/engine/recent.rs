//! Which addresses were asked for of late, so that nobody is asked more often than RFC 1122
//! §2.3.2.1 allows, whatever asks. Holds no more than was sent within one spacing.

use crate::addr::Ipv4Addr;
use crate::time::{Duration, Instant};
use std::collections::{BTreeMap, VecDeque};

/// The requests of the last while.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    last: BTreeMap<Ipv4Addr, Instant>,
    /// The same in order of time, and requests that a later one has replaced.
    order: VecDeque<(Instant, Ipv4Addr)>,
}

impl Recent {
    /// A request for `ip` goes out at `now`.
    pub(super) fn sent(&mut self, now: Instant, ip: Ipv4Addr, spacing: Duration) {
        while let Some(&(at, old)) = self.order.front().filter(|(at, _)| *at + spacing <= now) {
            self.order.pop_front();
            if self.last.get(&old) == Some(&at) {
                self.last.remove(&old);
            }
        }
        if spacing > Duration::ZERO {
            self.last.insert(ip, now);
            self.order.push_back((now, ip));
        }
    }

    /// When `ip` may be asked for, at the earliest.
    pub(super) fn free_at(&self, ip: Ipv4Addr, spacing: Duration) -> Instant {
        let last = self.last.get(&ip);
        last.map_or(Instant::ZERO, |last| *last + spacing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);
    const B: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 2);
    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_address_is_free_one_spacing_after_its_last_request() {
        let mut recent = Recent::default();
        assert_eq!(recent.free_at(A, SECOND), Instant::ZERO);
        recent.sent(Instant::from_secs(5), A, SECOND);
        recent.sent(Instant::from_micros(5_500_000), B, SECOND);
        assert_eq!(recent.free_at(A, SECOND), Instant::from_secs(6));
        recent.sent(Instant::from_secs(6), A, SECOND);
        assert_eq!(recent.free_at(A, SECOND), Instant::from_secs(7));
    }

    #[test]
    fn what_is_long_ago_is_forgotten() {
        let mut recent = Recent::default();
        for at in 0..100 {
            recent.sent(Instant::from_secs(at), A, SECOND);
            recent.sent(Instant::from_secs(at), B, SECOND);
        }
        assert_eq!((recent.last.len(), recent.order.len()), (2, 2));
        recent.sent(Instant::from_secs(100), A, Duration::ZERO);
        assert!(recent.last.is_empty() && recent.order.is_empty());
    }
}
