//! What the first view of the page weighs: all its files, compressed as a host would send them.

use anyhow::{Context, Result};
use miniz_oxide::deflate::compress_to_vec;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// What the first view should weigh at most, in bytes.
const GOAL: usize = 350_000;

/// What it must not exceed, in bytes: a little above what it weighs, and lowered whenever it gets
/// lighter, until it meets the goal.
pub const LIMIT: usize = 540_000;

/// What gzip adds to deflate: its header, a checksum and the length.
const GZIP: usize = 18;
const BEST: u8 = 9;

/// Compressed bytes by the kind of file.
#[derive(Default)]
pub struct Weight(BTreeMap<String, usize>);

impl Weight {
    /// Weighs all files below a folder: the page has no others than it loads at once.
    pub fn of(folder: &Path) -> Result<Weight> {
        let mut weight = Weight::default();
        weight.add_folder(folder)?;
        Ok(weight)
    }

    /// All kinds together.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    fn add_folder(&mut self, folder: &Path) -> Result<()> {
        let files = fs::read_dir(folder);
        for file in files.with_context(|| format!("cannot read {}", folder.display()))? {
            let path = file?.path();
            if path.is_dir() {
                self.add_folder(&path)?;
            } else {
                let kind = path.extension().unwrap_or_default().to_string_lossy();
                self.add(&kind, &fs::read(&path)?);
            }
        }
        Ok(())
    }

    fn add(&mut self, kind: &str, bytes: &[u8]) {
        let compressed = compress_to_vec(bytes, BEST).len() + GZIP;
        *self.0.entry(kind.to_owned()).or_default() += compressed;
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilobytes = |bytes: usize| format!("{:.1} KB", bytes as f64 / 1000.0);
        let kinds = self.0.iter();
        let kinds = kinds.map(|(kind, bytes)| format!("{kind} {}", kilobytes(*bytes)));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let total = kilobytes(self.total());
        let (goal, limit) = (GOAL / 1000, LIMIT / 1000);
        write!(
            f,
            "first view, gzipped: {total} ({kinds}); the goal is {goal} KB, the limit {limit} KB"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_weighed_compressed_and_by_kind() {
        let mut weight = Weight::default();
        weight.add("js", &[b'a'; 100_000]);
        weight.add("js", b"");
        weight.add("css", b"b");
        assert!(weight.total() < 300, "{}", weight.total());
        assert!(weight.total() > 3 * GZIP);
        let text = weight.to_string();
        assert!(text.contains(" KB (css 0.0 KB, js 0."), "{text}");
    }
}
