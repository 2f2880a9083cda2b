//! The store's rows. Modules in reading order: [`libgit2`] and [`fast_import`] (peers that do the
//! shared workload), and the rows.

mod commits;
mod directory;
mod fast_import;
mod libgit2;
mod looking;
mod merging;

use crate::table::Table;
use anyhow::Result;

/// All rows of the store.
pub fn rows(table: &mut Table) -> Result<()> {
    commits::rows(table)?;
    merging::rows(table)?;
    directory::rows(table)?;
    looking::rows(table)
}
