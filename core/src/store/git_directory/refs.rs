//! The branches of a Git directory: files below `refs/heads`, or lines of `packed-refs` where
//! there is no file. A change takes git's locks for all branches that it moves, looks whether each
//! is what it should be, writes the reflogs, and only then renames.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use gix_hash::ObjectId;

use super::disk::{self, create_dirs, failed, remove, rename, sync_dir};
use super::locks::{PREPARED, take_lock};
use super::{BackendError, GitDirectory, packed};
use crate::store::backend::Refs;
use crate::store::{BranchName, Identity, RefChange, RefError};

const HEADS: &str = "refs/heads/";

/// One branch, from the first move to the last.
struct Change<'a> {
    name: &'a BranchName,
    from: Option<ObjectId>,
    to: Option<ObjectId>,
    moves: Vec<&'a RefChange>,
}

impl Change<'_> {
    /// The file of the branch, below the directory.
    fn path(&self) -> String {
        format!("{HEADS}{}", self.name)
    }

    fn lock(&self) -> String {
        format!("{}.lock", self.path())
    }

    /// What the lock holds: what the branch will be, or, where it goes, nothing that git writes.
    fn line(&self) -> String {
        self.to
            .map_or_else(|| packed::LOCK_TEXT.to_owned(), |id| id.to_string())
    }
}

impl Refs for GitDirectory {
    fn branches(&self) -> Result<BTreeMap<BranchName, ObjectId>, BackendError> {
        let mut branches = BTreeMap::new();
        // Files first: what git packs meanwhile is then found in the packed ones.
        let mut files = Vec::new();
        list(&self.path.join(HEADS), String::new(), &mut files)?;
        for (full_name, id) in packed::read(&self.path)? {
            if let Some(name) = full_name.strip_prefix(HEADS) {
                branches.insert(self.name(name)?, id);
            }
        }
        for name in files {
            // A file that is gone by now is packed, or removed.
            if let Some(id) = self.loose(&format!("{HEADS}{name}"))? {
                branches.insert(self.name(&name)?, id);
            }
        }
        Ok(branches)
    }

    fn shallow(&self) -> Result<Vec<ObjectId>, BackendError> {
        let file = self.path.join("shallow");
        let text = disk::read(&file)?.unwrap_or_default();
        let ids = text.lines().map(|line| line.trim().parse());
        ids.collect::<Result<_, _>>().map_err(|_| {
            BackendError::Unusable(format!("{}: not a list of commits", file.display()))
        })
    }

    fn change(&mut self, moves: &[RefChange], who: &Identity) -> Result<(), BackendError> {
        let changes = gather(moves);
        let mut intents: Vec<(String, String)> = changes
            .values()
            .map(|change| (change.lock(), change.line()))
            .collect();
        intents.push(("packed-refs.lock".into(), packed::LOCK_TEXT.into()));
        self.intend(&intents)?;
        let mut taken = Vec::new();
        let result = self.change_locked(&changes, who, &mut taken);
        // Those that were renamed are gone already.
        let released = taken.iter().try_for_each(|lock| remove(lock));
        result.and(released)
    }
}

impl GitDirectory {
    fn change_locked(
        &self,
        changes: &BTreeMap<&BranchName, Change<'_>>,
        who: &Identity,
        taken: &mut Vec<std::path::PathBuf>,
    ) -> Result<(), BackendError> {
        for change in changes.values() {
            let lock = self.path.join(change.lock());
            if change.from.is_none() {
                self.check_place(change)?;
            }
            // Git removes folders that packing has emptied.
            create_dirs(lock.parent().expect("a branch lies in refs/heads"))?;
            take_lock(&self.path.join(PREPARED), &lock, &change.line())?;
            taken.push(lock);
            let found = self.find(change.name)?;
            if found != change.from {
                return Err(BackendError::Ref(RefError::Unexpected {
                    name: change.name.clone(),
                    expected: change.from,
                    found,
                }));
            }
        }
        // Updates before removals, so that all that is to stay is named all the time.
        let mut dirs = vec![self.path.join(HEADS)];
        for change in changes.values().filter(|change| change.to.is_some()) {
            self.log(change, who)?;
            let path = self.path.join(change.path());
            if path.is_dir() {
                remove_empty(&path)?;
            }
            rename(&self.path.join(change.lock()), &path)?;
            dirs.extend(path.parent().map(Path::to_owned));
        }
        dirs.sort();
        dirs.dedup();
        dirs.iter().try_for_each(|dir| sync_dir(dir))?;
        self.remove_branches(changes.values().filter(|change| change.to.is_none()))
    }

