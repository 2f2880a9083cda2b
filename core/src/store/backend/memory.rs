//! [`Memory`]: a backend that is two maps. It is what a pack is unpacked into, and what other
//! backends are compared with.

use std::collections::BTreeMap;

use gix_hash::ObjectId;
use gix_hashtable::HashMap;

use super::{BackendError, Objects, Refs};
use crate::store::{BranchName, Identity, ObjectKind, RefChange, RefError};

/// Objects and branches in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    objects: HashMap<ObjectId, (ObjectKind, Box<[u8]>)>,
    branches: BTreeMap<BranchName, ObjectId>,
    shallow: Vec<ObjectId>,
}

impl Memory {
    /// An empty backend.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of objects.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether it holds no object.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// The ids of all objects of one kind, in order.
    pub fn ids_of(&self, kind: ObjectKind) -> Vec<ObjectId> {
        let of_kind = self.objects.iter().filter(|(_, (found, _))| *found == kind);
        let mut ids: Vec<ObjectId> = of_kind.map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    }

    /// Names the commits whose parents were left out on purpose.
    pub fn set_shallow(&mut self, commits: Vec<ObjectId>) {
        self.shallow = commits;
    }

    /// Puts a branch where it is said to be, whatever it was.
    pub fn set_branch(&mut self, name: BranchName, id: ObjectId) {
        self.branches.insert(name, id);
    }
}

impl Objects for Memory {
    fn read(&self, id: ObjectId, out: &mut Vec<u8>) -> Result<Option<ObjectKind>, BackendError> {
        out.clear();
        Ok(self.objects.get(&id).map(|(kind, bytes)| {
            out.extend_from_slice(bytes);
            *kind
        }))
    }

    fn write(&mut self, id: ObjectId, kind: ObjectKind, bytes: &[u8]) -> Result<(), BackendError> {
        self.objects.insert(id, (kind, bytes.into()));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), BackendError> {
        Ok(())
    }
}

impl Refs for Memory {
    fn branches(&self) -> Result<BTreeMap<BranchName, ObjectId>, BackendError> {
        Ok(self.branches.clone())
    }

    fn shallow(&self) -> Result<Vec<ObjectId>, BackendError> {
        Ok(self.shallow.clone())
    }

    fn change(&mut self, moves: &[RefChange], _who: &Identity) -> Result<(), BackendError> {
        let mut next = self.branches.clone();
        for step in moves {
            let found = next.get(&step.name).copied();
            if found != step.old {
                let name = step.name.clone();
                let expected = step.old;
                return Err(BackendError::Ref(RefError::Unexpected {
                    name,
                    expected,
                    found,
                }));
            }
            match step.new {
                Some(id) => drop(next.insert(step.name.clone(), id)),
                None => drop(next.remove(&step.name)),
            }
        }
        self.branches = next;
        Ok(())
    }
}
