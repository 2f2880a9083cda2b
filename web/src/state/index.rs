//! Finding the trace's record of a commit by its id. A history shows commits of several hosts,
//! and the trace lists them by time; this is made once for a run, when first asked for.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use versioned_arp::sim::{CommitRecord, Trace};
use versioned_arp::store::ObjectId;

/// Where in the trace each commit is.
#[derive(Debug, Default)]
pub struct CommitIndex(ById<u32>);

impl CommitIndex {
    /// The index of all commits of `trace`.
    pub fn of(trace: &Trace) -> Self {
        let mut places = ById::with_capacity_and_hasher(trace.commits().len(), Default::default());
        for (place, commit) in (0..).zip(trace.commits()) {
            places.entry(commit.id).or_insert(place);
        }
        Self(places)
    }

    /// The place of the commit `id` among the commits of the trace.
    pub fn place(&self, id: &ObjectId) -> Option<usize> {
        self.0.get(id).map(|place| *place as usize)
    }

    /// The record of the commit `id` in the trace that this is the index of.
    pub fn record<'t>(&self, trace: &'t Trace, id: &ObjectId) -> Option<&'t CommitRecord> {
        trace.commits().get(self.place(id)?)
    }
}

/// A map from commits.
pub type ById<T> = HashMap<ObjectId, T, BuildHasherDefault<IdHasher>>;

/// An object id is a hash already: some of its bytes are as good as all of them.
#[derive(Debug, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8).take(1) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_le_bytes(word);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
