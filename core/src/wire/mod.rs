//! Frames as typed values: bytes are parsed once, at the edge, and written out again the same way.
//!
//! Ethernet II (IEEE 802.3 clause 3) and ARP for IPv4 (RFC 826, operation numbers RFC 5494); what
//! ARP packets are called follows RFC 5227 and Wireshark's `packet-arp.c`. IPv4 and what it carries
//! (ICMP, UDP, TCP) are looked at for people; the packets belong to the hosts' IP stacks. Headers are read and
//! written with `etherparse`. What a host makes of a packet is the business of [`crate::arp`].
//!
//! - [`Frame`], [`Payload`], [`EthernetHeader`]: an Ethernet frame and what it carries.
//! - [`ArpPacket`], [`Operation`], [`ArpKind`]: an ARP packet and its name.
//! - [`Segment`], [`Endpoint`]: the numbers of a TCP segment, to follow a conversation by.
//! - [`Observer`], [`Context`], [`Numbering`]: what the frames before it tell about a frame.
//! - [`Streams`]: conversations, numbered as Wireshark numbers them.
//! - [`Follow`], [`Part`]: what each side of a TCP conversation said, in order and once.
//! - [`WireError`]: the ways in which bytes are not that.
//! - [`info`]: one line for any bytes, as a packet list shows it.
//! - [`dissect`], [`Field`]: the decoded fields with their byte ranges, as a detail tree shows them.

mod arp_packet;
mod context;
mod conversations;
mod dissect;
mod error;
mod follow;
mod frame;
mod info;
mod ipv4;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod properties;
mod segment;
mod streams;
mod tcp_options;
mod transport;

pub use arp_packet::{ArpKind, ArpPacket, Operation};
pub use context::{Context, Observer};
pub use conversations::Numbering;
pub use dissect::{Field, dissect, dissect_in};
pub use error::{Layer, WireError};
pub use follow::{Follow, Part};
pub use frame::{ETHERTYPE_ARP, ETHERTYPE_IPV4, EthernetHeader, Frame, Payload};
pub use info::{info, info_in};
pub use segment::{Endpoint, Segment, is_after};
pub use streams::Streams;
