//! wasm-opt, from the npm package of Binaryen: distributions have versions that are too old for
//! what today's compiler emits.

use super::{Lane, Need, Tool};
use crate::job::Job;
use crate::machine::{Machine, output};
use crate::version::said;
use anyhow::Result;
use std::ffi::OsStr;

/// Exactly this one, as Trunk.toml says: of any other, Trunk would download its own.
const VERSION: &str = "132";

/// Binaryen's optimizer.
pub struct WasmOpt;

impl Tool for WasmOpt {
    fn need(&self) -> Need {
        Need::WasmOpt
    }

    fn title(&self) -> String {
        format!("wasm-opt {VERSION}")
    }

    fn why(&self) -> &'static str {
        "to make the published page smaller (everything works without it)"
    }

    fn takes(&self) -> &'static str {
        "npm installs it: some seconds"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        let text = output(machine.command("wasm-opt").arg("--version")).unwrap_or_default();
        said(&text) == Some(VERSION)
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        let package = format!("binaryen@{VERSION}");
        let install = |place: &[&OsStr]| {
            let mut npm = machine.command("npm");
            npm.args(["install", "--no-audit", "--no-fund", &package]);
            job.run(npm.args(place))
        };
        let tools = machine.tools();
        let for_this_project = ["--prefix".as_ref(), tools.as_os_str()];
        if machine.find("wasm-opt").is_some() {
            return install(&for_this_project);
        }
        // For everyone if we may; else for this project.
        install(&["--global".as_ref()]).or_else(|_| install(&for_this_project))
    }

    fn by_hand(&self) -> String {
        format!("npm install --global binaryen@{VERSION}")
    }
}

#[cfg(test)]
mod tests {
    use super::VERSION;

    #[test]
    fn trunk_is_told_the_same_version() {
        let settings = include_str!("../../../Trunk.toml");
        let wanted = format!("wasm_opt = \"version_{VERSION}\"");
        assert!(settings.lines().any(|line| line == wanted));
    }
}
