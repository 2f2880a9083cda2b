//! The one record of a run, from which frames, capture, timeline and page are drawn. It only
//! grows, with one exception: a copy that was on its way when its link went down is marked lost.
//!
//! Looking back is a search in these lists; nothing is run again.

use super::record::{
    Activity, Cause, CommitRecord, FrameNumber, FrameRecord, Hop, HostState, LossReason, Note,
    QueryEnd, Reception, Refusal, SwitchState, Transfer,
};
use super::talk::{Exchange, Message};
use super::{HostId, LinkId, MessageNumber, SwitchId};
use crate::store::ObjectId;
use crate::time::{Duration, Instant};
use crate::wire::Observer;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that happened in a run, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    frames: Vec<FrameRecord>,
    hops: Vec<Hop>,
    receptions: Vec<Reception>,
    /// By the copy that was refused: an index into `hops`.
    refusals: BTreeMap<usize, Refusal>,
    commits: Vec<CommitRecord>,
    statements: Vec<(Instant, usize)>,
    query_ends: Vec<QueryEnd>,
    transfers: Vec<Transfer>,
    notes: Vec<Note>,
    pings: Vec<Exchange>,
    streams: Vec<Exchange>,
    /// Where the exchange of a host with a party (and its port) is in its list.
    exchanges: BTreeMap<(HostId, Option<u16>, Arc<str>), usize>,
    messages: Vec<Message>,
    moments: Vec<Instant>,
    losses: Vec<Instant>,
    hosts: Vec<Vec<(Instant, HostState)>>,
    activities: Vec<Vec<(Instant, Activity)>>,
    switches: Vec<Vec<(Instant, SwitchState)>>,
    links: Vec<Vec<(Instant, bool)>>,
    longest_flight: Duration,
    observer: Observer,
}

/// The entries of a timeline that lie at or before `at`.
fn until<T>(list: &[T], at: Instant, when: impl Fn(&T) -> Instant) -> &[T] {
    &list[..list.partition_point(|item| when(item) <= at)]
}

/// What a timeline held at `at`; its first entry is at the start of the run.
fn state_at<T>(timeline: &[(Instant, T)], at: Instant) -> &T {
    let known = until(timeline, at, |(when, _)| *when);
    &known
        .last()
        .or(timeline.first())
        .expect("a timeline begins with the start")
        .1
}

impl Trace {
    /// Every frame that a host put on a wire; frame N is at index N - 1.
    pub fn frames(&self) -> &[FrameRecord] {
        &self.frames
    }

    /// The frames sent at or before `at`.
    pub fn frames_until(&self, at: Instant) -> &[FrameRecord] {
        until(&self.frames, at, |frame| frame.at)
    }

    /// Every copy of a frame on every link, in order of recording: a copy is recorded when it is
    /// handed to its link, so `departs` may lie later where a rate makes it wait.
    pub fn hops(&self) -> &[Hop] {
        &self.hops
    }

    /// The bytes of a copy as they arrive, or would have: those of its frame, but for bits that
    /// flipped on the way.
    pub fn bytes_of<'a>(&'a self, hop: &'a Hop) -> &'a Arc<[u8]> {
        match &hop.altered {
            Some(altered) => altered,
            None => &self.frames[hop.frame.index()].bytes,
        }
    }

    /// What hosts did with what arrived, in order of arrival.
    pub fn receptions(&self) -> &[Reception] {
        &self.receptions
    }

    /// What switches that inspect ARP did not let pass, in the order in which it was sent to them.
    pub fn refusals(&self) -> impl Iterator<Item = &Refusal> {
        self.refusals.values()
    }

    /// Why the copy at this index of [`hops`](Self::hops) got no further, if a switch refused it.
    pub fn refusal_of(&self, hop: usize) -> Option<&Refusal> {
        self.refusals.get(&hop)
    }

    /// Every commit that a host made, in order.
    pub fn commits(&self) -> &[CommitRecord] {
        &self.commits
    }

    /// The commits made at or before `at`.
    pub fn commits_until(&self, at: Instant) -> &[CommitRecord] {
        until(&self.commits, at, |commit| commit.at)
    }

    /// The statements that ran, as (when, index in the scenario's list), in order.
    pub fn statements(&self) -> &[(Instant, usize)] {
        &self.statements
    }

    /// How queries ended, in order.
    pub fn query_ends(&self) -> &[QueryEnd] {
        &self.query_ends
    }

    /// What pulls and pushes moved, in order.
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// What people should be told, in order.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Who has pinged whom, in the order in which that began.
    pub fn pings(&self) -> &[Exchange] {
        &self.pings
    }

    /// Who has said something to whom over TCP, in the order in which that began.
    pub fn streams(&self) -> &[Exchange] {
        &self.streams
    }

