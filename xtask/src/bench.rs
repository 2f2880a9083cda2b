//! `cargo xtask bench`: the program in `bench/`, which is no default member, because its peers
//! take longer to compile than all the rest.

use crate::machine::Machine;
use crate::steps::run;
use anyhow::Result;

/// Measures, prints the table, and puts it into `BENCHMARKS.md` when asked.
pub fn bench(machine: &Machine, write: bool) -> Result<()> {
    let mut cargo = machine.cargo("run --release --package versioned-arp-bench --");
    // How large smoltcp's table of neighbours is has to be known when it is compiled.
    cargo.env("SMOLTCP_IFACE_NEIGHBOR_CACHE_COUNT", "4096");
    if write {
        cargo.args(["--write", "BENCHMARKS.md"]);
    }
    run(&mut cargo)
}
