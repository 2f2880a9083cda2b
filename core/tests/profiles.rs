//! Whole labs of the profiles: what a host's history tells of its neighbours' states, of polls, and
//! of what comes by a pull or a revert.

use std::sync::Arc;
use versioned_arp::arp::Verdict;
use versioned_arp::report::{counters, counters_table, snapshot};
use versioned_arp::scenario;
use versioned_arp::sim::{HostId, Progress, Run};
use versioned_arp::time::Instant;

fn run(text: &str) -> Run {
    let scenario = scenario::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let mut run = Run::new(Arc::new(scenario));
    while run.advance(Instant::MAX, 1_000) == Progress::More {}
    assert_eq!(run.stop(), None);
    run
}

/// The messages of a host's commits on main, oldest first, but for their times and merges.
fn messages(run: &Run, host: usize) -> Vec<String> {
    let made = run.trace().commits().iter();
    let on_main = made.filter(|made| made.host.index() == host && made.branch.as_str() == "main");
    let message = |made: &versioned_arp::sim::CommitRecord| {
        let repository = run.repository(made.host, made.generation);
        let commit = repository.commit(made.id).expect("it was made there");
        let trailers = commit.trailers().filter(|(key, _)| *key != "Time");
        trailers.fold(commit.subject().to_owned(), |text, (key, value)| {
            format!("{text} [{key}: {value}]")
        })
    };
    let all = on_main.map(message).skip(1);
    all.filter(|text| !text.starts_with("merge query/"))
        .collect()
}

/// A host's cache at the end as `IP STATE`.
fn cache(run: &Run, host: usize) -> Vec<String> {
    let seen = snapshot(run, run.now());
    let cache = seen.hosts[host].cache.iter();
    let line = |entry: &versioned_arp::report::CacheEntry| format!("{} {}", entry.ip, entry.state);
    cache.map(line).collect()
}

fn notes(run: &Run, host: usize) -> Vec<&str> {
    let notes = run.trace().notes().iter();
    let own = notes.filter(|note| note.host.map(HostId::index) == Some(host));
    own.map(|note| note.text.as_str()).collect()
}

#[test]
fn a_host_line_without_a_profile_follows_the_rfcs() {
    let run = run("end 1s\nhost ann 10.0.0.1");
    let seen = snapshot(&run, run.now());
    assert_eq!(seen.hosts[0].profile, "rfc");
}

#[test]
fn linux_tells_every_state_and_its_timer() {
    let run = run("end 80s\nhost ann 10.0.0.1 profile linux timeout 10s\n\
                   host bob 10.0.0.2 profile linux\n\
                   at 1s ann query bob\nat 20s bob down\nat 21s ann query bob\n");
    let told = messages(&run, 0);
    assert_eq!(
        told,
        [
            "state: 10.0.0.2 REACHABLE -> STALE [Timer: reachable]",
            "state: 10.0.0.2 STALE -> DELAY [Statement: ann query bob]",
            "state: 10.0.0.2 DELAY -> PROBE [Timer: delay]",
            "state: 10.0.0.2 PROBE -> FAILED [Timer: probe]",
        ]
    );
    assert_eq!(cache(&run, 0), ["10.0.0.2 FAILED"]);
    assert!(messages(&run, 1)[0].starts_with("learned: 10.0.0.1 ->"));
}

#[test]
fn a_query_in_vain_leaves_failed_and_incomplete_stays_on_its_branch() {
    let run = run("end 4s\nhost ann 10.0.0.1 profile linux\nat 0s ann query 10.0.0.9");
    assert_eq!(cache(&run, 0), ["10.0.0.9 FAILED"]);
    let tips = run
        .trace()
        .commits()
        .iter()
        .filter(|made| made.branch.as_str() == "main");
    for made in tips {
        let commit = run.repository(made.host, 0).commit(made.id);
        let tree = commit.expect("it was made there").tree();
        assert!(tree.iter().all(|(_, e)| e.state.name() != "INCOMPLETE"));
    }
}

