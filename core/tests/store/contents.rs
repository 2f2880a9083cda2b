//! Laws of trees: a map like any other, an id that depends on contents alone, differences that
//! can be applied, merges that follow their rules key by key.

use std::collections::BTreeMap;

use proptest::prelude::*;
use versioned_arp::store::{Choice, Value};

use crate::common::{File, Files, Text, files};

type Model = BTreeMap<String, String>;

#[derive(Clone, Debug)]
enum Edit {
    Insert(String, String),
    Remove(String),
    /// Ask for the id, so that it is known when later edits come.
    Hash,
}

/// Paths with names that sort oddly; some directories grow past sixteen names. A name is either
/// a file's or a directory's, never both.
fn paths() -> impl Strategy<Value = String> {
    let file = prop_oneof![
        prop::sample::select(vec![
            "a",
            "a.b",
            "c",
            "c0",
            "ü",
            "a name longer than can be inline"
        ])
        .prop_map(str::to_owned),
        (0..24u8).prop_map(|n| format!("n{n}")),
    ];
    let dir = prop_oneof![
        prop::sample::select(vec!["a-", "a0", "b", "b.c", "b0"]).prop_map(str::to_owned),
        (0..24u8).prop_map(|n| format!("d{n}")),
    ];
    (prop::collection::vec(dir, 0..3), file).prop_map(|(dirs, file)| {
        dirs.iter().map(|dir| format!("{dir}/")).collect::<String>() + &file
    })
}

fn edits(max: usize) -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        5 => (paths(), "[xyz]{0,2}").prop_map(|(path, text)| Edit::Insert(path, text)),
        3 => paths().prop_map(Edit::Remove),
        1 => Just(Edit::Hash),
    ];
    prop::collection::vec(edit, 0..max)
}

/// Many edits among few keys: both sides of a merge meet.
fn few_edits() -> impl Strategy<Value = Vec<Edit>> {
    let path = (0..3u8, 0..20u8).prop_map(|(dir, file)| format!("{dir}/{file}"));
    let edit = prop_oneof![
        3 => (path.clone(), "[xyz]{1,2}").prop_map(|(path, text)| Edit::Insert(path, text)),
        2 => path.prop_map(Edit::Remove),
    ];
    prop::collection::vec(edit, 0..40)
}

/// Makes the edits in both, comparing the answers.
fn edit(tree: &mut Files, model: &mut Model, edits: &[Edit]) {
    for edit in edits {
        match edit {
            Edit::Insert(path, text) => {
                let old = tree.insert(File(path.clone()), Text(text.clone()));
                assert_eq!(old, model.insert(path.clone(), text.clone()).map(Text));
            }
            Edit::Remove(path) => {
                let old = tree.remove(&File(path.clone()));
                assert_eq!(old, model.remove(path).map(Text));
            }
            Edit::Hash => drop(tree.id()),
        }
    }
}

fn made_of(model: &Model) -> Files {
    let entry = |(path, text): (&String, &String)| (File(path.clone()), Text(text.clone()));
    model.iter().map(entry).collect()
}

/// The tree holds what the model holds, in order of paths, which is git's order.
fn assert_same(tree: &Files, model: &Model) {
    let held: Vec<_> = tree.iter().map(|(key, text)| (&key.0, &text.0)).collect();
    assert_eq!(held, model.iter().collect::<Vec<_>>());
    assert_eq!(tree.len(), model.len());
    assert_eq!(tree.is_empty(), model.is_empty());
    assert_eq!(tree.id(), made_of(model).id());
}

