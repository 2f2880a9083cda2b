//! What is to happen, in order: by time; at one microsecond statements first, in the order of the
//! text, then everything else in the order in which it was scheduled.

use super::{HostId, SwitchId};
use crate::time::Instant;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

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

/// An event, and how many more like it follow at the same moment: copies of a frame, recorded one
/// behind the other, that a switch has sent to everybody.
type Item = Reverse<(Instant, Rank, Event, u32)>;

/// The events to come.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Item>,
    /// What was scheduled last. It waits here for more like it.
    last: Option<Item>,
    scheduled: u64,
}

impl Queue {
    /// Schedules an event.
    pub(super) fn push(&mut self, at: Instant, event: Event) {
        if let (
            Event::Arrival { hop },
            Some(Reverse((when, _, Event::Arrival { hop: first }, more))),
        ) = (event, &mut self.last)
            && (*when, *first + *more + 1) == (at, hop)
        {
            *more += 1;
            return;
        }
        let rank = match event {
            Event::Statement { index, .. } => index.into(),
            _ => {
                self.scheduled += 1;
                SCHEDULED + self.scheduled
            }
        };
        self.heap.extend(self.last.take());
        self.last = Some(Reverse((at, rank, event, 0)));
    }

    /// Takes the next event if it is due at or before `until`.
    pub(super) fn pop(&mut self, until: Instant) -> Option<(Instant, Event)> {
        self.heap.extend(self.last.take());
        let mut first = self.heap.peek_mut()?;
        let Reverse((at, _, event, more)) = &mut *first;
        if *at > until {
            return None;
        }
        let next = (*at, *event);
        match event {
            Event::Arrival { hop } if *more > 0 => {
                *hop += 1;
                *more -= 1;
            }
            _ => drop(PeekMut::pop(first)),
        }
        Some(next)
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
        let late = (Instant::from_secs(2), Event::arrival(0));
        queue.push(late.0, late.1);
        assert_eq!(queue.pop(Instant::from_secs(1)), None);
        assert_eq!(queue.pop(Instant::from_secs(2)), Some(late));
    }

    #[test]
    fn copies_for_everybody_arrive_one_by_one_and_statements_still_go_first() {
        let at = Instant::from_secs(1);
        let mut queue = Queue::default();
        (0..3).for_each(|hop| queue.push(at, Event::arrival(hop)));
        // Neither of these is one of them.
        queue.push(Instant::from_secs(2), Event::arrival(3));
        queue.push(at, Event::arrival(4));
        let next = |queue: &mut Queue| queue.pop(at).map(|(_, event)| event);
        assert_eq!(next(&mut queue), Some(Event::arrival(0)));
        queue.push(at, Event::arrival(5));
        queue.push(at, Event::statement(0, 1));
        let order: Vec<Event> = std::iter::from_fn(|| next(&mut queue)).collect();
        let arrival = Event::arrival;
        let then = [arrival(1), arrival(2), arrival(4), arrival(5)];
        assert_eq!(order[0], Event::statement(0, 1));
        assert_eq!(order[1..], then);
        assert_eq!(
            queue.pop(Instant::MAX).map(|(_, event)| event),
            Some(arrival(3))
        );
    }
}
