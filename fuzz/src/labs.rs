//! Labs: whatever a text describes runs without a panic, in slices of any size with the same end.

use std::sync::Arc;
use versioned_arp::report;
use versioned_arp::scenario;
use versioned_arp::sim::{Progress, Run};
use versioned_arp::time::Instant;

/// Events that one input may take, so that an input is a matter of milliseconds.
const EVENTS: usize = 3_000;

/// Runs a text for a while, whole and in slices.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(scenario) = scenario::parse(text) else {
        return;
    };
    if scenario.hosts.len() > 12 || scenario.statements.len() > 40 {
        return;
    }
    let scenario = Arc::new(scenario);
    let mut whole = Run::new(Arc::clone(&scenario));
    whole.advance(Instant::MAX, EVENTS);
    let mut sliced = Run::new(scenario);
    for _ in 0..EVENTS / 7 + 1 {
        if sliced.advance(whole.now(), 7) != Progress::More {
            break;
        }
    }
    let seen = report::snapshot(&whole, whole.now());
    assert_eq!(seen.fingerprint.len(), 40);
    assert!(sliced.trace().frames().len() <= whole.trace().frames().len() + EVENTS);
    let same = sliced.trace().frames().iter().zip(whole.trace().frames());
    for (a, b) in same {
        assert_eq!((a.at, a.from, &a.bytes), (b.at, b.from, &b.bytes));
    }
}
