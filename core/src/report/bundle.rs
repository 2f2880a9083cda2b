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
    let repository = run.repository(host, state.generation);
    let tips: Vec<ObjectId> = state.branches.values().copied().collect();
    let mut bytes = b"# v2 git bundle\n".to_vec();
    // A bundle has no other way to say that a history was cut than to ask for what is missing.
    for id in repository.shallow(&tips) {
        let parents = repository.commit(id).map(|commit| commit.parents());
        for parent in parents.into_iter().flatten() {
            if !repository.contains(*parent) {
                bytes.extend(format!("-{parent} cut off\n").bytes());
            }
        }
    }
    // A bundle cannot say which branch HEAD is: git takes the last one listed at HEAD's commit.
    let others = state.branches.iter().filter(|(name, _)| **name != main);
    for (name, id) in others.chain([(&main, head)]) {
        bytes.extend(format!("{id} refs/heads/{name}\n").bytes());
    }
    bytes.extend(format!("{head} HEAD\n\n").bytes());
    bytes.extend(Pack::of(repository, &tips).bytes);
    bytes
}
