//! The joint without a stack: what waits, what is dropped, what a history by hand sets free.

use super::{Link, Station, Traffic};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::{Config, Profile};
use crate::cache::{CauseLine, Rev};
use crate::time::Instant;
use crate::wire::{ArpPacket, Frame, Operation, Payload};

const STACK: CauseLine<'static> = CauseLine::Timer(crate::arp::Timer::Stack);

fn ip(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(192, 168, 3, last)
}

fn mac(last: u8) -> MacAddr {
    MacAddr::of_host(last.into())
}

fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

fn station() -> Station {
    let network = "192.168.3.1/24".parse().expect("a network");
    Station::new("ann", mac(1), [network]).expect("a plain name")
}

fn link() -> Link {
    Link::new(station(), at(0))
}

/// A packet to `dst` with a payload of `len` bytes, behind room for a header. The IPv4 header is
/// as far filled in as the joint looks.
fn packet(dst: Ipv4Addr, len: usize) -> Vec<u8> {
    let mut frame = vec![0; 14 + 20 + len];
    frame[14] = 0x45;
    frame[30..34].copy_from_slice(&dst.octets());
    frame
}

/// What comes out, a line each.
fn sent(link: &mut Link) -> Vec<String> {
    let frames = std::iter::from_fn(|| link.poll_frame());
    let line = |bytes: Vec<u8>| {
        let frame = Frame::parse(&bytes).expect("what is sent can be read");
        match frame.payload {
            Payload::Arp(arp) => format!("{} {arp}", frame.dst),
            Payload::Ipv4(packet) => format!("{} {} bytes", frame.dst, packet.len()),
            Payload::Other { ethertype, .. } => panic!("sent {ethertype:04x}"),
        }
    };
    frames.map(line).collect()
}

fn answer(from: u8) -> Vec<u8> {
    let reply = ArpPacket {
        operation: Operation::Reply,
        sha: mac(from),
        spa: ip(from),
        tha: mac(1),
        tpa: ip(1),
    };
    Frame::arp(mac(1), mac(from), reply).emit()
}

/// The commits, oldest first.
fn commits(link: &Link) -> impl Iterator<Item = &crate::cache::Commit> {
    let repository = link.cache().repository();
    let ids = repository.history().iter();
    ids.map(|id| repository.commit(*id).expect("what was made is there"))
}

fn subjects(link: &Link) -> Vec<&str> {
    commits(link).map(|commit| commit.subject()).collect()
}

#[test]
fn packets_wait_for_their_neighbour_and_leave_in_order() {
    let mut link = link();
    link.send(at(0), packet(ip(2), 1), STACK);
    link.send(at(1), packet(ip(2), 2), STACK);
    let asks = "ff:ff:ff:ff:ff:ff Who has 192.168.3.2? Tell 192.168.3.1";
    assert_eq!(sent(&mut link), [asks]);
    assert!(!link.handle_frame(at(5), &answer(2)));
    let to = "02:00:00:00:00:02";
    assert_eq!(
        sent(&mut link),
        [format!("{to} 21 bytes"), format!("{to} 22 bytes")]
    );
    link.send(at(6), packet(ip(2), 3), STACK);
    assert_eq!(sent(&mut link), [format!("{to} 23 bytes")]);
    let told = [
        "create: empty cache",
        "query 192.168.3.2: request 1 of 3",
        "query answered: 192.168.3.2 -> 02:00:00:00:00:02",
        "merge query/192.168.3.2",
    ];
    assert_eq!(subjects(&link), told);
    let trailers = |n: usize| {
        let commit = commits(&link).nth(n).expect("it is there");
        let cause = commit.trailers().nth(1).expect("every commit has a cause");
        format!("{}: {}", cause.0, cause.1)
    };
    assert_eq!(trailers(1), "Timer: stack");
    // The request was frame 1, the answer frame 2.
    assert_eq!(trailers(2), "Frame: 2");
}

