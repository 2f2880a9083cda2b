//! [`MemoryTable`]: a plain table in memory. An entry is found by a hash of its address, and the
//! ends of entries are kept in order (`expiry`), such that the news of a known neighbour, by far the
//! most frequent change, costs the same however many there are.

use super::entry::Entry;
use super::expiry::Expiry;
use super::output::Edit;
use super::table::Table;
use crate::addr::Ipv4Addr;
use crate::time::Instant;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryTable {
    /// Where each address's entry is. Nobody sees its order.
    places: HashMap<u32, u32, BuildHasherDefault<AddressHasher>>,
    /// Entries in no order, without gaps.
    entries: Vec<(Ipv4Addr, Entry)>,
    /// The places of dynamic entries by their ends.
    expiry: Expiry,
}

impl MemoryTable {
    /// Sets an entry; returns the one that was there.
    pub fn insert(&mut self, ip: Ipv4Addr, entry: Entry) -> Option<Entry> {
        let (place, old) = match self.places.get(&ip.to_bits()) {
            Some(&place) => {
                let (_, known) = &mut self.entries[place as usize];
                (place, Some(std::mem::replace(known, entry)))
            }
            None => {
                let place = self.entries.len() as u32;
                self.places.insert(ip.to_bits(), place);
                self.entries.push((ip, entry));
                (place, None)
            }
        };
        self.expiry.set(place, ip, end(&entry));
        old
    }

    /// Removes an entry; returns it if it was there.
    pub fn remove(&mut self, ip: Ipv4Addr) -> Option<Entry> {
        let place = self.places.remove(&ip.to_bits())?;
        self.expiry.set(place, ip, None);
        let (_, old) = self.entries.swap_remove(place as usize);
        // The last entry has taken its place.
        if let Some((moved, entry)) = self.entries.get(place as usize) {
            let last = self.entries.len() as u32;
            self.places.insert(moved.to_bits(), place);
            self.expiry.set(last, *moved, None);
            self.expiry.set(place, *moved, end(entry));
        }
        Some(old)
    }

    /// How many entries there are, static ones included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries in order of address.
    pub fn iter(&self) -> impl Iterator<Item = (Ipv4Addr, &Entry)> {
        let mut entries: Vec<_> = self
            .entries
            .iter()
            .map(|(ip, entry)| (*ip, entry))
            .collect();
        entries.sort_unstable_by_key(|(ip, _)| *ip);
        entries.into_iter()
    }

    /// Makes the change that an engine proposed. A table without branches has no place for queries
    /// in flight, so `Requested` changes nothing here; the engine itself knows them.
    pub fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Requested { .. } => {}
            Edit::TimedOut { ip, left } => {
                if self.get(*ip).is_some_and(|entry| entry.mac.is_none()) {
                    self.remove(*ip);
                }
                if let Some(entry) = left {
                    self.insert(*ip, *entry);
                }
            }
            Edit::Answered { ip, entry, evicted } | Edit::Learned { ip, entry, evicted } => {
                self.remove_all(evicted);
                self.insert(*ip, *entry);
            }
            Edit::Changed { ip, entry, .. }
            | Edit::Confirmed { ip, entry }
            | Edit::State { ip, entry, .. }
            | Edit::Pinned { ip, entry } => {
                self.insert(*ip, *entry);
            }
            Edit::Expired { ips } | Edit::Flushed { ips } => self.remove_all(ips),
            Edit::Forgot { ip } => {
                self.remove(*ip);
            }
        }
    }

    fn remove_all(&mut self, ips: &[Ipv4Addr]) {
        for &ip in ips {
            self.remove(ip);
        }
    }
}

/// When a dynamic entry goes. One that has no time of its own to go (there should be none) goes last.
fn end(entry: &Entry) -> Option<Instant> {
    (!entry.is_static()).then(|| entry.expires.unwrap_or(Instant::MAX))
}

impl Table for MemoryTable {
    fn get(&self, ip: Ipv4Addr) -> Option<Entry> {
        let place = *self.places.get(&ip.to_bits())?;
        Some(self.entries[place as usize].1)
    }

    fn next_expiry(&self) -> Option<Instant> {
        self.expiry.first().map(|(end, _)| end)
    }

    fn expired(&self, now: Instant) -> Vec<Ipv4Addr> {
        let due = self.expiry.between(None, now);
        let mut ips: Vec<_> = due.into_iter().map(|(_, ip)| ip).collect();
        ips.sort_unstable();
        ips
    }

    fn next_expiry_after(&self, after: Instant) -> Option<Instant> {
        self.expiry.first_after(after)
    }

    fn expiring(&self, after: Instant, until: Instant) -> Vec<(Instant, Ipv4Addr)> {
        self.expiry.between(Some(after), until)
    }

    fn dynamic_len(&self) -> usize {
        self.expiry.len()
    }

    fn first_to_go(&self, count: usize) -> Vec<Ipv4Addr> {
        // One new entry mostly costs one old one.
        if let (1, Some((_, ip))) = (count, self.expiry.first()) {
            return vec![ip];
        }
        let all = self.expiry.between(None, Instant::MAX).into_iter();
        all.take(count).map(|(_, ip)| ip).collect()
    }
}

/// Two tables are equal when they have equal entries, however they came by them.
impl PartialEq for MemoryTable {
    fn eq(&self, other: &Self) -> bool {
        let same = |(ip, entry): &(Ipv4Addr, Entry)| other.get(*ip) == Some(*entry);
        self.len() == other.len() && self.entries.iter().all(same)
    }
}

impl Eq for MemoryTable {}