proptest! {
    #[test]
    fn a_tree_is_a_map(first in edits(150), second in edits(50)) {
        let (mut tree, mut model) = (Files::default(), Model::new());
        edit(&mut tree, &mut model, &first);
        let (kept, kept_model) = (tree.clone(), model.clone());
        edit(&mut tree, &mut model, &second);
        assert_same(&tree, &model);
        // An old version is what it was, whatever became of its successor.
        assert_same(&kept, &kept_model);
        for path in model.keys().chain(kept_model.keys()) {
            let text = model.get(path).cloned().map(Text);
            prop_assert_eq!(tree.get(&File(path.clone())), text.as_ref());
        }
    }

    #[test]
    fn an_id_depends_on_contents_alone(edits in edits(150), order in any::<u64>()) {
        let (mut tree, mut model) = (Files::default(), Model::new());
        edit(&mut tree, &mut model, &edits);
        let mut entries: Vec<_> = model.iter().collect();
        entries.sort_by_key(|(path, _)| path.bytes().fold(order, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        }));
        let mut other = Files::default();
        for (path, text) in entries {
            other.insert(File(path.clone()), Text(text.clone()));
        }
        prop_assert_eq!(tree.id(), other.id());
        prop_assert!(tree == other);
    }

    #[test]
    fn a_difference_applied_gives_the_other(base in edits(100), more in edits(60), hashed: bool) {
        let (mut old, mut old_model) = (Files::default(), Model::new());
        edit(&mut old, &mut old_model, &base);
        if hashed {
            old.id();
        }
        let (mut new, mut new_model) = (old.clone(), old_model.clone());
        edit(&mut new, &mut new_model, &more);

        let changes = old.diff(&new);
        let found: Vec<_> = changes.iter().map(|change| change.key.0.clone()).collect();
        let paths: std::collections::BTreeSet<_> = old_model.keys().chain(new_model.keys()).collect();
        let expected: Vec<_> = paths
            .into_iter()
            .filter(|&path| old_model.get(path) != new_model.get(path))
            .cloned()
            .collect();
        prop_assert_eq!(found, expected);
        // Two trees that share nothing differ in the same way.
        prop_assert_eq!(&made_of(&old_model).diff(&made_of(&new_model)), &changes);

        let mut back = new.clone();
        back.apply(new.diff(&old));
        assert_same(&back, &old_model);
        old.apply(changes);
        assert_same(&old, &new_model);
    }

    #[test]
    fn a_merge_settles_every_key_by_the_rules(
        base in few_edits(), left in few_edits(), right in few_edits()
    ) {
        let (mut base_tree, mut base_model) = (Files::default(), Model::new());
        edit(&mut base_tree, &mut base_model, &base);
        let (mut ours, mut our_model) = (base_tree.clone(), base_model.clone());
        edit(&mut ours, &mut our_model, &left);
        let (mut theirs, mut their_model) = (base_tree.clone(), base_model.clone());
        edit(&mut theirs, &mut their_model, &right);

        let mut expected = Model::new();
        let mut choices = Vec::new();
        let mut paths: Vec<_> = base_model.keys().chain(our_model.keys()).chain(their_model.keys()).collect();
        paths.sort();
        paths.dedup();
        for path in paths {
            let [base, ours, theirs] = [&base_model, &our_model, &their_model]
                .map(|model| model.get(path).cloned().map(Text));
            let kept = if ours == theirs || theirs == base {
                ours
            } else if ours == base {
                theirs
            } else {
                let kept = match (&ours, &theirs) {
                    (Some(ours), Some(theirs)) => Text::merge(base.as_ref(), ours, theirs),
                    (one, other) => one.clone().or(other.clone()).expect("they differ"),
                };
                choices.push(Choice { key: File(path.clone()), base, ours, theirs, kept: kept.clone() });
                Some(kept)
            };
            if let Some(Text(kept)) = kept {
                expected.insert(path.clone(), kept);
            }
        }

        let (merged, made) = ours.merge(&base_tree, &theirs);
        assert_same(&merged, &expected);
        prop_assert_eq!(made, choices);
        // The value's rule is commutative, so the merge is; and the rest holds for any rule.
        let (mirrored, _) = theirs.merge(&base_tree, &ours);
        prop_assert!(mirrored == merged);
        prop_assert!(ours.merge(&base_tree, &ours) == (ours.clone(), vec![]));
        prop_assert!(ours.merge(&base_tree, &base_tree) == (ours.clone(), vec![]));
        prop_assert!(base_tree.merge(&base_tree, &theirs) == (theirs.clone(), vec![]));
    }
}

#[test]
fn a_directory_grows_past_sixteen_names_and_shrinks_back() {
    let name = |n: usize| File(format!("dir/{n:02}"));
    let mut tree = Files::default();
    let mut ids = vec![tree.id()];
    for n in 0..40 {
        assert_eq!(tree.insert(name(n), Text(n.to_string())), None);
        let fresh: Files = (0..=n)
            .rev()
            .map(|n| (name(n), Text(n.to_string())))
            .collect();
        assert_eq!(tree.id(), fresh.id(), "{n}");
        ids.push(tree.id());
    }
    for n in (0..40).rev() {
        assert_eq!(tree.remove(&name(n)), Some(Text(n.to_string())));
        assert_eq!(tree.id(), ids[n], "{n}");
    }
    assert!(tree.is_empty());
}

#[test]
fn an_id_follows_the_values_while_the_names_stay() {
    for names in [1, 16, 17, 300] {
        let name = |n: usize| File(format!("dir/{n}"));
        let mut tree: Files = (0..names).map(|n| (name(n), Text(String::new()))).collect();
        let mut model: Vec<usize> = vec![0; names];
        for round in 1..6 {
            let at = round * 7 % names;
            model[at] = round;
            tree.insert(name(at), Text("x".repeat(round)));
            let fresh: Files = model
                .iter()
                .enumerate()
                .map(|(n, &round)| (name(n), Text("x".repeat(round))))
                .collect();
            assert_eq!(tree.id(), fresh.id(), "{names} names, round {round}");
        }
    }
}

#[test]
fn a_whole_directory_taken_over_needs_no_choice() {
    let base = files([("kept/a", "1"), ("gone/a", "1"), ("gone/b", "1")]);
    let ours = files([("kept/a", "2"), ("gone/a", "1"), ("gone/b", "1")]);
    let theirs = files([("kept/a", "1"), ("new/a", "3")]);
    let (merged, choices) = ours.merge(&base, &theirs);
    assert_eq!(merged, files([("kept/a", "2"), ("new/a", "3")]));
    assert_eq!(choices, []);
}

#[test]
fn a_change_beats_a_removal_and_is_listed_as_a_choice() {
    let base = files([("d/a", "1"), ("d/b", "1")]);
    let ours = files([("d/a", "2"), ("d/b", "1")]);
    let theirs = Files::default();
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let (merged, choices) = ours.merge(&base, theirs);
        assert_eq!(merged, files([("d/a", "2")]));
        let kept: Vec<_> = choices
            .iter()
            .map(|choice| (&*choice.key.0, &*choice.kept.0))
            .collect();
        assert_eq!(kept, [("d/a", "2")]);
    }
}

#[test]
#[should_panic(expected = "one key's path runs through another's")]
fn a_path_through_a_file_is_refused() {
    files([("a", "a file"), ("a/b", "a file in a file")]);
}

#[test]
#[should_panic(expected = "cannot be a name in a git tree")]
fn a_name_that_git_refuses_is_refused() {
    files([("a/.git/config", "no")]);
}
