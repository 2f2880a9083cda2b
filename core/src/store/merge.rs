//! Three-way merge of trees: nodes that are the same are settled first, whole directories at a
//! time; only a file that both sides changed differently needs a choice.

use super::dir::differing;
use super::key::{Key, Name, Value};
use super::node::Child;
use super::tree::Tree;

/// A key that both sides changed differently, and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<K, V> {
    /// The key.
    pub key: K,
    /// What both sides started from; `None` when there was nothing.
    pub base: Option<V>,
    /// What our side made of it; `None` when we removed it.
    pub ours: Option<V>,
    /// What their side made of it; `None` when they removed it.
    pub theirs: Option<V>,
    /// What it became: a change beats a removal, and the value's own rule settles two changes.
    pub kept: V,
}

impl<K: Key, V: Value> Tree<K, V> {
    /// This tree with what `theirs` changed since `base`, and the choices that had to be made, in
    /// git's order of paths. Touches only what `theirs` changed.
    pub fn merge(&self, base: &Self, theirs: &Self) -> (Self, Vec<Choice<K, V>>) {
        // With every id known, comparing two nodes is exact.
        let (base_id, our_id, their_id) = (base.id(), self.id(), theirs.id());
        if base_id == their_id || our_id == their_id {
            return (self.clone(), Vec::new());
        }
        if base_id == our_id {
            return (theirs.clone(), Vec::new());
        }
        let mut choices = Vec::new();
        let [base, ours, theirs] = [base, self, theirs].map(|tree| tree.root.as_ref());
        let root = merge_dirs(base, ours, theirs, &mut choices);
        (Self { root }, choices)
    }
}

/// Merges directories of which `base` and `theirs` differ.
fn merge_dirs<K: Key, V: Value>(
    base: Option<&Child<K, V>>,
    ours: Option<&Child<K, V>>,
    theirs: Option<&Child<K, V>>,
    choices: &mut Vec<Choice<K, V>>,
) -> Option<Child<K, V>> {
    let mut edits: Vec<(&Name, Option<Child<K, V>>)> = Vec::new();
    let [base, our_dir, theirs] = [base, ours, theirs].map(|node| node.and_then(Child::as_dir));
    differing(base, theirs, &mut |name, base, theirs| {
        let ours = our_dir.and_then(|dir| dir.get(name));
        if ours == theirs {
            return;
        }
        if ours == base {
            edits.push((name, theirs.cloned()));
            return;
        }
        let is_file = [base, ours, theirs]
            .iter()
            .flatten()
            .any(|node| node.as_file().is_some());
        let merged = if is_file {
            let choice = choose(base, ours, theirs);
            let same = |node: &&Child<K, V>| node.value() == Some(&choice.kept);
            let node = match ours.filter(same).or(theirs.filter(same)) {
                Some(node) => node.clone(),
                None => Child::file(choice.key.clone(), choice.kept.clone()),
            };
            choices.push(choice);
            Some(node)
        } else {
            merge_dirs(base, ours, theirs, choices)
        };
        if merged.as_ref() != ours {
            edits.push((name, merged));
        }
    });
    let mut merged = ours
        .cloned()
        .unwrap_or_else(|| Child::dir(Default::default()));
    if !edits.is_empty() {
        let dir = merged.dir_mut();
        for (name, node) in edits {
            dir.set(name, node);
        }
    }
    Some(merged).filter(|node| node.count() > 0)
}

/// Settles a file of which all three versions differ.
fn choose<K: Key, V: Value>(
    base: Option<&Child<K, V>>,
    ours: Option<&Child<K, V>>,
    theirs: Option<&Child<K, V>>,
) -> Choice<K, V> {
    let (key, _) = ours
        .or(theirs)
        .and_then(Child::as_file)
        .expect("two removals are the same and were settled before");
    let [base, ours, theirs] = [base, ours, theirs].map(|node| node.and_then(Child::value));
    let kept = match (ours, theirs) {
        (Some(ours), Some(theirs)) => V::merge(base, ours, theirs),
        (one, other) => one
            .or(other)
            .expect("two removals are the same and were settled before")
            .clone(),
    };
    Choice {
        key: key.clone(),
        base: base.cloned(),
        ours: ours.cloned(),
        theirs: theirs.cloned(),
        kept,
    }
}
