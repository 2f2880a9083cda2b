//! What the drawing says of a host at a moment.

use crate::state::{Moment, RunHandle};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::rc::Rc;
use versioned_arp::addr::MacAddr;
use versioned_arp::arp::Entry;
use versioned_arp::cache::entries;
use versioned_arp::sim::HostId;
use versioned_arp::store::{BranchName, ObjectId};
use versioned_arp::time::Instant;

/// What the drawing says of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostFacts {
    /// Whether it has power.
    pub up: bool,
    /// Its addresses.
    pub ips: Vec<Ipv4Addr>,
    /// Entries in its cache.
    pub entries: usize,
    /// Queries in flight.
    pub asking: usize,
    /// Entries that name a MAC which nobody with that address has.
    pub wrong: usize,
    /// Whether it has sent forged frames.
    pub forging: bool,
    /// Whether another host that is up has one of its addresses too.
    pub duplicate: bool,
    /// The tip of main, and when the host last changed.
    pub tip: Option<(ObjectId, Instant)>,
}

/// The facts of all hosts, found anew only for hosts that changed.
#[derive(Default)]
pub struct Known {
    run: Option<RunHandle>,
    owners: Owners,
    /// When each host sent its first forged frame.
    forged: BTreeMap<HostId, Instant>,
    hosts: Vec<(usize, Rc<HostFacts>)>,
}

impl Known {
    /// The facts of every host at a moment.
    pub fn at(&mut self, moment: &Moment) -> Vec<Rc<HostFacts>> {
        if self.run.as_ref() != Some(&moment.run) {
            *self = Self {
                run: Some(moment.run.clone()),
                forged: first_forged(moment),
                ..Self::default()
            };
        }
        let owners = owners(moment);
        if owners != self.owners {
            self.owners = owners;
            self.hosts.clear();
        }
        let hosts = moment.run.scenario().hosts.len();
        let fresh = self.hosts.len() != hosts;
        for index in 0..hosts {
            let host = HostId::new(index);
            let timeline = moment.run.trace().host_timeline(host);
            let known = timeline.partition_point(|(at, _)| *at <= moment.at);
            let forging = self.forged.get(&host).is_some_and(|at| *at <= moment.at);
            if fresh {
                let facts = HostFacts::of(moment, host, &self.owners, forging);
                self.hosts.push((known, Rc::new(facts)));
            } else if self.hosts[index].0 != known || self.hosts[index].1.forging != forging {
                let facts = HostFacts::of(moment, host, &self.owners, forging);
                self.hosts[index] = (known, Rc::new(facts));
            }
        }
        self.hosts
            .iter()
            .map(|(_, facts)| Rc::clone(facts))
            .collect()
    }
}

fn first_forged(moment: &Moment) -> BTreeMap<HostId, Instant> {
    let mut first = BTreeMap::new();
    for frame in moment.run.trace().frames().iter().filter(|it| it.forged) {
        first.entry(frame.from).or_insert(frame.at);
    }
    first
}

impl HostFacts {
    fn of(moment: &Moment, host: HostId, owners: &Owners, forging: bool) -> Self {
        let trace = moment.run.trace();
        let state = trace.host_at(host, moment.at);
        let main = state.branches.get(&BranchName::main());
        let cache = main.and_then(|id| moment.run.repository(host, state.generation).commit(*id));
        let entries = cache.map_or(Vec::new(), |commit| entries(commit.tree()));
        let is_wrong = |(ip, entry): &&(Ipv4Addr, Entry)| {
            let owners = owners.get(ip);
            entry
                .mac
                .is_some_and(|mac| owners.is_some_and(|owners| !owners.contains(&mac)))
        };
        let asking = |branch: &&BranchName| branch.as_str().starts_with("query/");
        let timeline = trace.host_timeline(host);
        let known = timeline.partition_point(|(at, _)| *at <= moment.at);
        let changed = known.checked_sub(1).map(|index| timeline[index].0);
        let shared = |ip: &Ipv4Addr| owners.get(ip).is_some_and(|owners| owners.len() > 1);
        Self {
            up: state.up,
            ips: state.ips.to_vec(),
            entries: entries.len(),
            asking: state.branches.keys().filter(asking).count(),
            wrong: entries.iter().filter(is_wrong).count(),
            forging,
            duplicate: state.up && state.ips.iter().any(shared),
            tip: main.copied().zip(changed),
        }
    }

    /// The tip of main, when the host changed within the last `glow` microseconds before `now`:
    /// exactly then, or a while ago while time moves.
    pub fn fresh(&self, now: f64, glow: f64) -> Option<ObjectId> {
        let (tip, changed) = self.tip?;
        let age = now - changed.as_micros() as f64;
        (changed > Instant::ZERO && age < glow.max(1.0)).then_some(tip)
    }

    /// How many entries its cache has, in words; of a host without power only that.
    pub fn cache(&self) -> String {
        match (self.up, self.entries) {
            (false, _) => "no power".to_owned(),
            (true, 1) => "1 entry".to_owned(),
            (true, count) => format!("{count} entries"),
        }
    }

    /// What is wrong, or at least worth a second look, in words; the worst of it.
    pub fn alarm(&self) -> Option<String> {
        match self {
            Self { up: false, .. } => None,
            Self { wrong: 1.., .. } => Some(format!("{} wrong", self.wrong)),
            Self {
                duplicate: true, ..
            } => Some("duplicate".to_owned()),
            Self { forging: true, .. } => Some("forging".to_owned()),
            _ => None,
        }
    }

    /// How many queries are in flight, in words, if any.
    pub fn questions(&self) -> Option<String> {
        (self.up && self.asking > 0).then(|| format!("{} asking", self.asking))
    }

    /// All of that in one line.
    pub fn status(&self) -> String {
        let more = self.alarm().into_iter().chain(self.questions());
        more.fold(self.cache(), |words, more| format!("{words} · {more}"))
    }
}

/// The Ethernet addresses of the hosts that have an address and power.
type Owners = BTreeMap<Ipv4Addr, Vec<MacAddr>>;

fn owners(moment: &Moment) -> Owners {
    let mut owners = Owners::new();
    for (index, host) in moment.run.scenario().hosts.iter().enumerate() {
        let state = moment.run.trace().host_at(HostId::new(index), moment.at);
        if state.up {
            for ip in state.ips.iter() {
                owners.entry(*ip).or_default().push(host.mac);
            }
        }
    }
    owners
}
