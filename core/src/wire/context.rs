//! What the frames before it tell about a frame: what its TCP numbers count from, and whether ARP
//! has named another MAC for its address. Follows a wire as Wireshark follows a capture.

use super::arp_packet::{ArpPacket, Operation};
use super::conversations::{Conversations, Numbering};
use super::frame::{ETHERTYPE_ARP, ETHERTYPE_IPV4, EthernetHeader};
use crate::addr::{Ipv4Addr, MacAddr};
use std::collections::BTreeMap;

/// What is known of a frame from those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// How to read its numbers, if it carries TCP.
    pub numbering: Option<Numbering>,
    /// The address that it gives to another MAC than the first frame which named it did.
    pub duplicate: Option<Ipv4Addr>,
}

/// Frames in the order in which they are put on a wire.
#[derive(Clone, Debug, Default)]
pub struct Observer {
    conversations: Conversations,
    stations: BTreeMap<Ipv4Addr, MacAddr>,
}

impl Observer {
    /// Takes note of a frame that `station` sends (any number that tells stations apart).
    pub fn follow(&mut self, station: u32, bytes: &[u8]) -> Context {
        let mut context = Context::default();
        let Ok((header, payload)) = EthernetHeader::parse(bytes) else {
            return context;
        };
        match header.ethertype {
            ETHERTYPE_IPV4 => context.numbering = self.conversations.follow(station, payload),
            ETHERTYPE_ARP => {
                let packet = ArpPacket::parse(payload).ok();
                context.duplicate = packet.and_then(|packet| self.duplicate(&packet));
            }
            _ => {}
        }
        context
    }

    /// The address for which a packet names another MAC than the first one did: its sender's, or
    /// in a reply its target's.
    fn duplicate(&mut self, packet: &ArpPacket) -> Option<Ipv4Addr> {
        let mut names_another = |ip: Ipv4Addr, mac: MacAddr| {
            let means_nobody = ip.is_unspecified() || mac.is_multicast() || mac == MacAddr::ZERO;
            (!means_nobody && *self.stations.entry(ip).or_insert(mac) != mac).then_some(ip)
        };
        let sender = names_another(packet.spa, packet.sha);
        let target = match packet.operation {
            Operation::Request => None,
            Operation::Reply => names_another(packet.tpa, packet.tha),
        };
        sender.or(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Frame;

    #[test]
    fn the_first_mac_of_an_address_is_what_others_are_held_against() {
        let mut observer = Observer::default();
        let ip = Ipv4Addr::new(10, 0, 0, 1);
        let mut announce = |n: u16| {
            let mac = MacAddr::of_host(n);
            let packet = ArpPacket {
                operation: Operation::Request,
                sha: mac,
                spa: ip,
                tha: MacAddr::ZERO,
                tpa: ip,
            };
            let frame = Frame::arp(MacAddr::BROADCAST, mac, packet).emit();
            observer.follow(0, &frame).duplicate
        };
        let found = [1, 1, 2, 2, 1].map(&mut announce);
        assert_eq!(found, [None, None, Some(ip), Some(ip), None]);
    }
}
