//! What an operator does to histories by hand.

use super::*;

#[test]
fn pull_merges_and_repeats_without_a_commit() {
    let run = pair(
        "at 1s bob learn 10.0.0.9 02:00:00:00:00:09\nat 2s ann pull bob\nat 3s ann pull bob\nat 4s ann push bob\n",
    );
    assert_eq!(
        commits(&run, ANN),
        ["main create: empty cache", "main pull bob"]
    );
    assert_eq!(cache(&run, ANN), ["10.0.0.9 02:00:00:00:00:09"]);
    assert_eq!(
        notes(&run),
        ["bob has nothing new for ann", "ann has nothing new for bob"]
    );
    let pulled = run
        .trace()
        .commits()
        .iter()
        .rfind(|made| made.host == ANN)
        .expect("the pull");
    let commit = run
        .repository(ANN, 0)
        .commit(pulled.id)
        .expect("it was made there");
    assert_eq!(commit.parents().len(), 2);
    assert_eq!(
        run.trace().host_at(ANN, run.now()).commits,
        4,
        "both creates, bob's entry, the pull"
    );
}

#[test]
fn a_push_is_the_peers_commit() {
    let run = pair("at 1s ann learn 10.0.0.9 02:00:00:00:00:09\nat 2s ann push bob\n");
    let made = run.trace().commits().last().expect("a commit");
    let commit = run
        .repository(made.host, 0)
        .commit(made.id)
        .expect("it was made there");
    assert_eq!(
        commit.message(),
        "pull ann\n\nTime: 2.000000\nStatement: ann push bob\n"
    );
    assert_eq!(commit.author().name(), "bob");
}

#[test]
fn a_revert_gives_back_the_former_mapping_and_names_what_it_leaves() {
    let run = pair(
        "at 1s ann learn 10.0.0.7 02:00:00:00:00:07\nat 1s ann learn 10.0.0.8 02:00:00:00:00:08\n\
         at 2s bob arp reply from 02:00:00:00:00:66 10.0.0.7 to 02:00:00:00:00:01 10.0.0.1\n\
         at 3s ann revert HEAD\nat 4s ann revert HEAD~9\n",
    );
    assert_eq!(
        cache(&run, ANN),
        ["10.0.0.7 02:00:00:00:00:07", "10.0.0.8 02:00:00:00:00:08"]
    );
    assert_eq!(
        commits(&run, ANN).last().map(String::as_str),
        Some("main revert changed: 10.0.0.7 02:00:00:00:00:07 -> 02:00:00:00:00:66")
    );
    assert_eq!(notes(&run), ["unknown revision 'HEAD~9'"]);
    // A fresh lifetime: 60 s from the revert.
    let seen = snapshot(&run, run.now());
    assert_eq!(seen.hosts[0].cache[0].expires, Some(63.0));
}

#[test]
fn the_first_commit_cannot_be_reverted() {
    let run = pair("at 1s ann revert HEAD\n");
    assert_eq!(
        notes(&run),
        ["the first commit cannot be reverted: there is nothing before it"]
    );
}

#[test]
fn a_reset_moves_main_and_queries_begin_anew_there() {
    let run = pair(
        "at 1s ann learn 10.0.0.7 02:00:00:00:00:07\nat 2s ann query 10.0.0.9\nat 2.5s ann reset @0.5s\nat 3s bob add-ip 10.0.0.9\n",
    );
    assert_eq!(
        commits(&run, ANN),
        [
            "main create: empty cache",
            "main learned: 10.0.0.7 -> 02:00:00:00:00:07",
            "query/10.0.0.9 query 10.0.0.9: request 1 of 4",
            "query/10.0.0.9 query 10.0.0.9: request 1 of 4",
            "query/10.0.0.9 query answered: 10.0.0.9 -> 02:00:00:00:00:02",
            "main merge query/10.0.0.9",
            "main learned: 10.0.0.2 -> 02:00:00:00:00:02",
        ]
    );
    assert_eq!(
        cache(&run, ANN),
        ["10.0.0.2 02:00:00:00:00:02", "10.0.0.9 02:00:00:00:00:02"],
        "10.0.0.7 was reset away"
    );
}

#[test]
fn a_pull_that_brings_the_answer_ends_a_query() {
    let run = pair(
        "at 1s bob learn 10.0.0.9 02:00:00:00:00:09\nat 2s ann query 10.0.0.9\nat 2.5s ann pull bob\n",
    );
    assert_eq!(
        commits(&run, ANN)[2..],
        [
            "main pull bob",
            "query/10.0.0.9 query answered: 10.0.0.9 -> 02:00:00:00:00:09",
            "main merge query/10.0.0.9"
        ]
    );
    assert_eq!(run.trace().query_ends().len(), 1);
}

#[test]
fn branches_by_hand() {
    let run = pair(
        "at 1s ann branch before\nat 2s ann learn 10.0.0.7 02:00:00:00:00:07\nat 3s ann branch after\nat 3s ann branch after\n\
         at 4s ann reset before\nat 5s ann merge after\nat 6s ann merge before\nat 7s ann merge nowhere\n",
    );
    assert_eq!(
        commits(&run, ANN).last().map(String::as_str),
        Some("main merge after")
    );
    assert_eq!(
        notes(&run),
        [
            "a branch named 'after' exists already",
            "merge before: no entry would change",
            "there is no branch 'nowhere'"
        ]
    );
}

#[test]
fn a_full_table_evicts_in_the_same_commit() {
    let run = run(
        "end 5s\nhost ann 10.0.0.1 profile classic capacity 1\nhost bob 10.0.0.2 profile classic\n\
         at 1s ann learn 10.0.0.7 02:00:00:00:00:07\nat 2s ann learn 10.0.0.8 02:00:00:00:00:08\n",
    );
    assert_eq!(cache(&run, ANN), ["10.0.0.8 02:00:00:00:00:08"]);
    let last = run.trace().commits().last().expect("a commit");
    let message = run
        .repository(ANN, 0)
        .commit(last.id)
        .expect("it was made there")
        .message();
    assert!(
        message.ends_with("Note: evicted 10.0.0.7: the table is full\n"),
        "{message}"
    );
}

#[test]
fn the_engines_table_is_main_at_every_moment() {
    let run = pair(
        "at 0s bob learn 10.0.0.9 02:00:00:00:00:09 for 3s\nat 1s ann query bob\nat 1.5s ann pin 10.0.0.5 02:00:00:00:00:05\n\
         at 2s ann pull bob\nat 3s ann revert HEAD~2\nat 4s ann reset @2.5s\nat 5s ann flush\n",
    );
    let head = run
        .trace()
        .host_at(ANN, run.now())
        .branches
        .get(&BranchName::main())
        .copied()
        .expect("main");
    let tree = run
        .repository(ANN, 0)
        .commit(head)
        .expect("a commit")
        .tree()
        .clone();
    let table: Vec<_> = run.hosts[0]
        .cache()
        .table()
        .iter()
        .map(|(ip, entry)| (ip, *entry))
        .collect();
    assert_eq!(table, cache::entries(&tree));
}
