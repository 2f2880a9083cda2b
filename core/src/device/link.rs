//! [`Link`]: the joint between an IP stack and an Ethernet, sans-IO. Owns the engine, the cache that
//! it keeps in step with, and the packets that wait for an address (RFC 1122 §2.3.2.2). Whose
//! frames and packets these are, and when they move, is [`ArpDevice`](super::ArpDevice)'s business.

use super::Station;
use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};
use crate::arp::{Action, Cause, Counters, Engine, Entry, MemoryTable, Note, QueryAnswer, Verdict};
use crate::cache::{Cache, CauseLine, Why};
use crate::rng::Stream;
use crate::routes::{NextHop, Routes};
use crate::time::Instant;
use crate::wire::{ETHERTYPE_IPV4, EthernetHeader};
use std::collections::{BTreeMap, VecDeque};

/// All packets that wait take at most this many bytes; the oldest goes for a new one. As much as
/// Linux keeps for one neighbour (`unres_qlen_bytes`), five times.
const WAITING_BYTES: usize = 5 * 212_992;

/// Notes that nobody took; the oldest goes for a new one.
const NOTES: usize = 64;

/// Where the destination stands in an IPv4 header (RFC 791 §3.1), behind an Ethernet header.
const IP_DST: std::ops::Range<usize> = EthernetHeader::LEN + 16..EthernetHeader::LEN + 20;

/// Names a packet that waits. Later packets have greater ones.
type Ticket = u64;

/// What crossed a link, and what did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Frames received from the wrapped device, whatever they were.
    pub frames_in: u64,
    /// Frames handed to the wrapped device.
    pub frames_out: u64,
    /// IPv4 packets handed up to the stack.
    pub packets_in: u64,
    /// Packets that the stack sent.
    pub packets_out: u64,
    /// Of those, packets that had to wait for an address.
    pub waited: u64,
    /// Of those, packets that went: nobody answered, or there was no room to wait.
    pub unresolved: u64,
    /// Packets of the stack that are no IPv4, or for nobody on this link.
    pub unroutable: u64,
}

/// A station's ARP under its IP stack.
pub struct Link {
    station: Station,
    engine: Engine<Ticket>,
    cache: Cache,
    clock: Instant,
    /// The frames that wait, complete but for the destination.
    waiting: BTreeMap<Ticket, Vec<u8>>,
    /// Bytes of `waiting`.
    waiting_bytes: usize,
    next_ticket: Ticket,
    outbox: VecDeque<Vec<u8>>,
    traffic: Traffic,
    notes: VecDeque<(Instant, Note)>,
}

impl Link {
    /// A station with an empty cache, its addresses in place and unannounced.
    pub fn new(station: Station, now: Instant) -> Self {
        let why = Why {
            at: now,
            cause: CauseLine::Statement("start"),
        };
        let (cache, _) = Cache::create(station.name(), &why);
        Self::with_cache(station, cache, now)
    }

    /// A station that goes on with a cache that it has, from [`Cache::open`] for example.
    pub fn with_cache(station: Station, cache: Cache, now: Instant) -> Self {
        let random = Stream::new(station.random_seed(), "host", station.name());
        let mut engine = Engine::new(station.mac(), *station.constants(), random, now);
        engine.set_networks(station.networks().to_vec());
        engine.place_ips(station.networks().iter().map(|net| net.addr()).collect());
        Self {
            station,
            engine,
            cache,
            clock: now,
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            next_ticket: 0,
            outbox: VecDeque::new(),
            traffic: Traffic::default(),
            notes: VecDeque::new(),
        }
    }

    /// Takes a frame from the wire. Answers whether it is an IPv4 packet for the stack, which
    /// begins behind the Ethernet header.
    pub fn handle_frame(&mut self, now: Instant, frame: &[u8]) -> bool {
        let now = self.tick(now);
        self.traffic.frames_in += 1;
        let cause = self.last_frame();
        let verdict = self.engine.handle_frame(now, self.cache.table(), frame);
        self.drain(cause);
        let is_ipv4 =
            || EthernetHeader::parse(frame).is_ok_and(|(h, _)| h.ethertype == ETHERTYPE_IPV4);
        let is_up = verdict == Verdict::NotArp && is_ipv4();
        self.traffic.packets_in += u64::from(is_up);
        is_up
    }

