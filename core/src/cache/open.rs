//! A cache that is kept somewhere: opened where it stopped, saved as it goes.

use super::message::author;
use super::versioned::Room;
use super::{Cache, Repository, Why, timestamp};
use crate::arp::{MemoryTable, State};
use crate::store::{
    BackendError, BranchName, Expect, Identity, Limits, LoadError, Mirror, ObjectId, Objects, Refs,
    Timestamp,
};
use crate::time::Instant;

/// Why a cache was not opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The history could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// What was done on opening could not be saved.
    #[error(transparent)]
    Save(#[from] BackendError),
    /// There are branches, but none of them is the cache.
    #[error("there is no branch main, which would be the cache")]
    NoMain,
    /// An entry on main that waits for an answer nobody will give.
    #[error("main holds an unanswered entry for {0}")]
    Unanswered(std::net::Ipv4Addr),
}

/// The moment of a commit from whole seconds and from its message, whose `Time:` trailer tells it
/// to the microsecond.
pub fn moment(at: Timestamp, message: &str) -> Timestamp {
    let exact = message.lines().find_map(|line| {
        let (secs, micros) = line.strip_prefix("Time: ")?.split_once('.')?;
        let secs: u64 = secs.parse().ok()?;
        let micros: u64 = micros.parse().ok().filter(|_| micros.len() == 6)?;
        let micros = secs.checked_mul(1_000_000)?.checked_add(micros)?;
        Some(timestamp(Instant::from_micros(micros)))
    });
    exact.unwrap_or(at)
}

impl Cache {
    /// Opens the cache that a backend keeps and takes up its work: queries that were in flight end
    /// as timed out, and what expired meanwhile goes in one commit. An empty backend gets an empty
    /// cache with its first commit. What was done is saved before this returns;
    /// [`Mirror::save`] with [`repository`](Cache::repository) saves what is done later.
    ///
    /// Times are [`Instant`]s on the clock of the lab, which began at [`EPOCH`](super::EPOCH): a
    /// program that lives by the clock on the wall gives the microseconds since then.
    pub fn open<B: Objects + Refs>(
        backend: B,
        host: &str,
        why: &Why<'_>,
    ) -> Result<(Self, Mirror<B>), OpenError> {
        let repository = Repository::load(&backend, &Limits::NONE, moment)?;
        let author = author(host);
        if repository.branches().is_empty() {
            let mut mirror = Mirror::of(backend, &repository, author);
            let (cache, _) = Self::create(host, why);
            mirror.save(&cache.repository)?;
            return Ok((cache, mirror));
        }
        let mut cache = Self::of(repository, author)?;
        let mut mirror = Mirror::of(backend, &cache.repository, cache.author.clone());
        cache.forget_merged_queries(why);
        cache.resume(why);
        mirror.save(&cache.repository)?;
        Ok((cache, mirror))
    }

    /// The cache of a repository that has a `main`.
    pub(super) fn of(repository: Repository, author: Identity) -> Result<Self, OpenError> {
        let main = BranchName::main();
        let head = repository.branch(&main).ok_or(OpenError::NoMain)?;
        let tree = repository
            .commit(head)
            .expect("a branch points at a known commit")
            .tree();
        let mut table = MemoryTable::default();
        for (ip, entry) in tree {
            if entry.state == State::Incomplete {
                return Err(OpenError::Unanswered(ip.0));
            }
            table.insert(ip.0, *entry);
        }
        Ok(Self {
            repository,
            table,
            author,
            main,
            room: Room::default(),
        })
    }

    /// A query whose merge was saved, but not the end of its branch: there is nothing left to do.
    fn forget_merged_queries(&mut self, why: &Why<'_>) {
        let head = self.head().id();
        let is_merged = |id: ObjectId| self.repository.is_ancestor(id, head);
        let ended: Vec<BranchName> = self
            .repository
            .branches()
            .iter()
            .filter(|(name, id)| name.as_str().starts_with("query/") && is_merged(**id))
            .map(|(name, _)| name.clone())
            .collect();
        for branch in ended {
            self.repository
                .set_ref(&branch, Expect::Any, None, timestamp(why.at), "query ended")
                .expect("a branch may always go when nothing is expected of it");
        }
    }
}
