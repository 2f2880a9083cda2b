//! Link-layer addresses. IPv4 addresses are the standard library's; prefixes are `ipnet`'s.

use crate::ascii::Ascii;
use std::fmt;
use std::str::FromStr;

pub use ipnet::Ipv4Net;
pub use std::net::Ipv4Addr;

/// An Ethernet (EUI-48) address.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr(pub [u8; 6]);

impl MacAddr {
    /// `ff:ff:ff:ff:ff:ff`: every station.
    pub const BROADCAST: MacAddr = MacAddr([0xff; 6]);
    /// `00:00:00:00:00:00`: no station; what an ARP request carries for the address it asks for.
    pub const ZERO: MacAddr = MacAddr([0; 6]);

    /// The locally administered address a host has when its line names none:
    /// `02:00:00:00:hi:lo` of the host's number.
    pub const fn of_host(number: u16) -> Self {
        let [hi, lo] = number.to_be_bytes();
        Self([2, 0, 0, 0, hi, lo])
    }

    /// Whether this is the broadcast address.
    pub fn is_broadcast(self) -> bool {
        self == Self::BROADCAST
    }

    /// Whether the group bit is set: multicast, broadcast included. Never a station's own address.
    pub const fn is_multicast(self) -> bool {
        self.0[0] & 1 == 1
    }

    /// Six pairs of hexadecimal digits.
    pub(crate) fn text(self) -> Ascii<17> {
        let mut text = Ascii::new();
        for (at, byte) in self.0.into_iter().enumerate() {
            if at > 0 {
                text.put(b':');
            }
            text.hex(byte);
        }
        text
    }
}

/// An IPv4 address as the standard library prints it.
pub(crate) fn ip_text(ip: Ipv4Addr) -> Ascii<15> {
    let mut text = Ascii::new();
    for (at, byte) in ip.octets().into_iter().enumerate() {
        if at > 0 {
            text.put(b'.');
        }
        text.byte(byte);
    }
    text
}

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not six two-digit hexadecimal groups joined by colons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a MAC address (expected six pairs of hex digits, as in 02:00:00:00:00:01)")]
pub struct ParseMacError;

impl FromStr for MacAddr {
    type Err = ParseMacError;

    fn from_str(text: &str) -> Result<Self, ParseMacError> {
        let mut mac = [0; 6];
        let mut groups = text.split(':');
        for byte in &mut mac {
            let group = groups.next().ok_or(ParseMacError)?;
            if group.len() != 2 || !group.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(ParseMacError);
            }
            *byte = u8::from_str_radix(group, 16).map_err(|_| ParseMacError)?;
        }
        match groups.next() {
            None => Ok(Self(mac)),
            Some(_) => Err(ParseMacError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_survives_print_and_parse() {
        let mac = MacAddr([0x10, 0x9a, 0xdd, 0xc0, 0xff, 0xee]);
        assert_eq!(mac.to_string(), "10:9a:dd:c0:ff:ee");
        assert_eq!("10:9A:dd:c0:ff:EE".parse(), Ok(mac));
    }

    #[test]
    fn an_address_is_written_as_the_standard_library_does() {
        for ip in [
            Ipv4Addr::UNSPECIFIED,
            Ipv4Addr::new(10, 0, 99, 100),
            Ipv4Addr::BROADCAST,
        ] {
            assert_eq!(&*ip_text(ip), ip.to_string());
        }
    }

    #[test]
    fn what_is_no_mac_is_refused() {
        for text in [
            "",
            "02:00:00:00:00",
            "02:00:00:00:00:01:02",
            "2:0:0:0:0:1",
            "0g:00:00:00:00:00",
            "+1:00:00:00:00:00",
        ] {
            assert_eq!(text.parse::<MacAddr>(), Err(ParseMacError), "{text}");
        }
    }

    #[test]
    fn a_hosts_default_mac_carries_its_number() {
        assert_eq!(MacAddr::of_host(258).to_string(), "02:00:00:00:01:02");
    }
}
