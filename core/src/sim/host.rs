//! A host of the lab: its ARP engine, its cache, its power. Owns what keeps the two in step;
//! what a host sends is handed out as the engine's outputs, and carried by the run.

use super::journal::Unwritten;
use super::stack::Stack;
use super::stop::StopReason;
use super::{Cause, HostState, MessageNumber};
use crate::addr::Ipv4Addr;
use crate::arp::{Config, Edit, Engine};
use crate::cache::{Cache, Histories, Made, Repository, Why};
use crate::rng::Stream;
use crate::routes::Routes;
use crate::scenario;
use crate::store::ObjectId;
use crate::time::Instant;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// What waits for a query of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiter {
    /// The statement that asked, by its index.
    Statement(usize),
    /// A packet, by its ticket in [`Host::waiting`].
    Packet(u64),
}

/// An IPv4 packet on its way out.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) packet: Vec<u8>,
    /// The neighbour to pass it on to, when it is another host's.
    pub(super) next: Option<Ipv4Addr>,
    /// Why it is sent.
    pub(super) cause: Cause,
    /// What was said that it carries or answers.
    pub(super) message: Option<MessageNumber>,
}

/// One host.
pub(super) struct Host {
    pub(super) engine: Engine<Waiter>,
    /// Its repositories: `up fresh` starts another, the last is in use.
    caches: Vec<Cache>,
    /// What is in the table of the one in use, and not in its history.
    pub(super) unwritten: Vec<Unwritten>,
    pub(super) up: bool,
    /// When it is to be woken next, if that is scheduled.
    pub(super) wake_at: Option<Instant>,
    /// Whether what a snapshot shows may have changed since it was last noted.
    pub(super) changed: bool,
    /// The own addresses when that was last noted: claims and conflicts change them, too.
    noted_ips: Arc<[Ipv4Addr]>,
    gateway: Option<Ipv4Addr>,
    forwards: bool,
    /// The IP stack, from its first use after power-up on.
    stack: Option<Box<Stack>>,
    /// When the stack is to be told the time.
    stack_due: Option<Instant>,
    /// What the stacks of this host draw their chance from: each power-up goes on where the last
    /// one ended, so that ports and sequence numbers do not repeat.
    chance: Stream,
    /// Packets that the router has to send.
    pub(super) outbox: VecDeque<Parcel>,
    /// Packets that wait for a neighbour, by ticket.
    pub(super) waiting: BTreeMap<u64, Parcel>,
    tickets: u64,
}

impl Host {
    /// A host as its line describes it, with the first commit of its repository.
    /// Where the line has it start from a history, it does, and there is no commit.
    pub(super) fn new(
        line: &scenario::Host,
        seed: u64,
        histories: &Histories,
        why: &Why<'_>,
    ) -> Result<(Self, Option<Made>), StopReason> {
        let (cache, made) = match line.from {
            None => {
                let (cache, made) = Cache::create(&line.name, why);
                (cache, Some(made))
            }
            Some(commit) => (imported(line, commit, histories, why)?, None),
        };
        let engine = started_engine(line, seed, why.at);
        Ok((
            Self {
                engine,
                caches: vec![cache],
                unwritten: Vec::new(),
                up: true,
                wake_at: None,
                changed: true,
                noted_ips: Arc::default(),
                gateway: line.gateway,
                forwards: line.forward,
                stack: None,
                stack_due: None,
                chance: Stream::new(seed, "stack", &line.name),
                outbox: VecDeque::new(),
                waiting: BTreeMap::new(),
                tickets: 0,
            },
            made,
        ))
    }

    /// The cache in use.
    pub(super) fn cache(&self) -> &Cache {
        self.caches
            .last()
            .expect("a host has a cache from its start on")
    }

    /// The cache in use, to change it. Its history is up to its table.
    pub(super) fn cache_mut(&mut self) -> &mut Cache {
        debug_assert!(self.unwritten.is_empty());
        self.changed = true;
        self.in_use()
    }

    /// Lets the table of the cache in use follow an edit of entries.
    pub(super) fn note(&mut self, edit: &Edit) {
        self.in_use().take_note(edit);
    }

    /// Lets the history of the cache in use follow an edit of entries.
    pub(super) fn write_down(&mut self, edit: &Edit, notes: Vec<String>, why: &Why<'_>) -> Made {
        self.in_use().write_down(edit, notes, why)
    }

    fn in_use(&mut self) -> &mut Cache {
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
        self.stack = None;
        self.stack_due = None;
        self.outbox.clear();
        self.waiting.clear();
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
        let engine = self.engine.poll_timeout(self.cache().table());
        engine.into_iter().chain(self.stack_due).min()
    }

    /// Whether it passes on packets that are not for itself.
    pub(super) fn forwards(&self) -> bool {
        self.forwards
    }

    /// What it knows of the way to others.
    pub(super) fn routes(&self) -> Routes<'_> {
        Routes {
            ips: self.engine.ips(),
            networks: self.engine.networks(),
            gateway: self.gateway,
        }
    }

    /// The IP stack, started if need be, with the addresses that the host has now.
    pub(super) fn stack(&mut self, now: Instant) -> &mut Stack {
        let stack = self.stack.get_or_insert_with(|| {
            let seed = self.chance.below(u64::MAX);
            Box::new(Stack::new(seed, now))
        });
        stack.set_addresses(self.engine.ips(), self.engine.networks());
        stack
    }

    /// The IP stack, if it is in use.
    pub(super) fn running_stack(&mut self) -> Option<&mut Stack> {
        self.stack.as_deref_mut()
    }

    /// Tells the IP stack the time, if it has asked for that.
    pub(super) fn wake_stack(&mut self, now: Instant) {
        if self.stack_due.is_some_and(|due| due <= now) {
            self.stack(now).handle_timeout(now);
        }
    }

    /// Asks the IP stack when it is to be told the time.
    pub(super) fn note_stack_due(&mut self, now: Instant) {
        self.stack_due = self
            .stack
            .as_mut()
            .and_then(|stack| stack.poll_timeout(now));
    }

    /// A number for a packet that may have to wait.
    pub(super) fn next_ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// Whether its addresses are others than those last noted.
    pub(super) fn has_other_ips(&self) -> bool {
        self.engine.ips() != &*self.noted_ips
    }

    /// What a snapshot shows of the host now, to be noted.
    pub(super) fn state(&mut self) -> HostState {
        if self.has_other_ips() {
            self.noted_ips = Arc::from(self.engine.ips());
        }
        self.noted_state()
    }

    /// The same, with the addresses that were last noted.
    pub(super) fn noted_state(&self) -> HostState {
        let repository = self.cache().repository();
        HostState {
            up: self.up,
            ips: self.noted_ips.clone(),
            generation: self.generation(),
            branches: repository.branches().clone(),
            known: repository.known(),
            commits: repository.reachable(),
        }
    }
}

/// The cache that a line starts from.
fn imported(
    line: &scenario::Host,
    commit: ObjectId,
    histories: &Histories,
    why: &Why<'_>,
) -> Result<Cache, StopReason> {
    let host = line.name.clone();
    let Some(history) = histories.with(commit) else {
        return Err(StopReason::NoHistory { host, commit });
    };
    Cache::start_from(history, commit, &line.name, why).map_err(|error| StopReason::NoStart {
        host,
        commit,
        error: error.to_string(),
    })
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
