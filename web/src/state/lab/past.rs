//! Moments that the run on show has forgotten, because hosts keep a part of their history only.

use super::Lab;
use crate::state::{Moment, RunHandle};
use std::sync::Arc;
use versioned_arp::scenario::Scenario;
use versioned_arp::time::Instant;

impl Lab {
    /// The moment that has to be looked back to, and the lab to run again for that.
    pub fn wanted_past(&self) -> Option<(Arc<Scenario>, Instant)> {
        let (run, at) = (self.run.as_ref()?, self.playback.at());
        let is_forgotten = at < run.remembers_since() && self.settled();
        let wanted = is_forgotten && self.past_at(run, at).is_none();
        wanted.then(|| (Arc::clone(run.scenario()), at))
    }

    /// A moment of the run that remembers it.
    pub(super) fn moment_at(&self, at: Instant) -> Option<Moment> {
        let run = self.run.as_ref()?;
        let run = self.past_at(run, at).unwrap_or(run).clone();
        Some(Moment { run, at })
    }

    pub(super) fn looked_back(&mut self, past: RunHandle) {
        let of = |run: &RunHandle| Arc::ptr_eq(run.scenario(), past.scenario());
        if self.run.as_ref().is_some_and(of) {
            self.progress = None;
            self.past = Some(past);
        }
    }

    /// The run that looks back, if it is of the same lab and remembers this moment, which `run`
    /// does not.
    fn past_at(&self, run: &RunHandle, at: Instant) -> Option<&RunHandle> {
        let past = self.past.as_ref()?;
        let is_its = at < run.remembers_since() && Arc::ptr_eq(run.scenario(), past.scenario());
        (is_its && past.remembers_since() <= at && at <= past.now()).then_some(past)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, LookBack, Opening};
    use versioned_arp::sim::{HostId, Progress, Run};

    #[test]
    fn what_was_forgotten_is_looked_back_to_once() {
        let text = "end 300s\nhost ann 10.0.0.1 timeout 5s keep 30s\nhost bob 10.0.0.2\nat 1s every 3s ann query bob\n";
        let lab = Lab::new(Opening {
            text: text.into(),
            ..Opening::default()
        });
        let (version, scenario) = lab.wanted().expect("it is to be run");
        let mut run = Run::new(scenario);
        while run.advance(Instant::MAX, 4_096) == Progress::More {}
        let lab = lab.reduce(Action::Ran(version, RunHandle::new(run)));
        let lab = lab.reduce(Action::Seek(Instant::from_secs(290)));
        assert!(lab.wanted_past().is_none(), "that is remembered");

        let lab = lab.reduce(Action::Seek(Instant::from_secs(60)));
        let (scenario, at) = lab.wanted_past().expect("it is forgotten");
        let mut back = LookBack::new(Run::new(scenario), at);
        while !back.step() {}
        let lab = lab.reduce(Action::LookedBack(RunHandle::new(back.into_run())));
        assert!(lab.wanted_past().is_none());
        let moment = lab.moment().expect("a moment");
        assert!(moment.run.remembers_since() <= at);
        let state = moment.run.trace().host_at(HostId::new(0), at);
        assert!(state.commits > 1 && moment.run.now() >= at);
        // A little later is remembered too, and much later by the run on show.
        let lab = lab.reduce(Action::Seek(Instant::from_secs(62)));
        assert!(lab.wanted_past().is_none());
        let lab = lab.reduce(Action::Seek(Instant::from_secs(290)));
        assert_eq!(lab.moment().map(|it| it.run), lab.run);
    }
}
