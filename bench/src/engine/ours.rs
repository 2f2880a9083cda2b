//! The engine on a table in memory.

use super::work::{LEN, OWN, Work};
use std::hint::black_box;
use std::time;
use versioned_arp::addr::MacAddr;
use versioned_arp::arp::{Action, Config, Engine, MemoryTable, Profile};
use versioned_arp::rng::Stream;
use versioned_arp::time::Instant;

pub struct Ours {
    engine: Engine<u32>,
    table: MemoryTable,
    /// What is sent is written here, as into the room of a card.
    card: Vec<u8>,
    now: u64,
    next: usize,
}

/// An engine of profile `rfc` with room for all.
pub fn engine(now: Instant) -> Engine<u32> {
    let config = Config {
        capacity: 1 << 20,
        ..Profile::Rfc.config()
    };
    let random = Stream::new(0, "host", "bench");
    let mut engine = Engine::new(MacAddr::of_host(1), config, random, now);
    engine.set_networks(vec!["10.0.0.1/8".parse().expect("a network")]);
    engine.place_ips(vec![OWN]);
    engine
}

impl Ours {
    /// An engine that has heard of all.
    pub fn new(work: &Work) -> Self {
        let mut ours = Self {
            engine: engine(Instant::ZERO),
            table: MemoryTable::default(),
            card: Vec::new(),
            now: 0,
            next: 0,
        };
        ours.run(work, u32::try_from(work.len()).expect("a few thousand"));
        assert_eq!(ours.table.len(), work.len());
        ours
    }

    /// Goes on for so many frames; frames a second.
    pub fn run(&mut self, work: &Work, frames: u32) -> f64 {
        let mut sent = 0;
        let started = time::Instant::now();
        for _ in 0..frames {
            sent += self.hear(work.frame(self.next));
            self.next += 1;
            if self.next == work.len() {
                self.next = 0;
            }
        }
        let took = started.elapsed();
        assert_eq!(sent, frames as usize * LEN, "every request was answered");
        f64::from(frames) / took.as_secs_f64()
    }

    /// One frame a microsecond; the bytes that it sent.
    fn hear(&mut self, frame: &[u8]) -> usize {
        self.now += 1;
        let now = Instant::from_micros(self.now);
        self.engine.handle_frame(now, &self.table, frame);
        let mut sent = 0;
        while let Some(output) = self.engine.poll_output() {
            match output.action {
                Action::Send(frame) => {
                    self.card.clear();
                    frame.emit_to(&mut self.card);
                    sent += black_box(&self.card).len();
                }
                Action::Edit(edit) => self.table.apply(&edit),
                Action::Wake { .. } | Action::Note(_) => {}
            }
        }
        sent
    }
}
