//! ARP packets for IPv4 over Ethernet (RFC 826), and what each is called (RFC 5227, Wireshark).

use super::error::{Layer, WireError};
use crate::addr::{Ipv4Addr, MacAddr};
use etherparse::{ArpEthIpv4Packet, ArpHardwareId, ArpOperation, ArpPacketSlice, EtherType};
use std::fmt;

/// What an ARP packet asks or tells; the two operations that hosts use (RFC 826).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// 1: who has the target address?
    Request,
    /// 2: the sender address is at the sender's MAC.
    Reply,
}

impl Operation {
    /// The number on the wire.
    pub const fn number(self) -> u16 {
        match self {
            Operation::Request => 1,
            Operation::Reply => 2,
        }
    }
}

/// An ARP packet that maps IPv4 addresses to Ethernet addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArpPacket {
    /// Request or reply.
    pub operation: Operation,
    /// Sender hardware address.
    pub sha: MacAddr,
    /// Sender protocol address; 0.0.0.0 in a probe, or when the sender has none.
    pub spa: Ipv4Addr,
    /// Target hardware address; without meaning in a request.
    pub tha: MacAddr,
    /// Target protocol address.
    pub tpa: Ipv4Addr,
}

/// What a packet is called, by Wireshark's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArpKind {
    /// A request that is none of the special ones.
    Request,
    /// A reply whose sender and target address differ.
    Reply,
    /// A request with sender 0.0.0.0 and no target MAC: is anybody using this address?
    Probe,
    /// A gratuitous request without a target MAC: this address is mine.
    Announcement,
    /// A request for the sender's own address, with some target MAC.
    GratuitousRequest,
    /// A reply whose sender and target address are the same.
    GratuitousReply,
}

impl ArpKind {
    /// Whether sender and target protocol address are the same.
    pub const fn is_gratuitous(self) -> bool {
        matches!(
            self,
            ArpKind::Announcement | ArpKind::GratuitousRequest | ArpKind::GratuitousReply
        )
    }
}

impl ArpPacket {
    /// Bytes of a packet on the wire.
    pub const LEN: usize = ArpEthIpv4Packet::LEN;

    /// Reads the packet at the start of `bytes`, an Ethernet frame's payload. What follows the
    /// packet (padding, most often) is ignored.
    ///
    /// # Errors
    /// Every [`WireError`], and of those the first that applies in the order of their declaration:
    /// fewer than 28 bytes are too short whatever they say.
    #[inline]
    pub fn parse(bytes: &[u8]) -> Result<ArpPacket, WireError> {
        let too_short = WireError::TooShort {
            layer: Layer::Arp,
            need: Self::LEN,
            have: bytes.len(),
        };
        let [h0, h1, p0, p1, hardware_len, protocol_len, ..] = *bytes else {
            return Err(too_short);
        };
        if bytes.len() < Self::LEN {
            return Err(too_short);
        }
        let hardware = u16::from_be_bytes([h0, h1]);
        let protocol = u16::from_be_bytes([p0, p1]);
        if hardware != ArpHardwareId::ETHERNET.0
            || protocol != EtherType::IPV4.0
            || (hardware_len, protocol_len) != (6, 4)
        {
            return Err(WireError::NotEthernetIpv4 {
                hardware,
                protocol,
                hardware_len,
                protocol_len,
            });
        }
        let packet = ArpPacketSlice::from_slice(bytes).map_err(|_| too_short)?;
        let operation = match packet.operation() {
            ArpOperation::REQUEST => Operation::Request,
            ArpOperation::REPLY => Operation::Reply,
            ArpOperation(number) => return Err(WireError::UnknownOperation(number)),
        };
        Ok(ArpPacket {
            operation,
            sha: mac(packet.sender_hw_addr()),
            spa: ip(packet.sender_protocol_addr()),
            tha: mac(packet.target_hw_addr()),
            tpa: ip(packet.target_protocol_addr()),
        })
    }

    /// The 28 bytes of this packet.
    #[inline]
    pub fn emit(&self) -> [u8; Self::LEN] {
        ArpEthIpv4Packet {
            operation: ArpOperation(self.operation.number()),
            sender_mac: self.sha.0,
            sender_ipv4: self.spa.octets(),
            target_mac: self.tha.0,
            target_ipv4: self.tpa.octets(),
        }
        .to_bytes()
    }

    /// What this packet is called.
    pub fn kind(&self) -> ArpKind {
        let gratuitous = self.spa == self.tpa;
        let no_target_mac = self.tha == MacAddr::ZERO;
        match self.operation {
            Operation::Request if gratuitous && no_target_mac => ArpKind::Announcement,
            Operation::Request if gratuitous => ArpKind::GratuitousRequest,
            Operation::Request if self.spa.is_unspecified() && no_target_mac => ArpKind::Probe,
            Operation::Request => ArpKind::Request,
            Operation::Reply if gratuitous => ArpKind::GratuitousReply,
            Operation::Reply => ArpKind::Reply,
        }
    }
}

/// One line, in the words of Wireshark's info column.
impl fmt::Display for ArpPacket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ArpPacket { sha, spa, tpa, .. } = self;
        match self.kind() {
            ArpKind::Request => write!(f, "Who has {tpa}? Tell {spa}"),
            ArpKind::Reply => write!(f, "{spa} is at {sha}"),
            ArpKind::Probe => write!(f, "Who has {tpa}? (ARP Probe)"),
            ArpKind::Announcement => write!(f, "ARP Announcement for {tpa}"),
            ArpKind::GratuitousRequest => write!(f, "Gratuitous ARP for {tpa} (Request)"),
            ArpKind::GratuitousReply => write!(f, "Gratuitous ARP for {spa} (Reply)"),
        }
    }
}

