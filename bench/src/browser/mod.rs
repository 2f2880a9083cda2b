//! The browser's rows: the same work in WebAssembly, in headless Chromium, by the page's own clock.
//! Modules in reading order: [`Page`] (a folder in a browser), then the rows: `commits` (the store),
//! `labs` (the simulator).

mod commits;
mod labs;
mod page;

pub use page::Page;

use crate::table::Table;
use anyhow::Result;
use std::path::Path;

/// All rows of the browser. `folder` is the built program; without it, or without a browser, it is
/// said that there are none.
pub fn rows(table: &mut Table, folder: Option<&Path>) -> Result<()> {
    if !table.wants_some_of("browser ") {
        return Ok(());
    }
    let Some(folder) = folder else {
        println!(
            "skipped: the workloads were not built for the browser (`cargo xtask bench` does)"
        );
        return Ok(());
    };
    let page = match Page::open(folder, "window.bench") {
        Ok(page) => page,
        Err(error) => {
            println!("skipped: no browser can be started: {error}");
            return Ok(());
        }
    };
    table.fact(page.version()?);
    commits::rows(table, &page)?;
    labs::rows(table, &page)
}
