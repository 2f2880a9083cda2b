//! The fields of what an IPv4 packet carries: ICMP, UDP and TCP headers, each with whether its
//! checksum is right. The text behind them is a layer of its own.

use super::{Field, data_field};
use crate::wire::conversations::Numbering;
use crate::wire::ipv4;
use crate::wire::tcp_options::{self, TcpOption};
use crate::wire::transport::{flags, icmp_code, icmp_type};
use etherparse::{
    Icmpv4Slice, IpNumber, Ipv4HeaderSlice, TcpHeaderSlice, TcpSlice, UdpHeaderSlice, UdpSlice,
};
use std::ops::Range;

/// Bytes of an ICMP message in front of what it quotes or echoes.
const ICMP_HEADER: usize = 8;

/// The layers of the payload of an IPv4 packet at `start` of a frame: the header and its text, or
/// the bytes as they are where they cannot be read. Nothing for no bytes.
pub(super) fn layers(
    frame: &[u8],
    start: usize,
    header: &Ipv4HeaderSlice<'_>,
    range: Range<usize>,
    numbering: Option<&Numbering>,
) -> Vec<Field> {
    let place = Place {
        frame,
        start: range.start,
        end: range.end,
    };
    if range.is_empty() {
        return Vec::new();
    }
    let whole = frame.len() >= start + usize::from(header.total_len());
    let layer = match header.protocol() {
        _ if header.is_fragmenting_payload() => None,
        IpNumber::ICMP => icmp(&place, whole),
        IpNumber::UDP => udp(&place, header, whole),
        IpNumber::TCP => tcp(&place, header, whole, numbering),
        _ => None,
    };
    let Some(layer) = layer else {
        return vec![data_field(range)];
    };
    let text = layer.range.end..range.end;
    let mut layers = vec![layer];
    if !text.is_empty() {
        layers.push(text_field(&frame[text.clone()], text));
    }
    layers
}

/// Bytes of a frame that a layer may read.
struct Place<'a> {
    frame: &'a [u8],
    start: usize,
    end: usize,
}

impl Place<'_> {
    fn bytes(&self) -> &[u8] {
        &self.frame[self.start..self.end]
    }

    fn field(&self, label: String, filter: &'static str, range: Range<usize>) -> Field {
        Field::new(
            label,
            filter,
            self.start + range.start..self.start + range.end,
        )
    }

    fn word(&self, offset: usize) -> u16 {
        let bytes = self.bytes();
        u16::from_be_bytes([bytes[offset], bytes[offset + 1]])
    }

    /// `Checksum: 0x1234 [correct]`. Of a packet that was cut nobody can say.
    fn checksum(&self, at: usize, filter: &'static str, right: Option<u16>) -> Field {
        let found = self.word(at);
        let verdict = match right {
            Some(right) if right == found => " [correct]".into(),
            Some(right) => format!(" [incorrect, should be 0x{right:04x}]"),
            None => String::new(),
        };
        let label = format!("Checksum: 0x{found:04x}{verdict}");
        self.field(label, filter, at..at + 2)
    }
}

