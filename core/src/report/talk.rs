//! Who said what to whom, and what became of it: datagrams, pings, and what was said over TCP, each
//! with the frames that carried it there and back, as of any moment. Read from the trace; nothing is
//! run again. What a statement put on the wire itself (`frame`) is no saying.

use crate::addr::Ipv4Addr;
use crate::sim::{
    Fate, FrameNumber, FrameRecord, HostId, IpFate, Message, MessageNumber, Run, Transport, Way,
};
use crate::time::Instant;
use crate::wire::{ETHERTYPE_IPV4, Endpoint, EthernetHeader, Segment};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that was said in a run, in order.
#[derive(Clone, Debug, Default)]
pub struct Talk {
    sayings: Vec<Saying>,
}

/// Something that a host said.
#[derive(Clone, Debug)]
pub struct Saying {
    /// Which message it is.
    pub number: MessageNumber,
    /// Who had the address that it was said to.
    pub to: Option<HostId>,
    /// The frames that carried it, there and back: over each hop, and each time it was sent.
    pub frames: Vec<FrameNumber>,
    turns: Vec<(Instant, Standing)>,
}

/// What has become of something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not on the wire yet: it waits for ARP, or for a connection.
    Waiting,
    /// It is on its way, or was at least sent.
    UnderWay,
    /// It was lost on a link.
    Lost,
    /// It arrived, but not where it should: at this host, which passed it to nobody, or nowhere.
    Astray(Option<HostId>),
    /// It was heard.
    Heard,
    /// It was heard, and the answer was lost on a link, or went astray.
    AnswerLost,
    /// The answer, or the echo, has come back.
    Answered,
    /// It failed, and why.
    Failed(Arc<str>),
}

impl Talk {
    /// What was said in a run so far.
    pub fn of(run: &Run) -> Self {
        let mut listener = Listener::default();
        for (index, message) in run.trace().messages().iter().enumerate() {
            listener.message(run, MessageNumber::of_index(index), message);
        }
        listener.frames(run);
        let mut sayings = listener.sayings;
        for saying in &mut sayings {
            saying.settle(run);
        }
        Self { sayings }
    }

    /// All of it, in order of time.
    pub fn sayings(&self) -> &[Saying] {
        &self.sayings
    }

    /// How many of them had been said at or before `at`.
    pub fn len_until(&self, at: Instant) -> usize {
        self.sayings
            .partition_point(|saying| saying.turns[0].0 <= at)
    }

    /// The saying of this number.
    pub fn saying(&self, number: MessageNumber) -> Option<&Saying> {
        let place = self
            .sayings
            .binary_search_by_key(&number, |saying| saying.number);
        place.ok().map(|place| &self.sayings[place])
    }

    /// What a frame carried, there or back; of several, the first.
    pub fn carried_by(&self, frame: FrameNumber) -> Option<&Saying> {
        let has = |saying: &&Saying| saying.frames.binary_search(&frame).is_ok();
        self.sayings.iter().find(has)
    }
}

impl Saying {
    /// The message itself.
    pub fn message<'r>(&self, run: &'r Run) -> &'r Message {
        &run.trace().messages()[self.number.index()]
    }

    /// What had become of it after everything at or before `at`; `None` before it was said.
    pub fn standing(&self, at: Instant) -> Option<&Standing> {
        let known = self.turns.partition_point(|(when, _)| *when <= at);
        known.checked_sub(1).map(|last| &self.turns[last].1)
    }

    /// What became of it, and when: the first is that it was said.
    pub fn turns(&self) -> &[(Instant, Standing)] {
        &self.turns
    }

    /// Puts what was found in order of time, and leaves out what says nothing new.
    fn settle(&mut self, run: &Run) {
        self.turns.sort_by_key(|(when, _)| *when);
        let mut kept: Vec<(Instant, Standing)> = Vec::new();
        for (when, next) in self.turns.drain(..) {
            let is_news = match (kept.last().map(|(_, standing)| standing), &next) {
                (None, _) => true,
                (Some(Standing::Answered), _) => false,
                (Some(Standing::Failed(_)), next) => *next == Standing::Answered,
                (Some(Standing::Heard | Standing::AnswerLost), next) => matches!(
                    next,
                    Standing::AnswerLost | Standing::Answered | Standing::Failed(_)
                ),
                (Some(before), next) => before != next,
            };
            if is_news {
                kept.push((when, next));
            }
        }
        self.turns = kept;
        self.lose_power(run);
        self.frames.sort_unstable();
        self.frames.dedup();
    }

    /// Whoever loses power forgets what waits, and its connections.
    fn lose_power(&mut self, run: &Run) {
        let message = self.message(run);
        let timeline = run.trace().host_timeline(message.host);
        let from = timeline.partition_point(|(when, _)| *when <= message.at);
        let Some((when, _)) = timeline[from..].iter().find(|(_, state)| !state.up) else {
            return;
        };
        let gone = match self.standing(*when) {
            Some(Standing::Waiting) => true,
            Some(Standing::Answered | Standing::Failed(_)) | None => false,
            Some(_) => message.transport == Transport::Tcp,
        };
        if gone {
            let name = &run.scenario().hosts[message.host.index()].name;
            let why = format!("{name} lost its power").into();
            self.turns.retain(|(at, _)| at <= when);
            self.turns.push((*when, Standing::Failed(why)));
        }
    }
}

