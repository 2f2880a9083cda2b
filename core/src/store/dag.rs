//! The graph of commits: append-only, parents first. Every commit gets a *stamp* (its time, made
//! later than every parent's: git's corrected commit date), which orders walks, and a jump along
//! its first parents (Myers, "An applicative random-access stack", 1983), which makes looking far
//! back O(log n). Commits held by a branch are counted as branches move.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::iter;
use std::sync::Arc;

use gix_hash::ObjectId;
use smallvec::{SmallVec, smallvec};

use super::ids::Ids;
use super::{Commit, Key, Timestamp, Value};

pub(super) use super::ids::Index;

/// What is kept of a commit to walk the graph without reading it.
#[derive(Clone)]
struct Link {
    /// The first parent, or the commit itself when it has none.
    parent: Index,
    /// A first-parent ancestor, far back for some and near for others; itself when no parent.
    jump: Index,
    /// The number of first parents before it.
    depth: u32,
    /// The number of branches and of held children that hold it.
    holds: u32,
    /// Later than every parent's stamp, at or after the commit's own time.
    stamp: u64,
    /// The earliest time from this commit on, along first parents, to before `jump`.
    earliest: Timestamp,
}

pub(super) struct Dag<K, V> {
    ids: Ids,
    commits: Vec<Arc<Commit<K, V>>>,
    links: Vec<Link>,
    held: usize,
    /// What is before this place came from elsewhere, and counts as older than anything here.
    settled: Index,
    cut: Cut,
}

/// What was cut off: the commits that are left are some old ones, which branches name, and all
/// that came to be known after a certain one.
#[derive(Clone, Default)]
struct Cut {
    /// The places that the old ones had before anything was cut.
    old: Vec<Index>,
    /// How many came to be known before the others.
    before: Index,
    /// The latest time of a commit that was cut.
    until: Option<Timestamp>,
}

impl<K, V> Default for Dag<K, V> {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            commits: Vec::new(),
            links: Vec::new(),
            held: 0,
            settled: 0,
            cut: Cut::default(),
        }
    }
}

impl<K, V> Clone for Dag<K, V> {
    fn clone(&self) -> Self {
        Self {
            ids: self.ids.clone(),
            commits: self.commits.clone(),
            links: self.links.clone(),
            held: self.held,
            settled: self.settled,
            cut: self.cut.clone(),
        }
    }
}

impl<K: Key, V: Value> Dag<K, V> {
    /// Cuts off all but the last `keep` commits and those that `tips` name. Costs what is left.
    pub(super) fn cut(&mut self, keep: usize, tips: &[Index]) {
        let first = self.ids().len().saturating_sub(keep) as Index;
        let mut old: Vec<Index> = tips.iter().copied().filter(|&tip| tip < first).collect();
        old.sort_unstable();
        old.dedup();
        let gone = (0..first).filter(|at| old.binary_search(at).is_err());
        let until = gone.map(|at| self.commit(at).at()).max();
        if until.is_none() {
            return;
        }
        let place = |at: Index| match self.cut.old.get(at as usize) {
            Some(&place) => place,
            None => self.cut.before + (at - self.cut.old.len() as Index),
        };
        let mut left = Self {
            cut: Cut {
                old: old.iter().map(|&at| place(at)).collect(),
                before: place(first),
                until: until.max(self.cut.until),
            },
            ..Self::default()
        };
        let tips: Vec<ObjectId> = tips.iter().map(|&tip| self.id(tip)).collect();
        for at in old.into_iter().chain(first..self.ids().len() as Index) {
            let new = left.push(Arc::clone(self.commit(at)));
            if at < self.settled {
                left.links[new as usize].earliest = Timestamp::default();
                left.settled = new + 1;
            }
        }
        for tip in tips {
            left.hold(left.index(&tip));
        }
        *self = left;
    }

