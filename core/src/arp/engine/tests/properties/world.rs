//! [`World`]: an engine that lives through steps, and what is asserted of it at each.

use super::super::*;
use super::steps::Step;
use crate::arp::{Defence, OWN, QueryAnswer, Table};
use crate::wire::Payload;
use std::collections::BTreeMap;

pub(super) const CAPACITY: usize = 3;
const TRIES: u32 = 3;
const WAITERS: usize = 2;
/// Three probes and two announcements.
const CLAIM_FRAMES: u64 = 5;
const DEFEND_INTERVAL: Duration = Duration::from_secs(10);

/// What may be said of an engine that has lived through some steps.
pub(super) struct World {
    engine: Engine<u32>,
    pub(super) table: MemoryTable,
    pub(super) now: Instant,
    /// Who waits, for what.
    pub(super) waiting: BTreeMap<u32, Ipv4Addr>,
    asked: u32,
    sent: u64,
    /// Frames that the steps so far may have led to.
    allowed: u64,
    /// When each address was asked for last.
    asked_at: BTreeMap<Ipv4Addr, Instant>,
    /// Addresses that got an entry in this drain.
    touched: Vec<Ipv4Addr>,
    /// When each own address was defended last.
    defended_at: BTreeMap<Ipv4Addr, Instant>,
}

/// What is true of the step whose outputs are drained.
#[derive(Clone, Copy, Default)]
struct Rules {
    /// No frame may be sent.
    silent: bool,
    /// A reply may be sent, where announcements are not replies.
    may_reply: bool,
    /// An own address may be defended by an announcement.
    may_defend: bool,
    /// New entries must fit the capacity, or at least not make it worse.
    bounded: bool,
    /// Static entries may be replaced or removed.
    by_hand: bool,
}

impl World {
    pub(super) fn new(profile: Profile, defence: Defence, eager: bool) -> Self {
        let config = Config {
            capacity: CAPACITY,
            tries: TRIES,
            waiters: WAITERS,
            timeout: Duration::from_secs(4),
            defence,
            accept: eager,
            proxy: eager.then(|| "192.168.3.4/30".parse().expect("a network")),
            ..profile.config()
        };
        let random = Stream::new(5, "host", "ann");
        let mut engine = Engine::new(mac(1), config, random, Instant::ZERO);
        engine.set_networks(vec!["192.168.3.1/29".parse().expect("a network")]);
        engine.place_ips(vec![ip(1)]);
        Self {
            engine,
            table: MemoryTable::default(),
            now: Instant::ZERO,
            waiting: BTreeMap::new(),
            asked: 0,
            sent: 0,
            allowed: 0,
            asked_at: BTreeMap::new(),
            touched: Vec::new(),
            defended_at: BTreeMap::new(),
        }
    }

