//! Frames as the rows of a packet list, as of a moment.

use super::index::PacketIndex;
use super::view::View;
use crate::state::{CommitRef, Kind, RunHandle};
use crate::views::wording::{exact_seconds, host_name, short, station};
use std::borrow::Cow;
use versioned_arp::report::Record;
use versioned_arp::sim::{FrameNumber, FrameRecord, LossReason};
use versioned_arp::time::Instant;
use versioned_arp::wire::{self, ETHERTYPE_ARP, ETHERTYPE_IPV4, EthernetHeader};

/// One row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketRow {
    /// Its place in the capture.
    pub place: usize,
    /// Its number in the capture.
    pub number: u32,
    /// The frame's number in the lab.
    pub frame: FrameNumber,
    /// When it was sent, in seconds.
    pub time: String,
    /// Who sent it.
    pub from: String,
    /// Whom it is for.
    pub to: String,
    /// The innermost protocol.
    pub protocol: Cow<'static, str>,
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

/// What a row says at any moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Who sent it.
    pub from: String,
    /// Whom it is for.
    pub to: String,
    /// What it is.
    pub protocol: Cow<'static, str>,
    /// What it says, in Wireshark's words.
    pub info: String,
}

/// What the row of the record at `place` says at any moment.
pub fn row_of(view: &View, place: usize) -> Standing {
    let run = view.run();
    let record = view.record(place);
    let header = EthernetHeader::parse(record.bytes).ok();
    Standing {
        from: host_name(run, record.frame.from).to_owned(),
        to: header.map_or_else(|| "–".to_owned(), |(header, _)| station(run, header.dst)),
        protocol: header.map_or(Cow::Borrowed("–"), |(header, packet)| {
            protocol(header.ethertype, packet)
        }),
        info: wire::info_in(record.bytes, &record.context),
    }
}

/// The innermost protocol, as Wireshark's column names it. Numbers: RFC 791 §3.1.
fn protocol(ethertype: u16, packet: &[u8]) -> Cow<'static, str> {
    const PROTOCOL: usize = 9;
    Cow::Borrowed(match (ethertype, packet.get(PROTOCOL)) {
        (ETHERTYPE_ARP, _) => "ARP",
        (ETHERTYPE_IPV4, Some(1)) => "ICMP",
        (ETHERTYPE_IPV4, Some(6)) => "TCP",
        (ETHERTYPE_IPV4, Some(17)) => "UDP",
        (ETHERTYPE_IPV4, _) => "IPv4",
        (0..0x0600, _) => "802.3",
        (other, _) => return Cow::Owned(format!("0x{other:04x}")),
    })
}

/// The row of the record at `place`.
pub fn row(view: &View, at: Instant, index: &PacketIndex, place: usize) -> PacketRow {
    let record = view.record(place);
    let standing = row_of(view, place);
    PacketRow {
        place,
        number: record.number,
        frame: record.frame.number,
        time: exact_seconds(record.at),
        from: standing.from,
        to: standing.to,
        protocol: standing.protocol,
        info: standing.info,
        kind: Kind::of(record.frame),
        flags: flags(view.run(), at, index, &record),
        taught: taught(view.run(), at, record.frame),
        future: record.at > at,
    }
}

/// The commits that a frame has caused at the moment, each host's in order.
pub fn taught(run: &RunHandle, at: Instant, frame: &FrameRecord) -> Vec<Taught> {
    let commits = frame
        .commits
        .iter()
        .map(|place| &run.trace().commits()[*place]);
    commits
        .filter(|commit| commit.at <= at)
        .map(|commit| Taught {
            commit: CommitRef {
                host: commit.host,
                generation: commit.generation,
                id: commit.id,
            },
            host: host_name(run, commit.host).to_owned(),
            short: short(&commit.id),
        })
        .collect()
}

fn flags(run: &RunHandle, at: Instant, index: &PacketIndex, record: &Record<'_>) -> Vec<Flag> {
    let frame = record.frame;
    let facts = index.facts(frame.number.index());
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
    if let Some(ip) = record.context.duplicate {
        flag(
            "duplicate",
            format!("{ip} was at another MAC in the first frame that named it."),
            true,
        );
    }
    let refusal = facts.refused.and_then(|hop| run.trace().refusal_of(hop));
    if let Some(refusal) = refusal.filter(|it| it.at <= at) {
        let switch = &run.scenario().switches[refusal.switch.index()].name;
        let meaning = format!(
            "{switch} inspects ARP, and did not let it pass: {}.",
            refusal.why
        );
        flag("refused", meaning, false);
    }
    if let Some((_, reason)) = facts.lost.filter(|(lost, _)| *lost <= at) {
        let why = match reason {
            LossReason::Loss => "A copy was lost on its way.",
            LossReason::LinkDown => "A copy was lost: the link was down.",
            LossReason::Dropped => "A copy was lost: a statement dropped it.",
        };
        flag("lost", why.to_owned(), false);
    }
    if facts.corrupted.is_some_and(|damaged| damaged <= at) {
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
        let view = View::of(&moment.run, None);
        (0..view.len())
            .map(|place| row(&view, moment.at, &index, place))
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
    fn what_a_switch_refused_is_flagged_with_the_reason() {
        let run = lab(
            "end 9s\nswitch lan inspect\nhost ann 10.0.0.1\nhost eve 10.0.0.6\n\
            at 1s eve arp reply from 02:00:00:00:00:02 10.0.0.9 to 02:00:00:00:00:01 10.0.0.1\n",
        );
        let view = View::of(&run, None);
        let index = PacketIndex::of(run.trace());
        let flags = |micros| row(&view, Instant::from_micros(micros), &index, 0).flags;
        let words: Vec<_> = flags(1_000_050).iter().map(|flag| flag.word).collect();
        assert_eq!(words, ["forged"], "it is still on its way to the switch");
        let refused = flags(1_000_100);
        let refused = refused.last().expect("the refusal");
        assert_eq!(refused.word, "refused");
        assert_eq!(
            refused.meaning,
            "lan inspects ARP, and did not let it pass: 10.0.0.9 is not bound to 02:00:00:00:00:02."
        );
    }

    #[test]
    fn a_frame_that_is_still_to_come_says_so() {
        let future: Vec<_> = rows(12.0).iter().map(|row| row.future).collect();
        assert_eq!(future[..4], [false, false, false, true]);
        let view = View::of(&lab(LAB), None);
        assert_eq!(view.len_until(Instant::from_secs(12)), 3);
    }
}
