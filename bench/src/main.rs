//! `cargo xtask bench`: one table of what this project measures itself by, each row against a peer
//! or a ceiling in the same run. Modules in reading order: [`table`] (rows and how they are
//! printed), [`machine`] (where it ran), then the rows: `store`, `engine`, `lan`; in WebAssembly,
//! `browser`; and of the built page, `page`. What is run natively and in WebAssembly is in the library.
//!
//! Each group of rows is measured by a process of its own, so that no row pays for what another
//! left in the memory.

mod browser;
mod engine;
mod lan;
mod machine;
mod page;
mod store;
mod table;

use anyhow::{Context as _, Result, ensure};
use lexopt::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use table::Table;

/// The groups of rows, in their order in the table.
const GROUPS: [&str; 20] = [
    "ceiling",
    "peers",
    "long",
    "merge",
    "directory",
    "looking",
    "engine",
    "path",
    "lan pings",
    "lan sends",
    "lan hour",
    "browser ceiling",
    "browser peers",
    "browser lan sends",
    "browser lan hour",
    "browser lan pings",
    "page start",
    "page graph",
    "page motion",
    "page tasks",
];

/// What the command line asks for.
#[derive(Default)]
struct Wanted {
    /// The document to write.
    write: Option<PathBuf>,
    /// The workloads built for the browser.
    page: Option<PathBuf>,
    /// The built page.
    site: Option<PathBuf>,
    /// What its first view weighs, in bytes as a host compresses them.
    weight: Option<f64>,
    /// The groups whose name has this in it.
    only: String,
    /// The one group that this process measures, and where its rows are to be written.
    part: Option<PathBuf>,
}

fn main() -> Result<()> {
    let mut wanted = Wanted::default();
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            Long("write") => wanted.write = Some(args.value()?.into()),
            Long("page") => wanted.page = Some(args.value()?.into()),
            Long("site") => wanted.site = Some(args.value()?.into()),
            Long("first-view") => wanted.weight = Some(args.value()?.parse()?),
            Long("part") => wanted.part = Some(args.value()?.into()),
            Value(word) if wanted.only.is_empty() => wanted.only = word.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    match &wanted.part {
        Some(file) => {
            let table = measure(&wanted)?;
            fs::write(file, serde_json::to_string(&table)?).with_context(|| cannot_write(file))
        }
        None => all(&wanted),
    }
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

/// The rows of one group.
fn measure(wanted: &Wanted) -> Result<Table> {
    let mut table = Table::new(&wanted.only);
    store::rows(&mut table)?;
    engine::rows(&mut table)?;
    lan::rows(&mut table)?;
    browser::rows(&mut table, wanted.page.as_deref())?;
    page::rows(&mut table, wanted.site.as_deref(), wanted.weight)?;
    Ok(table)
}

/// All groups that are wanted, one process after the other.
fn all(wanted: &Wanted) -> Result<()> {
    ensure!(
        GROUPS.iter().any(|group| group.contains(&wanted.only)),
        "no group of rows has '{}' in its name; there are: {}",
        wanted.only,
        GROUPS.join(", ")
    );
    let folder = tempfile::tempdir()?;
    let part = folder.path().join("part.json");
    let mut table = Table::default();
    for group in GROUPS {
        if !group.contains(&wanted.only) {
            continue;
        }
        let mut process = Command::new(std::env::current_exe()?);
        process.arg(group).arg("--part").arg(&part);
        // What a run frees stays with the process: the best of several runs finds its memory there,
        // and is not the one for which the system had pages at hand.
        process.env("MALLOC_TRIM_THRESHOLD_", u32::MAX.to_string());
        for (name, value) in [("--page", &wanted.page), ("--site", &wanted.site)] {
            if let Some(value) = value {
                process.arg(name).arg(value);
            }
        }
        if let Some(weight) = wanted.weight {
            process.args(["--first-view", &weight.to_string()]);
        }
        let status = process.status()?;
        ensure!(status.success(), "measuring '{group}' failed: {status}");
        table.append(serde_json::from_str(&fs::read_to_string(&part)?)?);
    }
    if let Some(path) = &wanted.write {
        let text = table.text(&machine::describe());
        fs::write(path, text).with_context(|| cannot_write(path))?;
    }
    Ok(())
}
