//! What an engine hands out: data that a simulator can log, a test compare and a page draw.

use super::entry::{Entry, State};
use super::note::Note;
use super::timer::Timer;
use crate::addr::{Ipv4Addr, MacAddr};
use crate::time::Instant;
use crate::wire::Frame;

/// Something to be done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output<W> {
    /// What made the engine want it.
    pub cause: Cause,
    /// What it wants.
    pub action: Action<W>,
}

/// Why an output came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The frame or command that was just handed in.
    Input,
    /// A timer that was due.
    Timer(Timer),
}

/// What the engine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action<W> {
    /// Put this frame on the wire.
    Send(Frame),
    /// Change the table.
    Edit(Edit),
    /// Tell a waiter how its query ended.
    Wake {
        /// What was handed in with the query.
        waiter: W,
        /// The address it asked for.
        ip: Ipv4Addr,
        /// The neighbour's MAC, or why there is none.
        answer: Result<MacAddr, Unanswered>,
    },
    /// Tell people; nothing changes.
    Note(Note),
}

/// Why a waiter got no MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unanswered {
    /// Nobody answered the query.
    #[error("nobody answered")]
    TimedOut,
    /// Too many waited for the address, and this one had waited longest. The query goes on.
    #[error("dropped: too many wait")]
    Dropped,
}

/// A proposed change of the table. The caller applies it; only what changes something is proposed.
///
/// A query is a sequence of its own: `Requested` one or more times, then `Answered` or `TimedOut`.
/// What happens to a table without branches is [`MemoryTable::apply`](super::MemoryTable::apply).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A request goes out (the next output): on the query's branch the address is INCOMPLETE and
    /// expires at `due`. Number 1 opens the query.
    Requested {
        /// The address asked for.
        ip: Ipv4Addr,
        /// Which request of the query this is, from 1.
        number: u32,
        /// How many there will be if nobody answers.
        of: u32,
        /// When the next one, or the timeout, is due.
        due: Instant,
    },
    /// The query ends with this entry.
    Answered {
        /// The address asked for.
        ip: Ipv4Addr,
        /// What is known of it now.
        entry: Entry,
        /// Dynamic entries that go to make room for it, in order of going. Most often none.
        evicted: Vec<Ipv4Addr>,
    },
    /// The query ends without an answer.
    TimedOut {
        /// The address asked for.
        ip: Ipv4Addr,
        /// The FAILED entry that says so for a while, where the profile has such entries and the
        /// table has room for one; otherwise the address has none.
        left: Option<Entry>,
    },
    /// A new entry that no query asked for.
    Learned {
        /// Its address.
        ip: Ipv4Addr,
        /// What is known of it.
        entry: Entry,
        /// Dynamic entries that go to make room for it, in order of going. Most often none.
        evicted: Vec<Ipv4Addr>,
    },
    /// A known address has another MAC now.
    Changed {
        /// Its address.
        ip: Ipv4Addr,
        /// The MAC it had.
        old: MacAddr,
        /// What is known now.
        entry: Entry,
    },
    /// A known mapping was heard again and has a new lifetime.
    Confirmed {
        /// Its address.
        ip: Ipv4Addr,
        /// What is known now.
        entry: Entry,
    },
    /// A known neighbour, with the MAC that it had, is in another state. FAILED has no MAC.
    State {
        /// Its address.
        ip: Ipv4Addr,
        /// The state it was in.
        old: State,
        /// What is known now.
        entry: Entry,
    },
    /// The lifetimes of these entries are over.
    Expired {
        /// Their addresses, ascending; never empty.
        ips: Vec<Ipv4Addr>,
    },
    /// A static entry was set by hand.
    Pinned {
        /// Its address.
        ip: Ipv4Addr,
        /// The PERMANENT entry.
        entry: Entry,
    },
    /// An entry was removed by hand, or because its address became the host's own.
    Forgot {
        /// Its address.
        ip: Ipv4Addr,
    },
    /// All dynamic entries were removed by hand.
    Flushed {
        /// Their addresses, ascending; never empty.
        ips: Vec<Ipv4Addr>,
    },
}

impl Edit {
    /// Whether this is a step of a query, and not a change of entries.
    pub const fn is_of_query(&self) -> bool {
        matches!(
            self,
            Edit::Requested { .. } | Edit::Answered { .. } | Edit::TimedOut { .. }
        )
    }
}

/// What a query led to at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryAnswer {
    /// The table has it, or the address is the host's own. Nothing else happens; the waiter was
    /// dropped.
    Known(MacAddr),
    /// It is being asked for; the waiter will be woken.
    Waiting,
    /// Nobody is asked: no single station can have this address (unspecified, loopback, multicast,
    /// broadcast), or too many queries are in flight. A [`Note`] says which; the waiter was dropped.
    Refused,
}
