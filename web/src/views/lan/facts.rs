//! What the drawing says of a host at a moment.

use crate::state::Moment;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use versioned_arp::addr::MacAddr;
use versioned_arp::arp::Entry;
use versioned_arp::cache::entries;
use versioned_arp::sim::HostId;
use versioned_arp::store::{BranchName, ObjectId};
use versioned_arp::time::Instant;

/// What the drawing says of a host.
#[derive(Clone, Debug, PartialEq)]
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

impl HostFacts {
    /// The facts of every host at a moment.
    pub fn all(moment: &Moment) -> Vec<Self> {
        let owners = owners(moment);
        let hosts = 0..moment.run.scenario().hosts.len();
        hosts
            .map(|index| Self::of(moment, HostId::new(index), &owners))
            .collect()
    }

    fn of(moment: &Moment, host: HostId, owners: &Owners) -> Self {
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
        let sent = trace.frames_until(moment.at).iter();
        Self {
            up: state.up,
            ips: state.ips.to_vec(),
            entries: entries.len(),
            asking: state.branches.keys().filter(asking).count(),
            wrong: entries.iter().filter(is_wrong).count(),
            forging: sent.rev().any(|frame| frame.forged && frame.from == host),
            duplicate: state.up && state.ips.iter().any(|ip| owners[ip].len() > 1),
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

    /// The line about its cache.
    pub fn status(&self) -> String {
        if !self.up {
            return "no power".to_owned();
        }
        let mut words = match self.entries {
            1 => "1 entry".to_owned(),
            count => format!("{count} entries"),
        };
        if self.wrong > 0 {
            words += &format!(" · {} wrong", self.wrong);
        } else if self.asking > 0 {
            words += &format!(" · {} asking", self.asking);
        } else if self.duplicate {
            words += " · duplicate";
        } else if self.forging {
            words += " · forging";
        }
        words
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
