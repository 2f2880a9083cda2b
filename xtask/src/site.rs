//! `cargo xtask build`: the page as static files in `dist/`, for any host and any path prefix.

use crate::bundle::bundle;
use crate::csp::add_policy;
use crate::first_view;
use crate::machine::Machine;
use crate::offline::{name_worker, tell_worker};
use crate::setup::Setup;
use crate::steps::run;
use crate::tools::wasm_std::Toolchain;
use crate::tools::{self, Need};
use crate::weight::{LIMIT, Weight};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

/// What a page cannot be built without.
pub const NEEDS: [Need; 3] = [Need::WasmStd, Need::WasmBindgen, Need::Trunk];

/// The program as the linker leaves it, below Cargo's target folder.
const LINKED: &str = "wasm32-unknown-unknown/web/versioned-arp-web.wasm";

/// Brings the tools and builds.
pub fn build(machine: &Arc<Machine>) -> Result<()> {
    let missing = Setup::start(machine, tools::for_all(machine)?).finish();
    if NEEDS.iter().any(|need| missing.contains(need)) {
        bail!("the page cannot be built without what is missing above");
    }
    build_with(machine, &missing)
}

/// Builds with the tools that are here.
pub fn build_with(machine: &Machine, missing: &BTreeSet<Need>) -> Result<()> {
    let mut trunk = trunk(machine, "build")?;
    if missing.contains(&Need::WasmOpt) {
        println!("build: without wasm-opt the page works, but is larger");
        // Trunk optimizes what it calls a release; the same profile by name is none to it.
        trunk.args(["--cargo-profile", "web"]);
    } else {
        trunk.arg("--release");
    }
    println!("build: tools may warn of a linking section; the build reads it and takes it out");
    trunk.env("CARGO_ENCODED_RUSTFLAGS", flags());
    run(&mut trunk)?;

    let dist = machine.root.join("dist");
    bundle(&dist)?;
    if missing.contains(&Need::Browser) {
        println!(
            "build: without a browser the program stays in one part, all of it loaded at once"
        );
    } else {
        let linked = machine.target.join(LINKED);
        first_view::split(machine, &dist, &linked)?;
    }
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).context("Trunk made no dist/index.html")?;
    let html = add_policy(&name_worker(&html)?)?;
    fs::write(&page, html).context("cannot write dist/index.html")?;
    tell_worker(&dist)?;

    let weight = Weight::of(&dist)?;
    println!("build: {weight}");
    if !missing.contains(&Need::Browser) {
        ensure!(weight.first_view() <= LIMIT, "the first view is too heavy");
    }
    println!("build: the site is in {}", dist.display());
    Ok(())
}

/// Flags of the published program. They keep this machine's paths out of it, which say nothing to
/// those who load it, and have the linker say what refers to which constants.
pub fn flags() -> OsString {
    let home = |variable, folder| {
        let named = std::env::var_os(variable).map(PathBuf::from);
        named.or_else(|| Some(std::env::home_dir()?.join(folder)))
    };
    let homes = [home("CARGO_HOME", ".cargo"), home("RUSTUP_HOME", ".rustup")];
    let flags = homes.into_iter().flatten().map(|home| {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(home);
        flag.push("=");
        flag
    });
    let relocations = OsString::from("-Clink-arg=--emit-relocs");
    let flags = flags.chain([relocations]).collect::<Vec<_>>();
    flags.join(OsStr::new("\x1f"))
}

/// Trunk with the toolchain that compiles for wasm32, and without its search for updates.
pub fn trunk(machine: &Machine, word: &str) -> Result<Command> {
    let toolchain = Toolchain::find(machine).context("nothing here compiles for wasm32")?;
    let mut trunk = machine.command("trunk");
    trunk.arg(word).env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Others set it to anything that is not empty; Trunk reads `true` or `false`.
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        trunk.env("NO_COLOR", "true");
    }
    toolchain.choose(machine, &mut trunk);
    Ok(trunk)
}
