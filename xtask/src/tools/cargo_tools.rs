//! Tools that cargo installs from source: Trunk, wasm-bindgen's CLI, cargo-fuzz.
//!
//! They go where `cargo install` puts everything, unless the person has another version: that one
//! stays, and ours goes into the project's own tools, which come first on its search path.

use super::{Lane, Need, Tool};
use crate::job::Job;
use crate::machine::{Machine, output};
use crate::version::{locked, said, satisfies};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// A crate with a program in it.
pub struct CargoTool {
    need: Need,
    krate: &'static str,
    program: &'static str,
    version: String,
    /// Nothing but this version will do.
    exact: bool,
    features: &'static [&'static str],
    why: &'static str,
    takes: &'static str,
}

/// The bundler. Later minor versions ask for a newer compiler than the project does.
pub fn trunk() -> CargoTool {
    CargoTool {
        need: Need::Trunk,
        krate: "trunk",
        program: "trunk",
        version: "0.21.14".to_owned(),
        exact: false,
        // Neither OpenSSL's headers nor a question for updates at each start.
        features: &["--no-default-features", "--features", "rustls"],
        why: "to bundle and serve the page",
        takes: "cargo builds it from source: about 6 minutes on two cores",
    }
}

/// The CLI of wasm-bindgen, of the version of the crate: the two share an unstable format.
pub fn wasm_bindgen(root: &Path) -> Result<CargoTool> {
    let lock = fs::read_to_string(root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let version = locked(&lock, "wasm-bindgen").context("wasm-bindgen is not in Cargo.lock")?;
    Ok(CargoTool {
        need: Need::WasmBindgen,
        krate: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: version.to_owned(),
        exact: true,
        features: &[],
        why: "to join WebAssembly and JavaScript, and to run tests in the browser",
        takes: "cargo builds it from source: about 3 minutes on two cores",
    })
}

/// The front end of libFuzzer.
pub fn fuzz() -> CargoTool {
    CargoTool {
        need: Need::Fuzz,
        krate: "cargo-fuzz",
        program: "cargo-fuzz",
        version: "0.13.1".to_owned(),
        exact: false,
        features: &[],
        why: "to build and run fuzz targets",
        takes: "cargo builds it from source: about 2 minutes on two cores",
    }
}

/// Speed of the build, not of the tool: each runs for a second at a time.
const QUICK_BUILD: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "false"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

impl CargoTool {
    /// The words after `cargo install`.
    fn words(&self) -> Vec<&str> {
        let mut words = vec![self.krate, "--version", &self.version];
        words.extend(self.features);
        words
    }
}

impl Tool for CargoTool {
    fn need(&self) -> Need {
        self.need
    }

    fn title(&self) -> String {
        format!("{} {}", self.krate, self.version)
    }

    fn why(&self) -> &'static str {
        self.why
    }

    fn takes(&self) -> &'static str {
        self.takes
    }

    fn lane(&self) -> Lane {
        Lane::Compile
    }

    fn is_here(&self, machine: &Machine) -> bool {
        let text = output(machine.command(self.program).arg("--version")).unwrap_or_default();
        said(&text).is_some_and(|version| match self.exact {
            true => version == self.version,
            false => satisfies(version, &self.version),
        })
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        // Kept until the end, so that an interrupted build goes on where it was.
        let build = machine.tools().join("build");
        let install = |locked: bool| {
            let mut cargo = machine.cargo("install");
            cargo.args(self.words()).envs(QUICK_BUILD);
            cargo.arg("--target-dir").arg(&build);
            if locked {
                cargo.arg("--locked");
            }
            if machine.find(self.program).is_some() {
                cargo.arg("--root").arg(machine.tools()).arg("--force");
            }
            job.run(&mut cargo)
        };
        // A lock file can name a dependency that the registry no longer has.
        install(true).or_else(|_| install(false))?;
        fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
    }

    fn by_hand(&self) -> String {
        format!("cargo install --locked {}", self.words().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_bindgen_is_the_one_in_the_lock_file() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let tool = wasm_bindgen(root).unwrap();
        assert!(tool.exact);
        assert!(tool.version.starts_with("0.2."), "{}", tool.version);
    }

    #[test]
    fn a_person_is_told_the_whole_command() {
        let expected = "cargo install --locked trunk --version 0.21.14 \
                        --no-default-features --features rustls";
        assert_eq!(trunk().by_hand(), expected);
    }

    #[test]
    fn the_bundler_is_the_one_that_its_settings_ask_for() {
        let settings = include_str!("../../../Trunk.toml");
        let wanted = format!("trunk-version = \"^{}\"", trunk().version);
        assert!(settings.lines().any(|line| line == wanted));
    }
}
