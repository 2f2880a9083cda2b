//! `cargo xtask bench`: the program in `bench/`, which is no default member, because its peers
//! take longer to compile than all the rest; and its part for the browser, compiled as the page is.

use crate::machine::Machine;
use crate::setup::Setup;
use crate::site::{self, flags};
use crate::steps::run;
use crate::tools::peers::{IsomorphicGit, Ns3};
use crate::tools::wasm_std::{TARGET, Toolchain};
use crate::tools::{self, Need};
use crate::weight::Weight;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// The program in the browser.
const PAGE: &str = "versioned-arp-bench-page";
/// Without these there is none.
const NEEDS: [Need; 3] = [Need::WasmStd, Need::WasmBindgen, Need::Browser];

/// Measures, prints the table, and puts it into `BENCHMARKS.md` when asked. What cannot be had is
/// left out, and the bench says so.
pub fn bench(machine: &Arc<Machine>, write: bool, only: Option<&str>) -> Result<()> {
    let missing = Setup::start(machine, tools::for_bench(machine)?).finish();
    let mut cargo = machine.cargo("run --release --package versioned-arp-bench --");
    // How large smoltcp's table of neighbours is has to be known when it is compiled.
    cargo.env("SMOLTCP_IFACE_NEIGHBOR_CACHE_COUNT", "4096");
    if !missing.contains(&Need::Ns3) {
        cargo.env("PYTHON", Ns3::python(machine));
    }
    let lacks = |needs: &[Need]| needs.iter().any(|need| missing.contains(need));
    if !lacks(&NEEDS) {
        cargo.arg("--page").arg(build(machine, &missing)?);
    }
    if !lacks(&site::NEEDS) && !lacks(&NEEDS) {
        site::build_with(machine, &missing)?;
        let dist = machine.root.join("dist");
        let weight = Weight::of(&dist)?.first_view();
        cargo.arg("--site").arg(dist);
        cargo.args(["--first-view", &weight.to_string()]);
    }
    if write {
        cargo.args(["--write", "BENCHMARKS.md"]);
    }
    run(cargo.args(only))
}

/// Builds the browser's part into a folder that can be served. Settings are those of the page.
fn build(machine: &Machine, missing: &BTreeSet<Need>) -> Result<PathBuf> {
    let folder = machine.target.join("bench");
    // What is there may be of another day.
    fs::remove_dir_all(&folder).or_else(|error| match folder.exists() {
        true => Err(error),
        false => Ok(()),
    })?;
    fs::create_dir_all(&folder)?;

    let toolchain = Toolchain::find(machine).context("nothing here compiles for wasm32")?;
    let mut cargo = machine.cargo("build --profile web --package versioned-arp-bench");
    cargo.args(["--bin", PAGE, "--target", TARGET]);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags());
    run(toolchain.choose(machine, &mut cargo))?;

    let program = format!("{PAGE}.wasm");
    let built = machine.target.join(TARGET).join("web").join(program);
    let mut bindgen = machine.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]);
    run(bindgen.arg(&folder).arg(built))?;
    if !missing.contains(&Need::WasmOpt) {
        let html = fs::read_to_string(machine.root.join("index.html"))?;
        let program = folder.join(format!("{PAGE}_bg.wasm"));
        let mut optimizer = machine.command("wasm-opt");
        optimizer.args(optimizer_flags(&html).context("index.html names no flags of wasm-opt")?);
        run(optimizer.arg(&program).arg("-o").arg(&program))?;
    }

    for file in ["index.html", "peer.js"] {
        fs::copy(
            machine.root.join("bench/page").join(file),
            folder.join(file),
        )?;
    }
    if !missing.contains(&Need::IsomorphicGit) {
        for (script, name) in IsomorphicGit::scripts(machine) {
            fs::copy(script, folder.join(name))?;
        }
    }
    Ok(folder)
}

/// How Trunk is told to optimize the page.
fn optimizer_flags(html: &str) -> Option<Vec<String>> {
    let attribute = |name: &str| {
        let (_, rest) = html.split_once(&format!("{name}=\""))?;
        Some(rest.split_once('"')?.0)
    };
    let level = format!("-O{}", attribute("data-wasm-opt")?);
    let flags = attribute("data-wasm-opt-params")?;
    let flags = flags.split_whitespace().map(str::to_owned);
    Some(std::iter::once(level).chain(flags).collect())
}

#[cfg(test)]
mod tests {
    use super::optimizer_flags;

    #[test]
    fn the_program_is_optimized_as_the_page_is() {
        let html = r#"<link data-wasm-opt="z" data-wasm-opt-params="--one --two=3">"#;
        assert_eq!(optimizer_flags(html).unwrap(), ["-Oz", "--one", "--two=3"]);
        let page = optimizer_flags(include_str!("../../index.html")).unwrap();
        assert!(
            page.contains(&"--enable-bulk-memory".to_owned()),
            "{page:?}"
        );
    }
}
