//! A run as a capture that Wireshark opens: pcapng (draft-ietf-opsawg-pcapng), one interface for each
//! host. The numbers of the records are those of the frames, so that `Frame: N` in a commit is
//! Wireshark's frame N; frames that caused commits say so in a comment.
//!
//! Written by hand: four kinds of block, each a few words and some bytes. The one crate that writes
//! them has been a pre-release for long, and needs a newer compiler than this one.

use super::MODEL;
use crate::addr::Ipv4Addr;
use crate::cache::EPOCH;
use crate::sim::{Cause, Fate, FrameRecord, HostId, Reception, Run};
use crate::time::Instant;
use std::collections::BTreeSet;

/// Block types (draft-ietf-opsawg-pcapng §4).
const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const NAMES: u32 = 4;
const PACKET: u32 = 6;

/// Options of any block: a comment, and the end of the options.
const COMMENT: u16 = 1;
/// Of the section: the program that wrote it.
const PROGRAM: u16 = 4;
/// Of an interface: its name, an address with its mask, its MAC, the unit of its clock.
const INTERFACE_NAME: u16 = 2;
const INTERFACE_IPV4: u16 = 4;
const INTERFACE_MAC: u16 = 6;
const CLOCK_UNIT: u16 = 9;
/// Of a packet: its flags, of which the lowest two bits are the direction.
const PACKET_FLAGS: u16 = 2;
const INBOUND: u32 = 1;
const OUTBOUND: u32 = 2;

/// Link type Ethernet.
const ETHERNET: u16 = 1;
/// A clock in units of 10⁻⁶ s.
const MICROSECONDS: u8 = 6;
/// An IPv4 address and its names, in a block of names.
const IPV4_NAME: u16 = 1;

/// Every frame that hosts had put on a wire at or before `at`, which the run must have reached, as
/// sent: record N is frame N, on its sender's interface.
pub fn pcapng(run: &Run, at: Instant) -> Vec<u8> {
    let hosts: Vec<HostId> = (0..run.scenario().hosts.len()).map(HostId::new).collect();
    let mut capture = Capture::of(run, &hosts);
    for frame in run.trace().frames_until(at) {
        let comment = caused(run, frame, at, None);
        let interface = frame.from.index();
        capture.packet(interface, frame.at, &frame.bytes, OUTBOUND, &comment);
    }
    capture.bytes
}

/// What one host could see up to and including `at`: the frames that it sent, and those that arrived
/// at it while it had power, as they arrived. Numbered for itself.
pub fn pcapng_at(run: &Run, host: HostId, at: Instant) -> Vec<u8> {
    let mut capture = Capture::of(run, &[host]);
    let trace = run.trace();
    let sent = trace.frames_until(at).iter();
    let sent = sent.filter(|frame| frame.from == host).map(Seen::Sent);
    let heard = trace.receptions().iter();
    let heard = heard
        .filter(|heard| heard.host == host && heard.at <= at && heard.fate != Fate::HostDown)
        .map(Seen::Heard);
    let mut seen: Vec<Seen<'_>> = sent.chain(heard).collect();
    // Stable: each of the two is in order of time.
    seen.sort_by_key(Seen::order);
    for seen in seen {
        match seen {
            Seen::Sent(frame) => capture.packet(0, frame.at, &frame.bytes, OUTBOUND, ""),
            Seen::Heard(heard) => {
                let frame = &trace.frames()[heard.frame.index()];
                let comment = caused(run, frame, at, Some(host));
                let bytes = trace.bytes_of(&trace.hops()[heard.hop]);
                capture.packet(0, heard.at, bytes, INBOUND, &comment);
            }
        }
    }
    capture.bytes
}

/// A frame as one host saw it.
enum Seen<'a> {
    Sent(&'a FrameRecord),
    Heard(&'a Reception),
}

impl Seen<'_> {
    /// At one moment statements come first, then what arrives, then what is sent because of that.
    fn order(&self) -> (Instant, u8) {
        match self {
            Seen::Sent(frame) if matches!(frame.cause, Cause::Statement(_)) => (frame.at, 0),
            Seen::Heard(heard) => (heard.at, 1),
            Seen::Sent(frame) => (frame.at, 2),
        }
    }
}

