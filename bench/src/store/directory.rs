//! The Git directory on tmpfs, every commit durable.

use super::libgit2::Libgit2;
use crate::machine::Watch;
use crate::table::{Row, Table};
use anyhow::{Result, ensure};
use tempfile::TempDir;
use versioned_arp::arp::Entry;
use versioned_arp::cache::Ip;
use versioned_arp::store::{GitDirectory, Mirror, Repository};
use versioned_arp_bench::workload::commits::{Work, author};
use versioned_arp_bench::workload::ours::Ours;

/// A folder in memory where the system has one.
pub fn tmpfs() -> Result<TempDir> {
    let shm = std::path::Path::new("/dev/shm");
    Ok(match shm.is_dir() {
        true => tempfile::tempdir_in(shm)?,
        false => tempfile::tempdir()?,
    })
}

pub fn rows(table: &mut Table) -> Result<()> {
    if !table.wants("directory") {
        return Ok(());
    }
    const COMMITS: u32 = 5_000;
    let work = Work { n: 256 };
    let home = tmpfs()?;
    let mut ours = Ours::new(work);
    let empty = Repository::<Ip, Entry>::new();
    let directory = GitDirectory::create_or_open(home.path().join("ours"))?;
    let mut mirror = Mirror::of(directory, &empty, author());
    mirror.save(&ours.repository)?;
    let started = Watch::start();
    while ours.next <= COMMITS {
        ours.step();
        mirror.save(&ours.repository)?;
    }
    let rate = f64::from(COMMITS) / started.elapsed().as_secs_f64();

    let mut git = Libgit2::in_directory(work, &home.path().join("libgit2"))?;
    let started = Watch::start();
    git.run_to(COMMITS)?;
    let other = f64::from(COMMITS) / started.elapsed().as_secs_f64();
    ensure!(git.head.as_bytes() == ours.head.as_slice(), "other objects");
    table.push(Row {
        what: "the same into a Git directory on tmpfs, each synced".into(),
        ours: rate,
        other,
        name: "libgit2, loose, not synced",
        unit: "commits/s",
        goal: Some(1.0),
    });
    Ok(())
}
