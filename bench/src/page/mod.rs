//! What the built page promises, measured in headless Chromium. Each row says how. Modules in reading
//! order: [`browser`] (the page, and what its main thread did), [`labs`], then the rows: `start` (the
//! first view), `graph` (the history), `motion` (the LAN, scrubbing, long tasks).

mod browser;
mod graph;
mod labs;
mod motion;
mod start;

use crate::table::Table;
use anyhow::Result;
use browser::Page;
use std::path::Path;

/// All rows of the page that is built in a folder. Without it, or without a browser, it is said that
/// there are none. `weight` is what the first view loads, in bytes as a host compresses them.
pub fn rows(table: &mut Table, site: Option<&Path>, weight: Option<f64>) -> Result<()> {
    if !table.wants_some_of("page ") {
        return Ok(());
    }
    let Some(site) = site else {
        println!("skipped: no built page was named (`cargo xtask bench` builds it)");
        return Ok(());
    };
    let page = match Page::open(site) {
        Ok(page) => page,
        Err(error) => {
            println!("skipped: no browser can be started: {error}");
            return Ok(());
        }
    };
    if table.wants("page start") {
        start::rows(table, &page, weight)?;
    }
    if table.wants("page graph") {
        graph::rows(table, &page)?;
    }
    motion::rows(table, &page)
}

/// The one in the middle: what one pass in a hurry or one in luck has no part in.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
