//! What frames do: the rules of reception of profile classic, and the faults it does not copy.

use super::*;

#[test]
fn a_reply_teaches_asked_for_or_not() {
    let mut host = Host::new();
    host.run_to(2.5);
    assert_eq!(host.hear_reply(10), Verdict::Accepted);
    assert_eq!(
        host.trace(),
        ["2.500000 learned 192.168.3.10 02:00:00:00:00:0a"]
    );
    assert_eq!(
        host.entries(),
        [".10 02:00:00:00:00:0a REACHABLE 62.500000"]
    );
}

#[test]
fn a_gratuitous_reply_to_all_teaches() {
    let mut host = Host::new();
    let announcement = ArpPacket {
        tha: MacAddr::BROADCAST,
        tpa: Ipv4Addr::UNSPECIFIED,
        ..reply(10)
    };
    assert_eq!(host.hear(&broadcast(announcement)), Verdict::Accepted);
    assert_eq!(host.events(), ["learned 192.168.3.10 02:00:00:00:00:0a"]);
}

#[test]
fn the_same_mapping_again_is_confirmed_and_another_mac_is_a_change() {
    let mut host = Host::new();
    host.hear_reply(10);
    host.run_to(5.0);
    host.hear_reply(10);
    let moved = ArpPacket {
        sha: mac(11),
        ..reply(10)
    };
    host.hear(&unicast(moved));
    assert_eq!(
        host.events(),
        [
            "learned 192.168.3.10 02:00:00:00:00:0a",
            "confirmed 192.168.3.10 02:00:00:00:00:0a",
            "changed 192.168.3.10 02:00:00:00:00:0a 02:00:00:00:00:0b",
        ]
    );
    assert_eq!(
        host.entries(),
        [".10 02:00:00:00:00:0b REACHABLE 65.000000"]
    );
}

#[test]
fn a_second_copy_at_the_same_microsecond_changes_nothing() {
    let mut host = Host::new();
    host.hear_reply(10);
    host.events();
    assert_eq!(host.hear_reply(10), Verdict::Accepted);
    assert!(host.events().is_empty());
}

#[test]
fn a_request_for_an_own_address_is_answered_to_its_sender_and_teaches_nothing() {
    let mut host = Host::new();
    host.engine.place_ips(vec![ip(1), ip(2)]);
    let for_the_second = ArpPacket {
        tpa: ip(2),
        ..request(10)
    };
    assert_eq!(host.hear(&broadcast(for_the_second)), Verdict::Accepted);
    assert_eq!(
        host.engine.poll_output(),
        None,
        "the fixture drains every output"
    );
    assert_eq!(
        host.events(),
        ["to 02:00:00:00:00:0a: 192.168.3.2 is at 02:00:00:00:00:01"]
    );
    assert!(host.entries().is_empty());
}

#[test]
fn no_request_teaches_whatever_its_target_mac() {
    let mut host = Host::new();
    for tha in [MacAddr::ZERO, MacAddr::BROADCAST, mac(1), mac(7)] {
        for (tpa, verdict) in [(ip(1), Verdict::Accepted), (ip(3), Verdict::AsksForAnother)] {
            let asks = ArpPacket {
                tha,
                tpa,
                ..request(10)
            };
            assert_eq!(host.hear(&unicast(asks)), verdict);
        }
    }
    assert!(host.table.is_empty());
    assert_eq!(host.engine.counters().replies_sent, 4);
}

#[test]
fn an_answer_goes_to_the_askers_addresses() {
    let mut host = Host::new();
    let (now, bytes) = (host.now, broadcast(request(10)).emit());
    host.engine.handle_frame(now, &host.table, &bytes);
    let output = host.engine.poll_output().expect("a request is answered");
    let expected = ArpPacket {
        operation: Operation::Reply,
        sha: mac(1),
        spa: ip(1),
        tha: mac(10),
        tpa: ip(10),
    };
    let frame = Frame::arp(mac(10), mac(1), expected);
    assert_eq!(output.cause, Cause::Input);
    assert_eq!(output.action, Action::Send(frame));
}

#[test]
fn a_probe_for_an_own_address_is_answered() {
    let mut host = Host::new();
    let probe = ArpPacket {
        spa: Ipv4Addr::UNSPECIFIED,
        ..request(10)
    };
    assert_eq!(host.hear(&broadcast(probe)), Verdict::Accepted);
    assert_eq!(
        host.events(),
        ["to 02:00:00:00:00:0a: 192.168.3.1 is at 02:00:00:00:00:01"]
    );
}

#[test]
fn requests_for_others_are_left_alone_and_teach_nothing() {
    let mut host = Host::new();
    for tpa in [ip(3), Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST] {
        let request = ArpPacket { tpa, ..request(10) };
        assert_eq!(host.hear(&broadcast(request)), Verdict::AsksForAnother);
    }
    let announced = ArpPacket {
        tpa: ip(10),
        ..request(10)
    };
    assert_eq!(host.hear(&broadcast(announced)), Verdict::AsksForAnother);
    assert!(host.events().is_empty() && host.table.is_empty());
}

#[test]
fn a_reply_is_meant_for_another_by_its_target_mac_whatever_its_target_address() {
    let mut host = Host::new();
    for tha in [mac(7), MacAddr::ZERO, MacAddr([1, 0, 0x5e, 0, 0, 1])] {
        let other = ArpPacket { tha, ..reply(10) };
        assert_eq!(host.hear(&broadcast(other)), Verdict::MeantForAnother);
    }
    assert!(host.events().is_empty());
    let odd_tpa = ArpPacket {
        tpa: ip(7),
        ..reply(10)
    };
    assert_eq!(host.hear(&unicast(odd_tpa)), Verdict::Accepted);
    assert_eq!(host.events(), ["learned 192.168.3.10 02:00:00:00:00:0a"]);
}

