//! [`Mirror`]: a backend that is brought up to a repository from time to time. What is new is
//! found through the repository's log of moves, so that a repository that nobody saves pays for
//! nothing.

use gix_hash::ObjectId;

use super::{BackendError, Objects, Refs};
use crate::store::{Cursor, Identity, Key, Repository, Value};

/// A backend, and how far it is up to one repository.
#[derive(Debug)]
pub struct Mirror<B> {
    backend: B,
    /// The moves that the backend knows of.
    saved: Cursor,
    /// The tips that it had then.
    tips: Vec<ObjectId>,
    who: Identity,
}

impl<B: Objects + Refs> Mirror<B> {
    /// A mirror that has nothing of the repository to be saved but what `repository` holds now;
    /// the backend must be equal to it. `who` is named in reflogs.
    pub fn of<K: Key, V: Value>(backend: B, repository: &Repository<K, V>, who: Identity) -> Self {
        Self {
            backend,
            saved: repository.cursor(),
            tips: repository.branches().values().copied().collect(),
            who,
        }
    }

    /// Writes what came since the last time: first the objects, which are durable before any
    /// branch names them; then all moves of branches, or none. Where it fails the backend stays
    /// usable, the repository has lost nothing, and the next try begins where this one did.
    pub fn save<K: Key, V: Value>(
        &mut self,
        repository: &Repository<K, V>,
    ) -> Result<(), BackendError> {
        if repository.forgot(self.saved) {
            let what = "the history was cut before it was saved: save at least that often";
            return Err(BackendError::Unusable(what.into()));
        }
        let moves = repository.since(self.saved);
        if moves.is_empty() {
            return Ok(());
        }
        // What a reset left behind is named by the reflog: every move counts, not the last alone.
        let new: Vec<ObjectId> = moves.iter().filter_map(|step| step.new).collect();
        let mut bytes = Vec::new();
        let mut result = Ok(());
        let backend = &mut self.backend;
        repository.export(&new, &self.tips, &mut |object| {
            if result.is_ok() {
                bytes.clear();
                object.encode(&mut bytes);
                result = backend.write(object.id(), object.kind(), &bytes);
            }
        });
        result?;
        self.backend.flush()?;
        self.backend.change(moves, &self.who)?;
        self.saved = repository.cursor();
        self.tips.clear();
        self.tips.extend(repository.branches().values());
        Ok(())
    }

    /// What is saved to.
    pub fn backend(&self) -> &B {
        &self.backend
    }

    /// The backend alone.
    pub fn into_backend(self) -> B {
        self.backend
    }
}
