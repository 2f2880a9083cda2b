//! Where ARP meets the store: a host's ARP cache in which every change is a commit with a cause.
//!
//! The engine proposes [`Edit`](crate::arp::Edit)s; [`Cache::apply`] makes them commits. A query
//! in flight is a branch that ends in a merge. What a repository holds is fixed by the project's
//! repository format: one file for each entry, subjects that say what happened, trailers that say
//! when and why. Neither the rules of ARP nor the mechanics of the store live here.
//!
//! Reading order: [`Ip`] and the entry's file form, [`Why`], [`Cache`].

mod branches;
mod entry_file;
mod history;
mod ip;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod laws;
mod mapping;
mod message;
mod open;
mod rev;
mod versioned;

pub use branches::{MergeOutcome, Pulled, Refusal, RevertPlan, plan_revert, resolve};
pub use entry_file::EntryFileError;
pub use history::{Histories, read_history};
pub use ip::Ip;
pub use message::{CauseLine, EPOCH, Why, author, query_branch, timestamp};
pub use open::{OpenError, moment};
pub use rev::Rev;
pub use versioned::{Cache, Keep, Made, Repository};

use crate::arp::Entry;
use std::net::Ipv4Addr;

/// A version of a cache: entries by address.
pub type Tree = crate::store::Tree<Ip, Entry>;

/// A commit of a cache.
pub type Commit = crate::store::Commit<Ip, Entry>;

/// The entries of a version in order of address (the tree itself is in git's order of names).
pub fn entries(tree: &Tree) -> Vec<(Ipv4Addr, Entry)> {
    let mut entries: Vec<_> = tree.iter().map(|(ip, entry)| (ip.0, *entry)).collect();
    entries.sort_unstable_by_key(|(ip, _)| *ip);
    entries
}
