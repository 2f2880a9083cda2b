//! What filters let pass, what is wrong with those that are wrong, and what is offered meanwhile.

use super::*;
use crate::addr::{Ipv4Addr, MacAddr};
use crate::time::Instant;
use crate::wire::{ArpPacket, Frame, Operation};

const ANN: MacAddr = MacAddr::of_host(1);
const GATEWAY: Ipv4Addr = Ipv4Addr::new(192, 168, 3, 1);

/// ann, 192.168.3.10, answers to bob that the gateway is at ann.
fn reply() -> Vec<u8> {
    let packet = ArpPacket {
        operation: Operation::Reply,
        sha: ANN,
        spa: GATEWAY,
        tha: MacAddr::of_host(2),
        tpa: Ipv4Addr::new(192, 168, 3, 20),
    };
    Frame::arp(MacAddr::of_host(2), ANN, packet).emit()
}

fn packet(bytes: &[u8]) -> Packet<'_> {
    Packet {
        number: 12,
        at: Instant::from_micros(12_350_000),
        first: Instant::from_secs(1),
        before: Instant::from_secs(12),
        epoch: 1_429_833_600,
        bytes,
        interface_name: "ann",
        comment: "bob 1f03b5d changed: 192.168.3.1",
        commits: 1,
        forged: true,
        ..Packet::default()
    }
}

#[test]
fn a_packet_passes_by_what_is_in_it() {
    let bytes = reply();
    let packet = packet(&bytes);
    for (text, passes) in [
        ("", true),
        ("arp", true),
        ("ip", false),
        ("!ip", true),
        ("arp.opcode == 2 && arp.src.proto_ipv4 == 192.168.3.1", true),
        ("arp.opcode == request", false),
        ("arp.src.proto_ipv4 == 192.168.0.0/16", true),
        ("arp.src.proto_ipv4 == arp.dst.proto_ipv4", false),
        ("arp.src.proto_ipv4 < arp.dst.proto_ipv4", true),
        ("eth.addr == 0200.0000.0001", true),
        ("eth.addr != 02-00-00-00-00-01", false),
        ("eth.addr !== 02:00:00:00:00:01", true),
        ("eth.addr === 02:00:00:00:00:01", false),
        ("all eth.addr < 02:00:00:00:00:03", true),
        ("all eth.addr < 02:00:00:00:00:02", false),
        ("ip.addr != 10.0.0.1", false),
        ("not ip.addr == 10.0.0.1", true),
        ("frame.number in {1, 10..14}", true),
        ("frame.number not in {1, 10..14}", false),
        ("frame.time_relative == 11.35", true),
        ("frame.time_delta <= 0.35", true),
        ("frame.time_epoch > 1429833612.349", true),
        ("lab.time > 12.35", false),
        ("lab.forged && lab.commits == 1", true),
        ("lab.lost", false),
        ("frame.interface_name == \"ann\"", true),
        ("frame.comment contains \"changed\"", true),
        ("frame contains c0:a8:03", true),
        ("eth.src contains 00:01", true),
        ("eth.ig == true or arp.opcode & 2 == 2 and arp", true),
        ("arp.opcode & 1", false),
        ("arp.isgratuitous", false),
        ("frame.len eq 42", true),
    ] {
        let filter = Filter::parse(text).unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
        assert_eq!(filter.matches(&packet), passes, "{text}");
    }
}

#[test]
fn and_binds_more_than_or_and_not_more_than_both() {
    let printed = |text: &str| Filter::parse(text).map(|filter| filter.to_string());
    for (text, canonical) in [
        ("arp or ip and udp", "arp || (ip && udp)"),
        ("not arp and ip", "!(arp) && ip"),
        ("!(arp || ip)", "!(arp || ip)"),
        (
            "tcp.port not in {80,443..444}",
            "!(tcp.port in {80, 443..444})",
        ),
        ("eth.type==0x806", "eth.type == 0x0806"),
        ("ip.addr ne 10.1.2.3/8", "ip.addr != 10.0.0.0/8"),
        ("arp.opcode any_ne 2", "arp.opcode !== 2"),
        ("frame.time_relative>.50", "frame.time_relative > 0.5"),
        ("all tcp.port ge 10", "all tcp.port >= 10"),
        ("tcp.flags & 2", "tcp.flags & 0x2"),
        (
            "data.text contains \"\\x41\\\"\"",
            "data.text contains \"A\\\"\"",
        ),
        ("icmp.type == \"Echo (ping) reply\"", "icmp.type == 0"),
        ("", ""),
    ] {
        assert_eq!(printed(text).as_deref(), Ok(canonical), "{text}");
    }
}

