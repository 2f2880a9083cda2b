//! What is said in one line about what IPv4 carries: ICMP (RFC 792), UDP (RFC 768) and TCP (RFC
//! 9293), in the words of Wireshark's info column.

use super::conversations::Numbering;
use super::tcp_options::{self, TcpOption};
use etherparse::{IpNumber, Ipv4HeaderSlice, TcpHeaderSlice, UdpHeaderSlice};
use std::fmt::{self, Write as _};

/// The line about a packet's payload; `None` where the header alone has to speak.
pub(super) fn summary(
    packet: &[u8],
    numbering: Option<&Numbering>,
    f: &mut dyn fmt::Write,
) -> Option<fmt::Result> {
    let header = Ipv4HeaderSlice::from_slice(packet).ok()?;
    if header.is_fragmenting_payload() {
        return None;
    }
    let end = packet.len().min(usize::from(header.total_len()));
    let payload = packet.get(header.slice().len()..end)?;
    match header.protocol() {
        IpNumber::ICMP => icmp(payload, header.ttl(), f),
        IpNumber::UDP => udp(payload, f),
        IpNumber::TCP => tcp(payload, numbering, f),
        _ => None,
    }
}

fn icmp(payload: &[u8], ttl: u8, f: &mut dyn fmt::Write) -> Option<fmt::Result> {
    let &[kind, code, _, _, i0, i1, s0, s1, ..] = payload else {
        return None;
    };
    let echo = match kind {
        8 => "request ",
        0 => "reply   ",
        _ => {
            let (what, why) = (icmp_type(kind)?, icmp_code(kind, code)?);
            return Some(write!(f, "{what} ({why})"));
        }
    };
    let ident = u16::from_be_bytes([i0, i1]);
    let (seq, swapped) = (u16::from_be_bytes([s0, s1]), u16::from_le_bytes([s0, s1]));
    Some(write!(
        f,
        "Echo (ping) {echo} id=0x{ident:04x}, seq={seq}/{swapped}, ttl={ttl}"
    ))
}

/// The name of an ICMP message, as far as the lab has such messages.
pub(super) const fn icmp_type(kind: u8) -> Option<&'static str> {
    Some(match kind {
        0 => "Echo (ping) reply",
        3 => "Destination unreachable",
        8 => "Echo (ping) request",
        11 => "Time-to-live exceeded",
        _ => return None,
    })
}

/// What an ICMP error says went wrong.
pub(super) const fn icmp_code(kind: u8, code: u8) -> Option<&'static str> {
    Some(match (kind, code) {
        (3, 0) => "Network unreachable",
        (3, 1) => "Host unreachable",
        (3, 2) => "Protocol unreachable",
        (3, 3) => "Port unreachable",
        (3, 4) => "Fragmentation needed",
        (11, 0) => "Time to live exceeded in transit",
        (11, 1) => "Fragment reassembly time exceeded",
        _ => return None,
    })
}

fn udp(payload: &[u8], f: &mut dyn fmt::Write) -> Option<fmt::Result> {
    let header = UdpHeaderSlice::from_slice(payload).ok()?;
    let (from, to) = (header.source_port(), header.destination_port());
    let len = header.length().saturating_sub(8);
    Some(write!(f, "{from} → {to} Len={len}"))
}

fn tcp(
    payload: &[u8],
    numbering: Option<&Numbering>,
    f: &mut dyn fmt::Write,
) -> Option<fmt::Result> {
    let header = TcpHeaderSlice::from_slice(payload).ok()?;
    Some(tcp_line(&header, payload, numbering, f))
}

fn tcp_line(
    header: &TcpHeaderSlice<'_>,
    payload: &[u8],
    numbering: Option<&Numbering>,
    f: &mut dyn fmt::Write,
) -> fmt::Result {
    let numbers = numbering.copied().unwrap_or_default();
    if numbers.again {
        f.write_str("[TCP Retransmission] ")?;
    }
    let (from, to) = (header.source_port(), header.destination_port());
    let seq = header.sequence_number().wrapping_sub(numbers.seq_base);
    write!(f, "{from} → {to} [{}] Seq={seq}", flags(header))?;
    if header.ack() {
        let ack = header.acknowledgment_number();
        write!(f, " Ack={}", ack.wrapping_sub(numbers.ack_base))?;
    }
    let len = payload.len() - header.slice().len();
    write!(f, " Win={} Len={len}", header.window_size())?;
    for option in tcp_options::read(header.options()) {
        match option {
            TcpOption::Mss(size) => write!(f, " MSS={size}")?,
            TcpOption::WindowScale(shift) => write!(f, " WS={}", 1u32 << shift.min(14))?,
            TcpOption::SackPermitted => f.write_str(" SACK_PERM")?,
            TcpOption::Sack(blocks) => {
                for (left, right) in blocks {
                    let (left, right) = (
                        left.wrapping_sub(numbers.ack_base),
                        right.wrapping_sub(numbers.ack_base),
                    );
                    write!(f, " SLE={left} SRE={right}")?;
                }
            }
            TcpOption::End | TcpOption::Nop | TcpOption::Other(..) => {}
        }
    }
    Ok(())
}

/// The flags that are set, in Wireshark's order.
pub(super) fn flags(header: &TcpHeaderSlice<'_>) -> String {
    let mut names = String::new();
    for (set, name) in [
        (header.fin(), "FIN"),
        (header.syn(), "SYN"),
        (header.rst(), "RST"),
        (header.psh(), "PSH"),
        (header.ack(), "ACK"),
        (header.urg(), "URG"),
        (header.ece(), "ECE"),
        (header.cwr(), "CWR"),
    ] {
        if set {
            let comma = if names.is_empty() { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(names, "{comma}{name}");
        }
    }
    if names.is_empty() {
        names.push_str("<None>");
    }
    names
}
