//! Reading a repository back from a backend. Nothing is believed: every object must have the id
//! that it is asked for by, every file must be a value at a key's path, and what is read must
//! encode to the very bytes it was read from. There are limits for whatever a hostile history
//! could make large.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use gix_hash::{Kind, ObjectId};
use gix_hashtable::{HashMap, HashSet};
use gix_object::{CommitRef, TreeRefIter, compute_hash};
use smol_str::{SmolStr, format_smolstr};
use thiserror::Error;

use super::{BackendError, Objects, Refs};
use crate::store::dir::Dir;
use crate::store::key::{Key, Name, Value};
use crate::store::node::{Body, Child};
use crate::store::{Commit, Expect, Identity, ObjectKind, Repository, Timestamp, Tree};

/// How much may be read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The number of commits.
    pub commits: usize,
    /// The number of objects in a file; and of trees and files, counted again for every path that
    /// they are read at.
    pub nodes: usize,
    /// Bytes that the objects of a file come to.
    pub bytes: usize,
}

impl Limits {
    /// As much as memory holds.
    pub const NONE: Self = Self {
        commits: u32::MAX as usize,
        nodes: usize::MAX,
        bytes: usize::MAX,
    };

    /// Enough for a long history from a file, and no more than a page can bear.
    pub const FILE: Self = Self {
        commits: 500_000,
        nodes: 3_000_000,
        bytes: 256 << 20,
    };
}

/// The deepest that directories are followed.
const DEPTH: usize = 16;

/// Why a history was not read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The backend could not answer.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// The file is none that holds a history.
    #[error("{0}")]
    File(String),
    /// An object is named but is not there, or is of another kind.
    #[error("there is no {kind} {id}, which the history needs")]
    Missing {
        /// Its id.
        id: ObjectId,
        /// What it should be.
        kind: ObjectKind,
    },
    /// The bytes under an id have another.
    #[error("object {0} is damaged: its bytes have another id")]
    Damaged(ObjectId),
    /// A commit that cannot be read.
    #[error("commit {id}: {what}")]
    Commit {
        /// Its id.
        id: ObjectId,
        /// What is wrong with it.
        what: String,
    },
    /// A file or a directory that has no place in such a repository.
    #[error("commit {commit}: '{path}' {what}")]
    Content {
        /// A commit that has it.
        commit: ObjectId,
        /// Where.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// More than may be read.
    #[error("the history is too large: more than {0}")]
    TooLarge(String),
}

impl<K: Key, V: Value> Repository<K, V> {
    /// The repository that a backend keeps: its branches and all that they reach, in order of
    /// time. A shallow one begins where it was cut. `moment` makes a commit's time more exact than
    /// git's whole seconds where its message tells; the seconds must stay.
    pub fn load<B: Objects + Refs>(
        backend: &B,
        limits: &Limits,
        moment: impl Fn(Timestamp, &str) -> Timestamp,
    ) -> Result<Self, LoadError> {
        let branches = backend.branches()?;
        let mut loader = Loader::new(backend, limits)?;
        let parsed = loader.commits(branches.values().copied())?;
        let mut repository = Self::new();
        for id in oldest_first(&parsed) {
            let Parsed {
                tree,
                parents,
                author,
                at,
                message,
                raw,
            } = &parsed[&id];
            let tree = loader.tree(*tree, id)?;
            let at = Some(moment(*at, message))
                .filter(|exact| exact.as_secs() == at.as_secs())
                .unwrap_or(*at);
            let commit = Commit::read(id, parents, tree, author.clone(), at, message, raw);
            repository.dag.push(Arc::new(commit));
        }
        for (name, id) in branches {
            let at = parsed
                .get(&id)
                .map_or_else(Timestamp::default, |tip| tip.at);
            repository
                .set_ref(&name, Expect::Absent, Some(id), at, "read")
                .map_err(BackendError::Ref)?;
        }
        Ok(repository)
    }
}

/// A commit as its bytes tell it.
struct Parsed {
    tree: ObjectId,
    parents: Vec<ObjectId>,
    author: Identity,
    at: Timestamp,
    message: String,
    raw: Vec<u8>,
}

