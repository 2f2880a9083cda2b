//! Profiles `rfc` and `strict`: reception as RFC 826 has it, the polls and the spacing of requests
//! of RFC 1122 §2.3.2, the packets of RFC 5227.

use super::*;

fn rfc() -> Host {
    Host::with(Profile::Rfc.config())
}

fn strict() -> Host {
    Host::with(Profile::Strict.config())
}

/// `last` announces itself as RFC 5227 has it.
fn announcement(last: u8) -> ArpPacket {
    ArpPacket {
        tpa: ip(last),
        ..request(last)
    }
}

#[test]
fn a_request_for_us_teaches_before_it_is_answered() {
    let mut host = rfc();
    assert_eq!(host.hear(&broadcast(request(10))), Verdict::Accepted);
    assert_eq!(
        host.events(),
        [
            "learned 192.168.3.10 02:00:00:00:00:0a",
            "to 02:00:00:00:00:0a: 192.168.3.1 is at 02:00:00:00:00:01",
        ]
    );
}

#[test]
fn a_packet_for_another_merges_but_never_adds() {
    let mut host = rfc();
    let asks_another = ArpPacket {
        tpa: ip(9),
        ..request(10)
    };
    assert_eq!(host.hear(&broadcast(asks_another)), Verdict::AsksForAnother);
    assert_eq!(
        host.hear(&broadcast(announcement(10))),
        Verdict::AsksForAnother
    );
    assert!(host.events().is_empty());
    host.hear_reply(10);
    let moved = ArpPacket {
        sha: mac(11),
        ..asks_another
    };
    host.hear(&broadcast(moved));
    host.hear(&broadcast(announcement(10)));
    assert_eq!(
        host.events(),
        [
            "learned 192.168.3.10 02:00:00:00:00:0a",
            "changed 192.168.3.10 02:00:00:00:00:0a 02:00:00:00:00:0b",
            "changed 192.168.3.10 02:00:00:00:00:0b 02:00:00:00:00:0a",
        ]
    );
}

#[test]
fn an_announcement_answers_whoever_asks_for_that_address() {
    let mut host = rfc();
    host.query(10, 7);
    host.events();
    host.hear(&broadcast(announcement(10)));
    assert_eq!(
        host.events(),
        [
            "answered 192.168.3.10 02:00:00:00:00:0a",
            "wake 7: 192.168.3.10 is 02:00:00:00:00:0a",
        ]
    );
}

#[test]
fn a_probe_is_answered_and_never_cached() {
    for mut host in [rfc(), strict()] {
        let probe = ArpPacket {
            spa: Ipv4Addr::UNSPECIFIED,
            ..request(10)
        };
        assert_eq!(host.hear(&broadcast(probe)), Verdict::Accepted);
        assert_eq!(
            host.events(),
            ["to 02:00:00:00:00:0a: 192.168.3.1 is at 02:00:00:00:00:01"]
        );
        assert!(host.table.is_empty());
    }
}

#[test]
fn requests_carry_no_target_and_announcements_are_requests() {
    let mut host = rfc();
    host.engine.query(host.now, &host.table, ip(10), 1);
    host.engine.announce(None);
    let sent: Vec<Frame> = std::iter::from_fn(|| host.engine.poll_output())
        .filter_map(|output| match output.action {
            Action::Send(frame) => Some(frame),
            _ => None,
        })
        .collect();
    let asks = ArpPacket {
        operation: Operation::Request,
        sha: mac(1),
        spa: ip(1),
        tha: MacAddr::ZERO,
        tpa: ip(10),
    };
    let announces = ArpPacket { tpa: ip(1), ..asks };
    let frame = |packet| Frame::arp(MacAddr::BROADCAST, mac(1), packet);
    assert_eq!(sent, [frame(asks), frame(announces)]);
}

#[test]
fn a_silent_neighbour_is_polled_twice_and_goes_when_its_time_is_over() {
    let mut host = rfc();
    host.hear_reply(10);
    host.run_to(120.0);
    assert_eq!(
        host.trace(),
        [
            "0.000000 learned 192.168.3.10 02:00:00:00:00:0a",
            "58.000000 probe: to 02:00:00:00:00:0a: Who has 192.168.3.10? Tell 192.168.3.1",
            "59.000000 probe: to 02:00:00:00:00:0a: Who has 192.168.3.10? Tell 192.168.3.1",
            "60.000000 expiry: expired [192.168.3.10]",
        ]
    );
}

#[test]
fn a_neighbour_that_answers_a_poll_stays() {
    for mut host in [rfc(), strict()] {
        host.query(10, 1);
        host.hear_reply(10);
        host.run_to(58.5);
        host.hear_reply(10);
        host.run_to(116.0);
        assert_eq!(
            host.trace()[5..],
            ["58.500000 confirmed 192.168.3.10 02:00:00:00:00:0a",]
        );
        host.run_to(116.5);
        assert_eq!(host.events().len(), 1, "the next poll");
        assert_eq!(
            host.entries(),
            [".10 02:00:00:00:00:0a REACHABLE 118.500000"]
        );
    }
}

#[test]
fn an_entry_that_comes_with_little_time_left_gets_the_polls_that_fit() {
    let mut host = rfc();
    host.run_to(5.0);
    host.learn(10, mac(10), Some(secs(1.5)));
    host.learn(11, mac(11), Some(secs(0.9)));
    host.events();
    host.run_to(10.0);
    assert_eq!(
        host.trace(),
        [
            "5.500000 probe: to 02:00:00:00:00:0a: Who has 192.168.3.10? Tell 192.168.3.1",
            "5.900000 expiry: expired [192.168.3.11]",
            "6.500000 expiry: expired [192.168.3.10]",
        ]
    );
}

