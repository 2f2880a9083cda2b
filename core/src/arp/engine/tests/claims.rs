//! RFC 5227: claims from the first probe to the last announcement, every kind of conflict, the
//! limit on claims, and the three ways to answer a conflict over an own address.

use super::super::claims::{
    ANNOUNCE_INTERVAL, ANNOUNCE_WAIT, DEFEND_INTERVAL, MAX_CONFLICTS, PROBE_MAX, PROBE_MIN,
    PROBE_WAIT, RATE_LIMIT_INTERVAL,
};
use super::*;
use crate::arp::Defence;

fn rfc() -> Host {
    Host::with(Profile::Rfc.config())
}

fn defending(defence: Defence) -> Host {
    Host::with(Config {
        defence,
        ..Profile::Rfc.config()
    })
}

fn claim(host: &mut Host, last: u8) {
    host.engine.claim(host.now, ip(last));
    host.drain();
}

/// `last` probes for .50.
fn probe(last: u8) -> Frame {
    broadcast(ArpPacket {
        spa: Ipv4Addr::UNSPECIFIED,
        tpa: ip(50),
        ..request(last)
    })
}

/// MAC `last` says by a request that .1, the host under test's own, is its.
fn uses_ours(last: u8) -> Frame {
    broadcast(ArpPacket {
        spa: ip(1),
        tpa: ip(1),
        ..request(last)
    })
}

/// The times of the lines that hold `word`.
fn times(trace: &[String], word: &str) -> Vec<Duration> {
    let lines = trace.iter().filter(|line| line.contains(word));
    let time = |line: &String| {
        let time = line.split(' ').next().expect("a line begins with its time");
        secs(time.parse().expect("seconds"))
    };
    lines.map(time).collect()
}

#[test]
fn a_claim_probes_three_times_announces_twice_and_uses_in_between() {
    let mut host = rfc();
    claim(&mut host, 50);
    assert_eq!(host.engine.claiming().collect::<Vec<_>>(), [ip(50)]);
    host.run_to(20.0);
    let trace = host.trace();
    let probes = times(
        &trace,
        "announce: to all: Who has 192.168.3.50? (ARP Probe)",
    );
    let announced = times(
        &trace,
        "announce: to all: ARP Announcement for 192.168.3.50",
    );
    let claimed = times(
        &trace,
        "announce: note: claimed 192.168.3.50: nobody objected",
    );
    assert_eq!((probes.len(), announced.len(), trace.len()), (3, 2, 6));
    assert!(probes[0] <= PROBE_WAIT);
    for pair in probes.windows(2) {
        assert!(pair[0] + PROBE_MIN <= pair[1] && pair[1] <= pair[0] + PROBE_MAX);
    }
    assert_eq!(announced[0], probes[2] + ANNOUNCE_WAIT);
    assert_eq!(claimed[0], announced[0]);
    assert_eq!(announced[1], announced[0] + ANNOUNCE_INTERVAL);
    assert_eq!(host.engine.ips(), [ip(1), ip(50)]);
    assert_eq!(host.engine.claiming().count(), 0);
}

#[test]
fn the_intervals_are_drawn_from_the_hosts_own_stream() {
    let traces = ["ann", "ann", "bob"].map(|name| {
        let mut host = rfc();
        let random = Stream::new(3, "host", name);
        host.engine = Engine::new(mac(1), Profile::Rfc.config(), random, Instant::ZERO);
        claim(&mut host, 50);
        host.run_to(20.0);
        host.trace()
    });
    assert_eq!(traces[0], traces[1]);
    assert_ne!(traces[0], traces[2]);
}

#[test]
fn an_address_in_use_is_given_up_until_the_announcement() {
    let user = ArpPacket {
        spa: ip(50),
        ..reply(10)
    };
    let asks = ArpPacket {
        spa: ip(50),
        tpa: ip(99),
        ..request(10)
    };
    for frame in [unicast(user), broadcast(asks)] {
        for at in [0.0, 1.5, 3.0] {
            let mut host = rfc();
            claim(&mut host, 50);
            host.run_to(at);
            host.hear(&frame);
            host.events();
            host.run_to(30.0);
            assert_eq!(host.engine.ips(), [ip(1)], "{frame} at {at}");
            let sent = host.events();
            assert!(!sent.iter().any(|line| line.contains("(ARP Probe)")));
        }
    }
    let mut host = rfc();
    claim(&mut host, 50);
    host.hear(&unicast(user));
    let noted = "note: gave up the claim of 192.168.3.50: 02:00:00:00:00:0a has it";
    assert!(host.events().contains(&noted.to_owned()));
}

#[test]
fn two_that_probe_for_the_same_address_both_give_up() {
    let mut host = rfc();
    claim(&mut host, 50);
    host.hear(&probe(10));
    assert_eq!(
        host.events(),
        ["note: gave up the claim of 192.168.3.50: 02:00:00:00:00:0a probes for it, too"]
    );
}

