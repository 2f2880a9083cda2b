//! The layers of a frame, found without decoding what they say: headers by Ethernet (IEEE 802.3),
//! ARP (RFC 826), IPv4 (RFC 791), ICMP (RFC 792), UDP (RFC 768) and TCP (RFC 9293).

use crate::wire::{ETHERTYPE_ARP, ETHERTYPE_IPV4};
use smallvec::SmallVec;
use std::ops::Range;

/// What a layer can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Frame,
    Eth,
    Arp,
    Ip,
    Icmp,
    Udp,
    Tcp,
    Data,
}

/// A layer of a frame.
#[derive(Clone, Debug)]
pub(super) struct Layer<'a> {
    pub protocol: Protocol,
    /// The frame's bytes.
    pub frame: &'a [u8],
    /// Where the header is in the frame.
    pub header: Range<usize>,
    /// Where what it carries ends.
    pub end: usize,
    /// Whether it belongs to a packet that an ICMP error quotes.
    pub quoted: bool,
}

impl<'a> Layer<'a> {
    /// Header and what it carries.
    pub fn bytes(&self) -> &'a [u8] {
        &self.frame[self.header.start..self.end]
    }

    /// What it carries.
    pub fn payload(&self) -> Range<usize> {
        self.header.end..self.end
    }

    /// So many bytes at an offset of the header, if they are there.
    pub fn at(&self, offset: usize, len: usize) -> Option<(&'a [u8], Range<usize>)> {
        let start = self.header.start + offset;
        let range = start..start + len;
        (range.end <= self.header.end).then(|| (&self.frame[range.clone()], range))
    }

    /// The number in so many bytes at an offset of the header.
    pub fn number(&self, offset: usize, len: usize) -> Option<(u64, Range<usize>)> {
        let (bytes, range) = self.at(offset, len)?;
        let number = bytes.iter().fold(0, |n, &byte| n << 8 | u64::from(byte));
        Some((number, range))
    }
}

/// The layers of a frame, outermost first.
pub(super) type Layers<'a> = SmallVec<[Layer<'a>; 6]>;

/// Bytes of an Ethernet header, of ARP's for IPv4, of an ICMP and of a UDP header.
const ETHERNET: usize = 14;
const ARP: usize = 28;
const ICMP: usize = 8;
const UDP: usize = 8;

/// The layers of any bytes.
pub(super) fn layers(frame: &[u8]) -> Layers<'_> {
    let mut finder = Finder {
        frame,
        layers: Layers::new(),
        quoted: false,
    };
    let all = frame.len();
    finder.add(Protocol::Frame, 0..0, all);
    if let Some(kind) = finder.word(12) {
        finder.add(Protocol::Eth, 0..ETHERNET, all);
        match kind {
            ETHERTYPE_ARP => finder.arp(ETHERNET),
            ETHERTYPE_IPV4 => finder.ip(ETHERNET, all),
            0x0600.. => finder.data(ETHERNET..all),
            _ => {}
        }
    }
    finder.layers
}

struct Finder<'a> {
    frame: &'a [u8],
    layers: Layers<'a>,
    quoted: bool,
}

impl Finder<'_> {
    fn word(&self, at: usize) -> Option<u16> {
        let bytes = self.frame.get(at..at + 2)?;
        Some(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    fn add(&mut self, protocol: Protocol, header: Range<usize>, end: usize) {
        self.layers.push(Layer {
            protocol,
            frame: self.frame,
            header,
            end,
            quoted: self.quoted,
        });
    }

    fn data(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.add(Protocol::Data, range.clone(), range.end);
        }
    }

    fn arp(&mut self, start: usize) {
        let lens = self.frame.get(start + 4..start + 6);
        let need = lens.map_or(ARP, |lens| {
            8 + 2 * (usize::from(lens[0]) + usize::from(lens[1]))
        });
        let end = self.frame.len().min(start + need);
        self.add(Protocol::Arp, start..end, end);
    }

    fn ip(&mut self, start: usize, limit: usize) {
        let packet = &self.frame[start..limit];
        let header = match packet {
            [first, ..] if first >> 4 == 4 => usize::from(first & 15) * 4,
            _ => 0,
        };
        if header < 20 || packet.len() < header {
            self.add(Protocol::Ip, start..start, limit);
            return;
        }
        let total = usize::from(u16::from_be_bytes([packet[2], packet[3]]));
        let end = match total >= header {
            true => limit.min(start + total),
            false => limit,
        };
        let inside = start + header..end;
        self.add(Protocol::Ip, start..inside.start, end);
        let is_fragment = u16::from_be_bytes([packet[6], packet[7]]) & 0x3fff != 0;
        match packet[9] {
            _ if is_fragment || inside.is_empty() => self.data(inside),
            1 => self.icmp(inside),
            6 => self.tcp(inside),
            17 => self.udp(inside),
            _ => self.data(inside),
        }
    }

    fn icmp(&mut self, range: Range<usize>) {
        if range.len() < ICMP {
            return self.data(range);
        }
        let inside = range.start + ICMP..range.end;
        self.add(Protocol::Icmp, range.start..inside.start, range.end);
        // Errors quote the packet that they are about.
        match self.frame[range.start] {
            3 | 4 | 5 | 11 | 12 if !inside.is_empty() => {
                self.quoted = true;
                self.ip(inside.start, inside.end);
            }
            _ => self.data(inside),
        }
    }

    fn udp(&mut self, range: Range<usize>) {
        if range.len() < UDP {
            return self.data(range);
        }
        let inside = range.start + UDP..range.end;
        self.add(Protocol::Udp, range.start..inside.start, range.end);
        self.data(inside);
    }

    fn tcp(&mut self, range: Range<usize>) {
        let header = match self.frame[range.clone()].get(12) {
            Some(offset) => usize::from(offset >> 4) * 4,
            None => 0,
        };
        if header < 20 || range.len() < header {
            return self.data(range);
        }
        let inside = range.start + header..range.end;
        self.add(Protocol::Tcp, range.start..inside.start, range.end);
        self.data(inside);
    }
}
