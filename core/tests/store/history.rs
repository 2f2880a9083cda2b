//! Questions to a history, compared with naive walks over the same random graph; branches, the
//! log of their moves, and fetching.

use std::collections::BTreeSet;

use proptest::prelude::*;
use versioned_arp::store::{BranchName, Choice, Expect, ObjectId, PrefixError, RefError};

use crate::common::{File, Store, Text, author, closure, commit, files, graphs, secs, write_graph};

fn name(n: usize) -> BranchName {
    BranchName::new(&format!("b{n}")).expect("a valid name")
}

proptest! {
    #[test]
    fn looking_back_along_first_parents(graph in graphs(200)) {
        let mut store = Store::new();
        let ids = write_graph(&mut store, &graph);
        prop_assert_eq!(store.history(), &ids[..]);
        for tip in (0..ids.len()).step_by(7).chain([ids.len() - 1]) {
            let chain: Vec<usize> =
                std::iter::successors(Some(tip), |&at| graph[at].0.first().copied()).collect();
            for (n, &at) in chain.iter().enumerate() {
                prop_assert_eq!(store.ancestor(ids[tip], n as u64), Some(ids[at]));
            }
            prop_assert_eq!(store.ancestor(ids[tip], chain.len() as u64), None);
            for time in 0..210 {
                let newest = chain.iter().find(|&&at| graph[at].1 <= time).map(|&at| ids[at]);
                prop_assert_eq!(store.as_of(ids[tip], secs(time)), newest);
            }
        }
    }

    #[test]
    fn bisecting_finds_the_first_for_which_it_holds(graph in graphs(150), from in any::<prop::sample::Index>()) {
        let mut store = Store::new();
        let ids = write_graph(&mut store, &graph);
        let bad = *from.get(&ids);
        let mut line = vec![bad];
        while let Some(&next) = store.commit(line[line.len() - 1]).expect("known").parents().first() {
            line.push(next);
        }
        let good = line[line.len() - 1];
        prop_assert_eq!(store.bisect(bad, good, |_| true).is_none(), true);
        for first in 0..line.len() - 1 {
            let mut asked = 0;
            let found = store.bisect(good, bad, |commit| {
                asked += 1;
                line[..=first].contains(&commit.id())
            });
            prop_assert_eq!(found, Some(line[first]));
            prop_assert!(asked <= line.len().ilog2() + 1, "{} of {}", asked, line.len());
        }
    }

    #[test]
    fn ancestors_and_logs(graph in graphs(60), tips in prop::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let mut store = Store::new();
        let ids = write_graph(&mut store, &graph);
        let tips: Vec<usize> = tips.iter().map(|tip| tip.index(ids.len())).collect();
        for &tip in &tips {
            let reached = closure(&graph, &[tip]);
            for at in 0..ids.len() {
                prop_assert_eq!(store.is_ancestor(ids[at], ids[tip]), reached[at]);
            }
        }
        let log: Vec<ObjectId> =
            store.log(tips.iter().map(|&tip| ids[tip])).map(|commit| commit.id()).collect();
        let reached = closure(&graph, &tips);
        let expected: BTreeSet<ObjectId> = (0..ids.len()).filter(|&at| reached[at]).map(|at| ids[at]).collect();
        prop_assert_eq!(log.len(), expected.len());
        let mut seen = BTreeSet::new();
        for id in log.into_iter().rev() {
            let parents = store.commit(id).expect("logged commits are here").parents();
            prop_assert!(parents.iter().all(|parent| seen.contains(parent)), "parents come later");
            seen.insert(id);
        }
        prop_assert_eq!(seen, expected);
    }

    #[test]
    fn reachable_commits_are_counted_as_branches_move(
        graph in graphs(40),
        moves in prop::collection::vec((0..4usize, any::<Option<prop::sample::Index>>()), 0..60),
    ) {
        let mut store = Store::new();
        let ids = write_graph(&mut store, &graph);
        let mut tips: [Option<usize>; 4] = [None; 4];
        for (branch, to) in moves {
            let to = to.map(|to| to.index(ids.len()));
            let old = store.set_ref(&name(branch), Expect::Any, to.map(|to| ids[to]), secs(0), "move");
            prop_assert_eq!(old, Ok(tips[branch].map(|tip| ids[tip])));
            tips[branch] = to;
            let held: Vec<usize> = tips.iter().flatten().copied().collect();
            let reached = closure(&graph, &held).into_iter().filter(|&is| is).count();
            prop_assert_eq!(store.reachable(), reached);
        }
    }

    #[test]
    fn a_fetch_brings_what_is_missing(graph in graphs(40), places in any::<[prop::sample::Index; 2]>()) {
        let mut from = Store::new();
        let ids = write_graph(&mut from, &graph);
        let [first, second] = places.map(|place| place.index(ids.len()));
        let mut to = Store::new();
        let mut had = vec![false; ids.len()];
        for tip in [first, second, second] {
            let fetched = to.fetch(&from, ids[tip]);
            let wanted = closure(&graph, &[tip]);
            let missing: Vec<ObjectId> =
                (0..ids.len()).filter(|&at| wanted[at] && !had[at]).map(|at| ids[at]).collect();
            let mut objects = 0;
            let known: Vec<ObjectId> = (0..ids.len()).filter(|&at| had[at]).map(|at| ids[at]).collect();
            from.export(&[ids[tip]], &known, &mut |_| objects += 1);
            prop_assert_eq!(fetched.objects, objects);
            prop_assert_eq!(&to.history()[known.len()..], &missing[..]);
            prop_assert_eq!(fetched.commits, missing);
            had.iter_mut().zip(wanted).for_each(|(had, wanted)| *had |= wanted);
        }
        for &id in to.history() {
            let (ours, theirs) = (to.commit(id), from.commit(id));
            prop_assert_eq!(ours.map(|commit| commit.tree()), theirs.map(|commit| commit.tree()));
            prop_assert_eq!(to.merge_bases(id, ids[first]), from.merge_bases(id, ids[first]));
        }
    }
}

