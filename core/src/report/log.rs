//! A host's history as `git log --all --graph --oneline` shows one: lanes by line of development,
//! names at the tips.

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
    let branches: HashMap<ObjectId, &str> = run
        .trace()
        .commits_until(at)
        .iter()
        .filter(|made| made.host == host && made.generation == state.generation)
        .map(|made| (made.id, made.branch.as_str()))
        .collect();
    let mut graph = Graph::new(Line::main());
    for id in &repository.history()[..state.known] {
        let commit = repository
            .commit(*id)
            .expect("a repository knows its history");
        let line = match branches.get(id) {
            Some(branch) => Line::Own((*branch).to_owned()),
            None => Line::Fetched(commit.author().name().to_owned()),
        };
        graph.push(*id, commit.parents(), line);
    }
    graph
}

/// The graph as text, newest first.
pub fn log(run: &Run, host: HostId, at: Instant) -> String {
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    graph::text(&history(run, host, at), |id| {
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