    /// Sends a packet of the stack: `frame` is the packet behind 14 bytes of room for the Ethernet
    /// header. It goes out as soon as its next hop is known, and is dropped when that is nobody.
    pub fn send(&mut self, now: Instant, mut frame: Vec<u8>, cause: CauseLine<'_>) {
        let now = self.tick(now);
        self.traffic.packets_out += 1;
        // A device of smoltcp's `Medium::Ip` is handed packets without a next hop.
        let routes = Routes {
            ips: self.engine.ips(),
            networks: self.engine.networks(),
            gateway: self.station.default_router(),
        };
        match ipv4_dst(&frame).and_then(|to| routes.next_hop(to)) {
            None | Some(NextHop::Own) => self.traffic.unroutable += 1,
            Some(NextHop::Group(mac)) => self.emit(mac, frame),
            Some(NextHop::Station(ip)) => {
                let ticket = self.next_ticket;
                self.next_ticket += 1;
                match self.engine.query(now, self.cache.table(), ip, ticket) {
                    QueryAnswer::Known(mac) => self.emit(mac, frame),
                    QueryAnswer::Waiting => {
                        frame.shrink_to_fit();
                        self.wait(ticket, frame);
                    }
                    QueryAnswer::Refused => self.traffic.unresolved += 1,
                }
                self.drain(cause);
            }
        }
    }

    /// Puts a frame on the wire as it is. The station's ARP knows nothing of it.
    pub fn put(&mut self, frame: Vec<u8>) {
        self.outbox.push_back(frame);
    }

    /// Asks for a neighbour, as a packet for it would.
    pub fn query(&mut self, now: Instant, ip: Ipv4Addr, statement: &str) -> QueryAnswer {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.command(now, statement, |engine, now, table| {
            engine.query(now, table, ip, ticket)
        })
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Instant) {
        let now = self.tick(now);
        self.engine.handle_timeout(now, self.cache.table());
        self.drain(CauseLine::Timer(crate::arp::Timer::Stack));
    }

