//! What the engine reads of a table, and a plain table in memory.

use super::entry::Entry;
use super::output::Edit;
use crate::addr::Ipv4Addr;
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};

/// An ARP table as the engine sees it. Dynamic means not static (see [`Entry::is_static`]).
pub trait Table {
    /// The entry of an address.
    fn get(&self, ip: Ipv4Addr) -> Option<Entry>;

    /// The earliest time at which an entry expires.
    fn next_expiry(&self) -> Option<Instant>;

    /// The addresses of all entries with `expires <= now`, ascending.
    fn expired(&self, now: Instant) -> Vec<Ipv4Addr>;

    /// The earliest expiry that is later than `after`.
    fn next_expiry_after(&self, after: Instant) -> Option<Instant>;

    /// The entries with `after < expires <= until`, in order of expiry, then of address.
    fn expiring(&self, after: Instant, until: Instant) -> Vec<(Instant, Ipv4Addr)>;

    /// How many entries are dynamic.
    fn dynamic_len(&self) -> usize;

    /// The `count` dynamic entries that expire first (all, if there are fewer), the first to go
    /// first; of those that expire together the lowest address.
    fn first_to_go(&self, count: usize) -> Vec<Ipv4Addr>;
}

/// A table in memory: ordered maps by address and by expiry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryTable {
    entries: BTreeMap<Ipv4Addr, Entry>,
    /// The dynamic entries. One that has no time of its own to go (there should be none) goes last.
    dynamic: BTreeSet<(Instant, Ipv4Addr)>,
}

impl MemoryTable {
    /// Sets an entry; returns the one that was there.
    pub fn insert(&mut self, ip: Ipv4Addr, entry: Entry) -> Option<Entry> {
        let old = self.remove(ip);
        self.entries.insert(ip, entry);
        self.dynamic.extend(place(ip, &entry));
        old
    }

    /// Removes an entry; returns it if it was there.
    pub fn remove(&mut self, ip: Ipv4Addr) -> Option<Entry> {
        let old = self.entries.remove(&ip)?;
        if let Some(place) = place(ip, &old) {
            self.dynamic.remove(&place);
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
        self.entries.iter().map(|(&ip, entry)| (ip, entry))
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

/// Where a dynamic entry stands in the order of going.
fn place(ip: Ipv4Addr, entry: &Entry) -> Option<(Instant, Ipv4Addr)> {
    (!entry.is_static()).then(|| (entry.expires.unwrap_or(Instant::MAX), ip))
}

impl Table for MemoryTable {
    fn get(&self, ip: Ipv4Addr) -> Option<Entry> {
        self.entries.get(&ip).copied()
    }

    fn next_expiry(&self) -> Option<Instant> {
        self.dynamic.first().map(|&(expires, _)| expires)
    }

    fn expired(&self, now: Instant) -> Vec<Ipv4Addr> {
        let due = self
            .dynamic
            .iter()
            .take_while(|(expires, _)| *expires <= now);
        let mut ips: Vec<_> = due.map(|&(_, ip)| ip).collect();
        ips.sort_unstable();
        ips
    }

    fn next_expiry_after(&self, after: Instant) -> Option<Instant> {
        let later = (Excluded((after, Ipv4Addr::BROADCAST)), Unbounded);
        self.dynamic
            .range(later)
            .next()
            .map(|&(expires, _)| expires)
    }

    fn expiring(&self, after: Instant, until: Instant) -> Vec<(Instant, Ipv4Addr)> {
        let later = (Excluded((after, Ipv4Addr::BROADCAST)), Unbounded);
        let due = self.dynamic.range(later);
        due.take_while(|(expires, _)| *expires <= until)
            .copied()
            .collect()
    }

    fn dynamic_len(&self) -> usize {
        self.dynamic.len()
    }

    fn first_to_go(&self, count: usize) -> Vec<Ipv4Addr> {
        self.dynamic.iter().take(count).map(|&(_, ip)| ip).collect()
    }
}

impl FromIterator<(Ipv4Addr, Entry)> for MemoryTable {
    fn from_iter<I: IntoIterator<Item = (Ipv4Addr, Entry)>>(entries: I) -> Self {
        let mut table = Self::default();
        for (ip, entry) in entries {
            table.insert(ip, entry);
        }
        table
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
