//! Whole labs, a few lines each: what a statement does to hosts, links and the trace.

use super::{Cause, Fate, HostId, LossReason, Progress, Run, StopReason};
use crate::arp::Timer;
use crate::cache;
use crate::report::{fingerprint, log, snapshot};
use crate::scenario;
use crate::store::BranchName;
use crate::time::Instant;
use std::sync::Arc;

/// Two hosts on one switch; what happens follows.
const PAIR: &str =
    "end 10s\nhost ann 10.0.0.1 profile classic\nhost bob 10.0.0.2 profile classic\n";
const ANN: HostId = HostId::FIRST;

fn start(text: &str) -> Run {
    let scenario = scenario::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    Run::new(Arc::new(scenario))
}

fn run(text: &str) -> Run {
    let mut run = start(text);
    while run.advance(Instant::MAX, 1_000) == Progress::More {}
    run
}

fn pair(statements: &str) -> Run {
    run(&format!("{PAIR}{statements}"))
}

fn millis(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

/// The host's commits, oldest first, as `BRANCH SUBJECT`.
fn commits(run: &Run, host: HostId) -> Vec<String> {
    let made = run
        .trace()
        .commits()
        .iter()
        .filter(|made| made.host == host);
    made.map(|made| {
        let commit = run
            .repository(host, made.generation)
            .commit(made.id)
            .expect("it was made there");
        format!("{} {}", made.branch, commit.subject())
    })
    .collect()
}

/// The host's cache at the end as `IP MAC`.
fn cache(run: &Run, host: HostId) -> Vec<String> {
    let seen = snapshot(run, run.now());
    seen.hosts[host.index()]
        .cache
        .iter()
        .map(|entry| format!("{} {}", entry.ip, entry.mac.as_deref().unwrap_or("-")))
        .collect()
}

fn notes(run: &Run) -> Vec<&str> {
    run.trace()
        .notes()
        .iter()
        .map(|note| note.text.as_str())
        .collect()
}

#[test]
fn a_query_is_a_branch_that_ends_in_a_merge_and_causes_point_both_ways() {
    let run = pair("at 1s ann query bob\n");
    assert_eq!(
        commits(&run, ANN),
        [
            "main create: empty cache",
            "query/10.0.0.2 query 10.0.0.2: request 1 of 4",
            "query/10.0.0.2 query answered: 10.0.0.2 -> 02:00:00:00:00:02",
            "main merge query/10.0.0.2",
        ]
    );
    let causes: Vec<Cause> = run
        .trace()
        .commits()
        .iter()
        .filter(|made| made.host == ANN)
        .map(|made| made.cause)
        .collect();
    let reply = run.trace().frames()[1].number;
    assert_eq!(
        causes,
        [
            Cause::Start,
            Cause::Statement(0),
            Cause::Frame(reply),
            Cause::Frame(reply)
        ]
    );
    let taught: Vec<&str> = run.trace().frames()[1]
        .commits
        .iter()
        .map(|index| run.trace().commits()[*index].branch.as_str())
        .collect();
    assert_eq!(taught, ["query/10.0.0.2", "main"]);
    assert_eq!(
        run.trace().frames()[1].cause,
        Cause::Frame(run.trace().frames()[0].number)
    );
    // Two links each way, 100 µs each.
    assert_eq!(
        run.trace().query_ends()[0].at,
        millis(1_000) + crate::time::Duration::from_micros(400)
    );
    let branches = &run.trace().host_at(ANN, run.now()).branches;
    assert_eq!(
        branches.keys().map(BranchName::as_str).collect::<Vec<_>>(),
        ["main"]
    );
}

#[test]
fn the_log_is_drawn_as_git_draws_it() {
    let run = pair("at 1s ann query bob\nat 2s ann forget 10.0.0.2\n");
    let mut text = log(&run, ANN, run.now());
    for id in run.repository(ANN, 0).history() {
        text = text.replace(&id.to_hex_with_len(7).to_string(), "0000000");
    }
    assert_eq!(
        text,
        "\
* 0000000 (HEAD -> main) forgot: 10.0.0.2
* 0000000 merge query/10.0.0.2
|\\
| * 0000000 query answered: 10.0.0.2 -> 02:00:00:00:00:02
| * 0000000 query 10.0.0.2: request 1 of 4
|/
* 0000000 create: empty cache
"
    );
}

#[test]
fn nobody_home_means_four_requests_and_a_merge_that_changes_nothing() {
    let run = pair("at 1s ann query 10.0.0.9\n");
    let subjects = commits(&run, ANN);
    assert_eq!(subjects.len(), 1 + 4 + 2, "{subjects:#?}");
    assert_eq!(
        subjects[5..],
        [
            "query/10.0.0.9 query timed out: 10.0.0.9",
            "main merge query/10.0.0.9"
        ]
    );
    assert!(cache(&run, ANN).is_empty());
    assert_eq!(
        run.trace().commits().last().map(|made| made.cause),
        Some(Cause::Timer(Timer::Retry))
    );
    assert_eq!(run.trace().frames().len(), 4);
}

#[test]
fn what_happens_does_not_depend_on_the_slices() {
    let text = format!(
        "{PAIR}seed 7\nhost eve 10.0.0.3 profile classic\nlink eve lan loss 20% duplicate 20% corrupt 5% jitter 1ms\n\
         at 1s every 700ms eve query ann\nat 1s every 900ms bob query eve\nat 1s every 1100ms ann flush\n"
    );
    let whole = run(&text);
    let mut slices = start(&text);
    for tick in 0..2_000u64 {
        while slices.advance(millis(tick * 5), 1) == Progress::More {}
    }
    while slices.advance(Instant::MAX, 3) == Progress::More {}
    assert_eq!(
        fingerprint(&whole, whole.now()),
        fingerprint(&slices, slices.now())
    );
    assert_eq!(whole.trace().frames().len(), slices.trace().frames().len());
    assert!(
        whole.trace().dropped_until(whole.now()) > 0,
        "the link must have lost something"
    );
    // A moment looked back at is the moment as it was when the run stood there.
    let at = millis(4_000);
    let mut early = start(&text);
    while early.advance(at, 100) == Progress::More {}
    assert_eq!(snapshot(&whole, at), snapshot(&early, at));
}

#[test]
fn comments_titles_and_positions_never_change_an_id() {
    let plain = pair("at 1s ann query bob\n");
    let dressed = run(
        "title \"x\"\n# a comment\nend 10s\n\nhost ann 10.0.0.1 profile classic at 5,5\nhost bob 10.0.0.2 profile classic\nat 1s   ann query   bob # now\n",
    );
    assert_eq!(
        fingerprint(&plain, plain.now()),
        fingerprint(&dressed, dressed.now())
    );
}

#[test]
fn power_down_ends_waiting_without_a_commit_and_power_up_tidies() {
    let run = pair(
        "at 0s ann learn 10.0.0.7 02:00:00:00:00:07 for 2s\nat 1s ann query 10.0.0.9\nat 1.2s ann down\nat 1.4s ann query bob\nat 5s ann up\n",
    );
    assert_eq!(
        commits(&run, ANN),
        [
            "main create: empty cache",
            "main learned: 10.0.0.7 -> 02:00:00:00:00:07",
            "query/10.0.0.9 query 10.0.0.9: request 1 of 4",
            "query/10.0.0.9 query timed out: 10.0.0.9",
            "main merge query/10.0.0.9",
            "main expired: 10.0.0.7",
        ]
    );
    let up: Vec<Instant> = run
        .trace()
        .commits()
        .iter()
        .filter(|made| made.host == ANN)
        .skip(3)
        .map(|made| made.at)
        .collect();
    assert_eq!(up, [millis(5_000); 3]);
    assert_eq!(notes(&run), ["ann is down: nothing happens"]);
    assert!(!run.trace().host_at(ANN, millis(3_000)).up);
    assert_eq!(
        run.trace().host_at(ANN, millis(3_000)).branches.len(),
        2,
        "the query's branch is left as it was"
    );
}

#[test]
fn power_up_fresh_starts_an_empty_repository() {
    let run = pair("at 1s ann query bob\nat 2s ann down\nat 3s ann up fresh\n");
    let before = run.trace().host_at(ANN, millis(2_500));
    let after = run.trace().host_at(ANN, run.now());
    assert_eq!(
        (
            before.generation,
            before.commits,
            after.generation,
            after.commits
        ),
        (0, 4, 1, 1)
    );
    let main = after
        .branches
        .get(&BranchName::main())
        .copied()
        .expect("main");
    let first = run.repository(ANN, 1).commit(main).expect("a commit");
    assert_eq!(
        first.message(),
        "create: empty cache\n\nTime: 3.000000\nStatement: ann up fresh\n"
    );
}

#[test]
fn a_host_without_power_hears_nothing() {
    let run = pair("at 1s bob down\nat 2s ann query bob\n");
    assert!(
        run.trace()
            .receptions()
            .iter()
            .filter(|got| got.host != ANN)
            .all(|got| got.fate == Fate::HostDown)
    );
    assert!(cache(&run, ANN).is_empty());
}

#[test]
fn a_link_that_goes_down_takes_what_is_on_its_way() {
    let run = pair(
        "link ann lan latency 100ms\nat 1s ann query bob\nat 1.05s link lan ann down\nat 2s link ann lan up\n",
    );
    let first = &run.trace().hops()[0];
    assert_eq!(first.lost, Some((millis(1_050), LossReason::LinkDown)));
    assert_eq!(run.trace().in_flight(millis(1_049)).count(), 1);
    assert_eq!(run.trace().in_flight(millis(1_050)).count(), 0);
    assert_eq!(run.trace().dropped_until(millis(1_100)), 1);
    assert_eq!(
        cache(&run, ANN),
        ["10.0.0.2 02:00:00:00:00:02"],
        "the second request gets through"
    );
}

#[test]
fn frames_in_flight_are_those_that_left_and_are_not_there_yet() {
    let run = pair("at 1s ann query bob\n");
    let at = |us: u64| {
        run.trace()
            .in_flight(Instant::from_micros(1_000_000 + us))
            .count()
    };
    assert_eq!([at(0), at(99), at(100), at(399), at(400)], [1, 1, 1, 1, 0]);
}

#[test]
fn a_loop_of_switches_ends_in_a_storm_that_is_named() {
    let run = run(
        "switch a\nswitch b\nswitch c\nlink a b\nlink b c\nlink c a\nhost ann 10.0.0.1 profile classic\nat 1s ann query 10.0.0.9\n",
    );
    let stop = run.stop().expect("it cannot go on");
    let StopReason::Storm {
        frame, switches, ..
    } = &stop.reason
    else {
        panic!("{stop}")
    };
    assert_eq!((*frame, switches.join(" ")), (1, "a b c".to_owned()));
    assert!(
        stop.to_string().contains("frame storm: frame 1 crossed"),
        "{stop}"
    );
    assert_eq!(
        run.trace().frames().len(),
        1,
        "what happened up to there stays"
    );
}

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
fn a_raw_frame_reaches_everyone_and_is_counted_as_too_short() {
    let run = pair("at 1s ann frame \"\"\nat 2s ann frame ffffffffffff020000000001\n");
    assert_eq!(run.trace().frames().len(), 2);
    assert!(run.trace().frames().iter().all(|frame| frame.forged));
    assert_eq!(run.trace().receptions().len(), 2);
    assert!(
        run.trace()
            .receptions()
            .iter()
            .all(|got| got.fate == Fate::Arp(crate::arp::Verdict::TooShort))
    );
}

#[test]
fn statements_come_before_everything_else_of_their_moment() {
    // The reply arrives at 1.000400 s, when ann flushes: the flush comes first, so the entry stays.
    let run = pair("at 1s ann query bob\nat 1000400us ann flush\n");
    assert_eq!(cache(&run, ANN), ["10.0.0.2 02:00:00:00:00:02"]);
    let run = pair("at 1s ann query bob\nat 1000401us ann flush\n");
    assert!(cache(&run, ANN).is_empty());
}

#[test]
fn repetitions_run_as_often_as_they_say() {
    let run = pair("at 1s every 2s ann flush\nat 1s every 1s times 3 bob flush\n");
    let times = |index| {
        run.trace()
            .statements()
            .iter()
            .filter(|(_, ran)| *ran == index)
            .map(|(at, _)| at.as_secs())
            .collect::<Vec<_>>()
    };
    assert_eq!((times(0), times(1)), (vec![1, 3, 5, 7, 9], vec![1, 2, 3]));
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
