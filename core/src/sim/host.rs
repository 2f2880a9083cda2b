//! A host of the lab: its ARP engine, its cache, its power. Owns what keeps the two in step;
//! what a host sends is handed out as the engine's outputs, and carried by the run.

use super::HostState;
use crate::addr::Ipv4Addr;
use crate::arp::{Config, Engine};
use crate::cache::{Cache, Made, Repository, Why};
use crate::rng::Stream;
use crate::scenario;
use crate::time::Instant;
use std::sync::Arc;

/// What waits for a query of a host: the statement that asked, by its index.
pub(super) type Waiter = usize;

/// One host.
pub(super) struct Host {
    pub(super) engine: Engine<Waiter>,
    /// Its repositories: `up fresh` starts another, the last is in use.
    caches: Vec<Cache>,
    pub(super) up: bool,
    /// When it is to be woken next, if that is scheduled.
    pub(super) wake_at: Option<Instant>,
    /// Whether what a snapshot shows may have changed since it was last noted.
    pub(super) changed: bool,
    /// The own addresses when that was last noted: claims and conflicts change them, too.
    noted_ips: Arc<[Ipv4Addr]>,
}

impl Host {
    /// A host as its line describes it, with the first commit of its repository.
    pub(super) fn new(line: &scenario::Host, seed: u64, why: &Why<'_>) -> (Self, Made) {
        let (cache, made) = Cache::create(&line.name, why);
        let engine = started_engine(line, seed, why.at);
        (
            Self {
                engine,
                caches: vec![cache],
                up: true,
                wake_at: None,
                changed: true,
                noted_ips: Arc::default(),
            },
            made,
        )
    }

    /// The cache in use.
    pub(super) fn cache(&self) -> &Cache {
        self.caches
            .last()
            .expect("a host has a cache from its start on")
    }

    /// The cache in use, to change it.
    pub(super) fn cache_mut(&mut self) -> &mut Cache {
        self.changed = true;
        self.caches
            .last_mut()
            .expect("a host has a cache from its start on")
    }

    /// The engine with the cache it reads.
    pub(super) fn parts(&mut self) -> (&mut Engine<Waiter>, &Cache) {
        (
            &mut self.engine,
            self.caches
                .last()
                .expect("a host has a cache from its start on"),
        )
    }

    /// The index of the repository in use.
    pub(super) fn generation(&self) -> usize {
        self.caches.len() - 1
    }

    /// A repository, by its index.
    pub(super) fn repository(&self, generation: usize) -> &Repository {
        self.caches[generation].repository()
    }

    /// Takes the power away: whatever waited is forgotten, the repository stays.
    pub(super) fn power_down(&mut self) {
        self.up = false;
        self.wake_at = None;
        self.changed = true;
    }

    /// Brings the host back with the addresses of its line. The cache is as it was left, or empty
    /// with its first commit when `fresh`.
    pub(super) fn power_up(
        &mut self,
        line: &scenario::Host,
        seed: u64,
        fresh: bool,
        why: &Why<'_>,
    ) -> Option<Made> {
        self.up = true;
        self.changed = true;
        self.engine = started_engine(line, seed, why.at);
        fresh.then(|| {
            let (cache, made) = Cache::create(&line.name, why);
            self.caches.push(cache);
            made
        })
    }

    /// When the engine next needs to be told the time; never while the host is down.
    pub(super) fn next_timeout(&self) -> Option<Instant> {
        if !self.up {
            return None;
        }
        self.engine.poll_timeout(self.cache().table())
    }

    /// Whether its addresses are others than those last noted.
    pub(super) fn has_other_ips(&self) -> bool {
        self.engine.ips() != &*self.noted_ips
    }

    /// What a snapshot shows of the host now, to be noted.
    pub(super) fn state(&mut self) -> HostState {
        self.noted_ips = Arc::from(self.engine.ips());
        let repository = self.cache().repository();
        HostState {
            up: self.up,
            ips: self.noted_ips.clone(),
            generation: self.generation(),
            branches: repository.branches().clone(),
            known: repository.history().len(),
            commits: repository.reachable(),
        }
    }
}

/// An engine as it is after power-up: addresses in place, nothing announced, nothing asked.
fn started_engine(line: &scenario::Host, seed: u64, now: Instant) -> Engine<Waiter> {
    let defaults = line.profile.config();
    let config = Config {
        timeout: line.timeout.unwrap_or(defaults.timeout),
        retry: line.retry.unwrap_or(defaults.retry),
        tries: line.tries.unwrap_or(defaults.tries),
        capacity: line.capacity.unwrap_or(defaults.capacity),
        defence: line.defend.unwrap_or(defaults.defence),
        accept: line.accept.unwrap_or(defaults.accept),
        proxy: line.proxy,
        ..defaults
    };
    let mut engine = Engine::new(line.mac, config, Stream::new(seed, "host", &line.name), now);
    engine.set_networks(line.addresses.clone());
    engine.place_ips(line.addresses.iter().map(|net| net.addr()).collect());
    engine
}
