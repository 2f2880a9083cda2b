//! Queries, and what a run owes to its text and to time alone.

use super::*;

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
