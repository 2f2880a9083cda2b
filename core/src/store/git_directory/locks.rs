//! Git's locks: the file `NAME.lock` beside a ref belongs to whoever made it, until it is renamed
//! to NAME or removed. Git cannot tell a lock that a dead process left from one in use, so it asks
//! a person. We can: which locks are about to be taken, and what they will hold, is written down
//! before, in a file that one process of ours alone may write; and a lock appears under its name
//! with all that it holds, or not at all.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;

use super::GitDirectory;
use super::disk::{self, failed, remove, write_new};
use crate::store::backend::BackendError;

/// Where a file is made ready before it appears under its name.
pub(super) const PREPARED: &str = "versioned-arp.new";

/// Makes the file `lock` with this line in it, by way of `prepared`; an error if it is there.
pub(super) fn take_lock(prepared: &Path, lock: &Path, line: &str) -> Result<(), BackendError> {
    remove(prepared)?;
    write_new(prepared, format!("{line}\n").as_bytes())?;
    let linked = fs::hard_link(prepared, lock);
    // The lock becomes the ref itself: no second name may lead to it.
    remove(prepared)?;
    linked.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackendError::Locked(format!(
            "{}: another git process is at work here, or died and left this file",
            lock.display()
        )),
        _ => failed("cannot lock", lock)(error),
    })
}

impl GitDirectory {
    /// Writes down which locks (paths below the directory) are about to be taken, each with the
    /// line that it will hold.
    pub(super) fn intend(&mut self, locks: &[(String, String)]) -> Result<(), BackendError> {
        let text: String = locks
            .iter()
            .map(|(path, line)| format!("{path}\t{line}\n"))
            .collect();
        let Some(intents) = &mut self.intents else {
            let what = format!("{}: opened to be read only", self.path.display());
            return Err(BackendError::Unusable(what));
        };
        let mut write = || {
            intents.rewind()?;
            intents.write_all(text.as_bytes())?;
            intents.set_len(text.len() as u64)
        };
        write().map_err(failed("cannot write to", &self.path))
    }

    /// Removes the locks that a process of ours left when it died.
    pub(super) fn take_over_locks(&self, mut intents: &File) -> Result<(), BackendError> {
        let mut text = String::new();
        intents
            .read_to_string(&mut text)
            .map_err(failed("cannot read", &self.path))?;
        for (path, line) in text.lines().filter_map(|line| line.split_once('\t')) {
            let lock = self.path.join(path);
            if disk::read(&lock)?.is_some_and(|held| held == format!("{line}\n")) {
                remove(&lock)?;
            }
        }
        remove(&self.path.join(PREPARED))
    }
}
