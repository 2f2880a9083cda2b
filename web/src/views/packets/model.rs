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
        info: wire::info_in(&frame.bytes, &frame.context),
        kind: Kind::of(frame),
        flags: flags(moment, index, place, frame),
        taught: taught(moment, frame),
        future: frame.at > moment.at,
    }
}

/// The commits that a frame has caused at the moment, each host's in order.
pub fn taught(moment: &Moment, frame: &FrameRecord) -> Vec<Taught> {
    let commits = frame
        .commits
        .iter()
        .map(|place| &moment.run.trace().commits()[*place]);
    commits
        .filter(|commit| commit.at <= moment.at)
        .map(|commit| Taught {
            commit: CommitRef {
                host: commit.host,
                generation: commit.generation,
                id: commit.id,
            },
            host: host_name(&moment.run, commit.host).to_owned(),
            short: short(&commit.id),
        })
        .collect()
}

fn flags(moment: &Moment, index: &PacketIndex, place: usize, frame: &FrameRecord) -> Vec<Flag> {
    let facts = index.facts(place);
    let mut flags = Vec::new();
    let mut flag = |word, meaning: String, alarm| {
        flags.push(Flag {
            word,
            meaning,
            alarm,
        })
    };
    if frame.forged {
        let meaning = "Written by a statement: the sender's own ARP knows nothing of it.";
        flag("forged", meaning.to_owned(), true);
    }
    if let Some(ip) = facts.duplicate {
        flag(
            "duplicate",
            format!("{ip} was said to be at another MAC before."),
            true,
        );
    }
    if let Some((_, reason)) = facts.lost.filter(|(at, _)| *at <= moment.at) {
        let why = match reason {
            LossReason::Loss => "A copy was lost on its way.",
            LossReason::LinkDown => "A copy was lost: the link was down.",
            LossReason::Dropped => "A copy was lost: a statement dropped it.",
        };
        flag("lost", why.to_owned(), false);
    }
    if facts.corrupted.is_some_and(|at| at <= moment.at) {
        flag(
            "damaged",
            "A copy arrived with a flipped bit.".to_owned(),
            false,
        );
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::{at, lab};

    const LAB: &str = "end 30s
host ann 192.168.3.10 mac 02:00:00:00:00:0a profile classic
host gateway 192.168.3.1 mac 02:00:00:00:00:01 profile classic
host mallory 192.168.3.66 mac 02:00:00:00:00:66 profile classic
at 1s ann query gateway
at 12s mallory arp reply from 02:00:00:00:00:66 192.168.3.1 to 02:00:00:00:00:0a 192.168.3.10
at 20s mallory frame \"\"
at 25s link ann lan down
at 26s ann announce";

    fn rows(seconds: f64) -> Vec<PacketRow> {
        let moment = at(&lab(LAB), seconds);
        let index = PacketIndex::of(moment.run.trace());
        (0..moment.run.trace().frames().len())
            .map(|place| row(&moment, &index, place))
            .collect()
    }

    #[test]
    fn a_frame_reads_as_in_wireshark_with_the_labs_names() {
        let rows = rows(30.0);
        let line =
            |row: &PacketRow| format!("{} {} > {}: {}", row.time, row.from, row.to, row.info);
        assert_eq!(
            line(&rows[0]),
            "1.000000 ann > broadcast: Who has 192.168.3.1? Tell 192.168.3.10"
        );
        assert!(line(&rows[1]).ends_with("gateway > ann: 192.168.3.1 is at 02:00:00:00:00:01"));
        assert_eq!(rows[3].to, "–", "no bytes, no address");
    }

    #[test]
    fn a_frame_names_what_it_has_taught_so_far() {
        let hosts = |seconds| -> Vec<String> {
            rows(seconds)[1]
                .taught
                .iter()
                .map(|it| it.host.clone())
                .collect()
        };
        assert!(hosts(1.000_2).is_empty(), "still on its way");
        assert!(hosts(2.0).contains(&"ann".to_owned()));
    }

    #[test]
    fn what_is_odd_about_a_frame_is_flagged_once_it_is_so() {
        let words =
            |row: &PacketRow| -> Vec<_> { row.flags.iter().map(|flag| flag.word).collect() };
        let end = rows(30.0);
        assert_eq!(words(&end[0]), [""; 0]);
        assert_eq!(words(&end[2]), ["forged", "duplicate"]);
        assert_eq!(words(end.last().expect("the announcement")), ["lost"]);
        assert_eq!(words(rows(25.5).last().expect("the announcement")), [""; 0]);
    }

    #[test]
    fn a_frame_that_is_still_to_come_says_so() {
        let future: Vec<_> = rows(12.0).iter().map(|row| row.future).collect();
        assert_eq!(future[..4], [false, false, false, true]);
        assert_eq!(sent(&at(&lab(LAB), 12.0)), 3);
    }
}
