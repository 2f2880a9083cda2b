//! Comparing two trees. Nodes known to be the same are skipped, so that the cost follows the
//! number of changes and not the size.

use super::dir::differing;
use super::key::{Key, Value};
use super::node::Child;
use super::tree::Tree;

/// What became of one key between two trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<K, V> {
    /// The key.
    pub key: K,
    /// Its value in the older tree; `None` when it was added.
    pub before: Option<V>,
    /// Its value in the newer tree; `None` when it was removed.
    pub after: Option<V>,
}

impl<K: Key, V: Value> Tree<K, V> {
    /// What must change in this tree to get `newer`, in git's order of paths.
    pub fn diff(&self, newer: &Self) -> Vec<Change<K, V>> {
        let mut changes = Vec::new();
        if self.root != newer.root {
            walk(self.root.as_ref(), newer.root.as_ref(), &mut changes);
        }
        changes
    }

    /// Makes the changes that [`diff`](Tree::diff) found.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change<K, V>>) {
        for change in changes {
            match change.after {
                Some(value) => drop(self.insert(change.key, value)),
                None => drop(self.remove(&change.key)),
            }
        }
    }
}

/// Both nodes are of one kind, because a name tells the kind.
fn walk<K: Key, V: Value>(
    old: Option<&Child<K, V>>,
    new: Option<&Child<K, V>>,
    changes: &mut Vec<Change<K, V>>,
) {
    if let Some((key, _)) = old.or(new).and_then(Child::as_file) {
        let before = old.and_then(Child::value);
        let after = new.and_then(Child::value);
        if before != after {
            changes.push(Change {
                key: key.clone(),
                before: before.cloned(),
                after: after.cloned(),
            });
        }
        return;
    }
    let old = old.and_then(Child::as_dir);
    let new = new.and_then(Child::as_dir);
    differing(old, new, &mut |_, old, new| walk(old, new, changes));
}
