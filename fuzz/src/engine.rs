//! Any life of an engine. The first byte is the profile; after it each step is a byte that chooses
//! what happens, and the bytes that it needs. Few addresses and a small table make things meet.
//!
//! The laws: no panic; no more dynamic entries than the capacity; no entry for an own address; a
//! static entry changes by hand alone; no answer to an answer; frames are bounded by requests heard,
//! queries, checks of entries, claims and announcements; every waiter is woken once.

use super::input::Input;
use std::collections::BTreeSet;
use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::arp::{Action, Config, Edit, Engine, MemoryTable, Profile, QueryAnswer, Table};
use versioned_arp::rng::Stream;
use versioned_arp::time::{Duration, Instant};
use versioned_arp::wire::{ArpPacket, Frame, Operation, Payload};

const CAPACITY: usize = 4;

/// Lives through the input.
pub fn check(data: &[u8]) {
    let mut input = Input(data);
    let profile = Profile::ALL[input.byte() as usize % Profile::ALL.len()];
    let mut life = Life::new(profile, input.byte());
    while !input.0.is_empty() {
        life.step(&mut input);
    }
    life.sleep(Duration::from_secs(600));
    assert!(life.waiting.is_empty(), "some wait for ever");
}

/// Addresses and frames of a small world.
trait World {
    fn ip(&mut self) -> Ipv4Addr;
    fn mac(&mut self) -> MacAddr;
    fn arp(&mut self) -> Vec<u8>;
}

impl World for Input<'_> {
    fn ip(&mut self) -> Ipv4Addr {
        match self.byte() {
            0 => Ipv4Addr::UNSPECIFIED,
            255 => Ipv4Addr::BROADCAST,
            last => Ipv4Addr::new(192, 168, 3, last % 9),
        }
    }

    fn mac(&mut self) -> MacAddr {
        match self.byte() {
            0 => MacAddr::ZERO,
            255 => MacAddr::BROADCAST,
            last => MacAddr::of_host(u16::from(last % 7)),
        }
    }

    /// A sound ARP frame.
    fn arp(&mut self) -> Vec<u8> {
        let operation = match self.byte() % 2 {
            0 => Operation::Request,
            _ => Operation::Reply,
        };
        let (dst, src) = (self.mac(), self.mac());
        let (sha, spa, tha, tpa) = (self.mac(), self.ip(), self.mac(), self.ip());
        let packet = ArpPacket {
            operation,
            sha,
            spa,
            tha,
            tpa,
        };
        Frame::arp(dst, src, packet).emit()
    }
}

/// What a step may do.
#[derive(Clone, Copy, Default)]
struct May {
    reply: bool,
    set_by_hand: bool,
}

struct Life {
    engine: Engine<u32>,
    table: MemoryTable,
    now: Instant,
    waiting: BTreeSet<u32>,
    asked: u32,
    sent: u64,
    allowed: u64,
}

impl Life {
    fn new(profile: Profile, options: u8) -> Self {
        let config = Config {
            capacity: CAPACITY,
            waiters: 2,
            timeout: Duration::from_secs(4),
            accept: options & 1 == 1,
            proxy: (options & 2 == 2).then(|| "192.168.3.4/30".parse().expect("a network")),
            ..profile.config()
        };
        let random = Stream::new(u64::from(options), "host", "ann");
        let mut engine = Engine::new(MacAddr::of_host(1), config, random, Instant::ZERO);
        engine.set_networks(vec!["192.168.3.1/28".parse().expect("a network")]);
        engine.place_ips(vec![Ipv4Addr::new(192, 168, 3, 1)]);
        Self {
            engine,
            table: MemoryTable::default(),
            now: Instant::ZERO,
            waiting: BTreeSet::new(),
            asked: 0,
            sent: 0,
            allowed: 0,
        }
    }

