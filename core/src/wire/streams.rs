//! Conversations over TCP and UDP, numbered in the order in which they begin, as `tcp.stream` and
//! `udp.stream` of Wireshark: two endpoints are one conversation, until a SYN with another number
//! begins the next between them.

use super::frame::{ETHERTYPE_IPV4, EthernetHeader};
use super::segment::{Endpoint, Segment};
use etherparse::{IpNumber, Ipv4HeaderSlice, UdpHeaderSlice};
use std::collections::BTreeMap;

/// The conversations seen so far, in the order of a capture.
#[derive(Clone, Debug, Default)]
pub struct Streams {
    tcp: BTreeMap<[Endpoint; 2], Begun>,
    udp: BTreeMap<[Endpoint; 2], u32>,
    /// TCP conversations so far: more than pairs of endpoints, where some spoke again.
    tcp_count: u32,
}

/// A conversation over TCP.
#[derive(Clone, Copy, Debug)]
struct Begun {
    stream: u32,
    /// The number of the first segment from the lower and from the higher endpoint, once it spoke.
    first: [Option<u32>; 2],
}

impl Streams {
    /// The number of the conversation that a frame belongs to, if it carries TCP or UDP, or an ICMP
    /// error about that.
    pub fn follow(&mut self, frame: &[u8]) -> Option<u32> {
        let (header, packet) = EthernetHeader::parse(frame).ok()?;
        if header.ethertype != ETHERTYPE_IPV4 {
            return None;
        }
        self.follow_packet(packet)
            .or_else(|| self.follow_packet(quoted(packet)?))
    }

    fn follow_packet(&mut self, packet: &[u8]) -> Option<u32> {
        match Segment::parse(packet) {
            Some(segment) => Some(self.follow_tcp(&segment)),
            None => self.follow_udp(packet),
        }
    }

    fn follow_tcp(&mut self, segment: &Segment) -> u32 {
        let (pair, side) = pair(segment.src, segment.dst);
        let next = self.tcp_count;
        let begun = self.tcp.entry(pair).or_insert(Begun {
            stream: next,
            first: [None; 2],
        });
        let opens = segment.syn && segment.ack.is_none();
        if opens && begun.first[side].is_some_and(|first| first != segment.seq) {
            *begun = Begun {
                stream: next,
                first: [None; 2],
            };
        }
        begun.first[side].get_or_insert(segment.seq);
        if begun.stream == next {
            self.tcp_count += 1;
        }
        begun.stream
    }

    fn follow_udp(&mut self, packet: &[u8]) -> Option<u32> {
        let (src, dst) = datagram(packet)?;
        let next = u32::try_from(self.udp.len()).expect("there are fewer frames than 2³²");
        Some(*self.udp.entry(pair(src, dst).0).or_insert(next))
    }
}

/// The endpoints of a UDP datagram; `None` when there is no whole header, or only a later fragment.
fn datagram(packet: &[u8]) -> Option<(Endpoint, Endpoint)> {
    let ip = Ipv4HeaderSlice::from_slice(packet).ok()?;
    if ip.protocol() != IpNumber::UDP || ip.fragments_offset().value() > 0 {
        return None;
    }
    let end = packet.len().min(usize::from(ip.total_len()));
    let udp = UdpHeaderSlice::from_slice(packet.get(ip.slice().len()..end)?).ok()?;
    let src = (ip.source_addr(), udp.source_port());
    Some((src, (ip.destination_addr(), udp.destination_port())))
}

/// The packet that an ICMP error is about (RFC 792).
fn quoted(packet: &[u8]) -> Option<&[u8]> {
    const HEADER: usize = 8;
    let ip = Ipv4HeaderSlice::from_slice(packet).ok()?;
    let message = packet.get(ip.slice().len()..)?;
    let is_error = matches!(message.first(), Some(3 | 4 | 5 | 11 | 12));
    let quoted = message.get(HEADER..)?;
    (ip.protocol() == IpNumber::ICMP && is_error).then_some(quoted)
}

/// Two endpoints in order, and which of them is the first given one.
fn pair(src: Endpoint, dst: Endpoint) -> ([Endpoint; 2], usize) {
    match src <= dst {
        true => ([src, dst], 0),
        false => ([dst, src], 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addr::Ipv4Addr;

    fn segment(from: u16, to: u16, seq: u32, syn: bool, ack: Option<u32>) -> Segment {
        let ip = Ipv4Addr::LOCALHOST;
        Segment {
            src: (ip, from),
            dst: (ip, to),
            seq,
            ack,
            syn,
            fin: false,
            rst: false,
            len: 0,
        }
    }

    #[test]
    fn both_ways_are_one_conversation_until_another_syn() {
        let mut streams = Streams::default();
        let numbers = [
            segment(1, 2, 10, true, None),
            segment(2, 1, 77, true, Some(11)),
            segment(3, 2, 5, true, None),
            segment(1, 2, 10, true, None),
            segment(1, 2, 11, false, Some(78)),
            segment(1, 2, 99, true, None),
            segment(2, 1, 78, true, Some(100)),
            segment(2, 3, 1, false, None),
        ]
        .map(|segment| streams.follow_tcp(&segment));
        assert_eq!(numbers, [0, 0, 1, 0, 0, 2, 2, 1]);
    }
}
