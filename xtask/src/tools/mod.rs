//! The tools that the project brings: one file for each kind. A tool is a value that knows how to
//! find itself, how to get here, why it is needed, and what to tell a person when it cannot come.

mod axe;
mod browser;
mod cargo_tools;
mod cxx;
mod debian;
mod network;
pub mod peers;
mod tshark;
mod wasm_opt;
pub mod wasm_std;

use crate::job::Job;
use crate::machine::Machine;
use anyhow::Result;

/// What something can need. Ordered as they are told to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Rust's standard library for wasm32.
    WasmStd,
    /// wasm-bindgen's CLI and its test runner.
    WasmBindgen,
    /// Trunk.
    Trunk,
    /// A recent wasm-opt.
    WasmOpt,
    /// A browser that can be driven, and its driver.
    Browser,
    /// Tools of the network's, beside the kernel of Linux.
    Network,
    /// A C++ compiler.
    Cxx,
    /// cargo-fuzz.
    Fuzz,
    /// Wireshark's judgement of captures.
    Tshark,
    /// axe-core's judgement of the page.
    Axe,
    /// The simulator's peer in the bench.
    Ns3,
    /// The store's peer in the browser.
    IsomorphicGit,
}

/// What a tool keeps busy while it is installed. Those of one lane wait for each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The processors: cargo compiles it.
    Compile,
    /// The network and the system's package database.
    Packages,
}

/// One tool.
pub trait Tool: Send + Sync {
    /// What it is good for, as others refer to it.
    fn need(&self) -> Need;
    /// Its name and version.
    fn title(&self) -> String;
    /// Why it is needed: "to …".
    fn why(&self) -> &'static str;
    /// How it is installed, and how long that takes.
    fn takes(&self) -> &'static str;
    /// Which others it cannot be installed beside.
    fn lane(&self) -> Lane;
    /// Whether it is here in the right version. Quick.
    fn is_here(&self, machine: &Machine) -> bool;
    /// Brings it.
    fn install(&self, machine: &Machine, job: &Job) -> Result<()>;
    /// What a person can do instead: commands, one a line.
    fn by_hand(&self) -> String;
}

/// What building and serving the page while it is written needs.
pub fn for_serve(machine: &Machine) -> Result<Vec<Box<dyn Tool>>> {
    let bindgen = cargo_tools::wasm_bindgen(&machine.root)?;
    Ok(vec![
        Box::new(wasm_std::WasmStd),
        Box::new(bindgen),
        Box::new(wasm_opt::WasmOpt),
        Box::new(cargo_tools::trunk()),
    ])
}

/// Those, and what publishing and testing the page need besides.
pub fn for_all(machine: &Machine) -> Result<Vec<Box<dyn Tool>>> {
    let mut tools = for_serve(machine)?;
    tools.push(Box::new(browser::Browser));
    if cfg!(target_os = "linux") {
        tools.push(Box::new(network::NetworkTools));
    }
    tools.push(Box::new(tshark::Tshark));
    tools.push(Box::new(axe::Axe));
    Ok(tools)
}

/// What the bench can use: what the page needs, the browser, and peers.
pub fn for_bench(machine: &Machine) -> Result<Vec<Box<dyn Tool>>> {
    let mut tools = for_serve(machine)?;
    tools.push(Box::new(browser::Browser));
    tools.push(Box::new(peers::Ns3));
    tools.push(Box::new(peers::IsomorphicGit));
    Ok(tools)
}

/// What fuzzing needs.
pub fn for_fuzz() -> Vec<Box<dyn Tool>> {
    vec![Box::new(cxx::Cxx), Box::new(cargo_tools::fuzz())]
}

/// The driver of the browser, for those that start it.
pub use browser::DRIVER;
