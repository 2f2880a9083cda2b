//! A run as a capture that Wireshark opens: pcapng (draft-ietf-opsawg-pcapng), one interface for each
//! host. The numbers of the records are those of the frames, so that `Frame: N` in a commit is
//! Wireshark's frame N; frames that caused commits say so in a comment.
//!
//! Written by hand: four kinds of block, each a few words and some bytes. The one crate that writes
//! them has been a pre-release for long, and needs a newer compiler than this one.

use super::{Capture, MODEL};
use crate::addr::Ipv4Addr;
use crate::cache::EPOCH;
use crate::sim::{HostId, Run};
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
    written(run, &Capture::of_lab(run, at), &hosts)
}

/// What one host could see up to and including `at`: the frames that it sent, and those that arrived
/// at it while it had power, as they arrived. Numbered for itself.
pub fn pcapng_at(run: &Run, host: HostId, at: Instant) -> Vec<u8> {
    written(run, &Capture::at_host(run, host, at), &[host])
}

fn written(run: &Run, capture: &Capture, hosts: &[HostId]) -> Vec<u8> {
    let mut section = Section::of(run, hosts);
    for place in 0..capture.len() {
        let record = capture.record(run, place);
        let (interface, direction) = match (capture.host(), record.copy) {
            (None, _) => (record.frame.from.index(), OUTBOUND),
            (Some(_), None) => (0, OUTBOUND),
            (Some(_), Some(_)) => (0, INBOUND),
        };
        let comment = capture.comment(run, place);
        section.packet(interface, record.at, record.bytes, direction, &comment);
    }
    section.bytes
}

/// A section as it grows.
struct Section {
    bytes: Vec<u8>,
}

impl Section {
    /// The section, its interfaces and the names of addresses.
    fn of(run: &Run, hosts: &[HostId]) -> Self {
        let mut section = Self { bytes: Vec::new() };
        section.block(SECTION, |body| {
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
            section.block(INTERFACE, |body| {
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
        section.names(run);
        section
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
