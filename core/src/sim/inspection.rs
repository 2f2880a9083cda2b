//! Dynamic ARP Inspection: what a switch with `inspect` makes of ARP from its hosts. The bindings are
//! those of the text; links to other switches are trusted, and are not asked about here.

use crate::addr::{Ipv4Addr, MacAddr};
use crate::scenario::{Host, Permit, Switch};
use crate::wire::{ETHERTYPE_ARP, EthernetHeader, Frame, Payload};
use std::collections::BTreeSet;

/// The binding table of one switch.
#[derive(Clone, Debug)]
pub(super) struct Inspection {
    bindings: BTreeSet<(Ipv4Addr, MacAddr)>,
}

impl Inspection {
    /// The table of a switch, if it inspects: the mappings of the hosts' lines and its own permits.
    pub(super) fn of(switch: &Switch, hosts: &[Host]) -> Option<Self> {
        let lines = hosts.iter().flat_map(|host| {
            let addresses = host.addresses.iter();
            addresses.map(|net| (net.addr(), host.mac))
        });
        let permits = switch.permits.iter().map(|&Permit { ip, mac }| (ip, mac));
        switch.inspect.then(|| Self {
            bindings: lines.chain(permits).collect(),
        })
    }

    /// Why a frame does not pass, if it does not. What is no ARP always does.
    pub(super) fn refuses(&self, bytes: &[u8]) -> Option<String> {
        let (header, _) = EthernetHeader::parse(bytes).ok()?;
        if header.ethertype != ETHERTYPE_ARP {
            return None;
        }
        let packet = match Frame::parse(bytes) {
            Ok(Frame {
                payload: Payload::Arp(packet),
                ..
            }) => packet,
            Ok(_) => return None,
            Err(error) => return Some(error.to_string()),
        };
        let (ip, mac) = (packet.spa, packet.sha);
        if mac != header.src {
            return Some(format!("it comes from {}, and says {mac}", header.src));
        }
        let known = ip.is_unspecified() || self.bindings.contains(&(ip, mac));
        (!known).then(|| format!("{ip} is not bound to {mac}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    use crate::wire::{ArpPacket, Operation};

    const LAB: &str = "switch lan inspect permit 10.0.0.9 02:00:00:00:00:02\nhost ann 10.0.0.1\nhost bob 10.0.0.2\n";

    fn inspection() -> Inspection {
        let lab = parse(LAB).expect("the lab is well-formed");
        Inspection::of(&lab.switches[0], &lab.hosts).expect("the switch inspects")
    }

    fn reply(src: MacAddr, sha: MacAddr, spa: [u8; 4]) -> Vec<u8> {
        let packet = ArpPacket {
            operation: Operation::Reply,
            sha,
            spa: spa.into(),
            tha: MacAddr::BROADCAST,
            tpa: Ipv4Addr::UNSPECIFIED,
        };
        Frame::arp(MacAddr::BROADCAST, src, packet).emit()
    }

    #[test]
    fn only_bound_senders_pass() {
        let inspection = inspection();
        let (ann, bob) = (MacAddr::of_host(1), MacAddr::of_host(2));
        for (frame, passes) in [
            (reply(ann, ann, [10, 0, 0, 1]), true),
            (reply(bob, bob, [10, 0, 0, 2]), true),
            (reply(bob, bob, [10, 0, 0, 9]), true),
            (reply(bob, bob, [0, 0, 0, 0]), true),
            (reply(bob, bob, [10, 0, 0, 1]), false),
            (reply(bob, ann, [10, 0, 0, 1]), false),
            (reply(ann, ann, [10, 0, 0, 9]), false),
            (reply(ann, ann, [10, 0, 0, 1])[..30].to_vec(), false),
            (vec![0; 14], true),
            (Vec::new(), true),
        ] {
            assert_eq!(inspection.refuses(&frame).is_none(), passes, "{frame:02x?}");
        }
        let lie = inspection.refuses(&reply(bob, bob, [10, 0, 0, 1]));
        assert_eq!(
            lie.as_deref(),
            Some("10.0.0.1 is not bound to 02:00:00:00:00:02")
        );
    }

    #[test]
    fn a_switch_that_does_not_inspect_has_no_table() {
        let lab = parse("host ann 10.0.0.1\n").expect("the lab is well-formed");
        assert!(Inspection::of(&lab.switches[0], &lab.hosts).is_none());
    }
}
