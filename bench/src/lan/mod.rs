//! The simulator's rows: what a frame costs in a small and in a large lab, ns-3 as peer, and time
//! itself. The labs are texts that the runner and the page take, too: the tests of the page have the same ones.

mod ns3;

use crate::machine::Watch;
use crate::table::{Row, Table};
use anyhow::{Context as _, Result, ensure};
use std::sync::Arc;
use versioned_arp::scenario::{self, builtin};
use versioned_arp::sim::{Progress, Run};
use versioned_arp_tests::labs;

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
    const HOSTS: usize = 100;
    const EACH: usize = 20;
    let ours = Timed::best(&labs::sends(HOSTS, EACH), 15)?;
    let frames = ours.run.trace().frames().len();
    println!(
        "{HOSTS} hosts, {EACH} datagrams each: {frames} frames sent in {:.3} s",
        ours.seconds
    );
    let Some(theirs) = ns3::seconds(HOSTS, EACH)? else {
        println!("skipped: Python has no module ns3 here (pip install ns3), so there is no peer");
        return Ok(());
    };
    table.push(Row {
        what: format!("{HOSTS} hosts, {EACH} datagrams each, every cache versioned"),
        ours: 1.0 / ours.seconds,
        other: 1.0 / theirs,
        name: "ns-3, CSMA",
        unit: "runs/s",
        goal: Some(5.0),
    });
    Ok(())
}

/// An hour of the TCP demo.
fn hour(table: &mut Table) -> Result<()> {
    let demo = builtin::find("demo").context("the demo is built in")?;
    let timed = Timed::best(&labs::hour(demo.text), 3)?;
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
        let scenario = scenario::parse(text);
        let scenario = scenario.map_err(|mistakes| anyhow::anyhow!("{}", mistakes[0]))?;
        let scenario = Arc::new(scenario);
        let mut best: Option<Timed> = None;
        for _ in 0..times {
            let started = Watch::start();
            let mut run = Run::new(scenario.clone());
            while run.advance(scenario.end, 1 << 16) == Progress::More {}
            let seconds = started.elapsed().as_secs_f64();
            ensure!(run.stop().is_none(), "a lab to measure runs to its end");
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
