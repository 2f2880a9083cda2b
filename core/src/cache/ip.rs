//! The key of an ARP cache and its path in a repository: `A.B.C/LOW-HIGH/A.B.C.D`, where
//! LOW-HIGH is the block of sixteen addresses that D lies in. Small directories make cheap commits.

use crate::store::{Key, Path};
use std::net::Ipv4Addr;

/// An IPv4 address as a key of the store, in numerical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ip(pub Ipv4Addr);

impl Key for Ip {
    fn path(&self) -> Path {
        // A path is made for every entry that changes, so its digits are written by hand.
        let [a, b, c, d] = self.0.octets();
        let mut file = Digits::default();
        file.push(a, b'.');
        file.push(b, b'.');
        let mut net = file;
        net.push(c, b'/');
        file.push(c, b'.');
        file.push_last(d);
        let low = d & 0xf0;
        let mut block = Digits::default();
        block.push(low, b'-');
        block.push(low | 0x0f, b'/');
        Path::of(&[net.text(), block.text()], file.text())
    }

    fn from_path(path: &[&str]) -> Option<Self> {
        let key = Self(path.last()?.parse().ok()?);
        (key.path().to_string() == path.join("/")).then_some(key)
    }
}

/// Numbers with marks between, as text.
#[derive(Clone, Copy, Default)]
struct Digits {
    text: [u8; 16],
    len: usize,
}

impl Digits {
    fn push(&mut self, number: u8, mark: u8) {
        self.push_last(number);
        self.put(mark);
    }

    fn push_last(&mut self, number: u8) {
        if number >= 100 {
            self.put(b'0' + number / 100);
        }
        if number >= 10 {
            self.put(b'0' + number / 10 % 10);
        }
        self.put(b'0' + number % 10);
    }

    fn put(&mut self, byte: u8) {
        self.text[self.len] = byte;
        self.len += 1;
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.text[..self.len]).expect("digits and marks are text")
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
