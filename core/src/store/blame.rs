//! Questions to a history about single keys: which commit gave each key its value, and which
//! commits a key's value came through. Answers are git's (`git blame`, and `git log` of a path).

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use gix_hash::ObjectId;

use super::dag::Index;
use super::{Key, Repository, Value};

/// A commit in the life of one key: its value differs from what every parent has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The commit.
    pub id: ObjectId,
    /// The steps before it; none for the first.
    pub parents: Vec<ObjectId>,
}

/// What a commit did to a key.
enum Found {
    /// It has a value that no parent has.
    Change,
    /// It has what this parent has; a first commit without a value has no parent.
    Nothing(Option<Index>),
}

impl<K: Key, V: Value> Repository<K, V> {
    /// For every key of a commit, the commit that gave it its value. `same` says of two different
    /// values whether the difference is to be looked through.
    ///
    /// A value comes from the first parent that has it; where no parent has, from the first that
    /// has the same. Costs what the commits changed, as far back as there is anything to find.
    ///
    /// # Panics
    ///
    /// When the commit is not in this repository.
    pub fn blame(&self, commit: ObjectId, same: impl Fn(&V, &V) -> bool) -> BTreeMap<K, ObjectId> {
        let mut blamed = BTreeMap::new();
        let from = self.dag.index(&commit);
        let keys = self.tree(from).iter().map(|(key, _)| key.clone()).collect();
        // A child's index is greater than its parents': whatever is popped has all its keys.
        let mut open: BTreeMap<Index, BTreeSet<K>> = BTreeMap::from([(from, keys)]);
        while let Some((at, mut keys)) = open.pop_last() {
            let tree = self.tree(at);
            let parents = || {
                self.dag
                    .parents(at)
                    .map(|parent| (parent, self.tree(parent)))
            };
            for (parent, old) in parents() {
                let changed = old.diff(tree).into_iter().map(|change| change.key);
                let changed = changed.filter(|key| keys.contains(key)).collect();
                let mut passed = mem::replace(&mut keys, changed);
                for key in &keys {
                    passed.remove(key);
                }
                pass(&mut open, parent, passed);
            }
            for (parent, old) in parents() {
                let is_same = |key: &K| match (old.get(key), tree.get(key)) {
                    (Some(old), Some(new)) => same(old, new),
                    _ => false,
                };
                let (passed, rest) = keys.into_iter().partition(is_same);
                keys = rest;
                pass(&mut open, parent, passed);
            }
            let id = self.dag.id(at);
            blamed.extend(keys.into_iter().map(|key| (key, id)));
        }
        blamed
    }

    /// The commits that `tips` reach and that changed `key`, parents first. Where a merge took the
    /// value of a parent, only that side is told. Unknown tips reach nothing.
    pub fn biography(&self, tips: impl IntoIterator<Item = ObjectId>, key: &K) -> Vec<Step> {
        let tips = tips.into_iter().filter_map(|id| self.dag.find(&id));
        let mut queue: BTreeSet<Index> = tips.collect();
        let mut seen: BTreeMap<Index, Found> = BTreeMap::new();
        while let Some(at) = queue.pop_last() {
            let value = self.tree(at).get(key);
            let same = self
                .dag
                .parents(at)
                .find(|&parent| self.tree(parent).get(key) == value);
            let is_first = self.dag.parents(at).next().is_none();
            let found = if same.is_some() || (is_first && value.is_none()) {
                queue.extend(same);
                Found::Nothing(same)
            } else {
                queue.extend(self.dag.parents(at));
                Found::Change
            };
            seen.insert(at, found);
        }

        let mut steps = Vec::new();
        // For each commit, the step that its value comes from.
        let mut step_of: BTreeMap<Index, Index> = BTreeMap::new();
        for (at, found) in seen {
            let step = match found {
                Found::Nothing(parent) => parent.and_then(|parent| step_of.get(&parent).copied()),
                Found::Change => {
                    let mut parents = Vec::new();
                    for parent in self.dag.parents(at) {
                        let id = step_of.get(&parent).map(|&step| self.dag.id(step));
                        parents.extend(id.filter(|id| !parents.contains(id)));
                    }
                    let id = self.dag.id(at);
                    steps.push(Step { id, parents });
                    Some(at)
                }
            };
            step_of.extend(step.map(|step| (at, step)));
        }
        steps
    }
}

/// Leaves keys for a parent to be asked about.
fn pass<K: Ord>(open: &mut BTreeMap<Index, BTreeSet<K>>, parent: Index, mut keys: BTreeSet<K>) {
    if keys.is_empty() {
        return;
    }
    match open.entry(parent) {
        Entry::Vacant(entry) => drop(entry.insert(keys)),
        Entry::Occupied(mut entry) => entry.get_mut().append(&mut keys),
    }
}