    /// Takes a commit in. Parents that are not known were left out on purpose: the history begins
    /// here. A commit that is known already stays as it is.
    pub(super) fn push(&mut self, commit: Arc<Commit<K, V>>) -> Index {
        let id = commit.id();
        // Children come to be known after their parents: one of the last commit is new for sure.
        let last = self.ids().last();
        let is_new = last.is_some_and(|last| commit.parents().contains(last));
        if !is_new && let Some(known) = self.find(&id) {
            return known;
        }
        let at = commit.at();
        let mut stamp = at.as_micros();
        let mut first = None;
        for (nth, parent) in commit.parents().iter().enumerate() {
            let Some(parent) = self.find(parent) else {
                continue;
            };
            stamp = stamp.max(self.link(parent).stamp.saturating_add(1));
            if nth == 0 {
                first = Some(parent);
            }
        }
        let new = self.ids.push(id);
        let link = self.link_to(new, first, at, stamp);
        self.commits.push(commit);
        self.links.push(link);
        new
    }

    fn link_to(&self, new: Index, parent: Option<Index>, at: Timestamp, stamp: u64) -> Link {
        let mut link = Link {
            parent: new,
            jump: new,
            depth: 0,
            holds: 0,
            stamp,
            earliest: at,
        };
        if let Some(parent) = parent {
            let near = self.link(parent);
            let far = self.link(near.jump);
            link.parent = parent;
            link.jump = parent;
            link.depth = near.depth + 1;
            // Two jumps of one length become one of twice that length and one more.
            if near.depth > 0 && near.depth - far.depth == far.depth - self.link(far.jump).depth {
                link.jump = far.jump;
                link.earliest = at.min(near.earliest).min(far.earliest);
            }
        }
        link
    }
}

impl<K, V> Dag<K, V> {
    /// All ids, in the order in which commits came to be known.
    pub(super) fn ids(&self) -> &[ObjectId] {
        self.ids.list()
    }

    /// The commits of these ids.
    pub(super) fn commits(&self) -> &[Arc<Commit<K, V>>] {
        &self.commits
    }

    /// How many commits came to be known, those that were cut off since included.
    pub(super) fn known(&self) -> usize {
        self.cut.before as usize + (self.ids().len() - self.cut.old.len())
    }

    /// Of the commits that are left, those among the first `known` that came to be known.
    pub(super) fn ids_until(&self, known: usize) -> &[ObjectId] {
        let old = self
            .cut
            .old
            .partition_point(|&place| (place as usize) < known);
        let rest = known.saturating_sub(self.cut.before as usize);
        let end = if rest > 0 {
            self.cut.old.len() + rest
        } else {
            old
        };
        &self.ids()[..end.min(self.ids().len())]
    }

    /// The latest time of a commit that was cut off.
    pub(super) fn cut_until(&self) -> Option<Timestamp> {
        self.cut.until
    }

    /// Commits that have a parent which is not here, in order of id.
    pub(super) fn shallow(&self, among: impl Iterator<Item = Index>) -> Vec<ObjectId> {
        let is_cut = |at: &Index| {
            let parents = self.commit(*at).parents();
            parents.iter().any(|parent| self.find(parent).is_none())
        };
        let mut found: Vec<ObjectId> = among.filter(is_cut).map(|at| self.id(at)).collect();
        found.sort_unstable();
        found
    }

