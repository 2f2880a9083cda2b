//! `cargo xtask bench`: the program in `bench/`, which is no default member, because its peers
//! take longer to compile than all the rest.

use crate::machine::Machine;
use crate::site;
use crate::steps::run;
use crate::weight::Weight;
use anyhow::Result;
use std::sync::Arc;

/// Builds the page, measures, prints the table, and puts it into `BENCHMARKS.md` when asked.
pub fn bench(machine: &Arc<Machine>, write: bool) -> Result<()> {
    site::build(machine)?;
    let dist = machine.root.join("dist");
    let weight = Weight::of(&dist)?.first_view();
    let mut cargo = machine.cargo("run --release --package versioned-arp-bench --");
    // How large smoltcp's table of neighbours is has to be known when it is compiled.
    cargo.env("SMOLTCP_IFACE_NEIGHBOR_CACHE_COUNT", "4096");
    cargo.arg("--site").arg(dist);
    cargo.args(["--first-view", &weight.to_string()]);
    if write {
        cargo.args(["--write", "BENCHMARKS.md"]);
    }
    run(&mut cargo)
}
