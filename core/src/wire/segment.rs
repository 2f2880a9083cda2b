//! What a TCP segment says of itself (RFC 9293 §3.1): enough to follow a conversation. What it
//! carries, and what it does to a connection, is the business of the hosts' IP stacks.

use crate::addr::Ipv4Addr;
use etherparse::{IpNumber, Ipv4HeaderSlice, TcpHeaderSlice};

/// An address and a port.
pub type Endpoint = (Ipv4Addr, u16);

/// A TCP segment, without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    /// Who sent it.
    pub src: Endpoint,
    /// Whom it is for.
    pub dst: Endpoint,
    /// The number of its first byte (or of its SYN).
    pub seq: u32,
    /// The number of the byte that the sender expects next, where it says so.
    pub ack: Option<u32>,
    /// Whether it opens the sender's direction.
    pub syn: bool,
    /// Whether it ends the sender's direction.
    pub fin: bool,
    /// Whether it breaks the connection off.
    pub rst: bool,
    /// Bytes of text.
    pub len: u32,
}

impl Segment {
    /// Reads the segment in an IPv4 packet (which may have padding behind it); `None` when there is
    /// no whole TCP header, or only a later fragment of a packet.
    pub fn parse(packet: &[u8]) -> Option<Segment> {
        Self::with_text(packet).map(|(segment, _)| segment)
    }

    /// The same, with the segment's text.
    pub fn with_text(packet: &[u8]) -> Option<(Segment, &[u8])> {
        let ip = Ipv4HeaderSlice::from_slice(packet).ok()?;
        if ip.protocol() != IpNumber::TCP || ip.fragments_offset().value() > 0 {
            return None;
        }
        let end = packet.len().min(usize::from(ip.total_len()));
        let bytes = packet.get(ip.slice().len()..end)?;
        let tcp = TcpHeaderSlice::from_slice(bytes).ok()?;
        let text = &bytes[tcp.slice().len()..];
        let segment = Segment {
            src: (ip.source_addr(), tcp.source_port()),
            dst: (ip.destination_addr(), tcp.destination_port()),
            seq: tcp.sequence_number(),
            ack: tcp.ack().then(|| tcp.acknowledgment_number()),
            syn: tcp.syn(),
            fin: tcp.fin(),
            rst: tcp.rst(),
            len: u32::try_from(text.len()).expect("an IPv4 packet is shorter than 65,536 bytes"),
        };
        Some((segment, text))
    }

    /// The number behind its last byte: SYN and FIN count as one each.
    pub fn end(&self) -> u32 {
        self.seq
            .wrapping_add(self.len)
            .wrapping_add(u32::from(self.syn))
            .wrapping_add(u32::from(self.fin))
    }

    /// Whether it takes up numbers, and so has to be acknowledged.
    pub fn occupies(&self) -> bool {
        self.end() != self.seq
    }
}

/// Whether the number `a` comes after `b`, round the end of the numbers (RFC 9293 §3.4).
pub fn is_after(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) > 0
}
