//! [`Station`]: who a wrapped device is on its link. Data; what a station does is
//! [`Link`](super::Link)'s business.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_to_be_an_authors() {
        assert!(Station::new("", MacAddr::of_host(1), []).is_err());
        assert!(Station::new("a<b", MacAddr::of_host(1), []).is_err());
    }
}
