//! What may happen to an engine: any step of a small world (six addresses, few MACs), in which things
//! meet.

use super::super::*;
use proptest::prelude::*;

/// One thing that happens.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Frame(Vec<u8>),
    Query(Ipv4Addr),
    Learn(Ipv4Addr, MacAddr, Option<u64>),
    Pin(Ipv4Addr, MacAddr),
    Forget(Ipv4Addr),
    Flush,
    Confirm(Ipv4Addr),
    Suspect(Ipv4Addr),
    CarrierLost,
    SetIps(Vec<Ipv4Addr>),
    AddIp(Ipv4Addr),
    RemoveIp(Ipv4Addr),
    Announce(Option<Ipv4Addr>),
    Claim(Ipv4Addr),
    /// Something else (a pull, say) sets an entry.
    Foreign(Ipv4Addr, Entry),
    /// Time passes; every timer runs at its moment.
    Wait(u64),
    /// Time passes unattended; timers run late.
    Sleep(u64),
}

pub(super) fn profile() -> impl Strategy<Value = Profile> {
    prop::sample::select(Profile::ALL.to_vec())
}

fn any_ip() -> impl Strategy<Value = Ipv4Addr> {
    prop_oneof![
        12 => (1..7u8).prop_map(ip),
        1 => Just(Ipv4Addr::UNSPECIFIED),
        1 => Just(Ipv4Addr::BROADCAST),
        1 => any::<[u8; 4]>().prop_map(Ipv4Addr::from),
    ]
}

fn any_mac() -> impl Strategy<Value = MacAddr> {
    prop_oneof![
        8 => (1..5u8).prop_map(mac),
        2 => Just(MacAddr::BROADCAST),
        1 => Just(MacAddr::ZERO),
        1 => any::<[u8; 6]>().prop_map(MacAddr),
    ]
}

/// A sound ARP frame, mutated at up to two bytes half of the time, and cut now and then.
fn arp_bytes() -> impl Strategy<Value = Vec<u8>> {
    let operation = prop_oneof![Just(Operation::Request), Just(Operation::Reply)];
    let packet = (operation, any_mac(), any_ip(), any_mac(), any_ip()).prop_map(
        |(operation, sha, spa, tha, tpa)| ArpPacket {
            operation,
            sha,
            spa,
            tha,
            tpa,
        },
    );
    let dst = prop_oneof![Just(mac(1)), Just(MacAddr::BROADCAST), any_mac()];
    let flips = prop_oneof![
        Just(vec![]),
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..3)
    ];
    let length = prop_oneof![4 => Just(60), 1 => 0..60usize];
    (dst, any_mac(), packet, flips, length).prop_map(|(dst, src, packet, flips, length)| {
        let mut bytes = Frame::arp(dst, src, packet).emit();
        for (index, byte) in flips {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.resize(length, 0);
        bytes
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let at = || (0..90_000_000u64).prop_map(Instant::from_micros);
    let known = prop::sample::select(vec![State::Stale, State::Delay, State::Probe]);
    prop_oneof![
        4 => (any_mac(), at()).prop_map(|(mac, at)| Entry::reachable(mac, at)),
        2 => (any_mac(), known, at()).prop_map(|(mac, state, at)| Entry::known(mac, state, at)),
        1 => at().prop_map(Entry::failed),
        1 => any_mac().prop_map(Entry::permanent),
        1 => at().prop_map(Entry::incomplete),
    ]
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let lifetime = prop::option::of(0..5_000_000u64);
    prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 0..70).prop_map(Step::Frame),
        12 => arp_bytes().prop_map(Step::Frame),
        6 => any_ip().prop_map(Step::Query),
        3 => (any_ip(), any_mac(), lifetime).prop_map(|(ip, mac, us)| Step::Learn(ip, mac, us)),
        2 => (any_ip(), any_mac()).prop_map(|(ip, mac)| Step::Pin(ip, mac)),
        2 => any_ip().prop_map(Step::Forget),
        1 => Just(Step::Flush),
        2 => any_ip().prop_map(Step::Confirm),
        1 => any_ip().prop_map(Step::Suspect),
        1 => Just(Step::CarrierLost),
        1 => prop::collection::vec(any_ip(), 0..4).prop_map(Step::SetIps),
        1 => any_ip().prop_map(Step::AddIp),
        1 => any_ip().prop_map(Step::RemoveIp),
        1 => prop::option::of(any_ip()).prop_map(Step::Announce),
        2 => any_ip().prop_map(Step::Claim),
        2 => (any_ip(), entry()).prop_map(|(ip, entry)| Step::Foreign(ip, entry)),
        5 => (0..3_000_000u64).prop_map(Step::Wait),
        1 => (0..9_000_000u64).prop_map(Step::Sleep),
    ]
}
