//! Own addresses: set, added, removed, announced.

use super::*;

const OWN_1: &str = "to all: 192.168.3.1 is at 02:00:00:00:00:01";
const OWN_2: &str = "to all: 192.168.3.2 is at 02:00:00:00:00:01";
const OWN_3: &str = "to all: 192.168.3.3 is at 02:00:00:00:00:01";

fn set(host: &mut Host, lasts: &[u8]) {
    let ips = lasts.iter().map(|&last| ip(last)).collect();
    host.engine.set_ips(&host.table, ips);
    host.drain();
}

fn add(host: &mut Host, last: u8) {
    host.engine.add_ip(&host.table, ip(last));
    host.drain();
}

#[test]
fn addresses_put_in_place_are_not_announced() {
    let mut host = Host::new();
    host.engine.place_ips(vec![ip(2), ip(3), ip(2)]);
    host.drain();
    assert_eq!(host.engine.ips(), [ip(2), ip(3)]);
    assert!(host.events().is_empty());
}

#[test]
fn setting_addresses_announces_each_of_the_new_list() {
    let mut host = Host::new();
    set(&mut host, &[2, 3, 2]);
    assert_eq!(host.engine.ips(), [ip(2), ip(3)]);
    assert_eq!(host.events(), [OWN_2, OWN_3]);
    set(&mut host, &[]);
    assert!(host.engine.ips().is_empty() && host.events().is_empty());
}

#[test]
fn an_announcement_is_a_reply_to_nobody() {
    let mut host = Host::new();
    host.engine.announce(Some(ip(1)));
    let output = host.engine.poll_output().expect("an announcement is sent");
    let packet = ArpPacket {
        operation: Operation::Reply,
        sha: mac(1),
        spa: ip(1),
        tha: MacAddr::BROADCAST,
        tpa: Ipv4Addr::UNSPECIFIED,
    };
    let frame = Frame::arp(MacAddr::BROADCAST, mac(1), packet);
    assert_eq!(output.action, Action::Send(frame));
}

#[test]
fn an_added_address_comes_first_and_all_are_announced() {
    let mut host = Host::new();
    add(&mut host, 2);
    assert_eq!(host.engine.ips(), [ip(2), ip(1)]);
    assert_eq!(host.events(), [OWN_2, OWN_1]);
    add(&mut host, 1);
    assert_eq!(host.engine.ips(), [ip(2), ip(1)]);
    assert!(host.events().is_empty(), "a known address does nothing");
}

#[test]
fn removing_announces_the_rest_and_twice_is_harmless() {
    let mut host = Host::new();
    set(&mut host, &[1, 2, 3]);
    host.events();
    host.engine.remove_ip(ip(2));
    host.drain();
    assert_eq!(host.events(), [OWN_1, OWN_3]);
    host.engine.remove_ip(ip(2));
    host.drain();
    assert!(host.events().is_empty());
    assert_eq!(host.engine.ips(), [ip(1), ip(3)]);
}

#[test]
fn announcing_says_one_or_all_and_never_anothers() {
    let mut host = Host::new();
    host.engine.place_ips(vec![ip(1), ip(2)]);
    for which in [None, Some(ip(2)), Some(ip(9))] {
        host.engine.announce(which);
        host.drain();
    }
    assert_eq!(
        host.events(),
        [
            OWN_1,
            OWN_2,
            OWN_2,
            "note: refused: 192.168.3.9 is not our address"
        ]
    );
    assert_eq!(host.engine.counters().announcements_sent, 3);
}

#[test]
fn what_no_station_has_is_no_own_address() {
    let mut host = Host::new();
    let ips = vec![ip(2), Ipv4Addr::UNSPECIFIED];
    host.engine.set_ips(&host.table, ips);
    host.engine.add_ip(&host.table, Ipv4Addr::BROADCAST);
    host.drain();
    assert_eq!(host.engine.ips(), [ip(2)]);
    assert_eq!(
        host.events(),
        [
            "note: refused: 0.0.0.0 is no host's address",
            OWN_2,
            "note: refused: 255.255.255.255 is no host's address",
        ]
    );
}

#[test]
fn an_address_that_becomes_own_leaves_the_table_static_or_not() {
    let mut host = Host::new();
    host.learn(2, mac(2), None);
    host.pin(3, mac(3));
    host.events();
    set(&mut host, &[2]);
    add(&mut host, 3);
    assert_eq!(
        host.events(),
        [
            "forgot 192.168.3.2",
            OWN_2,
            "forgot 192.168.3.3",
            OWN_3,
            OWN_2
        ]
    );
    assert!(host.table.is_empty());
}

#[test]
fn a_query_for_an_address_that_becomes_own_ends_with_the_own_mac() {
    let mut host = Host::new();
    host.query(2, 7);
    host.events();
    add(&mut host, 2);
    assert_eq!(
        host.events(),
        [
            "timed out 192.168.3.2",
            "note: query ended: 192.168.3.2 is our own address now",
            "wake 7: 192.168.3.2 is 02:00:00:00:00:01",
            OWN_2,
            OWN_1,
        ]
    );
    host.run_to(10.0);
    assert!(host.events().is_empty());
}

#[test]
fn an_address_given_up_may_be_learned() {
    let mut host = Host::new();
    set(&mut host, &[]);
    host.hear(&unicast(ArpPacket {
        spa: ip(1),
        ..reply(66)
    }));
    assert_eq!(host.events(), ["learned 192.168.3.1 02:00:00:00:00:42"]);
}
