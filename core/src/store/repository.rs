//! [`Repository`]: commits and branches, and the questions that a history answers. The graph and
//! the branches are private types of their own, each behind a few verbs.

use std::fmt;
use std::sync::Arc;

use gix_hash::{ObjectId, Prefix};
use thiserror::Error;

use super::dag::{Dag, Index};
use super::object::Scratch;
use super::refs::Refs;
use super::virtual_base::virtual_base;
use super::{
    BranchName, Branches, Change, Choice, Commit, Cursor, Expect, Identity, Key, Reason, RefChange,
    RefError, Timestamp, Tree, Value,
};

/// A version-controlled map in memory. Commits are forgotten only where a history is
/// [`cut`](Repository::cut); until then they keep their place in [`history`](Repository::history).
///
/// Methods that take ids of commits say what they do with one that is not in the repository;
/// those that need it to be there panic, as indexing does.
pub struct Repository<K, V> {
    pub(super) dag: Dag<K, V>,
    refs: Refs,
    scratch: Scratch,
}

/// What a merge came to. Nothing was written: the caller commits the tree, if it likes.
#[derive(Clone, Debug)]
pub struct Outcome<K, V> {
    /// The merged contents.
    pub tree: Tree<K, V>,
    /// What both sides had changed differently, in git's order of paths.
    pub choices: Vec<Choice<K, V>>,
    /// The commits that the merge was based on, as `git merge-base --all` names them.
    pub bases: Vec<ObjectId>,
}

/// Why a short id names no commit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PrefixError {
    /// Fewer than 4 digits, more than 40, or not hexadecimal.
    #[error("'{0}' is not an object id of 4 to 40 hexadecimal digits")]
    Malformed(String),
    /// No commit's id begins like this.
    #[error("no commit {0}")]
    Unknown(String),
    /// Several do.
    #[error("commit {0} is ambiguous")]
    Ambiguous(String),
}

impl<K, V> Default for Repository<K, V> {
    fn default() -> Self {
        Self {
            dag: Dag::default(),
            refs: Refs::default(),
            scratch: Scratch::new(),
        }
    }
}

impl<K, V> Clone for Repository<K, V> {
    fn clone(&self) -> Self {
        Self {
            dag: self.dag.clone(),
            refs: self.refs.clone(),
            scratch: Scratch::new(),
        }
    }
}

/// Branches and the number of commits; contents would fill pages.
impl<K, V> fmt::Debug for Repository<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository")
            .field("branches", self.refs.branches())
            .field("commits", &self.dag.ids().len())
            .finish_non_exhaustive()
    }
}

impl<K: Key, V: Value> Repository<K, V> {
    /// A repository without commits and branches.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a commit and answers with its id; no branch moves. Git ends a message with a newline;
    /// here it is taken as it is. A commit with the same id is the same commit.
    ///
    /// # Panics
    ///
    /// When a parent is not in this repository.
    pub fn write(
        &mut self,
        parents: &[ObjectId],
        tree: Tree<K, V>,
        author: &Identity,
        at: Timestamp,
        message: &str,
    ) -> ObjectId {
        for parent in parents {
            self.dag.index(parent);
        }
        let commit = Commit::new(parents, tree, author, at, message, &mut self.scratch);
        let id = commit.id();
        self.dag.push(Arc::new(commit));
        id
    }

    /// Moves, makes or (`None`) removes a branch if it is as expected, and answers with what it
    /// was. A change that changes nothing is not logged.
    pub fn set_ref(
        &mut self,
        name: &BranchName,
        expect: Expect,
        to: Option<ObjectId>,
        at: Timestamp,
        reason: impl Into<Reason>,
    ) -> Result<Option<ObjectId>, RefError> {
        let new = match to {
            Some(id) => Some(self.dag.find(&id).ok_or(RefError::UnknownCommit(id))?),
            None => None,
        };
        let old = self.refs.set(name, expect, to, at, reason.into())?;
        if old != to {
            // Hold before releasing, so that what both reach is not visited.
            if let Some(new) = new {
                self.dag.hold(new);
            }
            if let Some(old) = old {
                self.dag.release(self.dag.index(&old));
            }
        }
        Ok(old)
    }