#[test]
fn an_rfc_host_polls_before_it_forgets() {
    let run = run(
        "end 30s\nhost ann 10.0.0.1 timeout 10s\nhost bob 10.0.0.2\n\
                   at 1s ann query bob\nat 20s bob down\n",
    );
    let told = messages(&run, 0);
    assert!(told[0].starts_with("confirmed: 10.0.0.2 ->"), "{told:?}");
    assert_eq!(
        told.last().map(String::as_str),
        Some("expired: 10.0.0.2 [Timer: expiry]")
    );
}

#[test]
fn what_a_revert_brings_back_is_stale_for_linux_and_alive_for_the_rfcs() {
    let lab = |profile: &str| {
        let text = format!(
            "end 5s\nhost ann 10.0.0.1 profile {profile}\nat 1s ann learn 10.0.0.9 02:00:00:00:00:09\n\
             at 2s ann forget 10.0.0.9\nat 3s ann revert HEAD\n"
        );
        cache(&run(&text), 0)
    };
    assert_eq!(lab("linux"), ["10.0.0.9 STALE"]);
    for profile in ["classic", "rfc", "strict"] {
        assert_eq!(lab(profile), ["10.0.0.9 REACHABLE"]);
    }
}

#[test]
fn a_known_mapping_wins_over_a_failed_one_in_a_pull() {
    let run = run(
        "end 6s\nhost ann 10.0.0.1 profile linux\nhost bob 10.0.0.2\n\
                   at 0s ann query 10.0.0.9\nat 4s bob learn 10.0.0.9 02:00:00:00:00:09 for 30s\n\
                   at 5s ann pull bob\n",
    );
    assert_eq!(cache(&run, 0), ["10.0.0.9 REACHABLE"]);
}

#[test]
fn a_lost_carrier_takes_the_entries_where_the_profile_listens() {
    let lab = |profile: &str| {
        let text = format!(
            "end 5s\nhost ann 10.0.0.1 profile {profile}\nhost bob 10.0.0.2 profile classic\n\
             at 1s ann query bob\nat 2s link ann lan down\nat 3s link ann lan down\n"
        );
        messages(&run(&text), 0)
    };
    for profile in ["rfc", "linux", "strict"] {
        assert_eq!(lab(profile), ["flushed [Statement: link ann lan down]"]);
    }
    assert!(lab("classic").is_empty());
}

#[test]
fn a_claimed_address_is_the_hosts_own_from_its_announcement_on() {
    let run = run(
        "end 20s\nhost ann\nhost bob 10.0.0.2\nat 1s ann claim 10.0.0.9\nat 12s bob query 10.0.0.9\n",
    );
    assert!(notes(&run, 0).contains(&"claimed 10.0.0.9: nobody objected"));
    let seen = snapshot(&run, run.now());
    assert_eq!(seen.hosts[0].ips, ["10.0.0.9"]);
    assert_eq!(cache(&run, 1), ["10.0.0.9 REACHABLE"]);
    let before = snapshot(&run, Instant::from_secs(3));
    assert!(before.hosts[0].ips.is_empty());
}

#[test]
fn a_claim_of_a_used_address_is_given_up() {
    for profile in ["classic", "rfc", "linux", "strict"] {
        let run = run(&format!(
            "end 20s\nhost ann profile {profile}\nhost bob 10.0.0.9 profile {profile}\nat 1s ann claim 10.0.0.9\n"
        ));
        let noted = notes(&run, 0).join("\n");
        assert!(noted.contains("gave up the claim of 10.0.0.9"), "{profile}");
        assert!(snapshot(&run, run.now()).hosts[0].ips.is_empty());
    }
}

