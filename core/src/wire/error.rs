//! What is wrong with bytes that are no usable frame.

use std::fmt;

/// Why bytes could not be parsed. Padding and trailing bytes are never an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// The bytes end before the header does.
    #[error("{layer} too short: {have} of {need} bytes")]
    TooShort {
        /// The header that is cut off.
        layer: Layer,
        /// Bytes that it takes.
        need: usize,
        /// Bytes that are there.
        have: usize,
    },
    /// An ARP packet, but not one that maps IPv4 addresses to Ethernet addresses.
    #[error(
        "ARP not for IPv4 over Ethernet: hardware type {hardware} of {hardware_len} bytes, \
         protocol type 0x{protocol:04x} of {protocol_len} bytes"
    )]
    NotEthernetIpv4 {
        /// Hardware type; Ethernet is 1.
        hardware: u16,
        /// Protocol type; IPv4 is 0x0800.
        protocol: u16,
        /// Length of a hardware address in bytes; Ethernet's are 6.
        hardware_len: u8,
        /// Length of a protocol address in bytes; IPv4's are 4.
        protocol_len: u8,
    },
    /// An ARP operation other than request (1) and reply (2).
    #[error("unknown ARP operation {0}")]
    UnknownOperation(u16),
}

/// The header at which parsing stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// The Ethernet header of 14 bytes.
    Ethernet,
    /// The ARP packet of 28 bytes.
    Arp,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Layer::Ethernet => "Ethernet header",
            Layer::Arp => "ARP packet",
        })
    }
}
