//! Power: what a host forgets, what it keeps.

use super::*;

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
