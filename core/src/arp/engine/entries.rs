//! Entries set and removed by hand, and the rules that every change of an entry obeys: static
//! entries win, and the table stays within its capacity.

use super::{Engine, is_station_mac};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::entry::Entry;
use crate::arp::note::Note;
use crate::arp::output::Edit;
use crate::arp::table::Table;
use crate::time::{Duration, Instant};

impl<W> Engine<W> {
    /// Sets a dynamic entry by hand, for `lifetime` or as long as a learned one lives. Refused with
    /// a [`Note`]: own addresses, addresses and MACs of no single station, and static entries with
    /// another MAC.
    pub fn learn(
        &mut self,
        now: Instant,
        table: &impl Table,
        ip: Ipv4Addr,
        mac: MacAddr,
        lifetime: Option<Duration>,
    ) {
        self.clock = self.clock.max(now);
        if self.refuses(ip, mac) {
            return;
        }
        if let Some(kept) = self.static_mac(table, ip) {
            if kept != mac {
                let refused = mac;
                self.note(Note::StaticWins { ip, kept, refused });
            }
            return;
        }
        let lifetime = lifetime.unwrap_or_else(|| self.reachable_time(now));
        let entry = Entry::reachable(mac, now + lifetime);
        self.stamp_update(now, ip);
        self.update(table, ip, table.get(ip), entry);
        self.settle(ip, entry, Vec::new());
    }

    /// Sets a static entry by hand, in place of whatever is there. Refused with a [`Note`]: own
    /// addresses, and addresses and MACs of no single station.
    pub fn pin(&mut self, table: &impl Table, ip: Ipv4Addr, mac: MacAddr) {
        if self.refuses(ip, mac) {
            return;
        }
        let entry = Entry::permanent(mac);
        if table.get(ip) != Some(entry) {
            self.forget_neighbour(ip);
            self.edit(Edit::Pinned { ip, entry });
        }
        self.settle(ip, entry, Vec::new());
    }

    /// Removes an entry, static or not. A query in flight goes on.
    pub fn forget(&mut self, table: &impl Table, ip: Ipv4Addr) {
        if table.get(ip).is_some() {
            self.forget_neighbour(ip);
            self.edit(Edit::Forgot { ip });
        }
    }

    /// Removes all dynamic entries. Queries in flight go on.
    pub fn flush(&mut self, table: &impl Table) {
        let mut ips = table.first_to_go(table.dynamic_len());
        ips.sort_unstable();
        if !ips.is_empty() {
            ips.iter().for_each(|&ip| self.forget_neighbour(ip));
            self.edit(Edit::Flushed { ips });
        }
    }

    /// Proposes what makes `entry` the entry of `ip`, in the place of what is `known`: learned, changed, in another state or
    /// confirmed, by what is there; nothing if it is there already. The caller has seen to static
    /// entries.
    pub(super) fn update(
        &mut self,
        table: &impl Table,
        ip: Ipv4Addr,
        known: Option<Entry>,
        entry: Entry,
    ) {
        if known == Some(entry) {
            return;
        }
        self.news_of(ip);
        match known.and_then(|known| Some((known, known.mac?))) {
            Some((known, mac)) if Some(mac) == entry.mac && known.state == entry.state => {
                self.edit(Edit::Confirmed { ip, entry });
            }
            Some((known, mac)) if Some(mac) == entry.mac => {
                let old = known.state;
                self.edit(Edit::State { ip, old, entry });
            }
            Some((_, old)) => self.edit(Edit::Changed { ip, old, entry }),
            None => {
                let evicted = self.room_for(table, ip);
                let gone = evicted.clone();
                self.edit(Edit::Learned { ip, entry, evicted });
                self.note_evicted(gone, ip);
            }
        }
    }

    /// The dynamic entries that have to go for a new one at `ip`.
    pub(super) fn room_for(&self, table: &impl Table, ip: Ipv4Addr) -> Vec<Ipv4Addr> {
        if table.get(ip).is_some_and(|known| !known.is_static()) {
            return Vec::new();
        }
        let excess = (table.dynamic_len() + 1).saturating_sub(self.config.capacity.max(1));
        match excess {
            0 => Vec::new(),
            _ => table.first_to_go(excess),
        }
    }

    pub(super) fn note_evicted(&mut self, gone: Vec<Ipv4Addr>, by: Ipv4Addr) {
        for ip in gone {
            self.counters.evicted += 1;
            self.forget_neighbour(ip);
            self.note(Note::Evicted { ip, by });
        }
    }

    /// The MAC that was set by hand for `ip`, if there is one.
    pub(super) fn static_mac(&self, table: &impl Table, ip: Ipv4Addr) -> Option<MacAddr> {
        table.get(ip).filter(Entry::is_static)?.mac
    }

    /// Whether this can be no entry, whoever says so; if so, a note says why.
    fn refuses(&mut self, ip: Ipv4Addr, mac: MacAddr) -> bool {
        let note = if self.is_own(ip) {
            Note::OwnAddress { ip }
        } else if !self.is_neighbour(ip) {
            Note::NoStation { ip }
        } else if !is_station_mac(mac) {
            Note::NoStationMac { mac }
        } else {
            return false;
        };
        self.note(note);
        true
    }
}
