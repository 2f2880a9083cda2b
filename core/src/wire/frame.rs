//! Ethernet II frames: header, payload, and the way there and back.

use super::arp_packet::ArpPacket;
use super::error::{Layer, WireError};
use super::ipv4;
use crate::addr::MacAddr;
use etherparse::{EtherType, Ethernet2Header, Ethernet2HeaderSlice};
use std::fmt;

/// The ethertype of ARP.
pub const ETHERTYPE_ARP: u16 = EtherType::ARP.0;
/// The ethertype of IPv4.
pub const ETHERTYPE_IPV4: u16 = EtherType::IPV4.0;

/// The 14 bytes at the front of every frame. A switch, and a host that is not meant, need no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EthernetHeader {
    /// Who shall take the frame.
    pub dst: MacAddr,
    /// Who sent it.
    pub src: MacAddr,
    /// What it carries. Below 0x0600 it is the length field of IEEE 802.3. A VLAN tag is an
    /// ethertype (0x8100) like any other; what it hides is not looked at.
    pub ethertype: u16,
}

impl EthernetHeader {
    /// Bytes of a header on the wire.
    pub const LEN: usize = Ethernet2Header::LEN;

    /// Reads the header; the second value is the payload, padding included.
    ///
    /// # Errors
    /// [`WireError::TooShort`] when there are fewer than 14 bytes.
    #[inline]
    pub fn parse(bytes: &[u8]) -> Result<(EthernetHeader, &[u8]), WireError> {
        let header = Ethernet2HeaderSlice::from_slice(bytes).map_err(|_| WireError::TooShort {
            layer: Layer::Ethernet,
            need: Self::LEN,
            have: bytes.len(),
        })?;
        let header = EthernetHeader {
            dst: MacAddr(header.destination()),
            src: MacAddr(header.source()),
            ethertype: header.ether_type().0,
        };
        Ok((header, &bytes[Self::LEN..]))
    }

    /// The 14 bytes of this header.
    pub fn emit(&self) -> [u8; Self::LEN] {
        Ethernet2Header {
            destination: self.dst.0,
            source: self.src.0,
            ether_type: EtherType(self.ethertype),
        }
        .to_bytes()
    }
}

/// An Ethernet frame.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// Who shall take it.
    pub dst: MacAddr,
    /// Who sent it.
    pub src: MacAddr,
    /// What it carries.
    pub payload: Payload,
}

/// What a frame carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// An ARP packet.
    Arp(ArpPacket),
    /// IPv4: the packet and any padding, not looked into.
    Ipv4(Vec<u8>),
    /// Everything else.
    Other {
        /// Neither ARP's nor IPv4's.
        ethertype: u16,
        /// The payload as it is.
        data: Vec<u8>,
    },
}

impl Frame {
    /// A frame with an ARP packet in it.
    pub const fn arp(dst: MacAddr, src: MacAddr, packet: ArpPacket) -> Frame {
        Frame {
            dst,
            src,
            payload: Payload::Arp(packet),
        }
    }

    /// Reads a frame (without its check sequence). Bytes after an ARP packet are dropped.
    ///
    /// # Errors
    /// Fewer than 14 bytes, or ARP's ethertype with a payload that [`ArpPacket::parse`] refuses.
    pub fn parse(bytes: &[u8]) -> Result<Frame, WireError> {
        let (header, data) = EthernetHeader::parse(bytes)?;
        let payload = match header.ethertype {
            ETHERTYPE_ARP => Payload::Arp(ArpPacket::parse(data)?),
            ETHERTYPE_IPV4 => Payload::Ipv4(data.to_vec()),
            ethertype => Payload::Other {
                ethertype,
                data: data.to_vec(),
            },
        };
        Ok(Frame {
            dst: header.dst,
            src: header.src,
            payload,
        })
    }

    /// The bytes of this frame, without padding to Ethernet's 60: 42 for ARP.
    pub fn emit(&self) -> Vec<u8> {
        let payload = match &self.payload {
            Payload::Arp(_) => ArpPacket::LEN,
            Payload::Ipv4(data) | Payload::Other { data, .. } => data.len(),
        };
        let mut bytes = Vec::with_capacity(EthernetHeader::LEN + payload);
        self.emit_to(&mut bytes);
        bytes
    }