#[test]
fn a_request_for_a_claimed_address_is_neither_conflict_nor_answered() {
    let mut host = rfc();
    claim(&mut host, 50);
    let asks = ArpPacket {
        tpa: ip(50),
        ..request(10)
    };
    assert_eq!(host.hear(&broadcast(asks)), Verdict::AsksForAnother);
    assert!(host.events().is_empty());
    assert_eq!(host.engine.claiming().count(), 1);
}

#[test]
fn a_claimed_address_leaves_the_table_and_its_query_ends() {
    let mut host = rfc();
    host.learn(50, mac(10), Some(secs(100.0)));
    claim(&mut host, 50);
    host.run_to(20.0);
    assert!(host.table.is_empty());
    assert!(
        host.events()
            .contains(&"announce: forgot 192.168.3.50".into())
    );
}

#[test]
fn after_ten_conflicts_one_claim_a_minute() {
    let mut host = rfc();
    for _ in 0..MAX_CONFLICTS {
        claim(&mut host, 50);
        host.hear(&probe(10));
    }
    host.run_to(10.0);
    host.events();
    claim(&mut host, 51);
    assert_eq!(
        host.events(),
        ["note: too many conflicts: the claim of 192.168.3.51 waits until 60.000000"]
    );
    claim(&mut host, 52);
    host.run_to(140.0);
    let trace = host.trace();
    let first = |ip| times(&trace, &format!("Who has {ip}? (ARP Probe)"))[0];
    let (one, two) = (first("192.168.3.51"), first("192.168.3.52"));
    assert!(RATE_LIMIT_INTERVAL <= one && one <= RATE_LIMIT_INTERVAL + PROBE_WAIT);
    assert!(RATE_LIMIT_INTERVAL * 2 <= two);
}

#[test]
fn own_addresses_and_no_addresses_are_not_claimed() {
    let mut host = rfc();
    host.engine
        .set_networks(vec!["192.168.3.1/24".parse().expect("a network")]);
    claim(&mut host, 1);
    claim(&mut host, 255);
    assert_eq!(
        host.events(),
        [
            "note: refused: 192.168.3.1 is our own address",
            "note: refused: 192.168.3.255 is no host's address",
        ]
    );
    assert_eq!(host.engine.poll_timeout(&host.table), None);
}

#[test]
fn setting_addresses_ends_claims_and_removing_one_ends_its_own() {
    let mut host = rfc();
    claim(&mut host, 50);
    host.engine.remove_ip(ip(50));
    assert_eq!(host.engine.claiming().count(), 0);
    claim(&mut host, 51);
    host.engine.set_ips(&host.table, vec![ip(2)]);
    host.drain();
    assert_eq!(host.engine.claiming().count(), 0);
    assert_eq!(host.engine.poll_timeout(&host.table), None);
}

#[test]
fn a_host_may_cede_at_once() {
    let mut host = defending(Defence::Cede);
    host.hear(&uses_ours(66));
    assert_eq!(
        host.events(),
        [
            "note: duplicate address: 02:00:00:00:00:42 claims our 192.168.3.1",
            "note: gave up our 192.168.3.1: 02:00:00:00:00:42 uses it",
        ]
    );
    assert!(host.engine.ips().is_empty());
}

#[test]
fn a_host_may_defend_once_and_cede_if_it_happens_again() {
    let mut host = defending(Defence::Once);
    host.hear(&uses_ours(66));
    assert_eq!(
        host.events()[1..],
        [
            "to all: ARP Announcement for 192.168.3.1",
            "note: defended 192.168.3.1",
        ]
    );
    host.run_to(10.0);
    host.hear(&uses_ours(66));
    assert_eq!(host.engine.ips(), [ip(1)], "{DEFEND_INTERVAL} have passed");
    host.run_to(19.9);
    host.hear(&uses_ours(66));
    assert!(host.engine.ips().is_empty());
    assert_eq!(host.engine.counters().conflicts, 3);
}

#[test]
fn a_host_may_defend_for_ever_but_not_too_often() {
    let mut host = defending(Defence::Always);
    for tenth in 0..250 {
        host.run_to(f64::from(tenth) / 10.0);
        host.hear(&uses_ours(66));
    }
    assert_eq!(host.engine.ips(), [ip(1)]);
    let defended = times(&host.trace(), "ARP Announcement");
    assert_eq!(defended, [secs(0.0), secs(10.0), secs(20.0)]);
}

#[test]
fn a_probe_for_an_own_address_is_answered_and_no_conflict() {
    let mut host = defending(Defence::Cede);
    let probes = ArpPacket {
        spa: Ipv4Addr::UNSPECIFIED,
        ..request(10)
    };
    host.hear(&broadcast(probes));
    assert_eq!(host.engine.ips(), [ip(1)]);
    assert_eq!(host.engine.counters().conflicts, 0);
}
