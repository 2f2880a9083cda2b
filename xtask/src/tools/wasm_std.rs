//! Rust's standard library for wasm32, and which toolchain has it.
//!
//! rustup brings it where it can. Where it cannot, Debian's toolchain is set beside the person's
//! own and compiles for wasm32 alone, while everything native stays with the person's.

use super::{Lane, Need, Tool, debian};
use crate::job::Job;
use crate::machine::{Machine, output};
use anyhow::Result;
use std::fs;
use std::process::Command;
use std::time::Duration;

/// The target of the page.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// rustup asks again and again where no network is.
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);

/// Who compiles for wasm32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that the person uses.
    Active,
    /// Debian's, in `/usr`.
    Debian,
}

impl Toolchain {
    /// The toolchain that can compile for wasm32 here; the person's own if both can.
    pub fn find(machine: &Machine) -> Option<Toolchain> {
        let candidates = match machine.std_from_debian {
            true => &[Toolchain::Debian][..],
            false => &[Toolchain::Active, Toolchain::Debian],
        };
        let has_std = |toolchain: &&Toolchain| toolchain.has_std(machine);
        candidates.iter().find(has_std).copied()
    }

    /// Makes a command, and every cargo below it, use this toolchain.
    pub fn choose<'a>(self, machine: &Machine, command: &'a mut Command) -> &'a mut Command {
        if self == Toolchain::Debian && machine.find("rustup").is_some() {
            command.env("RUSTUP_TOOLCHAIN", debian::TOOLCHAIN);
            // `cargo run` put the libraries of the person's toolchain there.
            command.env_remove("LD_LIBRARY_PATH");
        }
        command
    }

    fn has_std(self, machine: &Machine) -> bool {
        // rustup's toolchains have a linker of their own.
        if self == Toolchain::Debian && machine.find(debian::LINKER).is_none() {
            return false;
        }
        let mut rustc = machine.command("rustc");
        rustc.args(["--print", "target-libdir", "--target", TARGET]);
        let Some(folder) = output(self.choose(machine, &mut rustc)) else {
            return false;
        };
        fs::read_dir(folder).is_ok_and(|files| {
            let is_std = |name: &str| name.starts_with("libstd-") && name.ends_with(".rlib");
            let mut files = files.flatten();
            files.any(|file| file.file_name().to_str().is_some_and(is_std))
        })
    }
}

/// The library.
pub struct WasmStd;

impl Tool for WasmStd {
    fn need(&self) -> Need {
        Need::WasmStd
    }

    fn title(&self) -> String {
        format!("the standard library for {TARGET}")
    }

    fn why(&self) -> &'static str {
        "to compile for the browser"
    }

    fn takes(&self) -> &'static str {
        "some seconds by rustup; else about 3 minutes, with Debian's packages"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        Toolchain::find(machine).is_some()
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        if !machine.std_from_debian {
            let mut rustup = machine.command("rustup");
            rustup.args(["target", "add", TARGET]);
            if job.run_within(&mut rustup, RUSTUP_LIMIT).is_ok() && self.is_here(machine) {
                return Ok(());
            }
            println!("setup: … rustup could not bring it: Debian's packages can");
        }
        debian::install_std(machine, job)
    }

    fn by_hand(&self) -> String {
        format!(
            "rustup target add {TARGET}\nor, on Debian, as root: cargo xtask setup --std-from-debian"
        )
    }
}

/// What a person who starts cargo or Trunk without this program has to know.
pub fn hint(machine: &Machine) -> Option<String> {
    let debian = Toolchain::find(machine)? == Toolchain::Debian;
    (debian && machine.find("rustup").is_some()).then(|| {
        format!(
            "Debian's toolchain compiles for wasm32: start trunk, and cargo with --target {TARGET}, \
             with RUSTUP_TOOLCHAIN={}",
            debian::TOOLCHAIN
        )
    })
}
