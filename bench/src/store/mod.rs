//! The store's rows. Modules in reading order: [`work`] (the workload that all share), [`ours`],
//! [`bare`] (the ceiling), [`libgit2`] and [`fast_import`] (peers), and the rows.

mod bare;
mod commits;
mod directory;
mod fast_import;
mod libgit2;
mod looking;
mod merging;
mod ours;
mod work;

use crate::table::Table;
use anyhow::Result;

/// All rows of the store.
pub fn rows(table: &mut Table) -> Result<()> {
    commits::rows(table)?;
    merging::rows(table)?;
    directory::rows(table)?;
    looking::rows(table)
}
