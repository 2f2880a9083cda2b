//! What the engine reads of a table. A plain one is [`MemoryTable`](super::MemoryTable).

use super::entry::Entry;
use crate::addr::Ipv4Addr;
use crate::time::Instant;

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
