//! What a capture of a run holds, record by record: every frame of the lab as it was sent, or what
//! one host could see, numbered for itself. The capture for Wireshark and the page's packet list are
//! both made of it, so that their numbers are the same.

use crate::cache::EPOCH;
use crate::filter::{Filter, Packet};
use crate::sim::{Cause, Fate, FrameRecord, Hop, HostId, Reception, Run};
use crate::time::Instant;
use crate::wire::{Context, Observer, Streams};

/// A capture up to a moment.
#[derive(Clone, Debug)]
pub struct Capture {
    host: Option<HostId>,
    at: Instant,
    /// Of a host; the capture of a lab is the trace's list of frames.
    seen: Vec<Sight>,
    /// How many frames a capture of the lab has.
    sent: usize,
}

/// One record of a host's capture.
#[derive(Clone, Copy, Debug)]
struct Sight {
    /// The index of the frame in the trace.
    frame: u32,
    at: Instant,
    /// The index of the copy that arrived; none when the host sent it.
    hop: Option<u32>,
    context: Context,
}

/// A frame as a capture has it.
#[derive(Clone, Copy, Debug)]
pub struct Record<'r> {
    /// Its number in the capture, from 1.
    pub number: u32,
    /// The frame, as it was sent.
    pub frame: &'r FrameRecord,
    /// When the capture saw it.
    pub at: Instant,
    /// The copy that arrived, in the capture of a host that did not send it.
    pub copy: Option<&'r Hop>,
    /// Its bytes, as the capture saw them.
    pub bytes: &'r [u8],
    /// What the records before it tell of it.
    pub context: Context,
}

/// What is dear to find out about every packet, if a filter asks for it.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    streams: Option<Streams>,
    comments: bool,
    /// Of each frame of the trace, whether a copy was lost.
    lost: Vec<bool>,
}

impl Extras {
    /// Nothing but what every packet says itself.
    pub fn none() -> Self {
        Self::default()
    }

    /// All there is.
    pub fn all(run: &Run) -> Self {
        Self {
            streams: Some(Streams::default()),
            comments: true,
            lost: lost(run),
        }
    }

    /// What a filter asks for.
    pub fn of(filter: &Filter, run: &Run) -> Self {
        let streams = filter.asks_for("tcp.stream") || filter.asks_for("udp.stream");
        Self {
            streams: streams.then(Streams::default),
            comments: filter.asks_for("frame.comment"),
            lost: match filter.asks_for("lab.lost") {
                true => lost(run),
                false => Vec::new(),
            },
        }
    }
}

/// Of each frame, whether a copy of it was lost on a link.
fn lost(run: &Run) -> Vec<bool> {
    let mut lost = vec![false; run.trace().frames().len()];
    for hop in run.trace().hops() {
        lost[hop.frame.index()] |= hop.lost.is_some();
    }
    lost
}

impl Capture {
    /// Every frame that hosts had put on a wire at or before `at`, which the run must have reached.
    pub fn of_lab(run: &Run, at: Instant) -> Self {
        Self {
            host: None,
            at,
            seen: Vec::new(),
            sent: run.trace().frames_until(at).len(),
        }
    }

    /// What one host could see up to and including `at`: the frames that it sent, and those that
    /// arrived at it while it had power, as they arrived.
    pub fn at_host(run: &Run, host: HostId, at: Instant) -> Self {
        let trace = run.trace();
        let index = |index: usize| u32::try_from(index).expect("a run stops far below 2³²");
        let sight = |frame: usize, at, hop| Sight {
            frame: index(frame),
            at,
            hop,
            context: Context::default(),
        };
        let sent = trace.frames_until(at).iter();
        let sent = sent.filter(|frame| frame.from == host);
        let sent = sent.map(|frame| {
            // At one moment statements come first, then what arrives, then what is sent because
            // of that.
            let order = match frame.cause {
                Cause::Statement(_) => 0,
                _ => 2,
            };
            (frame.at, order, sight(frame.number.index(), frame.at, None))
        });
        let heard = trace.receptions().iter();
        let heard = heard.filter(|it| it.host == host && it.at <= at && it.fate != Fate::HostDown);
        let heard = heard.map(|it: &Reception| {
            let hop = Some(index(it.hop));
            (it.at, 1, sight(it.frame.index(), it.at, hop))
        });
        let mut seen: Vec<(Instant, u8, Sight)> = sent.chain(heard).collect();
        // Stable: each of the two is in order of time.
        seen.sort_by_key(|(at, order, _)| (*at, *order));
        let mut capture = Self {
            host: Some(host),
            at,
            seen: seen.into_iter().map(|(.., sight)| sight).collect(),
            sent: 0,
        };
        let mut observer = Observer::default();
        for place in 0..capture.seen.len() {
            let record = capture.record(run, place);
            let station = u32::try_from(record.frame.from.index()).expect("there are few hosts");
            let context = observer.follow(station, record.bytes);
            capture.seen[place].context = context;
        }
        capture
    }

