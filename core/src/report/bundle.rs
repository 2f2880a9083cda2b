//! A host's repository as one file: a Git bundle, version 2 (`gitformat-bundle`), which
//! `git bundle verify`, `git clone` and `git fetch` read.

use crate::sim::{HostId, Run};
use crate::store::{BranchName, ObjectId, Pack};
use crate::time::Instant;

/// The host's repository as of `at`, which the run must have reached: every branch, HEAD, and all
/// that they reach. The same lab and moment give the same bytes everywhere.
pub fn bundle(run: &Run, host: HostId, at: Instant) -> Vec<u8> {
    let main = BranchName::main();
    let state = run.trace().host_at(host, at);
    let head = state
        .branches
        .get(&main)
        .expect("every repository has a main");
    let mut bytes = b"# v2 git bundle\n".to_vec();
    // A bundle cannot say which branch HEAD is: git takes the last one listed at HEAD's commit.
    let others = state.branches.iter().filter(|(name, _)| **name != main);
    for (name, id) in others.chain([(&main, head)]) {
        bytes.extend(format!("{id} refs/heads/{name}\n").bytes());
    }
    bytes.extend(format!("{head} HEAD\n\n").bytes());
    let tips: Vec<ObjectId> = state.branches.values().copied().collect();
    bytes.extend(Pack::of(run.repository(host, state.generation), &tips).bytes);
    bytes
}
