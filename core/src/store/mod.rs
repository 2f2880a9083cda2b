//! A version-controlled map, in memory, whose objects are git's own.
//!
//! A [`Tree`] maps keys to values; a [`Key`] names a file's path and a [`Value`] its content. A
//! [`Repository`] keeps [`Commit`]s of trees and branches that name them, and answers what a
//! history is asked: what was, since when, what differs, and what comes of two histories merged.
//! Versions share structure: a change costs one blob, the directories on its path and one commit,
//! however long the history. Ids are those that git gives the same files, so whatever is here can
//! become a real repository. Nothing here knows networks, clocks or files.
//!
//! In reading order: `key` (what a key and a value offer), `node`, `dir` and [`Tree`] (the map),
//! `object`, `layout` and `rehash` (git's encoding), `diff` and `merge`, `commit`, `reason` and `refs`
//! (branches), `dag` and `virtual_base` (the graph of commits), [`Repository`], `blame` (questions
//! about single keys), `sync` (fetching and handing out objects) and `backend` (where a repository is
//! kept).
//!
//! A telephone book, for example:
//!
//! ```
//! use versioned_arp::store::*;
//!
//! #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
//! struct Name(String);
//!
//! impl Key for Name {
//!     fn path(&self) -> Path {
//!         Path::root().dir(&self.0[..1]).file(&self.0)
//!     }
//!     fn from_path(names: &[&str]) -> Option<Self> {
//!         names.last().map(|name| Name(name.to_string()))
//!     }
//! }
//!
//! #[derive(Clone, Debug, PartialEq)]
//! struct Number(u64);
//!
//! impl Value for Number {
//!     type DecodeError = std::num::ParseIntError;
//!     fn encode(&self, out: &mut Vec<u8>) {
//!         out.extend(format!("{}\n", self.0).bytes());
//!     }
//!     fn decode(bytes: &[u8]) -> Result<Self, Self::DecodeError> {
//!         String::from_utf8_lossy(bytes).trim_end().parse().map(Number)
//!     }
//!     fn merge(_base: Option<&Self>, ours: &Self, theirs: &Self) -> Self {
//!         Number(ours.0.max(theirs.0))
//!     }
//! }
//!
//! let clerk = Identity::new("Clerk", "clerk@example.org")?;
//! let main = BranchName::main();
//! let mut book = Repository::new();
//!
//! let mut tree = Tree::default();
//! tree.insert(Name("ada".into()), Number(1815));
//! let first = book.write(&[], tree.clone(), &clerk, Timestamp::from_secs(1), "first\n");
//! book.set_ref(&main, Expect::Absent, Some(first), Timestamp::from_secs(1), "commit")?;
//!
//! // Two clerks go on from there, each with a change of their own.
//! let mut ours = tree.clone();
//! ours.insert(Name("ada".into()), Number(1816));
//! let mut theirs = tree;
//! theirs.insert(Name("alan".into()), Number(1912));
//! let ours = book.write(&[first], ours, &clerk, Timestamp::from_secs(2), "ada moved\n");
//! let theirs = book.write(&[first], theirs, &clerk, Timestamp::from_secs(3), "alan\n");
//!
//! let merged = book.merge(ours, theirs);
//! assert_eq!(merged.bases, [first]);
//! assert!(merged.choices.is_empty());
//! assert_eq!(merged.tree.get(&Name("ada".into())), Some(&Number(1816)));
//! assert_eq!(merged.tree.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod backend;
mod blame;
mod branches;
mod bundle;
mod commit;
mod dag;
mod diff;
mod dir;
#[cfg(all(feature = "git-directory", not(target_arch = "wasm32")))]
mod git_directory;
mod ids;
mod key;
mod layout;
mod merge;
mod node;
mod object;
mod pack;
mod reason;
mod refs;
mod rehash;
mod repository;
mod sync;
mod tree;
mod virtual_base;

pub use backend::{BackendError, Limits, LoadError, Memory, Mirror, Objects, Refs};
pub use blame::Step;
pub use branches::Branches;
pub use bundle::{Opened, open_file};
pub use commit::{Commit, Identity, IdentityError, Timestamp};
pub use diff::Change;
#[cfg(all(feature = "git-directory", not(target_arch = "wasm32")))]
pub use git_directory::GitDirectory;
pub use gix_hash::ObjectId;
pub use key::{Dirs, Key, Path, Value};
pub use merge::Choice;
pub use object::{Object, ObjectKind, file_id};
pub use pack::{Pack, PackWriter};
pub use reason::Reason;
pub use refs::{BranchName, Cursor, Expect, InvalidBranchName, RefChange, RefError};
pub use repository::{Outcome, PrefixError, Repository};
pub use sync::Fetched;
pub use tree::{Iter, Tree};