impl FromIterator<(Ipv4Addr, Entry)> for MemoryTable {
    fn from_iter<I: IntoIterator<Item = (Ipv4Addr, Entry)>>(entries: I) -> Self {
        let mut table = Self::default();
        for (ip, entry) in entries {
            table.insert(ip, entry);
        }
        table
    }
}

/// Spreads addresses, whose high bits are mostly equal, over all bits: a multiplication by the golden
/// ratio (Knuth), whose upper half is folded into the lower. The table's capacity bounds what a
/// neighbour could gain by choosing addresses that collide.
#[derive(Clone, Copy, Debug, Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("an address is hashed as one number")
    }

    fn write_u32(&mut self, address: u32) {
        let spread = u64::from(address).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addr::MacAddr;

    fn ip(last: u8) -> Ipv4Addr {
        Ipv4Addr::new(192, 168, 3, last)
    }

    fn entry(secs: u64) -> Entry {
        Entry::reachable(MacAddr::of_host(9), Instant::from_secs(secs))
    }

    fn table() -> MemoryTable {
        let pinned = Entry::permanent(MacAddr::of_host(4));
        [
            (ip(3), entry(10)),
            (ip(2), entry(20)),
            (ip(1), entry(20)),
            (ip(4), pinned),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn expiry_is_ascending_by_address_and_includes_the_moment_itself() {
        let table = table();
        assert_eq!(table.next_expiry(), Some(Instant::from_secs(10)));
        assert!(table.expired(Instant::from_micros(9_999_999)).is_empty());
        assert_eq!(table.expired(Instant::from_secs(10)), [ip(3)]);
        assert_eq!(table.expired(Instant::MAX), [ip(1), ip(2), ip(3)]);
    }

    #[test]
    fn the_first_to_go_expires_first_then_has_the_lowest_address() {
        let table = table();
        assert_eq!(table.first_to_go(2), [ip(3), ip(1)]);
        assert_eq!(table.first_to_go(9), [ip(3), ip(1), ip(2)]);
        assert_eq!((table.len(), table.dynamic_len()), (4, 3));
    }

    #[test]
    fn replacing_and_removing_leave_no_trace_in_the_order() {
        let mut table = table();
        assert_eq!(table.insert(ip(3), entry(30)), Some(entry(10)));
        assert_eq!(table.first_to_go(9), [ip(1), ip(2), ip(3)]);
        table.insert(ip(1), Entry::permanent(MacAddr::of_host(1)));
        assert_eq!(table.first_to_go(9), [ip(2), ip(3)]);
        assert_eq!(table.remove(ip(2)), Some(entry(20)));
        assert_eq!(table.remove(ip(2)), None);
        assert_eq!(table.next_expiry(), Some(Instant::from_secs(30)));
    }

    #[test]
    fn edits_are_applied() {
        let mut table = table();
        let evicted = vec![ip(3)];
        let (a, b) = (entry(40), entry(41));
        for edit in [
            Edit::Answered {
                ip: ip(7),
                entry: a,
                evicted,
            },
            Edit::TimedOut {
                ip: ip(2),
                left: None,
            },
            Edit::Requested {
                ip: ip(2),
                number: 1,
                of: 4,
                due: Instant::ZERO,
            },
            Edit::Confirmed {
                ip: ip(1),
                entry: b,
            },
            Edit::Forgot { ip: ip(4) },
        ] {
            table.apply(&edit);
        }
        let now: Vec<_> = table.iter().map(|(ip, &entry)| (ip, entry)).collect();
        assert_eq!(now, [(ip(1), b), (ip(2), entry(20)), (ip(7), a)]);
        table.apply(&Edit::Flushed {
            ips: vec![ip(1), ip(2), ip(7)],
        });
        assert!(table.is_empty());
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod laws {
    use super::*;
    use crate::addr::MacAddr;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Nothing, a dynamic entry that ends then, or a static one.
    fn entry() -> impl Strategy<Value = Option<Entry>> {
        let mac = MacAddr::of_host(7);
        prop_oneof![
            3 => Just(None),
            6 => (0..60u64).prop_map(move |at| Some(Entry::reachable(mac, Instant::from_secs(at)))),
            1 => Just(Some(Entry::permanent(mac))),
        ]
    }

    proptest! {
        /// Against a plain map, whatever comes and goes.
        #[test]
        fn a_table_is_a_map_that_knows_what_ends_first(
            steps in prop::collection::vec((any::<u8>(), entry()), 0..200)
        ) {
            let mut table = MemoryTable::default();
            let mut model = BTreeMap::new();
            for (last, entry) in steps {
                let ip = Ipv4Addr::new(10, 0, 0, last % 32);
                match entry {
                    Some(entry) => prop_assert_eq!(table.insert(ip, entry), model.insert(ip, entry)),
                    None => prop_assert_eq!(table.remove(ip), model.remove(&ip)),
                }
                prop_assert_eq!(table.get(ip), model.get(&ip).copied());
            }
            let all: Vec<_> = table.iter().map(|(ip, entry)| (ip, *entry)).collect();
            prop_assert_eq!(all, Vec::from_iter(model.clone()));
            prop_assert_eq!(&table, &MemoryTable::from_iter(model.clone()));
            let mut ends: Vec<_> = model.iter().filter_map(|(ip, entry)| Some((entry.expires?, *ip))).collect();
            ends.sort_unstable();
            prop_assert_eq!(table.next_expiry(), ends.first().map(|(end, _)| *end));
            prop_assert_eq!(table.dynamic_len(), ends.len());
            let order: Vec<_> = ends.iter().map(|(_, ip)| *ip).collect();
            for count in [0, 1, 5, 99] {
                prop_assert_eq!(table.first_to_go(count), &order[..count.min(order.len())]);
            }
        }
    }
}
