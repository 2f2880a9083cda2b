//! Labs for tests: a text run to its end, and moments of it.

use crate::state::{Moment, RunHandle};
use std::sync::Arc;
use versioned_arp::scenario;
use versioned_arp::sim::{Progress, Run};
use versioned_arp::time::Instant;

/// The run of a text without mistakes.
pub fn lab(text: &str) -> RunHandle {
    let scenario = scenario::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    let end = scenario.end;
    let mut run = Run::new(Arc::new(scenario));
    assert!(
        matches!(run.advance(end, usize::MAX), Progress::Done),
        "the run goes to its end"
    );
    RunHandle::new(run)
}

/// A moment of a run, in seconds.
pub fn at(run: &RunHandle, seconds: f64) -> Moment {
    let micros = (seconds * 1e6).round() as u64;
    Moment {
        run: run.clone(),
        at: Instant::from_micros(micros),
    }
}
