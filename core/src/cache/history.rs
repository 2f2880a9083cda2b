//! Histories that came from elsewhere: read from a file, and begun from.

use super::message::author;
use super::open::OpenError;
use super::{Cache, Ip, Repository, Why, moment, timestamp};
use crate::arp::Entry;
use crate::store::{Expect, Limits, LoadError, ObjectId, open_file};
use std::sync::Arc;

/// The histories that hosts of a lab may start from. A lab's text names the commit alone, whose id
/// tells all that it reaches: the same text starts from the same history, wherever that came from.
#[derive(Clone, Debug, Default)]
pub struct Histories(Vec<Arc<Repository>>);

impl Histories {
    /// None at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn add(&mut self, history: impl Into<Arc<Repository>>) {
        self.0.push(history.into());
    }

    /// The one that has this commit.
    pub fn with(&self, commit: ObjectId) -> Option<&Repository> {
        let has = |history: &&Arc<Repository>| history.contains(commit);
        self.0.iter().find(has).map(|history| &**history)
    }
}

/// Reads the history of an ARP cache from the bytes of a file: a Git bundle, or a pack.
pub fn read_history(bytes: &[u8], limits: &Limits) -> Result<Repository, LoadError> {
    let opened = open_file(bytes, limits)?;
    match crate::store::Repository::<Ip, Entry>::load(&opened.memory, limits, moment) {
        Err(LoadError::Missing { .. }) if !opened.needs.is_empty() => {
            let needs: Vec<String> = opened.needs.iter().map(ToString::to_string).collect();
            let needs = needs.join(", ");
            let what = format!("the bundle goes on from commits that are not in it: {needs}");
            Err(LoadError::File(what))
        }
        loaded => loaded,
    }
}

impl Cache {
    /// A cache that starts from a commit of another history: `main` is that commit, its entries
    /// are there, and nothing was done yet.
    pub fn start_from(
        history: &Repository,
        commit: ObjectId,
        host: &str,
        why: &Why<'_>,
    ) -> Result<Self, OpenError> {
        let mut repository = Repository::new();
        repository.fetch(history, commit);
        repository.settle();
        let reason = format!("start: from {commit}");
        repository
            .set_ref(
                &crate::store::BranchName::main(),
                Expect::Absent,
                Some(commit),
                timestamp(why.at),
                reason,
            )
            .expect("the commit was just fetched, and there is no branch yet");
        Self::of(repository, author(host))
    }
}
