//! A host's history as `git log --all --graph --oneline` shows one: lanes by line of development,
//! names at the tips.

use crate::addr::Ipv4Addr;
use crate::cache::Ip;
use crate::graph::{self, Graph, Label};
use crate::sim::{HostId, Run};
use crate::store::ObjectId;
use crate::time::Instant;
use std::collections::HashMap;

/// A line of development in a host's repository: one of its own branches, or what it fetched
/// from another host.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// The branch of this name.
    Own(String),
    /// Commits of the host of this name.
    Fetched(String),
}

impl Line {
    /// The line of the host's own `main`.
    pub fn main() -> Self {
        Self::Own("main".into())
    }
}

/// The commits that a host's repository holds as of `at`, in lanes.
pub fn history(run: &Run, host: HostId, at: Instant) -> Graph<ObjectId, Line> {
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    let commits = repository.history_until(state.known).iter().map(|id| {
        let commit = repository
            .commit(*id)
            .expect("a repository knows its history");
        (*id, commit.parents())
    });
    in_lanes(run, host, at, commits)
}

/// The graph as text, newest first.
pub fn log(run: &Run, host: HostId, at: Instant) -> String {
    text(run, host, at, &history(run, host, at))
}

/// The same of the commits that changed the entry of one address, on any branch: its biography,
/// as `git log --all --graph --oneline` tells that of a file.
pub fn biography(run: &Run, host: HostId, at: Instant, ip: Ipv4Addr) -> String {
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    let steps = repository.biography(state.branches.values().copied(), &Ip(ip));
    let commits = steps.iter().map(|step| (step.id, &step.parents[..]));
    text(run, host, at, &in_lanes(run, host, at, commits))
}

/// Commits with their parents, parents first, each in the lane of its line.
fn in_lanes<'a>(
    run: &Run,
    host: HostId,
    at: Instant,
    commits: impl Iterator<Item = (ObjectId, &'a [ObjectId])>,
) -> Graph<ObjectId, Line> {
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    let mut branches: HashMap<ObjectId, &str> = run
        .trace()
        .commits_until(at)
        .iter()
        .filter(|made| made.host == host && made.generation == state.generation)
        .map(|made| (made.id, made.branch.as_str()))
        .collect();
    // A history that the host started from is its own: main is what main was there.
    let start = run.scenario().hosts[host.index()].from;
    let mut back = start.filter(|_| state.generation == 0);
    while let Some(commit) = back.and_then(|id| repository.commit(id)) {
        branches.insert(commit.id(), "main");
        back = commit.parents().first().copied();
    }
    let mut graph = Graph::new(Line::main());
    for (id, parents) in commits {
        let line = match branches.get(&id) {
            Some(branch) => Line::Own((*branch).to_owned()),
            None => {
                let commit = repository
                    .commit(id)
                    .expect("the graph is the repository's");
                Line::Fetched(commit.author().name().to_owned())
            }
        };
        graph.push(id, parents, line);
    }
    graph
}

fn text(run: &Run, host: HostId, at: Instant, graph: &Graph<ObjectId, Line>) -> String {
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    graph::text(graph, |id| {
        let commit = repository
            .commit(*id)
            .expect("the graph is drawn from the repository");
        let mut refs: Vec<String> = state
            .branches
            .iter()
            .filter(|(_, tip)| *tip == id)
            .map(|(name, _)| name.to_string())
            .collect();
        if let Some(main) = refs.iter().position(|name| name == "main") {
            refs.remove(main);
            refs.insert(0, "HEAD -> main".into());
        }
        Label {
            id: id.to_hex_with_len(7).to_string(),
            refs,
            subject: commit.subject().to_owned(),
        }
    })
}
