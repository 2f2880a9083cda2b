//! The host's own addresses: setting, adding and removing them, and making them known.

use super::{Engine, is_station};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::note::Note;
use crate::arp::output::Edit;
use crate::arp::rules::Announcement;
use crate::arp::table::Table;

impl<W> Engine<W> {
    /// Puts addresses in place without a word to anybody, as at power-up, before anything else is
    /// asked of the engine. Repeated ones and those of no single station are left out.
    pub fn place_ips(&mut self, ips: Vec<Ipv4Addr>) {
        self.ips.clear();
        for ip in ips {
            if is_station(ip) && !self.is_own(ip) {
                self.ips.push(ip);
            }
        }
    }

    /// Makes these, in this order, the own addresses (none is fine), and announces all of them. An
    /// address that is in the table leaves it; a query for one ends with the own MAC. Addresses of
    /// no single station are refused with a [`Note`]. Claims under way end.
    pub fn set_ips(&mut self, table: &impl Table, ips: Vec<Ipv4Addr>) {
        self.end_claims();
        self.replace_ips(table, ips);
    }

    fn replace_ips(&mut self, table: &impl Table, ips: Vec<Ipv4Addr>) {
        for &ip in ips.iter().filter(|ip| !is_station(**ip)) {
            self.note(Note::NoStation { ip });
        }
        let before = std::mem::take(&mut self.ips);
        self.place_ips(ips);
        let gone = before.iter().copied().filter(|ip| !self.is_own(*ip));
        for ip in gone.collect::<Vec<_>>() {
            self.end_claim(ip);
        }
        for ip in self.ips.clone() {
            if !before.contains(&ip) {
                self.make_own(table, ip);
            }
        }
        self.announce_all();
    }

    /// Adds an own address at the front of the list, and announces all; one that is there already
    /// changes nothing. Otherwise as [`set_ips`](Self::set_ips).
    pub fn add_ip(&mut self, table: &impl Table, ip: Ipv4Addr) {
        if self.is_own(ip) {
            return;
        }
        let mut ips = self.ips.clone();
        if is_station(ip) {
            ips.insert(0, ip);
            self.end_claim(ip);
            self.replace_ips(table, ips);
        } else {
            self.note(Note::NoStation { ip });
        }
    }

    /// Removes an own address, and announces the rest; one that is not there changes nothing, but
    /// a claim of it ends.
    pub fn remove_ip(&mut self, ip: Ipv4Addr) {
        self.end_claim(ip);
        if self.is_own(ip) {
            self.ips.retain(|own| *own != ip);
            self.announce_all();
        }
    }

    /// Announces one own address, or all of them. Another's is refused with a [`Note`].
    pub fn announce(&mut self, ip: Option<Ipv4Addr>) {
        match ip {
            None => self.announce_all(),
            Some(ip) if self.is_own(ip) => self.announce_one(ip),
            Some(ip) => self.note(Note::NotOwn { ip }),
        }
    }

    fn announce_all(&mut self) {
        for ip in self.ips.clone() {
            self.announce_one(ip);
        }
    }

    fn announce_one(&mut self, ip: Ipv4Addr) {
        self.announce_as(self.rules.announcement, ip);
    }

    pub(super) fn announce_as(&mut self, announcement: Announcement, ip: Ipv4Addr) {
        let packet = announcement.packet(self.mac, ip);
        self.counters.announcements_sent += 1;
        self.send(MacAddr::BROADCAST, packet);
    }

    /// An own address is no entry, and nobody needs to ask for it.
    pub(super) fn make_own(&mut self, table: &impl Table, ip: Ipv4Addr) {
        let is_there = table.get(ip).is_some() && !self.unseen.gone.contains(&ip);
        if is_there || self.unseen.left.contains(&ip) {
            self.forget_neighbour(ip);
            self.edit(Edit::Forgot { ip });
        }
        self.settle_as_own(ip);
    }
}
