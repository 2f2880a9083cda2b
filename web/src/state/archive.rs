//! The histories that were opened on this page, for hosts to start from. They are not part of a
//! lab's text, which names commits alone.

use std::fmt;
use std::sync::Arc;
use versioned_arp::cache::{Histories, Repository};
use versioned_arp::store::ObjectId;

/// A history that was opened.
#[derive(Clone)]
pub struct Volume {
    /// The name of its file.
    pub name: String,
    /// What it holds.
    pub history: Arc<Repository>,
}

/// Two are equal when they share one history.
impl PartialEq for Volume {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.history, &other.history)
    }
}

impl fmt::Debug for Volume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        f.debug_struct("Volume")
            .field("name", name)
            .finish_non_exhaustive()
    }
}

/// The histories of this page.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    histories: Histories,
    len: usize,
}

impl Archive {
    /// Adds one.
    pub fn add(&mut self, volume: &Volume) {
        self.histories.add(Arc::clone(&volume.history));
        self.len += 1;
    }

    /// How many there are: it tells whether one has been added.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether one of them has this commit.
    pub fn has(&self, commit: ObjectId) -> bool {
        self.histories.with(commit).is_some()
    }

    /// All of them, for a run.
    pub fn histories(&self) -> &Histories {
        &self.histories
    }
}
