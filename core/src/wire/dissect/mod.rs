//! Frames taken apart for a detail tree: labels and filter names are Wireshark's, every field knows
//! its bytes. Lenient where [`super::Frame::parse`] is strict: what is there is shown, and where
//! the bytes stop making sense, that is said.

mod arp;
mod ip_payload;

use super::context::Context;
use super::frame::{ETHERTYPE_ARP, ETHERTYPE_IPV4, EthernetHeader, ethertype_name};
use super::ipv4;
use crate::addr::MacAddr;
use etherparse::Ipv4HeaderSlice;
use std::fmt::{self, Write as _};
use std::ops::Range;

/// One line of a detail tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What is shown: `Sender IP address: 192.168.3.1`.
    pub label: String,
    /// Wireshark's name of the field, as its display filters have it: `arp.src.proto_ipv4`.
    pub filter: &'static str,
    /// The bytes of the frame that this is. Empty for what was concluded, not read.
    pub range: Range<usize>,
    /// The fields inside it.
    pub children: Vec<Field>,
}

impl Field {
    pub(in crate::wire) fn new(
        label: impl Into<String>,
        filter: &'static str,
        range: Range<usize>,
    ) -> Self {
        Self {
            label: label.into(),
            filter,
            range,
            children: Vec::new(),
        }
    }

    pub(in crate::wire) fn with(mut self, children: impl IntoIterator<Item = Field>) -> Self {
        self.children.extend(children);
        self
    }

    pub(in crate::wire) fn malformed(what: impl fmt::Display, range: Range<usize>) -> Self {
        Self::new(
            format!("[Malformed Packet: {what}]"),
            "_ws.malformed",
            range,
        )
    }

    fn generated(label: &str, filter: &'static str, at: usize) -> Self {
        Self::new(format!("[{label}: True]"), filter, at..at)
    }

    fn print(&self, depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range { start, end } = self.range;
        let indent = 2 * depth;
        writeln!(
            f,
            "{:indent$}{} [{} {start}..{end}]",
            "", self.label, self.filter
        )?;
        self.children
            .iter()
            .try_for_each(|child| child.print(depth + 1, f))
    }
}

/// The tree as text, one field a line, indented by two blanks a level: `LABEL [FILTER START..END]`.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.print(0, f)
    }
}

/// The fields of any bytes: one for each layer, the trailing bytes last. Never empty, never panics.
pub fn dissect(bytes: &[u8]) -> Vec<Field> {
    dissect_in(bytes, &Context::default())
}

/// As [`dissect`], with what the frames before this one tell of it.
pub fn dissect_in(bytes: &[u8], context: &Context) -> Vec<Field> {
    let (header, payload) = match EthernetHeader::parse(bytes) {
        Ok(parsed) => parsed,
        Err(error) => {
            let all = 0..bytes.len();
            let eth = Field::new("Ethernet II", "eth", all.clone());
            return vec![eth.with([Field::malformed(error, all)])];
        }
    };
    let start = EthernetHeader::LEN;
    let mut layers = vec![ethernet(&header)];
    let used = match header.ethertype {
        ETHERTYPE_ARP => {
            let mut arp = arp::fields(bytes, start);
            let end = arp.range.end;
            if let Some(ip) = context.duplicate {
                let label = format!("[Duplicate IP address detected for {ip}]");
                let filter = "arp.duplicate-address-detected";
                arp.children.push(Field::new(label, filter, end..end));
            }
            layers.push(arp);
            end
        }
        ETHERTYPE_IPV4 => {
            layers.push(ipv4::fields(bytes, start));
            let data = start + ipv4::header_len(payload);
            let end = data.max(start + ipv4::packet_len(payload));
            match Ipv4HeaderSlice::from_slice(payload) {
                Ok(header) => {
                    let range = data..end;
                    let numbering = context.numbering.as_ref();
                    layers.extend(ip_payload::layers(bytes, start, &header, range, numbering));
                }
                Err(_) if data < end => layers.push(data_field(data..end)),
                Err(_) => {}
            }
            end
        }
        _ => {
            if !payload.is_empty() {
                layers.push(data_field(start..bytes.len()));
            }
            bytes.len()
        }
    };
    let trailer = &bytes[used..];
    if !trailer.is_empty() {
        let (name, filter) = match trailer.iter().all(|&byte| byte == 0) {
            true => ("Padding", "eth.padding"),
            false => ("Trailer", "eth.trailer"),
        };
        layers[0].children.push(Field::new(
            format!("{name}: {}", hex(trailer)),
            filter,
            used..bytes.len(),
        ));
    }
    layers
}

fn ethernet(header: &EthernetHeader) -> Field {
    let EthernetHeader {
        dst,
        src,
        ethertype,
    } = *header;
    let kind = match ethertype_name(ethertype) {
        _ if ethertype < 0x0600 => Field::new(format!("Length: {ethertype}"), "eth.len", 12..14),
        Some(name) => Field::new(
            format!("Type: {name} (0x{ethertype:04x})"),
            "eth.type",
            12..14,
        ),
        None => Field::new(
            format!("Type: Unknown (0x{ethertype:04x})"),
            "eth.type",
            12..14,
        ),
    };
    let name = match ethertype < 0x0600 {
        true => "IEEE 802.3 Ethernet",
        false => "Ethernet II",
    };
    let label = format!("{name}, Src: {}, Dst: {}", station(src), station(dst));
    Field::new(label, "eth", 0..EthernetHeader::LEN).with([
        Field::new(format!("Destination: {}", station(dst)), "eth.dst", 0..6),
        Field::new(format!("Source: {}", station(src)), "eth.src", 6..12),
        kind,
    ])
}

