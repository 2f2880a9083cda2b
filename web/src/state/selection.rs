//! What is selected, and what that lights up: the causes and effects of a frame or a commit, from
//! the trace.

use super::RunHandle;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use versioned_arp::cache::Ip;
use versioned_arp::sim::{
    Cause, CommitRecord, FrameNumber, HostId, LinkId, MessageNumber, Run, SwitchId, Way,
};
use versioned_arp::store::ObjectId;

/// A commit as one host's history shows it; after a pull several hosts show the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitRef {
    /// In whose history.
    pub host: HostId,
    /// In which of the host's repositories.
    pub generation: usize,
    /// The commit.
    pub id: ObjectId,
}

impl CommitRef {
    /// Whether `run` has this commit there.
    pub fn is_in(&self, run: &Run) -> bool {
        let is_host = self.host.index() < run.scenario().hosts.len();
        is_host
            && run.trace().host_at(self.host, run.now()).generation >= self.generation
            && run.repository(self.host, self.generation).contains(self.id)
    }
}

/// Something that can be selected beside a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The host itself, for its buttons.
    Host(HostId),
    /// A frame.
    Frame(FrameNumber),
    /// A commit.
    Commit(CommitRef),
    /// A link.
    Link(LinkId),
    /// A switch.
    Switch(SwitchId),
    /// A statement: its index in the scenario.
    Statement(usize),
    /// What a host believes of an address, and ever believed of it.
    Entry(HostId, Ipv4Addr),
    /// Something that a host said.
    Message(MessageNumber),
}

/// Whose history and cache are shown, and what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The host of the history and cache panels.
    pub host: HostId,
    /// What is selected, if anything.
    pub item: Option<Item>,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            host: HostId::new(0),
            item: None,
        }
    }
}

impl Selection {
    /// The selected frame.
    pub fn frame(&self) -> Option<FrameNumber> {
        match self.item {
            Some(Item::Frame(number)) => Some(number),
            _ => None,
        }
    }

    /// What is selected of all that was said.
    pub fn message(&self) -> Option<MessageNumber> {
        match self.item {
            Some(Item::Message(number)) => Some(number),
            _ => None,
        }
    }

    /// The selected commit.
    pub fn commit(&self) -> Option<CommitRef> {
        match self.item {
            Some(Item::Commit(commit)) => Some(commit),
            _ => None,
        }
    }

    /// The same selection as far as it exists in `run`.
    pub fn within(self, run: &Run) -> Self {
        let scenario = run.scenario();
        let host = if self.host.index() < scenario.hosts.len() {
            self.host
        } else {
            HostId::new(0)
        };
        let item = self.item.filter(|item| match item {
            Item::Host(host) => host.index() < scenario.hosts.len(),
            Item::Frame(number) => number.index() < run.trace().frames().len(),
            Item::Commit(commit) => run.trace().commits().iter().any(|it| it.id == commit.id),
            Item::Link(link) => link.index() < scenario.links.len(),
            Item::Switch(switch) => switch.index() < scenario.switches.len(),
            Item::Statement(index) => *index < scenario.statements.len(),
            Item::Entry(host, _) => host.index() < scenario.hosts.len(),
            Item::Message(number) => {
                let message = run.trace().messages().get(number.index());
                message.is_some_and(|message| message.way == Way::Said)
            }
        });
        Self { host, item }
    }
}

/// What a selection lights up: itself, its causes and its effects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lit {
    /// Frames.
    pub frames: BTreeSet<FrameNumber>,
    /// Commits.
    pub commits: BTreeSet<ObjectId>,
    /// Hosts that sent, or that committed.
    pub hosts: BTreeSet<HostId>,
    /// The statement behind it: its index in the scenario.
    pub statement: Option<usize>,
}

