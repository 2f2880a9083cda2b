//! Traces of one engine. The fixture keeps engine, table and clock together and writes down every
//! output as a line: `SECONDS [TIMER] WHAT`, the time left out where it does not matter.

mod addresses;
mod claims;
mod entries;
mod linux;
mod matrix;
mod mirage;
#[cfg(not(target_arch = "wasm32"))]
mod properties;
mod queries;
mod receive;
mod rfc;
mod time;
mod watch;

use super::Engine;
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::{
    Action, Cause, Config, Edit, Entry, MemoryTable, Note, Output, Profile, State, Verdict,
};
use crate::rng::Stream;
use crate::time::{Duration, Instant};
use crate::wire::{ArpPacket, Frame, Operation};

/// The host under test is .1, and its MAC ends in 01; .N has the MAC of host N.
fn ip(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(192, 168, 3, last)
}

fn mac(last: u8) -> MacAddr {
    MacAddr::of_host(last.into())
}

fn secs(secs: f64) -> Duration {
    Duration::from_micros((secs * 1e6).round() as u64)
}

/// Classic without dither, so that every time in a trace can be foretold.
fn exact() -> Config {
    Config {
        dither: Duration::ZERO,
        ..Profile::Classic.config()
    }
}

struct Host {
    engine: Engine<u32>,
    table: MemoryTable,
    now: Instant,
    log: Vec<String>,
    /// What arpwatch would have said, apart from the rest.
    reports: Vec<String>,
}

impl Host {
    /// A host with the address .1, started at 0.
    fn new() -> Self {
        Self::with(exact())
    }

    fn with(config: Config) -> Self {
        let random = Stream::new(0, "host", "ann");
        let mut engine = Engine::new(mac(1), config, random, Instant::ZERO);
        engine.place_ips(vec![ip(1)]);
        Self {
            engine,
            table: MemoryTable::default(),
            now: Instant::ZERO,
            log: Vec::new(),
            reports: Vec::new(),
        }
    }

    /// Moves the clock, running every timer at its time.
    fn run_to(&mut self, time: f64) {
        let end = Instant::ZERO + secs(time);
        for _ in 0..10_000 {
            let Some(due) = self
                .engine
                .poll_timeout(&self.table)
                .filter(|due| *due <= end)
            else {
                self.now = end;
                return;
            };
            assert!(due >= self.now, "a timer is due in the past");
            self.now = due;
            self.engine.handle_timeout(due, &self.table);
            self.drain();
        }
        panic!("timers never settle");
    }

    fn hear(&mut self, frame: &Frame) -> Verdict {
        self.hear_bytes(&frame.emit())
    }

    fn hear_bytes(&mut self, bytes: &[u8]) -> Verdict {
        let verdict = self.engine.handle_frame(self.now, &self.table, bytes);
        self.drain();
        verdict
    }

    /// `last` says to this host alone that it is at its MAC.
    fn hear_reply(&mut self, last: u8) -> Verdict {
        self.hear(&unicast(reply(last)))
    }

    fn query(&mut self, last: u8, waiter: u32) -> super::super::QueryAnswer {
        let answer = self.engine.query(self.now, &self.table, ip(last), waiter);
        self.drain();
        answer
    }

    fn learn(&mut self, last: u8, mac: MacAddr, lifetime: Option<Duration>) {
        let (now, table) = (self.now, &self.table);
        self.engine.learn(now, table, ip(last), mac, lifetime);
        self.drain();
    }

    fn pin(&mut self, last: u8, mac: MacAddr) {
        self.engine.pin(&self.table, ip(last), mac);
        self.drain();
    }

