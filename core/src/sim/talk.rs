//! Who has said what to whom, as the trace keeps it: counts for snapshots, texts for people.

use super::stack::Transport;
use super::{Cause, HostId};
use crate::time::Instant;
use crate::wire::Endpoint;
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

/// Something that a host said, or heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// When.
    pub at: Instant,
    /// Whose programs said or heard it.
    pub host: HostId,
    /// Which of these.
    pub way: Way,
    /// The other side's address and port.
    pub peer: Endpoint,
    /// What carried it.
    pub transport: Transport,
    /// Its bytes; of a stream, those that came together.
    pub text: Arc<[u8]>,
    /// Why it was said, or what brought it.
    pub cause: Cause,
}

/// Which way a [`Message`] went, as its host sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// The host said it, by a statement.
    Said,
    /// The host heard it; an echo server says it back.
    Heard,
    /// What the host had said came back.
    Echoed,
}
