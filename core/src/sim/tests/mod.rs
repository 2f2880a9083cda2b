//! Whole labs, a few lines each: what a statement does to hosts, links and the trace.

mod history;
#[cfg(not(target_arch = "wasm32"))]
mod laws;
mod power;
mod time;
mod traffic;
mod wires;

use super::{Cause, Fate, HostId, LinkId, LossReason, Progress, Run, StopReason};
use crate::arp::Timer;
use crate::cache;
use crate::report::{fingerprint, log, snapshot};
use crate::scenario;
use crate::store::BranchName;
use crate::time::Instant;
use std::sync::Arc;

/// Two hosts on one switch; what happens follows.
const PAIR: &str =
    "end 10s\nhost ann 10.0.0.1 profile classic\nhost bob 10.0.0.2 profile classic\n";
const ANN: HostId = HostId::FIRST;

fn start(text: &str) -> Run {
    let scenario = scenario::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    Run::new(Arc::new(scenario))
}

fn run(text: &str) -> Run {
    let mut run = start(text);
    while run.advance(Instant::MAX, 1_000) == Progress::More {}
    run
}

fn pair(statements: &str) -> Run {
    run(&format!("{PAIR}{statements}"))
}

fn millis(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

/// The host's commits, oldest first, as `BRANCH SUBJECT`.
fn commits(run: &Run, host: HostId) -> Vec<String> {
    let made = run
        .trace()
        .commits()
        .iter()
        .filter(|made| made.host == host);
    made.map(|made| {
        let commit = run
            .repository(host, made.generation)
            .commit(made.id)
            .expect("it was made there");
        format!("{} {}", made.branch, commit.subject())
    })
    .collect()
}

/// The host's cache at the end as `IP MAC`.
fn cache(run: &Run, host: HostId) -> Vec<String> {
    let seen = snapshot(run, run.now());
    seen.hosts[host.index()]
        .cache
        .iter()
        .map(|entry| format!("{} {}", entry.ip, entry.mac.as_deref().unwrap_or("-")))
        .collect()
}

fn notes(run: &Run) -> Vec<&str> {
    run.trace()
        .notes()
        .iter()
        .map(|note| note.text.as_str())
        .collect()
}
