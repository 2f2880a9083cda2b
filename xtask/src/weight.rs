//! What the page weighs, compressed as a host would send it: what its first view loads, and what
//! follows: the second part of the program at the visitor's first move, the worker and the icons that
//! an installed page has when there is nothing else to do.

use crate::first_view::REST;
use crate::offline::WORKER;
use anyhow::{Context, Result};
use miniz_oxide::deflate::compress_to_vec;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// What the first view may weigh, in bytes: a build that exceeds it fails.
pub const LIMIT: usize = 350_000;

/// What gzip adds to deflate: its header, a checksum and the length.
const GZIP: usize = 18;
const BEST: u8 = 9;

/// Compressed bytes.
#[derive(Default)]
pub struct Weight {
    /// What the first view loads, by the kind of file.
    first: BTreeMap<String, usize>,
    /// What follows.
    rest: usize,
}

impl Weight {
    /// Weighs all files below a folder.
    pub fn of(folder: &Path) -> Result<Weight> {
        let mut weight = Weight::default();
        weight.add_folder(folder)?;
        Ok(weight)
    }

    /// All that the first view loads.
    pub fn first_view(&self) -> usize {
        self.first.values().sum()
    }

    fn add_folder(&mut self, folder: &Path) -> Result<()> {
        let files = fs::read_dir(folder);
        for file in files.with_context(|| format!("cannot read {}", folder.display()))? {
            let path = file?.path();
            if path.is_dir() {
                self.add_folder(&path)?;
            } else {
                self.add(&path.to_string_lossy(), &fs::read(&path)?);
            }
        }
        Ok(())
    }

    fn add(&mut self, name: &str, bytes: &[u8]) {
        let compressed = compress_to_vec(bytes, BEST).len() + GZIP;
        if [REST, WORKER, ".png"].iter().any(|end| name.ends_with(end)) {
            self.rest += compressed;
        } else {
            let kind = name.rsplit('.').next().unwrap_or_default();
            *self.first.entry(kind.to_owned()).or_default() += compressed;
        }
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilobytes = |bytes: usize| format!("{:.1} KB", bytes as f64 / 1000.0);
        let kinds = self.first.iter();
        let kinds = kinds.map(|(kind, bytes)| format!("{kind} {}", kilobytes(*bytes)));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let first = kilobytes(self.first_view());
        write!(
            f,
            "first view, gzipped: {first} of {} KB ({kinds})",
            LIMIT / 1000
        )?;
        if self.rest > 0 {
            write!(f, "; {} follow", kilobytes(self.rest))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_weighed_compressed_and_by_kind() {
        let mut weight = Weight::default();
        weight.add("a.js", &[b'a'; 100_000]);
        weight.add("b.js", b"");
        weight.add("c.css", b"b");
        assert!(weight.first_view() < 300, "{}", weight.first_view());
        assert!(weight.first_view() > 3 * GZIP);
        let text = weight.to_string();
        assert!(text.contains(" KB of 350 KB (css 0.0 KB, js 0."), "{text}");
    }

    #[test]
    fn what_follows_is_no_part_of_the_first_view() {
        let mut weight = Weight::default();
        for name in ["dist/a_rest.wasm", "dist/worker.js", "dist/icon-192.png"] {
            weight.add(name, &[b'a'; 100]);
        }
        assert_eq!(weight.first_view(), 0);
        assert!(weight.to_string().ends_with(" 0.1 KB follow"));
    }
}
