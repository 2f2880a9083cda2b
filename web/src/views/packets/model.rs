//! Frames as the rows of a packet list, as of a moment.

use super::index::PacketIndex;
use crate::state::{CommitRef, Kind, Moment};
use crate::views::wording::{exact_seconds, host_name, short, station};
use versioned_arp::sim::{FrameNumber, FrameRecord, LossReason};
use versioned_arp::wire::{self, EthernetHeader};

/// One row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketRow {
    /// The frame's number.
    pub number: FrameNumber,
    /// When it was sent, in seconds.
    pub time: String,
    /// Who sent it.
    pub from: String,
    /// Whom it is for.
    pub to: String,
    /// What it says, in Wireshark's words.
    pub info: String,
    /// What it is at a glance.
    pub kind: Kind,
    /// What else should be known, each in a word with an explanation.
    pub flags: Vec<Flag>,
    /// The commits that it has caused so far.
    pub taught: Vec<Taught>,
    /// Whether it has not been sent yet.
    pub future: bool,
}

/// Something that should be known of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// In a word.
    pub word: &'static str,
    /// In a sentence.
    pub meaning: String,
    /// Whether it is a warning.
    pub alarm: bool,
}

/// A commit that a frame caused.
#[derive(Clone, Debug, PartialEq)]
pub struct Taught {
    /// The commit.
    pub commit: CommitRef,
    /// Whose it is.
    pub host: String,
    /// The beginning of its id.
    pub short: String,
}

/// How many frames have been sent at the moment.
pub fn sent(moment: &Moment) -> usize {
    moment.run.trace().frames_until(moment.at).len()
}

/// The row of the frame at `place` in the trace's list.
pub fn row(moment: &Moment, index: &PacketIndex, place: usize) -> PacketRow {
    let run = &moment.run;
    let frame = &run.trace().frames()[place];
    let to = match EthernetHeader::parse(&frame.bytes) {
        Ok((header, _)) => station(run, header.dst),
        Err(_) => "–".to_owned(),
    };
    PacketRow {
        number: frame.number,
        time: exact_seconds(frame.at),
        from: host_name(run, frame.from).to_owned(),
        to,
        info: wire::info(&frame.bytes),
        kind: Kind::of(frame),
        flags: flags(moment, index, place, frame),
        taught: taught(moment, frame),
        future: frame.at > moment.at,
    }
}

/// The commits that a frame has caused at the moment, each host's in order.
pub fn taught(moment: &Moment, frame: &FrameRecord) -> Vec<Taught> {
    let commits = frame.commits.iter().map(|place| &moment.run.trace().commits()[*place]);
    commits
        .filter(|commit| commit.at <= moment.at)
        .map(|commit| Taught {
            commit: CommitRef { host: commit.host, generation: commit.generation, id: commit.id },
            host: host_name(&moment.run, commit.host).to_owned(),
            short: short(&commit.id),
        })
        .collect()
}

fn flags(moment: &Moment, index: &PacketIndex, place: usize, frame: &FrameRecord) -> Vec<Flag> {
    let facts = index.facts(place);
    let mut flags = Vec::new();
    let mut flag = |word, meaning: String, alarm| flags.push(Flag { word, meaning, alarm });
    if frame.forged {
        let meaning = "Written by a statement: the sender's own ARP knows nothing of it.";
        flag("forged", meaning.to_owned(), true);
    }
    if let Some(ip) = facts.duplicate {
        flag("duplicate", format!("{ip} was said to be at another MAC before."), true);
    }
    if let Some((_, reason)) = facts.lost.filter(|(at, _)| *at <= moment.at) {
        let why = match reason {
            LossReason::Loss => "A copy was lost on its way.",
            LossReason::LinkDown => "A copy was lost: the link was down.",
        };
        flag("lost", why.to_owned(), false);
    }
    if facts.corrupted.is_some_and(|at| at <= moment.at) {
        flag("damaged", "A copy arrived with a flipped bit.".to_owned(), false);
    }
    flags
}
