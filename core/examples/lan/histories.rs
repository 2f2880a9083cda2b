//! Histories that a lab's hosts may start from: bundles, packs and bare repositories on disk.

use crate::commands::{Failure, print};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use versioned_arp::cache::{self, Histories, Repository};
#[cfg(not(target_arch = "wasm32"))]
use versioned_arp::store::{self, GitDirectory};
use versioned_arp::store::{BranchName, Limits};

/// All of these.
pub fn read(paths: &[PathBuf]) -> Result<Histories, Failure> {
    let mut histories = Histories::new();
    for path in paths {
        histories.add(read_one(path)?);
    }
    Ok(histories)
}

fn read_one(path: &Path) -> Result<Repository, Failure> {
    let failure = |error: &dyn std::fmt::Display| {
        Failure::Lab(format!(
            "{}: no history of a cache: {error}",
            path.display()
        ))
    };
    // There are no directories where WebAssembly runs.
    #[cfg(not(target_arch = "wasm32"))]
    if path.is_dir() {
        let directory = GitDirectory::read_only(path).map_err(|error| failure(&error))?;
        return store::Repository::load(&directory, &Limits::NONE, cache::moment)
            .map_err(|error| failure(&error));
    }
    let bytes = std::fs::read(path).map_err(|error| failure(&error))?;
    cache::read_history(&bytes, &Limits::FILE).map_err(|error| failure(&error))
}

/// Prints the branches of a history, and how a host starts from it.
pub fn tell(path: &Path) -> Result<(), Failure> {
    let history = read_one(path)?;
    let mut text = String::new();
    for (name, id) in history.branches().iter() {
        let tip = history
            .commit(*id)
            .expect("a branch points at a known commit");
        let id = id.to_hex_with_len(7);
        let _ = writeln!(
            text,
            "{id} {name}: {} ({} entries)",
            tip.subject(),
            tip.tree().len()
        );
    }
    let _ = writeln!(text, "{} commits", history.reachable());
    let main = history.branch(&BranchName::main());
    if let Some(id) = main.or_else(|| history.branches().values().next().copied()) {
        let _ = writeln!(text, "\nA host starts from it with:  from {id}");
    }
    print(&text)
}
