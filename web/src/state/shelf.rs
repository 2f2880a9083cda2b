//! Several labs in one line of text each, as the browser keeps them: a name, and the lab as the
//! fragment of a link. The labs that a person keeps by name are a [`Shelf`].

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

/// The labs that a person keeps, the newest first, each under a name of its own. A lab that this
/// release cannot read stays on the shelf for one that can.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf(Vec<String>);

impl Shelf {
    /// Labs at most.
    pub const MOST: usize = 100;

    /// The shelf that the browser kept as `lines`.
    pub fn of(lines: &str) -> Self {
        let named = lines.lines().filter(|line| line.contains('\t'));
        Self(named.map(str::to_owned).collect())
    }

    /// The lines for the browser to keep.
    pub fn lines(&self) -> String {
        self.0.iter().flat_map(|line| [line, "\n"]).collect()
    }

    /// The labs that can be read, names first.
    pub fn labs(&self) -> Vec<(String, String)> {
        unpacked(&self.lines())
    }

    /// Whether another lab than this text has this name.
    pub fn has_other(&self, name: &str, text: &str) -> bool {
        let name = one_line(name);
        let line = self.0.iter().find(|line| named(line) == name);
        line.is_some_and(|line| unpacked(line).first().is_none_or(|lab| lab.1 != text))
    }

    /// `name`, or with a number behind it if another lab than this text has it.
    pub fn free_name(&self, name: &str, text: &str) -> String {
        let numbered = (2..).map(|number| format!("{name} {number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| !self.has_other(name, text));
        free.expect("numbers do not end")
    }

    /// Puts a lab first, in place of one that has its name. Whether there is room for it.
    #[must_use]
    pub fn keep(&mut self, name: &str, text: &str) -> bool {
        self.forget(name);
        let room = self.0.len() < Self::MOST;
        if room {
            let line = packed([(name, text)]);
            self.0.insert(0, line.trim_end().to_owned());
        }
        room
    }

    /// Gives up the lab of this name.
    pub fn forget(&mut self, name: &str) {
        let name = one_line(name);
        self.0.retain(|line| named(line) != name);
    }
}

/// The name in a line.
fn named(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
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
    #[test]
    fn a_lab_takes_the_place_of_the_one_that_has_its_name_and_of_no_other() {
        let mut shelf = Shelf::default();
        assert!(shelf.keep("a", "1") && shelf.keep("b", "2"));
        assert!(shelf.has_other(" a ", "3") && !shelf.has_other("a", "1"));
        assert_eq!(shelf.free_name("a", "3"), "a 2");
        assert_eq!(shelf.free_name("a", "1"), "a");
        assert!(shelf.keep("a", "3"));
        let labs = [("a", "3"), ("b", "2")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(Shelf::of(&shelf.lines()).labs(), labs);
        shelf.forget("a");
        assert_eq!(shelf.labs(), labs[1..]);
    }

    #[test]
    fn a_full_shelf_takes_nothing_more_and_loses_nothing() {
        let mut shelf = Shelf::default();
        for number in 0..Shelf::MOST {
            assert!(shelf.keep(&number.to_string(), ""));
        }
        let full = shelf.clone();
        assert!(!shelf.keep("one more", ""));
        assert_eq!(shelf, full);
        assert!(shelf.keep("7", "new"), "in the place of the old");
    }

    #[test]
    fn a_lab_of_a_later_release_stays() {
        let mut shelf = Shelf::of("later\t#9:zzz\n");
        assert!(shelf.keep("mine", "1"));
        assert_eq!(shelf.labs().len(), 1);
        assert!(shelf.lines().ends_with("later\t#9:zzz\n"));
        assert_eq!(shelf.free_name("later", "1"), "later 2");
    }
}
