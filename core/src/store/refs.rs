//! Branches: checked names, compare-and-set, and a log of every move.

use std::fmt;
use std::str::FromStr;

use gix_hash::ObjectId;
use smol_str::SmolStr;
use thiserror::Error;

use super::{Branches, Reason, Timestamp};

/// A branch's short name, as in `refs/heads/NAME`, valid by the rules of `git check-ref-format`.
///
/// ```
/// use versioned_arp::store::BranchName;
///
/// assert_eq!(BranchName::new("query/10.0.0.1").unwrap().as_str(), "query/10.0.0.1");
/// assert!(BranchName::new("no..dots").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchName(SmolStr);

/// A text that git does not accept as a branch's name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("'{0}' is not a valid branch name")]
pub struct InvalidBranchName(pub String);

impl BranchName {
    /// The branch called `name`.
    pub fn new(name: &str) -> Result<Self, InvalidBranchName> {
        let forbidden = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
        let valid_part =
            |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
        let valid = name.split('/').all(valid_part)
            && !name.starts_with('-')
            && !name.ends_with('.')
            && !name.contains("..")
            && !name.contains("@{")
            && !name.contains(forbidden)
            && name != "HEAD";
        if valid {
            Ok(Self(name.into()))
        } else {
            Err(InvalidBranchName(name.to_owned()))
        }
    }

    /// `main`, the branch that a repository's HEAD names.
    pub const fn main() -> Self {
        Self(SmolStr::new_static("main"))
    }

    /// The short name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BranchName {
    type Err = InvalidBranchName;
    fn from_str(name: &str) -> Result<Self, InvalidBranchName> {
        Self::new(name)
    }
}

impl fmt::Display for BranchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for BranchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// What a branch must be for a change to go ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Whatever it is.
    Any,
    /// It must not exist.
    Absent,
    /// It must exist and name this commit.
    Equal(ObjectId),
}

/// Why a branch was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RefError {
    /// The branch is not what was expected.
    #[error("branch {name} is {}, not {} as expected", show(.found), show(.expected))]
    Unexpected {
        /// The branch.
        name: BranchName,
        /// The commit it was expected to name; `None` when it was expected not to exist.
        expected: Option<ObjectId>,
        /// The commit it names; `None` when it does not exist.
        found: Option<ObjectId>,
    },
    /// A branch cannot be made where another's name is a directory of its own, or the reverse.
    #[error("branch {name} cannot exist beside branch {other}")]
    Occupied {
        /// The branch to be made.
        name: BranchName,
        /// The branch that is in the way.
        other: BranchName,
    },
    /// The commit is not in this repository.
    #[error("commit {0} is not in this repository")]
    UnknownCommit(ObjectId),
}

fn show(id: &Option<ObjectId>) -> String {
    id.map_or_else(|| "absent".to_owned(), |id| id.to_string())
}

/// One move of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefChange {
    /// The branch.
    pub name: BranchName,
    /// The commit it named before; `None` when it was made by this.
    pub old: Option<ObjectId>,
    /// The commit it names since; `None` when it was removed by this.
    pub new: Option<ObjectId>,
    /// When.
    pub at: Timestamp,
    /// Why, as a reflog tells.
    pub reason: Reason,
}

/// A place in a repository's log of moves, to ask later what came after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(u64);

/// All branches and the log of their moves.
#[derive(Clone, Debug, Default)]
pub(super) struct Refs {
    branches: Branches,
    log: Vec<RefChange>,
    /// How many moves were forgotten.
    forgotten: u64,
}

impl Refs {
    pub(super) fn branches(&self) -> &Branches {
        &self.branches
    }

    pub(super) fn log(&self) -> &[RefChange] {
        &self.log
    }

    pub(super) fn cursor(&self) -> Cursor {
        Cursor(self.forgotten + self.log.len() as u64)
    }

    pub(super) fn since(&self, cursor: Cursor) -> &[RefChange] {
        let start = cursor.0.saturating_sub(self.forgotten);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        self.log.get(start..).unwrap_or_default()
    }

    /// Whether moves since then were forgotten.
    pub(super) fn forgot(&self, cursor: Cursor) -> bool {
        cursor.0 < self.forgotten
    }

    /// Forgets the moves before the first one to a commit that is not `gone`.
    pub(super) fn forget_moves(&mut self, gone: impl Fn(&ObjectId) -> bool) {
        let is_here = |step: &RefChange| step.new.is_some_and(|id| !gone(&id));
        let count = self.log.iter().position(is_here);
        let count = count.unwrap_or(self.log.len());
        self.log.drain(..count);
        self.forgotten += count as u64;
    }

    /// Changes a branch if it is as expected; answers with what it was.
    pub(super) fn set(
        &mut self,
        name: &BranchName,
        expect: Expect,
        to: Option<ObjectId>,
        at: Timestamp,
        reason: Reason,
    ) -> Result<Option<ObjectId>, RefError> {
        let found = self.branches.get(name).copied();
        let expected = match expect {
            Expect::Any => found,
            Expect::Absent => None,
            Expect::Equal(id) => Some(id),
        };
        if found != expected {
            let name = name.clone();
            return Err(RefError::Unexpected {
                name,
                expected,
                found,
            });
        }
        if found == to {
            return Ok(found);
        }
        match to {
            Some(id) => {
                if found.is_none() {
                    self.check_place(name)?;
                }
                self.branches.insert(name, id);
            }
            None => self.branches.remove(name),
        }
        self.log.push(RefChange {
            name: name.clone(),
            old: found,
            new: to,
            at,
            reason,
        });
        Ok(found)
    }

    /// Git keeps a branch in a file of its name: no branch may be a directory of another.
    fn check_place(&self, name: &BranchName) -> Result<(), RefError> {
        let text = name.as_str();
        let above = text
            .match_indices('/')
            .map(|(at, _)| BranchName(text[..at].into()))
            .find(|above| self.branches.contains_key(above));
        let dir = format!("{text}/");
        let below = self
            .branches
            .next(&BranchName(dir.as_str().into()))
            .filter(|below| below.as_str().starts_with(&dir))
            .cloned();
        match above.or(below) {
            Some(other) => Err(RefError::Occupied {
                name: name.clone(),
                other,
            }),
            None => Ok(()),
        }
    }
}