/// The address in a slice that `parse` has found to be six bytes long.
#[inline]
fn mac(bytes: &[u8]) -> MacAddr {
    MacAddr(
        bytes
            .try_into()
            .expect("parse checked that hardware addresses are 6 bytes"),
    )
}

/// The address in a slice that `parse` has found to be four bytes long.
#[inline]
fn ip(bytes: &[u8]) -> Ipv4Addr {
    let octets: [u8; 4] = bytes
        .try_into()
        .expect("parse checked that protocol addresses are 4 bytes");
    Ipv4Addr::from(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: MacAddr = MacAddr([2, 0, 0, 0, 0, 1]);
    const BOB: MacAddr = MacAddr([2, 0, 0, 0, 0, 2]);
    const IP: Ipv4Addr = Ipv4Addr::new(192, 168, 3, 1);
    const OTHER: Ipv4Addr = Ipv4Addr::new(192, 168, 3, 10);

    /// A plain request; the tests name only what they change.
    const REQUEST: ArpPacket = ArpPacket {
        operation: Operation::Request,
        sha: ANN,
        spa: IP,
        tha: MacAddr::ZERO,
        tpa: OTHER,
    };
    const REPLY: ArpPacket = ArpPacket {
        operation: Operation::Reply,
        tha: BOB,
        ..REQUEST
    };

    #[test]
    fn a_packet_is_named_as_wireshark_names_it() {
        let gratuitous = ArpPacket { tpa: IP, ..REQUEST };
        let probe = ArpPacket {
            spa: Ipv4Addr::UNSPECIFIED,
            ..REQUEST
        };
        for (packet, kind, line) in [
            (
                REQUEST,
                ArpKind::Request,
                "Who has 192.168.3.10? Tell 192.168.3.1",
            ),
            (REPLY, ArpKind::Reply, "192.168.3.1 is at 02:00:00:00:00:01"),
            (probe, ArpKind::Probe, "Who has 192.168.3.10? (ARP Probe)"),
            (
                gratuitous,
                ArpKind::Announcement,
                "ARP Announcement for 192.168.3.1",
            ),
            (
                ArpPacket {
                    tha: MacAddr::BROADCAST,
                    ..gratuitous
                },
                ArpKind::GratuitousRequest,
                "Gratuitous ARP for 192.168.3.1 (Request)",
            ),
            (
                ArpPacket { tpa: IP, ..REPLY },
                ArpKind::GratuitousReply,
                "Gratuitous ARP for 192.168.3.1 (Reply)",
            ),
        ] {
            assert_eq!((packet.kind(), packet.to_string()), (kind, line.into()));
        }
    }

    #[test]
    fn a_request_without_own_address_but_with_a_target_mac_is_no_probe() {
        let classic = ArpPacket {
            spa: Ipv4Addr::UNSPECIFIED,
            tha: MacAddr::BROADCAST,
            ..REQUEST
        };
        assert_eq!(classic.kind(), ArpKind::Request);
        assert_eq!(classic.to_string(), "Who has 192.168.3.10? Tell 0.0.0.0");
    }

    #[test]
    fn only_packets_of_28_bytes_and_more_are_looked_at() {
        let bytes = REQUEST.emit();
        for have in 0..ArpPacket::LEN {
            let too_short = WireError::TooShort {
                layer: Layer::Arp,
                need: 28,
                have,
            };
            assert_eq!(ArpPacket::parse(&bytes[..have]), Err(too_short));
            assert_eq!(ArpPacket::parse(&[0; 28][..have]), Err(too_short));
        }
        assert_eq!(ArpPacket::parse(&bytes), Ok(REQUEST));
    }

    #[test]
    fn zeros_are_no_arp_for_ipv4() {
        assert_eq!(
            ArpPacket::parse(&[0; 28]),
            Err(WireError::NotEthernetIpv4 {
                hardware: 0,
                protocol: 0,
                hardware_len: 0,
                protocol_len: 0
            })
        );
    }

    #[test]
    fn each_of_the_four_type_fields_must_fit() {
        for (offset, value) in [(1, 6), (2, 0x86), (4, 8), (4, 255), (5, 16), (5, 0)] {
            let mut bytes = REQUEST.emit();
            bytes[offset] = value;
            assert!(
                matches!(
                    ArpPacket::parse(&bytes),
                    Err(WireError::NotEthernetIpv4 { .. })
                ),
                "byte {offset} = {value}"
            );
        }
    }

    #[test]
    fn other_operations_are_refused_with_their_number() {
        for number in [0u16, 3, 255, 256, 257, 65535] {
            let mut bytes = REQUEST.emit();
            bytes[6..8].copy_from_slice(&number.to_be_bytes());
            assert_eq!(
                ArpPacket::parse(&bytes),
                Err(WireError::UnknownOperation(number))
            );
        }
    }

    #[test]
    fn the_bytes_are_those_of_rfc_826() {
        let expected = [
            0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 1, 192, 168, 3, 1, 2, 0, 0, 0, 0, 2, 192, 168,
            3, 10,
        ];
        assert_eq!(REPLY.emit(), expected);
    }
}
