//! What a person may have meant who slipped: for "did you mean", in every language that the crate
//! reads.

use strsim::osa_distance;

/// The candidate that `word` is a near miss of, the first of the nearest: one slip for every
/// three characters, and one at least. Capital letters are no slip.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let length = word.chars().count();
    if length > 64 {
        return None;
    }
    let slips = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= slips)
        .map(|candidate| (osa_distance(&word, candidate), candidate))
        // A word of one or two letters has nothing left when its letters are exchanged.
        .filter(|&(distance, _)| distance <= slips && distance < length)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// `; did you mean 'X'?`, or nothing.
pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |word| format!("; did you mean '{word}'?"))
}

/// A word of the text as a message shows it: in quotes, shortened when it is long.
pub(crate) fn shown(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((at, _)) => format!("'{}…'", &word[..at]),
        None => format!("'{word}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 6] = ["query", "announce", "set-ips", "pull", "pin", "push"];

    #[test]
    fn a_near_miss_finds_the_nearest_word() {
        for (word, found) in [
            ("qurey", Some("query")),
            ("QUERY", Some("query")),
            ("anounce", Some("announce")),
            ("setips", Some("set-ips")),
            ("pul", Some("pull")),
            ("xyzzy", None),
            ("q", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, WORDS), found, "{word}");
        }
    }

    #[test]
    fn an_endless_word_is_shown_short() {
        assert_eq!(shown("short"), "'short'");
        assert_eq!(shown(&"ä".repeat(41)), format!("'{}…'", "ä".repeat(40)));
    }
}