    pub(super) fn run(&mut self, step: Step) {
        let mut rules = Rules::default();
        match step {
            Step::Frame(bytes) => {
                let frame = Frame::parse(&bytes).ok();
                let packet = frame.as_ref().and_then(Frame::as_arp);
                let request = packet.is_some_and(|arp| arp.operation == Operation::Request);
                self.allowed += u64::from(request);
                let before = self.outlook();
                self.engine.handle_frame(self.now, &self.table, &bytes);
                if !self.engine.has_output() {
                    let (due, ips, counts) = self.outlook();
                    assert!(due >= before.0, "a timeout is due sooner without a word");
                    assert_eq!(
                        (ips, counts),
                        (before.1, before.2),
                        "changed without a word"
                    );
                }
                rules.silent = !request;
                rules.may_reply = request;
                rules.may_defend = true;
                rules.bounded = true;
            }
            Step::Query(ip) => {
                self.asked += 1;
                let started = self.engine.counters().queries_started;
                let answer = self.engine.query(self.now, &self.table, ip, self.asked);
                if answer == QueryAnswer::Waiting {
                    self.waiting.insert(self.asked, ip);
                }
                let started = self.engine.counters().queries_started - started;
                self.allowed += started * u64::from(TRIES);
            }
            Step::Learn(ip, mac, us) => {
                let lifetime = us.map(Duration::from_micros);
                self.engine.learn(self.now, &self.table, ip, mac, lifetime);
                rules.silent = true;
                rules.bounded = true;
            }
            Step::Pin(ip, mac) => {
                self.engine.pin(&self.table, ip, mac);
                rules.silent = true;
                rules.by_hand = true;
            }
            Step::Forget(ip) => {
                self.engine.forget(&self.table, ip);
                rules.silent = true;
                rules.by_hand = true;
            }
            Step::Flush => {
                self.engine.flush(&self.table);
                rules.silent = true;
            }
            Step::Confirm(ip) => {
                self.engine.confirm(self.now, &self.table, ip);
                rules.silent = true;
            }
            Step::Suspect(ip) => {
                self.engine.suspect(self.now, &self.table, ip);
                rules.silent = true;
            }
            Step::CarrierLost => {
                self.engine.handle_carrier_lost(&self.table);
                rules.silent = true;
            }
            Step::SetIps(ips) => {
                self.engine.set_ips(&self.table, ips);
                self.allow_announcements();
                rules.by_hand = true;
            }
            Step::AddIp(ip) => {
                self.engine.add_ip(&self.table, ip);
                self.allow_announcements();
                rules.by_hand = true;
            }
            Step::RemoveIp(ip) => {
                self.engine.remove_ip(ip);
                self.allow_announcements();
            }
            Step::Announce(ip) => {
                self.engine.announce(ip);
                self.allow_announcements();
            }
            Step::Claim(ip) => {
                let before = self.engine.claiming().count();
                self.engine.claim(self.now, ip);
                if self.engine.claiming().count() > before {
                    self.allowed += CLAIM_FRAMES;
                }
                rules.silent = true;
            }
            Step::Foreign(ip, entry) => {
                self.table.insert(ip, entry);
                self.allowed += u64::from(self.engine.config().polls);
                self.engine.handle_table_changed(self.now, &self.table);
                rules.silent = true;
            }
            Step::Wait(us) => self.wait(self.now + Duration::from_micros(us)),
            Step::Sleep(us) => {
                self.now += Duration::from_micros(us);
                self.timeout();
            }
        }
        self.drain(rules);
        self.check();
    }

    /// When something is due, if at all, and what a frame without consequences leaves alone.
    fn outlook(&self) -> (Instant, Vec<Ipv4Addr>, [u64; OWN]) {
        let due = self.engine.poll_timeout(&self.table);
        let counts = self.engine.counters().own();
        (
            due.unwrap_or(Instant::MAX),
            self.engine.ips().to_vec(),
            counts,
        )
    }

    fn allow_announcements(&mut self) {
        self.allowed += self.engine.ips().len() as u64;
    }

    pub(super) fn wait(&mut self, end: Instant) {
        for _ in 0..1_000 {
            let Some(due) = self
                .engine
                .poll_timeout(&self.table)
                .filter(|due| *due <= end)
            else {
                self.now = end;
                return;
            };
            if due > self.now {
                let early = due - Duration::from_micros(1);
                self.engine.handle_timeout(early, &self.table);
                assert!(
                    self.engine.poll_output().is_none(),
                    "early calls do something"
                );
            }
            self.now = due;
            self.timeout();
        }
        panic!("timers never settle");
    }

    fn timeout(&mut self) {
        self.engine.handle_timeout(self.now, &self.table);
        self.drain(Rules::default());
        let next = self.engine.poll_timeout(&self.table);
        assert!(next.is_none_or(|next| next > self.now), "a busy tick");
    }

    fn drain(&mut self, rules: Rules) {
        while let Some(output) = self.engine.poll_output() {
            match output.action {
                Action::Send(frame) => {
                    self.sent += 1;
                    self.check_sent(&frame, rules);
                }
                Action::Edit(edit) => self.apply(&edit, rules),
                Action::Wake { waiter, ip, .. } => {
                    assert_eq!(self.waiting.remove(&waiter), Some(ip), "woken twice");
                }
                Action::Note(_) => {}
            }
        }
        // A claim may make an address the host's own right after something was learned of it.
        for ip in std::mem::take(&mut self.touched) {
            let own = self.engine.ips().contains(&ip);
            let entry = self.table.get(ip);
            assert!(
                !own || entry.is_none(),
                "{entry:?} stands for an own address"
            );
        }
    }

