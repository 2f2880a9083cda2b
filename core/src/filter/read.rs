//! Takes the values of a field out of a packet.

use super::field::{Field, Kind, Source};
use super::layers::{Layer, Layers, Protocol, layers};
use super::packet::Packet;
use smallvec::SmallVec;
use std::ops::Range;

/// A value. Numbers, truth, IPv4 addresses and times (nanoseconds) are numbers; Ethernet addresses
/// are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Number(u64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A value, and the bytes of the frame that it was read from: none if it was concluded.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub value: Value<'a>,
    pub range: Range<usize>,
}

impl<'a> Found<'a> {
    /// What was concluded, or is known beside the bytes.
    pub fn concluded(value: Value<'a>) -> Self {
        Self { value, range: 0..0 }
    }

    pub fn number(number: impl Into<u64>) -> Self {
        Self::concluded(Value::Number(number.into()))
    }
}

/// The values of a field in one packet.
pub(super) type Values<'a> = SmallVec<[Found<'a>; 2]>;

/// A packet whose layers are known.
pub(super) struct Seen<'p, 'a> {
    pub packet: &'p Packet<'a>,
    pub layers: Layers<'a>,
}

impl<'p, 'a> Seen<'p, 'a> {
    /// Finds the layers.
    pub fn of(packet: &'p Packet<'a>) -> Self {
        Self {
            packet,
            layers: layers(packet.bytes),
        }
    }

    /// The values of a field.
    pub fn values(&self, field: &Field) -> Values<'a> {
        let mut values = Values::new();
        for layer in self.of_protocol(field.protocol) {
            match field.source {
                Source::Each(sources) => values.extend(
                    sources
                        .iter()
                        .filter_map(|source| read(source, field.kind, self.packet, layer)),
                ),
                ref source => values.extend(read(source, field.kind, self.packet, layer)),
            }
        }
        values
    }

    /// Whether a field has a value.
    pub fn has(&self, field: &Field) -> bool {
        match field.source {
            Source::Layer => self.of_protocol(field.protocol).next().is_some(),
            _ => !self.values(field).is_empty(),
        }
    }

    fn of_protocol(&self, protocol: Protocol) -> impl Iterator<Item = &Layer<'a>> {
        self.layers
            .iter()
            .filter(move |layer| layer.protocol == protocol)
    }
}

fn read<'a>(
    source: &Source,
    kind: Kind,
    packet: &Packet<'a>,
    layer: &Layer<'a>,
) -> Option<Found<'a>> {
    let numbered = |number, range| {
        let value = Value::Number(number);
        Some(Found { value, range })
    };
    match *source {
        Source::Layer => Some(Found {
            value: Value::Bytes(layer.bytes()),
            range: layer.header.clone(),
        }),
        Source::At(offset, len) => match kind {
            Kind::Mac | Kind::Bytes => {
                let (bytes, range) = layer.at(offset.into(), len.into())?;
                let value = Value::Bytes(bytes);
                Some(Found { value, range })
            }
            _ => {
                let (number, range) = layer.number(offset.into(), len.into())?;
                numbered(number, range)
            }
        },
        Source::Bits(offset, len, mask) => {
            let (number, range) = layer.number(offset.into(), len.into())?;
            let bits = (number & mask) >> mask.trailing_zeros();
            match kind {
                Kind::Boolean => numbered(u64::from(bits != 0), range),
                _ => numbered(bits, range),
            }
        }
        Source::Find(find) => find(packet, layer),
        Source::Each(_) => None,
    }
}
