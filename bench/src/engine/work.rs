//! The frames: every neighbour asks for us in turn, in an order that no cache can guess.

use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::rng::Stream;
use versioned_arp::wire::{ArpPacket, Frame, Operation};

/// Our address, in a network with room for all.
pub const OWN: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

/// The requests of some neighbours, one each.
pub struct Work {
    pub frames: Vec<Vec<u8>>,
}

impl Work {
    pub fn new(neighbours: u32) -> Self {
        let mut frames: Vec<_> = (0..neighbours).map(request).collect();
        let mut random = Stream::new(1, "host", "order");
        for last in (1..frames.len()).rev() {
            let other = random.below(last as u64 + 1);
            frames.swap(last, usize::try_from(other).expect("below a length"));
        }
        Self { frames }
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
