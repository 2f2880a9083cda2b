//! The program of the page in two parts: what its first view runs, and the rest, which the browser
//! fetches at the visitor's first move (`static/rest.js`).
//!
//! What the first view runs is not guessed or listed: it is counted in a browser each time that the
//! page is built. `count` makes a page that counts the `stretches` of its program, the `first_view`
//! program of the tests visits it, which gives a `record`; `outline` makes functions of what did
//! not run inside of those that did, and `parts` cuts the program. The `constants` that only the rest
//! can come upon go with it (`data`).

mod constants;
mod count;
mod data;
mod outline;
mod parts;
mod record;
mod stretches;
#[cfg(test)]
mod tests;

use crate::machine::Machine;
use crate::tools::DRIVER;
use anyhow::{Context, Result, bail};
use constants::Constants;
use outline::Thrift;
use record::Record;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// How the file of the second part ends.
pub const REST: &str = "_rest.wasm";

/// Cuts the program of the page in `dist`, which the linker left, with its relocations, in `linked`.
pub fn split(machine: &Machine, dist: &Path, linked: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).context("Trunk made no dist/index.html")?;
    let program = program(dist)?;
    let wasm = fs::read(&program).context("cannot read the program of the page")?;

    let counting = machine.target.join("first-view");
    count::write_page(dist, &counting, &program, &wasm)?;
    let record = visit(machine, &counting)?;
    let linked = fs::read(linked).with_context(|| format!("cannot read {}", linked.display()))?;
    let constants = Constants::read(&linked)?;
    let parts = parts::cut(&wasm, &record, &constants, &Thrift::default())?;

    // Named by what they hold: one of another build never meets the other part.
    let name = format!("versioned-arp-{}", digest(&[&parts.first, &parts.rest]));
    let (first, rest) = (format!("{name}.wasm"), format!("{name}{REST}"));
    fs::write(dist.join(&first), parts.first)?;
    fs::write(dist.join(&rest), parts.rest)?;
    let old = file_name(&program)?;
    let html = html.replace(&old, &first);
    let html = in_head(
        &html,
        &format!("<meta name=\"program-rest\" content=\"./{rest}\">"),
    )?;
    fs::write(&page, html).context("cannot write dist/index.html")?;
    fs::remove_file(program).context("cannot remove the uncut program")
}

/// The page with something at the start of its head, whose own tag a minifier leaves out.
pub fn in_head(html: &str, tag: &str) -> Result<String> {
    let start = html.find("<head>").or_else(|| html.find("<html"));
    let start = start.context("the page has no head")?;
    let end = html[start..].find('>').context("the page is cut")?;
    let (before, after) = html.split_at(start + end + 1);
    Ok(format!("{before}\n    {tag}{after}"))
}

/// What ran during visits of the counting page.
fn visit(machine: &Machine, folder: &Path) -> Result<Record> {
    let mut visitor =
        machine.cargo("run --quiet --package versioned-arp-tests --bin first_view --");
    if let Some(driver) = machine.find(DRIVER) {
        visitor.env("CHROMEDRIVER", driver);
    }
    let output = visitor.arg(folder).stderr(Stdio::inherit()).output();
    let output = output.context("cannot start the visitor of the page")?;
    if !output.status.success() {
        bail!("the first view of the page could not be recorded in a browser");
    }
    let text = String::from_utf8(output.stdout).context("the visitor prints text")?;
    Record::read(&text)
}

/// The one program of the page.
pub fn program(dist: &Path) -> Result<PathBuf> {
    let files = fs::read_dir(dist).with_context(|| format!("cannot read {}", dist.display()))?;
    let mut programs = files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "wasm"));
    let program = programs.next().context("Trunk made no program")?;
    match programs.next() {
        None => Ok(program),
        Some(other) => bail!(
            "two programs: {} and {}",
            program.display(),
            other.display()
        ),
    }
}

/// The name of a file without its folder.
pub fn file_name(path: &Path) -> Result<String> {
    let name = path.file_name().context("a file has a name")?;
    Ok(name.to_string_lossy().into_owned())
}

/// A name for what is in these bytes.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    let bytes = hash.finalize();
    bytes
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
