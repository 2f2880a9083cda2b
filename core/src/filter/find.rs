//! What takes a rule of its own to be found in a layer, or is known of the packet as a whole.

use super::layers::{self, Layer as Part};
use super::packet::Packet;
use super::read::{Found, Value};
use crate::wire::{ArpKind, ArpPacket};
use std::ops::Range;

type Here<'a> = Option<Found<'a>>;

pub(super) fn number<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    Some(Found::number(packet.number))
}

pub(super) fn len<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    Some(Found::number(packet.bytes.len() as u64))
}

pub(super) fn nanoseconds<'a>(micros: u64) -> Here<'a> {
    Some(Found::number(micros.saturating_mul(1_000)))
}

pub(super) fn time_relative<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    nanoseconds(packet.at.since(packet.first).as_micros())
}

pub(super) fn time_delta<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    nanoseconds(packet.at.since(packet.before).as_micros())
}

pub(super) fn time_epoch<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    nanoseconds(packet.epoch * 1_000_000 + packet.at.as_micros())
}

pub(super) fn lab_time<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    nanoseconds(packet.at.as_micros())
}

pub(super) fn interface<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    Some(Found::number(packet.interface))
}

pub(super) fn interface_name<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    Some(Found::concluded(Value::Text(packet.interface_name)))
}

pub(super) fn comment<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    let comment = Value::Text(packet.comment);
    (!packet.comment.is_empty()).then(|| Found::concluded(comment))
}

pub(super) fn forged<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    Some(Found::number(packet.forged)).filter(|_| packet.forged)
}

pub(super) fn lost<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    Some(Found::number(packet.lost)).filter(|_| packet.lost)
}

pub(super) fn commits<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    Some(Found::number(packet.commits)).filter(|_| packet.commits > 0)
}

/// Below 0x0600 the word is a length (IEEE 802.3 §3.2.6).
pub(super) fn ethertype<'a>(_: &Packet<'a>, eth: &Part<'a>) -> Here<'a> {
    type_or_length(eth, 0x0600..0x1_0000)
}

pub(super) fn eth_len<'a>(_: &Packet<'a>, eth: &Part<'a>) -> Here<'a> {
    type_or_length(eth, 0..0x0600)
}

pub(super) fn type_or_length<'a>(eth: &Part<'a>, wanted: Range<u64>) -> Here<'a> {
    let (number, range) = eth.number(12, 2)?;
    let value = Value::Number(number);
    wanted.contains(&number).then_some(Found { value, range })
}

pub(super) fn padding<'a>(_: &Packet<'a>, eth: &Part<'a>) -> Here<'a> {
    behind(eth).filter(|found| is_zero(found))
}

pub(super) fn trailer<'a>(_: &Packet<'a>, eth: &Part<'a>) -> Here<'a> {
    behind(eth).filter(|found| !is_zero(found))
}

pub(super) fn is_zero(found: &Found<'_>) -> bool {
    matches!(found.value, Value::Bytes(bytes) if bytes.iter().all(|&byte| byte == 0))
}

/// What is behind the packet that a frame carries.
pub(super) fn behind<'a>(eth: &Part<'a>) -> Here<'a> {
    let layers = layers::layers(eth.frame);
    let end = layers.get(2)?.end;
    bytes_at(eth, end..eth.frame.len())
}

/// The bytes in a range of the frame, if there are any.
pub(super) fn bytes_at<'a>(layer: &Part<'a>, range: Range<usize>) -> Here<'a> {
    let bytes = &layer.frame[range.clone()];
    let value = Value::Bytes(bytes);
    (!bytes.is_empty()).then_some(Found { value, range })
}

pub(super) fn arp_kind(arp: &Part<'_>) -> Option<ArpKind> {
    ArpPacket::parse(arp.bytes()).ok().map(|it| it.kind())
}

pub(super) fn is_gratuitous<'a>(_: &Packet<'a>, arp: &Part<'a>) -> Here<'a> {
    arp_kind(arp)?.is_gratuitous().then(|| Found::number(true))
}

pub(super) fn is_probe<'a>(_: &Packet<'a>, arp: &Part<'a>) -> Here<'a> {
    (arp_kind(arp)? == ArpKind::Probe).then(|| Found::number(true))
}

pub(super) fn is_announcement<'a>(_: &Packet<'a>, arp: &Part<'a>) -> Here<'a> {
    (arp_kind(arp)? == ArpKind::Announcement).then(|| Found::number(true))
}

pub(super) fn duplicate<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    let known = packet.context.duplicate?;
    Some(Found::number(u32::from(known)))
}

