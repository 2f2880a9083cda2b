//! [`Expiry`]: places in a table by when their entries end; among equal ends the lower address is
//! first. Nearly always a new end is the latest of all, since what is heard now lives longer than
//! what was heard before: such ends stand in a queue, where setting one costs a step at its end. The
//! few others (a lifetime by hand, a shorter state) stand in a tree.

use crate::addr::Ipv4Addr;
use crate::time::Instant;
use std::collections::{BTreeSet, VecDeque};
use std::ops::Bound::{Excluded, Unbounded};

/// Fewer items of the queue that no longer hold are not worth tidying up.
const FEW: usize = 64;

/// When an entry ends, its address and its place, as one number, which is quick to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item(u128);

impl Item {
    fn new(end: Instant, ip: Ipv4Addr, place: u32) -> Self {
        let (end, ip) = (u128::from(end.as_micros()), u128::from(ip.to_bits()));
        Self(end << 64 | ip << 32 | u128::from(place))
    }

    fn end(self) -> Instant {
        Instant::from_micros((self.0 >> 64) as u64)
    }

    fn ip(self) -> Ipv4Addr {
        Ipv4Addr::from_bits((self.0 >> 32) as u32)
    }

    fn place(self) -> u32 {
        self.0 as u32
    }
}

/// Where the end of a place stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// It has none.
    #[default]
    Nowhere,
    /// In the queue, under this number.
    Queue(u64),
    /// In the tree.
    Tree(Instant),
}

/// The ends of a table's dynamic entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Expiry {
    /// In order. An item holds if its place says so; the first and the last do.
    queue: VecDeque<Item>,
    /// The number of the queue's first item.
    first: u64,
    /// How many items of the queue hold.
    queued: usize,
    tree: BTreeSet<Item>,
    at: Vec<At>,
}

impl Expiry {
    /// Sets when the entry of `ip` at `place` ends; never with `None`. A place has to be left with
    /// the address that it was taken with.
    pub(super) fn set(&mut self, place: u32, ip: Ipv4Addr, end: Option<Instant>) {
        if self.at.len() <= place as usize {
            self.at.resize(place as usize + 1, At::Nowhere);
        }
        match std::mem::take(&mut self.at[place as usize]) {
            At::Nowhere => {}
            At::Queue(_) => self.queued -= 1,
            At::Tree(end) => {
                self.tree.remove(&Item::new(end, ip, place));
            }
        }
        if let Some(end) = end {
            let item = Item::new(end, ip, place);
            self.tidy_back();
            self.at[place as usize] = if self.queue.back().is_none_or(|last| *last < item) {
                self.queue.push_back(item);
                self.queued += 1;
                At::Queue(self.first + self.queue.len() as u64 - 1)
            } else {
                self.tree.insert(item);
                At::Tree(end)
            };
        }
        self.tidy();
    }

    /// How many ends there are.
    pub(super) fn len(&self) -> usize {
        self.queued + self.tree.len()
    }

    /// The first end, and whose it is.
    pub(super) fn first(&self) -> Option<(Instant, Ipv4Addr)> {
        let queued = self.queue.front().into_iter();
        let first = queued.chain(self.tree.first()).min()?;
        Some((first.end(), first.ip()))
    }

    /// The first end later than `after`.
    pub(super) fn first_after(&self, after: Instant) -> Option<Instant> {
        let later = self.queue.partition_point(|item| item.end() <= after);
        let mut later = later..self.queue.len();
        let queued = later.find(|n| self.holds(*n)).map(|n| self.queue[n]);
        let last = Item::new(after, Ipv4Addr::BROADCAST, u32::MAX);
        let other = self.tree.range((Excluded(last), Unbounded)).next().copied();
        let first = queued.into_iter().chain(other).min()?;
        Some(first.end())
    }

    /// All ends after `after` and up to `until`, the first to come first.
    pub(super) fn between(
        &self,
        after: Option<Instant>,
        until: Instant,
    ) -> Vec<(Instant, Ipv4Addr)> {
        let is_due = |item: &&Item| item.end() <= until && after.is_none_or(|at| at < item.end());
        let to = self.queue.partition_point(|item| item.end() <= until);
        let queued = (0..to).filter(|n| self.holds(*n)).map(|n| &self.queue[n]);
        let others = self.tree.iter().take_while(|item| item.end() <= until);
        let mut due: Vec<_> = queued.chain(others).filter(is_due).copied().collect();
        due.sort_unstable();
        due.into_iter()
            .map(|item| (item.end(), item.ip()))
            .collect()
    }

    /// Whether the item at this index of the queue holds.
    fn holds(&self, n: usize) -> bool {
        let place = self.queue[n].place() as usize;
        self.at[place] == At::Queue(self.first + n as u64)
    }

    /// Takes items from both ends of the queue that no longer hold; and all such, when they are many.
    fn tidy(&mut self) {
        while !self.queue.is_empty() && !self.holds(0) {
            self.queue.pop_front();
            self.first += 1;
        }
        self.tidy_back();
        if self.queue.len() > 2 * self.queued + FEW {
            let kept: VecDeque<_> = (0..self.queue.len())
                .filter(|n| self.holds(*n))
                .map(|n| self.queue[n])
                .collect();
            self.first += self.queue.len() as u64;
            for (n, item) in kept.iter().enumerate() {
                self.at[item.place() as usize] = At::Queue(self.first + n as u64);
            }
            self.queue = kept;
        }
    }

    fn tidy_back(&mut self) {
        while !self.queue.is_empty() && !self.holds(self.queue.len() - 1) {
            self.queue.pop_back();
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Ends mostly come in order.
    fn end() -> impl Strategy<Value = Option<u64>> {
        prop_oneof![4 => Just(None), 1 => (0..50u64).prop_map(Some)]
    }

    proptest! {
        /// Against a plain map of all ends.
        #[test]
        fn ends_are_found_in_order(
            steps in prop::collection::vec((0..40u32, prop::option::of(end())), 0..400),
            after in 0..50u64,
        ) {
            let ip = |place: u32| Ipv4Addr::from_bits(place ^ 21);
            let mut expiry = Expiry::default();
            let mut model = BTreeMap::new();
            for (n, (place, end)) in steps.into_iter().enumerate() {
                let end = end.map(|end| end.unwrap_or(n as u64 / 8));
                let end = end.map(Instant::from_micros);
                expiry.set(place, ip(place), end);
                match end {
                    Some(end) => model.insert(place, end),
                    None => model.remove(&place),
                };
                let ends = || model.iter().map(|(place, end)| (*end, ip(*place)));
                prop_assert_eq!(expiry.len(), model.len());
                prop_assert_eq!(expiry.first(), ends().min());
                let after = Instant::from_micros(after);
                let later = ends().map(|(end, _)| end).filter(|end| *end > after);
                prop_assert_eq!(expiry.first_after(after), later.min());
                let until = Instant::from_micros(40);
                let mut all: Vec<_> = ends().collect();
                all.sort_unstable();
                prop_assert_eq!(expiry.between(None, Instant::MAX), all.clone());
                all.retain(|(end, _)| *end > after && *end <= until);
                prop_assert_eq!(expiry.between(Some(after), until), all);
                prop_assert!(expiry.queue.len() <= 2 * expiry.queued + FEW);
            }
        }
    }
}
