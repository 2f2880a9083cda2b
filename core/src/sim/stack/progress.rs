//! Whether TCP gets on with a neighbour's help: what its segments tell of that (RFC 1122 §2.3.2.1,
//! §4.2.3.5). A peer that acknowledges something new confirms the way to it; text that was sent
//! again and again in vain makes the way doubtful.

use crate::addr::Ipv4Addr;
use crate::wire::{Segment, is_after};
use std::collections::BTreeMap;

/// So many times in vain, and the way is in doubt: R1 of RFC 1122 §4.2.3.5.
const R1: u32 = 3;

/// What is known of each direction in which this host sends: port, peer, and the peer's port.
#[derive(Debug, Default)]
pub(super) struct Progress {
    flows: BTreeMap<(u16, Ipv4Addr, u16), Flow>,
}

#[derive(Debug)]
struct Flow {
    /// The first number that the peer has not acknowledged.
    first: u32,
    /// Behind the last byte sent.
    sent: u32,
    /// How often what stands at `first` was sent again.
    again: u32,
    /// Behind the FIN, once that was sent.
    fin: Option<u32>,
}

/// What a segment tells of the way to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Advice {
    /// The peer answers.
    Works(Ipv4Addr),
    /// It seems not to.
    InDoubt(Ipv4Addr),
}

impl Progress {
    /// Looks at a packet that goes out.
    pub(super) fn sent(&mut self, packet: &[u8]) -> Option<Advice> {
        let segment = Segment::parse(packet)?;
        let key = (segment.src.1, segment.dst.0, segment.dst.1);
        if segment.rst {
            self.flows.remove(&key);
            return None;
        }
        if !segment.occupies() {
            return None;
        }
        let end = segment.end();
        let fresh = Flow {
            first: segment.seq,
            sent: segment.seq,
            again: 0,
            fin: None,
        };
        let flow = self.flows.entry(key).or_insert(fresh);
        flow.fin = flow.fin.or(segment.fin.then_some(end));
        // More may be in it than when it was sent first.
        let is_again = segment.seq == flow.first && is_after(flow.sent, segment.seq);
        if is_after(end, flow.sent) {
            flow.sent = end;
        }
        if !is_again {
            return None;
        }
        flow.again += 1;
        (flow.again >= R1).then_some(Advice::InDoubt(segment.dst.0))
    }

    /// Looks at a packet that came in.
    pub(super) fn received(&mut self, packet: &[u8]) -> Option<Advice> {
        let segment = Segment::parse(packet)?;
        let key = (segment.dst.1, segment.src.0, segment.src.1);
        if segment.rst {
            self.flows.remove(&key);
            return None;
        }
        let ack = segment.ack?;
        let flow = self.flows.get_mut(&key)?;
        if !is_after(ack, flow.first) || is_after(ack, flow.sent) {
            return None;
        }
        flow.first = ack;
        flow.again = 0;
        if flow.fin == Some(ack) {
            self.flows.remove(&key);
        }
        Some(Advice::Works(segment.src.0))
    }
}
