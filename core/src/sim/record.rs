//! What the trace is made of: frames, their copies on links, what hosts made of them, commits,
//! notes, and the states that snapshots show. Causes point both ways: a commit names the frame,
//! timer or statement that caused it, and a frame names the commits that it caused.

use super::{HostId, LinkId, MessageNumber, NodeId, SwitchId};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::{Engine, OWN, Timer, Verdict};
use crate::store::{BranchName, Branches, ObjectId};
use crate::time::Instant;
use crate::wire::Context;
use std::sync::Arc;

/// Why something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The scenario began.
    Start,
    /// The statement at this index of the scenario's list ran.
    Statement(usize),
    /// This frame arrived.
    Frame(FrameNumber),
    /// This timer of the host fired.
    Timer(Timer),
}

/// The number of a frame: frames that hosts put on a wire, counted from 1 in order of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameNumber(u32);

impl FrameNumber {
    /// The frame at `index` of [`Trace::frames`].
    pub(super) fn of_index(index: usize) -> Self {
        Self(u32::try_from(index + 1).expect("a run stops at its limit of frames, far below 2³²"))
    }

    /// The frame that people call `number`, which counts from 1; nothing for 0.
    pub fn new(number: u32) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    /// The number as people say it, from 1.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The index in [`Trace::frames`].
    pub fn index(self) -> usize {
        self.0 as usize - 1
    }
}

/// A frame that a host put on its wire.
#[derive(Clone, Debug)]
pub struct FrameRecord {
    /// Its number.
    pub number: FrameNumber,
    /// When the host sent it.
    pub at: Instant,
    /// Who sent it.
    pub from: HostId,
    /// Its bytes as sent, without preamble and checksum.
    pub bytes: Arc<[u8]>,
    /// Why it was sent.
    pub cause: Cause,
    /// Whether a statement wrote it (`arp`, `frame`), so that its host's ARP knows nothing of it.
    pub forged: bool,
    /// What the frames before it tell of it: for [`info_in`](crate::wire::info_in) and
    /// [`dissect_in`](crate::wire::dissect_in).
    pub context: Context,
    /// What was said that it carries or answers: a datagram, a ping. Not known of streams.
    pub message: Option<MessageNumber>,
    /// The commits that it caused, in order: indices into [`Trace::commits`].
    pub commits: Vec<usize>,
}

/// Why a copy of a frame was lost on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LossReason {
    /// The link's `loss` took it.
    Loss,
    /// The link was down, or went down while the copy was on its way.
    LinkDown,
    /// A statement took it off the wire.
    Dropped,
}

/// One copy of a frame crossing one link.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The frame.
    pub frame: FrameNumber,
    /// The link it crosses.
    pub link: LinkId,
    /// Where it comes from.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// When it was handed to the link.
    pub handed_over: Instant,
    /// When it starts, having waited for its turn on a link with a rate.
    pub departs: Instant,
    /// When it is there, or would have been.
    pub arrives: Instant,
    /// When and why it was lost, if it was.
    pub lost: Option<(Instant, LossReason)>,
    /// Its bytes as they arrive, where bits have flipped on this hop or on an earlier one: else they
    /// are the frame's. [`Trace::bytes_of`](super::Trace::bytes_of) answers in both cases. Behind
    /// a thin pointer, because there are millions of hops, and few such bytes.
    pub(super) altered: Option<Box<Arc<[u8]>>>,
    /// Whether a bit was flipped on this hop.
    pub corrupted: bool,
    /// Whether this is the second copy that the link's `duplicate` made.
    pub duplicate: bool,
}

impl Hop {
    /// When the copy stops being on its way: there, or lost.
    pub fn ends(&self) -> Instant {
        self.lost.map_or(self.arrives, |(at, _)| at)
    }
}

/// A switch that inspects ARP did not let a copy of a frame pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// When.
    pub at: Instant,
    /// Which switch.
    pub switch: SwitchId,
    /// The frame.
    pub frame: FrameNumber,
    /// Why.
    pub why: String,
}

