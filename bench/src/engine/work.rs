//! The frames: every neighbour asks for us in turn, in an order that no cache can guess.

use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::rng::Stream;
use versioned_arp::wire::{ArpPacket, Frame, Operation};

/// Our address, in a network with room for all.
pub const OWN: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

/// Bytes of a request.
pub const LEN: usize = 42;

/// The requests of some neighbours, one each, as they would come from a card: one behind another.
pub struct Work {
    bytes: Vec<u8>,
}

impl Work {
    pub fn new(neighbours: u32) -> Self {
        let mut order: Vec<_> = (0..neighbours).collect();
        let mut random = Stream::new(1, "host", "order");
        for last in (1..order.len()).rev() {
            let other = random.below(last as u64 + 1);
            order.swap(last, usize::try_from(other).expect("below a length"));
        }
        let bytes = order.into_iter().flat_map(request).collect();
        Self { bytes }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bytes.len() / LEN
    }

    /// The request at this index.
    pub fn frame(&self, n: usize) -> &[u8] {
        &self.bytes[n * LEN..][..LEN]
    }
}

fn request(number: u32) -> Vec<u8> {
    let [a, b, c, d] = number.to_be_bytes();
    let sha = MacAddr([2, 1, a, b, c, d]);
    let packet = ArpPacket {
        operation: Operation::Request,
        sha,
        spa: Ipv4Addr::from_bits(OWN.to_bits() + 1 + number),
        tha: MacAddr::ZERO,
        tpa: OWN,
    };
    Frame::arp(MacAddr::BROADCAST, sha, packet).emit()
}