/// Parents before children, and otherwise in order of time, then of id.
fn oldest_first(commits: &HashMap<ObjectId, Parsed>) -> Vec<ObjectId> {
    let mut children: HashMap<ObjectId, Vec<ObjectId>> = HashMap::default();
    let mut waits_for: HashMap<ObjectId, usize> = HashMap::default();
    let mut ready = BinaryHeap::new();
    for (&id, commit) in commits {
        let known = commit.parents.iter().filter(|id| commits.contains_key(*id));
        let known: Vec<ObjectId> = known.copied().collect();
        if known.is_empty() {
            ready.push(Reverse((commit.at, id)));
        }
        waits_for.insert(id, known.len());
        for parent in known {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut order = Vec::with_capacity(commits.len());
    while let Some(Reverse((_, id))) = ready.pop() {
        order.push(id);
        for &child in children.get(&id).into_iter().flatten() {
            let left = waits_for.get_mut(&child).expect("every commit was counted");
            *left -= 1;
            if *left == 0 {
                ready.push(Reverse((commits[&child].at, child)));
            }
        }
    }
    order
}

struct Loader<'a, K, V, B> {
    backend: &'a B,
    limits: &'a Limits,
    shallow: HashSet<ObjectId>,
    /// Nodes that were read, with the path that they were read at.
    known: HashMap<ObjectId, (SmolStr, Child<K, V>)>,
    /// The directory last read at each path: the next version mostly has the same names.
    latest: BTreeMap<SmolStr, Child<K, V>>,
    nodes: usize,
}

impl<'a, K: Key, V: Value, B: Objects + Refs> Loader<'a, K, V, B> {
    fn new(backend: &'a B, limits: &'a Limits) -> Result<Self, LoadError> {
        Ok(Self {
            backend,
            limits,
            shallow: backend.shallow()?.into_iter().collect(),
            known: HashMap::default(),
            latest: BTreeMap::new(),
            nodes: 0,
        })
    }

    /// An object of this kind, its bytes checked against its id.
    fn object(&self, id: ObjectId, kind: ObjectKind) -> Result<Vec<u8>, LoadError> {
        let mut bytes = Vec::new();
        if self.backend.read(id, &mut bytes)? != Some(kind) {
            return Err(LoadError::Missing { id, kind });
        }
        // From outside: a forged collision is an error, too.
        match compute_hash(Kind::Sha1, kind, &bytes) {
            Ok(found) if found == id => Ok(bytes),
            _ => Err(LoadError::Damaged(id)),
        }
    }

    /// All commits that these reach.
    fn commits(
        &self,
        tips: impl Iterator<Item = ObjectId>,
    ) -> Result<HashMap<ObjectId, Parsed>, LoadError> {
        let mut found = HashMap::default();
        let mut queue: Vec<ObjectId> = tips.collect();
        while let Some(id) = queue.pop() {
            if found.contains_key(&id) {
                continue;
            }
            if found.len() >= self.limits.commits {
                let limit = format!("{} commits", self.limits.commits);
                return Err(LoadError::TooLarge(limit));
            }
            let commit = parse(id, self.object(id, ObjectKind::Commit)?)?;
            if !self.shallow.contains(&id) {
                queue.extend(&commit.parents);
            }
            found.insert(id, commit);
        }
        Ok(found)
    }

    fn tree(&mut self, id: ObjectId, commit: ObjectId) -> Result<Tree<K, V>, LoadError> {
        if id.is_empty_tree() {
            return Ok(Tree::default());
        }
        let root = self.node(id, ObjectKind::Tree, &mut Vec::new(), commit)?;
        Ok(Tree { root: Some(root) })
    }

    /// The file or directory at the path of these names; all but a file's end in `/`.
    fn node(
        &mut self,
        id: ObjectId,
        kind: ObjectKind,
        names: &mut Vec<Name>,
        commit: ObjectId,
    ) -> Result<Child<K, V>, LoadError> {
        let path: SmolStr = names.iter().map(Name::as_str).collect();
        if let Some((at, node)) = self.known.get(&id)
            && *at == path
        {
            return Ok(node.clone());
        }
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            let limit = format!("{} files and directories", self.limits.nodes);
            return Err(LoadError::TooLarge(limit));
        }
        let bytes = self.object(id, kind)?;
        let node = if kind == ObjectKind::Tree {
            let dir = self.dir(&bytes, &path, names, commit)?;
            let node = Child::read(Body::Dir(dir), id);
            self.latest.insert(path.clone(), node.clone());
            node
        } else {
            let (key, value) = file(&bytes, names).map_err(|what| content(commit, &path, what))?;
            Child::read(Body::File(key, value), id)
        };
        self.known.insert(id, (path, node.clone()));
        Ok(node)
    }

    fn dir(
        &mut self,
        bytes: &[u8],
        path: &SmolStr,
        names: &mut Vec<Name>,
        commit: ObjectId,
    ) -> Result<Dir<K, V>, LoadError> {
        if names.len() >= DEPTH {
            return Err(content(commit, path, "lies too deep"));
        }
        let mut entries = Vec::new();
        for entry in TreeRefIter::from_bytes(bytes, Kind::Sha1) {
            let entry = entry.map_err(|_| content(commit, path, "is damaged"))?;
            let mode = entry.mode;
            let (kind, mark) = match (mode.is_tree(), mode.value()) {
                (true, _) => (ObjectKind::Tree, "/"),
                (false, 0o100_644) => (ObjectKind::Blob, ""),
                _ => {
                    let path = format!("{path}{}", entry.filename);
                    return Err(content(
                        commit,
                        &path,
                        "is neither a directory nor a plain file",
                    ));
                }
            };
            let Ok(name) = std::str::from_utf8(entry.filename) else {
                return Err(content(commit, path, "holds a name that is not text"));
            };
            let name: Name = format_smolstr!("{name}{mark}");
            names.push(name.clone());
            let child = self.node(entry.oid.to_owned(), kind, names, commit)?;
            names.pop();
            entries.push((name, child));
        }
        let like = self.latest.get(path).and_then(Child::as_dir);
        let dir = Dir::of(entries, like).filter(|dir| {
            let mut again = Vec::with_capacity(bytes.len());
            dir.encode(&mut again);
            again == bytes
        });
        dir.ok_or_else(|| content(commit, path, "is a directory that git would not write"))
    }
}

