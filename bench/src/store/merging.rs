//! Merge base and three-way merge of two branches a thousand commits apart.

use super::libgit2::Libgit2;
use crate::machine::Watch;
use crate::table::{Row, Table};
use anyhow::{Result, ensure};
use versioned_arp::store::ObjectId;
use versioned_arp_bench::workload::commits::Work;
use versioned_arp_bench::workload::ours::Ours;

const APART: u32 = 500;

pub fn rows(table: &mut Table) -> Result<()> {
    if !table.wants("merge") {
        return Ok(());
    }
    for n in [256, 65_536] {
        row(table, Work { n })?;
    }
    Ok(())
}

/// Each side changes half of the addresses, so that nobody has to choose.
fn side(work: Work, i: u32, side: u32) -> u32 {
    work.place(i) / 2 * 2 % work.n + side
}

fn row(table: &mut Table, work: Work) -> Result<()> {
    let mut ours = Ours::new(work);
    let base = ours.head;
    let mut tips: Vec<ObjectId> = Vec::new();
    let mut git = Libgit2::in_memory(work)?;
    ensure!(git.head.as_bytes() == base.as_slice(), "other objects");
    let git_base = git.head;
    let mut git_tips = Vec::new();
    for which in 0..2 {
        let (mut tip, mut git_tip) = (base, git_base);
        for i in 1..=APART {
            let place = side(work, i, which);
            let entry = Work::entry(place, i);
            let mut tree = ours.repository.commit(tip).expect("known").tree().clone();
            tree.insert(Work::ip(place), entry);
            let author = versioned_arp_bench::workload::commits::author();
            tip = ours
                .repository
                .write(&[tip], tree, &author, Work::at(i), &message(work, i));
            let tree = git.repository.find_commit(git_tip)?.tree_id();
            let tree = git.change(tree, place, &entry)?;
            git_tip = git.beside(i, tree, git_tip)?;
        }
        ensure!(git_tip.as_bytes() == tip.as_slice(), "other objects");
        tips.push(tip);
        git_tips.push(git_tip);
    }

    const RUNS: u32 = 200;
    let started = Watch::start();
    let mut merged = String::new();
    for _ in 0..RUNS {
        let outcome = ours.repository.merge(tips[0], tips[1]);
        ensure!(
            outcome.bases == [base] && outcome.choices.is_empty(),
            "a clean merge"
        );
        merged = outcome.tree.id().to_string();
    }
    let rate = f64::from(RUNS) / started.elapsed().as_secs_f64();

    let runs = if work.n > 1_000 { 5 } else { 50 };
    let started = Watch::start();
    for _ in 0..runs {
        let repository = &git.repository;
        ensure!(
            repository.merge_base(git_tips[0], git_tips[1])? == git_base,
            "one base"
        );
        let [a, b] = [git_tips[0], git_tips[1]].map(|id| repository.find_commit(id));
        let mut index = repository.merge_commits(&a?, &b?, None)?;
        let tree = index.write_tree_to(repository)?;
        ensure!(tree.to_string() == merged, "another merge");
    }
    let other = f64::from(runs) / started.elapsed().as_secs_f64();
    table.push(Row {
        what: format!("merge of branches 1,000 commits apart, {} entries", work.n),
        ours: rate,
        other,
        name: "libgit2, mempack",
        unit: "merges/s",
        goal: Some(10.0),
    });
    Ok(())
}

fn message(work: Work, i: u32) -> String {
    let mut text = String::new();
    work.message(i, &mut text);
    text
}
