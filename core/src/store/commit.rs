//! [`Commit`] and what it says of itself: who, when, why.

use std::fmt;
use std::sync::Arc;

use gix_hash::ObjectId;
use smallvec::SmallVec;
use thiserror::Error;

use super::object::{Scratch, encode_commit, person};
use super::{Key, Tree, Value};

/// A moment: microseconds since the Unix epoch. Git's objects carry whole seconds, rounded down,
/// in UTC; two commits that differ only in what is lost by that are one commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment `micros` microseconds after the epoch.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The moment `secs` seconds after the epoch.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1_000_000)
    }

    /// Microseconds since the epoch.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000_000
    }
}

/// Who made a commit. A clone is O(1).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(Arc<Person>);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Person {
    /// `NAME <EMAIL>`, as git writes it.
    line: Box<str>,
    name_len: usize,
}

/// Why git would not take a name or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// No name was given.
    #[error("an author needs a name")]
    NoName,
    /// Git's line format has no way to carry this character.
    #[error("{0:?} cannot stand in an author's name or address")]
    Character(char),
    /// Git would cut these off.
    #[error("an author's name and address do not begin or end with a blank")]
    OuterBlank,
}

impl Identity {
    /// The person with this name and e-mail address.
    pub fn new(name: &str, email: &str) -> Result<Self, IdentityError> {
        if name.is_empty() {
            return Err(IdentityError::NoName);
        }
        for part in [name, email] {
            if let Some(bad) = part.chars().find(|c| matches!(c, '<' | '>' | '\n' | '\0')) {
                return Err(IdentityError::Character(bad));
            }
            if part.trim() != part {
                return Err(IdentityError::OuterBlank);
            }
        }
        Ok(Self(Arc::new(Person {
            line: format!("{name} <{email}>").into(),
            name_len: name.len(),
        })))
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0.line[..self.0.name_len]
    }

    /// `NAME <EMAIL>`.
    pub(super) fn line(&self) -> &str {
        &self.0.line
    }

    /// The e-mail address.
    pub fn email(&self) -> &str {
        &self.0.line[self.0.name_len + 2..self.0.line.len() - 1]
    }
}

/// `NAME <EMAIL>`.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.line)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.line, f)
    }
}

/// A version of a tree: what it held, what it came from, and who made it when and why.
pub struct Commit<K, V> {
    id: ObjectId,
    parents: SmallVec<[ObjectId; 1]>,
    tree: Tree<K, V>,
    author: Identity,
    at: Timestamp,
    message: Arc<str>,
    /// The object's bytes, where they are not those that [`Commit::encode`] would make: somebody
    /// else's git wrote it.
    foreign: Option<Box<[u8]>>,
}

impl<K: Key, V: Value> Commit<K, V> {
    pub(super) fn new(
        parents: &[ObjectId],
        tree: Tree<K, V>,
        author: &Identity,
        at: Timestamp,
        message: &str,
        scratch: &mut Scratch,
    ) -> Self {
        let root = tree.hash(scratch);
        Self {
            id: scratch.hash_commit(root, parents, author, at, message),
            parents: parents.into(),
            tree,
            author: author.clone(),
            at,
            message: message.into(),
            foreign: None,
        }
    }

    /// A commit as it was read from `bytes`, which have this id.
    pub(super) fn read(
        id: ObjectId,
        parents: &[ObjectId],
        tree: Tree<K, V>,
        author: Identity,
        at: Timestamp,
        message: &str,
        bytes: &[u8],
    ) -> Self {
        let mut commit = Self {
            id,
            parents: parents.into(),
            tree,
            author,
            at,
            message: message.into(),
            foreign: None,
        };
        let mut again = Vec::with_capacity(bytes.len());
        commit.encode(&mut again);
        if again != bytes {
            commit.foreign = Some(bytes.into());
        }
        commit
    }

    /// Appends the commit object's bytes to `out`.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        if let Some(bytes) = &self.foreign {
            return out.extend_from_slice(bytes);
        }
        let person = person(&self.author, self.at.as_secs());
        encode_commit(self.tree.id(), &self.parents, &person, &self.message, out);
    }
}

impl<K, V> Commit<K, V> {
    /// The commit's id, git's own.
    pub fn id(&self) -> ObjectId {
        self.id
    }

    /// The ids of the parents; the first is the version that was continued.
    pub fn parents(&self) -> &[ObjectId] {
        &self.parents
    }

    /// The contents.
    pub fn tree(&self) -> &Tree<K, V> {
        &self.tree
    }

    /// Author and committer.
    pub fn author(&self) -> &Identity {
        &self.author
    }

    /// When it was made.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The whole message, as it was given.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The same, shared with whoever keeps it.
    pub(super) fn shared_message(&self) -> Arc<str> {
        Arc::clone(&self.message)
    }

    /// The message's first line.
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }

    /// Keys and values of the `Key: value` lines of the message's last paragraph, in order. The
    /// subject is no trailer, and one line of another form makes the paragraph text.
    pub fn trailers(&self) -> impl Iterator<Item = (&str, &str)> {
        let paragraph = match self.message.trim_end().rsplit_once("\n\n") {
            Some((_, last)) if last.lines().all(|line| trailer(line).is_some()) => last,
            _ => "",
        };
        paragraph.lines().filter_map(trailer)
    }
}

/// A line `Key: value`, where the key is letters, digits and dashes.
fn trailer(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (!key.is_empty() && key.chars().all(is_key)).then(|| (key, value.trim()))
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Commit<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Commit")
            .field("id", &self.id)
            .field("parents", &self.parents)
            .field("author", &self.author)
            .field("at", &self.at)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}
