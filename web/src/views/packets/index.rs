//! What can be said of a frame only by looking at others: whether a copy was lost or damaged on a
//! link, and whether its sender's address is in use twice. Made once for a run.

use std::collections::HashMap;
use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::sim::{LossReason, Trace};
use versioned_arp::time::Instant;
use versioned_arp::wire::{ArpPacket, Frame, Operation, Payload};

/// What is known of one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// When and why the first copy was lost.
    pub lost: Option<(Instant, LossReason)>,
    /// When the first copy arrived with a flipped bit.
    pub corrupted: Option<Instant>,
    /// The address that is in use twice, as Wireshark finds out: an earlier frame had given it
    /// another MAC.
    pub duplicate: Option<Ipv4Addr>,
}

/// The facts of every frame of a run.
#[derive(Debug, Default)]
pub struct PacketIndex {
    facts: Vec<Facts>,
}

/// An index is made once for its run, so it is itself alone.
impl PartialEq for PacketIndex {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl PacketIndex {
    /// Reads the whole trace.
    pub fn of(trace: &Trace) -> Self {
        let mut facts = vec![Facts::default(); trace.frames().len()];
        for hop in trace.hops() {
            let fact = &mut facts[hop.frame.index()];
            fact.lost = fact.lost.or(hop.lost);
            fact.corrupted = fact.corrupted.or(hop.corrupted.then_some(hop.arrives));
        }
        let mut said = Mappings::default();
        for (frame, fact) in trace.frames().iter().zip(&mut facts) {
            if let Ok(Frame {
                payload: Payload::Arp(packet),
                ..
            }) = Frame::parse(&frame.bytes)
            {
                fact.duplicate = said.hear(&packet);
            }
        }
        Self { facts }
    }

    /// The facts of the frame at `place` in the trace's list.
    pub fn facts(&self, place: usize) -> Facts {
        self.facts[place]
    }
}

/// Which MAC each address was last said to have.
#[derive(Default)]
struct Mappings(HashMap<Ipv4Addr, MacAddr>);

impl Mappings {
    /// Notes what a packet says, and answers the address that it gives another MAC than before.
    fn hear(&mut self, packet: &ArpPacket) -> Option<Ipv4Addr> {
        let target = (packet.operation == Operation::Reply).then_some((packet.tpa, packet.tha));
        let said = [Some((packet.spa, packet.sha)), target];
        said.into_iter()
            .flatten()
            .filter(|(ip, mac)| counts(*ip, *mac))
            .fold(None, |found, (ip, mac)| {
                let other = self.0.insert(ip, mac).is_some_and(|before| before != mac);
                found.or(other.then_some(ip))
            })
    }
}

/// Probes and broadcasts map nothing.
fn counts(ip: Ipv4Addr, mac: MacAddr) -> bool {
    !ip.is_unspecified() && mac != MacAddr::ZERO && !mac.is_multicast()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: MacAddr = MacAddr::of_host(1);
    const BOB: MacAddr = MacAddr::of_host(2);
    const GATEWAY: Ipv4Addr = Ipv4Addr::new(192, 168, 3, 1);
    const HOST: Ipv4Addr = Ipv4Addr::new(192, 168, 3, 10);

    fn packet(operation: Operation, sha: MacAddr, spa: Ipv4Addr, tha: MacAddr) -> ArpPacket {
        ArpPacket {
            operation,
            sha,
            spa,
            tha,
            tpa: HOST,
        }
    }

    #[test]
    fn an_address_with_two_macs_is_in_use_twice() {
        let mut said = Mappings::default();
        assert_eq!(
            said.hear(&packet(Operation::Reply, ANN, GATEWAY, BOB)),
            None
        );
        assert_eq!(
            said.hear(&packet(Operation::Reply, ANN, GATEWAY, BOB)),
            None
        );
        assert_eq!(
            said.hear(&packet(Operation::Reply, BOB, GATEWAY, BOB)),
            Some(GATEWAY)
        );
        assert_eq!(
            said.hear(&packet(Operation::Reply, BOB, GATEWAY, BOB)),
            None,
            "news once"
        );
    }

    #[test]
    fn a_request_says_nothing_of_its_target_and_a_probe_nothing_at_all() {
        let mut said = Mappings::default();
        said.hear(&packet(Operation::Request, ANN, GATEWAY, BOB));
        assert_eq!(
            said.hear(&packet(Operation::Reply, ANN, GATEWAY, ANN)),
            None
        );
        let probe = packet(
            Operation::Request,
            BOB,
            Ipv4Addr::UNSPECIFIED,
            MacAddr::ZERO,
        );
        assert_eq!(said.hear(&probe), None);
        assert_eq!(said.0.len(), 2);
    }
}