/// The commits that a frame had caused at `at`, all or those of one host: a line for each.
fn caused(run: &Run, frame: &FrameRecord, at: Instant, only: Option<HostId>) -> String {
    let mut lines = String::new();
    for &index in &frame.commits {
        let made = &run.trace().commits()[index];
        if made.at > at || only.is_some_and(|host| host != made.host) {
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

/// A section as it grows.
struct Capture {
    bytes: Vec<u8>,
}

impl Capture {
    /// The section, its interfaces and the names of addresses.
    fn of(run: &Run, hosts: &[HostId]) -> Self {
        let mut capture = Self { bytes: Vec::new() };
        capture.block(SECTION, |body| {
            body.extend(0x1a2b_3c4d_u32.to_le_bytes());
            body.extend([1, 0, 0, 0]);
            body.extend(u64::MAX.to_le_bytes()); // Of a length that nobody has to know.
            if let Some(title) = &run.scenario().title {
                option(body, COMMENT, title.as_bytes());
            }
            let program = format!("Versioned ARP, model {MODEL}");
            option(body, PROGRAM, program.as_bytes());
            end_of_options(body);
        });
        for &host in hosts {
            let line = &run.scenario().hosts[host.index()];
            capture.block(INTERFACE, |body| {
                body.extend(ETHERNET.to_le_bytes());
                body.extend([0; 6]); // Reserved, and frames of any length.
                option(body, INTERFACE_NAME, line.name.as_bytes());
                for net in &line.addresses {
                    let address = [net.addr().octets(), net.netmask().octets()];
                    option(body, INTERFACE_IPV4, address.as_flattened());
                }
                option(body, INTERFACE_MAC, &line.mac.0);
                option(body, CLOCK_UNIT, &[MICROSECONDS]);
                end_of_options(body);
            });
        }
        capture.names(run);
        capture
    }

    /// The names of addresses; of several hosts with one address the first.
    fn names(&mut self, run: &Run) {
        let mut named: BTreeSet<Ipv4Addr> = BTreeSet::new();
        self.block(NAMES, |body| {
            for line in &run.scenario().hosts {
                for ip in line.addresses.iter().map(|net| net.addr()) {
                    if named.insert(ip) {
                        let name = line.name.as_bytes();
                        let record = [&ip.octets()[..], name, &[0]].concat();
                        option(body, IPV4_NAME, &record);
                    }
                }
            }
            body.extend([0; 4]); // The end of the records.
        });
    }

    /// A frame on an interface.
    fn packet(
        &mut self,
        interface: usize,
        at: Instant,
        bytes: &[u8],
        direction: u32,
        comment: &str,
    ) {
        let clock = EPOCH * 1_000_000 + at.as_micros();
        let len = u32::try_from(bytes.len()).expect("a frame is shorter than 4 GB");
        self.block(PACKET, |body| {
            let interface = u32::try_from(interface).expect("there are few hosts");
            for word in [interface, (clock >> 32) as u32, clock as u32, len, len] {
                body.extend(word.to_le_bytes());
            }
            body.extend(bytes);
            pad(body);
            option(body, PACKET_FLAGS, &direction.to_le_bytes());
            if !comment.is_empty() {
                option(body, COMMENT, comment.as_bytes());
            }
            end_of_options(body);
        });
    }

    /// A block: its type and length, what `write` puts into it, and its length again.
    fn block(&mut self, kind: u32, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        self.bytes.extend(kind.to_le_bytes());
        self.bytes.extend([0; 4]);
        write(&mut self.bytes);
        let len = self.bytes.len() - start + 4;
        let len = u32::try_from(len).expect("a block is shorter than 4 GB");
        self.bytes[start + 4..start + 8].copy_from_slice(&len.to_le_bytes());
        self.bytes.extend(len.to_le_bytes());
    }
}

/// An option, or a record of names: both are a code, a length and a padded value. One that is too
/// long is cut; only a comment on very many commits can be.
fn option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    let len = u16::try_from(value.len()).unwrap_or(u16::MAX);
    body.extend(code.to_le_bytes());
    body.extend(len.to_le_bytes());
    body.extend(&value[..len.into()]);
    pad(body);
}

fn end_of_options(body: &mut Vec<u8>) {
    body.extend([0; 4]);
}

/// Fills up to a whole number of words; every block begins at one.
fn pad(body: &mut Vec<u8>) {
    body.resize(body.len().next_multiple_of(4), 0);
}
