//! What a key and a value must offer to be kept in a [`Tree`](super::Tree), and the path that a
//! key names. What keys and values mean stays with their types.

use std::fmt::{self, Debug, Display};

use smallvec::SmallVec;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// One name in a directory. A directory's own name carries a trailing `/`: then plain byte order
/// is git's order of tree entries, and a name tells what it names.
pub(super) type Name = SmolStr;

/// A key: a file's path below the root, made of one or more names.
///
/// Two rules, which inserting checks: different keys have different paths and no path runs through
/// another key's file; and every name is one that git accepts (not empty, no `/`, no NUL, not `.`,
/// `..` or `.git`).
pub trait Key: Clone + Ord + Debug {
    /// The file's path.
    fn path(&self) -> Path;

    /// The key of the file below the directories `names[..n - 1]` with the name `names[n - 1]`,
    /// or `None` where no key has that path. The inverse of [`path`](Key::path).
    fn from_path(names: &[&str]) -> Option<Self>;
}

/// A value: a file's content, which knows how to be merged.
///
/// Equal values encode alike and different values encode differently; `decode` undoes `encode`.
pub trait Value: Clone + PartialEq + Debug {
    /// Why bytes are no value.
    type DecodeError: std::error::Error + Send + Sync + 'static;

    /// Appends the file's content to `out`.
    fn encode(&self, out: &mut Vec<u8>);

    /// The value with this encoding.
    fn decode(bytes: &[u8]) -> Result<Self, Self::DecodeError>;

    /// What becomes of a value that both sides changed, or added, differently. `base` is what both
    /// started from, if there was anything. For merges that do not depend on their direction the
    /// rule must be commutative.
    fn merge(base: Option<&Self>, ours: &Self, theirs: &Self) -> Self;
}

/// The path of a key's file, from the root: directories, then the file.
///
/// ```
/// use versioned_arp::store::Path;
///
/// let path = Path::root().dir("192.168.3").dir("0-15").file("192.168.3.7");
/// assert_eq!(path.to_string(), "192.168.3/0-15/192.168.3.7");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    names: SmallVec<[Name; 3]>,
}

/// The directories of a [`Path`] that is being put together.
#[derive(Clone, Debug)]
pub struct Dirs {
    names: SmallVec<[Name; 3]>,
}

impl Path {
    /// The root directory, where every path starts.
    pub fn root() -> Dirs {
        Dirs {
            names: SmallVec::new(),
        }
    }

    /// The file in these directories, each in the one before. A directory's name ends in `/`.
    ///
    /// # Panics
    ///
    /// When it does not.
    pub fn of(dirs: &[&str], file: &str) -> Self {
        let dir = |name: &&str| {
            assert!(names_a_dir(name), "{name:?} does not end in '/'");
            Name::new(name)
        };
        let mut names: SmallVec<[Name; 3]> = dirs.iter().map(dir).collect();
        names.push(Name::new(file));
        Self { names }
    }

    /// The names from the root on; all but the last end in `/`.
    pub(super) fn names(&self) -> &[Name] {
        &self.names
    }
}

impl Dirs {
    /// The directory called `name` in this one.
    pub fn dir(mut self, name: impl Display) -> Dirs {
        self.names.push(format_smolstr!("{name}/"));
        self
    }

    /// The file called `name` in this directory.
    pub fn file(mut self, name: impl Display) -> Path {
        self.names.push(name.to_smolstr());
        Path { names: self.names }
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.names.iter().try_for_each(|name| f.write_str(name))
    }
}

/// Whether `name` names a directory.
pub(super) fn names_a_dir(name: &str) -> bool {
    name.ends_with('/')
}

/// `name` as git's tree holds it: without the mark of a directory.
pub(super) fn bare(name: &str) -> &str {
    name.strip_suffix('/').unwrap_or(name)
}

/// Whether git takes `name` in a tree.
pub(super) fn is_valid(name: &str) -> bool {
    let name = bare(name);
    !name.is_empty()
        && !name.contains(['/', '\0'])
        && name != "."
        && name != ".."
        && !name.eq_ignore_ascii_case(".git")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_git_refuses_are_invalid() {
        for name in [
            "", "/", "a/b", "a//", "a\0", ".", "..", "../", ".git", ".GIT/",
        ] {
            assert!(!is_valid(name), "{name:?}");
        }
        for name in ["a", "a/", "...", ".gitx", "192.168.3.7", "ü"] {
            assert!(is_valid(name), "{name:?}");
        }
    }

    #[test]
    fn byte_order_of_marked_names_is_gits_order() {
        // A directory compares as if its name ended in '/': after "a.b", before "a0".
        let mut names = ["a0", "a/", "a.b", "a-", "b"];
        names.sort_unstable();
        assert_eq!(names, ["a-", "a.b", "a/", "a0", "b"]);
    }
}
