//! irmin-arp's own test suites (2015), behaviour for behaviour, on labs: what its listener and
//! speakers did over a virtual network, ours do over a simulated one. `parse_zeros` and
//! `parse_unparse` are with the wire codec; `pull_nonsense_data` is with the store's reading of
//! foreign data.
//!
//! As irmin-arp's did, the tests leave their hosts' repositories behind, at
//! `target/test_results/TEST/HOST`.

use std::path::Path;
use versioned_arp_tests::Lab;

const LISTENER: &str = "host listener 192.168.3.1 mac 02:00:00:00:00:01 profile classic\n";
const SPEAKER: &str = "host speaker 192.168.3.10 mac 10:9a:dd:c0:ff:ee profile classic\n";
const SPEAKER_MAC: &str = "10:9a:dd:c0:ff:ee";

/// The lab of a test: the listener, the speaker and what happens.
fn lab(test: &str, statements: &str) -> Lab {
    run(test, &format!("end 5s\n{LISTENER}{SPEAKER}{statements}"))
}

/// A lab of a test, which leaves its repositories behind.
fn run(test: &str, text: &str) -> Lab {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("Cargo's folder for tests lies in the target folder");
    Lab::run(text).leave_in(&target.join("test_results").join(test))
}

#[test]
fn create_is_consistent() {
    let lab = run(
        "create_is_consistent",
        "end 1s\nhost listener profile classic",
    );
    let seen = lab.at(0.0);
    let host = &seen.hosts[0];
    assert_eq!((host.ips.len(), host.cache.len(), host.commits), (0, 0, 1));
    assert_eq!(lab.log("listener"), ["create: empty cache"]);
    assert_eq!(
        lab.message("listener", "create: empty cache"),
        "create: empty cache\n\nTime: 0.000000\nStatement: start\n"
    );
}

#[test]
fn set_ips() {
    let lab = lab(
        "set_ips",
        "at 1s speaker set-ips 192.168.3.2\nat 2s speaker set-ips\nat 3s speaker set-ips 192.168.3.3 192.168.3.4",
    );
    let ips = |seconds| lab.at(seconds).hosts[1].ips.clone();
    assert_eq!(ips(0.5), ["192.168.3.10"]);
    assert_eq!(ips(1.5), ["192.168.3.2"]);
    assert!(ips(2.5).is_empty());
    assert_eq!(ips(3.5), ["192.168.3.3", "192.168.3.4"]);
    // What was set is announced, and heard within 100 ms.
    assert_eq!(
        lab.frames(1.0),
        ["speaker Gratuitous ARP for 192.168.3.2 (Reply)"].map(announced)
    );
    assert_eq!(
        lab.cache("listener", 1.1),
        [format!("192.168.3.2 {SPEAKER_MAC} REACHABLE")]
    );
    assert_eq!(lab.frames(3.0).len(), 3);
}

/// The announcement of 2015 is a reply with the target address 0.0.0.0, so Wireshark calls it an
/// ordinary reply.
fn announced(text: &str) -> String {
    let ip = text
        .split(' ')
        .nth(4)
        .expect("the address is the fifth word");
    format!("speaker {ip} is at {SPEAKER_MAC}")
}

#[test]
fn get_remove_ips() {
    let lab = lab(
        "get_remove_ips",
        "at 1s speaker set-ips 192.168.3.2 192.168.3.2 192.168.3.3\n\
         at 2s speaker remove-ip 192.168.3.2\nat 3s speaker remove-ip 192.168.3.2\nat 4s speaker remove-ip 192.168.3.3",
    );
    assert_eq!(lab.at(2.5).hosts[1].ips, ["192.168.3.3"]);
    assert_eq!(
        lab.at(3.5).hosts[1].ips,
        ["192.168.3.3"],
        "removing twice is harmless"
    );
    assert!(lab.at(4.5).hosts[1].ips.is_empty());
}

