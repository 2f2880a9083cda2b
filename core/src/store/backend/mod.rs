//! Where a repository is kept: two small traits, [`Objects`] (bytes by id) and [`Refs`] (branches,
//! changed only from what they are expected to be). A backend holds bytes and names and nothing
//! else: encoding, ids, caching and merging are above it.
//!
//! A [`Repository`](super::Repository) itself lives in memory, in persistent maps, and knows no
//! backend: its log of moves is a journal. [`Mirror::save`] brings a backend up to what the journal
//! tells, [`Repository::load`](super::Repository::load) reads it back. [`Memory`] is the smallest
//! backend; a Git directory on the file system is in `git_directory`.

mod load;
mod memory;
mod mirror;

pub use load::{Limits, LoadError};
pub use memory::Memory;
pub use mirror::Mirror;

use std::collections::BTreeMap;
use std::error::Error;

use gix_hash::ObjectId;
use thiserror::Error;

use super::{BranchName, Identity, ObjectKind, RefChange, RefError};

/// Objects by id, written once and never changed.
pub trait Objects {
    /// Puts the bytes of an object, without git's header, into `out` in the place of what is
    /// there, and tells its kind; `None` where there is no such object. What was written since
    /// the last [`flush`](Objects::flush) may or may not be found.
    fn read(&self, id: ObjectId, out: &mut Vec<u8>) -> Result<Option<ObjectKind>, BackendError>;

    /// Takes an object. Those that it names were taken before it, or are there. To take one that
    /// is there already is no mistake.
    fn write(&mut self, id: ObjectId, kind: ObjectKind, bytes: &[u8]) -> Result<(), BackendError>;

    /// Returns when whatever was taken is durable, as far as the backend can be.
    fn flush(&mut self) -> Result<(), BackendError>;
}

/// Branches with compare-and-set.
pub trait Refs {
    /// All branches.
    fn branches(&self) -> Result<BTreeMap<BranchName, ObjectId>, BackendError>;

    /// The commits whose parents were left out on purpose, as in a shallow clone.
    fn shallow(&self) -> Result<Vec<ObjectId>, BackendError> {
        Ok(Vec::new())
    }

    /// Makes these moves, oldest first, or none of them: where a branch is not what its first move
    /// was made from, that is [`RefError::Unexpected`]. The commits that branches end at were
    /// flushed before. `who` is for reflogs. Durable when it returns.
    fn change(&mut self, moves: &[RefChange], who: &Identity) -> Result<(), BackendError>;
}

/// Why a backend did not do its work. Nothing that was there before is lost.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackendError {
    /// A branch is not what it was expected to be: somebody else moved it meanwhile.
    #[error(transparent)]
    Ref(#[from] RefError),
    /// Somebody else is writing, or died while writing.
    #[error("{0}")]
    Locked(String),
    /// What is there is not what this backend can work with.
    #[error("{0}")]
    Unusable(String),
    /// The system below says no.
    #[error("{what}: {source}")]
    System {
        /// What was tried, and on what.
        what: String,
        /// The system's own word.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl BackendError {
    /// A refusal by the system below.
    pub fn system(
        what: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::System {
            what: what.into(),
            source: source.into(),
        }
    }
}
