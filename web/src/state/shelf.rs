//! Several labs in one line of text each, as the browser keeps them: a name, and the lab as the
//! fragment of a link.

use versioned_arp::scenario::link::{Link, decode, encode};

/// The labs as text, in this order.
pub fn packed<'a>(labs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut lines = String::new();
    for (name, text) in labs {
        let link = encode(&Link {
            text: text.to_owned(),
            ..Link::default()
        });
        lines += &format!("{}\t{link}\n", one_line(name));
    }
    lines
}

/// The labs in a text, names first. What cannot be read is left out: it is of another release, or
/// somebody else's.
pub fn unpacked(lines: &str) -> Vec<(String, String)> {
    let lab = |line: &str| {
        let (name, link) = line.split_once('\t')?;
        Some((name.to_owned(), decode(link).ok()?.text))
    };
    lines.lines().filter_map(lab).collect()
}

/// A name without what would end it.
pub fn one_line(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back() {
        let labs = [("My\tlab", "title \"a\"\n"), ("", ""), ("ä", "ü\n\n")];
        let back = unpacked(&packed(labs));
        let names: Vec<_> = back.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["My lab", "", "ä"]);
        assert!(back.iter().zip(labs).all(|((_, a), (_, b))| a == b));
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let good = packed([("a", "b")]);
        assert_eq!(unpacked(&format!("nonsense\nx\t#9:zzz\n{good}")).len(), 1);
    }
}
