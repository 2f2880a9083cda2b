//! What is to happen, in order: by time; at one microsecond statements first, in the order of the
//! text, then everything else in the order in which it was scheduled.

use super::{HostId, SwitchId};
use crate::time::Instant;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Something that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A statement runs, for the `nth` time (from 1).
    Statement { index: u32, nth: u32 },
    /// The copy recorded as this hop arrives.
    Arrival { hop: u32 },
    /// A host had asked to be woken.
    Wake { host: HostId },
    /// A switch looks for stations that fell silent.
    Age { switch: SwitchId },
}

impl Event {
    /// A statement runs, for the `nth` time (from 1).
    pub(super) fn statement(index: usize, nth: u32) -> Self {
        let index = u32::try_from(index).expect("the language's limits keep lists short");
        Event::Statement { index, nth }
    }

    /// The copy recorded as this hop arrives.
    pub(super) fn arrival(hop: usize) -> Self {
        let hop = u32::try_from(hop).expect("a run stops at its limit of events, far below 2³²");
        Event::Arrival { hop }
    }
}

/// The order at one moment: statements by their index, then everything else by when it was
/// scheduled. In one number, because the heap moves it about so often.
type Rank = u64;

/// The rank that is behind all statements.
const SCHEDULED: Rank = 1 << 32;

/// The events to come.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(Instant, Rank, Event)>>,
    scheduled: u64,
}

impl Queue {
    /// Schedules an event.
    pub(super) fn push(&mut self, at: Instant, event: Event) {
        let rank = match event {
            Event::Statement { index, .. } => index.into(),
            _ => {
                self.scheduled += 1;
                SCHEDULED + self.scheduled
            }
        };
        self.heap.push(Reverse((at, rank, event)));
    }

    /// When the next event is due.
    pub(super) fn next_at(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, ..))| *at)
    }

    /// Takes the next event if it is due at or before `until`.
    pub(super) fn pop(&mut self, until: Instant) -> Option<(Instant, Event)> {
        if self.next_at()? > until {
            return None;
        }
        let Reverse((at, _, event)) = self.heap.pop()?;
        Some((at, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_go_first_in_the_order_of_the_text_then_what_was_scheduled_first() {
        let at = Instant::from_secs(1);
        let host = |index| Event::Wake {
            host: HostId::new(index),
        };
        let statement = |index| Event::statement(index, 1);
        let mut queue = Queue::default();
        for event in [host(9), statement(1), host(3), statement(0)] {
            queue.push(at, event);
        }
        queue.push(Instant::ZERO, host(5));
        let order: Vec<Event> = std::iter::from_fn(|| queue.pop(at))
            .map(|(_, event)| event)
            .collect();
        assert_eq!(
            order,
            [host(5), statement(0), statement(1), host(9), host(3)]
        );
    }

    #[test]
    fn what_is_due_later_waits() {
        let mut queue = Queue::default();
        queue.push(Instant::from_secs(2), Event::arrival(0));
        assert_eq!(queue.pop(Instant::from_secs(1)), None);
        assert_eq!(queue.next_at(), Some(Instant::from_secs(2)));
    }
}