#[test]
fn static_entries_are_not_polled() {
    let mut host = rfc();
    host.hear_reply(10);
    host.pin(10, mac(10));
    host.events();
    host.run_to(200.0);
    assert!(host.events().is_empty());
}

#[test]
fn one_address_is_asked_for_at_most_once_a_second_also_across_queries() {
    let mut host = rfc();
    host.query(10, 1);
    host.hear_reply(10);
    host.engine.forget(&host.table, ip(10));
    host.drain();
    host.run_to(0.25);
    host.query(10, 2);
    let waiting: Vec<_> = host.engine.queries().collect();
    assert_eq!((waiting[0].number, waiting[0].waiters), (0, 1));
    host.events();
    host.run_to(1.0);
    assert_eq!(
        host.trace(),
        [
            "1.000000 retry: requested 192.168.3.10 1 of 3, due 2.000000",
            "1.000000 retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
        ]
    );
}

#[test]
fn a_shorter_retry_does_not_ask_more_often() {
    let mut host = Host::with(Config {
        retry: Duration::from_millis(200),
        ..Profile::Rfc.config()
    });
    host.query(10, 1);
    host.run_to(5.0);
    let asked: Vec<String> = host.trace();
    let asked: Vec<_> = asked.iter().filter(|line| line.contains("Who")).collect();
    assert_eq!(asked.len(), 3);
    assert!(asked[2].starts_with("2.000000"));
}

#[test]
fn advice_from_above_and_below_flushes() {
    let mut host = rfc();
    for last in [10, 11] {
        host.hear_reply(last);
    }
    host.pin(12, mac(12));
    host.events();
    host.engine.suspect(host.now, &host.table, ip(10));
    host.engine.suspect(host.now, &host.table, ip(12));
    host.drain();
    host.engine.handle_carrier_lost(&host.table);
    host.drain();
    assert_eq!(
        host.events(),
        ["forgot 192.168.3.10", "flushed [192.168.3.11]"]
    );
}

#[test]
fn strict_believes_the_first_answer_to_its_own_question_and_nothing_else() {
    let mut host = strict();
    assert_eq!(host.hear_reply(10), Verdict::MeantForAnother);
    assert_eq!(host.hear(&broadcast(request(10))), Verdict::Accepted);
    host.hear(&broadcast(announcement(10)));
    assert!(host.table.is_empty());
    host.query(10, 1);
    let to_all = ArpPacket {
        tha: MacAddr::BROADCAST,
        ..reply(10)
    };
    assert_eq!(host.hear(&broadcast(to_all)), Verdict::MeantForAnother);
    host.events();
    assert_eq!(host.hear_reply(10), Verdict::Accepted);
    let spoofed = ArpPacket {
        sha: mac(66),
        ..reply(10)
    };
    assert_eq!(host.hear(&unicast(spoofed)), Verdict::MeantForAnother);
    assert_eq!(
        host.events(),
        [
            "answered 192.168.3.10 02:00:00:00:00:0a",
            "wake 1: 192.168.3.10 is 02:00:00:00:00:0a",
        ]
    );
}

#[test]
fn a_full_queue_drops_the_oldest_waiter_and_says_so() {
    let mut host = Host::with(Config {
        waiters: 2,
        ..Profile::Rfc.config()
    });
    for waiter in 1..=3 {
        host.query(10, waiter);
    }
    host.hear_reply(10);
    assert_eq!(
        host.events()[2..],
        [
            "wake 1: 192.168.3.10: dropped: too many wait",
            "answered 192.168.3.10 02:00:00:00:00:0a",
            "wake 2: 192.168.3.10 is 02:00:00:00:00:0a",
            "wake 3: 192.168.3.10 is 02:00:00:00:00:0a",
        ]
    );
    assert_eq!(host.engine.counters().waiters_dropped, 1);
}

#[test]
fn queries_in_flight_are_bounded() {
    let mut host = Host::with(Config {
        capacity: 2,
        ..Profile::Rfc.config()
    });
    for last in 10..13 {
        host.query(last, last.into());
    }
    assert_eq!(host.engine.queries().count(), 2);
    assert_eq!(host.engine.counters().queries_refused, 1);
    assert_eq!(
        host.events().last().map(String::as_str),
        Some("note: refused: too many queries are in flight to ask for 192.168.3.12")
    );
}

#[test]
fn a_proxy_answers_for_its_network_but_no_probe_and_nobody_inside() {
    let net = "10.0.0.0/24".parse().expect("a network");
    for profile in Profile::ALL {
        let mut host = Host::with(Config {
            proxy: Some(net),
            ..profile.config()
        });
        let inside = Ipv4Addr::new(10, 0, 0, 9);
        let asks = ArpPacket {
            tpa: inside,
            ..request(10)
        };
        assert_eq!(host.hear(&broadcast(asks)), Verdict::Accepted);
        let answer = "to 02:00:00:00:00:0a: 10.0.0.9 is at 02:00:00:00:00:01";
        assert_eq!(host.events().last().map(String::as_str), Some(answer));
        let probes = ArpPacket {
            spa: Ipv4Addr::UNSPECIFIED,
            ..asks
        };
        let neighbour = ArpPacket {
            spa: Ipv4Addr::new(10, 0, 0, 8),
            ..asks
        };
        let announces = ArpPacket {
            spa: inside,
            ..asks
        };
        for packet in [probes, neighbour, announces] {
            host.hear(&broadcast(packet));
            assert!(host.events().is_empty(), "{profile:?}: {packet}");
        }
    }
}
