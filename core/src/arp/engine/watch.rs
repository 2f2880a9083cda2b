//! What arpwatch(8) would report: stations that are new or have changed, and packets that make no
//! sense here. In arpwatch's own words; a profile may leave that out. A report comes right before
//! the edit of the packet that it tells of.

use super::Engine;
use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};
use crate::arp::entry::Entry;
use crate::arp::note::{Note, Report};
use crate::wire::{ArpPacket, EthernetHeader};
use std::collections::{BTreeMap, BTreeSet};

/// How many former MACs of an address are remembered.
const FORMER: usize = 4;

/// What was seen of stations, and the networks that are local.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    networks: Vec<Ipv4Net>,
    stations: BTreeMap<Ipv4Addr, Station>,
    /// The stations in order of their last report, to forget the oldest.
    order: BTreeSet<(u64, Ipv4Addr)>,
    reports: u64,
}

/// The MACs of one address, the latest first, and the number of its last report.
#[derive(Clone, Debug, Default)]
struct Station {
    macs: Vec<MacAddr>,
    report: u64,
}

impl Watch {
    /// Takes note of who has `ip`, and says what is to be reported, with the MAC before.
    fn see(
        &mut self,
        ip: Ipv4Addr,
        mac: MacAddr,
        most: usize,
    ) -> Option<(Report, Option<MacAddr>)> {
        let station = self.stations.entry(ip).or_default();
        let before = station.macs.first().copied();
        let what = match station.macs.iter().position(|seen| *seen == mac) {
            Some(0) => return None,
            Some(1) => Report::FlipFlop,
            Some(_) => Report::ReusedOldEthernetAddress,
            None if before.is_none() => Report::NewStation,
            None => Report::ChangedEthernetAddress,
        };
        station.macs.retain(|seen| *seen != mac);
        station.macs.insert(0, mac);
        station.macs.truncate(FORMER);
        self.order.remove(&(station.report, ip));
        self.reports += 1;
        station.report = self.reports;
        self.order.insert((self.reports, ip));
        if self.stations.len() > most
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.stations.remove(&oldest);
        }
        Some((what, before))
    }

    /// How many stations are remembered.
    #[cfg(all(test, not(target_arch = "wasm32")))]
    pub(super) fn len(&self) -> usize {
        self.stations.len().max(self.order.len())
    }

    fn is_bogon(&self, ip: Ipv4Addr) -> bool {
        !self.networks.is_empty() && !self.networks.iter().any(|net| net.contains(&ip))
    }
}

impl<W> Engine<W> {
    /// The networks on this link, which tell bogons and directed broadcasts; none at first, and
    /// then no address is either.
    pub fn networks(&self) -> &[Ipv4Net] {
        &self.watch.networks
    }

    /// Sets the [`networks`](Self::networks).
    pub fn set_networks(&mut self, networks: Vec<Ipv4Net>) {
        self.watch.networks = networks;
    }

    /// Whether an address is the broadcast address, or the first, of a network on this link: no
    /// station has it. Networks of one or two addresses have no such.
    pub(super) fn is_broadcast_of_a_network(&self, ip: Ipv4Addr) -> bool {
        let mut networks = self.watch.networks.iter();
        networks.any(|net| net.prefix_len() < 31 && (net.broadcast() == ip || net.network() == ip))
    }

    /// Reports what is odd about a packet, whatever it teaches.
    pub(super) fn watch_packet(&mut self, header: &EthernetHeader, packet: &ArpPacket) {
        if !self.rules.reports {
            return;
        }
        let (ip, mac) = (packet.spa, packet.sha);
        let is_broadcast = ip.is_broadcast() || self.is_broadcast_of_a_network(ip);
        let is_bogon = !ip.is_unspecified() && !is_broadcast && self.watch.is_bogon(ip);
        if !(mac.is_multicast() || header.src != mac || is_broadcast || is_bogon) {
            return; // Nearly all packets are like that.
        }
        let reports = [
            (mac.is_multicast(), Report::EthernetBroadcast, None),
            (
                header.src != mac,
                Report::EthernetMismatch,
                Some(header.src),
            ),
            (is_broadcast, Report::IpBroadcast, None),
            (is_bogon, Report::Bogon, None),
        ];
        for (_, what, other) in reports.into_iter().filter(|(applies, ..)| *applies) {
            self.report(what, ip, mac, other);
        }
    }

    /// Reports a station that is about to enter the table, or to have another MAC there.
    pub(super) fn watch_station(&mut self, known: Option<Entry>, ip: Ipv4Addr, mac: MacAddr) {
        let known = known.and_then(|entry| entry.mac);
        if !self.rules.reports || known == Some(mac) {
            return;
        }
        let most = self.config.capacity.max(1);
        if let Some((what, before)) = self.watch.see(ip, mac, most) {
            self.report(what, ip, mac, before);
        }
    }

    fn report(&mut self, what: Report, ip: Ipv4Addr, mac: MacAddr, other: Option<MacAddr>) {
        self.note(Note::Report {
            what,
            ip,
            mac,
            other,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

    fn mac(last: u16) -> MacAddr {
        MacAddr::of_host(last)
    }

    #[test]
    fn stations_are_new_changed_flip_flop_and_reused() {
        let mut watch = Watch::default();
        let mut see = |last| watch.see(A, mac(last), 10);
        assert_eq!(see(1), Some((Report::NewStation, None)));
        assert_eq!(see(1), None);
        let from = |last| Some(mac(last));
        assert_eq!(see(2), Some((Report::ChangedEthernetAddress, from(1))));
        assert_eq!(see(1), Some((Report::FlipFlop, from(2))));
        assert_eq!(see(3), Some((Report::ChangedEthernetAddress, from(1))));
        assert_eq!(see(2), Some((Report::ReusedOldEthernetAddress, from(3))));
    }

    #[test]
    fn the_station_reported_longest_ago_is_forgotten_first() {
        let mut watch = Watch::default();
        for last in 1..=200u8 {
            watch.see(Ipv4Addr::new(10, 0, 0, last), mac(last.into()), 3);
        }
        assert_eq!((watch.stations.len(), watch.order.len()), (3, 3));
        let again = watch.see(A, mac(1), 3);
        assert_eq!(again, Some((Report::NewStation, None)));
    }
}