fn icmp(place: &Place<'_>, whole: bool) -> Option<Field> {
    let bytes = place.bytes();
    let &[kind, code, ..] = bytes else {
        return None;
    };
    if bytes.len() < ICMP_HEADER {
        return None;
    }
    let right = Icmpv4Slice::from_slice(bytes).ok().filter(|_| whole);
    let right = right.map(|message| message.icmp_type().calc_checksum(message.payload()));
    let is_error = matches!(kind, 3 | 11);
    let named = |name: Option<&str>| name.map_or(String::new(), |name| format!(" ({name})"));
    let mut children = vec![
        place.field(
            format!("Type: {kind}{}", named(icmp_type(kind))),
            "icmp.type",
            0..1,
        ),
        place.field(
            format!("Code: {code}{}", named(icmp_code(kind, code))),
            "icmp.code",
            1..2,
        ),
        place.checksum(2, "icmp.checksum", right),
    ];
    if matches!(kind, 0 | 8) {
        let (ident, seq) = (place.word(4), place.word(6));
        for (name, word, range, filters) in [
            ("Identifier", ident, 4..6, ["icmp.ident", "icmp.ident"]),
            ("Sequence Number", seq, 6..8, ["icmp.seq", "icmp.seq_le"]),
        ] {
            for (order, value, filter) in [
                ("BE", word, filters[0]),
                ("LE", word.swap_bytes(), filters[1]),
            ] {
                let label = format!("{name} ({order}): {value} (0x{value:04x})");
                children.push(place.field(label, filter, range.clone()));
            }
        }
    }
    let mut end = place.start + ICMP_HEADER;
    if is_error && place.end > end {
        // What is quoted is a packet of its own, cut short.
        children.push(ipv4::quoted(&place.frame[..place.end], end));
        end = place.end;
    }
    let title = "Internet Control Message Protocol";
    Some(Field::new(title, "icmp", place.start..end).with(children))
}

fn udp(place: &Place<'_>, ip: &Ipv4HeaderSlice<'_>, whole: bool) -> Option<Field> {
    let header = UdpHeaderSlice::from_slice(place.bytes()).ok()?;
    let (from, to) = (header.source_port(), header.destination_port());
    let right = UdpSlice::from_slice(place.bytes()).ok().filter(|_| whole);
    let right = right.and_then(|udp| {
        let header = udp.to_header();
        header
            .calc_checksum_ipv4_raw(ip.source(), ip.destination(), udp.payload())
            .ok()
    });
    let title = format!("User Datagram Protocol, Src Port: {from}, Dst Port: {to}");
    let end = place.start + header.slice().len();
    Some(Field::new(title, "udp", place.start..end).with([
        place.field(format!("Source Port: {from}"), "udp.srcport", 0..2),
        place.field(format!("Destination Port: {to}"), "udp.dstport", 2..4),
        place.field(format!("Length: {}", header.length()), "udp.length", 4..6),
        place.checksum(6, "udp.checksum", right),
    ]))
}

fn tcp(
    place: &Place<'_>,
    ip: &Ipv4HeaderSlice<'_>,
    whole: bool,
    numbering: Option<&Numbering>,
) -> Option<Field> {
    let header = TcpHeaderSlice::from_slice(place.bytes()).ok()?;
    let (from, to) = (header.source_port(), header.destination_port());
    let (raw_seq, raw_ack) = (header.sequence_number(), header.acknowledgment_number());
    let right = TcpSlice::from_slice(place.bytes()).ok().filter(|_| whole);
    let right = right.and_then(|tcp| tcp.calc_checksum_ipv4(ip.source(), ip.destination()).ok());
    let header_len = header.slice().len();
    let len = place.bytes().len() - header_len;
    let numbers = numbering.copied().unwrap_or_default();
    let seq = raw_seq.wrapping_sub(numbers.seq_base);
    let ack = match header.ack() {
        true => raw_ack.wrapping_sub(numbers.ack_base),
        false => raw_ack,
    };
    let relative = |what: &str| match numbering {
        Some(_) => format!("    (relative {what} number)"),
        None => String::new(),
    };
    let acknowledges = match header.ack() {
        true => format!(", Ack: {ack}"),
        false => String::new(),
    };
    let title = format!(
        "Transmission Control Protocol, Src Port: {from}, Dst Port: {to}, Seq: {seq}{acknowledges}, Len: {len}"
    );
    let bits = u16::from_be_bytes([header.slice()[12], header.slice()[13]]) & 0x0fff;
    let end = place.start + header_len;
    let mut children = vec![
        place.field(format!("Source Port: {from}"), "tcp.srcport", 0..2),
        place.field(format!("Destination Port: {to}"), "tcp.dstport", 2..4),
        Field::new(format!("[TCP Segment Len: {len}]"), "tcp.len", end..end),
        place.field(
            format!("Sequence Number: {seq}{}", relative("sequence")),
            "tcp.seq",
            4..8,
        ),
        place.field(
            format!("Sequence Number (raw): {raw_seq}"),
            "tcp.seq_raw",
            4..8,
        ),
        place.field(
            format!("Acknowledgment Number: {ack}{}", relative("ack")),
            "tcp.ack",
            8..12,
        ),
        place.field(
            format!("Acknowledgment number (raw): {raw_ack}"),
            "tcp.ack_raw",
            8..12,
        ),
        place.field(
            format!("Header Length: {header_len} bytes ({})", header_len / 4),
            "tcp.hdr_len",
            12..13,
        ),
        place
            .field(
                format!("Flags: 0x{bits:03x} ({})", flags(&header)),
                "tcp.flags",
                12..14,
            )
            .with(flag_fields(place, bits)),
        place.field(
            format!("Window: {}", header.window_size()),
            "tcp.window_size_value",
            14..16,
        ),
        place.checksum(16, "tcp.checksum", right),
        place.field(
            format!("Urgent Pointer: {}", header.urgent_pointer()),
            "tcp.urgent_pointer",
            18..20,
        ),
    ];
    if numbers.again {
        let label = "[This frame is a (suspected) retransmission]";
        children.push(Field::new(label, "tcp.analysis.retransmission", end..end));
    }
    if !header.options().is_empty() {
        let label = format!("Options: ({} bytes)", header.options().len());
        let options = option_fields(place, header.options());
        let range = TCP_LEAST..header_len;
        children.push(place.field(label, "tcp.options", range).with(options));
    }
    Some(Field::new(title, "tcp", place.start..end).with(children))
}

