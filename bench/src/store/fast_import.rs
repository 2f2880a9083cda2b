//! The workload through `git fast-import`, on tmpfs.

use crate::machine::{Watch, children_on_cpu};
use anyhow::{Context as _, Result, ensure};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use versioned_arp::arp::Entry;
use versioned_arp::store::{Key as _, Value as _};
use versioned_arp_bench::workload::commits::{WHO, Work};

/// How long that many commits took after the first, and the head's id.
pub fn run(work: Work, commits: u32, dir: &Path) -> Result<(Duration, String)> {
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.args(words).current_dir(dir);
        command
    };
    let made = git(&["init", "-q", "--bare", "-b", "main"]).status()?;
    ensure!(made.success(), "git init");
    let mut first = Vec::new();
    let all = (0..work.n).map(|place| (place, Work::entry(place, 0)));
    commit(work, 0, all, &mut first)?;
    let mut rest = Vec::new();
    for i in 1..=commits {
        let place = work.place(i);
        commit(
            work,
            i,
            [(place, Work::entry(place, i))].into_iter(),
            &mut rest,
        )?;
    }
    let mut import = git(&["fast-import", "--quiet"]);
    let mut child = import.stdin(Stdio::piped()).spawn()?;
    let mut stdin = BufWriter::new(child.stdin.take().context("standard input is piped")?);
    stdin.write_all(&first)?;
    stdin.flush()?;
    let (before, started) = (children_on_cpu(), Watch::start());
    stdin.write_all(&rest)?;
    drop(stdin);
    ensure!(child.wait()?.success(), "git fast-import");
    // It is ended only now, so all of its time counts; the first commit's share is small.
    let took = match (before, children_on_cpu()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    };
    let head = git(&["rev-parse", "main"]).output()?;
    Ok((took, String::from_utf8(head.stdout)?.trim().to_owned()))
}

fn commit(
    work: Work,
    i: u32,
    changes: impl Iterator<Item = (u32, Entry)>,
    out: &mut Vec<u8>,
) -> Result<()> {
    let mut message = String::new();
    work.message(i, &mut message);
    let at = Work::at(i).as_secs();
    writeln!(out, "commit refs/heads/main")?;
    writeln!(out, "author {WHO} {at} +0000\ncommitter {WHO} {at} +0000")?;
    writeln!(out, "data {}\n{message}", message.len())?;
    for (place, entry) in changes {
        let mut file = Vec::new();
        entry.encode(&mut file);
        writeln!(out, "M 100644 inline {}", Work::ip(place).path())?;
        writeln!(out, "data {}", file.len())?;
        out.extend_from_slice(&file);
        out.push(b'\n');
    }
    Ok(())
}
