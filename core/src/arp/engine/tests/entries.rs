//! Entries set and removed by hand, static entries, and a full table.

use super::*;
use crate::arp::Table;

fn small(capacity: usize) -> Host {
    Host::with(Config {
        capacity,
        ..exact()
    })
}

#[test]
fn learning_by_hand_speaks_as_frames_do() {
    let mut host = Host::new();
    host.learn(10, mac(10), None);
    host.learn(10, mac(10), None);
    host.learn(10, mac(10), Some(secs(0.5)));
    host.learn(10, mac(11), None);
    assert_eq!(
        host.events(),
        [
            "learned 192.168.3.10 02:00:00:00:00:0a",
            "confirmed 192.168.3.10 02:00:00:00:00:0a",
            "changed 192.168.3.10 02:00:00:00:00:0a 02:00:00:00:00:0b",
        ],
        "the second changed nothing"
    );
    assert_eq!(
        host.entries(),
        [".10 02:00:00:00:00:0b REACHABLE 60.000000"]
    );
}

#[test]
fn what_can_be_no_entry_is_refused_with_a_note() {
    let mut host = Host::new();
    for (at, mac, reason) in [
        (ip(1), mac(10), "192.168.3.1 is our own address"),
        (
            Ipv4Addr::UNSPECIFIED,
            mac(10),
            "0.0.0.0 is no host's address",
        ),
        (
            Ipv4Addr::BROADCAST,
            mac(10),
            "255.255.255.255 is no host's address",
        ),
        (
            ip(10),
            MacAddr::BROADCAST,
            "ff:ff:ff:ff:ff:ff is no station's MAC",
        ),
        (
            ip(10),
            MacAddr::ZERO,
            "00:00:00:00:00:00 is no station's MAC",
        ),
    ] {
        let note = format!("note: refused: {reason}");
        host.engine.learn(host.now, &host.table, at, mac, None);
        host.engine.pin(&host.table, at, mac);
        host.drain();
        assert_eq!(host.events(), [note.clone(), note]);
    }
    assert!(host.table.is_empty());
}

#[test]
fn a_pin_replaces_what_is_there_and_stays() {
    let mut host = Host::new();
    host.learn(10, mac(10), None);
    host.pin(10, mac(20));
    host.pin(10, mac(20));
    host.pin(10, mac(21));
    assert_eq!(
        host.events(),
        [
            "learned 192.168.3.10 02:00:00:00:00:0a",
            "pinned 192.168.3.10 02:00:00:00:00:14",
            "pinned 192.168.3.10 02:00:00:00:00:15",
        ],
        "pinning the same again changes nothing"
    );
    host.run_to(3_600.0);
    assert_eq!(host.entries(), [".10 02:00:00:00:00:15 PERMANENT never"]);
}

#[test]
fn learning_by_hand_does_not_move_a_static_entry() {
    let mut host = Host::new();
    host.pin(10, mac(20));
    host.events();
    host.learn(10, mac(20), None);
    assert!(host.events().is_empty());
    host.learn(10, mac(10), None);
    assert_eq!(
        host.events(),
        [
            "note: static entry wins: 192.168.3.10 stays 02:00:00:00:00:14, \
             02:00:00:00:00:0a refused"
        ]
    );
    assert_eq!(host.entries(), [".10 02:00:00:00:00:14 PERMANENT never"]);
}

#[test]
fn forgetting_removes_static_entries_too_and_nothing_where_nothing_is() {
    let mut host = Host::new();
    host.learn(10, mac(10), None);
    host.pin(11, mac(11));
    host.events();
    for last in [10, 11, 12, 10] {
        host.engine.forget(&host.table, ip(last));
        host.drain();
    }
    assert_eq!(
        host.events(),
        ["forgot 192.168.3.10", "forgot 192.168.3.11"]
    );
    assert!(host.table.is_empty());
}

#[test]
fn a_flush_takes_the_dynamic_entries_in_one_edit_and_leaves_queries_alone() {
    let mut host = Host::new();
    host.learn(12, mac(12), Some(secs(1.0)));
    host.learn(10, mac(10), Some(secs(9.0)));
    host.pin(11, mac(11));
    host.query(13, 7);
    host.events();
    host.engine.flush(&host.table);
    host.drain();
    assert_eq!(host.events(), ["flushed [192.168.3.10, 192.168.3.12]"]);
    host.engine.flush(&host.table);
    host.drain();
    assert!(host.events().is_empty());
    assert_eq!(host.entries(), [".11 02:00:00:00:00:0b PERMANENT never"]);
    assert_eq!(host.engine.queries().count(), 1);
}

#[test]
fn in_a_full_table_the_entry_that_expires_first_makes_room() {
    let mut host = small(2);
    host.pin(9, mac(9));
    host.learn(11, mac(11), Some(secs(30.0)));
    host.learn(10, mac(10), Some(secs(30.0)));
    host.events();
    host.hear_reply(12);
    host.hear_reply(12);
    host.learn(13, mac(13), None);
    assert_eq!(
        host.events(),
        [
            "learned 192.168.3.12 02:00:00:00:00:0c in place of [192.168.3.10]",
            "note: table full: 192.168.3.10 went to make room for 192.168.3.12",
            "learned 192.168.3.13 02:00:00:00:00:0d in place of [192.168.3.11]",
            "note: table full: 192.168.3.11 went to make room for 192.168.3.13",
        ],
        "of two that expire together the lower address goes; static entries do not count"
    );
    assert_eq!(host.table.len(), 3);
    assert_eq!(host.engine.counters().evicted, 2);
}

#[test]
fn an_answer_makes_room_as_well() {
    let mut host = small(1);
    host.learn(10, mac(10), None);
    host.query(11, 7);
    host.events();
    host.hear_reply(11);
    assert_eq!(
        host.events(),
        [
            "answered 192.168.3.11 02:00:00:00:00:0b in place of [192.168.3.10]",
            "note: table full: 192.168.3.10 went to make room for 192.168.3.11",
            "wake 7: 192.168.3.11 is 02:00:00:00:00:0b",
        ]
    );
    assert_eq!(host.table.dynamic_len(), 1);
}

#[test]
fn a_known_address_needs_no_room() {
    let mut host = small(1);
    host.learn(10, mac(10), None);
    host.events();
    host.learn(10, mac(11), None);
    assert_eq!(
        host.events(),
        ["changed 192.168.3.10 02:00:00:00:00:0a 02:00:00:00:00:0b"]
    );
}

#[test]
fn a_table_that_a_pull_overfilled_comes_back_to_its_capacity() {
    let mut host = small(2);
    for last in 10..15 {
        let expires = Instant::from_secs(u64::from(last));
        host.pulled(last, Entry::reachable(mac(last), expires));
    }
    assert!(host.events().is_empty(), "a pull evicts nothing by itself");
    host.hear_reply(20);
    assert_eq!(
        host.entries(),
        [
            ".14 02:00:00:00:00:0e REACHABLE 14.000000",
            ".20 02:00:00:00:00:14 REACHABLE 60.000000",
        ]
    );
}

#[test]
fn an_unfinished_entry_from_another_branch_is_no_answer_and_is_replaced() {
    let mut host = small(1);
    host.pulled(10, Entry::incomplete(Instant::from_secs(5)));
    assert_eq!(host.query(10, 7), crate::arp::QueryAnswer::Waiting);
    host.events();
    host.hear_reply(10);
    assert_eq!(
        host.events(),
        [
            "answered 192.168.3.10 02:00:00:00:00:0a",
            "wake 7: 192.168.3.10 is 02:00:00:00:00:0a",
        ]
    );
}
