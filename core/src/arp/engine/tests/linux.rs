//! Profile `linux` against what was measured of Linux 6.18: a test for each row of the tables.

use super::*;

/// Without the jitter of the kernel's timers, so that every time in a trace can be foretold.
fn linux() -> Host {
    Host::with(Config {
        dither: Duration::ZERO,
        ..Profile::Linux.config()
    })
}

fn accepting() -> Host {
    Host::with(Config {
        accept: true,
        ..Profile::Linux.config()
    })
}

/// The state and the MAC's last byte of .10's entry, or `nothing`.
fn known(host: &Host) -> String {
    match crate::arp::Table::get(&host.table, ip(10)) {
        Some(entry) => {
            let last = entry.mac.map_or("-".into(), |mac| mac.0[5].to_string());
            format!("{} {last}", entry.state)
        }
        None => "nothing".into(),
    }
}

/// `sha` announces .10 by a request.
fn announced(sha: u8) -> Frame {
    broadcast(ArpPacket {
        sha: mac(sha),
        tpa: ip(10),
        ..request(10)
    })
}

/// `sha` announces .10 by a reply with this target MAC.
fn gratuitous_reply(sha: u8, tha: MacAddr) -> Frame {
    let tpa = ip(10);
    broadcast(ArpPacket {
        sha: mac(sha),
        tha,
        tpa,
        ..reply(10)
    })
}

fn reply_from(sha: u8) -> ArpPacket {
    ArpPacket {
        sha: mac(sha),
        ..reply(10)
    }
}

fn request_from(sha: u8) -> Frame {
    broadcast(ArpPacket {
        sha: mac(sha),
        ..request(10)
    })
}

fn request_for_another(sha: u8) -> Frame {
    broadcast(ArpPacket {
        sha: mac(sha),
        tpa: ip(99),
        ..request(10)
    })
}

/// A host that has resolved .10 to MAC 10 at 0, and is past the locktime.
fn resolved() -> Host {
    let mut host = linux();
    host.query(10, 1);
    host.hear_reply(10);
    host.run_to(2.0);
    host.events();
    host
}

#[test]
fn a_request_for_us_is_answered_and_the_asker_becomes_stale() {
    for frame in [broadcast(request(10)), unicast(request(10))] {
        let mut host = linux();
        assert_eq!(host.hear(&frame), Verdict::Accepted);
        assert_eq!(
            host.events(),
            [
                "learned 192.168.3.10 02:00:00:00:00:0a",
                "to 02:00:00:00:00:0a: 192.168.3.1 is at 02:00:00:00:00:01",
            ]
        );
        assert_eq!(known(&host), "STALE 10");
    }
}

#[test]
fn senders_and_targets_that_make_no_sense_get_nothing() {
    let multicast = ArpPacket {
        spa: Ipv4Addr::new(224, 0, 0, 1),
        ..request(10)
    };
    let loopback = ArpPacket {
        tpa: Ipv4Addr::LOCALHOST,
        ..request(10)
    };
    let claims_ours = ArpPacket {
        spa: ip(1),
        ..request(10)
    };
    for packet in [multicast, loopback, claims_ours] {
        let mut host = linux();
        host.hear(&broadcast(packet));
        assert!(!host.events().iter().any(|line| line.starts_with("to ")));
        assert!(host.table.is_empty());
    }
}

#[test]
fn an_asker_off_the_subnet_or_with_another_ethernet_source_is_answered_to_its_packets_mac() {
    let off_subnet = ArpPacket {
        spa: Ipv4Addr::new(10, 9, 8, 7),
        ..request(10)
    };
    let mut other_source = broadcast(request(10));
    other_source.src = mac(66);
    for frame in [broadcast(off_subnet), other_source] {
        let mut host = linux();
        let net = "192.168.3.1/24".parse().expect("a network");
        host.engine.set_networks(vec![net]);
        assert_eq!(host.hear(&frame), Verdict::Accepted);
        let answer = "to 02:00:00:00:00:0a: 192.168.3.1 is at 02:00:00:00:00:01";
        assert_eq!(host.events().last().map(String::as_str), Some(answer));
        let entries: Vec<_> = host.table.iter().map(|(_, entry)| *entry).collect();
        let [asker] = entries[..] else {
            panic!("{entries:?}")
        };
        assert_eq!((asker.mac, asker.state), (Some(mac(10)), State::Stale));
    }
}