#[test]
fn a_mistake_has_a_place_and_a_hint() {
    for (text, expected) in [
        (
            "arp.opcod == 1",
            "column 1: there is no field 'arp.opcod'; did you mean 'arp.opcode'?",
        ),
        (
            "arp &&",
            "column 7: expected a field or a protocol, such as arp or ip.addr",
        ),
        ("arp ip", "column 5: expected && or || before 'ip'"),
        (
            "arp = 1",
            "column 5: '=' has no meaning here; did you mean '=='?",
        ),
        ("(arp", "column 1: this bracket is never closed"),
        ("arp)", "column 4: this bracket was never opened"),
        (
            "arp == 1",
            "column 1: arp is a protocol: it is there, or contains something",
        ),
        (
            "ip.addr ==",
            "column 11: a value is missing: an address such as 192.168.3.1 or 192.168.3.0/24",
        ),
        (
            "ip.addr == 10.0.0",
            "column 12: '10.0.0' is no value of ip.addr: an address such as 192.168.3.1 or 192.168.3.0/24",
        ),
        (
            "tcp.port == 70000",
            "column 13: '70000' is no value of tcp.port: at most 65535",
        ),
        (
            "arp.opcode == replay",
            "column 15: 'replay' is no value of arp.opcode: a number or its name",
        ),
        (
            "443 == tcp.port",
            "column 1: a comparison begins with a field, such as ip.addr ==",
        ),
        (
            "ip.addr == eth.src",
            "column 12: ip.addr and eth.src are of two kinds",
        ),
        (
            "tcp.port in 80",
            "column 13: expected {, as in {80, 443, 8000..8080}",
        ),
        (
            "tcp.port in {80 443}",
            "column 17: expected , or } before '443'",
        ),
        (
            "data.text matches \"x\"",
            "column 11: regular expressions are left out; 'contains' looks for text",
        ),
        ("frame contains \"x", "column 16: \" has no end"),
        ("ttl ä", "column 5: 'ä' has no meaning here"),
    ] {
        let mistake = Filter::parse(text).expect_err(text);
        assert_eq!(mistake.to_string(), expected, "{text}");
    }
    let deep = "(".repeat(5_000);
    assert!(Filter::parse(&deep).is_err());
}

#[test]
fn what_may_come_next_is_offered() {
    let known = Known {
        ips: vec![(GATEWAY, "gateway".into())],
        macs: vec![(ANN, "ann".into())],
        ports: vec![(443, "served by bob".into())],
        names: vec!["ann".into()],
    };
    let offered = |text: &str| -> Vec<String> {
        let found = complete(text, text.len(), &known);
        let choices = found.choices.into_iter().map(|choice| choice.text);
        choices.take(3).collect()
    };
    assert_eq!(offered(""), ["frame", "eth", "arp"]);
    assert_eq!(offered("arp.op"), ["arp.opcode"]);
    assert_eq!(offered("arp && gratui"), ["arp.isgratuitous"]);
    assert_eq!(offered("arp.opcode "), ["==", "!=", ">="]);
    assert_eq!(offered("arp "), ["contains", "&&", "||"]);
    assert_eq!(offered("arp.opcode == "), ["1", "2", "3"]);
    assert_eq!(offered("arp.opcode == rep"), ["2"]);
    assert_eq!(offered("(ip.addr == ga"), ["192.168.3.1"]);
    assert_eq!(
        offered("eth.src in {"),
        ["02:00:00:00:00:01", "ff:ff:ff:ff:ff:ff"]
    );
    assert_eq!(offered("tcp.port in {80, 4"), ["443"]);
    assert_eq!(offered("frame.interface_name == \"a"), ["\"ann\""]);
    assert_eq!(offered("arp.opcode == 2 "), ["&&", "||"]);
    assert_eq!(offered("arp.opcode = 2 "), [""; 0]);
    let found = complete("ip.addr == 10 && arp", 20, &known);
    assert_eq!(found, Completion::default(), "the text before is wrong");
    assert_eq!(complete("ip.sr || arp", 5, &known).place, 0..5);
}

#[test]
fn a_field_of_a_packet_becomes_a_filter() {
    let bytes = reply();
    let packet = packet(&bytes);
    let shown = |name, range| expression(&packet, name, &range);
    assert_eq!(
        shown("arp.opcode", 20..22).as_deref(),
        Some("arp.opcode == 2")
    );
    assert_eq!(
        shown("arp.src.proto_ipv4", 28..32).as_deref(),
        Some("arp.src.proto_ipv4 == 192.168.3.1")
    );
    assert_eq!(
        shown("eth.type", 12..14).as_deref(),
        Some("eth.type == 0x0806")
    );
    assert_eq!(shown("arp", 14..42).as_deref(), Some("arp"));
    assert_eq!(
        shown("frame.time_relative", 0..0).as_deref(),
        Some("frame.time_relative == 11.35")
    );
    assert_eq!(shown("ip.src", 26..30), None);
    assert_eq!(shown("no.such", 0..0), None);
}
