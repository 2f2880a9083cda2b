//! The key of an ARP cache and its path in a repository: `A.B.C/LOW-HIGH/A.B.C.D`, where
//! LOW-HIGH is the block of sixteen addresses that D lies in. Small directories make cheap commits.

use crate::addr::ip_text;
use crate::ascii::Ascii;
use crate::store::{Key, Path};
use std::net::Ipv4Addr;

/// An IPv4 address as a key of the store, in numerical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ip(pub Ipv4Addr);

impl Key for Ip {
    fn path(&self) -> Path {
        // A path is made for every entry that changes, so its digits are written by hand.
        let [a, b, c, d] = self.0.octets();
        let low = d & 0xf0;
        let mut net = Ascii::<12>::new();
        for (number, mark) in [(a, b'.'), (b, b'.'), (c, b'/')] {
            net.byte(number);
            net.put(mark);
        }
        let mut block = Ascii::<8>::new();
        for (number, mark) in [(low, b'-'), (low | 0x0f, b'/')] {
            block.byte(number);
            block.put(mark);
        }
        Path::of(&[&net, &block], &ip_text(self.0))
    }

    fn from_path(path: &[&str]) -> Option<Self> {
        let key = Self(path.last()?.parse().ok()?);
        (key.path().to_string() == path.join("/")).then_some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_its_block_of_sixteen() {
        for (ip, path) in [
            ("192.168.3.10", "192.168.3/0-15/192.168.3.10"),
            ("192.168.3.16", "192.168.3/16-31/192.168.3.16"),
            ("10.0.0.255", "10.0.0/240-255/10.0.0.255"),
        ] {
            let key = Ip(ip.parse().expect("an address"));
            assert_eq!(key.path().to_string(), path);
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(Ip::from_path(&parts), Some(key));
        }
    }

    #[test]
    fn a_path_of_another_form_is_no_address() {
        for path in [
            "192.168.3.10",
            "192.168.3/16-31/192.168.3.10",
            "x/0-15/1.2.3.4",
            "1.2.3/0-15/1.2.3.04",
            "",
        ] {
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(Ip::from_path(&parts), None, "{path}");
        }
    }
}