    /// When [`handle_timeout`](Self::handle_timeout) should be called next, if ever.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.engine.poll_timeout(self.cache.table())
    }

    /// Takes the next frame for the wire, and counts it as sent.
    pub fn poll_frame(&mut self) -> Option<Vec<u8>> {
        let frame = self.outbox.pop_front()?;
        self.traffic.frames_out += 1;
        Some(frame)
    }

    /// Whether frames are to be sent.
    pub fn has_frames(&self) -> bool {
        !self.outbox.is_empty()
    }

    /// Takes the oldest of the last 64 notes, with its time.
    pub fn poll_note(&mut self) -> Option<(Instant, Note)> {
        self.notes.pop_front()
    }

    /// Carries out a command of the engine's (`pin`, `claim`, `flush` and so on; for `query` there is
    /// [`query`](Self::query)). `statement` says
    /// in the commits what was done.
    pub fn command<T>(
        &mut self,
        now: Instant,
        statement: &str,
        run: impl FnOnce(&mut Engine<u64>, Instant, &MemoryTable) -> T,
    ) -> T {
        let now = self.tick(now);
        let done = run(&mut self.engine, now, self.cache.table());
        self.drain(CauseLine::Statement(statement));
        done
    }

    /// Changes the cache's history by hand (`pull`, `revert`, `reset` and so on). Packets that wait
    /// for what it brings go out.
    pub fn edit_history<T>(
        &mut self,
        now: Instant,
        statement: &str,
        edit: impl FnOnce(&mut Cache, &Why<'_>) -> T,
    ) -> T {
        let at = self.tick(now);
        let cause = CauseLine::Statement(statement);
        let done = edit(&mut self.cache, &Why { at, cause });
        self.engine.handle_table_changed(at, self.cache.table());
        self.drain(cause);
        done
    }

    /// The cache, with its history.
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// The station as it was described.
    pub fn station(&self) -> &Station {
        &self.station
    }

    /// The addresses that are the station's own now: claims and conflicts change them.
    pub fn ips(&self) -> &[Ipv4Addr] {
        self.engine.ips()
    }

    /// The networks on this link.
    pub fn networks(&self) -> &[Ipv4Net] {
        self.engine.networks()
    }

    /// What a mapping is worth that comes back by hand at `now`; for [`Cache::revert`].
    pub fn restores(&self, now: Instant) -> impl Fn(MacAddr) -> Entry + use<> {
        self.engine.restores(now)
    }

    /// What the engine received and sent, by reason.
    pub fn counters(&self) -> &Counters {
        self.engine.counters()
    }

    /// What crossed the link.
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// The frame that was received last, as a cause.
    pub(super) fn last_frame(&self) -> CauseLine<'static> {
        let number = self.traffic.frames_in + self.traffic.frames_out;
        CauseLine::Frame(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// Time never goes back.
    fn tick(&mut self, now: Instant) -> Instant {
        self.clock = self.clock.max(now);
        self.clock
    }

    /// Carries out what the engine wants. `input` is what it was just told of.
    fn drain(&mut self, input: CauseLine<'_>) {
        // What is reported of a packet stands in front of the edit that it leads to, if any.
        let mut reports = Vec::new();
        while let Some(output) = self.engine.poll_output() {
            let cause = match output.cause {
                Cause::Input => input,
                Cause::Timer(timer) => CauseLine::Timer(timer),
            };
            match output.action {
                Action::Send(frame) => self.outbox.push_back(frame.emit()),
                Action::Edit(edit) => {
                    let at = self.clock;
                    let notes = std::mem::take(&mut reports);
                    self.cache
                        .apply_with_notes(&edit, notes, &Why { at, cause });
                }
                Action::Wake { waiter, answer, .. } => {
                    // What had to go for newer packets is no longer here.
                    let Some(frame) = self.waiting.remove(&waiter) else {
                        continue;
                    };
                    self.waiting_bytes -= frame.len();
                    match answer {
                        Ok(mac) => self.emit(mac, frame),
                        Err(_) => self.traffic.unresolved += 1,
                    }
                }
                Action::Note(note) => {
                    if let Note::Report { .. } = note {
                        reports.push(note.to_string());
                    }
                    if self.notes.len() == NOTES {
                        self.notes.pop_front();
                    }
                    self.notes.push_back((self.clock, note));
                }
            }
        }
    }

    /// Keeps a packet until its neighbour is known.
    fn wait(&mut self, ticket: Ticket, frame: Vec<u8>) {
        self.traffic.waited += 1;
        self.waiting_bytes += frame.len();
        self.waiting.insert(ticket, frame);
        while self.waiting_bytes > WAITING_BYTES
            && let Some((_, oldest)) = self.waiting.pop_first()
        {
            self.waiting_bytes -= oldest.len();
            self.traffic.unresolved += 1;
        }
    }

    /// Completes a frame, and puts it in line for the wire.
    fn emit(&mut self, dst: MacAddr, mut frame: Vec<u8>) {
        let header = EthernetHeader {
            dst,
            src: self.station.mac(),
            ethertype: ETHERTYPE_IPV4,
        };
        frame[..EthernetHeader::LEN].copy_from_slice(&header.emit());
        self.outbox.push_back(frame);
    }
}

/// The destination of the IPv4 packet in a frame, whose Ethernet header is still to be filled in.
fn ipv4_dst(frame: &[u8]) -> Option<Ipv4Addr> {
    let is_ipv4 = frame.get(EthernetHeader::LEN)? >> 4 == 4;
    let octets: [u8; 4] = frame.get(IP_DST)?.try_into().ok()?;
    is_ipv4.then(|| octets.into())
}
