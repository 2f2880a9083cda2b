//! [`Cache`]: one host's cache and its repository. Owns how an engine's edit becomes commits on
//! `main` or on a query's branch, and keeps the table that the engine reads equal to `main`.
//! Merging, reverting and moving branches by hand are in `branches`.

use super::message::{author, message, subject};
use super::{Commit, Ip, Tree, Why, query_branch, timestamp};
use crate::arp::{Edit, Entry, MemoryTable, Table as _};
use crate::store::{BranchName, Expect, Identity, ObjectId, Reason};
use crate::time::{Duration, Instant};
use std::net::Ipv4Addr;

/// How much of a history is kept; what is older is cut off, as in a shallow clone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many commits, the latest.
    Commits(u32),
    /// What is not older than this.
    Time(Duration),
}

/// A repository of ARP caches.
pub type Repository = crate::store::Repository<Ip, Entry>;

/// A commit that was made, and the branch that moved to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The commit.
    pub id: ObjectId,
    /// The branch.
    pub branch: BranchName,
}

/// A commit to be made, but for when and why.
pub(super) struct Draft<'a> {
    pub(super) parents: &'a [ObjectId],
    pub(super) tree: Tree,
    pub(super) subject: &'a str,
    /// The lines of its `Conflict:` trailers.
    pub(super) conflicts: &'a [String],
    /// The lines of its `Note:` trailers.
    pub(super) notes: &'a [String],
}

/// A host's ARP cache with its history.
pub struct Cache {
    pub(super) repository: Repository,
    pub(super) table: MemoryTable,
    pub(super) author: Identity,
    pub(super) main: BranchName,
    pub(super) room: Room,
}

/// Room to write a commit's words in, which is used again.
#[derive(Default)]
pub(super) struct Room {
    subject: String,
    message: String,
}

impl Cache {
    /// An empty cache with its first commit, `create: empty cache`.
    pub fn create(host: &str, why: &Why<'_>) -> (Self, Made) {
        let mut cache = Self {
            repository: Repository::new(),
            table: MemoryTable::default(),
            author: author(host),
            main: BranchName::main(),
            room: Room::default(),
        };
        let draft = Draft {
            parents: &[],
            tree: Tree::default(),
            subject: "create: empty cache",
            conflicts: &[],
            notes: &[],
        };
        let made = cache.commit_to(cache.main.clone(), draft, why);
        (cache, made)
    }

    /// The entries of `main`, as the engine reads them.
    pub fn table(&self) -> &MemoryTable {
        &self.table
    }

    /// The history.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The tip of `main`.
    pub fn head(&self) -> &Commit {
        self.tip(&self.main)
            .expect("main exists from the first commit on")
    }

    /// The addresses whose query has a branch, in order.
    pub fn queries(&self) -> Vec<Ipv4Addr> {
        let mut ips: Vec<Ipv4Addr> = self
            .repository
            .branches()
            .keys()
            .filter_map(|name| name.as_str().strip_prefix("query/")?.parse().ok())
            .collect();
        ips.sort_unstable();
        ips
    }

    /// Makes an edit that the engine proposed a part of the history. Answers the commits made, in
    /// order.
    pub fn apply(&mut self, edit: &Edit, why: &Why<'_>) -> Vec<Made> {
        self.apply_with_notes(edit, Vec::new(), why)
    }

    /// As [`apply`](Self::apply), with lines for the `Note:` trailers of the first commit made.
    pub fn apply_with_notes(
        &mut self,
        edit: &Edit,
        notes: Vec<String>,
        why: &Why<'_>,
    ) -> Vec<Made> {
        self.take_note(edit);
        if !edit.is_of_query() {
            return vec![self.write_down(edit, notes, why)];
        }
        self.with_subject(edit, |cache, subject| match edit {
            Edit::Answered { ip, entry, evicted } => {
                cache.end_query(*ip, Some(*entry), evicted, notes, subject, why)
            }
            Edit::TimedOut { ip, left } => cache.end_query(*ip, *left, &[], notes, subject, why),
            Edit::Requested { ip, due, .. } => {
                let asked = Entry::incomplete(*due);
                vec![cache.on_query(*ip, Some(asked), &[], notes, subject, why)]
            }
            _ => unreachable!("all others are edits of entries"),
        })
    }

    /// The first half of [`apply`](Self::apply): the table, which the engine reads, follows an edit of
    /// entries at once. The history may follow later, in the order of the edits.
    pub(crate) fn take_note(&mut self, edit: &Edit) {
        if !edit.is_of_query() {
            self.table.apply(edit);
        }
    }

    /// The second half: the commit.
    pub(crate) fn write_down(&mut self, edit: &Edit, notes: Vec<String>, why: &Why<'_>) -> Made {
        self.with_subject(edit, |cache, subject| {
            cache.on_main(edit, notes, subject, why)
        })
    }

    fn with_subject<T>(&mut self, edit: &Edit, commit: impl FnOnce(&mut Self, &str) -> T) -> T {
        let mut text = std::mem::take(&mut self.room.subject);
        text.clear();
        subject(&mut text, edit);
        let made = commit(self, &text);
        self.room.subject = text;
        made
    }

    /// Takes up the work after a loss of power: queries that were in flight end as timed out, then
    /// what expired meanwhile goes in one commit.
    pub fn resume(&mut self, why: &Why<'_>) -> Vec<Made> {
        let mut made = Vec::new();
        for ip in self.queries() {
            made.extend(self.apply(&Edit::TimedOut { ip, left: None }, why));
        }
        let ips = self.table.expired(why.at);
        if !ips.is_empty() {
            made.extend(self.apply(&Edit::Expired { ips }, why));
        }
        made
    }

