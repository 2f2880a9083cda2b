//! The snapshot: everything a script may ask of a lab at one moment, as plain data. Its form is
//! fixed (the page's `window.lab.snapshot()` and the runner's `--json` are the same object).

use super::{MODEL, fingerprint};
use crate::cache;
use crate::sim::{HostId, Run};
use crate::store::BranchName;
use crate::time::Instant;
use serde::Serialize;
use std::collections::BTreeMap;

/// A lab at one moment, after all events at or before it. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Snapshot {
    /// The moment.
    pub time: f64,
    /// The scenario's end.
    pub end: f64,
    /// Which release's behaviour this is.
    pub model: u32,
    /// See [`fingerprint`].
    pub fingerprint: String,
    /// Frames that hosts put on a wire.
    pub frames: usize,
    /// Copies lost on links.
    pub dropped: usize,
    /// The hosts, in order of the text.
    pub hosts: Vec<HostSnapshot>,
    /// TCP conversations.
    pub streams: Vec<Stream>,
    /// Echo requests.
    pub pings: Vec<Ping>,
}

/// A host at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HostSnapshot {
    /// Its name.
    pub name: String,
    /// Its Ethernet address.
    pub mac: String,
    /// Its own addresses.
    pub ips: Vec<String>,
    /// Whether it has power.
    pub up: bool,
    /// The rules that it follows.
    pub profile: &'static str,
    /// The commit that `main` points at.
    pub head: String,
    /// As `git rev-list --count --all` counts.
    pub commits: usize,
    /// The tip of every branch by short name, `main` included.
    pub branches: BTreeMap<String, String>,
    /// The entries of `main`, in order of address.
    pub cache: Vec<CacheEntry>,
}

/// An entry of a cache.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CacheEntry {
    /// Its address.
    pub ip: String,
    /// The MAC address, or none.
    pub mac: Option<String>,
    /// As `ip neigh` names it.
    pub state: String,
    /// When it expires, in seconds; none for never.
    pub expires: Option<f64>,
}

/// What one host has said to another over TCP, and how much of it came back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stream {
    /// Who speaks.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The port of the peer.
    pub port: u16,
    /// Bytes said.
    pub sent: u64,
    /// Bytes that came back.
    pub echoed: u64,
}

/// Echo requests from one host to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ping {
    /// Who asks.
    pub from: String,
    /// Whom.
    pub to: String,
    /// Requests sent.
    pub sent: u64,
    /// Replies heard.
    pub answered: u64,
}

/// The lab as of `at`, which the run must have reached.
pub fn snapshot(run: &Run, at: Instant) -> Snapshot {
    let trace = run.trace();
    Snapshot {
        time: at.as_secs_f64(),
        end: run.scenario().end.as_secs_f64(),
        model: MODEL,
        fingerprint: fingerprint(run, at),
        frames: trace.frames_until(at).len(),
        dropped: trace.dropped_until(at),
        hosts: (0..run.scenario().hosts.len())
            .map(|index| host(run, HostId::new(index), at))
            .collect(),
        streams: trace
            .streams()
            .iter()
            .filter_map(|stream| {
                let counts = stream.at(at)?;
                Some(Stream {
                    from: run.scenario().hosts[stream.from.index()].name.clone(),
                    to: stream.to.to_string(),
                    port: stream.port?,
                    sent: counts.sent,
                    echoed: counts.returned,
                })
            })
            .collect(),
        pings: trace
            .pings()
            .iter()
            .filter_map(|ping| {
                let counts = ping.at(at)?;
                Some(Ping {
                    from: run.scenario().hosts[ping.from.index()].name.clone(),
                    to: ping.to.to_string(),
                    sent: counts.sent,
                    answered: counts.returned,
                })
            })
            .collect(),
    }
}

fn host(run: &Run, id: HostId, at: Instant) -> HostSnapshot {
    let line = &run.scenario().hosts[id.index()];
    let state = run.trace().host_at(id, at);
    let head = state
        .branches
        .get(&BranchName::main())
        .expect("every repository has a main");
    let commit = run
        .repository(id, state.generation)
        .commit(*head)
        .expect("a branch points at a known commit");
    HostSnapshot {
        name: line.name.clone(),
        mac: line.mac.to_string(),
        ips: state.ips.iter().map(ToString::to_string).collect(),
        up: state.up,
        profile: line.profile.word(),
        head: head.to_string(),
        commits: state.commits,
        branches: state
            .branches
            .iter()
            .map(|(name, id)| (name.to_string(), id.to_string()))
            .collect(),
        cache: cache::entries(commit.tree())
            .into_iter()
            .map(|(ip, entry)| CacheEntry {
                ip: ip.to_string(),
                mac: entry.mac.map(|mac| mac.to_string()),
                state: entry.state.to_string(),
                expires: entry.expires.map(Instant::as_secs_f64),
            })
            .collect(),
    }
}
