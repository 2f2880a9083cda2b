//! Who has said what to whom, as the trace keeps it: counts for snapshots, texts for people.

use super::stack::Transport;
use super::{Cause, HostId};
use crate::time::Instant;
use crate::wire::Endpoint;
use std::num::NonZeroU32;
use std::sync::Arc;

/// What one host has sent another, and how much of it came back: the echo requests to a host, or
/// what was said to a port over TCP.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Who began.
    pub from: HostId,
    /// With whom: the name of a host, or an address that no host had when this began.
    pub to: Arc<str>,
    /// The port of the peer; none for echo requests.
    pub port: Option<u16>,
    timeline: Vec<(Instant, Counts)>,
}

/// How much was sent, and how much came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Echo requests sent, or bytes said.
    pub sent: u64,
    /// Echo replies heard, or bytes echoed.
    pub returned: u64,
}

impl Exchange {
    /// An exchange that begins at `at`, with nothing sent yet.
    pub(super) fn new(from: HostId, to: &str, port: Option<u16>, at: Instant) -> Self {
        Self {
            from,
            to: to.into(),
            port,
            timeline: vec![(at, Counts::default())],
        }
    }

    /// What had been sent and had come back after everything at or before `at`; `None` before the
    /// exchange began.
    pub fn at(&self, at: Instant) -> Option<Counts> {
        let known = self.timeline.partition_point(|(when, _)| *when <= at);
        known.checked_sub(1).map(|last| self.timeline[last].1)
    }

    /// Every change: from each instant on, the counts beside it hold.
    pub fn timeline(&self) -> &[(Instant, Counts)] {
        &self.timeline
    }

    /// Adds to the counts at `at`.
    pub(super) fn add(&mut self, at: Instant, sent: u64, returned: u64) {
        let (when, last) = *self
            .timeline
            .last()
            .expect("it has an entry from its start");
        let next = Counts {
            sent: last.sent + sent,
            returned: last.returned + returned,
        };
        if when == at {
            self.timeline.pop();
        }
        self.timeline.push((at, next));
    }
}

/// The number of a message: what is said and heard, counted from 1 in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageNumber(NonZeroU32);

impl MessageNumber {
    /// The message at `index` of [`Trace::messages`](super::Trace::messages).
    pub(crate) fn of_index(index: usize) -> Self {
        let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Self(number.expect("a run stops at its limit of frames, far below 2³²"))
    }

    /// The message that people call `number`, which counts from 1; nothing for 0.
    pub fn new(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    /// The number as people say it, from 1.
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// The index in [`Trace::messages`](super::Trace::messages).
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Something that a host said, or heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// When.
    pub at: Instant,
    /// Whose programs said or heard it.
    pub host: HostId,
    /// Which of these.
    pub way: Way,
    /// The address and port on this side; port 0 for a ping.
    pub own: Endpoint,
    /// The other side's address and port; port 0 for a ping.
    pub peer: Endpoint,
    /// What carried it.
    pub transport: Transport,
    /// Its bytes; of a stream, those that came together; of what failed, why, in words.
    pub text: Arc<[u8]>,
    /// Why it was said, or what brought it.
    pub cause: Cause,
    /// What was said and is heard here, is answered, or failed. Of a stream nothing is: there
    /// bytes are counted, from the start of the connection between these two endpoints.
    pub of: Option<MessageNumber>,
}

/// Which way a [`Message`] went, as its host sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// The host said it, by a statement.
    Said,
    /// The host heard it; an echo server says it back.
    Heard,
    /// What the host had said came back; of a ping, the answer.
    Echoed,
    /// The host gave up what it had said, or was told that it went no further; of a stream, its
    /// connection is gone.
    Failed,
}
