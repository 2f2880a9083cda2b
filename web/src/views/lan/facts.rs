//! What the drawing says of a host at a moment.

use crate::state::Moment;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use versioned_arp::addr::MacAddr;
use versioned_arp::cache::entries;
use versioned_arp::sim::HostId;
use versioned_arp::store::{BranchName, ObjectId};

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
    /// The tip of main, when it has only just come to be.
    pub fresh: Option<ObjectId>,
}

impl HostFacts {
    /// The facts at a moment; `now` and `glow` (microseconds) say what "just" means.
    pub fn of(moment: &Moment, host: HostId, wrong: usize, now: f64, glow: f64) -> Self {
        let trace = moment.run.trace();
        let state = trace.host_at(host, moment.at);
        let main = state.branches.get(&BranchName::main());
        let cache = main.and_then(|id| moment.run.repository(host, state.generation).commit(*id));
        let asking = |branch: &&BranchName| branch.as_str().starts_with("query/");
        let timeline = trace.host_timeline(host);
        let known = timeline.partition_point(|(at, _)| *at <= moment.at);
        let changed = known
            .checked_sub(1)
            .map(|index| timeline[index].0.as_micros());
        let just = |at: u64| at > 0 && now - at as f64 <= glow;
        let mut others = (0..moment.run.scenario().hosts.len())
            .map(HostId::new)
            .filter(|other| *other != host)
            .map(|other| trace.host_at(other, moment.at))
            .filter(|other| other.up);
        Self {
            up: state.up,
            ips: state.ips.to_vec(),
            entries: cache.map_or(0, |commit| commit.tree().len()),
            asking: state.branches.keys().filter(asking).count(),
            wrong,
            forging: trace
                .frames_until(moment.at)
                .iter()
                .any(|frame| frame.forged && frame.from == host),
            duplicate: state.up
                && others.any(|other| other.ips.iter().any(|ip| state.ips.contains(ip))),
            fresh: main.copied().filter(|_| changed.is_some_and(just)),
        }
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

/// For every host, how many of its entries name a MAC which no host with that address has.
pub fn wrong_beliefs(moment: &Moment) -> Vec<usize> {
    let (run, trace) = (&moment.run, moment.run.trace());
    let hosts = || (0..run.scenario().hosts.len()).map(HostId::new);
    let mut owners: BTreeMap<Ipv4Addr, Vec<MacAddr>> = BTreeMap::new();
    for host in hosts() {
        let mac = run.scenario().hosts[host.index()].mac;
        for ip in trace.host_at(host, moment.at).ips.iter() {
            owners.entry(*ip).or_default().push(mac);
        }
    }
    let is_wrong = |ip: &Ipv4Addr, mac: Option<MacAddr>| {
        let owners = owners.get(ip);
        mac.is_some_and(|mac| owners.is_some_and(|owners| !owners.contains(&mac)))
    };
    hosts()
        .map(|host| {
            let state = trace.host_at(host, moment.at);
            let main = state.branches.get(&BranchName::main());
            let commit = main.and_then(|id| run.repository(host, state.generation).commit(*id));
            commit.map_or(0, |commit| {
                let entries = entries(commit.tree());
                entries
                    .iter()
                    .filter(|(ip, entry)| is_wrong(ip, entry.mac))
                    .count()
            })
        })
        .collect()
}
