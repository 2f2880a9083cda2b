//! The workload: a cache of N addresses in /24s; every commit gives one of them a later expiry.

use std::net::Ipv4Addr;
use versioned_arp::addr::MacAddr;
use versioned_arp::arp::Entry;
use versioned_arp::cache::{EPOCH, Ip};
use versioned_arp::store::{Identity, Timestamp};
use versioned_arp::time::Instant;

/// Author and committer, in git's form.
pub const WHO: &str = "bench <bench@lan.invalid>";

/// The same as an identity.
pub fn author() -> Identity {
    Identity::new("bench", "bench@lan.invalid").expect("a plain name")
}

/// A workload of `n` addresses.
#[derive(Clone, Copy)]
pub struct Work {
    /// How many.
    pub n: u32,
}

impl Work {
    /// The address that commit `i` changes; the first commit, number 0, has all.
    pub fn place(self, i: u32) -> u32 {
        // Odd and large: all addresses come in turn, neighbours far apart.
        i.wrapping_mul(0x9e37_79b1) % self.n
    }

    /// The address with this place.
    pub fn ip(place: u32) -> Ip {
        Ip(Ipv4Addr::from(0x0a00_0000 + place))
    }

    /// What that address maps to.
    pub fn mac(place: u32) -> MacAddr {
        let [_, a, b, c] = place.to_be_bytes();
        MacAddr([2, 0, 0, a, b, c])
    }

    /// The entry that commit `i` gives an address. All expiries have ten digits.
    pub fn entry(place: u32, i: u32) -> Entry {
        Entry::reachable(
            Self::mac(place),
            Instant::from_secs(1_000_000_000 + u64::from(i)),
        )
    }

    /// When commit `i` is made.
    pub fn at(i: u32) -> Timestamp {
        Timestamp::from_secs(EPOCH + u64::from(i))
    }

    /// The message of commit `i`, written over what is in `text`.
    pub fn message(self, i: u32, text: &mut String) {
        use std::fmt::Write as _;
        text.clear();
        let place = self.place(i);
        if i == 0 {
            text.push_str("create: all\n");
        } else {
            writeln!(text, "confirmed: {}", Self::ip(place).0).expect("a String takes every write");
        }
    }
}
