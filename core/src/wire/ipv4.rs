//! What is said about IPv4 packets: one line, and the fields of the header (RFC 791). The packets
//! themselves belong to the hosts' IP stacks; here they are only looked at.

use super::conversations::Numbering;
use super::dissect::{Field, data_field};
use super::transport;
use etherparse::{IpNumber, Ipv4HeaderSlice};
use std::fmt;

/// One line about what the packet carries; where that is nothing known, about the packet:
/// `192.168.3.1 → 192.168.3.10 IGMP (84 bytes)`.
pub(super) fn summary(
    packet: &[u8],
    numbering: Option<&Numbering>,
    f: &mut dyn fmt::Write,
) -> fmt::Result {
    if let Some(written) = transport::summary(packet, numbering, f) {
        return written;
    }
    match Ipv4HeaderSlice::from_slice(packet) {
        Ok(header) => write!(
            f,
            "{} → {} {} ({} bytes)",
            header.source_addr(),
            header.destination_addr(),
            protocol_name(header.protocol()),
            header.total_len()
        ),
        Err(error) => write!(f, "[Malformed Packet: {error}]"),
    }
}

/// The fields of the IPv4 packet in `frame` at `start`.
pub(super) fn fields(frame: &[u8], start: usize) -> Field {
    header_fields(frame, start, Quoted::No)
}

/// The fields of the start of a packet that an ICMP error at the end of `frame` quotes.
pub(super) fn quoted(frame: &[u8], start: usize) -> Field {
    let header = header_fields(frame, start, Quoted::Yes);
    let rest = header.range.end..frame.len();
    match rest.is_empty() {
        true => header,
        false => header.with([data_field(rest)]),
    }
}

/// Whether a packet is a quotation, which is always cut short.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoted {
    Yes,
    No,
}

fn header_fields(frame: &[u8], start: usize, quoted: Quoted) -> Field {
    let packet = &frame[start..];
    let header = match Ipv4HeaderSlice::from_slice(packet) {
        Ok(header) => header,
        Err(error) => {
            let what = Field::new("Internet Protocol Version 4", "ip", start..frame.len());
            return what.with([Field::malformed(error, start..frame.len())]);
        }
    };
    let end = start + header.slice().len();
    let field = |label: String, filter, offset: usize, len: usize| {
        Field::new(label, filter, start + offset..start + offset + len)
    };
    let (src, dst) = (header.source_addr(), header.destination_addr());
    let protocol = header.protocol();
    let mut children = vec![
        field(format!("Version: {}", header.version()), "ip.version", 0, 1),
        field(
            format!("Header Length: {} bytes", header.slice().len()),
            "ip.hdr_len",
            0,
            1,
        ),
        field(
            format!("Differentiated Services Field: 0x{:02x}", packet[1]),
            "ip.dsfield",
            1,
            1,
        ),
        field(
            format!("Total Length: {}", header.total_len()),
            "ip.len",
            2,
            2,
        ),
        field(
            format!("Identification: 0x{:04x}", header.identification()),
            "ip.id",
            4,
            2,
        ),
        field(flags(&header), "ip.flags", 6, 1),
        field(
            format!(
                "Fragment Offset: {}",
                header.fragments_offset().byte_offset()
            ),
            "ip.frag_offset",
            6,
            2,
        ),
        field(format!("Time to Live: {}", header.ttl()), "ip.ttl", 8, 1),
        field(
            format!("Protocol: {} ({})", protocol_name(protocol), protocol.0),
            "ip.proto",
            9,
            1,
        ),
        field(checksum(&header), "ip.checksum", 10, 2),
        field(format!("Source Address: {src}"), "ip.src", 12, 4),
        field(format!("Destination Address: {dst}"), "ip.dst", 16, 4),
    ];
    if !header.options().is_empty() {
        let len = header.options().len();
        children.push(field(
            format!("Options: ({len} bytes)"),
            "ip.options",
            20,
            len,
        ));
    }
    let is_quoted = quoted == Quoted::Yes;
    if !is_quoted && usize::from(header.total_len()) > packet.len() {
        let cut = format!(
            "IPv4 packet too short: {} of {} bytes",
            packet.len(),
            header.total_len()
        );
        children.push(Field::malformed(cut, start..frame.len()));
    }
    let label = format!("Internet Protocol Version 4, Src: {src}, Dst: {dst}");
    Field::new(label, "ip", start..end).with(children)
}

