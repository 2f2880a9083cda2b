//! The fields of an ARP packet (RFC 826), as far as its bytes go.

use super::{Field, hex, station};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::wire::error::{Layer, WireError};
use crate::wire::frame::{ETHERTYPE_IPV4, ethertype_name};
use crate::wire::{ArpKind, ArpPacket, Operation};
use std::ops::Range;

/// The ARP packet at `start`, as far as its bytes go. The address fields follow the lengths that
/// the packet itself states, as RFC 826 has it.
pub(super) fn fields(frame: &[u8], start: usize) -> Field {
    let mut reader = Reader {
        frame,
        next: start,
        fields: Vec::new(),
    };
    let complete = reader.arp().is_some();
    let label = match ArpPacket::parse(&frame[start..]) {
        Ok(packet) => format!("Address Resolution Protocol ({})", title(&packet)),
        Err(WireError::UnknownOperation(number)) => {
            format!("Address Resolution Protocol (opcode 0x{number:04x})")
        }
        Err(_) => "Address Resolution Protocol".into(),
    };
    let mut end = reader.next;
    if !complete {
        let have = frame.len() - start;
        let need = reader.stated_len(start).unwrap_or(ArpPacket::LEN);
        end = frame.len();
        let layer = Layer::Arp;
        let error = WireError::TooShort { layer, need, have };
        reader.fields.push(Field::malformed(error, start..end));
    }
    Field::new(label, "arp", start..end).with(reader.fields)
}

/// What Wireshark puts in brackets behind the protocol's name.
fn title(packet: &ArpPacket) -> &'static str {
    match packet.kind() {
        ArpKind::Request => "request",
        ArpKind::Reply => "reply",
        ArpKind::Probe => "ARP Probe",
        ArpKind::Announcement => "ARP Announcement",
        ArpKind::GratuitousRequest => "request/gratuitous ARP",
        ArpKind::GratuitousReply => "reply/gratuitous ARP",
    }
}

/// Takes fields off the front of what is left of the frame; `None` where the bytes end.
struct Reader<'a> {
    frame: &'a [u8],
    next: usize,
    fields: Vec<Field>,
}

impl Reader<'_> {
    fn take(&mut self, len: usize) -> Option<Range<usize>> {
        let range = self.next..self.next + len;
        self.frame.get(range.clone())?;
        self.next = range.end;
        Some(range)
    }

    fn number(
        &mut self,
        len: usize,
        filter: &'static str,
        label: fn(u16) -> String,
    ) -> Option<u16> {
        let range = self.take(len)?;
        let value = self.frame[range.clone()]
            .iter()
            .fold(0, |value, &byte| value << 8 | u16::from(byte));
        self.fields.push(Field::new(label(value), filter, range));
        Some(value)
    }

    fn arp(&mut self) -> Option<()> {
        let start = self.next;
        let hardware = self.number(2, "arp.hw.type", hardware_type)?;
        let protocol = self.number(2, "arp.proto.type", protocol_type)?;
        let hardware_len = self.number(1, "arp.hw.size", |n| format!("Hardware size: {n}"))?;
        let protocol_len = self.number(1, "arp.proto.size", |n| format!("Protocol size: {n}"))?;
        self.number(2, "arp.opcode", opcode)?;
        self.conclusions(start);
        let is_mac = (hardware, hardware_len) == (1, 6);
        let is_ip = (protocol, protocol_len) == (ETHERTYPE_IPV4, 4);
        for (who, mac, hw, ipv4, proto) in [
            (
                "Sender",
                "arp.src.hw_mac",
                "arp.src.hw",
                "arp.src.proto_ipv4",
                "arp.src.proto",
            ),
            (
                "Target",
                "arp.dst.hw_mac",
                "arp.dst.hw",
                "arp.dst.proto_ipv4",
                "arp.dst.proto",
            ),
        ] {
            self.address(who, "hardware", if is_mac { mac } else { hw }, hardware_len)?;
            self.address(
                who,
                "protocol",
                if is_ip { ipv4 } else { proto },
                protocol_len,
            )?;
        }
        Some(())
    }

    /// `[Is gratuitous: True]` and its kin, which Wireshark generates for what it has concluded.
    fn conclusions(&mut self, start: usize) {
        let Ok(packet) = ArpPacket::parse(&self.frame[start..]) else {
            return;
        };
        let kind = packet.kind();
        for (holds, label, filter) in [
            (kind.is_gratuitous(), "Is gratuitous", "arp.isgratuitous"),
            (kind == ArpKind::Probe, "Is probe", "arp.isprobe"),
            (
                kind == ArpKind::Announcement,
                "Is announcement",
                "arp.isannouncement",
            ),
        ] {
            if holds {
                self.fields.push(Field::generated(label, filter, self.next));
            }
        }
    }

    /// One address of `len` bytes: typed where its type is known, in hex digits otherwise.
    fn address(&mut self, who: &str, what: &str, filter: &'static str, len: u16) -> Option<()> {
        if len == 0 {
            return Some(());
        }
        let range = self.take(usize::from(len))?;
        let bytes = &self.frame[range.clone()];
        let label = if filter.ends_with("hw_mac")
            && let Ok(octets) = <[u8; 6]>::try_from(bytes)
        {
            format!("{who} MAC address: {}", station(MacAddr(octets)))
        } else if filter.ends_with("proto_ipv4")
            && let Ok(octets) = <[u8; 4]>::try_from(bytes)
        {
            format!("{who} IP address: {}", Ipv4Addr::from(octets))
        } else {
            format!("{who} {what} address: {}", hex(bytes))
        };
        self.fields.push(Field::new(label, filter, range));
        Some(())
    }

    /// Bytes of the packet at `start` by its own two length fields, if those are there.
    fn stated_len(&self, start: usize) -> Option<usize> {
        let hardware = usize::from(*self.frame.get(start + 4)?);
        let protocol = usize::from(*self.frame.get(start + 5)?);
        Some(8 + 2 * hardware + 2 * protocol)
    }
}

fn hardware_type(number: u16) -> String {
    match number {
        1 => "Hardware type: Ethernet (1)".into(),
        _ => format!("Hardware type: Unknown ({number})"),
    }
}

fn protocol_type(number: u16) -> String {
    let name = ethertype_name(number).unwrap_or("Unknown");
    format!("Protocol type: {name} (0x{number:04x})")
}

fn opcode(number: u16) -> String {
    let name = match number {
        n if n == Operation::Request.number() => "request",
        n if n == Operation::Reply.number() => "reply",
        _ => "Unknown",
    };
    format!("Opcode: {name} ({number})")
}