impl Lit {
    /// What `selection` lights up in `run`.
    pub fn of(run: &RunHandle, selection: &Selection) -> Self {
        let mut lit = Self::default();
        match selection.item {
            Some(Item::Frame(number)) => lit.light_frame(run, number),
            Some(Item::Commit(commit)) => {
                let commits = run.trace().commits();
                if let Some(record) = commits.iter().find(|it| it.id == commit.id) {
                    lit.light_commit(run, record);
                }
            }
            Some(Item::Statement(index)) => lit.light_statement(run, index),
            Some(Item::Entry(host, ip)) => lit.light_entry(run, host, ip),
            Some(Item::Message(number)) => lit.light_message(run, number),
            _ => {}
        }
        lit
    }

    fn light_frame(&mut self, run: &Run, number: FrameNumber) {
        let trace = run.trace();
        let Some(frame) = trace.frames().get(number.index()) else {
            return;
        };
        self.frames.insert(number);
        self.hosts.insert(frame.from);
        self.commits_of(frame.commits.iter().map(|index| &trace.commits()[*index]));
        match frame.cause {
            Cause::Frame(cause) => {
                self.frames.insert(cause);
            }
            Cause::Statement(index) => self.statement = Some(index),
            Cause::Start | Cause::Timer(_) => {}
        }
        if !matches!(frame.cause, Cause::Frame(_)) {
            let same = |it: &&CommitRecord| {
                (it.host, it.at, it.cause) == (frame.from, frame.at, frame.cause)
            };
            self.commits_of(trace.commits().iter().filter(same));
        }
        let answers = trace.frames().iter().skip(number.index() + 1);
        let answers = answers.filter(|it| it.cause == Cause::Frame(number));
        self.frames.extend(answers.map(|it| it.number));
    }

    fn light_commit(&mut self, run: &Run, record: &CommitRecord) {
        self.commits_of(std::iter::once(record));
        match record.cause {
            Cause::Frame(number) => {
                self.frames.insert(number);
                if let Some(frame) = run.trace().frames().get(number.index()) {
                    self.hosts.insert(frame.from);
                }
            }
            Cause::Statement(index) => self.statement = Some(index),
            Cause::Start | Cause::Timer(_) => {}
        }
        // What the same act of the same host put on the wire.
        let sent = run.trace().frames().iter().filter(|it| {
            (it.from, it.at, it.cause) == (record.host, record.at, record.cause)
                && record.cause != Cause::Start
        });
        self.frames.extend(sent.map(|it| it.number));
    }

    /// Everything that a statement itself sent and committed, each time it ran.
    fn light_statement(&mut self, run: &Run, index: usize) {
        self.statement = Some(index);
        let cause = Cause::Statement(index);
        let frames = run.trace().frames().iter();
        for frame in frames.filter(|it| it.cause == cause) {
            self.frames.insert(frame.number);
            self.hosts.insert(frame.from);
        }
        let commits = run.trace().commits().iter();
        self.commits_of(commits.filter(|it| it.cause == cause));
    }

    /// The biography of an address in a host's cache: its commits, and the frames that taught them.
    fn light_entry(&mut self, run: &Run, host: HostId, ip: Ipv4Addr) {
        let trace = run.trace();
        let generation = trace.host_at(host, run.now()).generation;
        let repository = run.repository(host, generation);
        let tips = repository.branches().values().copied();
        let steps = repository.biography(tips, &Ip(ip));
        let ids: BTreeSet<_> = steps.iter().map(|step| step.id).collect();
        for commit in trace.commits().iter().filter(|it| ids.contains(&it.id)) {
            self.commits.insert(commit.id);
            self.hosts.insert(commit.host);
            if let Cause::Frame(number) = commit.cause {
                self.frames.insert(number);
            }
        }
    }

    /// The frames that carried something there and back, those who spoke, and why.
    fn light_message(&mut self, run: &RunHandle, number: MessageNumber) {
        let Some(saying) = run.talk().saying(number) else {
            return;
        };
        let message = saying.message(run);
        self.frames.extend(&saying.frames);
        self.hosts.insert(message.host);
        self.hosts.extend(saying.to);
        if let Cause::Statement(index) = message.cause {
            self.statement = Some(index);
        }
    }

    fn commits_of<'a>(&mut self, commits: impl Iterator<Item = &'a CommitRecord>) {
        for commit in commits {
            self.commits.insert(commit.id);
            self.hosts.insert(commit.host);
        }
    }
}
