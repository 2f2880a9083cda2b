//! `cargo xtask test`: everything that can be checked, the quick things first.

use crate::machine::Machine;
use crate::setup::Setup;
use crate::site;
use crate::steps::{Steps, run};
use crate::tools::wasm_std::{TARGET, Toolchain};
use crate::tools::{self, DRIVER, Need};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;

/// All packages but the one whose peers take minutes to compile; `bench` builds that.
const EVERYTHING: &str = "--workspace --exclude versioned-arp-bench";

/// Runs all steps up to the first that fails, and prints what came of each.
pub fn test(machine: &Arc<Machine>) -> Result<()> {
    let mut steps = Steps::default();
    let result = all_steps(machine, &mut steps);
    println!("\n━━ summary\n{}", steps.summary());
    result?;
    if !steps.all_passed() {
        bail!("not everything was tested: install what is missing, then run this again");
    }
    Ok(())
}

fn all_steps(machine: &Arc<Machine>, steps: &mut Steps) -> Result<()> {
    // Goes on in the background while the steps that need none of it run.
    let setup = Setup::start(machine, tools::for_all(machine)?);

    let native = |words: &str| run(&mut machine.cargo(words));
    steps.step("format", || native("fmt --all --check"))?;
    steps.step("clippy", || {
        native(&format!("clippy {EVERYTHING} --all-targets -- -D warnings"))
    })?;
    steps.step("native tests", || native(&format!("test {EVERYTHING}")))?;

    let mut missing = BTreeSet::new();
    steps.step("set-up of tools", || {
        missing = setup.finish();
        Ok(())
    })?;
    let lacks = |needs: &[Need]| needs.iter().any(|need| missing.contains(need));

    // What this machine lacks for it (root, or a tool) each test says in a line of its own.
    steps.step("the Linux kernel as peer", || {
        native("test --package versioned-arp-tests --test kernel")
    })?;

    const CAPTURES: &str = "captures, judged by tshark";
    const LINT: &str = "clippy for wasm32";
    const WASM: &str = "wasm tests in headless Chrome";
    const SITE: &str = "the site";
    const PAGE: &str = "the page in a real browser";
    const ACCESS: &str = "the page, judged by axe-core";

    // Among the native tests it was skipped if tshark was still on its way.
    if lacks(&[Need::Tshark]) {
        steps.not_run(CAPTURES);
    } else {
        steps.step(CAPTURES, || {
            native("test --package versioned-arp --test wireshark")
        })?;
    }
    if lacks(&[Need::WasmStd]) {
        steps.not_run(LINT);
    } else {
        steps.step(LINT, || {
            let words = "clippy --package versioned-arp --package versioned-arp-web --all-targets";
            let mut clippy = wasm_cargo(machine, words)?;
            run(clippy.args(["--", "-D", "warnings"]))
        })?;
    }
    if lacks(&[Need::WasmStd, Need::WasmBindgen, Need::Browser]) {
        steps.not_run(WASM);
    } else {
        steps.step(WASM, || {
            let words = "test --package versioned-arp --package versioned-arp-web";
            run(&mut driven(machine, wasm_cargo(machine, words)?))
        })?;
    }
    if lacks(&site::NEEDS) {
        steps.not_run(SITE);
        steps.not_run(PAGE);
        steps.not_run(ACCESS);
        return Ok(());
    }
    steps.step(SITE, || site::build_with(machine, &missing))?;
    let page = |words: &str| {
        let words = format!("test --package versioned-arp-tests --test page -- {words}");
        run(&mut driven(machine, machine.cargo(&words)))
    };
    if lacks(&[Need::Browser]) {
        steps.not_run(PAGE);
    } else {
        steps.step(PAGE, || page("--skip axe::"))?;
    }
    if lacks(&[Need::Browser, Need::Axe]) {
        steps.not_run(ACCESS);
    } else {
        steps.step(ACCESS, || page("axe::"))?;
    }
    Ok(())
}

/// `cargo` with these words, for wasm32.
fn wasm_cargo(machine: &Machine, words: &str) -> Result<Command> {
    let toolchain = Toolchain::find(machine).context("nothing here compiles for wasm32")?;
    let mut cargo = machine.cargo(words);
    cargo.args(["--target", TARGET]);
    toolchain.choose(machine, &mut cargo);
    Ok(cargo)
}

/// With the driver of the browser, whichever others there are.
fn driven(machine: &Machine, mut command: Command) -> Command {
    if let Some(driver) = machine.find(DRIVER) {
        command.env("CHROMEDRIVER", driver);
    }
    command
}
