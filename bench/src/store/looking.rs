//! Looking back: a history of a hundred commits against one of a hundred thousand.

use crate::machine::Watch;
use crate::table::{Row, Table};
use anyhow::Result;
use std::hint::black_box;
use versioned_arp::store::ObjectId;
use versioned_arp_bench::workload::commits::Work;
use versioned_arp_bench::workload::ours::Ours;

const LOOKS: u32 = 200_000;

pub fn rows(table: &mut Table) -> Result<()> {
    if !table.wants("looking") {
        return Ok(());
    }
    let work = Work { n: 256 };
    let [short, long] = [100, 100_000].map(|commits| {
        let mut ours = Ours::new(work);
        ours.run_to(commits);
        ours
    });
    let mut row = |what: &str, look: &dyn Fn(&Ours, u32)| {
        let [few, many] = [&short, &long].map(|ours| {
            let mut best = f64::MIN;
            for _ in 0..3 {
                let started = Watch::start();
                (0..LOOKS).for_each(|n| look(ours, n));
                best = best.max(f64::from(LOOKS) / started.elapsed().as_secs_f64());
            }
            best
        });
        table.push(Row {
            what: format!("{what}, 100,000 commits against 100"),
            ours: many,
            other: few,
            name: "itself",
            unit: "looks/s",
            goal: None,
        });
    };
    let commit = |ours: &Ours, n: u32| -> ObjectId {
        // Near one another, as a person looks: what differs is the history, not the cache misses.
        let known = ours.repository.history();
        known[known.len() - 1 - (n % 90) as usize]
    };
    row("an entry as of a commit", &|ours, n| {
        let tree = ours
            .repository
            .commit(commit(ours, n))
            .expect("known")
            .tree();
        black_box(tree.get(&Work::ip(n % 256)));
    });
    row("diff of two commits, 8 apart", &|ours, n| {
        let newer = commit(ours, n % 80);
        let older = commit(ours, n % 80 + 8);
        black_box(ours.repository.diff(older, newer).len());
    });
    row("the cache as of a time", &|ours, n| {
        let last = ours.next - 1;
        let at = Work::at(last - n % 90);
        black_box(ours.repository.as_of(ours.head, at));
    });
    Ok(())
}
