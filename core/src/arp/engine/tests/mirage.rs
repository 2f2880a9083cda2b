//! The behaviours of MirageOS's present ARP module (arp 4.1.0), each as a test against profile
//! `rfc`. Where this engine differs on purpose, the test says `differs` and why.

use super::*;
use crate::arp::QueryAnswer;

fn host() -> Host {
    Host::with(Profile::Rfc.config())
}

/// The bytes of a request for the host under test with another operation number.
fn with_operation(number: u16) -> Vec<u8> {
    let mut bytes = broadcast(request(10)).emit();
    bytes[20..22].copy_from_slice(&number.to_be_bytes());
    bytes
}

fn announcement(last: u8) -> Frame {
    broadcast(ArpPacket {
        tpa: ip(last),
        ..request(last)
    })
}

#[test]
fn other_operations_are_ignored_and_teach_nothing() {
    for number in [0, 3, 255, 256, 257, 65_535] {
        let mut host = host();
        let verdict = host.hear_bytes(&with_operation(number));
        assert_eq!(verdict, Verdict::UnknownOperation);
        assert!(host.events().is_empty() && host.table.is_empty());
    }
}

#[test]
fn requests_for_others_for_none_and_for_all_get_no_answer() {
    for tpa in [ip(9), Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST] {
        let mut host = host();
        let asks = ArpPacket { tpa, ..request(10) };
        assert_eq!(host.hear(&broadcast(asks)), Verdict::AsksForAnother);
        assert!(host.events().is_empty());
    }
}

#[test]
fn announcements_are_gratuitous_requests() {
    let mut host = host();
    host.engine.announce(None);
    host.drain();
    assert_eq!(host.events(), ["to all: ARP Announcement for 192.168.3.1"]);
}

#[test]
fn an_announcement_is_cached_only_if_the_address_is_known_or_asked_for() {
    let mut host = host();
    host.hear(&announcement(10));
    assert!(host.table.is_empty());
    host.query(10, 1);
    host.hear(&announcement(10));
    host.run_to(5.0);
    host.hear(&announcement(10));
    assert_eq!(
        host.entries(),
        [".10 02:00:00:00:00:0a REACHABLE 65.000000"]
    );
}

#[test]
fn differs_an_unsolicited_reply_to_us_is_cached() {
    // MirageOS caches it only if the address is known or asked for. RFC 826 adds whoever speaks to
    // an own address, and does not look at the operation; `strict` is the profile that refuses.
    let mut host = host();
    host.hear_reply(10);
    assert_eq!(host.table.len(), 1);
    let mut strict = Host::with(Profile::Strict.config());
    strict.hear_reply(10);
    assert!(strict.table.is_empty());
}

#[test]
fn an_unsolicited_reply_to_another_is_cached_only_if_the_address_is_known() {
    let mut host = host();
    let to_another = ArpPacket {
        tpa: ip(9),
        ..reply(10)
    };
    host.hear(&broadcast(to_another));
    assert!(host.table.is_empty());
    host.hear_reply(10);
    let moved = ArpPacket {
        sha: mac(11),
        ..to_another
    };
    host.hear(&broadcast(moved));
    assert_eq!(
        host.entries(),
        [".10 02:00:00:00:00:0b REACHABLE 60.000000"]
    );
}

#[test]
fn a_reply_wakes_all_who_wait() {
    let mut host = host();
    for waiter in 1..=3 {
        host.query(10, waiter);
    }
    host.hear_reply(10);
    let woken = host.events();
    let woken = woken.iter().filter(|line| line.starts_with("wake"));
    assert_eq!(woken.count(), 3);
    assert_eq!(host.query(10, 4), QueryAnswer::Known(mac(10)));
}

#[test]
fn an_entry_is_replaced_by_new_information() {
    let mut host = host();
    host.query(10, 1);
    host.hear_reply(10);
    let moved = ArpPacket {
        sha: mac(11),
        ..reply(10)
    };
    host.hear(&unicast(moved));
    assert_eq!(host.query(10, 2), QueryAnswer::Known(mac(11)));
}

#[test]
fn an_unreachable_address_times_out_after_more_than_one_request() {
    let mut host = host();
    host.query(10, 1);
    host.run_to(10.0);
    assert_eq!(host.engine.counters().requests_sent, 3);
    assert_eq!(
        host.events().last().map(String::as_str),
        Some("retry: wake 1: 192.168.3.10: nobody answered")
    );
}

#[test]
fn static_entries_and_own_addresses_are_never_overwritten_by_the_wire() {
    let mut host = host();
    host.pin(10, mac(77));
    host.hear_reply(10);
    host.hear(&announcement(10));
    let ours = ArpPacket {
        spa: ip(1),
        ..reply(66)
    };
    host.hear(&unicast(ours));
    assert_eq!(host.entries(), [".10 02:00:00:00:00:4d PERMANENT never"]);
    assert_eq!(host.query(1, 1), QueryAnswer::Known(mac(1)));
}

#[test]
fn an_alias_replaces_a_static_entry() {
    let mut host = host();
    host.pin(10, mac(77));
    host.engine.add_ip(&host.table, ip(10));
    host.drain();
    assert!(host.table.is_empty());
    assert_eq!(host.query(10, 1), QueryAnswer::Known(mac(1)));
}

#[test]
fn differs_a_static_entry_does_not_replace_an_alias() {
    // MirageOS lets a static entry take the place of an own address. Here own addresses are no
    // entries: the command is refused with a note, and `remove-ip` comes first.
    let mut host = host();
    host.engine.add_ip(&host.table, ip(10));
    host.drain();
    host.events();
    host.pin(10, mac(77));
    assert_eq!(
        host.events(),
        ["note: refused: 192.168.3.10 is our own address"]
    );
    host.engine.remove_ip(ip(10));
    host.pin(10, mac(77));
    assert_eq!(host.entries(), [".10 02:00:00:00:00:4d PERMANENT never"]);
}

#[test]
fn the_dynamic_part_is_bounded_and_static_entries_do_not_count() {
    assert_eq!(Profile::Rfc.config().capacity, 1_024);
    let mut host = Host::with(Config {
        capacity: 2,
        ..Profile::Rfc.config()
    });
    host.pin(9, mac(9));
    for last in 10..20 {
        host.hear_reply(last);
    }
    assert_eq!(host.table.len(), 3);
}

#[test]
fn differs_the_entry_that_expires_first_goes_first() {
    // MirageOS drops the least recently used entry. Here it is the one that expires first, which
    // is the one heard of longest ago: what is used does not change a table under version control.
    let mut host = Host::with(Config {
        capacity: 2,
        ..Profile::Rfc.config()
    });
    host.hear_reply(10);
    host.run_to(1.0);
    host.hear_reply(11);
    assert_eq!(host.query(10, 1), QueryAnswer::Known(mac(10)));
    host.hear_reply(12);
    let left: Vec<_> = host.table.iter().map(|(ip, _)| ip).collect();
    assert_eq!(left, [ip(11), ip(12)]);
}

#[test]
fn an_entry_about_to_expire_is_asked_for_once_more() {
    let mut host = host();
    host.hear_reply(10);
    host.events();
    host.run_to(58.0);
    assert_eq!(
        host.events(),
        ["probe: to 02:00:00:00:00:0a: Who has 192.168.3.10? Tell 192.168.3.1"]
    );
    assert_eq!(host.query(10, 1), QueryAnswer::Known(mac(10)));
}
