//! Where a packet goes next, and which own address it comes from (RFC 1122 §3.3.1): to a station of
//! one of the host's networks directly, to everything else through the gateway.

use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};

/// What a host knows of the way to others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Routes<'a> {
    /// Its own addresses.
    pub(crate) ips: &'a [Ipv4Addr],
    /// The networks of these and of former ones.
    pub(crate) networks: &'a [Ipv4Net],
    /// Where packets for other networks go.
    pub(crate) gateway: Option<Ipv4Addr>,
}

/// Who gets a packet next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextHop {
    /// The host itself.
    Own,
    /// The station that has this address.
    Station(Ipv4Addr),
    /// All stations that listen to this MAC.
    Group(MacAddr),
}

impl Routes<'_> {
    /// Who gets a packet for `to` next; `None` when it is nobody's address, or no network and no
    /// gateway is known for it.
    pub(crate) fn next_hop(&self, to: Ipv4Addr) -> Option<NextHop> {
        if self.ips.contains(&to) || to.is_loopback() {
            return Some(NextHop::Own);
        }
        if to.is_unspecified() {
            return None;
        }
        if self.is_broadcast(to) {
            return Some(NextHop::Group(MacAddr::BROADCAST));
        }
        if to.is_multicast() {
            return Some(NextHop::Group(group_mac(to)));
        }
        if self.is_on_link(to) {
            return Some(NextHop::Station(to));
        }
        let gateway = self.gateway.filter(|gateway| self.is_on_link(*gateway))?;
        Some(NextHop::Station(gateway))
    }

    /// The own address for packets to `to`: of its network, else of the gateway's, else the first.
    pub(crate) fn source(&self, to: Ipv4Addr) -> Option<Ipv4Addr> {
        if self.ips.contains(&to) {
            return Some(to);
        }
        let beside = |neighbour: Ipv4Addr| {
            let mut networks = self.own_networks().filter(|net| net.contains(&neighbour));
            let net = networks.next()?;
            self.ips.iter().copied().find(|ip| net.contains(ip))
        };
        beside(to)
            .or_else(|| beside(self.gateway?))
            .or(self.ips.first().copied())
    }

    /// Whether a packet for `to` is for everybody on the wire.
    pub(crate) fn is_broadcast(&self, to: Ipv4Addr) -> bool {
        let mut networks = self.own_networks();
        // In a /31 or /32 every address is a station's (RFC 3021).
        to.is_broadcast() || networks.any(|net| net.prefix_len() < 31 && net.broadcast() == to)
    }

    fn is_on_link(&self, to: Ipv4Addr) -> bool {
        self.own_networks().any(|net| net.contains(&to))
    }

    /// The networks in which the host has an address now.
    fn own_networks(&self) -> impl Iterator<Item = &Ipv4Net> {
        let is_own = |net: &&Ipv4Net| self.ips.iter().any(|ip| net.contains(ip));
        self.networks.iter().filter(is_own)
    }
}

/// The MAC of an IPv4 multicast group: its low 23 bits below 01:00:5e (RFC 1112 §6.4).
fn group_mac(group: Ipv4Addr) -> MacAddr {
    let [_, b, c, d] = group.octets();
    MacAddr([0x01, 0x00, 0x5e, b & 0x7f, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    const IPS: [Ipv4Addr; 2] = [Ipv4Addr::new(10, 0, 0, 1), Ipv4Addr::new(10, 0, 1, 1)];

    fn networks() -> [Ipv4Net; 3] {
        ["10.0.0.1/24", "10.0.1.1/24", "172.16.0.9/24"].map(|net| net.parse().expect("a network"))
    }

    fn ip(text: &str) -> Ipv4Addr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_packet_goes_to_its_network_or_to_the_gateway() {
        let networks = networks();
        let routes = Routes {
            ips: &IPS,
            networks: &networks,
            gateway: Some(ip("10.0.1.254")),
        };
        let station = |text| Some(NextHop::Station(ip(text)));
        for (to, next) in [
            ("10.0.0.7", station("10.0.0.7")),
            ("10.0.1.7", station("10.0.1.7")),
            // The host no longer has an address there.
            ("172.16.0.1", station("10.0.1.254")),
            ("10.0.1.1", Some(NextHop::Own)),
            ("10.0.0.255", Some(NextHop::Group(MacAddr::BROADCAST))),
            ("255.255.255.255", Some(NextHop::Group(MacAddr::BROADCAST))),
            (
                "224.129.2.3",
                Some(NextHop::Group(MacAddr([1, 0, 0x5e, 1, 2, 3]))),
            ),
        ] {
            assert_eq!(routes.next_hop(ip(to)), next, "{to}");
        }
        let lonely = Routes {
            gateway: None,
            ..routes
        };
        assert_eq!(lonely.next_hop(ip("8.8.8.8")), None);
        assert_eq!(routes.next_hop(ip("0.0.0.0")), None, "nobody's address");
        let lost = Routes {
            gateway: Some(ip("192.168.9.9")),
            ..routes
        };
        assert_eq!(lost.next_hop(ip("8.8.8.8")), None, "no way to the gateway");
    }

    #[test]
    fn in_a_network_of_two_each_address_is_a_stations() {
        let routes = Routes {
            ips: &IPS[..1],
            networks: &["10.0.0.1/31".parse().expect("a network")],
            gateway: None,
        };
        let other = ip("10.0.0.0");
        assert_eq!(routes.next_hop(other), Some(NextHop::Station(other)));
        assert!(!routes.is_broadcast(ip("10.0.0.1")));
    }

    #[test]
    fn the_source_is_an_address_of_the_network_that_the_packet_leaves_through() {
        let networks = networks();
        let routes = Routes {
            ips: &IPS,
            networks: &networks,
            gateway: Some(ip("10.0.1.254")),
        };
        assert_eq!(routes.source(ip("10.0.0.7")), Some(IPS[0]));
        assert_eq!(routes.source(ip("10.0.1.7")), Some(IPS[1]));
        assert_eq!(routes.source(ip("8.8.8.8")), Some(IPS[1]));
        let nobody = Routes { ips: &[], ..routes };
        assert_eq!(nobody.source(ip("10.0.0.7")), None);
    }
}
