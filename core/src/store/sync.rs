//! Moving history between repositories: fetching what is missing, and handing out objects.

use std::sync::Arc;

use gix_hash::ObjectId;
use gix_hashtable::HashSet;
use smallvec::SmallVec;

use super::dag::Index;
use super::node::{Body, Child};
use super::object::Object;
use super::{Commit, Key, Repository, Tree, Value};

/// What a fetch brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// The commits that were missing, parents first.
    pub commits: Vec<ObjectId>,
    /// The number of objects moved: these commits, and those trees and blobs of theirs that their
    /// parents do not have at the same place, each once.
    pub objects: usize,
}

impl<K: Key, V: Value> Repository<K, V> {
    /// Takes over `tip` and what it reaches, as far as it is missing here. Contents are shared
    /// with `from`, not copied; branches stay as they are. A repository whose history was cut
    /// takes nothing as old as what it cut, but for the tip itself.
    ///
    /// # Panics
    ///
    /// When `from` does not have `tip`.
    pub fn fetch(&mut self, from: &Self, tip: ObjectId) -> Fetched {
        let mut fetched = Fetched::default();
        let mut seen = HashSet::default();
        for at in self.missing(from, from.dag.index(&tip)) {
            let commit = from.dag.commit(at);
            visit_commit(from, commit, &mut seen, &mut |_| fetched.objects += 1);
            fetched.commits.push(commit.id());
            self.dag.push(Arc::clone(commit));
        }
        fetched
    }

    /// What `tip` reaches in `from` and is not here, parents first. With a commit, all that it
    /// reaches is here.
    fn missing(&self, from: &Self, tip: Index) -> Vec<Index> {
        let mut missing = std::collections::BTreeSet::new();
        let mut queue = vec![tip];
        let cut = self.dag.cut_until();
        let is_cut =
            |at: Index| at != tip && cut.is_some_and(|cut| from.dag.commit(at).at() <= cut);
        while let Some(at) = queue.pop() {
            let known = self.dag.find(&from.dag.id(at)).is_some();
            if !known && !is_cut(at) && missing.insert(at) {
                queue.extend(from.dag.parents(at));
            }
        }
        missing.into_iter().collect()
    }

    /// Visits the objects of every commit that `tips` reach and `known` do not, as a pack for
    /// somebody who has `known` would hold them: an object comes after those that it names, and
    /// once. Unknown ids reach nothing.
    pub fn export(
        &self,
        tips: &[ObjectId],
        known: &[ObjectId],
        visit: &mut dyn FnMut(&Object<'_, K, V>),
    ) {
        let find = |ids: &[ObjectId]| -> Vec<Index> {
            ids.iter().filter_map(|id| self.dag.find(id)).collect()
        };
        let mut seen = HashSet::default();
        for at in self.dag.between(&find(tips), &find(known)) {
            visit_commit(self, self.dag.commit(at), &mut seen, visit);
        }
    }
}

/// Visits what a commit has and its parents have not, then the commit.
fn visit_commit<K: Key, V: Value>(
    repository: &Repository<K, V>,
    commit: &Commit<K, V>,
    seen: &mut HashSet<ObjectId>,
    visit: &mut dyn FnMut(&Object<'_, K, V>),
) {
    let mut olds = commit
        .parents()
        .iter()
        .filter_map(|&parent| Some(repository.commit(parent)?.tree()));
    match &commit.tree().root {
        Some(root) => {
            let olds = olds.filter_map(|old| old.root.as_ref()).collect();
            visit_node(root, olds, seen, visit);
        }
        None if olds.any(Tree::is_empty) || !seen.insert(commit.tree().id()) => {}
        None => visit(&Object::empty_tree()),
    }
    visit(&Object::commit(commit));
}

/// Visits what is new in `node` compared with the nodes that had its place.
fn visit_node<K: Key, V: Value>(
    node: &Child<K, V>,
    olds: SmallVec<[&Child<K, V>; 2]>,
    seen: &mut HashSet<ObjectId>,
    visit: &mut dyn FnMut(&Object<'_, K, V>),
) {
    if olds.contains(&node) || !seen.insert(node.id()) {
        return;
    }
    if let Body::Dir(dir) = node.body() {
        for (name, child) in dir.iter() {
            let olds = olds
                .iter()
                .filter_map(|old| old.as_dir()?.get(name))
                .collect();
            visit_node(child, olds, seen, visit);
        }
    }
    visit(&Object::node(node));
}
