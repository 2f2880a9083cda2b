//! What a reset leaves behind: commits that no branch leads to any more. They stay in the list,
//! as `git reflog` would still show them, until something leads to them again.

use super::source::Band;
use crate::state::RunHandle;
use std::collections::BTreeMap;
use versioned_arp::cache::Repository;
use versioned_arp::scenario::Action;
use versioned_arp::sim::HostState;
use versioned_arp::store::ObjectId;
use versioned_arp::time::Instant;

/// From when on a commit was left behind, and when it was come back to.
type Span = (Instant, Option<Instant>);

/// The commits that resets leave behind in some repositories.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Abandoned(BTreeMap<ObjectId, Span>);

impl Abandoned {
    /// What is left behind in the course of a run. Costs nothing for hosts that never reset.
    pub fn of(run: &RunHandle, bands: &[Band]) -> Self {
        let mut abandoned = Self::default();
        for band in bands {
            let host = band.host.index();
            let mut actions = run.scenario().statements.iter().map(|it| &it.action);
            if actions.any(|it| matches!(it, Action::Reset { host: it, .. } if *it == host)) {
                abandoned.follow(run, *band);
            }
        }
        abandoned
    }

    /// Whether nothing is ever left behind.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether no branch led to this commit at `at`.
    pub fn holds(&self, id: &ObjectId, at: Instant) -> bool {
        let span = self.0.get(id);
        span.is_some_and(|(from, until)| *from <= at && until.is_none_or(|until| at < until))
    }

    fn follow(&mut self, run: &RunHandle, band: Band) {
        let repository = run.repository(band.host, band.generation);
        let states = run.trace().host_timeline(band.host);
        let states = states
            .iter()
            .filter(|it| it.1.generation == band.generation);
        let mut former: Option<&HostState> = None;
        for (at, state) in states {
            if !self.0.is_empty() {
                self.come_back(repository, state, *at);
            }
            let moved = former.into_iter().flat_map(|former| former.branches.iter());
            for (name, old) in moved {
                let new = state.branches.get(name);
                let goes_on = new.is_some_and(|new| {
                    let mut parents = repository
                        .commit(*new)
                        .into_iter()
                        .flat_map(|it| it.parents());
                    new == old || parents.any(|parent| parent == old)
                });
                if !goes_on {
                    self.leave(repository, state, *old, *at);
                }
            }
            former = Some(state);
        }
    }

    /// A branch does not go on from `tip`: what only it led to is left behind.
    fn leave(&mut self, repository: &Repository, state: &HostState, tip: ObjectId, at: Instant) {
        let tips: Vec<ObjectId> = state.branches.values().copied().collect();
        let mut open = vec![tip];
        while let Some(id) = open.pop() {
            let led_to = tips.iter().any(|tip| repository.is_ancestor(id, *tip));
            let is_new = !self.holds(&id, at);
            if let (false, true, Some(commit)) = (led_to, is_new, repository.commit(id)) {
                self.0.insert(id, (at, None));
                open.extend(commit.parents());
            }
        }
    }

    /// What branches lead to is not left behind any more.
    fn come_back(&mut self, repository: &Repository, state: &HostState, at: Instant) {
        let mut open: Vec<ObjectId> = state.branches.values().copied().collect();
        for tip in state.branches.values() {
            open.extend(
                repository
                    .commit(*tip)
                    .into_iter()
                    .flat_map(|it| it.parents()),
            );
        }
        while let Some(id) = open.pop() {
            if self.holds(&id, at)
                && let Some((_, until)) = self.0.get_mut(&id)
            {
                *until = Some(at);
                open.extend(
                    repository
                        .commit(id)
                        .into_iter()
                        .flat_map(|it| it.parents()),
                );
            }
        }
    }
}
