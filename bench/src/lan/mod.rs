//! The simulator's rows: what a frame costs in a small and in a large lab, ns-3 as peer, and time
//! itself. The labs are texts that the runner and the page take, too: the tests of the page have the same ones.

pub mod ns3;

use crate::machine::Watch;
use crate::table::{Row, Table};
use anyhow::{Context as _, Error, Result};
use versioned_arp::sim::Run;
use versioned_arp_bench::workload::labs;

/// Hosts that send datagrams, and how many each: in the browser too.
pub const SENDERS: usize = 100;
pub const DATAGRAMS: usize = 20;

/// All rows of the simulator.
pub fn rows(table: &mut Table) -> Result<()> {
    if table.wants("lan pings") {
        pings(table)?;
    }
    if table.wants("lan sends") {
        sends(table)?;
    }
    if table.wants("lan hour") {
        hour(table)?;
    }
    Ok(())
}

/// Hosts on a tree of switches, each pinging 20 others.
fn pings(table: &mut Table) -> Result<()> {
    let small = Timed::best(&labs::pings(10), 50)?;
    let large = Timed::best(&labs::pings(500), 3)?;
    let delivered = large.run.trace().receptions().len();
    println!(
        "500 hosts: {delivered} frames delivered in {:.2} s, {}",
        large.seconds,
        memory()
    );
    table.push(Row {
        what: "frames delivered, 500 hosts on 20 switches pinging 20 others each".into(),
        ours: large.delivered(),
        other: small.delivered(),
        name: "10 hosts",
        unit: "frames/s",
        goal: Some(0.5),
    });
    Ok(())
}

/// Hosts on one switch that send datagrams to each other, as ns-3 does it.
fn sends(table: &mut Table) -> Result<()> {
    const HOSTS: usize = SENDERS;
    const EACH: usize = DATAGRAMS;
    /// In turns, some short runs to one long one: a machine that is slow for a while is so for both.
    const TURNS: usize = 5;
    let lab = labs::sends(HOSTS, EACH);
    let (mut ours, mut theirs) = (f64::INFINITY, Some(f64::INFINITY));
    for _ in 0..TURNS {
        let timed = Timed::best(&lab, 5)?;
        if timed.seconds < ours {
            ours = timed.seconds;
            let frames = timed.run.trace().frames().len();
            println!("{HOSTS} hosts, {EACH} datagrams each: {frames} frames sent in {ours:.3} s");
        }
        if let Some(best) = theirs {
            theirs = ns3::seconds(HOSTS, EACH)?.map(|seconds| seconds.min(best));
        }
    }
    let Some(theirs) = theirs else {
        println!("skipped: Python has no module ns3 here (pip install ns3), so there is no peer");
        return Ok(());
    };
    table.push(Row {
        what: format!("{HOSTS} hosts, {EACH} datagrams each, every cache versioned"),
        ours: 1.0 / ours,
        other: 1.0 / theirs,
        name: "ns-3, CSMA",
        unit: "runs/s",
        goal: Some(5.0),
    });
    Ok(())
}

/// An hour of the TCP demo.
fn hour(table: &mut Table) -> Result<()> {
    let timed = Timed::best(&labs::hour(), 3)?;
    let frames = timed.run.trace().frames().len();
    println!(
        "an hour of the demo: {frames} frames sent in {:.2} s, {}",
        timed.seconds,
        memory()
    );
    table.push(Row {
        what: "an hour of the TCP demo".into(),
        ours: 3_600.0 / timed.seconds,
        other: 1.0,
        name: "real time",
        unit: "s/s",
        goal: Some(2_000.0),
    });
    Ok(())
}

/// A lab that was run, and how long that took.
struct Timed {
    run: Run,
    /// The least of several times: what disturbs a measurement only makes it longer.
    seconds: f64,
}

impl Timed {
    fn best(text: &str, times: u32) -> Result<Self> {
        let scenario = labs::read(text).map_err(Error::msg)?;
        let mut best: Option<Timed> = None;
        for _ in 0..times {
            let started = Watch::start();
            let run = labs::run(&scenario).map_err(Error::msg)?;
            let seconds = started.elapsed().as_secs_f64();
            if best.as_ref().is_none_or(|best| seconds < best.seconds) {
                best = Some(Timed { run, seconds });
            }
        }
        best.context("it was run at least once")
    }

    /// Frames that arrived at hosts, each second.
    fn delivered(&self) -> f64 {
        self.run.trace().receptions().len() as f64 / self.seconds
    }
}

/// The most memory that this process has had, as far as the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(
        || "memory unknown".into(),
        |peak| format!("{} of memory at most so far", peak.trim()),
    )
}