#[test]
fn an_asker_with_the_subnets_broadcast_address_is_answered_and_leaves_no_entry() {
    let mut host = linux();
    let net = "192.168.3.1/24".parse().expect("a network");
    host.engine.set_networks(vec![net]);
    let spa = ip(255);
    host.hear(&broadcast(ArpPacket { spa, ..request(10) }));
    let answer = "to 02:00:00:00:00:0a: 192.168.3.1 is at 02:00:00:00:00:01";
    assert_eq!(host.events(), [answer]);
    assert!(host.table.is_empty());
}

#[test]
fn packets_of_another_kind_and_frames_for_others_get_nothing() {
    let sound = broadcast(request(10)).emit();
    let changed = |at: usize, byte| {
        let mut bytes = sound.clone();
        bytes[at] = byte;
        bytes
    };
    let mut for_others = broadcast(request(10));
    for_others.dst = mac(9);
    for (bytes, verdict) in [
        (changed(15, 2), Verdict::NotEthernetIpv4),
        (changed(21, 3), Verdict::UnknownOperation),
        (for_others.emit(), Verdict::NotForUs),
        (request_for_another(10).emit(), Verdict::AsksForAnother),
    ] {
        let mut host = linux();
        assert_eq!(host.hear_bytes(&bytes), verdict);
        assert!(host.events().is_empty() && host.table.is_empty());
    }
}

#[test]
fn nothing_is_said_when_an_address_comes_up() {
    let mut host = linux();
    host.run_to(60.0);
    assert!(host.events().is_empty());
}

#[test]
fn a_probe_is_answered_and_leaves_no_entry() {
    let mut host = linux();
    let probe = ArpPacket {
        spa: Ipv4Addr::UNSPECIFIED,
        ..request(10)
    };
    host.hear(&broadcast(probe));
    assert_eq!(
        host.events(),
        ["to 02:00:00:00:00:0a: 192.168.3.1 is at 02:00:00:00:00:01"]
    );
    let another = ArpPacket {
        tpa: ip(9),
        ..probe
    };
    host.hear(&broadcast(another));
    assert!(host.events().is_empty() && host.table.is_empty());
}

#[test]
fn a_silent_host_is_asked_three_times_and_fails() {
    let mut host = linux();
    host.query(10, 1);
    host.run_to(3.0);
    assert_eq!(
        host.trace(),
        [
            "0.000000 requested 192.168.3.10 1 of 3, due 1.000000",
            "0.000000 to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "1.000000 retry: requested 192.168.3.10 2 of 3, due 2.000000",
            "1.000000 retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "2.000000 retry: requested 192.168.3.10 3 of 3, due 3.000000",
            "2.000000 retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "3.000000 retry: timed out 192.168.3.10, FAILED",
            "3.000000 retry: wake 1: 192.168.3.10: nobody answered",
        ]
    );
    assert_eq!(host.entries(), [".10 - FAILED 63.000000"]);
    host.query(10, 2);
    assert_eq!(host.events().len(), 2, "the next use asks again at once");
}

#[test]
fn the_kernels_jitter_stays_within_what_was_measured() {
    let mut host = Host::with(Profile::Linux.config());
    host.query(10, 1);
    host.run_to(5.0);
    let asked = host.trace();
    let at = |line: &String| -> f64 {
        let time = line.split(' ').next().expect("a line begins with its time");
        time.parse().expect("seconds")
    };
    let times: Vec<f64> = asked.iter().filter(|l| l.contains("Who")).map(at).collect();
    for pair in times.windows(2) {
        assert!((1.0..=1.03).contains(&(pair[1] - pair[0])), "{times:?}");
    }
    let failed = asked.iter().find(|l| l.contains("FAILED")).map(at);
    assert!(failed.is_some_and(|at| (3.0..=3.10).contains(&at)));
}

#[test]
fn a_unicast_reply_to_our_request_is_reachable_and_wakes_in_order() {
    let mut host = linux();
    host.query(10, 1);
    host.query(10, 2);
    host.events();
    host.hear_reply(10);
    assert_eq!(
        host.events(),
        [
            "answered 192.168.3.10 02:00:00:00:00:0a",
            "wake 1: 192.168.3.10 is 02:00:00:00:00:0a",
            "wake 2: 192.168.3.10 is 02:00:00:00:00:0a",
        ]
    );
    assert_eq!(known(&host), "REACHABLE 10");
}

