//! The ARP engine's rows: requests for us from neighbours that are known, bytes in to bytes out, each
//! of which renews the neighbour's entry and is answered. Modules in reading order: [`work`] (the
//! frames), [`ours`], [`stack`] (smoltcp, the peer), [`path`] (the engine with its history).

mod ours;
mod path;
mod stack;
mod work;

use crate::table::{Row, Table};
use anyhow::Result;
use ours::Ours;
use path::Path;
use stack::Stack;
use work::Work;

/// The best of so many runs, ours and the other's in turn: what disturbs a run only ever makes it
/// slower. Each takes a few milliseconds, so that on a machine at work some are left in peace.
const RUNS: usize = 60;
/// Frames of one run.
const FRAMES: u32 = 10_000;

/// All rows of the engine.
pub fn rows(table: &mut Table) -> Result<()> {
    if table.wants("engine") {
        alone(table, 256, 0.5);
        alone(table, 4_096, 5.0);
        growth(table);
    }
    if table.wants("path") {
        path(table)?;
    }
    Ok(())
}

/// Against smoltcp, whose cache is as large as the largest of these.
fn alone(table: &mut Table, neighbours: u32, goal: f64) {
    if Stack::CAPACITY < neighbours as usize {
        println!(
            "SKIPPED smoltcp with {neighbours} neighbours: it was built for {}; `cargo xtask bench` sets \
             SMOLTCP_IFACE_NEIGHBOR_CACHE_COUNT",
            Stack::CAPACITY
        );
        return;
    }
    let work = Work::new(neighbours);
    let (mut ours, mut stack) = (Ours::new(&work), Stack::new(&work));
    let mut best = (0.0f64, 0.0f64);
    for _ in 0..RUNS {
        best.0 = best.0.max(ours.run(&work, FRAMES));
        best.1 = best.1.max(stack.run(FRAMES));
    }
    table.push(Row {
        what: format!("engine, {neighbours} neighbours"),
        ours: best.0,
        other: best.1,
        name: "smoltcp 0.14",
        unit: "frames/s",
        goal: Some(goal),
    });
}

/// How much slower it gets with many.
fn growth(table: &mut Table) {
    let (few, many) = (Work::new(256), Work::new(65_536));
    let (mut with_few, mut with_many) = (Ours::new(&few), Ours::new(&many));
    let mut best = (0.0f64, 0.0f64);
    for _ in 0..RUNS {
        best.0 = best.0.max(with_many.run(&many, FRAMES));
        best.1 = best.1.max(with_few.run(&few, FRAMES));
    }
    table.push(Row {
        what: "engine, 65,536 neighbours".to_owned(),
        ours: best.0,
        other: best.1,
        name: "with 256",
        unit: "frames/s",
        goal: Some(0.33),
    });
}

/// Frame in, edit, commit with its id; against the store alone, which is handed the same changes
/// with their messages.
fn path(table: &mut Table) -> Result<()> {
    let mut best = (0.0f64, 0.0f64);
    for _ in 0..RUNS / 4 {
        let mut path = Path::new(256);
        best.0 = best.0.max(path.run(FRAMES));
        best.1 = best.1.max(path.store_alone()?);
    }
    table.push(Row {
        what: "frame to commit, 256 neighbours".to_owned(),
        ours: best.0,
        other: best.1,
        name: "store alone",
        unit: "commits/s",
        goal: Some(0.6),
    });
    Ok(())
}
