//! Laws that hold for every sequence of frames, commands, timeouts and foreign changes of the
//! table. A small world (six addresses, few MACs, a table of three) makes things meet.

use super::*;
use crate::arp::{Defence, QueryAnswer, Table};
use crate::wire::Payload;
use proptest::prelude::*;
use std::collections::BTreeMap;

const CAPACITY: usize = 3;
const TRIES: u32 = 3;
const WAITERS: usize = 2;
/// Three probes and two announcements.
const CLAIM_FRAMES: u64 = 5;
const DEFEND_INTERVAL: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
enum Step {
    Frame(Vec<u8>),
    Query(Ipv4Addr),
    Learn(Ipv4Addr, MacAddr, Option<u64>),
    Pin(Ipv4Addr, MacAddr),
    Forget(Ipv4Addr),
    Flush,
    Confirm(Ipv4Addr),
    Suspect(Ipv4Addr),
    CarrierLost,
    SetIps(Vec<Ipv4Addr>),
    AddIp(Ipv4Addr),
    RemoveIp(Ipv4Addr),
    Announce(Option<Ipv4Addr>),
    Claim(Ipv4Addr),
    /// Something else (a pull, say) sets an entry.
    Foreign(Ipv4Addr, Entry),
    /// Time passes; every timer runs at its moment.
    Wait(u64),
    /// Time passes unattended; timers run late.
    Sleep(u64),
}

fn profile() -> impl Strategy<Value = Profile> {
    prop::sample::select(Profile::ALL.to_vec())
}

fn any_ip() -> impl Strategy<Value = Ipv4Addr> {
    prop_oneof![
        12 => (1..7u8).prop_map(ip),
        1 => Just(Ipv4Addr::UNSPECIFIED),
        1 => Just(Ipv4Addr::BROADCAST),
        1 => any::<[u8; 4]>().prop_map(Ipv4Addr::from),
    ]
}

fn any_mac() -> impl Strategy<Value = MacAddr> {
    prop_oneof![
        8 => (1..5u8).prop_map(mac),
        2 => Just(MacAddr::BROADCAST),
        1 => Just(MacAddr::ZERO),
        1 => any::<[u8; 6]>().prop_map(MacAddr),
    ]
}

/// A sound ARP frame, mutated at up to two bytes half of the time, and cut now and then.
fn arp_bytes() -> impl Strategy<Value = Vec<u8>> {
    let operation = prop_oneof![Just(Operation::Request), Just(Operation::Reply)];
    let packet = (operation, any_mac(), any_ip(), any_mac(), any_ip()).prop_map(
        |(operation, sha, spa, tha, tpa)| ArpPacket {
            operation,
            sha,
            spa,
            tha,
            tpa,
        },
    );
    let dst = prop_oneof![Just(mac(1)), Just(MacAddr::BROADCAST), any_mac()];
    let flips = prop_oneof![
        Just(vec![]),
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..3)
    ];
    let length = prop_oneof![4 => Just(60), 1 => 0..60usize];
    (dst, any_mac(), packet, flips, length).prop_map(|(dst, src, packet, flips, length)| {
        let mut bytes = Frame::arp(dst, src, packet).emit();
        for (index, byte) in flips {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.resize(length, 0);
        bytes
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let at = || (0..90_000_000u64).prop_map(Instant::from_micros);
    let known = prop::sample::select(vec![State::Stale, State::Delay, State::Probe]);
    prop_oneof![
        4 => (any_mac(), at()).prop_map(|(mac, at)| Entry::reachable(mac, at)),
        2 => (any_mac(), known, at()).prop_map(|(mac, state, at)| Entry::known(mac, state, at)),
        1 => at().prop_map(Entry::failed),
        1 => any_mac().prop_map(Entry::permanent),
        1 => at().prop_map(Entry::incomplete),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let lifetime = prop::option::of(0..5_000_000u64);
    prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 0..70).prop_map(Step::Frame),
        12 => arp_bytes().prop_map(Step::Frame),
        6 => any_ip().prop_map(Step::Query),
        3 => (any_ip(), any_mac(), lifetime).prop_map(|(ip, mac, us)| Step::Learn(ip, mac, us)),
        2 => (any_ip(), any_mac()).prop_map(|(ip, mac)| Step::Pin(ip, mac)),
        2 => any_ip().prop_map(Step::Forget),
        1 => Just(Step::Flush),
        2 => any_ip().prop_map(Step::Confirm),
        1 => any_ip().prop_map(Step::Suspect),
        1 => Just(Step::CarrierLost),
        1 => prop::collection::vec(any_ip(), 0..4).prop_map(Step::SetIps),
        1 => any_ip().prop_map(Step::AddIp),
        1 => any_ip().prop_map(Step::RemoveIp),
        1 => prop::option::of(any_ip()).prop_map(Step::Announce),
        2 => any_ip().prop_map(Step::Claim),
        2 => (any_ip(), entry()).prop_map(|(ip, entry)| Step::Foreign(ip, entry)),
        5 => (0..3_000_000u64).prop_map(Step::Wait),
        1 => (0..9_000_000u64).prop_map(Step::Sleep),
    ]
}

/// What may be said of an engine that has lived through some steps.
struct World {
    engine: Engine<u32>,
    table: MemoryTable,
    now: Instant,
    /// Who waits, for what.
    waiting: BTreeMap<u32, Ipv4Addr>,
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
    fn new(profile: Profile, defence: Defence, eager: bool) -> Self {
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

    fn run(&mut self, step: Step) {
        let mut rules = Rules::default();
        match step {
            Step::Frame(bytes) => {
                let frame = Frame::parse(&bytes).ok();
                let packet = frame.as_ref().and_then(Frame::as_arp);
                let request = packet.is_some_and(|arp| arp.operation == Operation::Request);
                self.allowed += u64::from(request);
                self.engine.handle_frame(self.now, &self.table, &bytes);
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

    fn allow_announcements(&mut self) {
        self.allowed += self.engine.ips().len() as u64;
    }

    fn wait(&mut self, end: Instant) {
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
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_life_of_an_engine_keeps_its_promises(
        profile in profile(),
        defence in prop::sample::select(Defence::ALL.to_vec()),
        eager in any::<bool>(),
        steps in prop::collection::vec(step(), 1..120)
    ) {
        let mut world = World::new(profile, defence, eager);
        for step in steps {
            world.run(step);
        }
        world.wait(world.now + Duration::from_secs(600));
        prop_assert!(world.waiting.is_empty(), "some wait for ever");
        let left = world.table.iter().all(|(_, entry)| entry.is_static());
        prop_assert!(left, "some entry never goes");
    }

    #[test]
    fn without_foreign_changes_the_table_never_exceeds_its_capacity(
        profile in profile(),
        defence in prop::sample::select(Defence::ALL.to_vec()),
        eager in any::<bool>(),
        steps in prop::collection::vec(step(), 1..120)
    ) {
        let mut world = World::new(profile, defence, eager);
        for step in steps {
            if !matches!(step, Step::Foreign(..)) {
                world.run(step);
                prop_assert!(world.table.dynamic_len() <= CAPACITY);
            }
        }
    }
}