/// Bytes of a TCP header without options.
const TCP_LEAST: usize = 20;

fn flag_fields(place: &Place<'_>, bits: u16) -> Vec<Field> {
    let flags = [
        ("Congestion Window Reduced", "tcp.flags.cwr"),
        ("ECN-Echo", "tcp.flags.ece"),
        ("Urgent", "tcp.flags.urg"),
        ("Acknowledgment", "tcp.flags.ack"),
        ("Push", "tcp.flags.push"),
        ("Reset", "tcp.flags.reset"),
        ("Syn", "tcp.flags.syn"),
        ("Fin", "tcp.flags.fin"),
    ];
    let fields = flags
        .into_iter()
        .enumerate()
        .map(|(index, (name, filter))| {
            let set = bits & (0x80 >> index) != 0;
            let label = format!("{name}: {}", if set { "Set" } else { "Not set" });
            place.field(label, filter, 13..14)
        });
    fields.collect()
}

fn option_fields(place: &Place<'_>, options: &[u8]) -> Vec<Field> {
    let fields = tcp_options::placed(options).map(|(option, range)| {
        let (text, filter) = match option {
            TcpOption::End => ("End of Option List (EOL)".into(), "tcp.options.eol"),
            TcpOption::Nop => ("No-Operation (NOP)".into(), "tcp.options.nop"),
            TcpOption::Mss(size) => (
                format!("Maximum segment size: {size} bytes"),
                "tcp.options.mss",
            ),
            TcpOption::WindowScale(shift) => (
                format!(
                    "Window scale: {shift} (multiply by {})",
                    1u32 << shift.min(14)
                ),
                "tcp.options.wscale",
            ),
            TcpOption::SackPermitted => ("SACK permitted".into(), "tcp.options.sack_perm"),
            TcpOption::Sack(blocks) => {
                let blocks: Vec<String> = blocks
                    .iter()
                    .map(|(left, right)| format!(" {left}-{right}"))
                    .collect();
                (format!("SACK{}", blocks.concat()), "tcp.options.sack")
            }
            TcpOption::Other(kind) => (format!("Unknown ({kind})"), "tcp.options.unknown"),
        };
        let range = TCP_LEAST + range.start..TCP_LEAST + range.end;
        place.field(format!("TCP Option - {text}"), filter, range)
    });
    fields.collect()
}

