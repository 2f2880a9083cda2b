//! A finished run as the views hold it: shared, never changed, compared by identity, so that a
//! component whose run and moment are the same is not drawn again.

use super::index::CommitIndex;
use super::kind::Kind;
use super::story::Story;
use std::cell::OnceCell;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;
use versioned_arp::report::Talk;
use versioned_arp::sim::Run;
use versioned_arp::time::Instant;

/// A shared handle on a run. Cloning is cheap; two handles are equal when they share one run.
#[derive(Clone)]
pub struct RunHandle(Rc<Shown>);

struct Shown {
    run: Run,
    story: Story,
    end: Instant,
    commits: OnceCell<CommitIndex>,
    kinds: OnceCell<Vec<Kind>>,
    talk: OnceCell<Talk>,
}

impl RunHandle {
    /// Takes a run that went as far as it goes.
    pub fn new(run: Run) -> Self {
        let end = run.scenario().end;
        // A run that had to stop shows nothing beyond.
        let end = run.stop().map_or(end, |_| run.now().min(end));
        let story = Story::of(run.trace(), end);
        Self(Rc::new(Shown {
            run,
            story,
            end,
            commits: OnceCell::new(),
            kinds: OnceCell::new(),
            talk: OnceCell::new(),
        }))
    }

    /// The story of this run.
    pub fn story(&self) -> &Story {
        &self.0.story
    }

    /// Its commits by id.
    pub fn commits(&self) -> &CommitIndex {
        self.0.commits.get_or_init(|| CommitIndex::of(self.trace()))
    }

    /// What each frame is at a glance, in order of number.
    pub fn kinds(&self) -> &[Kind] {
        let of_all = || self.trace().frames().iter().map(Kind::of).collect();
        self.0.kinds.get_or_init(of_all)
    }

    /// What was said, and what became of it.
    pub fn talk(&self) -> &Talk {
        self.0.talk.get_or_init(|| Talk::of(self))
    }

    /// The last moment that can be shown.
    pub fn end(&self) -> Instant {
        self.0.end
    }

    /// The first moment after `at` that is worth stepping to, or the end.
    pub fn event_after(&self, at: Instant) -> Instant {
        let moments = self.trace().moments();
        let next = moments.partition_point(|moment| *moment <= at);
        moments
            .get(next)
            .map_or(self.end(), |moment| (*moment).min(self.end()))
    }

    /// The last moment before `at` that is worth stepping to, or the start.
    pub fn event_before(&self, at: Instant) -> Instant {
        let moments = self.trace().moments();
        let next = moments.partition_point(|moment| *moment < at);
        next.checked_sub(1)
            .map_or(Instant::ZERO, |index| moments[index])
    }

    /// The time of the first commit after `at`, or the end.
    pub fn commit_after(&self, at: Instant) -> Instant {
        let done = self.trace().commits_until(at).len();
        self.trace()
            .commits()
            .get(done)
            .map_or(self.end(), |commit| commit.at.min(self.end()))
    }

    /// The time of the last commit before `at`, or the start.
    pub fn commit_before(&self, at: Instant) -> Instant {
        let commits = self.trace().commits();
        let next = commits.partition_point(|commit| commit.at < at);
        next.checked_sub(1)
            .map_or(Instant::ZERO, |index| commits[index].at)
    }
}

impl Deref for RunHandle {
    type Target = Run;

    fn deref(&self) -> &Run {
        &self.0.run
    }
}

impl PartialEq for RunHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for RunHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunHandle")
            .field("end", &self.0.end)
            .finish_non_exhaustive()
    }
}

/// One moment of one run: what every view shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The run.
    pub run: RunHandle,
    /// The shown time: everything at or before it has happened.
    pub at: Instant,
}

impl Moment {
    /// The newest moment of the run at or before this one: since then nothing has changed but
    /// how far copies in flight are.
    pub fn settled(&self) -> Moment {
        let moments = self.run.trace().moments();
        let known = moments.partition_point(|moment| *moment <= self.at);
        let at = known
            .checked_sub(1)
            .map_or(Instant::ZERO, |index| moments[index]);
        Moment {
            run: self.run.clone(),
            at,
        }
    }
}