    fn remove_branches<'a>(
        &self,
        changes: impl Iterator<Item = &'a Change<'a>>,
    ) -> Result<(), BackendError> {
        let paths: Vec<String> = changes.map(Change::path).collect();
        if paths.is_empty() {
            return Ok(());
        }
        packed::forget(&self.path, &paths)?;
        for path in &paths {
            remove(&self.path.join("logs").join(path))?;
            remove(&self.path.join(path))?;
        }
        sync_dir(&self.path.join(HEADS))
    }

    /// What a branch is now.
    fn find(&self, name: &BranchName) -> Result<Option<ObjectId>, BackendError> {
        let path = format!("{HEADS}{name}");
        if let Some(id) = self.loose(&path)? {
            return Ok(Some(id));
        }
        let packed = packed::read(&self.path)?;
        let found = packed.into_iter().find(|(name, _)| *name == path);
        Ok(found.map(|(_, id)| id))
    }

    fn loose(&self, path: &str) -> Result<Option<ObjectId>, BackendError> {
        let Some(text) = disk::read(&self.path.join(path))? else {
            return Ok(None);
        };
        text.trim_end().parse().map(Some).map_err(|_| {
            let place = self.path.join(path);
            BackendError::Unusable(format!("{}: not the id of a commit", place.display()))
        })
    }

    fn name(&self, name: &str) -> Result<BranchName, BackendError> {
        BranchName::new(name)
            .map_err(|error| BackendError::Unusable(format!("{}: {error}", self.path.display())))
    }

    /// A new branch may not be a directory of another, or the reverse.
    fn check_place(&self, change: &Change<'_>) -> Result<(), BackendError> {
        let name = change.name.as_str();
        let is_below = |long: &str, short: &str| {
            long.strip_prefix(short)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        let branches = self.branches()?;
        let other = branches
            .into_keys()
            .find(|other| is_below(other.as_str(), name) || is_below(name, other.as_str()));
        if let Some(other) = other {
            let name = change.name.clone();
            return Err(BackendError::Ref(RefError::Occupied { name, other }));
        }
        Ok(())
    }

    /// Lines in the branch's reflog, and in HEAD's where HEAD is this branch.
    fn log(&self, change: &Change<'_>, who: &Identity) -> Result<(), BackendError> {
        let none = ObjectId::null(gix_hash::Kind::Sha1);
        let mut text = Vec::new();
        for step in &change.moves {
            let [old, new] = [step.old, step.new].map(|id| id.unwrap_or(none));
            let (seconds, reason) = (step.at.as_secs(), &step.reason);
            writeln!(text, "{old} {new} {who} {seconds} +0000\t{reason}")
                .expect("a Vec takes every write");
        }
        let head = disk::read(&self.path.join("HEAD"))?;
        let is_head = head.is_some_and(|head| head.trim_end() == format!("ref: {}", change.path()));
        let logs = self.path.join("logs");
        let files = [
            Some(logs.join(change.path())),
            is_head.then(|| logs.join("HEAD")),
        ];
        for file in files.into_iter().flatten() {
            create_dirs(file.parent().expect("a log lies in logs"))?;
            if file.is_dir() {
                remove_empty(&file)?;
            }
            let mut options = fs::OpenOptions::new();
            let append = options.append(true).create(true).open(&file);
            append
                .and_then(|mut file| file.write_all(&text))
                .map_err(failed("cannot write", &file))?;
        }
        Ok(())
    }
}

/// Moves by branch.
fn gather(moves: &[RefChange]) -> BTreeMap<&BranchName, Change<'_>> {
    let mut changes: BTreeMap<&BranchName, Change<'_>> = BTreeMap::new();
    for step in moves {
        let change = changes.entry(&step.name).or_insert_with(|| Change {
            name: &step.name,
            from: step.old,
            to: None,
            moves: Vec::new(),
        });
        change.to = step.new;
        // With a branch its log goes; when it is made anew, another begins.
        match step.new {
            Some(_) => change.moves.push(step),
            None => change.moves.clear(),
        }
    }
    // Made and gone in between: nobody saw it.
    changes.retain(|_, change| change.from.is_some() || change.to.is_some());
    changes
}

/// Names of files below a directory, with `/` between.
fn list(dir: &Path, prefix: String, found: &mut Vec<String>) -> Result<(), BackendError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("cannot read", dir)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed("cannot read", dir))?;
        let name = entry.file_name().into_string().map_err(|name| {
            BackendError::Unusable(format!("{}: {name:?} is no branch", dir.display()))
        })?;
        let kind = entry
            .file_type()
            .map_err(failed("cannot read", &entry.path()))?;
        if kind.is_dir() {
            list(&entry.path(), format!("{prefix}{name}/"), found)?;
        } else if !name.ends_with(".lock") {
            found.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

/// Removes a directory in which no file is, so that a file can have its name.
fn remove_empty(dir: &Path) -> Result<(), BackendError> {
    let entries = fs::read_dir(dir).map_err(failed("cannot read", dir))?;
    for entry in entries {
        let path = entry.map_err(failed("cannot read", dir))?.path();
        if path.is_dir() {
            remove_empty(&path)?;
        }
    }
    fs::remove_dir(dir).map_err(failed("cannot remove", dir))
}
