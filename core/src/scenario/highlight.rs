//! Tokens of a text with a class each, for an editor's colours.
//!
//! By form alone, so that a line can be coloured while it is typed; whether a word is right where
//! it stands is for [`super::parse`] to say. The tokens cover the text without gap or overlap.

use super::lexer::{Line, Word, WordKind, lines};
use super::values;
use super::words::is_reserved;
use std::ops::Range;

/// A run of bytes of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub class: Class,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Blanks, line ends, a byte order mark.
    Blank,
    /// A word of the language.
    Keyword,
    /// The name of a node or branch, and whatever else is neither keyword nor value.
    Name,
    /// A number, time, percentage, rate, position, or bytes in digits.
    Number,
    /// An IPv4 address, with its prefix length or without.
    Address,
    /// An Ethernet address.
    Mac,
    /// A text in quotes.
    Text,
    /// From `#` to the end of the line.
    Comment,
    /// Characters that cannot stand there.
    Error,
}

impl Class {
    /// A short name, fit for a style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Class::Blank => "blank",
            Class::Keyword => "keyword",
            Class::Name => "name",
            Class::Number => "number",
            Class::Address => "address",
            Class::Mac => "mac",
            Class::Text => "text",
            Class::Comment => "comment",
            Class::Error => "error",
        }
    }
}

/// The tokens of a text, in its order.
pub fn highlight(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut done = 0;
    let mut push = |class, range: Range<usize>| {
        if done < range.start {
            tokens.push(Token {
                class: Class::Blank,
                range: done..range.start,
            });
        }
        done = range.end;
        if !range.is_empty() {
            tokens.push(Token { class, range });
        }
    };
    for line in lines(text) {
        for word in &line.words {
            push(class(word), word.span.clone());
        }
        if let Some(comment) = &line.comment {
            push(comment_class(&line), comment.clone());
        }
    }
    push(Class::Blank, text.len()..text.len());
    tokens
}

fn comment_class(line: &Line) -> Class {
    let words_end = line
        .words
        .last()
        .map_or(0, |word| word.place.column + word.place.len);
    let inside = |column: usize| column >= words_end;
    let faulty = line.faults.iter().any(|(place, _)| inside(place.column));
    if faulty { Class::Error } else { Class::Comment }
}

fn class(word: &Word) -> Class {
    let text = word.raw;
    match word.kind {
        WordKind::Faulty => Class::Error,
        WordKind::Quoted => Class::Text,
        WordKind::Bare if is_reserved(text) => Class::Keyword,
        WordKind::Bare if values::mac(text).is_ok() => Class::Mac,
        WordKind::Bare if is_address(text) => Class::Address,
        WordKind::Bare if text.starts_with(|c: char| c.is_ascii_digit() || "-@,".contains(c)) => {
            Class::Number
        }
        WordKind::Bare => Class::Name,
    }
}

/// `A.B.C.D`, perhaps with `/LENGTH` or `:PORT`.
fn is_address(text: &str) -> bool {
    values::ip(text.split(['/', ':']).next().unwrap_or(text)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens that are no blanks.
    fn classes(text: &str) -> Vec<(&str, &str)> {
        let tokens = highlight(text).into_iter();
        let tokens = tokens.filter(|token| token.class != Class::Blank);
        tokens
            .map(|token| (&text[token.range], token.class.name()))
            .collect()
    }

    #[test]
    fn every_word_has_its_class() {
        assert_eq!(
            classes("host ann 10.0.0.1/8 mac 02:00:00:00:00:01 at 1,2 # home"),
            [
                ("host", "keyword"),
                ("ann", "name"),
                ("10.0.0.1/8", "address"),
                ("mac", "keyword"),
                ("02:00:00:00:00:01", "mac"),
                ("at", "keyword"),
                ("1,2", "number"),
                ("# home", "comment"),
            ]
        );
        assert_eq!(
            classes("at 1.5s ann send 10.0.0.1:7 \"a # b\""),
            [
                ("at", "keyword"),
                ("1.5s", "number"),
                ("ann", "name"),
                ("send", "keyword"),
                ("10.0.0.1:7", "address"),
                ("\"a # b\"", "text"),
            ]
        );
        assert_eq!(classes("\"open # b"), [("\"open # b", "error")]);
        assert_eq!(
            classes("title # \u{7}"),
            [("title", "keyword"), ("# \u{7}", "error")]
        );
    }
}
