//! The store's workload in the browser: against the bare loop compiled in the same way, and against
//! isomorphic-git in the same page.

use super::Page;
use crate::table::{Row, Table};
use anyhow::{Result, ensure};
use serde::Deserialize;
use versioned_arp::cache::EPOCH;

const UNIT: &str = "commits/s";
const ENTRIES: u32 = 256;
const COMMITS: u32 = 20_000;
/// The best of so many runs, in turns, so that both see the same machine.
const RUNS: usize = 15;
/// What isomorphic-git does in some seconds.
const FEW: u32 = 500;
const FEW_RUNS: usize = 3;

/// What `window.bench` and `window.peer` answer.
#[derive(Deserialize)]
struct Filled {
    seconds: f64,
    head: String,
    version: Option<String>,
}

pub fn rows(table: &mut Table, page: &Page) -> Result<()> {
    if table.wants("browser ceiling") {
        ceiling(table, page)?;
    }
    if table.wants("browser peers") {
        peer(table, page)?;
    }
    Ok(())
}

/// The better of two runs, which made the same objects.
fn better(best: Option<Filled>, next: Filled) -> Result<Option<Filled>> {
    let Some(best) = best else {
        return Ok(Some(next));
    };
    ensure!(best.head == next.head, "the same work made other objects");
    let faster = next.seconds < best.seconds;
    Ok(Some(if faster { next } else { best }))
}

/// One run of `window.bench`.
fn run(page: &Page, who: &str, commits: u32) -> Result<Filled> {
    page.ask(&format!("return bench.{who}({ENTRIES}, {commits})"))
}

fn ceiling(table: &mut Table, page: &Page) -> Result<()> {
    let (mut ours, mut bare) = (None, None);
    for _ in 0..RUNS {
        bare = better(bare, run(page, "bare", COMMITS)?)?;
        ours = better(ours, run(page, "ours", COMMITS)?)?;
    }
    let (ours, bare) = ours.zip(bare).expect("there were runs");
    ensure!(ours.head == bare.head, "the bare loop made other objects");
    table.push(Row {
        what: format!("in the browser: a commit that changes one of {ENTRIES} entries"),
        ours: f64::from(COMMITS) / ours.seconds,
        other: f64::from(COMMITS) / bare.seconds,
        name: "bare loop",
        unit: UNIT,
        goal: Some(0.5),
    });
    Ok(())
}

fn peer(table: &mut Table, page: &Page) -> Result<()> {
    let mut ours = None;
    for _ in 0..RUNS {
        ours = better(ours, run(page, "ours", COMMITS)?)?;
    }
    let ours = ours.expect("there were runs");
    let rate = f64::from(COMMITS) / ours.seconds;
    if !page.ask::<bool>("return Boolean(window.peer)")? {
        println!("skipped: isomorphic-git is not here (npm brings it), so there is no peer");
        println!("  (in the browser: {rate:.0} commits a second of {ENTRIES} entries)");
        return Ok(());
    }
    // As many of ours, for the same id.
    let few = run(page, "ours", FEW)?;
    let mut git: Option<Filled> = None;
    for _ in 0..FEW_RUNS {
        git = better(git, page.ask(&format!("return peer({FEW}, {EPOCH})"))?)?;
    }
    let git = git.expect("there were runs");
    ensure!(git.head == few.head, "isomorphic-git made other objects");
    table.fact(format!(
        "isomorphic-git {}",
        git.version.as_deref().unwrap_or("of no version")
    ));
    table.push(Row {
        what: format!("in the browser: the same, {ENTRIES} entries"),
        ours: rate,
        other: f64::from(FEW) / git.seconds,
        name: "isomorphic-git, files in memory",
        unit: UNIT,
        goal: Some(100.0),
    });
    Ok(())
}
