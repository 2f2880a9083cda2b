//! Versions: what a program says about itself, and what `Cargo.lock` says about a crate.

/// The version of a package in the text of a `Cargo.lock`.
///
/// The file is written by cargo alone, one `key = "value"` a line, the version right after the
/// name; so lines are enough.
pub fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

/// The first word that looks like a version in what `--version` printed.
pub fn said(text: &str) -> Option<&str> {
    text.split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The parts of a version of the form `major.minor.patch`; missing ones are 0.
pub fn parts(version: &str) -> Option<[u32; 3]> {
    let mut parts = [0; 3];
    let mut words = version.split(['-', '+']).next()?.split('.');
    for part in &mut parts {
        match words.next() {
            Some(word) => *part = word.parse().ok()?,
            None => break,
        }
    }
    words.next().is_none().then_some(parts)
}

/// Whether a version satisfies what Cargo calls `^wanted`, for a `wanted` below 1.0: the same
/// minor version, and at least its patch level.
pub fn satisfies(version: &str, wanted: &str) -> bool {
    match (parts(version), parts(wanted)) {
        (Some(have), Some(want)) => have[..2] == want[..2] && have[2] >= want[2],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

    #[test]
    fn the_lock_file_names_exact_versions() {
        assert_eq!(locked(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(LOCK, "wasm-bindgen-futures"), Some("0.4.80"));
        assert_eq!(locked(LOCK, "wasm"), None);
        assert_eq!(locked("", "wasm-bindgen"), None);
    }

    #[test]
    fn programs_say_their_version_each_in_its_way() {
        assert_eq!(said("trunk 0.21.14"), Some("0.21.14"));
        assert_eq!(said("wasm-opt version 132 (version_132)"), Some("132"));
        assert_eq!(
            said("ChromeDriver 156.0.8078.79 (a21ce)"),
            Some("156.0.8078.79")
        );
        assert_eq!(said("no idea"), None);
    }

    #[test]
    fn a_later_patch_will_do_and_another_minor_will_not() {
        assert!(satisfies("0.21.14", "0.21.14"));
        assert!(satisfies("0.21.15", "0.21.14"));
        assert!(!satisfies("0.21.13", "0.21.14"));
        assert!(!satisfies("0.22.14", "0.21.14"));
        assert!(!satisfies("1.21.14", "0.21.14"));
        assert!(!satisfies("unknown", "0.21.14"));
    }

    #[test]
    fn parts_of_odd_versions() {
        assert_eq!(parts("132"), Some([132, 0, 0]));
        assert_eq!(parts("0.22.0-beta.1"), Some([0, 22, 0]));
        assert_eq!(parts("156.0.8078.79"), None);
    }
}