#[test]
fn what_nobody_answers_for_is_dropped_and_counted() {
    let mut link = link();
    link.send(at(0), packet(ip(9), 1), STACK);
    let mut now = at(0);
    for _ in 0..3 {
        now = link.poll_timeout().expect("the query has a timer");
        link.handle_timeout(now);
    }
    assert_eq!((now, link.poll_timeout()), (at(3_000), None));
    assert_eq!(sent(&mut link).len(), 3);
    let traffic = link.traffic();
    assert_eq!((traffic.waited, traffic.unresolved), (1, 1));
}

#[test]
fn what_has_no_next_hop_goes_nowhere() {
    let mut link = link();
    let mut version_6 = packet(ip(2), 0);
    version_6[14] = 0x60;
    let short = packet(ip(2), 0)[..33].to_vec();
    for frame in [
        packet(Ipv4Addr::new(8, 8, 8, 8), 0),
        version_6,
        short,
        vec![0; 14],
    ] {
        link.send(at(0), frame, STACK);
    }
    let none: [&str; 0] = [];
    assert_eq!(sent(&mut link), none);
    let traffic = link.traffic();
    assert_eq!((traffic.packets_out, traffic.unroutable), (4, 4));
}

#[test]
fn what_waits_is_bounded_whatever_the_stack_sends() {
    let config = Config {
        waiters: usize::MAX,
        ..Profile::Rfc.config()
    };
    let mut link = Link::new(station().config(config), at(0));
    for n in 0..2_000u16 {
        let to = ip(2 + (n % 100) as u8);
        link.send(at(0), packet(to, 1_480), STACK);
    }
    let Traffic {
        waited, unresolved, ..
    } = link.traffic();
    assert_eq!(waited, 2_000);
    let kept = (waited - unresolved) * 1_514;
    assert!((1_000_000..=5 * 212_992).contains(&kept), "{kept}");
    for n in 2..102 {
        link.handle_frame(at(1), &answer(n));
    }
    let data = sent(&mut link)
        .iter()
        .filter(|line| line.ends_with("bytes"))
        .count();
    assert_eq!(data as u64 * 1_514, kept, "what was kept arrives");
}

#[test]
fn packets_are_for_the_stack_if_they_are_for_the_station() {
    let mut link = link();
    let from = |src: MacAddr, dst: MacAddr| {
        let payload = Payload::Ipv4(packet(ip(1), 0)[14..].to_vec());
        Frame { dst, src, payload }.emit()
    };
    assert!(link.handle_frame(at(0), &from(mac(2), mac(1))));
    assert!(link.handle_frame(at(0), &from(mac(2), MacAddr::BROADCAST)));
    assert!(!link.handle_frame(at(0), &from(mac(2), mac(3))));
    assert!(!link.handle_frame(at(0), &from(mac(1), MacAddr::BROADCAST)));
    assert!(!link.handle_frame(at(0), &[]));
    let traffic = link.traffic();
    assert_eq!((traffic.frames_in, traffic.packets_in), (5, 2));
}

#[test]
fn an_entry_that_a_revert_brings_back_sets_packets_free() {
    let mut link = link();
    link.command(at(0), "learn", |engine, now, table| {
        engine.learn(now, table, ip(2), mac(2), None);
    });
    link.command(at(1), "forget", |engine, _, table| {
        engine.forget(table, ip(2))
    });
    link.send(at(2), packet(ip(2), 1), STACK);
    assert_eq!(sent(&mut link).len(), 1, "it has to ask");
    let restored = |mac| crate::arp::Entry::reachable(mac, at(60_000));
    let done = link.edit_history(at(3), "revert HEAD", |cache, why| {
        cache.revert(&Rev::Head(0), restored, why)
    });
    assert!(done.is_ok());
    assert_eq!(sent(&mut link), ["02:00:00:00:00:02 21 bytes"]);
}

#[test]
fn time_that_goes_back_stands_still() {
    let mut link = link();
    link.send(at(5_000), packet(ip(2), 1), STACK);
    link.handle_timeout(at(1_000));
    assert_eq!(link.poll_timeout(), Some(at(6_000)));
    link.handle_frame(at(0), &answer(2));
    assert_eq!(
        link.poll_timeout(),
        Some(at(63_000)),
        "two polls before 65 s"
    );
}