/// A connection, as the one knows it who opened it.
#[derive(Debug, Default)]
struct Connection {
    /// Of each saying where it ends in the stream, and its place.
    said: Vec<(u64, usize)>,
    /// How much of it has been said, heard, and has come back.
    bytes: [u64; 3],
    /// Of how many sayings all was heard, and has come back.
    done: [usize; 2],
}

impl Connection {
    /// The sayings of which all has come as far as `to` (heard, or back) with `len` bytes more.
    fn advance(&mut self, to: usize, len: usize) -> &[(u64, usize)] {
        self.bytes[1 + to] += len as u64;
        let from = self.done[to];
        let now = self.bytes[1 + to];
        self.done[to] = self.said.partition_point(|(end, _)| *end <= now);
        &self.said[from..self.done[to]]
    }

    /// The sayings that the bytes from `from` up to `to` are of.
    fn overlapping(&self, from: u64, to: u64) -> impl Iterator<Item = usize> + '_ {
        let first = self.said.partition_point(|(end, _)| *end <= from);
        let starts = |index: usize| index.checked_sub(1).map_or(0, |index| self.said[index].0);
        let those = (first..self.said.len()).take_while(move |index| starts(*index) < to);
        those.map(|index| self.said[index].1)
    }
}

/// Puts together what the trace tells.
#[derive(Default)]
struct Listener {
    sayings: Vec<Saying>,
    /// The place of what was said in a message, by the message's index.
    places: Vec<Option<u32>>,
    /// By the end that opened it, and the other. Ports do not come again before many thousands.
    connections: BTreeMap<(Endpoint, Endpoint), Connection>,
}

impl Listener {
    fn message(&mut self, run: &Run, number: MessageNumber, message: &Message) {
        let said = message.way == Way::Said;
        let place = said.then(|| u32::try_from(self.sayings.len()).expect("messages are few"));
        self.places.push(place);
        let Message {
            at, own, peer, of, ..
        } = *message;
        if said {
            self.sayings.push(Saying {
                number,
                to: owner(run, peer.0, at),
                frames: Vec::new(),
                turns: vec![(at, Standing::Waiting)],
            });
        }
        match (message.transport, message.way) {
            (Transport::Tcp, Way::Said) => {
                let connection = self.connections.entry((own, peer)).or_default();
                connection.bytes[0] += message.text.len() as u64;
                let end = connection.bytes[0];
                connection.said.push((end, self.sayings.len() - 1));
            }
            (Transport::Tcp, Way::Heard) => {
                self.advance((peer, own), 0, message, &Standing::Heard);
            }
            (Transport::Tcp, Way::Echoed) => {
                self.advance((own, peer), 1, message, &Standing::Answered);
            }
            (Transport::Tcp, Way::Failed) => {
                let Some(connection) = self.connections.get(&(own, peer)) else {
                    return;
                };
                for (_, place) in &connection.said[connection.done[1]..] {
                    self.sayings[*place].turns.push((at, failed(message)));
                }
            }
            (_, way) => {
                let standing = match way {
                    Way::Said => return,
                    Way::Heard => Standing::Heard,
                    Way::Echoed => Standing::Answered,
                    Way::Failed => failed(message),
                };
                if let Some(place) = of.and_then(|of| self.places[of.index()]) {
                    self.sayings[place as usize].turns.push((at, standing));
                }
            }
        }
    }

    fn advance(
        &mut self,
        ends: (Endpoint, Endpoint),
        to: usize,
        message: &Message,
        standing: &Standing,
    ) {
        let Some(connection) = self.connections.get_mut(&ends) else {
            return;
        };
        for (_, place) in connection.advance(to, message.text.len()) {
            let turns = &mut self.sayings[*place].turns;
            turns.push((message.at, standing.clone()));
        }
    }

