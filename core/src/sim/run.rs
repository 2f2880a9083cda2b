//! [`Run`]: the event loop. Owns the order in which things happen, and carries out what engines
//! want done. How frames get from host to host is in `carry`, what statements do in `statements`;
//! what happened is in the trace.

use super::host::{Host, Parcel, Waiter};
use super::inspection::Inspection;
use super::link::Link;
use super::queue::{Event, Queue};
use super::record::Activity;
use super::stop::{MOST_EVENTS, MOST_FRAMES, Stop, StopReason, switch_loop};
use super::switch::Switch;
use super::{
    Cause, CommitRecord, FrameNumber, HostId, LinkId, NodeId, Note, QueryEnd, SwitchId, Trace,
};
use crate::addr::Ipv4Addr;
use crate::arp;
use crate::cache::{CauseLine, Histories, Made, Repository, Why};
use crate::rng::Stream;
use crate::scenario::{self, NodeRef, Scenario};
use crate::time::Instant;
use std::sync::Arc;

/// A lab as it unfolds: a pure function of its scenario and of time.
///
/// [`advance`](Self::advance) moves it forward in slices as small as the caller likes; neither
/// their number nor their size changes what happens. Looking back is reading the
/// [`trace`](Self::trace) and the repositories.
pub struct Run {
    pub(super) scenario: Arc<Scenario>,
    pub(super) now: Instant,
    pub(super) queue: Queue,
    pub(super) hosts: Vec<Host>,
    pub(super) links: Vec<Link>,
    pub(super) trace: Trace,
    pub(super) switches: Vec<Switch>,
    /// The binding tables of switches that inspect ARP.
    pub(super) inspections: Vec<Option<Inspection>>,
    pub(super) host_links: Vec<Option<LinkId>>,
    /// How often each frame crossed a link.
    pub(super) crossings: Vec<u32>,
    /// Whether a switch has an ageing sweep scheduled.
    pub(super) ageing: Vec<bool>,
    /// Hosts whose history is behind their table.
    pub(super) behind: Vec<HostId>,
    /// A frame that crossed links too often.
    pub(super) stormy: Option<FrameNumber>,
    events: u64,
    stop: Option<Stop>,
}

/// How far an [`advance`](Run::advance) came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Everything up to the moment asked for has happened.
    Done,
    /// The budget is used up; call again.
    More,
    /// The run cannot go on; see [`Run::stop`].
    Stopped,
}