/// Base and two sides, crossed:
/// ```text
///       a1 -- ma -- …      ma = merge of a1 and b1
///      /  \  /
///  base    \/
///      \   /\
///       b1 -- mb -- …      mb = merge of b1 and a1
/// ```
#[test]
fn crossed_histories_merge_on_their_merged_bases() {
    let mut store = Store::new();
    let base = commit(
        &mut store,
        0,
        &[],
        files([("x", "base"), ("y", "base"), ("z", "base")]),
        0,
    );
    let a1 = commit(
        &mut store,
        1,
        &[base],
        files([("x", "a"), ("y", "base"), ("z", "base")]),
        1,
    );
    let b1 = commit(
        &mut store,
        2,
        &[base],
        files([("x", "base"), ("y", "b"), ("z", "base")]),
        2,
    );
    let merged = store.merge(a1, b1).tree;
    assert_eq!(merged, files([("x", "a"), ("y", "b"), ("z", "base")]));
    let mut ours = merged.clone();
    ours.insert(File("x".into()), Text("ours".into()));
    let mut theirs = merged;
    theirs.remove(&File("y".into()));
    let ma = commit(&mut store, 3, &[a1, b1], ours, 3);
    let mb = commit(&mut store, 4, &[b1, a1], theirs, 4);

    let outcome = store.merge(ma, mb);
    assert_eq!(outcome.bases, [b1, a1]);
    // On either base alone, x or y would have been changed by both sides.
    assert_eq!(outcome.choices, []);
    assert_eq!(outcome.tree, files([("x", "ours"), ("z", "base")]));
}

#[test]
fn unrelated_histories_merge_on_nothing() {
    let mut store = Store::new();
    let ours = commit(
        &mut store,
        0,
        &[],
        files([("a", "1"), ("both", "longer")]),
        0,
    );
    let theirs = commit(
        &mut store,
        1,
        &[],
        files([("b", "1"), ("both", "short")]),
        0,
    );
    let outcome = store.merge(ours, theirs);
    assert!(outcome.bases.is_empty());
    assert_eq!(
        outcome.tree,
        files([("a", "1"), ("b", "1"), ("both", "longer")])
    );
    assert_eq!(outcome.choices.len(), 1);
    assert_eq!(outcome.choices[0].base, None);
}

