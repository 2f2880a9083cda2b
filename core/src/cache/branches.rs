//! What an operator does to a cache's history by hand: pull, branch, merge, revert, reset. What a
//! revert means for a mapping is told in `mapping`; three-way merging is the store's.

use super::mapping::{self, Remap};
use super::message::mac_or_dash;
use super::versioned::Draft;
use super::{Cache, Ip, Made, Repository, Rev, Tree, Why, query_branch, timestamp};
use crate::addr::MacAddr;
use crate::arp::{Entry, State};
use crate::store::{BranchName, Choice, Fetched, ObjectId, PrefixError};
use std::net::Ipv4Addr;

/// What a revert comes to.
#[derive(Clone)]
pub struct RevertPlan {
    /// The cache as it would be.
    pub tree: Tree,
    /// The addresses that it leaves alone because they were mapped anew since: with the entry that
    /// each keeps, and the one that it had before the reverted commit.
    pub kept: Vec<(Ipv4Addr, Option<Entry>, Option<Entry>)>,
}

/// What it comes to to take back, where `main` is at `head`, what `commit` did to each mapping that
/// still stands. A dynamic entry that comes back is what `restored` makes of its MAC. A merge is
/// reverted against its first parent. Changes nothing.
///
/// # Panics
///
/// When one of the commits is not in the repository.
pub fn plan_revert(
    repository: &Repository,
    head: ObjectId,
    commit: ObjectId,
    restored: impl Fn(MacAddr) -> Entry,
) -> Result<RevertPlan, Refusal> {
    let known = |id| repository.commit(id).expect("both commits are known here");
    let (head, commit) = (known(head), known(commit));
    let parent = *commit.parents().first().ok_or(Refusal::RevertFirst)?;
    let cut = || Refusal::Cut(format!("{}~1", commit.id().to_hex_with_len(7)));
    let parent = repository.commit(parent).ok_or_else(cut)?;
    let mut tree = head.tree().clone();
    let mut kept = Vec::new();
    for change in parent.tree().diff(commit.tree()) {
        let ip = change.key;
        let current = tree.get(&ip).copied();
        match mapping::revert(change.before, change.after, current, &restored) {
            Remap::Put(entry) => {
                tree.insert(ip, entry);
            }
            Remap::Remove => {
                tree.remove(&ip);
            }
            Remap::Leave => {}
            Remap::Conflict { kept: now, former } => kept.push((ip.0, now, former)),
        }
    }
    if tree.id() == head.tree().id() {
        return Err(Refusal::NothingToRevert(commit.subject().to_owned()));
    }
    Ok(RevertPlan { tree, kept })
}

/// Why an operation on a history changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The revision names nothing here.
    #[error("unknown revision '{0}'")]
    UnknownRevision(String),
    /// A short id fits several commits.
    #[error("the short id '{0}' is ambiguous")]
    AmbiguousId(String),
    /// There is no such branch.
    #[error("there is no branch '{0}'")]
    NoBranch(String),
    /// The branch is there already.
    #[error("a branch named '{0}' exists already")]
    BranchExists(String),
    /// The first commit has nothing before it.
    #[error("the first commit cannot be reverted: there is nothing before it")]
    RevertFirst,
    /// What it would have to look at was cut off.
    #[error("'{0}' lies before what this history keeps: it was cut off")]
    Cut(String),
    /// No mapping of the commit stands any more.
    #[error("nothing to revert: no address still has what '{0}' gave it")]
    NothingToRevert(String),
    /// The commit belongs to a query in flight.
    #[error("'{0}' is a commit of a query in flight, and main holds no unanswered entries")]
    UnansweredQuery(String),
}

/// What a merge into `main` did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeOutcome {
    /// No entry would change, so there is no commit.
    NothingToDo,
    /// A commit, and for each choice that it had to make a line as in its `Conflict:` trailers.
    Merged {
        /// The merge commit.
        made: Made,
        /// The choices.
        conflicts: Vec<String>,
    },
}

/// What a pull did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// What had to move, because it was not here.
    pub fetched: Fetched,
    /// What its merge came to.
    pub outcome: MergeOutcome,
}