    /// Finds the frames of each saying, and what became of those that carried a whole one.
    fn frames(&mut self, run: &Run) {
        if self.sayings.is_empty() {
            return;
        }
        let trace = run.trace();
        let mut ends: Vec<Option<End>> = vec![None; trace.frames().len()];
        for frame in trace.frames() {
            let place = frame.message.and_then(|it| self.places[it.index()]);
            if let Some(place) = place {
                let saying = &mut self.sayings[place as usize];
                let own = saying.message(run).own.0;
                let back = destination(frame) == Some(own);
                saying.frames.push(frame.number);
                if !back {
                    saying.turns.push((frame.at, Standing::UnderWay));
                }
                ends[frame.number.index()] = Some(End {
                    place,
                    back,
                    ..End::default()
                });
            } else {
                self.segment(frame);
            }
        }
        for hop in trace.hops() {
            if let Some(end) = &mut ends[hop.frame.index()] {
                end.at = end.at.max(hop.ends());
                end.lost |= hop.lost.is_some();
            }
        }
        for it in trace.receptions() {
            let Some(end) = &mut ends[it.frame.index()] else {
                continue;
            };
            match it.fate {
                Fate::Ip(IpFate::NotOurs) => end.strayed = Some(it.host),
                Fate::Ip(IpFate::Malformed) | Fate::Arp(_) | Fate::HostDown => {}
                Fate::Ip(fate) => {
                    end.taken = true;
                    let saying = &mut self.sayings[end.place as usize];
                    let asks = saying.message(run).transport == Transport::Icmp;
                    if asks && !end.back && fate == IpFate::Delivered {
                        saying.turns.push((it.at, Standing::Heard));
                    }
                }
            }
        }
        for end in ends.into_iter().flatten().filter(|end| !end.taken) {
            let standing = match end {
                End { back: true, .. } => Standing::AnswerLost,
                End { lost: true, .. } => Standing::Lost,
                End { strayed, .. } => Standing::Astray(strayed),
            };
            let turns = &mut self.sayings[end.place as usize].turns;
            turns.push((end.at, standing));
        }
    }

    /// Takes note of a frame with a part of a stream.
    fn segment(&mut self, frame: &FrameRecord) {
        let Some(numbering) = frame.context.numbering else {
            return;
        };
        let packet = EthernetHeader::parse(&frame.bytes).ok();
        let Some(segment) = packet.and_then(|(_, packet)| Segment::parse(packet)) else {
            return;
        };
        if segment.len == 0 {
            return;
        }
        let (there, back) = ((segment.src, segment.dst), (segment.dst, segment.src));
        let is_back = !self.connections.contains_key(&there);
        // An echo has the same place in its direction as what is echoed.
        let Some(connection) = self.connections.get(if is_back { &back } else { &there }) else {
            return;
        };
        let from = segment.seq.wrapping_sub(numbering.seq_base);
        let from = u64::from(from.wrapping_sub(1));
        for place in connection.overlapping(from, from + u64::from(segment.len)) {
            let saying = &mut self.sayings[place];
            saying.frames.push(frame.number);
            if !is_back {
                saying.turns.push((frame.at, Standing::UnderWay));
            }
        }
    }
}

/// What became of a frame's copies.
#[derive(Clone, Debug, Default)]
struct End {
    place: u32,
    /// Whether it carries the answer.
    back: bool,
    /// When the last copy arrived or was lost.
    at: Instant,
    lost: bool,
    /// Whether it got to a host that it was meant for, or that passed it on.
    taken: bool,
    strayed: Option<HostId>,
}

/// What a message that tells of a failure makes of what was said.
fn failed(message: &Message) -> Standing {
    Standing::Failed(String::from_utf8_lossy(&message.text).into())
}

/// Whom the packet in a frame is for.
fn destination(frame: &FrameRecord) -> Option<Ipv4Addr> {
    let (header, packet) = EthernetHeader::parse(&frame.bytes).ok()?;
    let octets: [u8; 4] = packet.get(16..20)?.try_into().ok()?;
    (header.ethertype == ETHERTYPE_IPV4).then(|| octets.into())
}

/// Who had an address at a moment: by its line if it still did, else whoever had taken it.
fn owner(run: &Run, ip: Ipv4Addr, at: Instant) -> Option<HostId> {
    let hosts = &run.scenario().hosts;
    let has = |host: HostId| run.trace().host_at(host, at).ips.contains(&ip);
    let by_line = |host: &HostId| {
        let addresses = &hosts[host.index()].addresses;
        addresses.iter().any(|net| net.addr() == ip)
    };
    let all = || (0..hosts.len()).map(HostId::new);
    let line = all().find(by_line);
    line.filter(|host| has(*host))
        .or_else(|| all().find(|host| has(*host)))
        .or(line)
}

#[cfg(test)]
mod tests;