impl Run {
    /// A lab at its start: hosts have power, their addresses and an empty cache. No statement has
    /// run, not even those at 0. A lab with a host that starts from a history stops at once.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        Self::with_histories(scenario, &Histories::new())
    }

    /// The same, with histories that hosts may start from.
    pub fn with_histories(scenario: Arc<Scenario>, histories: &Histories) -> Self {
        let start = Why {
            at: Instant::ZERO,
            cause: CauseLine::Statement("start"),
        };
        let mut stop = None;
        let (hosts, created): (Vec<Host>, Vec<Option<Made>>) = scenario
            .hosts
            .iter()
            .map(|line| {
                let host = Host::new(line, scenario.seed, histories, &start);
                host.unwrap_or_else(|reason| {
                    let at = Instant::ZERO;
                    stop.get_or_insert(Stop { at, reason });
                    // What is seen of a lab that cannot start are hosts that know nothing.
                    let line = scenario::Host {
                        from: None,
                        ..line.clone()
                    };
                    Host::new(&line, scenario.seed, histories, &start)
                        .unwrap_or_else(|_| unreachable!("an empty cache needs no history"))
                })
            })
            .unzip();
        let mut run = Self {
            now: Instant::ZERO,
            queue: Queue::default(),
            hosts,
            links: Vec::new(),
            trace: Trace::new(scenario.links.len()),
            switches: vec![Switch::default(); scenario.switches.len()],
            inspections: scenario
                .switches
                .iter()
                .map(|line| Inspection::of(line, &scenario.hosts))
                .collect(),
            host_links: vec![None; scenario.hosts.len()],
            crossings: Vec::new(),
            behind: Vec::new(),
            stormy: None,
            ageing: vec![false; scenario.switches.len()],
            events: 0,
            stop,
            scenario: scenario.clone(),
        };
        run.lay_links();
        for (index, made) in created.into_iter().enumerate() {
            let host = HostId::new(index);
            run.record_commits(host, Cause::Start, made.into_iter().collect());
            run.settle(host);
        }
        for index in 0..run.switches.len() {
            let state = run.switches[index].state();
            run.trace.switch(SwitchId::new(index), Instant::ZERO, state);
        }
        for (index, statement) in scenario.statements.iter().enumerate() {
            run.queue.push(statement.at, Event::statement(index, 1));
        }
        run
    }

    fn lay_links(&mut self) {
        let scenario = self.scenario.clone();
        let node = |end| match end {
            NodeRef::Host(index) => NodeId::Host(HostId::new(index)),
            NodeRef::Switch(index) => NodeId::Switch(SwitchId::new(index)),
        };
        for (index, line) in scenario.links.iter().enumerate() {
            let ends = [node(line.a), node(line.b)];
            let mut names = [scenario.name(line.a), scenario.name(line.b)];
            names.sort_unstable();
            let rng = Stream::new(scenario.seed, "link", &names.join(" "));
            let id = LinkId::new(index);
            for end in ends {
                match end {
                    NodeId::Host(host) => self.host_links[host.index()] = Some(id),
                    NodeId::Switch(switch) => self.switches[switch.index()].ports.push(id),
                }
            }
            let link = Link::new(ends, &line.options, rng);
            self.trace.link(id, Instant::ZERO, link.is_up());
            self.links.push(link);
        }
    }

    /// Lets time pass up to and including `until`, which is clamped to the scenario's end, for at
    /// most `budget` events.
    pub fn advance(&mut self, until: Instant, budget: usize) -> Progress {
        let progress = self.go_on(until.min(self.scenario.end), budget);
        self.write_all_down();
        progress
    }

    fn go_on(&mut self, until: Instant, budget: usize) -> Progress {
        for _ in 0..budget {
            if self.stop.is_some() {
                return Progress::Stopped;
            }
            let Some((at, event)) = self.queue.pop(until) else {
                self.now = self.now.max(until);
                return Progress::Done;
            };
            self.now = at;
            self.events += 1;
            self.handle(event);
            self.check_limits();
        }
        if self.stop.is_some() {
            Progress::Stopped
        } else {
            Progress::More
        }
    }

    /// Everything at or before this moment has happened, unless the last
    /// [`advance`](Self::advance) ran out of budget in the middle of it.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// What is run.
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// What happened.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The moment from which on everything can be looked at: the start, unless a host keeps a part
    /// of its history only. To see what was before, run the lab again up to there.
    pub fn remembers_since(&self) -> Instant {
        let first = |index| self.trace.host_timeline(HostId::new(index)).first();
        let since = (0..self.hosts.len()).filter_map(|index| first(index).map(|(at, _)| *at));
        since.max().unwrap_or(Instant::ZERO)
    }

    /// Why the run cannot go on, if so.
    pub fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// A host's repository: the one in use has the generation that [`Trace::host_at`] tells.
    ///
    /// # Panics
    ///
    /// When the host never had so many repositories.
    pub fn repository(&self, host: HostId, generation: usize) -> &Repository {
        self.hosts[host.index()].repository(generation)
    }

    /// What a host's ARP has received, sent and asked since it last got power, as of
    /// [`now`](Self::now).
    pub fn counters(&self, host: HostId) -> &arp::Counters {
        self.hosts[host.index()].engine.counters()
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Statement { index, nth } => {
                let index = index as usize;
                self.repeat(index, nth);
                self.run_statement(index);
            }
            Event::Arrival { hop } => self.arrive(hop as usize),
            Event::Wake { host } => self.wake(host),
            Event::Age { switch } => self.age(switch),
        }
    }

    /// Schedules a statement's next time, if it has one.
    fn repeat(&mut self, index: usize, nth: u32) {
        let statement = &self.scenario.statements[index];
        if let Some(every) = statement.every
            && statement.times.is_none_or(|times| nth < times)
        {
            self.queue
                .push(self.now + every, Event::statement(index, nth + 1));
        }
    }

    fn wake(&mut self, id: HostId) {
        let host = &mut self.hosts[id.index()];
        if host.wake_at != Some(self.now) {
            return; // An earlier wake-up took its place, or the host went down.
        }
        host.wake_at = None;
        let now = self.now;
        let (engine, cache) = host.parts();
        engine.handle_timeout(now, cache.table());
        // What the engine does now has its timers as causes.
        self.carry_out(id, Cause::Start);
        self.hosts[id.index()].wake_stack(now);
        self.drain(id, Cause::Timer(arp::Timer::Stack));
    }

    /// Carries out what a host's engine and IP stack want done, then notes the host's state and when
    /// it is to be woken. `input` is what they were just told about.
    pub(super) fn drain(&mut self, id: HostId, input: Cause) {
        self.carry_out(id, input);
        self.converse(id, input);
        self.settle(id);
    }

    /// Carries out what a host's engine wants done; `input` is what it was just told about.
    pub(super) fn carry_out(&mut self, id: HostId, input: Cause) {
        // What is reported of a packet stands in front of the edit that it leads to, if any.
        let mut reports = Vec::new();
        let mut in_vain: Option<InVain> = None;
        while let Some(output) = self.hosts[id.index()].engine.poll_output() {
            let cause = match output.cause {
                arp::Cause::Input => input,
                arp::Cause::Timer(timer) => Cause::Timer(timer),
            };
            // Those who wait for one address are woken one behind the other.
            if !matches!(output.action, arp::Action::Wake { .. }) {
                self.note_in_vain(id, in_vain.take());
            }
            match output.action {
                arp::Action::Send(frame) => self.send(id, frame.emit().into(), cause, false),
                arp::Action::Edit(edit) => {
                    self.edit(id, cause, edit, std::mem::take(&mut reports));
                }
                arp::Action::Wake { waiter, ip, answer } => match waiter {
                    Waiter::Statement(statement) => {
                        let end = QueryEnd {
                            host: id,
                            ip,
                            at: self.now,
                            mac: answer.ok(),
                            statement,
                        };
                        self.trace.query_ended(end);
                    }
                    Waiter::Packet(ticket) => {
                        let waited = self.hosts[id.index()].waiting.remove(&ticket);
                        let waited = waited.expect("what waits is kept until it is woken");
                        match answer {
                            // The address has become the host's own.
                            Ok(mac) if mac == self.scenario.hosts[id.index()].mac => {
                                self.hosts[id.index()].outbox.push_back(waited);
                            }
                            Ok(mac) => {
                                self.send_packet(id, mac, &Parcel { cause, ..waited });
                            }
                            Err(why) => {
                                if in_vain.as_ref().is_some_and(|lost| lost.ip != ip) {
                                    self.note_in_vain(id, in_vain.take());
                                }
                                let first = InVain {
                                    ip,
                                    why,
                                    packets: 0,
                                    cause,
                                };
                                in_vain.get_or_insert(first).packets += 1;
                                self.not_sent(id, ip, &waited, why, cause);
                            }
                        }
                    }
                },
                arp::Action::Note(note) => {
                    if let arp::Note::Report { .. } = note {
                        reports.push(note.to_string());
                    }
                    self.note(Some(id), cause, note.to_string());
                }
            }
        }
        self.note_in_vain(id, in_vain);
    }

    /// Says that packets have waited in vain.
    fn note_in_vain(&mut self, id: HostId, lost: Option<InVain>) {
        if let Some(InVain {
            ip,
            why,
            packets,
            cause,
        }) = lost
        {
            let what = if packets == 1 { "packet" } else { "packets" };
            self.note(
                Some(id),
                cause,
                format!("{packets} {what} for {ip} dropped: {why}"),
            );
        }
    }

    /// Notes a host's state in the trace, and schedules its next wake-up.
    pub(super) fn settle(&mut self, id: HostId) {
        let keep = self.scenario.hosts[id.index()].keep;
        let host = &self.hosts[id.index()];
        let is_due = host.changed || host.has_other_ips();
        if is_due || (keep.is_some() && !host.unwritten.is_empty()) {
            self.write_down(id);
            let host = &mut self.hosts[id.index()];
            let cut = keep.is_some_and(|keep| host.cache_mut().keep(keep, self.now));
            host.changed = false;
            self.trace.host(id, self.now, host.state());
            if cut {
                let host = &self.hosts[id.index()];
                self.trace.forget_host(id, |state| {
                    let repository = host.repository(state.generation);
                    state.branches.values().all(|&tip| repository.contains(tip))
                });
            }
        }
        let host = &mut self.hosts[id.index()];
        self.trace
            .activity(id, self.now, Activity::of(&host.engine));
        let Some(due) = host.next_timeout() else {
            return;
        };
        if host.wake_at.is_none_or(|at| due < at) {
            host.wake_at = Some(due.max(self.now));
            self.queue.push(due.max(self.now), Event::Wake { host: id });
        }
    }

    pub(super) fn record_commits(&mut self, host: HostId, cause: Cause, made: Vec<Made>) {
        let generation = self.hosts[host.index()].generation();
        for Made { id, branch } in made {
            self.trace.committed(CommitRecord {
                host,
                generation,
                id,
                at: self.now,
                branch,
                cause,
            });
        }
    }

    pub(super) fn note(&mut self, host: Option<HostId>, cause: Cause, text: String) {
        self.trace.note(Note {
            at: self.now,
            host,
            cause,
            text,
        });
    }

    fn check_limits(&mut self) {
        let frames = self.trace.frames().len();
        let reason = if let Some(frame) = self.stormy {
            let crossings = self.crossings[frame.index()] as usize;
            StopReason::Storm {
                frame: frame.get(),
                crossings,
                switches: switch_loop(&self.scenario),
            }
        } else if self.events >= MOST_EVENTS {
            StopReason::Events(self.events)
        } else if frames >= MOST_FRAMES {
            StopReason::Frames(frames)
        } else {
            return;
        };
        self.stop = Some(Stop {
            at: self.now,
            reason,
        });
    }
}

/// Packets that waited for one address, and why they are dropped.
struct InVain {
    ip: Ipv4Addr,
    why: arp::Unanswered,
    packets: u32,
    cause: Cause,
}

/// The cause as a commit's trailer names it.
pub(super) fn cause_line(scenario: &Scenario, cause: Cause) -> CauseLine<'_> {
    match cause {
        Cause::Start => CauseLine::Statement("start"),
        Cause::Statement(index) => CauseLine::Statement(&scenario.statements[index].text),
        Cause::Frame(number) => CauseLine::Frame(number.get()),
        Cause::Timer(timer) => CauseLine::Timer(timer),
    }
}