    /// The number of commits that branches hold.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    pub(super) fn find(&self, id: &ObjectId) -> Option<Index> {
        self.ids.find(id)
    }

    /// The place of a commit that must be known.
    pub(super) fn index(&self, id: &ObjectId) -> Index {
        self.find(id)
            .unwrap_or_else(|| panic!("commit {id} is not in this repository"))
    }

    pub(super) fn id(&self, at: Index) -> ObjectId {
        self.ids()[at as usize]
    }

    pub(super) fn commit(&self, at: Index) -> &Arc<Commit<K, V>> {
        &self.commits[at as usize]
    }

    fn link(&self, at: Index) -> &Link {
        &self.links[at as usize]
    }

    pub(super) fn parents(&self, at: Index) -> impl Iterator<Item = Index> {
        let first = self.link(at).parent;
        let others = self.commit(at).parents().get(1..).unwrap_or_default();
        let others = others.iter().filter_map(|id| self.find(id));
        (first != at).then_some(first).into_iter().chain(others)
    }

    /// Whatever is known by now counts as older than anything that will be.
    pub(super) fn settle(&mut self) {
        self.settled = self.ids().len() as Index;
        for link in &mut self.links {
            link.earliest = Timestamp::default();
        }
    }

    /// The commit `n` first parents before this one.
    pub(super) fn ancestor(&self, from: Index, n: u64) -> Option<Index> {
        let depth = u64::from(self.link(from).depth).checked_sub(n)?;
        Some(self.at_depth(from, depth as u32))
    }

    /// The first-parent ancestor with this depth, which is not larger than the commit's own.
    fn at_depth(&self, from: Index, depth: u32) -> Index {
        let mut at = from;
        while self.link(at).depth > depth {
            let link = self.link(at);
            let far = self.link(link.jump).depth >= depth;
            at = if far { link.jump } else { link.parent };
        }
        at
    }

    /// The first commit not after `time`, from this one along first parents.
    pub(super) fn as_of(&self, from: Index, time: Timestamp) -> Option<Index> {
        let mut at = from;
        loop {
            let link = self.link(at);
            if at < self.settled {
                return Some(at);
            }
            let next = if link.earliest > time {
                link.jump
            } else if self.commit(at).at() > time {
                link.parent
            } else {
                return Some(at);
            };
            if next == at {
                return None;
            }
            at = next;
        }
    }

    /// Whether `old` is `new` or one of its first parents. O(log n).
    fn is_first_parent(&self, old: Index, new: Index) -> bool {
        let depth = self.link(old).depth;
        depth <= self.link(new).depth && self.at_depth(new, depth) == old
    }

    /// How many first parents lead from `new` to `old`.
    pub(super) fn first_parents_between(&self, old: Index, new: Index) -> Option<u32> {
        let is_one = old != new && self.is_first_parent(old, new);
        is_one.then(|| self.link(new).depth - self.link(old).depth)
    }

    /// Whether `old` is `new` or reachable from it.
    pub(super) fn is_ancestor(&self, old: Index, new: Index) -> bool {
        let stamp = self.link(old).stamp;
        let mut queue = BTreeSet::from([(self.link(new).stamp, new)]);
        while let Some((_, at)) = queue.pop_last() {
            if self.is_first_parent(old, at) {
                return true;
            }
            let parents = self
                .parents(at)
                .map(|parent| (self.link(parent).stamp, parent));
            queue.extend(parents.filter(|&(parent, _)| parent >= stamp));
        }
        false
    }

    /// The best common ancestors of `left`, taken as one commit with these parents, and `right`:
    /// those that no other common ancestor can reach. Latest first; equal stamps in order of id.
    pub(super) fn merge_bases(&self, left: &[Index], right: Index) -> Vec<Index> {
        const LEFT: u8 = 1;
        const RIGHT: u8 = 2;
        const BOTH: u8 = LEFT | RIGHT;
        /// Reachable from a base that was found.
        const STALE: u8 = 4;

        if let [left] = *left {
            if self.is_first_parent(left, right) {
                return vec![left];
            }
            if self.is_first_parent(right, left) {
                return vec![right];
            }
        }
        // A parent's stamp is earlier than its child's: whatever is popped has all its marks.
        let mut queue: BTreeMap<(u64, Index), u8> = BTreeMap::new();
        for (&at, mark) in left.iter().zip(iter::repeat(LEFT)).chain([(&right, RIGHT)]) {
            *queue.entry((self.link(at).stamp, at)).or_default() |= mark;
        }
        let mut bases = Vec::new();
        let mut fresh = queue.len();
        while fresh > 0 {
            let ((_, at), mut marks) = queue.pop_last().expect("fresh ones are in the queue");
            if marks & STALE == 0 {
                fresh -= 1;
                if marks == BOTH {
                    bases.push(at);
                    marks |= STALE;
                }
            }
            for parent in self.parents(at) {
                let found = queue.entry((self.link(parent).stamp, parent)).or_default();
                let was_fresh = *found != 0 && *found & STALE == 0;
                *found |= marks;
                let is_fresh = *found & STALE == 0;
                fresh = fresh + usize::from(is_fresh) - usize::from(was_fresh);
            }
        }
        bases.sort_by_key(|&at| (Reverse(self.link(at).stamp), self.id(at)));
        bases
    }

    /// What `tips` reach and `known` do not, parents first.
    pub(super) fn between(&self, tips: &[Index], known: &[Index]) -> Vec<Index> {
        let mut queue: BTreeMap<(u64, Index), bool> = BTreeMap::new();
        for (list, wanted) in [(tips, true), (known, false)] {
            for &at in list {
                *queue.entry((self.link(at).stamp, at)).or_insert(wanted) &= wanted;
            }
        }
        let mut found = Vec::new();
        let mut open = queue.values().filter(|&&wanted| wanted).count();
        while open > 0 {
            let ((_, at), wanted) = queue.pop_last().expect("open ones are in the queue");
            if wanted {
                open -= 1;
                found.push(at);
            }
            for parent in self.parents(at) {
                match queue.entry((self.link(parent).stamp, parent)) {
                    Entry::Vacant(entry) => {
                        entry.insert(wanted);
                        open += usize::from(wanted);
                    }
                    Entry::Occupied(mut entry) if !wanted => {
                        open -= usize::from(entry.insert(false));
                    }
                    Entry::Occupied(_) => {}
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// What `tips` reach, children before parents, latest first.
    pub(super) fn log(&self, tips: &[Index]) -> Log<'_, K, V> {
        let mut log = Log {
            dag: self,
            queue: BTreeSet::new(),
        };
        tips.iter().for_each(|&tip| log.push(tip));
        log
    }

    /// A branch holds this commit from now on, and with it all that it reaches.
    pub(super) fn hold(&mut self, tip: Index) {
        let mut queue: SmallVec<[Index; 8]> = smallvec![tip];
        while let Some(at) = queue.pop() {
            let link = &mut self.links[at as usize];
            link.holds += 1;
            if link.holds == 1 {
                self.held += 1;
                queue.extend(self.parents(at));
            }
        }
    }

    /// A branch holds this commit no more; what nothing else holds goes with it.
    pub(super) fn release(&mut self, tip: Index) {
        let mut queue: SmallVec<[Index; 8]> = smallvec![tip];
        while let Some(at) = queue.pop() {
            let link = &mut self.links[at as usize];
            link.holds -= 1;
            if link.holds == 0 {
                self.held -= 1;
                queue.extend(self.parents(at));
            }
        }
    }
}

/// Commits, children before parents, latest first.
pub(super) struct Log<'a, K, V> {
    dag: &'a Dag<K, V>,
    queue: BTreeSet<(u64, Reverse<ObjectId>, Index)>,
}

impl<K, V> Log<'_, K, V> {
    fn push(&mut self, at: Index) {
        let dag = self.dag;
        self.queue
            .insert((dag.link(at).stamp, Reverse(dag.id(at)), at));
    }
}

impl<'a, K, V> Iterator for Log<'a, K, V> {
    type Item = &'a Commit<K, V>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, _, at) = self.queue.pop_last()?;
        for parent in self.dag.parents(at) {
            self.push(parent);
        }
        Some(self.dag.commit(at))
    }
}
