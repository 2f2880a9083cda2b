//! The file `packed-refs`: branches that git moved out of files of their own. A line is an id and
//! a name; `#` starts a comment, `^` the line of a tag's target.

use std::path::Path;

use gix_hash::ObjectId;

use super::disk::{self, remove, rename, write_new};
use super::locks::{PREPARED, take_lock};
use crate::store::backend::BackendError;

/// Ids and full names, in the file's order.
pub(super) fn read(git_dir: &Path) -> Result<Vec<(String, ObjectId)>, BackendError> {
    let text = disk::read(&git_dir.join("packed-refs"))?.unwrap_or_default();
    let entry = |line: &str| {
        let (id, name) = line.split_once(' ')?;
        Some((name.to_owned(), id.parse().ok()?))
    };
    Ok(text.lines().filter_map(entry).collect())
}

/// Takes these names out of the file, under its lock.
pub(super) fn forget(git_dir: &Path, names: &[String]) -> Result<(), BackendError> {
    let path = git_dir.join("packed-refs");
    let is_gone = |line: &str| {
        let name = line.split_once(' ').map(|(_, name)| name);
        name.is_some_and(|name| names.iter().any(|gone| gone == name))
    };
    let is_there = |text: Option<String>| text.is_some_and(|text| text.lines().any(is_gone));
    if !is_there(disk::read(&path)?) {
        return Ok(());
    }
    let lock = git_dir.join("packed-refs.lock");
    let prepared = git_dir.join(PREPARED);
    take_lock(&prepared, &lock, LOCK_TEXT)?;
    let write = || {
        let text = disk::read(&path)?.unwrap_or_default();
        let mut kept = String::new();
        let mut gone = false;
        for line in text.lines() {
            gone = is_gone(line) || (gone && line.starts_with('^'));
            if !gone {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        remove(&prepared)?;
        write_new(&prepared, kept.as_bytes())?;
        rename(&prepared, &path)
    };
    let result = write();
    remove(&lock)?;
    result
}

/// What our lock of the file holds, as no lock of git's does.
pub(super) const LOCK_TEXT: &str = "locked by versioned-arp";
