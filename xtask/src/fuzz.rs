//! `cargo xtask fuzz`: every target of `fuzz/` under libFuzzer, one after another.
//!
//! Without a sanitizer: nothing in the project is unsafe, what is looked for are panics, and so the
//! stable compiler will do. New inputs stay in `fuzz/corpus/`; one that breaks a promise is left in
//! `fuzz/artifacts/`, and belongs into `fuzz/findings/` once it is understood, where tests keep it.

use crate::machine::{Machine, output};
use crate::setup::Setup;
use crate::steps::{Steps, run};
use crate::tools;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

/// How long a target runs when nobody says.
pub const SECONDS: u64 = 600;

/// Memory that a target may take, in MB.
const MEMORY: u32 = 2_048;

/// Brings the tools, builds, and runs the targets (all, if none is named) for `seconds` each.
pub fn fuzz(machine: &Arc<Machine>, seconds: u64, targets: Vec<String>) -> Result<()> {
    let missing = Setup::start(machine, tools::for_fuzz()).finish();
    ensure!(
        missing.is_empty(),
        "nothing can be fuzzed without what is missing above"
    );
    let all = output(
        cargo_fuzz(machine, "list")
            .arg("--fuzz-dir")
            .arg(dir(machine)),
    );
    let all = all.context("cargo-fuzz names no targets")?;
    let all: Vec<String> = all.lines().map(str::to_owned).collect();
    if let Some(unknown) = targets.iter().find(|target| !all.contains(target)) {
        bail!("there is no target `{unknown}`, but {}", all.join(", "));
    }
    let targets = if targets.is_empty() { all } else { targets };

    println!("fuzz: building (the first time takes some minutes)");
    let build = |cargo: &mut Command| run(cargo.args(["--sanitizer", "none"]));
    build(
        cargo_fuzz(machine, "build")
            .arg("--fuzz-dir")
            .arg(dir(machine)),
    )?;
    let mut steps = Steps::default();
    for target in &targets {
        // A target that found something does not keep the others from looking.
        let _ = steps.step(leaked(target), || {
            run(&mut command(machine, target, seconds)?)
        });
    }
    println!("\n━━ summary\n{}", steps.summary());
    ensure!(steps.all_passed(), "found something: see fuzz/artifacts");
    Ok(())
}

/// One target, for this long.
fn command(machine: &Machine, target: &str, seconds: u64) -> Result<Command> {
    let dir = dir(machine);
    let corpus = dir.join("corpus").join(target);
    fs::create_dir_all(&corpus).with_context(|| format!("cannot make {}", corpus.display()))?;
    let mut cargo = cargo_fuzz(machine, "run");
    cargo.args(["--sanitizer", "none", "--fuzz-dir"]).arg(&dir);
    cargo.arg(target).arg(&corpus);
    for known in [dir.join("findings").join(target), seeds(machine, target)] {
        if known.is_dir() {
            cargo.arg(known);
        }
    }
    cargo.arg("--");
    cargo.arg(format!("-max_total_time={seconds}"));
    cargo.arg(format!("-rss_limit_mb={MEMORY}"));
    cargo.args([
        "-timeout=20",
        "-max_len=4096",
        "-print_final_stats=1",
        "-verbosity=0",
    ]);
    Ok(cargo)
}

/// What a target begins with besides its own corpus.
fn seeds(machine: &Machine, target: &str) -> PathBuf {
    match target {
        "scenarios" | "labs" => machine.root.join("core/scenarios"),
        other => dir(machine).join("seeds").join(other),
    }
}

fn dir(machine: &Machine) -> PathBuf {
    machine.root.join("fuzz")
}

fn cargo_fuzz(machine: &Machine, word: &str) -> Command {
    let mut cargo = machine.command("cargo-fuzz");
    // Cargo calls its subcommands with their own name first.
    cargo.args(["fuzz", word]).current_dir(&machine.root);
    // Beside the workspace's artifacts, which have other flags.
    cargo.env("CARGO_TARGET_DIR", machine.target.join("fuzz"));
    cargo
}

/// The names of steps live as long as the program, and so do those of the few targets.
fn leaked(name: &str) -> &'static str {
    Box::leak(name.to_owned().into_boxed_str())
}
