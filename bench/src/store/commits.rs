//! Commits a second: against the ceiling, against the peers, after a million, and what one weighs.

use super::fast_import;
use super::libgit2::Libgit2;
use crate::machine::Watch;
use crate::table::{Row, Table};
use anyhow::{Result, ensure};
use std::time::Duration;
use versioned_arp_bench::workload::bare::Bare;
use versioned_arp_bench::workload::commits::Work;
use versioned_arp_bench::workload::ours::Ours;

const UNIT: &str = "commits/s";
/// The best of so many runs: what disturbs a run only ever makes it slower.
const RUNS: usize = 15;

pub fn rows(table: &mut Table) -> Result<()> {
    if table.wants("ceiling") {
        for (n, commits) in [(256, 50_000), (4_096, 50_000), (65_536, 10_000)] {
            ceiling(table, Work { n }, commits)?;
        }
    }
    let work = Work { n: 256 };
    if table.wants("peers") {
        libgit2(table, work, 20_000)?;
        fast_import_row(table, work, 20_000)?;
    }
    if table.wants("long") {
        long(table, work)?;
    }
    Ok(())
}

fn rate(commits: u32, took: Duration) -> f64 {
    f64::from(commits) / took.as_secs_f64()
}

/// The best rate of some runs, and the head's id.
struct Best {
    rate: f64,
    head: String,
}

impl Best {
    fn new() -> Self {
        Self {
            rate: f64::MIN,
            head: String::new(),
        }
    }

    fn take(&mut self, rate: f64, head: String) {
        self.rate = self.rate.max(rate);
        self.head = head;
    }

    fn ours(&mut self, work: Work, commits: u32) {
        let mut ours = Ours::new(work);
        let started = Watch::start();
        ours.run_to(commits);
        self.take(rate(commits, started.elapsed()), ours.head.to_string());
    }

    fn bare(&mut self, work: Work, commits: u32) {
        let mut bare = Bare::new(work);
        let started = Watch::start();
        bare.run_to(commits);
        let head = gix_hash::ObjectId::Sha1(bare.head());
        self.take(rate(commits, started.elapsed()), head.to_string());
    }
}

fn ours(work: Work, commits: u32) -> (f64, String) {
    let mut best = Best::new();
    (0..RUNS).for_each(|_| best.ours(work, commits));
    (best.rate, best.head)
}

fn ceiling(table: &mut Table, work: Work, commits: u32) -> Result<()> {
    let (mut ours, mut bare) = (Best::new(), Best::new());
    // In turns, so that both see the same machine.
    for _ in 0..RUNS {
        bare.bare(work, commits);
        ours.ours(work, commits);
    }
    ensure!(ours.head == bare.head, "the bare loop made other objects");
    table.push(Row {
        what: format!("a commit that changes one of {} entries", work.n),
        ours: ours.rate,
        other: bare.rate,
        name: "bare loop",
        unit: UNIT,
        goal: Some(0.5),
    });
    Ok(())
}

fn libgit2(table: &mut Table, work: Work, commits: u32) -> Result<()> {
    let mut git = Libgit2::in_memory(work)?;
    let started = Watch::start();
    git.run_to(commits)?;
    let other = rate(commits, started.elapsed());
    let (ours, head) = ours(work, commits);
    ensure!(git.head.to_string() == head, "libgit2 made other objects");
    table.push(Row {
        what: format!("the same, {} entries", work.n),
        ours,
        other,
        name: "libgit2, mempack",
        unit: UNIT,
        goal: Some(4.0),
    });
    Ok(())
}

fn fast_import_row(table: &mut Table, work: Work, commits: u32) -> Result<()> {
    let dir = super::directory::tmpfs()?;
    let (took, by_git) = fast_import::run(work, commits, dir.path())?;
    let (ours, head) = ours(work, commits);
    ensure!(by_git == head, "git fast-import made other objects");
    table.push(Row {
        what: format!("the same, {} entries", work.n),
        ours,
        other: rate(commits, took),
        name: "git fast-import",
        unit: UNIT,
        goal: Some(15.0),
    });
    Ok(())
}

/// A million commits in one history: what is kept of each, how fast they all come, and whether the
/// last go as fast as the thousandth.
fn long(table: &mut Table, work: Work) -> Result<()> {
    const LAST: u32 = 1_000_000;
    const EARLY: u32 = 1_000;
    const WINDOW: u32 = 2_500;
    const WINDOWS: u32 = 20;
    let mut bare = Bare::new(work);
    let started = Watch::start();
    bare.run_to(LAST);
    let ceiling = rate(LAST, started.elapsed());

    let mut large = Ours::new(work);
    let before = resident()?;
    let started = Watch::start();
    large.run_to(LAST);
    let all = rate(LAST, started.elapsed());
    let bytes = (resident()? - before) / f64::from(LAST);
    ensure!(
        large.head.as_slice() == bare.head(),
        "the bare loop made other objects"
    );
    table.push(Row {
        what: "a million commits of 256 entries, from first to last".into(),
        ours: all,
        other: ceiling,
        name: "bare loop",
        unit: UNIT,
        goal: None,
    });
    table.push(Row {
        what: "commits kept in 2.5 KB".into(),
        ours: 2_500.0 / bytes,
        other: 1.0,
        name: "the limit",
        unit: "commits",
        goal: Some(1.0),
    });
    println!("  ({bytes:.0} bytes a commit, resident, everything kept)");

    // In turns, so that both see the same machine; and nothing is given back in between, so that
    // both take memory that nobody has used yet.
    let (mut early, mut late) = (0.0f64, 0.0f64);
    let mut kept = Vec::new();
    for _ in 0..WINDOWS {
        let mut small = Ours::new(work);
        small.run_to(EARLY);
        early = early.max(window(&mut small, WINDOW));
        late = late.max(window(&mut large, WINDOW));
        kept.push(small);
    }
    table.push(Row {
        what: "at commit 1,000,000, against commit 1,000".into(),
        ours: late,
        other: early,
        name: "itself",
        unit: UNIT,
        goal: Some(0.9),
    });
    Ok(())
}

/// The rate of the next commits.
fn window(ours: &mut Ours, commits: u32) -> f64 {
    let started = Watch::start();
    ours.run_to(ours.next - 1 + commits);
    rate(commits, started.elapsed())
}

/// Bytes of memory that this process has.
fn resident() -> Result<f64> {
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages: f64 = statm.split(' ').nth(1).unwrap_or("0").parse()?;
    Ok(pages * 4096.0)
}
