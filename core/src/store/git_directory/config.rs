//! A repository's `config`, as far as it decides whether it can be read at all: its format's
//! version and the extensions that change what is in it (`gitrepository-layout`).

use std::fs;
use std::path::Path;

use super::disk::failed;
use crate::store::backend::BackendError;

/// The config of a bare repository. Git keeps no reflogs in one unless told to.
pub(super) const BARE: &str = "\
[core]
\trepositoryformatversion = 0
\tbare = true
\tlogAllRefUpdates = true
";

/// Refuses a repository in a format that is not known here.
pub(super) fn check(path: &Path) -> Result<(), BackendError> {
    let file = path.join("config");
    let text = fs::read_to_string(&file).map_err(failed("cannot read", &file))?;
    unknown_format(&text).map_or(Ok(()), |what| {
        let place = path.display();
        Err(BackendError::Unusable(format!("{place}: {what}")))
    })
}

fn unknown_format(text: &str) -> Option<String> {
    let mut section = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').trim().to_ascii_lowercase();
            continue;
        }
        let (key, value) = line.split_once('=').unwrap_or((line, "true"));
        let key = key.trim().to_ascii_lowercase();
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        match (section.as_str(), key.as_str(), value.as_str()) {
            ("core", "repositoryformatversion", "0" | "1") => {}
            ("core", "repositoryformatversion", _) => {
                return Some(format!("repository format {value} is not known here"));
            }
            ("extensions", "objectformat", "sha1") | ("extensions", "refstorage", "files") => {}
            ("extensions", "objectformat", _) => {
                return Some(format!(
                    "its object format is {value}; only sha1 is known here"
                ));
            }
            ("extensions", "refstorage", _) => {
                return Some(format!(
                    "its refs are kept as {value}; only files are known here"
                ));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_are_not_known_are_named() {
        assert_eq!(unknown_format(BARE), None);
        assert_eq!(
            unknown_format(
                "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"
            ),
            Some("its object format is sha256; only sha1 is known here".into())
        );
        assert_eq!(
            unknown_format("[extensions]\nrefStorage=\"reftable\""),
            Some("its refs are kept as reftable; only files are known here".into())
        );
        assert!(unknown_format("[core]\nrepositoryformatversion=2").is_some());
    }
}
