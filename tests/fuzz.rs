//! Every input on which a fuzz target once broke a promise, and what the targets begin with, run
//! through the very functions that are fuzzed (`fuzz/src`).

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

/// A target's name, and what it does with an input.
type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 8] = [
    ("engine", targets::engine::check),
    ("entries", targets::entries::check),
    ("frames", targets::frames::check),
    ("histories", targets::histories::check),
    ("labs", targets::labs::check),
    ("links", targets::links::check),
    ("objects", targets::objects::check),
    ("scenarios", targets::scenarios::check),
];

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("tests/ lies in the workspace")
        .to_owned()
}

/// The files of a folder, if there is one.
fn files(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("a folder can be read").path())
        .collect();
    files.sort();
    files
}

#[test]
fn what_was_found_stays_found() {
    for (name, check) in TARGETS {
        for dir in ["findings", "seeds"] {
            for file in files(&root().join("fuzz").join(dir).join(name)) {
                println!("{}", file.display()); // Shown when it fails.
                check(&fs::read(&file).expect("the file was listed"));
            }
        }
    }
}

#[test]
fn the_built_in_labs_keep_every_promise() {
    let labs = files(&root().join("core/scenarios"));
    assert!(!labs.is_empty());
    for file in labs {
        println!("{}", file.display());
        let text = fs::read(&file).expect("the file was listed");
        targets::scenarios::check(&text);
        targets::labs::check(&text);
        targets::links::check(&text);
    }
}

#[test]
fn every_target_is_built_and_run_here() {
    let manifest = include_str!("../fuzz/Cargo.toml");
    let built = manifest.matches("[[bin]]").count();
    assert_eq!(built, TARGETS.len());
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
