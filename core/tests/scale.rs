//! Many hosts on a tree of switches: all find each other, in slices of any size, and the largest lab
//! that the bench measures is one that anybody may write.

#[path = "../../bench/src/workload/labs.rs"]
#[allow(dead_code)] // Each of those who measure uses its own.
mod labs;

use std::sync::Arc;
use versioned_arp::report::{Snapshot, snapshot};
use versioned_arp::scenario::{self, Scenario};
use versioned_arp::sim::{Progress, Run};
use versioned_arp::time::Instant;

fn parsed(text: &str) -> Arc<Scenario> {
    Arc::new(scenario::parse(text).expect("the lab is well-formed"))
}

fn run(scenario: &Arc<Scenario>, until: Instant, slice: usize) -> Snapshot {
    let mut run = Run::new(scenario.clone());
    while run.advance(until, slice) == Progress::More {}
    assert_eq!(run.stop(), None);
    snapshot(&run, until)
}

#[test]
fn hosts_on_a_tree_of_switches_answer_every_ping() {
    let lab = parsed(&labs::pings(50));
    assert_eq!((lab.hosts.len(), lab.switches.len()), (50, 2));
    let seen = run(&lab, lab.end, 1 << 16);
    let sent: u64 = seen.pings.iter().map(|ping| ping.sent).sum();
    let answered: u64 = seen.pings.iter().map(|ping| ping.answered).sum();
    // A range of 21 addresses may hold the own one, which is left out.
    assert!((50 * 20..=50 * 21).contains(&sent), "{sent}");
    assert_eq!(answered, sent);
    assert_eq!(seen, run(&lab, lab.end, 997), "slices change nothing");
}

#[test]
fn five_hundred_hosts_on_twenty_switches_are_a_lab() {
    let lab = parsed(&labs::pings(500));
    assert_eq!((lab.hosts.len(), lab.switches.len()), (500, 20));
    let (soon, some) = (Instant::from_micros(1_150_000), 1 << 16);
    let seen = run(&lab, soon, some);
    assert!(seen.pings.len() > 20, "{}", seen.pings.len());
    assert!(seen.pings.iter().all(|ping| ping.answered <= ping.sent));
    assert_eq!(seen.fingerprint, run(&lab, soon, 101).fingerprint);
}