#[test]
fn of_two_hosts_with_one_address_the_first_to_speak_again_keeps_it() {
    let run = run("end 20s\nhost ann 10.0.0.1\nhost bob 10.0.0.1\nat 1s bob announce\n");
    let seen = snapshot(&run, run.now());
    let left: Vec<_> = seen.hosts.iter().map(|host| host.ips.len()).collect();
    assert_eq!(left.iter().sum::<usize>(), 1, "one of them gave it up");
}

#[test]
fn arpwatchs_words_are_trailers_of_the_commits_they_belong_to() {
    let run = run("end 9s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\n\
                   at 1s bob query 10.0.0.1\n\
                   at 2s bob arp request from 02:00:00:00:00:66 10.0.0.2 to 00:00:00:00:00:00 10.0.0.1 dst ff:ff:ff:ff:ff:ff\n");
    let told = messages(&run, 0);
    assert!(
        told[0].ends_with("[Note: new station 10.0.0.2 02:00:00:00:00:02]"),
        "{told:?}"
    );
    assert!(
        told[1].ends_with(
            "[Note: ethernet mismatch 10.0.0.2 02:00:00:00:00:66 (02:00:00:00:00:02)] \
             [Note: changed ethernet address 10.0.0.2 02:00:00:00:00:66 (02:00:00:00:00:02)]"
        ),
        "{told:?}"
    );
    assert!(
        notes(&run, 0)
            .iter()
            .any(|note| note.starts_with("changed ethernet address"))
    );
}

#[test]
fn choices_of_a_host_line_reach_its_engine() {
    let run = run("end 9s\nhost ann 10.0.0.1 defend cede\n\
                   host bob 10.0.0.1 profile linux accept all\n\
                   host carol 10.0.0.3 proxy 10.9.0.0/16\nhost dave 10.0.0.4\n\
                   at 1s bob announce\nat 2s dave announce\nat 3s dave query 10.9.8.7\n");
    let seen = snapshot(&run, run.now());
    assert!(seen.hosts[0].ips.is_empty(), "ann gave her address up");
    assert_eq!(cache(&run, 1)[..1], ["10.0.0.4 STALE"]);
    assert_eq!(cache(&run, 3), ["10.9.8.7 REACHABLE"]);
}

#[test]
fn what_a_host_ignored_is_counted_by_reason() {
    let run = run("end 5s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\n\
                   at 1s bob frame \"\"\nat 2s bob query 10.0.0.9\n");
    let ann = HostId::new(0);
    let text = |host| counters_table(&counters(&run, host, run.now()));
    assert_eq!(text(ann), "  received  1 too short, 3 asks for another\n");
    assert_eq!(
        text(HostId::new(1)),
        "  sent      3 requests\n  queries   1 started, 1 timed out\n"
    );
    let early = counters(&run, ann, Instant::from_micros(1_999_999));
    assert_eq!(counters_table(&early), "  received  1 too short\n");
}

#[test]
fn counters_as_of_the_end_are_the_engines_own() {
    for lab in scenario::builtin::all() {
        let run = run(lab.text);
        for index in 0..run.scenario().hosts.len() {
            let host = HostId::new(index);
            let name = &run.scenario().hosts[index].name;
            let seen = counters(&run, host, run.now());
            assert_eq!(&seen, run.counters(host), "{} {name}", lab.name);
        }
    }
}

#[test]
fn counters_begin_anew_at_power_up() {
    let run = run(
        "end 9s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\nat 1s ann query bob\n\
                   at 3s ann down\nat 4s ann up fresh\nat 5s bob announce\n",
    );
    let at = |secs| counters(&run, HostId::new(0), Instant::from_secs(secs));
    assert_eq!((at(2).requests_sent, at(2).received_in_all()), (1, 1));
    assert_eq!(
        at(3),
        at(2),
        "a host that is down has done what it has done"
    );
    assert_eq!((at(4).requests_sent, at(4).received_in_all()), (0, 0));
    assert_eq!(at(5).requests_sent, 0);
    assert_eq!(at(6).received(Verdict::AsksForAnother), 1);
}
