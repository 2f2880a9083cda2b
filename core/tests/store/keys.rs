//! Questions about single keys, judged by git and by walks that take one key at a time.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use versioned_arp::store::ObjectId;

use crate::common::{File, Git, Store, Text, commit, graphs};

const KEYS: [&str; 3] = ["a", "d/b", "d/c"];

type Graph = Vec<(Vec<usize>, u64)>;
/// For each commit which parent it goes on from, and what it does to each key: nothing, or a text
/// of two letters, or removal.
type Edits = Vec<(usize, [Option<Option<(u8, u8)>>; 3])>;

/// A graph in which values come, go, and are the same on several sides often.
fn histories(max: usize) -> impl Strategy<Value = (Graph, Edits)> {
    let text = prop_oneof![1 => Just(None), 3 => (0..2_u8, 0..2_u8).prop_map(Some)];
    let edit = prop_oneof![2 => Just(None), 1 => text.prop_map(Some)];
    let edits = prop::collection::vec((0..3_usize, prop::array::uniform3(edit)), max);
    (graphs(max), edits)
}

fn write(store: &mut Store, (graph, edits): &(Graph, Edits), from: usize) -> Vec<ObjectId> {
    let mut ids: Vec<ObjectId> = Vec::new();
    for (n, ((parents, at), (base, edits))) in graph.iter().zip(edits).enumerate() {
        let parents: Vec<ObjectId> = parents.iter().map(|&parent| ids[parent]).collect();
        let base = parents.get(base % parents.len().max(1));
        let base = base.and_then(|id| store.commit(*id));
        let mut tree = base.map(|base| base.tree().clone()).unwrap_or_default();
        for (key, edit) in KEYS.iter().zip(edits) {
            let key = File((*key).to_owned());
            match edit {
                None => {}
                Some(None) => drop(tree.remove(&key)),
                Some(Some((x, y))) => drop(tree.insert(key, Text(format!("{x}\n{y}\n")))),
            }
        }
        ids.push(commit(store, from + n, &parents, tree, *at));
    }
    ids
}

#[test]
fn the_biography_of_a_key_is_gits_log_of_its_path() {
    let git = Git::init();
    let mut store = Store::new();
    let mut runner = TestRunner::deterministic();
    let mut tips = Vec::new();
    for _ in 0..150 {
        let history = histories(24).new_tree(&mut runner).expect("a history");
        let from = store.history().len();
        let ids = write(&mut store, &history.current(), from);
        tips.push([ids[ids.len() - 1], ids[ids.len() / 2]]);
    }
    let all = store.history().to_vec();
    git.take(&store, &all);
    let mut merges = 0;
    for tips in tips {
        for key in KEYS {
            let steps = store.biography(tips, &File(key.to_owned()));
            let mut told = BTreeSet::new();
            for step in &steps {
                assert!(step.parents.iter().all(|parent| told.contains(parent)));
                told.insert(step.id);
            }
            let ours: BTreeMap<String, Vec<String>> = steps
                .into_iter()
                .map(|step| {
                    let parents = step.parents.iter().map(ToString::to_string);
                    (step.id.to_string(), parents.collect())
                })
                .collect();
            let [a, b] = tips.map(|tip| tip.to_string());
            let log = git.run(
                &["log", "--parents", "--format=%H %P", &a, &b, "--", key],
                b"",
            );
            let by_git: BTreeMap<String, Vec<String>> = log
                .lines()
                .map(|line| {
                    let mut ids = line.split_whitespace().map(str::to_owned);
                    (ids.next().expect("a commit"), ids.collect())
                })
                .collect();
            merges += ours.values().filter(|parents| parents.len() > 1).count();
            assert_eq!(ours, by_git, "{key} from {a} and {b}");
        }
    }
    assert!(merges > 20, "{merges} merges are too few to prove anything");
}

#[test]
fn unknown_commits_have_no_biography() {
    let store = Store::new();
    let unknown = ObjectId::null(gix_hash::Kind::Sha1);
    assert_eq!(store.biography([unknown], &File("a".to_owned())), []);
}

/// Where one value comes from, asked of one key alone.
fn origin(store: &Store, at: ObjectId, key: &File, same: fn(&Text, &Text) -> bool) -> ObjectId {
    let commit = store.commit(at).expect("the history is whole");
    let value = commit
        .tree()
        .get(key)
        .expect("what is asked about is there");
    let of = |parent: &ObjectId| store.commit(*parent)?.tree().get(key);
    let parents = commit.parents();
    let equal = parents.iter().find(|parent| of(parent) == Some(value));
    let alike = || {
        parents
            .iter()
            .find(|parent| of(parent).is_some_and(|old| same(old, value)))
    };
    match equal.or_else(alike) {
        Some(parent) => origin(store, *parent, key, same),
        None => at,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn blame_finds_for_all_keys_at_once_what_a_walk_finds_for_each(history in histories(40)) {
        let mut store = Store::new();
        let ids = write(&mut store, &history, 0);
        let first_line: fn(&Text, &Text) -> bool = |a, b| a.0.lines().next() == b.0.lines().next();
        for same in [first_line, |_, _| false] {
            for &id in &ids {
                let tree = store.commit(id).expect("just written").tree();
                let expected: BTreeMap<File, ObjectId> = tree
                    .iter()
                    .map(|(key, _)| (key.clone(), origin(&store, id, key, same)))
                    .collect();
                prop_assert_eq!(store.blame(id, same), expected);
            }
        }
    }
}