#[test]
fn input_single_garp() {
    let lab = lab("input_single_garp", "at 1s speaker set-ips 192.168.3.10");
    assert_eq!(
        lab.cache("listener", 1.1),
        [format!("192.168.3.10 {SPEAKER_MAC} REACHABLE")]
    );
    assert_eq!(
        lab.log("listener"),
        [
            "create: empty cache",
            "learned: 192.168.3.10 -> 10:9a:dd:c0:ff:ee"
        ]
    );
    assert!(
        lab.message("listener", "learned: 192.168.3.10 -> 10:9a:dd:c0:ff:ee")
            .ends_with("\nFrame: 1\n")
    );
}

#[test]
fn input_single_unicast_reply() {
    let lab = lab(
        "input_single_unicast_reply",
        "at 1s speaker arp reply from 10:9a:dd:c0:ff:ee 192.168.3.10 to 02:00:00:00:00:01 192.168.3.1",
    );
    assert_eq!(
        lab.cache("listener", 1.1),
        [format!("192.168.3.10 {SPEAKER_MAC} REACHABLE")]
    );
}

#[test]
fn input_multiple_garp() {
    let mut text = format!("end 5s\n{LISTENER}");
    for n in 1..=5 {
        text += &format!("host speaker{n} mac 02:00:00:00:01:0{n} profile classic\n");
        text += &format!("at {n}00ms speaker{n} set-ips 192.168.3.1{n}\n");
    }
    let cache = run("input_multiple_garp", &text).cache("listener", 1.0);
    let expected: Vec<String> = (1..=5)
        .map(|n| format!("192.168.3.1{n} 02:00:00:00:01:0{n} REACHABLE"))
        .collect();
    assert_eq!(cache, expected);
}

#[test]
fn input_changed_ip() {
    let lab = lab(
        "input_changed_ip",
        "at 1s speaker set-ips 192.168.3.11\nat 1.5s speaker set-ips 192.168.3.12\n\
         at 2s speaker set-ips 192.168.3.13\nat 2.5s speaker set-ips 192.168.3.14",
    );
    let cache = lab.cache("listener", 3.0);
    assert!(
        cache.contains(&format!("192.168.3.14 {SPEAKER_MAC} REACHABLE")),
        "{cache:?}"
    );
}

#[test]
fn input_garbage() {
    let lab = lab(
        "input_garbage",
        "at 1s speaker frame \"\"\n\
         # a reply meant for another host\n\
         at 1.2s speaker arp reply from 10:9a:dd:c0:ff:ee 192.168.3.10 to 02:00:00:00:00:99 192.168.3.99 dst 02:00:00:00:00:01\n\
         # a reply whose sender is the broadcast MAC\n\
         at 1.4s speaker arp reply from ff:ff:ff:ff:ff:ff 192.168.3.10 to 02:00:00:00:00:01 192.168.3.1\n\
         # a reply claiming the listener's own address\n\
         at 1.6s speaker arp reply from 10:9a:dd:c0:ff:ee 192.168.3.1 to 02:00:00:00:00:01 192.168.3.1\n",
    );
    assert_eq!(lab.frames(5.0).len(), 4);
    assert!(lab.cache("listener", 5.0).is_empty());
    assert_eq!(lab.log("listener"), ["create: empty cache"]);
}

#[test]
fn query_with_seeded_cache() {
    let lab = lab(
        "query_with_seeded_cache",
        "at 1s speaker learn 192.168.3.77 02:00:00:00:00:77\nat 2s listener pull speaker\nat 3s listener query 192.168.3.77",
    );
    assert_eq!(
        lab.cache("listener", 2.0),
        ["192.168.3.77 02:00:00:00:00:77 REACHABLE"]
    );
    let answer = lab
        .run
        .trace()
        .query_ends()
        .last()
        .expect("the query ended");
    assert_eq!(
        (answer.at.as_micros(), answer.mac.map(|mac| mac.to_string())),
        (3_000_000, Some("02:00:00:00:00:77".into()))
    );
    assert!(lab.frames(5.0).is_empty(), "nothing is sent");
}