    /// Something other than the engine puts an entry into the table, as a pull would.
    fn pulled(&mut self, last: u8, entry: Entry) {
        self.table.insert(ip(last), entry);
        self.engine.handle_table_changed(self.now, &self.table);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            if let Action::Note(note @ Note::Report { .. }) = &output.action {
                self.reports.push(note.to_string());
                continue;
            }
            self.log.push(format!("{} {}", self.now, line(&output)));
            if let Action::Edit(edit) = &output.action {
                self.table.apply(edit);
            }
        }
    }

    /// What happened since the last look, with times.
    fn trace(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }

    /// What happened since the last look, without times.
    fn events(&mut self) -> Vec<String> {
        let untimed = |line: String| line.split_once(' ').map_or(line.clone(), |l| l.1.into());
        self.trace().into_iter().map(untimed).collect()
    }

    /// The table, one line an entry: `.10 02:00:00:00:00:0a REACHABLE 60.000000`.
    fn entries(&self) -> Vec<String> {
        let entries = self.table.iter().map(|(ip, entry)| {
            let mac = entry.mac.map_or("-".into(), |mac| mac.to_string());
            let expires = entry.expires.map_or("never".into(), |at| at.to_string());
            format!(".{} {mac} {} {expires}", ip.octets()[3], entry.state)
        });
        entries.collect()
    }
}

/// An output as a line.
fn line(output: &Output<u32>) -> String {
    let cause = match output.cause {
        Cause::Input => String::new(),
        Cause::Timer(timer) => format!("{timer}: "),
    };
    let what = match &output.action {
        Action::Send(frame) if frame.dst.is_broadcast() => format!("to all: {frame}"),
        Action::Send(frame) => format!("to {}: {frame}", frame.dst),
        Action::Edit(edit) => edit_line(edit),
        Action::Wake { waiter, ip, answer } => match answer {
            Ok(mac) => format!("wake {waiter}: {ip} is {mac}"),
            Err(timeout) => format!("wake {waiter}: {ip}: {timeout}"),
        },
        Action::Note(note) => format!("note: {note}"),
    };
    cause + &what
}

fn edit_line(edit: &Edit) -> String {
    let mac = |entry: &Entry| entry.mac.map_or("-".into(), |mac| mac.to_string());
    match edit {
        Edit::Requested {
            ip,
            number,
            of,
            due,
        } => format!("requested {ip} {number} of {of}, due {due}"),
        Edit::Answered { ip, entry, evicted } => {
            format!("answered {ip} {}{}", mac(entry), evicted_line(evicted))
        }
        Edit::TimedOut { ip, left: None } => format!("timed out {ip}"),
        Edit::TimedOut { ip, .. } => format!("timed out {ip}, FAILED"),
        Edit::State { ip, old, entry } => format!("state {ip} {old} -> {}", entry.state),
        Edit::Learned { ip, entry, evicted } => {
            format!("learned {ip} {}{}", mac(entry), evicted_line(evicted))
        }
        Edit::Changed { ip, old, entry } => format!("changed {ip} {old} {}", mac(entry)),
        Edit::Confirmed { ip, entry } => format!("confirmed {ip} {}", mac(entry)),
        Edit::Expired { ips } => format!("expired {ips:?}"),
        Edit::Pinned { ip, entry } => format!("pinned {ip} {}", mac(entry)),
        Edit::Forgot { ip } => format!("forgot {ip}"),
        Edit::Flushed { ips } => format!("flushed {ips:?}"),
    }
}

fn evicted_line(evicted: &[Ipv4Addr]) -> String {
    match evicted.is_empty() {
        true => String::new(),
        false => format!(" in place of {evicted:?}"),
    }
}

/// `last` tells the host under test where it is.
fn reply(last: u8) -> ArpPacket {
    ArpPacket {
        operation: Operation::Reply,
        sha: mac(last),
        spa: ip(last),
        tha: mac(1),
        tpa: ip(1),
    }
}

/// `last` asks where the host under test is.
fn request(last: u8) -> ArpPacket {
    ArpPacket {
        operation: Operation::Request,
        tha: MacAddr::ZERO,
        ..reply(last)
    }
}

/// A packet in a frame from its sender to the host under test.
fn unicast(packet: ArpPacket) -> Frame {
    Frame::arp(mac(1), packet.sha, packet)
}

/// A packet in a frame from its sender to all.
fn broadcast(packet: ArpPacket) -> Frame {
    Frame::arp(MacAddr::BROADCAST, packet.sha, packet)
}
