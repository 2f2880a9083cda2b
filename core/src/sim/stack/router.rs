//! What a host that forwards does with packets of others (RFC 1812 §5.2, §5.3.1): one hop less to
//! live, a new checksum, and ICMP (RFC 792) for those that go no further.

use crate::addr::Ipv4Addr;
use crate::routes::NextHop;
use smoltcp::phy::ChecksumCapabilities;
use smoltcp::wire::{Icmpv4Message, Icmpv4Packet, IpProtocol, Ipv4Packet, Ipv4Repr};

/// Bytes of an ICMP message's own header.
const ICMP_HEADER: usize = 8;
/// Bytes of the lost packet that an ICMP message quotes behind its IPv4 header (RFC 792).
const QUOTED: usize = 8;
/// The hops that a packet of one's own may make.
const TTL: u8 = 64;

/// A packet ready to be passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Passed {
    pub(in crate::sim) packet: Vec<u8>,
    /// Who gets it next.
    pub(in crate::sim) next: Ipv4Addr,
}

/// Why a packet goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Problem {
    /// Network unreachable: no route.
    NoRoute,
    /// Host unreachable: its neighbour does not answer ARP.
    NoHost,
    /// The packet has made all the hops that it may.
    Expired,
}

impl Problem {
    const fn message(self) -> (Icmpv4Message, u8) {
        match self {
            Problem::NoRoute => (Icmpv4Message::DstUnreachable, 0),
            Problem::NoHost => (Icmpv4Message::DstUnreachable, 1),
            Problem::Expired => (Icmpv4Message::TimeExceeded, 0),
        }
    }
}

/// What becomes of a well-formed packet for another host, given who would be next. `None` for those
/// that are never passed on: to groups, and from nobody.
pub(in crate::sim) fn pass_on(
    packet: &[u8],
    next: Option<NextHop>,
) -> Option<Result<Passed, Problem>> {
    let header = Ipv4Packet::new_checked(packet).ok()?;
    let from = header.src_addr();
    if from.is_unspecified() || from.is_loopback() || from.is_multicast() || from.is_broadcast() {
        return None;
    }
    let next = match next {
        Some(NextHop::Station(next)) => next,
        Some(NextHop::Own | NextHop::Group(_)) => return None,
        None => return Some(Err(Problem::NoRoute)),
    };
    let left = header.hop_limit().saturating_sub(1);
    if left == 0 {
        return Some(Err(Problem::Expired));
    }
    let mut packet = packet.to_vec();
    let mut header = Ipv4Packet::new_unchecked(&mut packet);
    header.set_hop_limit(left);
    header.fill_checksum();
    Some(Ok(Passed { packet, next }))
}

/// The ICMP message from `own` that tells the sender of `lost` about a problem. `None` where RFC
/// 1122 §3.2.2 wants none: about ICMP errors, later fragments, and packets from no single host.
pub(in crate::sim) fn report_problem(
    lost: &[u8],
    own: Ipv4Addr,
    problem: Problem,
) -> Option<Vec<u8>> {
    let header = Ipv4Packet::new_checked(lost).ok()?;
    let from = header.src_addr();
    let is_station = !(from.is_unspecified() || from.is_multicast() || from.is_broadcast());
    if !is_station || header.frag_offset() > 0 {
        return None;
    }
    if header.next_header() == IpProtocol::Icmp {
        let icmp = Icmpv4Packet::new_checked(header.payload()).ok()?;
        let (request, reply) = (Icmpv4Message::EchoRequest, Icmpv4Message::EchoReply);
        if icmp.msg_type() != request && icmp.msg_type() != reply {
            return None;
        }
    }
    let quoted = lost.len().min(usize::from(header.header_len()) + QUOTED);
    let repr = Ipv4Repr {
        src_addr: own,
        dst_addr: from,
        next_header: IpProtocol::Icmp,
        payload_len: ICMP_HEADER + quoted,
        hop_limit: TTL,
    };
    let mut packet = vec![0; repr.buffer_len() + repr.payload_len];
    repr.emit(
        &mut Ipv4Packet::new_unchecked(&mut packet),
        &ChecksumCapabilities::default(),
    );
    let body = &mut packet[repr.buffer_len()..];
    body[ICMP_HEADER..].copy_from_slice(&lost[..quoted]);
    let mut icmp = Icmpv4Packet::new_unchecked(body);
    let (kind, code) = problem.message();
    icmp.set_msg_type(kind);
    icmp.set_msg_code(code);
    icmp.fill_checksum();
    Some(packet)
}
