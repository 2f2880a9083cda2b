//! [`Station`]: who a wrapped device is on its link; and [`NextHop`]: where its packets go. A device
//! of smoltcp's [`Medium::Ip`](smoltcp::phy::Medium::Ip) is handed packets without a next hop, so the
//! choice between link and router (RFC 1122 §3.3.1.1) is made here.

use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};
use crate::arp::{Config, Profile};
use crate::store::{Identity, IdentityError};

/// A station: its name, addresses and habits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    name: String,
    mac: MacAddr,
    networks: Vec<Ipv4Net>,
    router: Option<Ipv4Addr>,
    config: Config,
    seed: u64,
}

/// Whom a packet is for on this link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextHop {
    /// The neighbour with this address.
    Neighbour(Ipv4Addr),
    /// A known MAC: everybody's, or a multicast group's (RFC 1112 §6.4).
    Mac(MacAddr),
    /// Nobody: the address is of no other station, or not of this link and there is no router.
    Nobody,
}

impl Station {
    /// A station of profile `rfc` without a router. The name is that of its commits' author.
    ///
    /// # Errors
    /// A name that cannot be an author's: empty, or with one of the characters `<`, `>` and
    /// control characters.
    pub fn new(
        name: &str,
        mac: MacAddr,
        networks: impl IntoIterator<Item = Ipv4Net>,
    ) -> Result<Self, IdentityError> {
        Identity::new(name, name)?;
        Ok(Self {
            name: name.to_owned(),
            mac,
            networks: networks.into_iter().collect(),
            router: None,
            config: Profile::default().config(),
            seed: 0,
        })
    }

    /// With the address of the router for everything outside of its networks.
    pub fn router(self, ip: Ipv4Addr) -> Self {
        let router = Some(ip);
        Self { router, ..self }
    }

    /// With another profile, or other constants.
    pub fn config(self, config: Config) -> Self {
        Self { config, ..self }
    }

    /// With another seed of its random waits, 0 if none is given. Stations of one link should have
    /// different seeds or names, so that they do not all probe at once.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its MAC.
    pub fn mac(&self) -> MacAddr {
        self.mac
    }

    /// Its addresses, each with its network.
    pub fn networks(&self) -> &[Ipv4Net] {
        &self.networks
    }

    /// The constants of its engine.
    pub fn constants(&self) -> &Config {
        &self.config
    }

    /// The seed of its random waits.
    pub fn random_seed(&self) -> u64 {
        self.seed
    }

    /// The router for everything outside of its networks.
    pub fn default_router(&self) -> Option<Ipv4Addr> {
        self.router
    }
}

impl NextHop {
    /// Whom a packet to `dst` is for, sent by the owner of `own` in `networks`.
    pub fn of(
        dst: Ipv4Addr,
        own: &[Ipv4Addr],
        networks: &[Ipv4Net],
        router: Option<Ipv4Addr>,
    ) -> NextHop {
        // In a /31 or /32 every address is a station's (RFC 3021).
        let to_all = |net: &Ipv4Net| net.prefix_len() < 31 && net.broadcast() == dst;
        if dst.is_broadcast() || networks.iter().any(to_all) {
            NextHop::Mac(MacAddr::BROADCAST)
        } else if dst.is_multicast() {
            NextHop::Mac(group_mac(dst))
        } else if own.contains(&dst) || dst.is_unspecified() || dst.is_loopback() {
            NextHop::Nobody
        } else if networks.iter().any(|net| net.contains(&dst)) {
            NextHop::Neighbour(dst)
        } else {
            router.map_or(NextHop::Nobody, NextHop::Neighbour)
        }
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

    /// The next hop from 192.168.3.1/24 and 10.0.0.1/31.
    fn hop(dst: [u8; 4], router: Option<[u8; 4]>) -> NextHop {
        let net = |text: &str| text.parse::<Ipv4Net>().expect("a network");
        let networks = [net("192.168.3.1/24"), net("10.0.0.1/31")];
        let own = networks.map(|net| net.addr());
        NextHop::of(dst.into(), &own, &networks, router.map(Ipv4Addr::from))
    }

    #[test]
    fn a_packet_goes_to_its_neighbour_or_to_the_router() {
        let router = Some([192, 168, 3, 254]);
        let neighbour = |ip: [u8; 4]| NextHop::Neighbour(ip.into());
        for local in [[192, 168, 3, 10], [10, 0, 0, 0]] {
            assert_eq!(hop(local, router), neighbour(local));
        }
        assert_eq!(hop([8, 8, 8, 8], None), NextHop::Nobody);
        assert_eq!(hop([8, 8, 8, 8], router), neighbour([192, 168, 3, 254]));
        for nobody in [[192, 168, 3, 1], [10, 0, 0, 1], [0; 4], [127, 0, 0, 1]] {
            assert_eq!(hop(nobody, router), NextHop::Nobody, "{nobody:?}");
        }
    }

    #[test]
    fn everybody_and_groups_have_macs_of_their_own() {
        for all in [[255; 4], [192, 168, 3, 255]] {
            assert_eq!(hop(all, None), NextHop::Mac(MacAddr::BROADCAST));
        }
        let group = MacAddr([0x01, 0x00, 0x5e, 0x7f, 2, 3]);
        assert_eq!(hop([239, 255, 2, 3], None), NextHop::Mac(group));
    }

    #[test]
    fn a_name_has_to_be_an_authors() {
        assert!(Station::new("", MacAddr::of_host(1), []).is_err());
        assert!(Station::new("a<b", MacAddr::of_host(1), []).is_err());
    }
}