/// What somebody said: the number of its bytes, and the words if they are words.
fn text_field(bytes: &[u8], range: Range<usize>) -> Field {
    let field = data_field(range.clone());
    let is_text = |text: &&str| !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    match std::str::from_utf8(bytes).ok().filter(is_text) {
        Some(text) => {
            let label = format!("Text: {}", text.escape_debug());
            field.with([Field::new(label, "data.text", range)])
        }
        None => field,
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::{Context, Field, Numbering, dissect_in};

    fn tree(bytes: &[u8], context: &Context) -> String {
        dissect_in(bytes, context)[2..]
            .iter()
            .map(Field::to_string)
            .collect()
    }

    /// A frame of 10.0.0.1 to 10.0.0.2; the header's checksum is of no interest here.
    fn frame(protocol: u8, payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0];
        bytes.extend([0x45, 0, 0, 20 + payload.len() as u8, 0, 1, 0x40, 0]);
        bytes.extend([64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
        bytes.extend(payload);
        bytes
    }

    #[test]
    fn a_segment_is_decoded_with_the_numbers_of_its_connection() {
        let mut segment = vec![
            0xc0, 0, 1, 0xbb, 0, 0, 0, 11, 0, 0, 0, 21, 0x60, 0x18, 0x20, 0,
        ];
        segment.extend([0, 0, 0, 0, 2, 4, 5, 0xb4]);
        segment.extend(b"hi");
        let numbering = Numbering {
            seq_base: 10,
            ack_base: 20,
            again: true,
        };
        let context = Context {
            numbering: Some(numbering),
            duplicate: None,
        };
        let text = tree(&frame(6, &segment), &context);
        for line in [
            "Transmission Control Protocol, Src Port: 49152, Dst Port: 443, Seq: 1, Ack: 1, Len: 2 [tcp 34..58]\n",
            "  Sequence Number: 1    (relative sequence number) [tcp.seq 38..42]\n",
            "  Acknowledgment number (raw): 21 [tcp.ack_raw 42..46]\n",
            "  Header Length: 24 bytes (6) [tcp.hdr_len 46..47]\n",
            "  Flags: 0x018 (PSH, ACK) [tcp.flags 46..48]\n",
            "    Push: Set [tcp.flags.push 47..48]\n",
            "    Syn: Not set [tcp.flags.syn 47..48]\n",
            "  Checksum: 0x0000 [incorrect, should be 0x",
            "  [This frame is a (suspected) retransmission] [tcp.analysis.retransmission 58..58]\n",
            "    TCP Option - Maximum segment size: 1460 bytes [tcp.options.mss 54..58]\n",
            "Data (2 bytes) [data 58..60]\n  Text: hi [data.text 58..60]\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
    }

    #[test]
    fn an_error_quotes_the_packet_that_it_is_about() {
        let lost = &frame(17, &[0x9c, 0x40, 0x9c, 0x40, 0, 12, 0, 0, 1, 2, 3, 4])[14..];
        let mut message = vec![3, 3, 0, 0, 0, 0, 0, 0];
        message.extend(&lost[..28]);
        let text = tree(&frame(1, &message), &Context::default());
        for line in [
            "Internet Control Message Protocol [icmp 34..70]\n",
            "  Type: 3 (Destination unreachable) [icmp.type 34..35]\n",
            "  Code: 3 (Port unreachable) [icmp.code 35..36]\n",
            "  Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2 [ip 42..62]\n",
            "    Data (8 bytes) [data 62..70]\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert!(!text.contains("Malformed"), "{text}");
    }

    #[test]
    fn a_header_that_is_cut_off_is_shown_as_bytes() {
        for (protocol, len) in [(1, 7), (6, 19), (17, 7)] {
            let text = tree(&frame(protocol, &vec![0x11; len]), &Context::default());
            assert_eq!(
                text,
                format!("Data ({len} bytes) [data 34..{}]\n", 34 + len)
            );
        }
    }
}