/// The address at this place of four, if it is of the wanted type: an Ethernet or IPv4 address, or
/// one of which only the length is known.
pub(super) fn address<'a>(arp: &Part<'a>, place: usize, typed: bool) -> Here<'a> {
    let field = |offset, len| arp.number(offset, len).map(|(number, _)| number);
    let (hardware, protocol) = (field(0, 2)?, field(2, 2)?);
    let lens = [field(4, 1)?, field(5, 1)?];
    let kinds = [
        (hardware, lens[0]) == (1, 6),
        (protocol, lens[1]) == (0x0800, 4),
    ];
    let lens = lens.map(|len| len as usize);
    let offset = 8 + place / 2 * (lens[0] + lens[1]) + place % 2 * lens[0];
    let (kind, len) = (kinds[place % 2], lens[place % 2]);
    if kind != typed || len == 0 {
        return None;
    }
    let (bytes, range) = arp.at(offset, len)?;
    let value = match typed && place % 2 == 1 {
        true => Value::Number(arp.number(offset, len)?.0),
        false => Value::Bytes(bytes),
    };
    Some(Found { value, range })
}

/// A length that a header states in words of 32 bits, in bytes.
pub(super) fn words<'a>(layer: &Part<'a>, offset: usize, mask: u64) -> Here<'a> {
    let (number, range) = layer.number(offset, 1)?;
    let value = Value::Number(((number & mask) >> mask.trailing_zeros()) * 4);
    Some(Found { value, range })
}

pub(super) fn frag_offset<'a>(_: &Packet<'a>, ip: &Part<'a>) -> Here<'a> {
    let (number, range) = ip.number(6, 2)?;
    let value = Value::Number((number & 0x1fff) * 8);
    Some(Found { value, range })
}

/// A word that only echo requests and replies have.
pub(super) fn echo<'a>(icmp: &Part<'a>, offset: usize, swapped: bool) -> Here<'a> {
    let (kind, _) = icmp.number(0, 1)?;
    let (number, range) = icmp.number(offset, 2)?;
    let word = number as u16;
    let value = Value::Number(if swapped { word.swap_bytes() } else { word }.into());
    matches!(kind, 0 | 8).then_some(Found { value, range })
}

pub(super) fn stream<'a>(packet: &Packet<'a>, _: &Part<'a>) -> Here<'a> {
    packet.stream.map(Found::number)
}

pub(super) fn payload<'a>(_: &Packet<'a>, layer: &Part<'a>) -> Here<'a> {
    bytes_at(layer, layer.payload())
}

pub(super) fn tcp_len<'a>(_: &Packet<'a>, tcp: &Part<'a>) -> Here<'a> {
    Some(Found::number(tcp.payload().len() as u64))
}

/// A number of a segment, counted from where its connection began.
pub(super) fn relative<'a>(
    packet: &Packet<'a>,
    tcp: &Part<'a>,
    offset: usize,
    is_ack: bool,
) -> Here<'a> {
    let (number, range) = tcp.number(offset, 4)?;
    let numbering = packet.context.numbering.filter(|_| !tcp.quoted);
    let base = numbering.map_or(0, |it| if is_ack { it.ack_base } else { it.seq_base });
    let value = Value::Number((number as u32).wrapping_sub(base).into());
    Some(Found { value, range })
}

pub(super) fn tcp_seq<'a>(packet: &Packet<'a>, tcp: &Part<'a>) -> Here<'a> {
    relative(packet, tcp, 4, false)
}

/// Without the flag the number means nothing, and is shown as it is.
pub(super) fn tcp_ack<'a>(packet: &Packet<'a>, tcp: &Part<'a>) -> Here<'a> {
    let (flags, _) = tcp.number(13, 1)?;
    if flags & 0x10 == 0 {
        let (number, range) = tcp.number(8, 4)?;
        let value = Value::Number(number);
        return Some(Found { value, range });
    }
    relative(packet, tcp, 8, true)
}

pub(super) fn tcp_options<'a>(_: &Packet<'a>, tcp: &Part<'a>) -> Here<'a> {
    bytes_at(tcp, tcp.header.start + 20..tcp.header.end)
}

pub(super) fn again<'a>(packet: &Packet<'a>, tcp: &Part<'a>) -> Here<'a> {
    let numbering = packet.context.numbering.filter(|_| !tcp.quoted)?;
    numbering.again.then(|| Found::number(true))
}

pub(super) fn data<'a>(_: &Packet<'a>, data: &Part<'a>) -> Here<'a> {
    bytes_at(data, data.header.clone())
}

pub(super) fn data_len<'a>(_: &Packet<'a>, data: &Part<'a>) -> Here<'a> {
    Some(Found::number(data.bytes().len() as u64))
}

pub(super) fn text<'a>(_: &Packet<'a>, data: &Part<'a>) -> Here<'a> {
    let text = std::str::from_utf8(data.bytes()).ok()?;
    let is_text = !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    let (value, range) = (Value::Text(text), data.header.clone());
    is_text.then_some(Found { value, range })
}
