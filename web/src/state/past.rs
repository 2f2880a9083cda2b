//! Looking back past what a run remembers. A host that keeps a part of its history has forgotten
//! what was before; the lab is a pure function of its text, so it is run again up to there, and on
//! as far as that moment is still remembered.

use versioned_arp::scenario::Keep;
use versioned_arp::sim::{HostId, Progress, Run};
use versioned_arp::time::Instant;

/// Events between two looks at how far it is.
const EVENTS: usize = 64;
/// One event makes fewer commits than this.
const MARGIN: usize = 8;

/// A run on its way to a moment, and a little beyond.
pub struct LookBack {
    run: Run,
    at: Instant,
    /// Once it is there: how many commits each host had.
    had: Option<Vec<usize>>,
}

impl LookBack {
    /// A run, not yet begun, that is to be looked at at `at`.
    pub fn new(run: Run, at: Instant) -> Self {
        Self { run, at, had: None }
    }

    /// Goes on for a little; whether it is done.
    pub fn step(&mut self) -> bool {
        let Some(had) = &self.had else {
            if self.run.advance(self.at, EVENTS) != Progress::More {
                self.had = Some((0..self.hosts()).map(|host| self.commits(host)).collect());
            }
            return false;
        };
        let goes_on = (0..self.hosts()).all(|host| self.still_kept(host, had[host]));
        !goes_on || self.run.advance(self.run.scenario().end, 1) != Progress::More
    }

    /// The run.
    pub fn into_run(self) -> Run {
        self.run
    }

    fn hosts(&self) -> usize {
        self.run.scenario().hosts.len()
    }

    fn commits(&self, host: usize) -> usize {
        let host = HostId::new(host);
        let generation = self.run.trace().host_at(host, self.run.now()).generation;
        self.run.repository(host, generation).known()
    }

    /// Whether a host still keeps, after another event too, what it had at the moment: a cut leaves
    /// at least what is to be kept.
    fn still_kept(&self, host: usize, had: usize) -> bool {
        match self.run.scenario().hosts[host].keep {
            None => true,
            Some(Keep::Commits(most)) => {
                self.commits(host).abs_diff(had) + MARGIN < most as usize / 2
            }
            Some(Keep::Time(time)) => {
                self.run.now().since(self.at).as_micros() < time.as_micros() / 2
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use versioned_arp::report::snapshot;
    use versioned_arp::scenario;

    fn run(keep: &str) -> Run {
        let text = format!(
            "end 300s\nhost ann 10.0.0.1 timeout 5s {keep}\nhost bob 10.0.0.2\nat 1s every 3s ann query bob\n"
        );
        let scenario = scenario::parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        Run::new(Arc::new(scenario))
    }

    /// What is seen there is what a lab shows that keeps everything, but for what was cut.
    #[test]
    fn a_moment_that_was_forgotten_is_seen_again() {
        let end = Instant::from_secs(300);
        let mut whole = run("");
        while whole.advance(end, 4_096) == Progress::More {}
        for keep in ["keep 40 commits", "keep 30s", "keep 1 commits"] {
            let mut cut = run(keep);
            while cut.advance(end, 4_096) == Progress::More {}
            let at = Instant::from_secs(77);
            assert!(cut.remembers_since() > at, "{keep}");
            let mut back = LookBack::new(run(keep), at);
            while !back.step() {}
            let back = back.into_run();
            assert!(back.remembers_since() <= at && back.now() >= at, "{keep}");
            for at in [at, back.now()] {
                let [seen, all] = [&back, &whole].map(|run| snapshot(run, at).hosts);
                assert_eq!(
                    (&seen[0].head, &seen[0].cache),
                    (&all[0].head, &all[0].cache)
                );
            }
        }
    }
}