    /// The commit that a branch names.
    pub fn branch(&self, name: &BranchName) -> Option<ObjectId> {
        self.refs.branches().get(name).copied()
    }

    /// All branches; a clone of them is a snapshot.
    pub fn branches(&self) -> &Branches {
        self.refs.branches()
    }

    /// Every move of a branch, oldest first.
    pub fn reflog(&self) -> &[RefChange] {
        self.refs.log()
    }

    /// The present end of the [`reflog`](Repository::reflog).
    pub fn cursor(&self) -> Cursor {
        self.refs.cursor()
    }

    /// Whether some of what moved since `cursor` was taken is forgotten by now.
    pub fn forgot(&self, cursor: Cursor) -> bool {
        self.refs.forgot(cursor)
    }

    /// What moved since `cursor` was taken, oldest first, as far as it is not forgotten.
    pub fn since(&self, cursor: Cursor) -> &[RefChange] {
        self.refs.since(cursor)
    }

    /// The commit with this id, if it is here.
    pub fn commit(&self, id: ObjectId) -> Option<&Commit<K, V>> {
        self.dag.find(&id).map(|at| &**self.dag.commit(at))
    }

    /// Whether this commit is here.
    pub fn contains(&self, id: ObjectId) -> bool {
        self.dag.find(&id).is_some()
    }

    /// All commits in the order in which they came to be known, written or fetched; a commit
    /// comes after its parents. What stands here changes its place only where a history is cut.
    pub fn history(&self) -> &[ObjectId] {
        self.dag.ids()
    }

    /// The commit at a place of the [`history`](Repository::history): there is nothing to look up.
    pub fn commit_at(&self, place: usize) -> Option<&Commit<K, V>> {
        self.dag.commits().get(place).map(|commit| &**commit)
    }

    /// The number of commits that came to be known, those that were cut off since included.
    pub fn known(&self) -> usize {
        self.dag.known()
    }

    /// Of the [`history`](Repository::history), what was there when `known` commits were known.
    pub fn history_until(&self, known: usize) -> &[ObjectId] {
        self.dag.ids_until(known)
    }

    /// Forgets all but the last `keep` commits and those that branches name, as a shallow clone
    /// does: ids stay, and so do the parents that a commit names, but some of them are not here.
    /// Moves of branches among what is forgotten are forgotten, too. Costs what is left, so it is
    /// done in strides.
    pub fn cut(&mut self, keep: usize) {
        let tips = self.refs.branches().values().map(|id| self.dag.index(id));
        let tips: Vec<Index> = tips.collect();
        self.dag.cut(keep, &tips);
        let dag = &self.dag;
        self.refs.forget_moves(|id| dag.find(id).is_none());
    }

    /// The latest time among the commits that were cut off; `None` where nothing was.
    pub fn cut_until(&self) -> Option<Timestamp> {
        self.dag.cut_until()
    }

    /// The commits that `tips` reach and that name a parent which is not here: git's `shallow`.
    pub fn shallow(&self, tips: &[ObjectId]) -> Vec<ObjectId> {
        let tips: Vec<Index> = tips.iter().filter_map(|id| self.dag.find(id)).collect();
        self.dag.shallow(self.dag.between(&tips, &[]).into_iter())
    }

    /// The number of commits that branches reach, as `git rev-list --count --all`. O(1).
    pub fn reachable(&self) -> usize {
        self.dag.held()
    }

    /// The one commit whose id begins with these hexadecimal digits, of which there are at least
    /// four.
    pub fn resolve_prefix(&self, hex: &str) -> Result<ObjectId, PrefixError> {
        let prefix = match Prefix::from_hex(hex) {
            Ok(prefix) if hex.is_ascii() => prefix,
            _ => return Err(PrefixError::Malformed(hex.to_owned())),
        };
        let ids = self.dag.ids().iter();
        let mut found = ids.filter(|id| prefix.cmp_oid(id).is_eq());
        match (found.next(), found.next()) {
            (Some(&id), None) => Ok(id),
            (None, _) => Err(PrefixError::Unknown(hex.to_owned())),
            (Some(_), Some(_)) => Err(PrefixError::Ambiguous(hex.to_owned())),
        }
    }