#[test]
fn query_sent_with_empty_cache() {
    let lab = run(
        "query_sent_with_empty_cache",
        "end 200ms\nhost listener mac 02:00:00:00:00:01 profile classic\nhost speaker profile classic\nat 50ms listener query 192.168.3.77",
    );
    assert_eq!(
        lab.frames(0.15),
        ["listener Who has 192.168.3.77? Tell 0.0.0.0"]
    );
    let frame = &lab.run.trace().frames()[0];
    let sent = versioned_arp::wire::Frame::parse(&frame.bytes).expect("a well-formed frame");
    let packet = sent.as_arp().expect("an ARP packet");
    assert!(sent.dst.is_broadcast() && packet.tha.is_broadcast() && packet.spa.is_unspecified());
}

#[test]
fn entries_aged_out() {
    let lab = lab(
        "entries_aged_out",
        "at 0s speaker learn 192.168.3.77 02:00:00:00:00:77 for 1s\nat 0s listener pull speaker",
    );
    assert_eq!(lab.cache("listener", 0.5).len(), 1);
    assert!(lab.cache("listener", 2.0).is_empty());
    assert_eq!(
        lab.log("listener"),
        [
            "create: empty cache",
            "pull speaker",
            "expired: 192.168.3.77"
        ]
    );
    assert!(
        lab.message("listener", "expired: 192.168.3.77")
            .ends_with("\nTimer: expiry\n")
    );
}

#[test]
fn branches_that_add_and_remove_merge_to_both() {
    // main  create ─ learned .5 ───────── expired .5 ─ merge query/.10
    //                      └ request ─ answered .10 ───┘
    let lab = run(
        "branches_that_add_and_remove_merge_to_both",
        &format!(
            "end 10s\n{LISTENER}{SPEAKER}link speaker lan latency 600ms\n\
         at 0s listener learn 192.168.3.5 02:00:00:00:00:55 for 2s\nat 1.5s listener query speaker\n"
        ),
    );
    assert_eq!(
        lab.log("listener"),
        [
            "create: empty cache",
            "learned: 192.168.3.5 -> 02:00:00:00:00:55",
            "expired: 192.168.3.5",
            "merge query/192.168.3.10"
        ]
    );
    assert_eq!(
        lab.cache("listener", 10.0),
        [format!("192.168.3.10 {SPEAKER_MAC} REACHABLE")]
    );
}

#[test]
fn an_entry_refreshed_on_one_side_and_removed_on_the_other_stays_whichever_side_merges() {
    for (test, pull) in [
        ("removed_here_refreshed_there", "listener pull speaker"),
        ("refreshed_here_removed_there", "speaker pull listener"),
    ] {
        let lab = lab(
            test,
            &format!(
                "at 0s listener learn 192.168.3.77 02:00:00:00:00:77 for 1s\nat 500ms speaker pull listener\n\
                 at 800ms speaker learn 192.168.3.77 02:00:00:00:00:77 for 60s\nat 2s {pull}\n"
            ),
        );
        let host = pull.split(' ').next().expect("a host");
        assert_eq!(
            lab.cache(host, 3.0),
            ["192.168.3.77 02:00:00:00:00:77 REACHABLE"],
            "{pull}"
        );
    }
}

#[test]
fn of_two_competing_branches_the_later_expiry_wins_also_after_an_empty_one_was_merged() {
    let lab = lab(
        "of_two_competing_branches_the_later_expiry_wins",
        "at 0s listener branch empty\n\
         at 0s listener learn 192.168.3.77 02:00:00:00:00:0a for 30s\nat 0s speaker learn 192.168.3.77 02:00:00:00:00:0b for 60s\n\
         at 1s listener merge empty\nat 2s listener pull speaker\nat 3s speaker pull listener\n",
    );
    for host in ["listener", "speaker"] {
        assert_eq!(
            lab.cache(host, 4.0),
            ["192.168.3.77 02:00:00:00:00:0b REACHABLE"],
            "{host}"
        );
    }
    let message = lab.message("listener", "pull speaker");
    assert!(
        message.contains("Conflict: 192.168.3.77 kept 02:00:00:00:00:0b over 02:00:00:00:00:0a\n"),
        "{message}"
    );
}