#[test]
fn a_commit_tells_what_was_said() {
    let mut store = Store::new();
    let tree = files([("a", "1")]);
    let message =
        "subject: of it\n\nSome text.\nKey: not a trailer\n\nTime: 1.500000\nNote: a: b\n";
    let id = store.write(&[], tree.clone(), &author(), secs(3), message);
    let commit = store.commit(id).expect("just written");
    assert_eq!(commit.subject(), "subject: of it");
    assert_eq!(
        commit.trailers().collect::<Vec<_>>(),
        [("Time", "1.500000"), ("Note", "a: b")]
    );
    assert_eq!((commit.at(), commit.author()), (secs(3), &author()));

    for plain in [
        "subject: only\n",
        "subject\n\nText.\nKey: value\n",
        "",
        "subject\n\nno key\n",
    ] {
        let id = store.write(&[], tree.clone(), &author(), secs(3), plain);
        let commit = store.commit(id).expect("just written");
        assert_eq!(commit.trailers().count(), 0, "{plain:?}");
        assert_eq!(commit.message(), plain);
    }
}

#[test]
fn one_commit_written_twice_is_one_commit() {
    let mut store = Store::new();
    let first = commit(&mut store, 0, &[], files([("a", "1")]), 0);
    assert_eq!(commit(&mut store, 0, &[], files([("a", "1")]), 0), first);
    assert_eq!(store.history(), [first]);
}

#[test]
fn a_branch_moves_only_if_it_is_as_expected() {
    let mut store = Store::new();
    let main = BranchName::main();
    let a = commit(&mut store, 0, &[], files([("a", "1")]), 0);
    let b = commit(&mut store, 1, &[a], files([("a", "2")]), 1);
    let start = store.cursor();

    assert_eq!(
        store.set_ref(&main, Expect::Absent, Some(a), secs(1), "made"),
        Ok(None)
    );
    let error = store
        .set_ref(&main, Expect::Absent, Some(b), secs(2), "again")
        .expect_err("it exists");
    let (expected, found) = (None, Some(a));
    assert_eq!(
        error,
        RefError::Unexpected {
            name: main.clone(),
            expected,
            found
        }
    );
    assert_eq!(
        error.to_string(),
        format!("branch main is {a}, not absent as expected")
    );
    let error = store
        .set_ref(&main, Expect::Equal(b), None, secs(2), "gone")
        .expect_err("it is a");
    assert_eq!(
        error.to_string(),
        format!("branch main is {a}, not {b} as expected")
    );
    let other = ObjectId::null(a.kind());
    let error = store.set_ref(&main, Expect::Any, Some(other), secs(2), "lost");
    assert_eq!(error, Err(RefError::UnknownCommit(other)));
    assert_eq!(store.branch(&main), Some(a));

    let snapshot = store.branches().clone();
    let middle = store.cursor();
    assert_eq!(
        store.set_ref(&main, Expect::Equal(a), Some(a), secs(2), "same"),
        Ok(Some(a))
    );
    assert_eq!(
        store.set_ref(&main, Expect::Equal(a), Some(b), secs(3), "moved"),
        Ok(Some(a))
    );
    assert_eq!(
        store.set_ref(&main, Expect::Any, None, secs(4), "gone"),
        Ok(Some(b))
    );
    let told = |change: &versioned_arp::store::RefChange| {
        (change.old, change.new, change.at, change.reason.to_string())
    };
    let since: Vec<_> = store.since(middle).iter().map(told).collect();
    assert_eq!(
        since,
        [
            (Some(a), Some(b), secs(3), "moved".into()),
            (Some(b), None, secs(4), "gone".into())
        ]
    );
    assert_eq!(store.since(start), store.reflog());
    assert_eq!(store.since(store.cursor()), []);
    assert_eq!(snapshot.get(&main), Some(&a));
    assert_eq!(store.branches().len(), 0);
}

#[test]
fn a_branch_is_no_directory_of_another() {
    let mut store = Store::new();
    let tip = Some(commit(&mut store, 0, &[], files([("a", "1")]), 0));
    let branch = |name: &str| BranchName::new(name).expect("a valid name");
    let mut make = |name: &str| store.set_ref(&branch(name), Expect::Absent, tip, secs(0), "made");
    make("a/b/c").expect("nothing is in the way");
    make("a/b-c").expect("nothing is in the way");
    for (name, other) in [("a", "a/b-c"), ("a/b", "a/b/c"), ("a/b/c/d", "a/b/c")] {
        let (name, other) = (branch(name), branch(other));
        let error = make(name.as_str());
        assert_eq!(error, Err(RefError::Occupied { name, other }));
    }
    make("a/b/cd").expect("a name of its own");
}

