//! Queries: requests, answers, timeouts, and everything else that ends one.

use super::*;
use crate::arp::{InFlight, QueryAnswer};

#[test]
fn a_query_asks_all_with_the_first_own_address_and_the_answer_wakes() {
    let mut host = Host::new();
    assert_eq!(host.query(10, 7), QueryAnswer::Waiting);
    host.run_to(0.0002);
    assert_eq!(host.hear_reply(10), Verdict::Accepted);
    assert_eq!(
        host.trace(),
        [
            "0.000000 requested 192.168.3.10 1 of 4, due 1.500000",
            "0.000000 to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "0.000200 answered 192.168.3.10 02:00:00:00:00:0a",
            "0.000200 wake 7: 192.168.3.10 is 02:00:00:00:00:0a",
        ]
    );
    assert_eq!(host.query(10, 8), QueryAnswer::Known(mac(10)));
    host.run_to(30.0);
    assert!(
        host.events().is_empty(),
        "nothing is asked after the answer"
    );
}

#[test]
fn a_classic_request_carries_broadcast_as_target_and_no_address_when_there_is_none() {
    let mut host = Host::new();
    host.engine.place_ips(vec![]);
    let (now, table) = (host.now, &host.table);
    host.engine.query(now, table, ip(10), 7);
    let sent =
        std::iter::from_fn(|| host.engine.poll_output()).find_map(|output| match output.action {
            Action::Send(frame) => Some(frame),
            _ => None,
        });
    let packet = ArpPacket {
        operation: Operation::Request,
        sha: mac(1),
        spa: Ipv4Addr::UNSPECIFIED,
        tha: MacAddr::BROADCAST,
        tpa: ip(10),
    };
    assert_eq!(sent, Some(Frame::arp(MacAddr::BROADCAST, mac(1), packet)));
}

#[test]
fn silence_is_asked_four_times_then_times_out_at_the_next_due_time() {
    let mut host = Host::new();
    host.run_to(1.0);
    host.query(10, 7);
    host.run_to(60.0);
    assert_eq!(
        host.trace(),
        [
            "1.000000 requested 192.168.3.10 1 of 4, due 2.500000",
            "1.000000 to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "2.500000 retry: requested 192.168.3.10 2 of 4, due 4.000000",
            "2.500000 retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "4.000000 retry: requested 192.168.3.10 3 of 4, due 5.500000",
            "4.000000 retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "5.500000 retry: requested 192.168.3.10 4 of 4, due 7.000000",
            "5.500000 retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "7.000000 retry: timed out 192.168.3.10",
            "7.000000 retry: wake 7: 192.168.3.10: nobody answered",
        ]
    );
    assert_eq!(host.engine.poll_timeout(&host.table), None);
    assert_eq!(host.query(10, 8), QueryAnswer::Waiting, "one may ask again");
}

#[test]
fn dither_comes_from_the_hosts_stream_and_stays_within_its_bound() {
    let due = |seed| {
        let random = Stream::new(seed, "host", "ann");
        let config = Profile::Classic.config();
        let mut engine = Engine::new(mac(1), config, random, Instant::ZERO);
        let table = MemoryTable::default();
        let dues: Vec<_> = (10..200)
            .map(|last| {
                engine.query(Instant::ZERO, &table, ip(last), 0);
                let query = engine.queries().last().expect("a query is in flight");
                query.due.as_micros()
            })
            .collect();
        dues
    };
    assert_eq!(due(1), due(1));
    assert_ne!(due(1), due(2));
    assert!(due(1).iter().all(|us| (1_500_000..=1_510_000).contains(us)));
    assert!(due(1).iter().any(|us| *us > 1_505_000));
}

#[test]
fn several_waiters_share_one_request_and_wake_in_order() {
    let mut host = Host::new();
    for waiter in [3, 1, 2] {
        assert_eq!(host.query(10, waiter), QueryAnswer::Waiting);
    }
    assert_eq!(host.events().len(), 2, "one edit and one frame");
    host.run_to(1.5);
    assert_eq!(
        host.engine.queries().collect::<Vec<_>>(),
        [InFlight {
            ip: ip(10),
            number: 2,
            of: 4,
            due: Instant::from_secs(3),
            waiters: 3
        }]
    );
    host.events();
    host.hear_reply(10);
    assert_eq!(
        host.events(),
        [
            "answered 192.168.3.10 02:00:00:00:00:0a",
            "wake 3: 192.168.3.10 is 02:00:00:00:00:0a",
            "wake 1: 192.168.3.10 is 02:00:00:00:00:0a",
            "wake 2: 192.168.3.10 is 02:00:00:00:00:0a",
        ]
    );
    assert_eq!(host.engine.queries().count(), 0);
}

#[test]
fn a_timeout_wakes_all_who_wait() {
    let mut host = Host::with(Config {
        tries: 1,
        ..exact()
    });
    host.query(10, 3);
    host.query(10, 1);
    host.events();
    host.run_to(1.5);
    assert_eq!(
        host.events(),
        [
            "retry: timed out 192.168.3.10",
            "retry: wake 3: 192.168.3.10: nobody answered",
            "retry: wake 1: 192.168.3.10: nobody answered",
        ]
    );
}

