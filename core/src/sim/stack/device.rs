//! The IP stack's end of the wire: packets in, packets out, no Ethernet. Medium `Ip`, so that
//! smoltcp leaves neighbours to the ARP engine.

use super::super::MessageNumber;
use smoltcp::phy::{self, Device, DeviceCapabilities, Medium};
use smoltcp::time::Instant;
use std::collections::VecDeque;

/// The longest IPv4 packet in an Ethernet frame (RFC 894).
pub(super) const MTU: usize = 1_500;

/// What the stack reads from and writes to.
#[derive(Debug, Default)]
pub(super) struct Wire {
    /// The packet that came in, until it is read.
    pub(super) incoming: Option<Vec<u8>>,
    /// The packets that are to go out, in order, each with what the stack was about.
    pub(super) outgoing: VecDeque<(Vec<u8>, Option<MessageNumber>)>,
    /// What was said that the stack is busy with, or with an answer to.
    pub(super) about: Option<MessageNumber>,
}

/// A packet being read.
pub(super) struct Incoming(Vec<u8>);

/// Where a packet is being written.
pub(super) struct Outgoing<'a>(&'a mut Wire);

impl Device for Wire {
    type RxToken<'a> = Incoming;
    type TxToken<'a> = Outgoing<'a>;

    fn receive(&mut self, _: Instant) -> Option<(Incoming, Outgoing<'_>)> {
        let packet = self.incoming.take()?;
        Some((Incoming(packet), Outgoing(self)))
    }

    fn transmit(&mut self, _: Instant) -> Option<Outgoing<'_>> {
        Some(Outgoing(self))
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = Medium::Ip;
        capabilities.max_transmission_unit = MTU;
        capabilities
    }
}

impl phy::RxToken for Incoming {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, read: F) -> R {
        read(&self.0)
    }
}

impl phy::TxToken for Outgoing<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, write: F) -> R {
        let mut packet = vec![0; len];
        let result = write(&mut packet);
        let about = self.0.about.filter(|_| !is_tcp(&packet));
        self.0.outgoing.push_back((packet, about));
        result
    }
}

/// Whether a packet carries TCP, whose timers may send at any turn.
fn is_tcp(packet: &[u8]) -> bool {
    const PROTOCOL: usize = 9;
    packet.get(PROTOCOL) == Some(&6)
}