#[test]
fn while_incomplete_weaker_news_resolves_to_delay() {
    for frame in [
        broadcast(reply(10)),
        broadcast(request(10)),
        request_for_another(10),
        announced(10),
    ] {
        let mut host = linux();
        host.query(10, 1);
        host.hear(&frame);
        assert_eq!(known(&host), "DELAY 10", "{frame}");
        assert!(host.events().iter().any(|line| line.starts_with("wake 1")));
    }
}

#[test]
fn a_neighbour_is_reachable_for_half_to_one_and_a_half_times_the_base() {
    for seed in 0..32 {
        let random = Stream::new(seed, "host", "ann");
        let mut host = linux();
        host.engine = Engine::new(mac(1), Profile::Linux.config(), random, Instant::ZERO);
        host.engine.place_ips(vec![ip(1)]);
        host.query(10, 1);
        host.hear_reply(10);
        let entry = crate::arp::Table::get(&host.table, ip(10)).expect("it answered");
        let lives = entry.expires.expect("it is dynamic").as_secs_f64();
        assert!((15.0..=45.0).contains(&lives), "{lives}");
    }
}

#[test]
fn when_reachable_runs_out_a_used_neighbour_is_delayed_and_an_idle_one_stale() {
    let mut host = resolved();
    let ends = crate::arp::Table::next_expiry(&host.table).expect("it is dynamic");
    let mut idle = resolved();
    idle.run_to(ends.as_secs_f64());
    assert_eq!(
        idle.events(),
        ["reachable: state 192.168.3.10 REACHABLE -> STALE"]
    );
    host.run_to(ends.as_secs_f64() - 4.0);
    host.query(10, 2);
    host.run_to(ends.as_secs_f64());
    assert_eq!(
        host.events(),
        ["reachable: state 192.168.3.10 REACHABLE -> DELAY"]
    );
}

#[test]
fn a_stale_neighbour_that_is_used_is_probed_and_fails() {
    let mut host = Host::with(Profile::Linux.config());
    host.hear(&broadcast(request(10)));
    host.events();
    host.run_to(10.0);
    host.query(10, 1);
    host.run_to(30.0);
    let probe = "to 02:00:00:00:00:0a: Who has 192.168.3.10? Tell 192.168.3.1";
    assert_eq!(
        host.trace(),
        [
            "10.000000 state 192.168.3.10 STALE -> DELAY",
            "15.000000 delay: state 192.168.3.10 DELAY -> PROBE",
            &format!("15.000000 delay: {probe}"),
            &format!("16.030000 probe: {probe}"),
            &format!("17.060000 probe: {probe}"),
            "18.090000 probe: state 192.168.3.10 PROBE -> FAILED",
        ]
    );
    host.run_to(80.0);
    assert_eq!(host.events(), ["expiry: expired [192.168.3.10]"]);
}

#[test]
fn a_unicast_reply_to_a_probe_makes_reachable() {
    let mut host = linux();
    host.hear(&broadcast(request(10)));
    host.query(10, 1);
    host.run_to(6.5);
    host.events();
    host.hear_reply(10);
    assert_eq!(host.events(), ["state 192.168.3.10 PROBE -> REACHABLE"]);
    host.run_to(10.0);
    assert!(host.events().is_empty(), "no more probes");
}

#[test]
fn news_from_an_upper_layer_keeps_a_neighbour_reachable() {
    let mut host = resolved();
    let ends = crate::arp::Table::next_expiry(&host.table).expect("it is dynamic");
    host.run_to(ends.as_secs_f64() - 1.0);
    host.engine.confirm(host.now, &host.table, ip(10));
    host.run_to(ends.as_secs_f64());
    assert_eq!(
        host.events(),
        ["reachable: confirmed 192.168.3.10 02:00:00:00:00:0a"]
    );
    let mut host = linux();
    host.hear(&broadcast(request(10)));
    host.query(10, 1);
    host.run_to(3.0);
    host.engine.confirm(host.now, &host.table, ip(10));
    host.events();
    host.run_to(5.0);
    assert_eq!(
        host.events(),
        ["delay: state 192.168.3.10 DELAY -> REACHABLE"]
    );
}

#[test]
fn of_two_replies_back_to_back_the_first_wins() {
    let mut host = linux();
    host.query(10, 1);
    host.hear_reply(10);
    assert_eq!(host.hear(&unicast(reply_from(11))), Verdict::Locked);
    host.run_to(1.0);
    assert_eq!(host.hear(&unicast(reply_from(11))), Verdict::Locked);
    assert_eq!(known(&host), "REACHABLE 10");
    host.run_to(1.1);
    assert_eq!(host.hear(&unicast(reply_from(11))), Verdict::Accepted);
    assert_eq!(known(&host), "REACHABLE 11");
}