    /// What was said and heard over UDP and TCP, pings and their answers, in order.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// What was said and heard at or before `at`.
    pub fn messages_until(&self, at: Instant) -> &[Message] {
        until(&self.messages, at, |message| message.at)
    }

    /// The moments worth stepping to: with a statement, a frame sent or arriving, or a commit.
    /// Ascending, each once.
    pub fn moments(&self) -> &[Instant] {
        &self.moments
    }

    /// How many copies were lost on links at or before `at`.
    pub fn dropped_until(&self, at: Instant) -> usize {
        until(&self.losses, at, |lost| *lost).len()
    }

    /// A host as it was after everything at or before `at`. Before what its history keeps, that is
    /// the first state that is still known; see [`Run::remembers_since`](super::Run::remembers_since).
    pub fn host_at(&self, host: HostId, at: Instant) -> &HostState {
        state_at(&self.hosts[host.index()], at)
    }

    /// A host's changes: from each instant on, the state beside it holds.
    pub fn host_timeline(&self, host: HostId) -> &[(Instant, HostState)] {
        &self.hosts[host.index()]
    }

    /// What a host's engine had done after everything at or before `at`.
    pub(crate) fn activity_at(&self, host: HostId, at: Instant) -> &Activity {
        state_at(&self.activities[host.index()], at)
    }

    /// A switch's table as it was after everything at or before `at`.
    pub fn switch_at(&self, switch: SwitchId, at: Instant) -> &SwitchState {
        state_at(&self.switches[switch.index()], at)
    }

    /// Whether a link was up after everything at or before `at`.
    pub fn link_up_at(&self, link: LinkId, at: Instant) -> bool {
        *state_at(&self.links[link.index()], at)
    }

    /// The copies on their way at `at`: departed at or before, not yet there and not yet lost.
    pub fn in_flight(&self, at: Instant) -> impl Iterator<Item = &Hop> {
        // Hops are recorded by hand-over; none lasts longer than the longest, so older ones are out.
        let earliest = at - self.longest_flight;
        let from = self.hops.partition_point(|hop| hop.handed_over < earliest);
        let to = self.hops.partition_point(|hop| hop.handed_over <= at);
        self.hops[from..to]
            .iter()
            .filter(move |hop| hop.departs <= at && at < hop.ends())
    }
}

/// What the simulator writes.
impl Trace {
    /// An empty trace.
    pub(super) fn new(links: usize) -> Self {
        Self {
            links: vec![vec![(Instant::ZERO, true)]; links],
            ..Self::default()
        }
    }

    /// Notes that something worth stepping to happened at `at`.
    pub(super) fn moment(&mut self, at: Instant) {
        if self.moments.last() != Some(&at) {
            self.moments.push(at);
        }
    }

    /// Records a frame put on a wire and numbers it.
    pub(super) fn sent(
        &mut self,
        at: Instant,
        from: HostId,
        bytes: Arc<[u8]>,
        cause: Cause,
        forged: bool,
        message: Option<MessageNumber>,
    ) -> FrameNumber {
        let number = FrameNumber::of_index(self.frames.len());
        let station = u32::try_from(from.index()).expect("there are few hosts");
        let context = self.observer.follow(station, &bytes);
        self.frames.push(FrameRecord {
            number,
            at,
            from,
            bytes,
            cause,
            forged,
            context,
            message,
            commits: Vec::new(),
        });
        self.moment(at);
        number
    }

    /// Records a copy handed to a link, and answers its index. A copy lost from the start is
    /// counted at once.
    pub(super) fn hop(&mut self, hop: Hop) -> usize {
        self.longest_flight = self.longest_flight.max(hop.arrives.since(hop.handed_over));
        if let Some((at, _)) = hop.lost {
            self.loss(at);
        }
        push(&mut self.hops, hop);
        self.hops.len() - 1
    }

    /// Marks a copy on its way as lost because its link went down at `at`.
    pub(super) fn cut_off(&mut self, hop: usize, at: Instant, why: LossReason) {
        let hop = &mut self.hops[hop];
        if hop.lost.is_none() {
            hop.lost = Some((at, why));
            self.loss(at);
        }
    }

    /// Losses are told in order of time, though a copy taken on the way is known of beforehand.
    fn loss(&mut self, at: Instant) {
        let place = self.losses.partition_point(|lost| *lost <= at);
        self.losses.insert(place, at);
    }

    /// Records what a host made of a frame.
    pub(super) fn received(&mut self, reception: Reception) {
        self.moment(reception.at);
        push(&mut self.receptions, reception);
    }

    /// Records that a switch did not let a copy pass.
    pub(super) fn refused(&mut self, hop: usize, refusal: Refusal) {
        self.moment(refusal.at);
        self.refusals.insert(hop, refusal);
    }

    /// Records a commit, and on the frame that caused it, if one did.
    pub(super) fn committed(&mut self, commit: CommitRecord) {
        self.moment(commit.at);
        if let Cause::Frame(number) = commit.cause {
            self.frames[number.index()].commits.push(self.commits.len());
        }
        self.commits.push(commit);
    }