    /// The commit `n` first parents before `from`; `None` where there are not so many, or `from`
    /// is unknown. O(log n).
    pub fn ancestor(&self, from: ObjectId, n: u64) -> Option<ObjectId> {
        let at = self.dag.ancestor(self.dag.find(&from)?, n)?;
        Some(self.dag.id(at))
    }

    /// The first commit not after `time`, from `from` along first parents; `None` where all are
    /// later, or `from` is unknown. O(log n).
    pub fn as_of(&self, from: ObjectId, time: Timestamp) -> Option<ObjectId> {
        let at = self.dag.as_of(self.dag.find(&from)?, time)?;
        Some(self.dag.id(at))
    }

    /// Takes everything known so far for older than anything to come, whatever times it tells:
    /// [`as_of`](Repository::as_of) finds the last of it where it would have to look further back.
    pub fn settle(&mut self) {
        self.dag.settle();
    }

    /// Whether `old` is `new` or an ancestor of it; an unknown commit is neither.
    pub fn is_ancestor(&self, old: ObjectId, new: ObjectId) -> bool {
        match (self.dag.find(&old), self.dag.find(&new)) {
            (Some(old), Some(new)) => self.dag.is_ancestor(old, new),
            _ => false,
        }
    }

    /// The best common ancestors of two commits, as `git merge-base --all` finds them; latest
    /// first.
    ///
    /// # Panics
    ///
    /// When either is not in this repository.
    pub fn merge_bases(&self, a: ObjectId, b: ObjectId) -> Vec<ObjectId> {
        let bases = self
            .dag
            .merge_bases(&[self.dag.index(&a)], self.dag.index(&b));
        bases.into_iter().map(|at| self.dag.id(at)).collect()
    }

    /// The first commit, from `bad` back along first parents but not as far as `good`, for which
    /// `holds`; it is taken to hold from there on, as `git bisect` takes it. Asks O(log n) commits,
    /// and `bad` itself not. `None` where `good` is not among the first parents of `bad`.
    pub fn bisect(
        &self,
        good: ObjectId,
        bad: ObjectId,
        mut holds: impl FnMut(&Commit<K, V>) -> bool,
    ) -> Option<ObjectId> {
        let [good, bad] = [self.dag.find(&good)?, self.dag.find(&bad)?];
        let mut between = self.dag.first_parents_between(good, bad)?;
        let mut first = bad;
        // Whoever is `back` commits before the first that is known to hold does not, or is good.
        while between > 1 {
            let half = between / 2;
            let at = self.dag.ancestor(first, half.into())?;
            if holds(self.dag.commit(at)) {
                first = at;
                between -= half;
            } else {
                between = half;
            }
        }
        Some(self.dag.id(first))
    }

    /// What changed from one commit's contents to another's.
    ///
    /// # Panics
    ///
    /// When either is not in this repository.
    pub fn diff(&self, older: ObjectId, newer: ObjectId) -> Vec<Change<K, V>> {
        let [older, newer] = [older, newer].map(|id| self.tree(self.dag.index(&id)));
        older.diff(newer)
    }

    /// Merges the contents of two commits, three ways on their merge base. Several merge bases
    /// are merged among themselves first; where there is none, the base is empty.
    ///
    /// # Panics
    ///
    /// When either is not in this repository.
    pub fn merge(&self, ours: ObjectId, theirs: ObjectId) -> Outcome<K, V> {
        let [ours, theirs] = [ours, theirs].map(|id| self.dag.index(&id));
        let bases = self.dag.merge_bases(&[ours], theirs);
        let base = virtual_base(&self.dag, &bases);
        let (tree, choices) = self.tree(ours).merge(&base, self.tree(theirs));
        Outcome {
            tree,
            choices,
            bases: bases.into_iter().map(|at| self.dag.id(at)).collect(),
        }
    }

    /// What `tips` reach, children before parents and otherwise latest first. Unknown tips reach
    /// nothing.
    pub fn log(
        &self,
        tips: impl IntoIterator<Item = ObjectId>,
    ) -> impl Iterator<Item = &Commit<K, V>> {
        let tips: Vec<_> = tips
            .into_iter()
            .filter_map(|id| self.dag.find(&id))
            .collect();
        self.dag.log(&tips)
    }

    pub(super) fn tree(&self, at: Index) -> &Tree<K, V> {
        self.dag.commit(at).tree()
    }
}
