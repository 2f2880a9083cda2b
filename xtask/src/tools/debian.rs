//! What comes from Debian: packages, and a toolchain whose standard library for wasm32 is compiled
//! here, from the source that Debian ships.

use super::wasm_std::TARGET;
use crate::job::Job;
use crate::machine::{Machine, output};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// The name under which rustup knows the toolchain in `/usr`.
pub const TOOLCHAIN: &str = "debian";

/// The linker's name for rustc: a link of `rust-web-llvm` to LLVM's own.
pub const LINKER: &str = "rust-lld";

/// Compiler, library source (with its dependencies), names of LLVM's tools and linter, all of one
/// version and newer than the distribution's usual ones.
const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "rust-web-clippy",
];

/// Installs packages, unless that would remove one that the person has.
pub fn apt_install(machine: &Machine, job: &Job, packages: &[&str]) -> Result<()> {
    ensure!(
        machine.find("apt-get").is_some(),
        "there is no apt-get: this is not Debian"
    );
    let apt = |words: &[&str]| {
        let mut apt = machine.as_root("env")?;
        apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        // Another installation may be going on.
        apt.args(["--quiet", "--option", "DPkg::Lock::Timeout=120"]);
        job.run(apt.args(words))
    };
    // One source that does not answer is no reason not to try with the others.
    let updated = apt(&["update"]);
    let words = ["install", "--yes", "--no-remove", "--no-install-recommends"];
    apt(&[&words, packages].concat()).or_else(|error| updated.and(Err(error)))
}

/// Brings Debian's toolchain, compiles its standard library for wasm32 and makes both known.
pub fn install_std(machine: &Machine, job: &Job) -> Result<()> {
    apt_install(machine, job, &PACKAGES)?;
    let linker = format!("lld-{}", llvm_major(machine)?);
    apt_install(machine, job, &[&linker])?;
    ensure!(
        machine.find(LINKER).is_some(),
        "Debian's packages brought no {LINKER}"
    );
    let libraries = compile_std(machine, job)?;

    let target = Path::new("/usr/lib/rustlib").join(TARGET).join("lib");
    job.run(machine.as_root("rm")?.arg("-rf").arg(&target))?;
    job.run(machine.as_root("mkdir")?.arg("-p").arg(&target))?;
    job.run(machine.as_root("cp")?.args(libraries).arg(&target))?;
    if machine.find("rustup").is_some() {
        let mut rustup = machine.command("rustup");
        job.run(rustup.args(["toolchain", "link", TOOLCHAIN, "/usr"]))?;
    }

    // cargo does not notice that the library below its artifacts is another one.
    let stale = machine.target.join(TARGET);
    match stale.exists() {
        true => fs::remove_dir_all(&stale).context("cannot remove what the old library made"),
        false => Ok(()),
    }
}

/// The linker has to go with the compiler's LLVM.
fn llvm_major(machine: &Machine) -> Result<String> {
    let mut rustc = machine.command("/usr/bin/rustc");
    let text = output(rustc.env_remove("LD_LIBRARY_PATH").arg("-vV"));
    let text = text.context("Debian's rustc does not start")?;
    let major = llvm_major_in(&text).context("Debian's rustc does not name its LLVM")?;
    Ok(major.to_owned())
}

fn llvm_major_in(text: &str) -> Option<&str> {
    let version = text
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "))?;
    version.split('.').next()
}

/// Compiles the library for the sake of a crate in which nothing is; answers its parts.
fn compile_std(machine: &Machine, job: &Job) -> Result<Vec<PathBuf>> {
    const NAME: &str = "nothing";
    let scratch = machine.tools().join("std");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    fs::create_dir_all(scratch.join("src"))?;
    // A workspace of its own: it lies in a folder of ours.
    let manifest = format!("[package]\nname = \"{NAME}\"\nedition = \"2024\"\n[workspace]\n");
    fs::write(scratch.join("Cargo.toml"), manifest)?;
    fs::write(scratch.join("src/lib.rs"), "")?;

    let mut cargo = machine.command("/usr/bin/cargo");
    cargo
        .current_dir(&scratch)
        .args(["build", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,test")
        .args(["--target-dir", "target"])
        .env("RUSTC", "/usr/bin/rustc")
        // A standard library is compiled with features that only its own release may use.
        .env("RUSTC_BOOTSTRAP", "1")
        // What link-time optimization over the library reads.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env_remove("LD_LIBRARY_PATH")
        .env_remove("RUSTUP_TOOLCHAIN");
    job.run(&mut cargo)?;

    let folder = scratch.join("target").join(TARGET).join("release/deps");
    let mut libraries = Vec::new();
    for file in fs::read_dir(&folder)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".rlib") && !name.starts_with(&format!("lib{NAME}-")) {
            libraries.push(path);
        }
    }
    ensure!(!libraries.is_empty(), "nothing in {}", folder.display());
    Ok(libraries)
}

#[cfg(test)]
mod tests {
    use super::llvm_major_in;

    #[test]
    fn the_compiler_names_its_llvm() {
        let text = "rustc 1.96.0\nrelease: 1.96.0\nLLVM version: 22.1.3\n";
        assert_eq!(llvm_major_in(text), Some("22"));
        assert_eq!(llvm_major_in("rustc 1.96.0"), None);
    }
}
