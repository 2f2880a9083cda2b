//! What a visitor's browser keeps of the page, so that the second visit needs no network: the worker
//! (`static/worker.js`) is told each file of the release with its digest.
//!
//! The name of a release comes from the digests alone, so that the same files are the same release.

use crate::first_view::{digest, file_name, in_head};
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The file of the worker, which is no part of what it keeps.
pub const WORKER: &str = "worker.js";

/// What the worker's file says until it is told.
const NO_FILES: &str = "const FILES = {};";
const NO_RELEASE: &str = "const RELEASE = \"\";";

/// The page with the address of its worker, by which its scripts know that it is a published one.
pub fn name_worker(html: &str) -> Result<String> {
    in_head(
        html,
        &format!("<meta name=\"offline-worker\" content=\"./{WORKER}\">"),
    )
}

/// Tells the worker which files there are. To be called when all of them are as they stay.
pub fn tell_worker(dist: &Path) -> Result<()> {
    let path = dist.join(WORKER);
    let worker = fs::read_to_string(&path).context("Trunk copied no worker")?;
    let worker = told(&worker, &digests(dist)?)?;
    fs::write(path, worker).context("cannot write the worker")
}

/// The digest of each file as the browser checks it (<https://www.w3.org/TR/sri-2/>), by its address.
fn digests(dist: &Path) -> Result<BTreeMap<String, String>> {
    let mut digests = BTreeMap::new();
    for file in fs::read_dir(dist).context("cannot read the built page")? {
        let path = file?.path();
        ensure!(path.is_file(), "{} is no file", path.display());
        let name = file_name(&path)?;
        // Some hosts answer for the name of the page itself by pointing at its folder.
        let address = match name.as_str() {
            WORKER => continue,
            "index.html" => "./".to_owned(),
            name => format!("./{name}"),
        };
        let digest = STANDARD.encode(Sha256::digest(fs::read(&path)?));
        digests.insert(address, format!("sha256-{digest}"));
    }
    Ok(digests)
}

fn told(worker: &str, files: &BTreeMap<String, String>) -> Result<String> {
    for untold in [NO_FILES, NO_RELEASE] {
        let places = worker.matches(untold).count();
        ensure!(places == 1, "the worker has `{untold}` {places} times");
    }
    let lines = files.iter();
    let lines = lines.map(|(address, digest)| format!("  \"{address}\": \"{digest}\",\n"));
    let lines: String = lines.collect();
    let release = digest(&[lines.as_bytes()]);
    Ok(worker
        .replace(NO_FILES, &format!("const FILES = {{\n{lines}}};"))
        .replace(NO_RELEASE, &format!("const RELEASE = \"{release}\";")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATIC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/worker.js");

    fn files(page: &str) -> BTreeMap<String, String> {
        let files = [("./", page), ("./a.js", "sha256-b=")];
        files.map(|(a, b)| (a.to_owned(), b.to_owned())).into()
    }

    #[test]
    fn the_worker_is_told_its_files_and_named_after_them() {
        let worker = fs::read_to_string(STATIC).unwrap();
        let one = told(&worker, &files("sha256-a=")).unwrap();
        assert!(one.contains("\n  \"./\": \"sha256-a=\",\n  \"./a.js\": \"sha256-b=\",\n};"));
        assert!(!one.contains(NO_RELEASE));
        assert_eq!(one, told(&worker, &files("sha256-a=")).unwrap());
        let release = |worker: &str| {
            let line = worker.lines().find(|it| it.starts_with("const RELEASE"));
            line.map(str::to_owned)
        };
        let other = told(&worker, &files("sha256-c=")).unwrap();
        assert_ne!(release(&one), release(&other));
    }

    #[test]
    fn a_worker_without_a_place_for_them_is_no_worker() {
        assert!(told("const FILES = {};", &files("")).is_err());
        assert!(told("", &files("")).is_err());
    }
}
