//! The peers that the bench measures itself by and that no package of cargo's is: ns-3, which Python
//! keeps in an environment of its own below the target directory, and isomorphic-git, which npm
//! does. The bench says which of them is missing and prints its own figures.

use super::{Lane, Need, Tool};
use crate::job::Job;
use crate::machine::{Machine, output};
use anyhow::{Result, ensure};
use std::fs;
use std::path::PathBuf;

/// Versions are pinned: what is compared with should be the same everywhere.
const NS3: &str = "3.44.post0";
const ISOMORPHIC_GIT: &str = "1.44.19";
/// Node's Buffer, which isomorphic-git takes for granted.
const BUFFER: &str = "6.0.3";

/// The network simulator, by its wheel for Linux.
pub struct Ns3;

impl Ns3 {
    fn environment(machine: &Machine) -> PathBuf {
        machine.tools().join("python")
    }

    /// The Python that has it, once it is installed.
    pub fn python(machine: &Machine) -> PathBuf {
        Self::environment(machine).join("bin/python")
    }
}

impl Tool for Ns3 {
    fn need(&self) -> Need {
        Need::Ns3
    }

    fn title(&self) -> String {
        format!("ns-3 {NS3}")
    }

    fn why(&self) -> &'static str {
        "to measure the simulator against a peer (the rest is measured without it)"
    }

    fn takes(&self) -> &'static str {
        "pip installs it: about a minute"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        let python = Self::python(machine);
        let version = "from importlib.metadata import version; print(version('ns3'))";
        let said = output(
            machine
                .command(&python.to_string_lossy())
                .args(["-c", version]),
        );
        said.as_deref() == Some(NS3)
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        ensure!(machine.find("python3").is_some(), "there is no python3");
        let mut venv = machine.command("python3");
        job.run(venv.args(["-m", "venv"]).arg(Self::environment(machine)))?;
        let mut pip = machine.command(&Self::python(machine).to_string_lossy());
        pip.args(["-m", "pip", "install", "--disable-pip-version-check"]);
        // ns-3 as a wheel or not at all: its source takes an hour to compile.
        job.run(pip.args(["--only-binary", "ns3", &format!("ns3=={NS3}")]))
    }

    fn by_hand(&self) -> String {
        format!(
            "python3 -m venv target/tools/python\ntarget/tools/python/bin/pip install ns3=={NS3}"
        )
    }
}

/// Git in JavaScript.
pub struct IsomorphicGit;

impl IsomorphicGit {
    fn modules(machine: &Machine) -> PathBuf {
        machine.tools().join("node_modules")
    }

    /// Its build for browsers and what that takes for granted; each with the name that the page
    /// of the bench loads it by.
    pub fn scripts(machine: &Machine) -> [(PathBuf, &'static str); 4] {
        [
            ("isomorphic-git/index.umd.min.js", "isomorphic-git.js"),
            ("base64-js/index.js", "base64-js.js"),
            ("ieee754/index.js", "ieee754.js"),
            ("buffer/index.js", "buffer.js"),
        ]
        .map(|(path, name)| (Self::modules(machine).join(path), name))
    }
}

impl Tool for IsomorphicGit {
    fn need(&self) -> Need {
        Need::IsomorphicGit
    }

    fn title(&self) -> String {
        format!("isomorphic-git {ISOMORPHIC_GIT}")
    }

    fn why(&self) -> &'static str {
        "to measure the store in the browser against a peer (the rest is measured without it)"
    }

    fn takes(&self) -> &'static str {
        "npm installs it: some seconds"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        let package = Self::modules(machine).join("isomorphic-git/package.json");
        let package = fs::read_to_string(package);
        let version = format!("\"version\": \"{ISOMORPHIC_GIT}\"");
        let scripts = Self::scripts(machine);
        package.is_ok_and(|text| text.contains(&version))
            && scripts.iter().all(|(path, _)| path.is_file())
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        let mut npm = machine.command("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts"]);
        npm.arg(format!("isomorphic-git@{ISOMORPHIC_GIT}"));
        npm.arg(format!("buffer@{BUFFER}"));
        job.run(npm.arg("--prefix").arg(machine.tools()))
    }

    fn by_hand(&self) -> String {
        format!("npm install --prefix target/tools isomorphic-git@{ISOMORPHIC_GIT} buffer@{BUFFER}")
    }
}