    /// Whose capture it is; nobody's when it is the whole lab's.
    pub fn host(&self) -> Option<HostId> {
        self.host
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        match self.host {
            None => self.sent,
            Some(_) => self.seen.len(),
        }
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records there are at or before `at`.
    pub fn len_until(&self, run: &Run, at: Instant) -> usize {
        match self.host {
            None => run.trace().frames_until(at.min(self.at)).len(),
            Some(_) => self.seen.partition_point(|sight| sight.at <= at),
        }
    }

    /// The place of the first record of the frame at this index of the trace.
    pub fn place_of(&self, frame: usize) -> Option<usize> {
        match self.host {
            None => (frame < self.sent).then_some(frame),
            Some(_) => {
                let mut seen = self.seen.iter();
                seen.position(|sight| sight.frame as usize == frame)
            }
        }
    }

    /// The record at `place`, which must be below [`len`](Self::len).
    pub fn record<'r>(&self, run: &'r Run, place: usize) -> Record<'r> {
        let trace = run.trace();
        let number = u32::try_from(place + 1).expect("a run stops far below 2³²");
        let Some(sight) = self.seen.get(place) else {
            let frame = &trace.frames()[place];
            return Record {
                number,
                frame,
                at: frame.at,
                copy: None,
                bytes: &frame.bytes,
                context: frame.context,
            };
        };
        let frame = &trace.frames()[sight.frame as usize];
        let copy = sight.hop.map(|hop| &trace.hops()[hop as usize]);
        Record {
            number,
            frame,
            at: sight.at,
            copy,
            bytes: copy.map_or(&frame.bytes[..], |hop| &trace.bytes_of(hop)[..]),
            context: sight.context,
        }
    }

    /// The records from `from` on that pass a filter, `budget` of them looked at: their places go
    /// to `found`. Answers where to go on, or `None` at the end. `extras` goes along from the first
    /// call, with 0, to the last.
    pub fn filter(
        &self,
        run: &Run,
        filter: &Filter,
        extras: &mut Extras,
        from: usize,
        budget: usize,
        found: &mut Vec<u32>,
    ) -> Option<usize> {
        let to = self.len().min(from + budget);
        for place in from..to {
            let comment = extras.comment(run, self, place);
            let packet = self.packet(run, place, extras, &comment);
            if filter.matches(&packet) {
                found.push(packet.number - 1);
            }
        }
        (to < self.len()).then_some(to)
    }

    /// The record at `place` as a filter sees it. With `extras` the records have to come in order.
    pub fn packet<'r>(
        &self,
        run: &'r Run,
        place: usize,
        extras: &mut Extras,
        comment: &'r str,
    ) -> Packet<'r> {
        let record = self.record(run, place);
        let time = |place: usize| match self.seen.get(place) {
            Some(sight) => sight.at,
            None => run.trace().frames()[place].at,
        };
        let host = self.host.unwrap_or(record.frame.from);
        let interface = match self.host {
            None => u32::try_from(host.index()).expect("there are few hosts"),
            Some(_) => 0,
        };
        Packet {
            number: record.number,
            at: record.at,
            first: time(0),
            before: time(place.saturating_sub(1)),
            epoch: EPOCH,
            bytes: record.bytes,
            context: record.context,
            interface,
            interface_name: &run.scenario().hosts[host.index()].name,
            comment,
            stream: extras.stream(record.bytes),
            forged: record.frame.forged,
            lost: extras.lost.get(record.frame.number.index()) == Some(&true),
            commits: self.commits(run, &record),
        }
    }

    /// How many commits a record's frame had caused when the capture ended.
    fn commits(&self, run: &Run, record: &Record<'_>) -> u32 {
        let made = record.frame.commits.iter();
        let made = made.filter(|index| run.trace().commits()[**index].at <= self.at);
        u32::try_from(made.count()).unwrap_or(u32::MAX)
    }

    /// The commits that a record's frame had caused when the capture ended, as its comment says
    /// them, a line for each: all of them, or those of the host that captured what it heard.
    pub fn comment(&self, run: &Run, place: usize) -> String {
        let record = self.record(run, place);
        let mut lines = String::new();
        if self.host.is_some() && record.copy.is_none() {
            return lines;
        }
        for &index in &record.frame.commits {
            let made = &run.trace().commits()[index];
            if made.at > self.at || self.host.is_some_and(|host| host != made.host) {
                continue;
            }
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines += &run.scenario().hosts[made.host.index()].name;
            lines.push(' ');
            lines += &made.id.to_string();
            let repository = run.repository(made.host, made.generation);
            if let Some(commit) = repository.commit(made.id) {
                lines.push(' ');
                lines += commit.subject();
            }
        }
        lines
    }
}

impl Extras {
    /// A record's comment, if it is wanted.
    pub fn comment(&self, run: &Run, capture: &Capture, place: usize) -> String {
        match self.comments {
            true => capture.comment(run, place),
            false => String::new(),
        }
    }

    fn stream(&mut self, bytes: &[u8]) -> Option<u32> {
        self.streams.as_mut()?.follow(bytes)
    }
}