#[test]
fn queries_for_different_addresses_run_side_by_side() {
    let mut host = Host::new();
    host.query(10, 0);
    host.run_to(1.0);
    host.query(11, 1);
    host.events();
    host.run_to(1.5);
    host.hear_reply(11);
    host.run_to(3.0);
    assert_eq!(
        host.events(),
        [
            "retry: requested 192.168.3.10 2 of 4, due 3.000000",
            "retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "answered 192.168.3.11 02:00:00:00:00:0b",
            "wake 1: 192.168.3.11 is 02:00:00:00:00:0b",
            "retry: requested 192.168.3.10 3 of 4, due 4.500000",
            "retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
        ]
    );
}

#[test]
fn a_request_from_the_wanted_host_is_no_answer() {
    let mut host = Host::new();
    host.query(10, 7);
    host.events();
    host.hear(&broadcast(request(10)));
    assert_eq!(
        host.events(),
        ["to 02:00:00:00:00:0a: 192.168.3.1 is at 02:00:00:00:00:01"]
    );
    assert_eq!(host.engine.queries().count(), 1);
}

#[test]
fn an_own_address_is_known_without_asking() {
    let mut host = Host::new();
    host.pulled(1, Entry::reachable(mac(66), Instant::from_secs(60)));
    assert_eq!(host.query(1, 7), QueryAnswer::Known(mac(1)));
    assert!(host.events().is_empty());
}

#[test]
fn nobody_is_asked_for_what_no_station_has() {
    let mut host = Host::new();
    for ip in [
        Ipv4Addr::UNSPECIFIED,
        Ipv4Addr::BROADCAST,
        Ipv4Addr::LOCALHOST,
        Ipv4Addr::new(224, 0, 0, 251),
    ] {
        let answer = host.engine.query(host.now, &host.table, ip, 7);
        host.drain();
        assert_eq!(answer, QueryAnswer::Refused);
        assert_eq!(
            host.events(),
            [format!("note: refused: {ip} is no host's address")]
        );
    }
    assert_eq!(host.engine.queries().count(), 0);
}

#[test]
fn learning_by_hand_during_a_query_ends_it_with_that_entry() {
    let mut host = Host::new();
    host.query(10, 7);
    host.events();
    host.learn(10, mac(20), Some(secs(5.0)));
    assert_eq!(
        host.events(),
        [
            "learned 192.168.3.10 02:00:00:00:00:14",
            "answered 192.168.3.10 02:00:00:00:00:14",
            "wake 7: 192.168.3.10 is 02:00:00:00:00:14",
        ]
    );
    assert_eq!(host.entries(), [".10 02:00:00:00:00:14 REACHABLE 5.000000"]);
}

#[test]
fn pinning_during_a_query_ends_it_with_that_entry() {
    let mut host = Host::new();
    host.query(10, 7);
    host.events();
    host.pin(10, mac(20));
    assert_eq!(
        host.events(),
        [
            "pinned 192.168.3.10 02:00:00:00:00:14",
            "answered 192.168.3.10 02:00:00:00:00:14",
            "wake 7: 192.168.3.10 is 02:00:00:00:00:14",
        ]
    );
    assert_eq!(host.entries(), [".10 02:00:00:00:00:14 PERMANENT never"]);
    host.run_to(10.0);
    assert!(host.events().is_empty());
}

#[test]
fn what_a_pull_brings_ends_the_queries_for_it_and_no_other() {
    let mut host = Host::new();
    host.query(10, 7);
    host.query(11, 8);
    host.events();
    host.pulled(12, Entry::reachable(mac(12), Instant::from_secs(9)));
    host.pulled(11, Entry::incomplete(Instant::from_secs(9)));
    assert!(host.events().is_empty(), "neither brings a MAC for a query");
    host.pulled(10, Entry::reachable(mac(10), Instant::from_secs(9)));
    assert_eq!(
        host.events(),
        [
            "answered 192.168.3.10 02:00:00:00:00:0a",
            "wake 7: 192.168.3.10 is 02:00:00:00:00:0a",
        ]
    );
    let left: Vec<_> = host.engine.queries().map(|query| query.ip).collect();
    assert_eq!(left, [ip(11)]);
    assert_eq!(
        host.table
            .iter()
            .find(|(at, _)| *at == ip(10))
            .map(|e| e.1.expires),
        Some(Some(Instant::from_secs(9))),
        "the pulled entry keeps its own lifetime"
    );
}

#[test]
fn the_counters_tell_how_queries_ended() {
    let mut host = Host::new();
    for last in 10..13 {
        host.query(last, 0);
    }
    host.hear_reply(10);
    host.run_to(10.0);
    host.query(10, 0);
    let counters = host.engine.counters();
    assert_eq!(counters.queries_started, 3);
    assert_eq!(counters.queries_answered, 1);
    assert_eq!(counters.queries_timed_out, 2);
    assert_eq!(counters.requests_sent, 9);
}