    /// What holds of every frame: it is ours, nobody is asked too often, only a request is answered.
    fn check_sent(&mut self, frame: &Frame, rules: Rules) {
        let Payload::Arp(arp) = frame.payload else {
            panic!("sent {frame}");
        };
        assert_eq!((frame.src, arp.sha), (mac(1), mac(1)));
        let announces = arp.tpa.is_unspecified() || arp.spa == arp.tpa;
        if announces && rules.may_defend && arp.operation == Operation::Request {
            let last = self.defended_at.insert(arp.spa, self.now);
            let free = last.is_none_or(|last| last + DEFEND_INTERVAL <= self.now);
            assert!(free, "defends {} again at {}", arp.spa, self.now);
            self.allowed += 1;
            return;
        }
        assert!(!rules.silent, "sent {frame}");
        match arp.operation {
            Operation::Reply => assert!(rules.may_reply || announces, "answers an answer"),
            Operation::Request if announces => {}
            // A probe of a claim has its own spacing.
            Operation::Request if self.engine.claiming().any(|ip| ip == arp.tpa) => {}
            Operation::Request => {
                let last = self.asked_at.insert(arp.tpa, self.now);
                let spacing = self.engine.config().spacing;
                let free = last.is_none_or(|last| last + spacing <= self.now);
                assert!(free, "asks {} again at {}", arp.tpa, self.now);
            }
        }
    }

    fn apply(&mut self, edit: &Edit, rules: Rules) {
        let (set, gone): (Option<Ipv4Addr>, &[Ipv4Addr]) = match edit {
            Edit::Requested { .. } => (None, &[]),
            Edit::TimedOut { ip, left } => (left.map(|_| *ip), &[]),
            Edit::Answered { ip, entry, evicted } => {
                let there = self.table.get(*ip) == Some(*entry);
                ((!there).then_some(*ip), evicted)
            }
            Edit::Learned { ip, evicted, .. } => (Some(*ip), evicted),
            Edit::Changed { ip, .. }
            | Edit::Confirmed { ip, .. }
            | Edit::State { ip, .. }
            | Edit::Pinned { ip, .. } => (Some(*ip), &[]),
            Edit::Expired { ips } | Edit::Flushed { ips } => {
                assert!(ips.is_sorted() && !ips.is_empty());
                (None, ips)
            }
            Edit::Forgot { ip } => (None, std::slice::from_ref(ip)),
        };
        // A claim that succeeds takes what is there, static or not.
        let made_own = matches!(edit, Edit::Forgot { ip } if self.engine.ips().contains(ip));
        for ip in set.iter().chain(gone) {
            let is_static = self.table.get(*ip).is_some_and(|entry| entry.is_static());
            assert!(
                rules.by_hand || made_own || !is_static,
                "{edit:?} touches a static entry"
            );
        }
        for ip in gone {
            assert!(
                self.table.get(*ip).is_some(),
                "{edit:?} removes what is not there"
            );
        }
        self.touched.extend(set);
        let before = self.table.clone();
        self.table.apply(edit);
        let query = matches!(edit, Edit::Requested { .. } | Edit::TimedOut { .. });
        assert!(
            query || set.is_none() || self.table != before,
            "{edit:?} changes nothing"
        );
        // Every lifetime of an entry may end in polls.
        self.allowed += set.map_or(0, |_| u64::from(self.engine.config().polls));
        let left = matches!(edit, Edit::TimedOut { left: Some(_), .. });
        let new = left || matches!(edit, Edit::Learned { .. } | Edit::Answered { .. });
        if let Some(ip) = set.filter(|_| rules.bounded && new) {
            let was_there = before.get(ip).is_some();
            let most = if was_there {
                CAPACITY.max(before.dynamic_len())
            } else {
                CAPACITY
            };
            assert!(
                self.table.dynamic_len() <= most,
                "{edit:?} overfills the table"
            );
        }
    }

    /// What holds between any two steps.
    fn check(&self) {
        assert!(
            self.sent <= self.allowed,
            "{} of {}",
            self.sent,
            self.allowed
        );
        assert_eq!(self.sent, self.engine.counters().sent_in_all());
        assert!(self.engine.queries().count() <= CAPACITY);
        let mut waiters = 0;
        for query in self.engine.queries() {
            waiters += query.waiters;
            assert!(query.number <= TRIES && query.waiters <= WAITERS);
            assert!(!self.engine.ips().contains(&query.ip));
            let known = self.table.get(query.ip).and_then(|entry| entry.mac);
            assert_eq!(known, None, "asks for the known {}", query.ip);
        }
        assert_eq!(waiters, self.waiting.len(), "somebody waits for nothing");
        let remembered = self.engine.remembered();
        let known = self.table.len() + CAPACITY;
        assert!(remembered.neighbours <= known, "{remembered:?}");
        assert!(remembered.stations <= CAPACITY, "{remembered:?}");
        let own = self.engine.ips().len() + self.engine.claiming().count();
        assert!(
            remembered.timers <= known + own + self.defended_at.len(),
            "{remembered:?}"
        );
    }
}