/// Bytes that the IPv4 packet takes of `payload`: the rest is padding.
pub(super) fn packet_len(payload: &[u8]) -> usize {
    match Ipv4HeaderSlice::from_slice(payload) {
        Ok(header) => payload.len().min(usize::from(header.total_len())),
        Err(_) => payload.len(),
    }
}

/// Bytes of the header at the start of `payload`; all of them when it is no header.
pub(super) fn header_len(payload: &[u8]) -> usize {
    match Ipv4HeaderSlice::from_slice(payload) {
        Ok(header) => header.slice().len(),
        Err(_) => payload.len(),
    }
}

/// `Header Checksum: 0x1234 [correct]`.
fn checksum(header: &Ipv4HeaderSlice<'_>) -> String {
    let found = header.header_checksum();
    let right = header.to_header().calc_header_checksum();
    match found == right {
        true => format!("Header Checksum: 0x{found:04x} [correct]"),
        false => format!("Header Checksum: 0x{found:04x} [incorrect, should be 0x{right:04x}]"),
    }
}

fn flags(header: &Ipv4HeaderSlice<'_>) -> String {
    let mut set = Vec::new();
    if header.dont_fragment() {
        set.push("Don't fragment");
    }
    if header.more_fragments() {
        set.push("More fragments");
    }
    let bits = u8::from(header.dont_fragment()) << 1 | u8::from(header.more_fragments());
    match set.is_empty() {
        true => format!("Flags: 0x{bits:x}"),
        false => format!("Flags: 0x{bits:x}, {}", set.join(", ")),
    }
}

fn protocol_name(protocol: IpNumber) -> &'static str {
    protocol.keyword_str().unwrap_or("Unknown")
}

#[cfg(test)]
mod tests {
    use crate::wire::info;

    /// 192.168.3.1 pings 192.168.3.10; 20 bytes of header, then `payload`.
    fn frame(payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0];
        bytes.extend([0x45, 0, 0, 20 + payload.len() as u8, 0, 1, 0x40, 0]);
        bytes.extend([64, 1, 0, 0, 192, 168, 3, 1, 192, 168, 3, 10]);
        bytes.extend(payload);
        bytes
    }

    #[test]
    fn a_packet_is_told_in_one_line() {
        let mut igmp = frame(&[8, 0, 0, 0]);
        igmp[23] = 2;
        assert_eq!(info(&igmp), "192.168.3.1 → 192.168.3.10 IGMP (24 bytes)");
    }

    #[test]
    fn what_is_no_ipv4_packet_says_so() {
        let mut bytes = frame(&[]);
        bytes[14] = 0x65;
        assert!(
            info(&bytes).starts_with("[Malformed Packet: "),
            "{}",
            info(&bytes)
        );
        assert!(info(&bytes[..20]).starts_with("[Malformed Packet: "));
    }

    #[test]
    fn the_header_is_decoded_field_by_field() {
        let fields = super::fields(&frame(&[8, 0, 0, 0]), 14);
        assert_eq!(
            fields.to_string(),
            "\
Internet Protocol Version 4, Src: 192.168.3.1, Dst: 192.168.3.10 [ip 14..34]
  Version: 4 [ip.version 14..15]
  Header Length: 20 bytes [ip.hdr_len 14..15]
  Differentiated Services Field: 0x00 [ip.dsfield 15..16]
  Total Length: 24 [ip.len 16..18]
  Identification: 0x0001 [ip.id 18..20]
  Flags: 0x2, Don't fragment [ip.flags 20..21]
  Fragment Offset: 0 [ip.frag_offset 20..22]
  Time to Live: 64 [ip.ttl 22..23]
  Protocol: ICMP (1) [ip.proto 23..24]
  Header Checksum: 0x0000 [incorrect, should be 0xb388] [ip.checksum 24..26]
  Source Address: 192.168.3.1 [ip.src 26..30]
  Destination Address: 192.168.3.10 [ip.dst 30..34]
"
        );
    }

    #[test]
    fn a_packet_that_was_cut_says_so() {
        let bytes = frame(&[8, 0, 0, 0]);
        let fields = super::fields(&bytes[..bytes.len() - 1], 14).to_string();
        assert!(
            fields.contains("[Malformed Packet: IPv4 packet too short: 23 of 24 bytes]"),
            "{fields}"
        );
    }
}