/// A MAC address; the broadcast address also by name.
fn station(mac: MacAddr) -> String {
    match mac.is_broadcast() {
        true => format!("Broadcast ({mac})"),
        false => mac.to_string(),
    }
}

pub(in crate::wire) fn data_field(range: Range<usize>) -> Field {
    Field::new(format!("Data ({} bytes)", range.len()), "data", range)
}

/// Hex digits of `bytes`, cut where a line would get too long to read.
fn hex(bytes: &[u8]) -> String {
    const MOST: usize = 32;
    let mut digits = String::new();
    for byte in bytes.iter().take(MOST) {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    if bytes.len() > MOST {
        digits.push('…');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addr::Ipv4Addr;
    use crate::wire::{ArpPacket, Frame, Operation};

    fn tree(bytes: &[u8]) -> String {
        dissect(bytes).iter().map(Field::to_string).collect()
    }

    fn announcement() -> Vec<u8> {
        let ann = MacAddr::of_host(1);
        let ip = Ipv4Addr::new(192, 168, 3, 1);
        let packet = ArpPacket {
            operation: Operation::Request,
            sha: ann,
            spa: ip,
            tha: MacAddr::ZERO,
            tpa: ip,
        };
        Frame::arp(MacAddr::BROADCAST, ann, packet).emit()
    }

    #[test]
    fn an_announcement_is_shown_as_wireshark_shows_it() {
        let mut bytes = announcement();
        bytes.resize(44, 0);
        assert_eq!(
            tree(&bytes),
            "\
Ethernet II, Src: 02:00:00:00:00:01, Dst: Broadcast (ff:ff:ff:ff:ff:ff) [eth 0..14]
  Destination: Broadcast (ff:ff:ff:ff:ff:ff) [eth.dst 0..6]
  Source: 02:00:00:00:00:01 [eth.src 6..12]
  Type: ARP (0x0806) [eth.type 12..14]
  Padding: 0000 [eth.padding 42..44]
Address Resolution Protocol (ARP Announcement) [arp 14..42]
  Hardware type: Ethernet (1) [arp.hw.type 14..16]
  Protocol type: IPv4 (0x0800) [arp.proto.type 16..18]
  Hardware size: 6 [arp.hw.size 18..19]
  Protocol size: 4 [arp.proto.size 19..20]
  Opcode: request (1) [arp.opcode 20..22]
  [Is gratuitous: True] [arp.isgratuitous 22..22]
  [Is announcement: True] [arp.isannouncement 22..22]
  Sender MAC address: 02:00:00:00:00:01 [arp.src.hw_mac 22..28]
  Sender IP address: 192.168.3.1 [arp.src.proto_ipv4 28..32]
  Target MAC address: 00:00:00:00:00:00 [arp.dst.hw_mac 32..38]
  Target IP address: 192.168.3.1 [arp.dst.proto_ipv4 38..42]
"
        );
    }

    #[test]
    fn a_cut_packet_shows_what_is_there_and_that_it_was_cut() {
        let text = tree(&announcement()[..35]);
        assert!(text.contains("  Sender IP address: 192.168.3.1 [arp.src.proto_ipv4 28..32]\n"));
        assert!(!text.contains("Target"), "{text}");
        assert!(text.ends_with(
            "  [Malformed Packet: ARP packet too short: 21 of 28 bytes] [_ws.malformed 14..35]\n"
        ));
    }

    #[test]
    fn addresses_of_other_kinds_are_shown_in_hex() {
        let mut bytes = announcement();
        bytes[15] = 6;
        bytes[18] = 2;
        let text = tree(&bytes);
        for line in [
            "Address Resolution Protocol [arp 14..34]\n",
            "  Hardware type: Unknown (6) [arp.hw.type 14..16]\n",
            "  Sender hardware address: 0200 [arp.src.hw 22..24]\n",
            "  Sender IP address: 0.0.0.1 [arp.src.proto_ipv4 24..28]\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
    }

    #[test]
    fn an_unknown_operation_keeps_its_number() {
        let mut bytes = announcement();
        bytes[21] = 9;
        let text = tree(&bytes);
        assert!(
            text.contains("Address Resolution Protocol (opcode 0x0009)"),
            "{text}"
        );
        assert!(
            text.contains("  Opcode: Unknown (9) [arp.opcode 20..22]\n"),
            "{text}"
        );
    }

    #[test]
    fn no_bytes_at_all_are_a_short_ethernet_frame() {
        assert_eq!(
            tree(&[]),
            "\
Ethernet II [eth 0..0]
  [Malformed Packet: Ethernet header too short: 0 of 14 bytes] [_ws.malformed 0..0]
"
        );
    }
}
