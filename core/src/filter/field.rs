//! What a filter can ask for: a field's name, its type, and where in a packet its values are.

use super::layers::{Layer, Protocol};
use super::packet::Packet;
use super::read::Found;
use super::table::TABLE;
use std::fmt;

/// Every field, protocols first among their own.
pub fn fields() -> &'static [Field] {
    TABLE
}

/// Something that a filter can ask for, by Wireshark's name.
pub struct Field {
    /// `arp.src.proto_ipv4`.
    pub name: &'static str,
    /// `Sender IP address`.
    pub title: &'static str,
    /// What its values are.
    pub kind: Kind,
    pub(super) protocol: Protocol,
    pub(super) source: Source,
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A protocol: there or not; its bytes can be searched.
    Protocol,
    /// There or not, and no value.
    Label,
    /// True or false.
    Boolean,
    /// A whole number up to this one.
    Number(u64),
    /// The same, usually written in hexadecimal digits.
    Hex(u64),
    /// A number whose values have names.
    Named(u64, &'static [(u64, &'static str)]),
    /// Seconds.
    Seconds,
    /// An Ethernet address.
    Mac,
    /// An IPv4 address.
    Ipv4,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// Where a field's values are.
pub(super) enum Source {
    /// The layer is the value.
    Layer,
    /// So many bytes from an offset of each layer of the protocol on.
    At(u8, u8),
    /// The same, and of these the bits of a mask.
    Bits(u8, u8, u64),
    /// What each of these finds.
    Each(&'static [Source]),
    /// What this finds in each layer of the protocol.
    Find(for<'a> fn(&Packet<'a>, &Layer<'a>) -> Option<Found<'a>>),
}

impl Field {
    /// The field of this name.
    pub(super) fn named(name: &str) -> Option<&'static Field> {
        TABLE.iter().find(|field| field.name == name)
    }
}

/// There is one field of a name.
impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Kind {
    /// What a value looks like, for hints.
    pub(super) fn example(self) -> &'static str {
        match self {
            Kind::Protocol | Kind::Bytes => "bytes such as 02:00:5e, or text in \" \"",
            Kind::Label => "nothing",
            Kind::Boolean => "true or false",
            Kind::Number(_) => "a number",
            Kind::Hex(_) => "a number such as 0x0806",
            Kind::Named(..) => "a number or its name",
            Kind::Seconds => "seconds such as 1.5",
            Kind::Mac => "an address such as 02:00:00:00:00:01",
            Kind::Ipv4 => "an address such as 192.168.3.1 or 192.168.3.0/24",
            Kind::Text => "text in \" \"",
        }
    }

    /// Whether `contains` can search its values.
    pub(super) fn is_searched(self) -> bool {
        matches!(self, Kind::Protocol | Kind::Mac | Kind::Text | Kind::Bytes)
    }

    /// Whether its values can be compared.
    pub(super) fn is_compared(self) -> bool {
        !matches!(self, Kind::Protocol | Kind::Label)
    }

    /// Whether its values are whole numbers.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Kind::Number(_) | Kind::Hex(_) | Kind::Named(..))
    }

    /// Whether values of the two can be held against each other.
    pub(super) fn agrees_with(self, other: Kind) -> bool {
        use std::mem::discriminant;
        let bytes = |kind| matches!(kind, Kind::Mac | Kind::Bytes);
        self.is_number() && other.is_number()
            || bytes(self) && bytes(other)
            || discriminant(&self) == discriminant(&other) && self.is_compared()
    }
}