/// What a host did with a frame that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reception {
    /// The frame.
    pub frame: FrameNumber,
    /// Which copy of it: an index into [`Trace::hops`].
    pub hop: usize,
    /// Who got it.
    pub host: HostId,
    /// When.
    pub at: Instant,
    /// What the host made of it.
    pub fate: Fate,
}

/// What became of a frame at a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The host was down.
    HostDown,
    /// The ARP engine took it in, and said so.
    Arp(Verdict),
    /// It carries an IPv4 packet, and came to this host's MAC or to everybody's.
    Ip(IpFate),
}

/// What became of an IPv4 packet at a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IpFate {
    /// It is for this host, and went up to its IP stack.
    Delivered,
    /// The host forwards, and passed it on.
    Forwarded,
    /// The host forwards, but it goes no further: its sender is told.
    Undeliverable,
    /// It is for another host, and this one does not forward.
    NotOurs,
    /// Its header is broken, or the packet is not whole.
    Malformed,
}

/// A commit that a host of the lab made.
#[derive(Clone, Debug)]
pub struct CommitRecord {
    /// Whose repository it went into.
    pub host: HostId,
    /// Which of the host's repositories (`up fresh` starts another), from 0.
    pub generation: usize,
    /// Its id.
    pub id: ObjectId,
    /// When.
    pub at: Instant,
    /// The branch that moved to it.
    pub branch: BranchName,
    /// Why.
    pub cause: Cause,
}

impl CommitRecord {
    /// The id while the commit is not written down, which nobody sees.
    pub(super) const UNWRITTEN: ObjectId = ObjectId::null(gix_hash::Kind::Sha1);
}

/// A line of the trace for people: what did not happen, and why; what an operator should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// Whom it concerns, if a single host.
    pub host: Option<HostId>,
    /// Why.
    pub cause: Cause,
    /// The text.
    pub text: String,
}

/// What a `pull` or a `push` moved from one host to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// When.
    pub at: Instant,
    /// Whose history grew.
    pub into: HostId,
    /// Where it came from.
    pub from: HostId,
    /// Why.
    pub cause: Cause,
    /// The number of commits that were missing.
    pub commits: usize,
    /// The number of objects that were missing: these commits with their trees and files.
    pub objects: usize,
}

/// How a query ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryEnd {
    /// Who had asked.
    pub host: HostId,
    /// For which address.
    pub ip: Ipv4Addr,
    /// When it ended.
    pub at: Instant,
    /// The answer, or none when it timed out.
    pub mac: Option<MacAddr>,
    /// The statement that had asked.
    pub statement: usize,
}

/// What a snapshot shows of one host, from one moment until its next change.
#[derive(Clone, Debug, PartialEq)]
pub struct HostState {
    /// Whether it has power.
    pub up: bool,
    /// Its own addresses.
    pub ips: Arc<[Ipv4Addr]>,
    /// Which of its repositories is in use: an index for `Run::repository`.
    pub generation: usize,
    /// Every branch and its tip, `main` included.
    pub branches: Branches,
    /// How many commits the repository had come to know; see its `history_until`.
    pub known: usize,
    /// How many commits the branches reach, as `git rev-list --count --all` counts.
    pub commits: usize,
}

/// Something of a switch's table changed.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitchState {
    /// Which link each station was last heard on.
    pub stations: im::OrdMap<MacAddr, LinkId>,
}

/// What a host's engine has done since it was made, received frames apart: those are receptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Activity {
    /// When the engine was made: the start, or the last power-up.
    pub(crate) since: Instant,
    /// In the order of [`Counters::named`](crate::arp::Counters::named). A host that has done
    /// anything four billion times has stopped its run long before.
    pub(crate) counts: [u32; OWN],
}

impl Activity {
    /// What an engine has done up to now.
    pub(super) fn of<W>(engine: &Engine<W>) -> Self {
        let count = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            since: engine.started(),
            counts: engine.counters().own().map(count),
        }
    }
}
