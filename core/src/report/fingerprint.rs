//! The fingerprint of a run: one number by which a browser and a command line can tell that they
//! saw the same.

use crate::sim::{HostId, Run};
use crate::store::BranchName;
use crate::time::Instant;
use sha1::{Digest, Sha1};

/// The SHA-1, in hex, over one line `NAME HEAD-ID\n` for every host in order of name, as of `at`.
pub fn fingerprint(run: &Run, at: Instant) -> String {
    let main = BranchName::main();
    let mut hosts: Vec<_> = run.scenario().hosts.iter().enumerate().collect();
    hosts.sort_by_key(|(_, host)| &host.name);
    let mut hash = Sha1::new();
    for (index, host) in hosts {
        let state = run.trace().host_at(HostId::new(index), at);
        let head = state
            .branches
            .get(&main)
            .expect("every repository has a main");
        hash.update(format!("{} {head}\n", host.name));
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