    /// Tells the id of a commit that was recorded before it was written.
    pub(super) fn written(&mut self, commit: usize, id: ObjectId) {
        self.commits[commit].id = id;
    }

    /// Records that a statement ran.
    pub(super) fn ran(&mut self, at: Instant, statement: usize) {
        self.moment(at);
        self.statements.push((at, statement));
    }

    /// Records what a pull moved.
    pub(super) fn transferred(&mut self, transfer: Transfer) {
        self.transfers.push(transfer);
    }

    /// Records the end of a query.
    pub(super) fn query_ended(&mut self, end: QueryEnd) {
        self.query_ends.push(end);
    }

    /// The index of a host's exchange with a party: of its pings, or of what it says to a port over
    /// TCP. It begins now if there was none.
    pub(super) fn exchange(
        &mut self,
        from: HostId,
        to: &str,
        port: Option<u16>,
        at: Instant,
    ) -> usize {
        let list = match port {
            None => &mut self.pings,
            Some(_) => &mut self.streams,
        };
        let next = list.len();
        let index = *self
            .exchanges
            .entry((from, port, to.into()))
            .or_insert(next);
        if index == next {
            list.push(Exchange::new(from, to, port, at));
        }
        index
    }

    /// Records that something was sent in an exchange; `port` as when it began.
    pub(super) fn sent_to(&mut self, port: Option<u16>, index: usize, at: Instant, amount: u64) {
        self.exchange_mut(port, index).add(at, amount, 0);
    }

    /// Records that something came back in an exchange; `port` as when it began.
    pub(super) fn returned(&mut self, port: Option<u16>, index: usize, at: Instant, amount: u64) {
        self.exchange_mut(port, index).add(at, 0, amount);
    }

    fn exchange_mut(&mut self, port: Option<u16>, index: usize) -> &mut Exchange {
        match port {
            None => &mut self.pings[index],
            Some(_) => &mut self.streams[index],
        }
    }

    /// Records what was said or heard, and numbers it.
    pub(super) fn message(&mut self, message: Message) -> MessageNumber {
        let number = MessageNumber::of_index(self.messages.len());
        self.messages.push(message);
        number
    }

    /// Records a line for people.
    pub(super) fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    /// Records a host's state from `at` on.
    pub(super) fn host(&mut self, host: HostId, at: Instant, state: HostState) {
        if self.hosts.len() <= host.index() {
            self.hosts.resize(host.index() + 1, Vec::new());
        }
        push_state(&mut self.hosts[host.index()], at, state);
    }

    /// Forgets the states of a host up to the last that may not stay: looking further back shows
    /// the one after it.
    pub(super) fn forget_host(&mut self, host: HostId, may_stay: impl Fn(&HostState) -> bool) {
        let timeline = &mut self.hosts[host.index()];
        let last = timeline.len().saturating_sub(1);
        let gone = timeline.iter().rposition(|(_, state)| !may_stay(state));
        timeline.drain(..gone.map_or(0, |gone| gone + 1).min(last));
    }

    /// Records what a host's engine has done up to `at`.
    pub(super) fn activity(&mut self, host: HostId, at: Instant, activity: Activity) {
        if self.activities.len() <= host.index() {
            self.activities.resize(host.index() + 1, Vec::new());
        }
        push_state(&mut self.activities[host.index()], at, activity);
    }

    /// Records a switch's table from `at` on.
    pub(super) fn switch(&mut self, switch: SwitchId, at: Instant, state: SwitchState) {
        if self.switches.len() <= switch.index() {
            self.switches.resize(switch.index() + 1, Vec::new());
        }
        push_state(&mut self.switches[switch.index()], at, state);
    }

    /// Records whether a link is up from `at` on.
    pub(super) fn link(&mut self, link: LinkId, at: Instant, up: bool) {
        push_state(&mut self.links[link.index()], at, up);
    }
}

/// Appends to a list that may get millions of entries. A long one grows by a quarter and not to
/// twice its size: in WebAssembly, memory that was once asked for is never given back.
fn push<T>(list: &mut Vec<T>, item: T) {
    const LONG: usize = 1 << 18;
    if list.len() == list.capacity() && list.len() >= LONG {
        list.reserve_exact(list.len() / 4);
    }
    list.push(item);
}

/// Appends to a timeline; of several states at one moment the last holds, and a state equal to
/// the one before is not kept.
fn push_state<T: PartialEq>(timeline: &mut Vec<(Instant, T)>, at: Instant, state: T) {
    if timeline.last().is_some_and(|(when, _)| *when == at) {
        timeline.pop();
    }
    if timeline.last().is_none_or(|(_, before)| *before != state) {
        timeline.push((at, state));
    }
}