#[test]
fn what_unknown_senders_leave() {
    let garp_reply = gratuitous_reply(10, mac(10));
    for (frame, refused, accepted) in [
        (announced(10), "nothing", "STALE 10"),
        (garp_reply, "nothing", "STALE 10"),
        (unicast(reply(10)), "nothing", "REACHABLE 10"),
        (broadcast(reply(10)), "nothing", "STALE 10"),
        (broadcast(request(10)), "STALE 10", "STALE 10"),
        (request_for_another(10), "nothing", "nothing"),
    ] {
        let (mut host, mut eager) = (linux(), accepting());
        host.hear(&frame);
        eager.hear(&frame);
        assert_eq!(known(&host), refused, "arp_accept 0: {frame}");
        assert_eq!(known(&eager), accepted, "arp_accept 1: {frame}");
    }
}

#[test]
fn what_a_known_neighbours_new_mac_does() {
    for (frame, inside, after) in [
        (request_from(11), "STALE 11", "STALE 11"),
        (announced(11), "STALE 11", "STALE 11"),
        (gratuitous_reply(11, mac(11)), "STALE 11", "STALE 11"),
        (
            gratuitous_reply(11, MacAddr::BROADCAST),
            "REACHABLE 10",
            "STALE 11",
        ),
        (broadcast(reply_from(11)), "REACHABLE 10", "STALE 11"),
        (request_for_another(11), "REACHABLE 10", "STALE 11"),
        (unicast(reply_from(11)), "REACHABLE 10", "REACHABLE 11"),
    ] {
        let mut host = linux();
        host.query(10, 1);
        host.hear_reply(10);
        host.hear(&frame);
        assert_eq!(known(&host), inside, "inside locktime: {frame}");
        let mut host = resolved();
        host.hear(&frame);
        assert_eq!(known(&host), after, "after locktime: {frame}");
    }
}

#[test]
fn of_the_same_mac_only_a_unicast_reply_is_news() {
    for frame in [broadcast(reply(10)), request_from(10), announced(10)] {
        let mut host = resolved();
        host.hear(&frame);
        assert_eq!(known(&host), "REACHABLE 10", "nothing lowers it: {frame}");
        let mut host = linux();
        host.hear(&broadcast(request(10)));
        host.hear(&frame);
        assert_eq!(known(&host), "STALE 10", "{frame}");
        host.hear(&unicast(reply(10)));
        assert_eq!(known(&host), "REACHABLE 10");
    }
}

#[test]
fn a_permanent_entry_never_changes_and_a_lost_carrier_takes_the_others() {
    let mut host = resolved();
    host.pin(10, mac(10));
    host.hear(&request_from(11));
    assert_eq!(known(&host), "PERMANENT 10");
    host.hear(&broadcast(request(12)));
    host.engine.handle_carrier_lost(&host.table);
    host.drain();
    assert_eq!(host.entries(), [".10 02:00:00:00:00:0a PERMANENT never"]);
}

#[test]
fn entries_that_come_by_a_pull_age_like_any_other() {
    let mut host = linux();
    host.run_to(1.0);
    host.pulled(
        10,
        Entry::known(mac(10), State::Delay, Instant::from_secs(3)),
    );
    host.run_to(9.0);
    assert_eq!(
        host.events(),
        [
            "delay: state 192.168.3.10 DELAY -> PROBE",
            "delay: to 02:00:00:00:00:0a: Who has 192.168.3.10? Tell 192.168.3.1",
            "probe: to 02:00:00:00:00:0a: Who has 192.168.3.10? Tell 192.168.3.1",
            "probe: to 02:00:00:00:00:0a: Who has 192.168.3.10? Tell 192.168.3.1",
            "probe: state 192.168.3.10 PROBE -> FAILED",
        ]
    );
    let restored = host.engine.restores(host.now)(mac(10));
    assert_eq!(restored.state, State::Stale);
}

#[test]
fn what_failed_makes_room_for_nothing() {
    let mut host = Host::with(Config {
        capacity: 1,
        ..Profile::Linux.config()
    });
    host.hear(&broadcast(request(10)));
    host.query(11, 1);
    host.run_to(4.0);
    assert_eq!(known(&host), "STALE 10");
    assert_eq!(host.table.len(), 1);
}
