//! What the space-time view wants to know of a run and the trace does not say in one word. Made
//! once for a run.

use crate::state::RunHandle;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use versioned_arp::scenario::NodeRef;
use versioned_arp::sim::{HostId, NodeId, SwitchId};
use versioned_arp::store::ObjectId;
use versioned_arp::time::Instant;

/// A query in flight: the life of its branch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Query {
    /// Who asks.
    pub host: HostId,
    /// For what.
    pub ip: Ipv4Addr,
    /// From the first request.
    pub from: Instant,
    /// To the answer, the timeout or the loss of power; the end of the run when it goes on.
    pub to: Instant,
    /// How many of the same host's queries are in flight already.
    pub level: usize,
    /// The commit of its first request.
    pub first: ObjectId,
}

/// What is known of a run.
#[derive(Debug, PartialEq)]
pub struct Index {
    /// Every node in the order of its lane: hosts in the order of the text, a switch in the middle
    /// of its hosts.
    pub nodes: Vec<NodeId>,
    /// The lane of each host, then of each switch.
    lanes: Vec<usize>,
    hosts: usize,
    /// The longest flight, in microseconds.
    pub longest: u64,
    /// The queries, in order of their beginnings.
    pub queries: Vec<Query>,
    /// When which host was without power.
    pub off: Vec<(HostId, Instant, Instant)>,
}

impl Index {
    /// The index of `run`.
    pub fn of(run: &RunHandle) -> Self {
        let nodes = order(run);
        let hosts = run.scenario().hosts.len();
        let mut lanes = vec![0; nodes.len()];
        for (lane, node) in nodes.iter().enumerate() {
            lanes[number(*node, hosts)] = lane;
        }
        let flights = run.trace().hops().iter();
        let longest = flights
            .map(|hop| hop.arrives.since(hop.handed_over).as_micros())
            .max();
        let mut queries = (0..hosts)
            .flat_map(|host| queries(run, HostId::new(host)))
            .collect::<Vec<_>>();
        queries.sort_by_key(|query| query.from);
        Self {
            nodes,
            lanes,
            hosts,
            longest: longest.unwrap_or_default(),
            queries,
            off: (0..hosts)
                .flat_map(|host| off(run, HostId::new(host)))
                .collect(),
        }
    }

    /// The lane of a node, from 0.
    pub fn lane(&self, node: NodeId) -> usize {
        self.lanes[number(node, self.hosts)]
    }
}

fn number(node: NodeId, hosts: usize) -> usize {
    match node {
        NodeId::Host(host) => host.index(),
        NodeId::Switch(switch) => hosts + switch.index(),
    }
}

fn order(run: &RunHandle) -> Vec<NodeId> {
    let scenario = run.scenario();
    let hosts = scenario.hosts.len();
    let mut places: Vec<(f64, NodeId)> = (0..hosts)
        .map(|host| (host as f64, NodeId::Host(HostId::new(host))))
        .collect();
    for switch in 0..scenario.switches.len() {
        let node = NodeRef::Switch(switch);
        let (mut sum, mut count) = (0.0, 0.0);
        for link in &scenario.links {
            let other = match (link.a, link.b) {
                (a, b) if a == node => b,
                (a, b) if b == node => a,
                _ => continue,
            };
            if let NodeRef::Host(host) = other {
                (sum, count) = (sum + host as f64, count + 1.0);
            }
        }
        let middle = if count > 0.0 {
            sum / count
        } else {
            hosts as f64 / 2.0
        };
        // Between two hosts, never on the place of one.
        let place = middle.floor() + 0.5 + switch as f64 * 1e-3;
        places.push((place, NodeId::Switch(SwitchId::new(switch))));
    }
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    places.into_iter().map(|(_, node)| node).collect()
}

/// The queries of one host, from the branches that it had.
fn queries(run: &RunHandle, host: HostId) -> Vec<Query> {
    let mut open: BTreeMap<Ipv4Addr, Query> = BTreeMap::new();
    let mut done = Vec::new();
    for (at, state) in run.trace().host_timeline(host) {
        let mut asking = BTreeMap::new();
        for (name, tip) in state.branches.iter() {
            let ip = name.as_str().strip_prefix("query/");
            if let Some(ip) = ip.and_then(|ip| ip.parse::<Ipv4Addr>().ok()) {
                asking.insert(ip, *tip);
            }
        }
        open.retain(|ip, query| {
            let goes_on = asking.contains_key(ip);
            if !goes_on {
                done.push(Query { to: *at, ..*query });
            }
            goes_on
        });
        for (ip, first) in asking {
            let free = |level: &usize| open.values().all(|it| it.level != *level);
            let level = (0..).find(free).unwrap_or_default();
            open.entry(ip).or_insert(Query {
                host,
                ip,
                from: *at,
                to: run.end(),
                level,
                first,
            });
        }
    }
    done.extend(open.into_values());
    done
}

/// The times for which a host was without power.
fn off(run: &RunHandle, host: HostId) -> Vec<(HostId, Instant, Instant)> {
    let mut times = Vec::new();
    let mut since = None;
    for (at, state) in run.trace().host_timeline(host) {
        match (state.up, since) {
            (false, None) => since = Some(*at),
            (true, Some(from)) => {
                times.push((host, from, *at));
                since = None;
            }
            _ => {}
        }
    }
    times.extend(since.map(|from| (host, from, run.end())));
    times
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use versioned_arp::scenario::parse;
    use versioned_arp::sim::Run;

    fn run(statements: &str) -> RunHandle {
        let text = format!(
            "host ann 10.0.0.1 profile classic\nhost bob 10.0.0.2 profile classic\n{statements}end 20s\n"
        );
        let scenario = parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut run = Run::new(Arc::new(scenario));
        run.advance(Instant::from_secs(20), 10_000);
        RunHandle::new(run)
    }

    #[test]
    fn a_switch_lies_between_its_hosts() {
        let run = run("");
        let index = Index::of(&run);
        let nodes = [
            NodeId::Host(HostId::new(0)),
            NodeId::Switch(SwitchId::new(0)),
            NodeId::Host(HostId::new(1)),
        ];
        assert_eq!(index.nodes, nodes);
        assert_eq!(nodes.map(|node| index.lane(node)), [0, 1, 2]);
    }

    #[test]
    fn queries_last_from_the_first_request_to_the_end_and_lie_side_by_side() {
        let run = run("at 1s ann query bob\nat 2s ann query 10.0.0.8\nat 2s ann query 10.0.0.9\n");
        let queries = Index::of(&run).queries;
        let seen: Vec<_> = queries
            .iter()
            .map(|it| {
                (
                    it.from.as_secs(),
                    it.to.since(it.from).as_micros() / 1_000_000,
                    it.level,
                )
            })
            .collect();
        // Answered at once; unanswered after four requests.
        assert_eq!((seen[0], seen.len()), ((1, 0, 0), 3));
        assert_eq!((seen[1].0, seen[1].2, seen[2].2), (2, 0, 1));
        assert!(seen[1].1 >= 4);
    }

    #[test]
    fn a_host_without_power_is_known() {
        let run = run("at 3s bob down\nat 5s bob up\nat 9s bob down\n");
        let times: Vec<_> = Index::of(&run)
            .off
            .iter()
            .map(|(host, from, to)| (host.index(), from.as_secs(), to.as_secs()))
            .collect();
        assert_eq!(times, [(1, 3, 5), (1, 9, 20)]);
    }
}
