//! One tree to merge on where two commits have several merge bases: the bases merged among
//! themselves, each into those before it, on bases found and merged in the same way.
//!
//! Hosts that pull from each other in turns build ladders of such crossings. So the way down is a
//! list and not the call stack, and what several rungs ask for is merged once.

use std::collections::BTreeMap;

use super::dag::{Dag, Index};
use super::{Key, Tree, Value};

/// A list of merge bases on the way to being one tree.
struct Rung<K, V> {
    bases: Vec<Index>,
    /// What the first `done` bases come to.
    merged: Tree<K, V>,
    done: usize,
}

/// The tree that stands for these merge bases; empty where there are none.
pub(super) fn virtual_base<K: Key, V: Value>(dag: &Dag<K, V>, bases: &[Index]) -> Tree<K, V> {
    let tree = |at: Index| dag.commit(at).tree();
    let rung = |bases: Vec<Index>| Rung {
        merged: bases
            .first()
            .map(|&first| tree(first).clone())
            .unwrap_or_default(),
        done: bases.len().min(1),
        bases,
    };
    let mut known: BTreeMap<Vec<Index>, Tree<K, V>> = BTreeMap::new();
    let mut ladder = vec![rung(bases.to_vec())];
    loop {
        let top = ladder
            .last_mut()
            .expect("the first rung returns when it is done");
        let Some(&next) = top.bases.get(top.done) else {
            let merged = top.merged.clone();
            known.insert(std::mem::take(&mut top.bases), merged.clone());
            ladder.pop();
            if ladder.is_empty() {
                return merged;
            }
            continue;
        };
        if top.merged == *tree(next) {
            top.done += 1;
            continue;
        }
        // Those merged so far count as one commit with all of them as parents.
        let below = dag.merge_bases(&top.bases[..top.done], next);
        match known.get(&below) {
            Some(base) => {
                top.merged = top.merged.merge(base, tree(next)).0;
                top.done += 1;
            }
            None => ladder.push(rung(below)),
        }
    }
}