#[test]
fn a_unique_beginning_names_a_commit() {
    let mut store = Store::new();
    let ids: Vec<ObjectId> = (0..2000)
        .map(|n| commit(&mut store, n, &[], files([("a", "1")]), 0))
        .collect();
    let hex = ids[5].to_string();
    assert_eq!(store.resolve_prefix(&hex), Ok(ids[5]));
    assert_eq!(store.resolve_prefix(&hex[..13]), Ok(ids[5]));
    assert_eq!(store.resolve_prefix(&hex.to_uppercase()), Ok(ids[5]));
    for bad in ["", "abc", "xyz0", "ääää", &format!("{hex}0")] {
        assert_eq!(
            store.resolve_prefix(bad),
            Err(PrefixError::Malformed(bad.to_owned()))
        );
    }
    // Of 2,000 ids about 30 share their first four digits with another.
    let mut heads: Vec<String> = ids
        .iter()
        .map(|id| id.to_string()[..4].to_owned())
        .collect();
    heads.sort();
    let shared = heads
        .windows(2)
        .find(|pair| pair[0] == pair[1])
        .expect("two ids begin alike");
    let ambiguous = store.resolve_prefix(&shared[0]);
    assert_eq!(ambiguous, Err(PrefixError::Ambiguous(shared[0].clone())));
    let absent = (0..=0xffff)
        .map(|n| format!("{n:04x}"))
        .find(|head| heads.binary_search(head).is_err());
    let absent = absent.expect("2,000 ids do not begin in 65,536 ways");
    assert_eq!(
        store.resolve_prefix(&absent),
        Err(PrefixError::Unknown(absent.clone()))
    );
}

/// Three lines that each take in all three of the rung below, hundreds of times:
/// ```text
///   a0 - a1 - a2 - …
///      X    X           every commit has all three commits before it as parents
///   b0 - b1 - b2 - …
///      X    X
///   c0 - c1 - c2 - …
/// ```
#[test]
fn a_long_ladder_of_crossed_merges_is_climbed_once() {
    let mut store = Store::new();
    let mut rung: Vec<ObjectId> = Vec::new();
    for n in 0..600 {
        let mut next = Vec::new();
        for (line, name) in ["a", "b", "c"].into_iter().enumerate() {
            let mut parents = rung.clone();
            parents.rotate_left(line.min(rung.len()));
            let mut tree = parents
                .first()
                .and_then(|&first| store.commit(first))
                .map_or_else(
                    || files([("a", "1000"), ("b", "1000"), ("c", "1000")]),
                    |first| first.tree().clone(),
                );
            // Each line changes a file of its own and undoes what the others did to theirs.
            tree.insert(File(name.into()), Text(format!("{}", 1001 + n)));
            next.push(commit(&mut store, 3 * n + line, &parents, tree, n as u64));
        }
        rung = next;
    }
    let outcome = store.merge(rung[0], rung[1]);
    assert_eq!(outcome.bases.len(), 3);
    // The three bases come to 1599 of each, though each alone has that of one file only.
    let told = |choice: &Choice<File, Text>| {
        let texts = [&choice.base, &choice.ours, &choice.theirs]
            .map(|text| text.clone().map(|text| text.0));
        (
            choice.key.0.clone(),
            texts.map(Option::unwrap_or_default),
            choice.kept.0.clone(),
        )
    };
    let choice = |name: &str, texts: [&str; 3]| {
        (name.to_owned(), texts.map(str::to_owned), "1600".to_owned())
    };
    assert_eq!(
        outcome.choices.iter().map(told).collect::<Vec<_>>(),
        [
            choice("a", ["1599", "1600", "1000"]),
            choice("b", ["1599", "1000", "1600"])
        ]
    );
    assert_eq!(
        outcome.tree,
        files([("a", "1600"), ("b", "1600"), ("c", "1000")])
    );
}