    /// Cuts the history to what is to be kept, as of `now`. Cutting costs what is left, so it is
    /// done when a quarter more than that has gathered. Answers whether anything was cut.
    pub fn keep(&mut self, keep: Keep, now: Instant) -> bool {
        /// Below this a stride is not worth its work.
        const LEAST: usize = 16;
        let all = self.repository.history();
        let wanted = match keep {
            Keep::Commits(count) => count as usize,
            Keep::Time(time) => {
                let since = timestamp(now - time);
                let is_old = |id: &ObjectId| {
                    let commit = self.repository.commit(*id);
                    commit.is_some_and(|commit| commit.at() < since)
                };
                // Commits come to be known nearly in order of time.
                all.len() - all.partition_point(is_old)
            }
        };
        let stride = (wanted / 4).max(LEAST);
        let branches = self.repository.branches().len();
        let cut = all.len() >= wanted.max(1) + branches + stride;
        if cut {
            self.repository.cut(wanted.max(1));
        }
        cut
    }

    /// A commit on `main` for an edit of entries.
    fn on_main(
        &mut self,
        edit: &Edit,
        mut notes: Vec<String>,
        subject: &str,
        why: &Why<'_>,
    ) -> Made {
        let head = self.head();
        let (parent, mut tree) = (head.id(), head.tree().clone());
        match edit {
            Edit::Learned { ip, entry, evicted } => {
                notes.extend(evict(&mut tree, evicted));
                tree.insert(Ip(*ip), *entry);
            }
            Edit::Changed { ip, entry, .. }
            | Edit::Confirmed { ip, entry }
            | Edit::State { ip, entry, .. }
            | Edit::Pinned { ip, entry } => {
                tree.insert(Ip(*ip), *entry);
            }
            Edit::Expired { ips } | Edit::Flushed { ips } => {
                for ip in ips {
                    tree.remove(&Ip(*ip));
                }
            }
            Edit::Forgot { ip } => {
                tree.remove(&Ip(*ip));
            }
            Edit::Requested { .. } | Edit::Answered { .. } | Edit::TimedOut { .. } => {
                unreachable!("edits of a query go to its branch")
            }
        }
        let draft = Draft {
            parents: &[parent],
            tree,
            subject,
            conflicts: &[],
            notes: &notes,
        };
        self.commit_to(self.main.clone(), draft, why)
    }

    /// A commit on the branch of the query for `ip`, which begins at `main` as it is.
    fn on_query(
        &mut self,
        ip: Ipv4Addr,
        entry: Option<Entry>,
        evicted: &[Ipv4Addr],
        mut notes: Vec<String>,
        subject: &str,
        why: &Why<'_>,
    ) -> Made {
        let branch = query_branch(ip);
        let tip = self.tip(&branch).unwrap_or_else(|| self.head());
        let (parent, mut tree) = (tip.id(), tip.tree().clone());
        match entry {
            Some(entry) => tree.insert(Ip(ip), entry),
            None => tree.remove(&Ip(ip)),
        };
        notes.extend(evict(&mut tree, evicted));
        self.commit_to(
            branch,
            Draft {
                parents: &[parent],
                tree,
                subject,
                notes: &notes,
                conflicts: &[],
            },
            why,
        )
    }

    /// The last commit of a query, the merge of its branch, and the branch's end.
    fn end_query(
        &mut self,
        ip: Ipv4Addr,
        entry: Option<Entry>,
        evicted: &[Ipv4Addr],
        notes: Vec<String>,
        subject: &str,
        why: &Why<'_>,
    ) -> Vec<Made> {
        let last = self.on_query(ip, entry, evicted, notes, subject, why);
        let branch = last.branch.clone();
        let merged = self.merge_commit(last.id, &format!("merge {branch}"), why);
        self.move_branch(&branch, None, why, "query ended");
        vec![last, merged]
    }

    /// The tip of a branch.
    pub(super) fn tip(&self, branch: &BranchName) -> Option<&Commit> {
        let id = self.repository.branch(branch)?;
        Some(
            self.repository
                .commit(id)
                .expect("a branch points at a known commit"),
        )
    }

    /// Writes a commit and moves `branch` to it.
    pub(super) fn commit_to(
        &mut self,
        branch: BranchName,
        draft: Draft<'_>,
        why: &Why<'_>,
    ) -> Made {
        let text = &mut self.room.message;
        text.clear();
        message(text, draft.subject, why, draft.conflicts, draft.notes);
        let at = timestamp(why.at);
        let (parents, tree) = (draft.parents, draft.tree);
        let id = self.repository.write(parents, tree, &self.author, at, text);
        let commit = self.repository.commit(id).expect("it was written");
        let reason = Reason::subject(commit);
        self.move_branch(&branch, Some(id), why, reason);
        Made { id, branch }
    }

    /// Moves a branch. The cache is its repository's only writer, so nothing is expected of the
    /// old value.
    pub(super) fn move_branch(
        &mut self,
        branch: &BranchName,
        to: Option<ObjectId>,
        why: &Why<'_>,
        reason: impl Into<Reason>,
    ) {
        self.repository
            .set_ref(branch, Expect::Any, to, timestamp(why.at), reason)
            .expect("a ref may always move to a known commit or go when nothing is expected of it");
    }
}

/// Takes out entries that had to make room, and says so.
fn evict(tree: &mut Tree, evicted: &[Ipv4Addr]) -> Vec<String> {
    for ip in evicted {
        tree.remove(&Ip(*ip));
    }
    evicted
        .iter()
        .map(|ip| format!("evicted {ip}: the table is full"))
        .collect()
}
