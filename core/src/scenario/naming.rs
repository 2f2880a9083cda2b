//! Names that a text gives: of nodes, of branches, of commits.
//!
//! Branches follow `git check-ref-format --branch`, so that a repository can be taken home.

use super::action::Rev;
use super::values::{Value, moment, whole};
use super::words::{is_reserved, shown};

/// A name for a new node.
pub(super) fn name(word: &str) -> Value<String> {
    let fits = word.len() <= 32
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if !fits {
        return Err(format!(
            "{} cannot be a name (expected a small letter, then up to 31 of a-z, 0-9, _ and -)",
            shown(word)
        ));
    }
    if is_reserved(word) {
        return Err(format!(
            "'{word}' cannot be a name: it is a word of the language"
        ));
    }
    Ok(word.into())
}

/// A branch as `git check-ref-format --branch` has it.
pub(super) fn branch(word: &str) -> Value<String> {
    let why = if word.len() > 200 {
        "it is longer than 200 bytes"
    } else if word.starts_with('-') {
        "it begins with '-'"
    } else if word.starts_with('@') {
        "it begins with '@'"
    } else if word.contains(['~', '^', ':', '?', '*', '[', '\\']) {
        "it holds one of ~ ^ : ? * [ \\"
    } else if word.contains("..") || word.contains("@{") {
        "it holds '..' or '@{'"
    } else if word.ends_with('.') {
        "it ends with '.'"
    } else if word.split('/').any(str::is_empty) {
        "a part between its slashes is empty"
    } else if word.split('/').any(|part| part.starts_with('.')) {
        "a part of it begins with '.'"
    } else if word.split('/').any(|part| part.ends_with(".lock")) {
        "a part of it ends with '.lock'"
    } else if word == "HEAD" {
        "it always means the newest commit of main"
    } else {
        return Ok(word.into());
    };
    Err(format!("{} cannot be a branch: {why}", shown(word)))
}

/// A branch that a statement may make or merge: not main, and none of those of queries.
pub(super) fn own_branch(word: &str) -> Value<String> {
    let name = branch(word)?;
    match name.split('/').next() {
        Some("query") => Err(format!(
            "{} is reserved: query/… are the queries in flight",
            shown(word)
        )),
        Some("main") => Err(format!(
            "{} is reserved: main is what the host believes",
            shown(word)
        )),
        _ => Ok(name),
    }
}

/// A commit of a host's own repository.
pub(super) fn rev(word: &str) -> Value<Rev> {
    let wrong = || {
        let s = shown(word);
        format!(
            "{s} names no commit (expected HEAD, HEAD~N, @TIME, a branch, or 4 or more digits of an id)"
        )
    };
    if word == "HEAD" {
        return Ok(Rev::Head(0));
    }
    if let Some(back) = word.strip_prefix("HEAD~") {
        let back = whole(back, 0, u32::MAX.into()).map_err(|_| wrong())?;
        return Ok(Rev::Head(back as u32));
    }
    if let Some(time) = word.strip_prefix('@') {
        return moment(time).map(Rev::AsOf);
    }
    branch(word).map(Rev::Name).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    #[test]
    fn a_revision_is_read_in_its_order() {
        let name = |name: &str| Ok(Rev::Name(name.into()));
        assert_eq!(rev("HEAD"), Ok(Rev::Head(0)));
        assert_eq!(rev("HEAD~12"), Ok(Rev::Head(12)));
        assert_eq!(rev("@1.5s"), Ok(Rev::AsOf(Instant::from_micros(1_500_000))));
        assert_eq!(rev("main"), name("main"));
        assert_eq!(rev("query/10.0.0.1"), name("query/10.0.0.1"));
        assert_eq!(rev("cafe"), name("cafe"));
        assert!(rev("HEAD~").is_err());
    }

    #[test]
    fn a_branch_may_look_as_git_allows() {
        for word in ["x", "Fix/9-a.b", "ä", "heads", "a@b", "querying", "main2"] {
            assert_eq!(own_branch(word), Ok(word.into()));
        }
        for word in [
            "@", "a@{1", "a/.b", "a.lock/b", "/a", "a/", "main/x", "query",
        ] {
            assert!(own_branch(word).is_err(), "{word}");
        }
    }

    #[test]
    fn a_name_has_up_to_32_small_characters() {
        let long = "a".repeat(32);
        for word in ["a", "host-2_b", &long] {
            assert_eq!(name(word), Ok(word.into()));
        }
        for word in ["", "-a", "2a", "aB", "a.b", &"a".repeat(33)] {
            assert!(name(word).is_err(), "{word}");
        }
    }
}