impl Cache {
    /// Fetches the history that leads to `peer`'s `main`, and merges it. Only what is missing
    /// moves. The commit, if any entry changes, is called `pull NAME`.
    pub fn pull(&mut self, peer: &Repository, name: &str, why: &Why<'_>) -> Pulled {
        let theirs = peer.branch(&self.main).expect("every cache has a main");
        let fetched = self.repository.fetch(peer, theirs);
        let outcome = self.merge_if_changed(theirs, &format!("pull {name}"), why);
        Pulled { fetched, outcome }
    }

    /// Creates a branch at a revision.
    pub fn branch(&mut self, name: &BranchName, rev: &Rev, why: &Why<'_>) -> Result<(), Refusal> {
        if self.repository.branch(name).is_some() {
            return Err(Refusal::BranchExists(name.to_string()));
        }
        let at = self.resolve(rev)?;
        self.move_branch(name, Some(at), why, format!("branch: Created from {rev}"));
        Ok(())
    }

    /// Merges a branch into `main`.
    pub fn merge(&mut self, name: &BranchName, why: &Why<'_>) -> Result<MergeOutcome, Refusal> {
        let theirs = self
            .repository
            .branch(name)
            .ok_or_else(|| Refusal::NoBranch(name.to_string()))?;
        Ok(self.merge_if_changed(theirs, &format!("merge {name}"), why))
    }

    /// Takes back what a commit did to each mapping that still stands; see the repository format.
    /// A dynamic entry that comes back is what `restored` makes of its MAC. A merge is reverted against its first
    /// parent.
    pub fn revert(
        &mut self,
        rev: &Rev,
        restored: impl Fn(MacAddr) -> Entry,
        why: &Why<'_>,
    ) -> Result<MergeOutcome, Refusal> {
        let (id, head) = (self.resolve(rev)?, self.head().id());
        let plan = plan_revert(&self.repository, head, id, restored)?;
        let line = |(ip, kept, former): &(_, _, _)| conflict_line(Ip(*ip), *kept, *former);
        let conflicts: Vec<String> = plan.kept.iter().map(line).collect();
        let commit = self.repository.commit(id);
        let subject = commit.expect("a resolved revision is known").subject();
        let subject = format!("revert {subject}");
        let made = self.set_main(&[head], plan.tree, &subject, why, &conflicts);
        Ok(MergeOutcome::Merged { made, conflicts })
    }

    /// Moves `main` to a revision. Queries in flight begin anew there: their branches get one
    /// commit, with what the query waits for, on the new `main`.
    pub fn reset(&mut self, rev: &Rev, why: &Why<'_>) -> Result<Vec<Made>, Refusal> {
        let to = self.resolve(rev)?;
        let target = self
            .repository
            .commit(to)
            .expect("a resolved revision is known");
        if target
            .tree()
            .iter()
            .any(|(_, entry)| entry.state == State::Incomplete)
        {
            return Err(Refusal::UnansweredQuery(rev.to_string()));
        }
        let tree = target.tree().clone();
        if to == self.head().id() {
            return Ok(Vec::new());
        }
        self.sync_table(&tree);
        let main = self.main.clone();
        self.move_branch(&main, Some(to), why, format!("reset: moving to {rev}"));
        Ok(self
            .queries()
            .into_iter()
            .map(|ip| self.reroot(ip, to, &tree, why))
            .collect())
    }

    /// The commit that a revision names here; see [`resolve`].
    pub fn resolve(&self, rev: &Rev) -> Result<ObjectId, Refusal> {
        resolve(&self.repository, rev)
    }

    /// The merge commit of a query's last commit: made whether or not an entry changes.
    pub(super) fn merge_commit(&mut self, theirs: ObjectId, subject: &str, why: &Why<'_>) -> Made {
        let ours = self.head().id();
        let (tree, conflicts) = self.merged_tree(ours, theirs);
        self.set_main(&[ours, theirs], tree, subject, why, &conflicts)
    }

    fn merge_if_changed(&mut self, theirs: ObjectId, subject: &str, why: &Why<'_>) -> MergeOutcome {
        let ours = self.head().id();
        let (tree, conflicts) = self.merged_tree(ours, theirs);
        if tree.id() == self.head().tree().id() {
            return MergeOutcome::NothingToDo;
        }
        let made = self.set_main(&[ours, theirs], tree, subject, why, &conflicts);
        MergeOutcome::Merged { made, conflicts }
    }

