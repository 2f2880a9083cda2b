//! The engine with a versioned cache: a frame becomes a commit. And the store alone, which writes the
//! same commits from what the first left behind.

use super::ours::engine;
use super::work::Work;
use anyhow::{Result, ensure};
use std::time;
use versioned_arp::arp::{Action, Engine, Entry};
use versioned_arp::cache::{Cache, CauseLine, Ip, Repository, Why, author};
use versioned_arp::store::{BranchName, Expect, ObjectId, Timestamp};
use versioned_arp::time::Instant;

pub struct Path {
    work: Work,
    engine: Engine<u32>,
    cache: Cache,
    now: u64,
    frame: u32,
    /// The commit before the ones that are measured.
    from: ObjectId,
}

/// What a commit changed, said and when: what a user of the store alone would have at hand.
struct Change {
    ip: Ip,
    entry: Entry,
    message: String,
    at: Timestamp,
}

impl Path {
    /// An engine that has heard of all, and a commit for each.
    pub fn new(neighbours: u32) -> Self {
        let cause = CauseLine::Statement("start");
        let why = Why {
            at: Instant::ZERO,
            cause,
        };
        let (cache, _) = Cache::create("bench", &why);
        let from = cache.head().id();
        let mut path = Self {
            work: Work::new(neighbours),
            engine: engine(Instant::ZERO),
            cache,
            now: 0,
            frame: 0,
            from,
        };
        path.run(neighbours);
        path.from = path.cache.head().id();
        path
    }

    /// Commits a second.
    pub fn run(&mut self, frames: u32) -> f64 {
        let before = self.cache.repository().history().len();
        let started = time::Instant::now();
        for n in 0..frames as usize {
            self.now += 1;
            self.frame += 1;
            let at = Instant::from_micros(self.now);
            let frame = self.work.frame(n % self.work.len());
            self.engine.handle_frame(at, self.cache.table(), frame);
            while let Some(output) = self.engine.poll_output() {
                if let Action::Edit(edit) = output.action {
                    let cause = CauseLine::Frame(self.frame);
                    self.cache.apply(&edit, &Why { at, cause });
                }
            }
        }
        // Ids are made when somebody asks for them.
        self.cache.head().id();
        let took = started.elapsed();
        let made = self.cache.repository().history().len() - before;
        assert_eq!(made, frames as usize, "a commit for each frame");
        f64::from(frames) / took.as_secs_f64()
    }

    /// Commits a second of the store, for the very commits that the last run made.
    pub fn store_alone(&self) -> Result<f64> {
        let (mut repository, changes) = self.unpacked();
        let (main, author) = (BranchName::main(), author("bench"));
        let mut head = self.from;
        let started = time::Instant::now();
        for change in &changes {
            let parent = repository.commit(head).expect("it was just written");
            let mut tree = parent.tree().clone();
            tree.insert(change.ip, change.entry);
            head = repository.write(&[head], tree, &author, change.at, &change.message);
            let subject = change.message.lines().next().unwrap_or_default();
            repository.set_ref(&main, Expect::Any, Some(head), change.at, subject)?;
        }
        let took = started.elapsed();
        ensure!(
            head == self.cache.head().id(),
            "the commits are not the same"
        );
        Ok(changes.len() as f64 / took.as_secs_f64())
    }

    /// A repository as it was before the last run, and what that changed.
    fn unpacked(&self) -> (Repository, Vec<Change>) {
        let made = self.cache.repository();
        let mut before = Repository::new();
        before.fetch(made, self.from);
        let ids = made.history();
        let first = ids
            .iter()
            .position(|id| *id == self.from)
            .expect("it was made");
        let change = |pair: &[ObjectId]| {
            let commit = made.commit(pair[1]).expect("it was made");
            let changed = made.diff(pair[0], pair[1]);
            let after = changed[0].after.expect("entries only come and change");
            Change {
                ip: changed[0].key,
                entry: after,
                message: commit.message().to_owned(),
                at: commit.at(),
            }
        };
        let changes = ids[first..].windows(2).map(change).collect();
        (before, changes)
    }
}