#[test]
fn a_flooded_frame_for_another_station_is_not_looked_into() {
    let mut host = Host::new();
    let mut frame = Frame::arp(mac(7), mac(10), request(10));
    assert_eq!(host.hear(&frame), Verdict::NotForUs);
    let garbage = [&mac(7).0[..], &mac(10).0, &[8, 6, 0]].concat();
    assert_eq!(host.hear_bytes(&garbage), Verdict::NotForUs);
    assert!(host.events().is_empty());
    frame.dst = MacAddr([1, 0, 0x5e, 0, 0, 1]);
    assert_eq!(
        host.hear(&frame),
        Verdict::Accepted,
        "a group may include us"
    );
}

#[test]
fn own_frames_that_come_back_are_ignored() {
    let mut host = Host::new();
    let looped = Frame::arp(MacAddr::BROADCAST, mac(1), request(10));
    assert_eq!(host.hear(&looped), Verdict::OwnEcho);
    let pretended = ArpPacket {
        sha: mac(1),
        ..reply(10)
    };
    let frame = Frame::arp(mac(1), mac(10), pretended);
    assert_eq!(host.hear(&frame), Verdict::OwnEcho);
    assert!(host.events().is_empty());
}

#[test]
fn garbage_is_counted_by_reason_and_changes_nothing() {
    let mut host = Host::new();
    let good = unicast(reply(10)).emit();
    let with = |offset: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[offset] = byte;
        bytes
    };
    for (bytes, verdict) in [
        (vec![], Verdict::TooShort),
        (good[..13].to_vec(), Verdict::TooShort),
        (good[..41].to_vec(), Verdict::TooShort),
        (with(13, 0), Verdict::NotArp),
        (with(15, 2), Verdict::NotEthernetIpv4),
        (with(21, 0), Verdict::UnknownOperation),
        (with(20, 1), Verdict::UnknownOperation),
        (with(21, 3), Verdict::UnknownOperation),
    ] {
        let before = host.engine.counters().received(verdict);
        assert_eq!(host.hear_bytes(&bytes), verdict);
        assert_eq!(host.engine.counters().received(verdict), before + 1);
    }
    assert_eq!(host.engine.counters().received_in_all(), 8);
    assert!(host.events().is_empty() && host.table.is_empty());
}

#[test]
fn no_station_has_a_group_or_zero_mac_or_such_an_address() {
    let mut host = Host::new();
    for sha in [
        MacAddr::BROADCAST,
        MacAddr::ZERO,
        MacAddr([1, 0, 0x5e, 0, 0, 1]),
    ] {
        for packet in [reply(10), request(10)] {
            let frame = Frame::arp(mac(1), mac(10), ArpPacket { sha, ..packet });
            assert_eq!(host.hear(&frame), Verdict::BadSender);
        }
    }
    for spa in [
        Ipv4Addr::UNSPECIFIED,
        Ipv4Addr::BROADCAST,
        Ipv4Addr::LOCALHOST,
        Ipv4Addr::new(127, 255, 0, 9),
        Ipv4Addr::new(224, 0, 0, 1),
        Ipv4Addr::new(239, 255, 255, 255),
    ] {
        let packet = ArpPacket { spa, ..reply(10) };
        assert_eq!(host.hear(&unicast(packet)), Verdict::BadSender);
    }
    assert!(host.events().is_empty() && host.table.is_empty());
}

#[test]
fn a_claim_of_an_own_address_is_noted_and_never_enters() {
    let mut host = Host::new();
    let claim = ArpPacket {
        spa: ip(1),
        ..reply(66)
    };
    let noted = "note: duplicate address: 02:00:00:00:00:42 claims our 192.168.3.1";
    assert_eq!(host.hear(&unicast(claim)), Verdict::ClaimsOwnAddress);
    assert_eq!(host.events(), [noted]);
    let gratuitous_request = ArpPacket {
        spa: ip(1),
        ..request(66)
    };
    assert_eq!(
        host.hear(&broadcast(gratuitous_request)),
        Verdict::ClaimsOwnAddress
    );
    assert_eq!(
        host.events(),
        [
            "to 02:00:00:00:00:42: Gratuitous ARP for 192.168.3.1 (Reply)",
            noted
        ]
    );
    assert!(host.table.is_empty());
}

#[test]
fn a_static_entry_is_never_overwritten_by_a_frame() {
    let mut host = Host::new();
    host.pin(10, mac(77));
    host.events();
    assert_eq!(host.hear_reply(10), Verdict::StaticEntry);
    assert_eq!(
        host.events(),
        [
            "note: static entry wins: 192.168.3.10 stays 02:00:00:00:00:4d, \
             02:00:00:00:00:0a refused"
        ]
    );
    let agrees = ArpPacket {
        sha: mac(77),
        ..reply(10)
    };
    assert_eq!(host.hear(&unicast(agrees)), Verdict::Accepted);
    assert!(host.events().is_empty());
    assert_eq!(host.entries(), [".10 02:00:00:00:00:4d PERMANENT never"]);
}

#[test]
fn one_speaker_may_hold_many_addresses() {
    let mut host = Host::new();
    for last in 10..14 {
        let announcement = ArpPacket {
            sha: mac(9),
            ..reply(last)
        };
        host.hear(&unicast(announcement));
    }
    assert_eq!(host.table.len(), 4);
    assert!(
        host.table
            .iter()
            .all(|(_, entry)| entry.mac == Some(mac(9)))
    );
}