    /// Appends the bytes of this frame to `out`, as [`emit`](Self::emit) has them: for who sends
    /// many and keeps the room.
    pub fn emit_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.header().emit());
        match &self.payload {
            // Of known length, which spares a packet a call.
            Payload::Arp(packet) => out.extend_from_slice(&packet.emit()),
            Payload::Ipv4(data) | Payload::Other { data, .. } => out.extend_from_slice(data),
        }
    }

    /// The frame's header.
    pub const fn header(&self) -> EthernetHeader {
        EthernetHeader {
            dst: self.dst,
            src: self.src,
            ethertype: match &self.payload {
                Payload::Arp(_) => ETHERTYPE_ARP,
                Payload::Ipv4(_) => ETHERTYPE_IPV4,
                Payload::Other { ethertype, .. } => *ethertype,
            },
        }
    }

    /// The ARP packet, if that is what the frame carries.
    pub const fn as_arp(&self) -> Option<&ArpPacket> {
        match &self.payload {
            Payload::Arp(packet) => Some(packet),
            Payload::Ipv4(_) | Payload::Other { .. } => None,
        }
    }
}

/// One line about the payload, as a packet list shows it beside the two addresses.
impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.payload {
            Payload::Arp(packet) => packet.fmt(f),
            Payload::Ipv4(data) => ipv4::summary(data, None, f),
            Payload::Other { ethertype, data } if *ethertype < 0x0600 => {
                write!(f, "IEEE 802.3, length {ethertype} ({} bytes)", data.len())
            }
            Payload::Other { ethertype, data } => match ethertype_name(*ethertype) {
                Some(name) => write!(f, "{name} ({} bytes)", data.len()),
                None => write!(f, "Ethertype 0x{ethertype:04x} ({} bytes)", data.len()),
            },
        }
    }
}

/// The ethertypes that one is likely to meet, as Wireshark calls them.
pub(super) const fn ethertype_name(ethertype: u16) -> Option<&'static str> {
    Some(match ethertype {
        ETHERTYPE_ARP => "ARP",
        ETHERTYPE_IPV4 => "IPv4",
        0x8035 => "RARP",
        0x8100 => "802.1Q Virtual LAN",
        0x86dd => "IPv6",
        0x88a8 => "802.1ad Provider Bridge (Q-in-Q)",
        0x88b5 => "Local Experimental Ethertype 1",
        0x88b6 => "Local Experimental Ethertype 2",
        0x88cc => "802.1 Link Layer Discovery Protocol (LLDP)",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Operation;
    use super::*;
    use crate::addr::Ipv4Addr;

    fn request() -> Frame {
        let ann = MacAddr::of_host(1);
        let packet = ArpPacket {
            operation: Operation::Request,
            sha: ann,
            spa: Ipv4Addr::new(192, 168, 3, 1),
            tha: MacAddr::ZERO,
            tpa: Ipv4Addr::new(192, 168, 3, 10),
        };
        Frame::arp(MacAddr::BROADCAST, ann, packet)
    }

    #[test]
    fn an_arp_frame_is_42_bytes_and_padding_changes_nothing() {
        let mut bytes = request().emit();
        assert_eq!(bytes.len(), 42);
        bytes.resize(60, 0xa5);
        assert_eq!(Frame::parse(&bytes), Ok(request()));
    }

    #[test]
    fn a_cut_frame_says_where_it_was_cut() {
        let bytes = request().emit();
        let cut = |have| Frame::parse(&bytes[..have]).map_err(|error| error.to_string());
        assert_eq!(
            cut(0),
            Err("Ethernet header too short: 0 of 14 bytes".into())
        );
        assert_eq!(
            cut(13),
            Err("Ethernet header too short: 13 of 14 bytes".into())
        );
        assert_eq!(cut(14), Err("ARP packet too short: 0 of 28 bytes".into()));
        assert_eq!(cut(41), Err("ARP packet too short: 27 of 28 bytes".into()));
    }

    #[test]
    fn a_vlan_tag_is_another_ethertype() {
        let mut bytes = request().emit();
        bytes.splice(12..12, [0x81, 0x00, 0x00, 0x05]);
        let frame = Frame::parse(&bytes).expect("any payload is fine under another ethertype");
        assert_eq!(frame.header().ethertype, 0x8100);
        assert_eq!(frame.as_arp(), None);
        assert_eq!(frame.to_string(), "802.1Q Virtual LAN (32 bytes)");
        assert_eq!(frame.emit(), bytes);
    }

    #[test]
    fn a_frame_without_a_name_shows_its_number() {
        let other = |ethertype| Frame {
            payload: Payload::Other {
                ethertype,
                data: vec![0; 3],
            },
            ..request()
        };
        assert_eq!(other(0x1234).to_string(), "Ethertype 0x1234 (3 bytes)");
        assert_eq!(other(3).to_string(), "IEEE 802.3, length 3 (3 bytes)");
    }
}