    fn step(&mut self, input: &mut Input<'_>) {
        let mut may = May::default();
        let (now, table) = (self.now, &self.table);
        match input.byte() % 16 {
            0 => {
                let len = usize::from(input.byte() % 70);
                let bytes = input.bytes(len);
                may = self.hear(&bytes);
            }
            1..=5 => {
                let bytes = input.arp();
                may = self.hear(&bytes);
            }
            6 | 7 => {
                self.asked += 1;
                let answer = self.engine.query(now, table, input.ip(), self.asked);
                if answer == QueryAnswer::Waiting {
                    self.waiting.insert(self.asked);
                    self.allowed += u64::from(self.engine.config().tries);
                }
            }
            8 => self.engine.learn(now, table, input.ip(), input.mac(), None),
            9 => {
                may.set_by_hand = true;
                self.engine.pin(table, input.ip(), input.mac());
            }
            10 => {
                may.set_by_hand = true;
                self.engine.forget(table, input.ip());
            }
            11 => match input.byte() % 3 {
                0 => self.engine.flush(table),
                1 => self.engine.confirm(now, table, input.ip()),
                _ => self.engine.suspect(now, table, input.ip()),
            },
            12 => {
                may.set_by_hand = true;
                let own = vec![input.ip(), input.ip()];
                self.engine.set_ips(table, own);
                self.allowed += self.engine.ips().len() as u64;
            }
            13 => {
                let before = self.engine.claiming().count();
                self.engine.claim(now, input.ip());
                let begun = self.engine.claiming().count().saturating_sub(before);
                self.allowed += 5 * begun as u64;
            }
            14 => self.sleep(Duration::from_millis(u64::from(input.byte()) * 40)),
            _ => {
                self.now += Duration::from_millis(u64::from(input.byte()) * 40);
                self.engine.handle_timeout(self.now, &self.table);
                self.drain(May::default());
            }
        }
        self.drain(may);
    }

    fn hear(&mut self, bytes: &[u8]) -> May {
        let frame = Frame::parse(bytes).ok();
        let operation = frame
            .as_ref()
            .and_then(Frame::as_arp)
            .map(|arp| arp.operation);
        let reply = operation == Some(Operation::Request);
        // An answer, and a defence of the address that it claims.
        self.allowed += 2;
        self.engine.handle_frame(self.now, &self.table, bytes);
        May {
            reply,
            set_by_hand: false,
        }
    }

    /// Time passes; every timer runs at its moment.
    fn sleep(&mut self, time: Duration) {
        let end = self.now + time;
        for _ in 0..10_000 {
            let due = self.engine.poll_timeout(&self.table);
            let Some(due) = due.filter(|due| *due <= end) else {
                self.now = end;
                return;
            };
            self.now = self.now.max(due);
            self.engine.handle_timeout(self.now, &self.table);
            self.drain(May::default());
        }
        panic!("timers never settle");
    }

    fn drain(&mut self, may: May) {
        while let Some(output) = self.engine.poll_output() {
            match output.action {
                Action::Send(frame) => self.send(&frame, may),
                Action::Edit(edit) => self.apply(&edit, may),
                Action::Wake { waiter, .. } => {
                    assert!(self.waiting.remove(&waiter), "{waiter} is woken twice");
                }
                Action::Note(note) => assert!(!note.to_string().is_empty()),
            }
        }
        assert!(self.table.dynamic_len() <= CAPACITY);
        for ip in self.engine.ips() {
            assert_eq!(self.table.get(*ip), None, "an entry for an own address");
        }
        assert!(self.engine.queries().count() <= CAPACITY);
        assert!(
            self.sent <= self.allowed,
            "{} of {}",
            self.sent,
            self.allowed
        );
    }

    fn send(&mut self, frame: &Frame, may: May) {
        self.sent += 1;
        let Payload::Arp(arp) = frame.payload else {
            panic!("sent {frame}");
        };
        assert_eq!(
            (frame.src, arp.sha),
            (MacAddr::of_host(1), MacAddr::of_host(1))
        );
        let announces = arp.tpa.is_unspecified() || arp.spa == arp.tpa;
        let answers = arp.operation == Operation::Reply && !announces;
        assert!(!answers || may.reply, "answers an answer");
    }

    fn apply(&mut self, edit: &Edit, may: May) {
        // Each dynamic entry may be checked once more before its end.
        self.allowed += u64::from(self.engine.config().polls);
        let touched: Vec<Ipv4Addr> = match edit {
            Edit::Requested { .. } | Edit::TimedOut { .. } => Vec::new(),
            Edit::Answered { evicted, .. } => evicted.clone(),
            Edit::Learned { ip, evicted, .. } => evicted.iter().copied().chain([*ip]).collect(),
            Edit::Expired { ips } | Edit::Flushed { ips } => ips.clone(),
            Edit::Changed { ip, .. }
            | Edit::Confirmed { ip, .. }
            | Edit::State { ip, .. }
            | Edit::Pinned { ip, .. } => vec![*ip],
            // A claim that succeeds takes what is there, static or not.
            Edit::Forgot { ip } if self.engine.ips().contains(ip) => Vec::new(),
            Edit::Forgot { ip } => vec![*ip],
        };
        for ip in touched {
            let is_static = self.table.get(ip).is_some_and(|entry| entry.is_static());
            assert!(
                may.set_by_hand || !is_static,
                "{edit:?} touches a static entry"
            );
        }
        self.table.apply(edit);
    }
}
