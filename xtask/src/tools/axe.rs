//! axe-core, from npm: the judge of what the page is to those who do not see it or have no mouse.
//! Tests put it into the page; it is no part of what is published.

use super::{Lane, Need, Tool};
use crate::job::Job;
use crate::machine::Machine;
use anyhow::Result;
use std::fs;

/// The tests are written for what this one finds.
const VERSION: &str = "4.14.1";

/// Deque's rules for accessible pages.
pub struct Axe;

impl Tool for Axe {
    fn need(&self) -> Need {
        Need::Axe
    }

    fn title(&self) -> String {
        format!("axe-core {VERSION}")
    }

    fn why(&self) -> &'static str {
        "to test that the page is accessible"
    }

    fn takes(&self) -> &'static str {
        "npm installs it: some seconds"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        let manifest = machine.tools().join("node_modules/axe-core/package.json");
        let version = format!("\"version\": \"{VERSION}\"");
        fs::read_to_string(manifest).is_ok_and(|text| text.contains(&version))
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        // For this project alone, where its tests look for it: it is no program.
        let mut npm = machine.command("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--prefix"]);
        npm.arg(machine.tools());
        job.run(npm.arg(format!("axe-core@{VERSION}")))
    }

    fn by_hand(&self) -> String {
        format!("npm install --prefix target/tools axe-core@{VERSION}")
    }
}