fn content(commit: ObjectId, path: &str, what: impl Into<String>) -> LoadError {
    LoadError::Content {
        commit,
        path: path.to_owned(),
        what: what.into(),
    }
}

fn file<K: Key, V: Value>(bytes: &[u8], names: &[Name]) -> Result<(K, V), String> {
    let bare: Vec<&str> = names
        .iter()
        .map(|name| crate::store::key::bare(name))
        .collect();
    let key = K::from_path(&bare).filter(|key| key.path().names() == names);
    let key = key.ok_or("is not where an entry could be")?;
    let value = V::decode(bytes).map_err(|error| format!("is no entry: {error}"))?;
    let mut again = Vec::with_capacity(bytes.len());
    value.encode(&mut again);
    if again != bytes {
        return Err("is an entry in another form than ours".into());
    }
    Ok((key, value))
}

fn parse(id: ObjectId, raw: Vec<u8>) -> Result<Parsed, LoadError> {
    let wrong = |what: &str| LoadError::Commit {
        id,
        what: what.to_owned(),
    };
    let commit = CommitRef::from_bytes(&raw, Kind::Sha1).map_err(|_| wrong("it is damaged"))?;
    // Dates are the committer's, as they are for git; the author is who made it.
    let (author, _) = person(commit.author).ok_or_else(|| wrong("its author is malformed"))?;
    let (_, at) = person(commit.committer).ok_or_else(|| wrong("its committer is malformed"))?;
    let parsed = Parsed {
        tree: commit.tree(),
        parents: commit.parents().collect(),
        author,
        at,
        message: String::from_utf8_lossy(commit.message).into_owned(),
        raw: Vec::new(),
    };
    drop(commit);
    Ok(Parsed { raw, ..parsed })
}

/// `NAME <EMAIL> SECONDS ZONE`.
fn person(line: &[u8]) -> Option<(Identity, Timestamp)> {
    let line = std::str::from_utf8(line).ok()?;
    let (who, when) = line.rsplit_once("> ")?;
    let (name, email) = who.rsplit_once(" <")?;
    let seconds: u64 = when.split(' ').next()?.parse().ok()?;
    let micros = seconds.checked_mul(1_000_000)?;
    let who = Identity::new(name, email).ok()?;
    Some((who, Timestamp::from_micros(micros)))
}