    /// The merged version and the choices it took. Unanswered entries stay on query branches.
    fn merged_tree(&self, ours: ObjectId, theirs: ObjectId) -> (Tree, Vec<String>) {
        let outcome = self.repository.merge(ours, theirs);
        let mut tree = outcome.tree;
        for change in self.head().tree().diff(&tree) {
            if change
                .after
                .is_some_and(|entry: Entry| entry.state == State::Incomplete)
            {
                match change.before {
                    Some(entry) => tree.insert(change.key, entry),
                    None => tree.remove(&change.key),
                };
            }
        }
        (
            tree,
            outcome.choices.iter().filter_map(choice_line).collect(),
        )
    }

    /// A commit on `main` of a whole version; the engine's table follows.
    fn set_main(
        &mut self,
        parents: &[ObjectId],
        tree: Tree,
        subject: &str,
        why: &Why<'_>,
        conflicts: &[String],
    ) -> Made {
        self.sync_table(&tree);
        let draft = Draft {
            parents,
            tree,
            subject,
            conflicts,
            notes: &[],
        };
        self.commit_to(self.main.clone(), draft, why)
    }

    /// Brings the table from `main` as it is to `next`, touching only what differs.
    fn sync_table(&mut self, next: &Tree) {
        let changes = self.head().tree().diff(next);
        for change in changes {
            match change.after {
                Some(entry) => self.table.insert(change.key.0, entry),
                None => self.table.remove(change.key.0),
            };
        }
    }

    /// Begins the branch of the query for `ip` anew at `main`, with the entry that it had.
    fn reroot(&mut self, ip: Ipv4Addr, main: ObjectId, tree: &Tree, why: &Why<'_>) -> Made {
        let branch = query_branch(ip);
        let tip = self
            .tip(&branch)
            .expect("queries are listed by their branches");
        let subject = tip.subject().to_owned();
        let mut tree = tree.clone();
        if let Some(asked) = tip.tree().get(&Ip(ip)).copied() {
            tree.insert(Ip(ip), asked);
        }
        let draft = Draft {
            parents: &[main],
            tree,
            subject: &subject,
            conflicts: &[],
            notes: &[],
        };
        self.commit_to(branch, draft, why)
    }
}

/// The commit that a revision names, tried in this order: `HEAD` and its ancestors, a time, a
/// branch, an id or its unique beginning.
pub fn resolve(repository: &Repository, rev: &Rev) -> Result<ObjectId, Refusal> {
    let unknown = || match (rev, repository.cut_until()) {
        (Rev::Head(_) | Rev::AsOf(_), Some(_)) => Refusal::Cut(rev.to_string()),
        _ => Refusal::UnknownRevision(rev.to_string()),
    };
    let head = repository.branch(&BranchName::main());
    let head = head.ok_or_else(unknown)?;
    match rev {
        Rev::Head(back) => repository
            .ancestor(head, (*back).into())
            .ok_or_else(unknown),
        Rev::AsOf(at) => repository.as_of(head, timestamp(*at)).ok_or_else(unknown),
        Rev::Name(name) => {
            if let Some(id) = BranchName::new(name)
                .ok()
                .and_then(|name| repository.branch(&name))
            {
                return Ok(id);
            }
            repository
                .resolve_prefix(name)
                .map_err(|error| match error {
                    PrefixError::Ambiguous(_) => Refusal::AmbiguousId(name.clone()),
                    _ => unknown(),
                })
        }
    }
}

/// A choice between two mappings as its trailer tells it; nothing when both say the same MAC.
fn choice_line(choice: &Choice<Ip, Entry>) -> Option<String> {
    let mac = |entry: &Option<Entry>| entry.and_then(|entry| entry.mac);
    let kept = choice.kept.mac;
    let other = [mac(&choice.ours), mac(&choice.theirs)]
        .into_iter()
        .find(|side| *side != kept)?;
    Some(format!(
        "{} kept {} over {}",
        choice.key.0,
        mac_or_dash(kept),
        mac_or_dash(other)
    ))
}

fn conflict_line(ip: Ip, kept: Option<Entry>, over: Option<Entry>) -> String {
    let mac = |entry: Option<Entry>| mac_or_dash(entry.and_then(|entry| entry.mac));
    format!("{} kept {} over {}", ip.0, mac(kept), mac(over))
}
