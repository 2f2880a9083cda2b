//! What is reported of stations, in arpwatch's words.

use super::*;

fn rfc() -> Host {
    let mut host = Host::with(Profile::Rfc.config());
    let network = "192.168.3.1/24".parse().expect("a network");
    host.engine.set_networks(vec![network]);
    host
}

fn moved(last: u8, to: u8) -> Frame {
    let packet = reply(last);
    let sha = mac(to);
    unicast(ArpPacket { sha, ..packet })
}

#[test]
fn new_stations_and_their_changes_are_reported_once() {
    let mut host = rfc();
    for to in [10, 10, 11, 10] {
        host.hear(&moved(10, to));
    }
    assert_eq!(
        host.reports,
        [
            "new station 192.168.3.10 02:00:00:00:00:0a",
            "changed ethernet address 192.168.3.10 02:00:00:00:00:0b (02:00:00:00:00:0a)",
            "flip flop 192.168.3.10 02:00:00:00:00:0a (02:00:00:00:00:0b)",
        ]
    );
}

#[test]
fn a_station_that_comes_back_after_its_entry_went_is_not_new() {
    let mut host = rfc();
    host.hear_reply(10);
    host.run_to(100.0);
    assert!(host.table.is_empty());
    host.hear_reply(10);
    assert_eq!(host.reports.len(), 1);
}

#[test]
fn a_report_stands_right_before_the_edit_of_its_packet() {
    let mut host = rfc();
    let bytes = unicast(reply(10)).emit();
    host.engine.handle_frame(host.now, &host.table, &bytes);
    let first = host.engine.poll_output().map(|output| output.action);
    let second = host.engine.poll_output().map(|output| output.action);
    assert!(matches!(first, Some(Action::Note(Note::Report { .. }))));
    assert!(matches!(second, Some(Action::Edit(Edit::Learned { .. }))));
}

#[test]
fn odd_packets_are_reported_whatever_they_teach() {
    let mut host = rfc();
    let off_subnet = ArpPacket {
        spa: Ipv4Addr::new(10, 0, 0, 9),
        ..request(10)
    };
    host.hear(&broadcast(off_subnet));
    let mut mismatch = broadcast(request(11));
    mismatch.src = mac(12);
    host.hear(&mismatch);
    let group = ArpPacket {
        sha: MacAddr::BROADCAST,
        ..request(13)
    };
    let mut group = broadcast(group);
    group.src = MacAddr::BROADCAST;
    host.hear(&group);
    let from_all = ArpPacket {
        spa: ip(255),
        ..request(14)
    };
    assert_eq!(host.hear(&broadcast(from_all)), Verdict::BadSender);
    assert_eq!(
        host.reports,
        [
            "bogon 10.0.0.9 02:00:00:00:00:0a",
            "new station 10.0.0.9 02:00:00:00:00:0a",
            "ethernet mismatch 192.168.3.11 02:00:00:00:00:0b (02:00:00:00:00:0c)",
            "new station 192.168.3.11 02:00:00:00:00:0b",
            "ethernet broadcast 192.168.3.13 ff:ff:ff:ff:ff:ff",
            "ip broadcast 192.168.3.255 02:00:00:00:00:0e",
        ]
    );
    assert_eq!(host.table.len(), 2);
}

#[test]
fn classic_reports_nothing() {
    let mut host = Host::new();
    host.hear(&moved(10, 10));
    host.hear(&moved(10, 11));
    assert!(host.reports.is_empty());
}
