//! A place among the words of one line, and the mistakes that are found on the way.
//!
//! A value that cannot be read is reported and answered with `None`, and reading goes on behind
//! it, so that a line with two mistakes shows both.

use super::ast::Position;
use super::lexer::{Line, Word, WordKind};
use super::mistakes::{Mistakes, Place};
use super::values::{self, Value};
use super::words::{did_you_mean, nearest, one_of, shown};

/// Reads one line from left to right.
pub(super) struct Cursor<'a, 't> {
    line: &'a Line<'t>,
    next: usize,
    mistakes: &'a mut Mistakes,
    /// The line ended too early, which is reported once.
    ended: bool,
    /// Words that are no values: in front of them a value is missing.
    stops: &'static [&'static str],
}

impl<'a, 't> Cursor<'a, 't> {
    /// In front of the word with index `next`.
    pub fn new(line: &'a Line<'t>, next: usize, mistakes: &'a mut Mistakes) -> Self {
        Self {
            line,
            next,
            mistakes,
            ended: false,
            stops: &[],
        }
    }

    /// The index of the next word.
    pub fn index(&self) -> usize {
        self.next
    }

    pub fn peek(&self) -> Option<&'a Word<'t>> {
        self.line.words.get(self.next)
    }

    /// What the next word says, when it is a bare one.
    pub fn peek_bare(&self) -> Option<&'a str> {
        let word = self.peek()?;
        (word.kind == WordKind::Bare).then_some(&*word.text)
    }

    pub fn skip(&mut self) {
        self.next += 1;
    }

    /// Takes the next word when it says `keyword`.
    pub fn eat(&mut self, keyword: &str) -> bool {
        let found = self.peek_bare() == Some(keyword);
        self.next += usize::from(found);
        found
    }

    /// The place of the next word, or of the line's end.
    pub fn place(&self) -> Place {
        match self.peek() {
            Some(word) => word.place,
            None => self.end(),
        }
    }

    /// The place behind the last word.
    fn end(&self) -> Place {
        let column = self.line.words.last();
        Place {
            line: self.line.number,
            column: column.map_or(1, |word| word.place.column + word.place.len),
            len: 0,
        }
    }

    pub fn mistake(&mut self, place: Place, message: impl Into<String>) {
        self.mistakes.add(place, message);
    }

    /// From here on these words are no values: in front of them one is missing.
    pub fn stop_at(&mut self, stops: &'static [&'static str]) {
        self.stops = stops;
    }

    /// Leaves the rest of the line unread.
    pub fn abandon(&mut self) {
        self.next = self.line.words.len();
    }

    /// Takes back the last word.
    pub fn step_back(&mut self) {
        self.next = self.next.saturating_sub(1);
    }

    /// Takes a word of any kind; when there is none, says that `what` was expected there.
    fn take(&mut self, what: &str) -> Option<&'a Word<'t>> {
        let Some(word) = self.peek() else {
            if !self.ended {
                let after = match self.line.words.last() {
                    Some(word) if word.kind == WordKind::Bare => shown(&word.text),
                    _ => "the text in quotes".into(),
                };
                self.mistakes
                    .add(self.end(), format!("expected {what} after {after}"));
            }
            self.ended = true;
            return None;
        };
        if self
            .peek_bare()
            .is_some_and(|word| self.stops.contains(&word))
        {
            let message = format!("expected {what} in front of {}", shown(&word.text));
            self.mistakes.add(word.place, message);
            return None;
        }
        self.next += 1;
        Some(word)
    }

    /// A bare word, read by `read`.
    pub fn value<T>(&mut self, what: &str, read: impl FnOnce(&str) -> Value<T>) -> Option<T> {
        let word = self.take(what)?;
        let value = match word.kind {
            WordKind::Faulty => return None,
            WordKind::Quoted => Err(format!("expected {what}, not a text in quotes")),
            WordKind::Bare => read(&word.text),
        };
        value
            .map_err(|message| self.mistakes.add(word.place, message))
            .ok()
    }

    /// A bare or quoted word, read by `read`.
    pub fn bare_or_quoted<T>(
        &mut self,
        what: &str,
        read: impl FnOnce(&str) -> Value<T>,
    ) -> Option<T> {
        let word = self.take(what)?;
        if word.kind == WordKind::Faulty {
            return None;
        }
        read(&word.text)
            .map_err(|message| self.mistakes.add(word.place, message))
            .ok()
    }

    /// A text in quotes.
    pub fn text(&mut self) -> Option<String> {
        let what = "a text in quotes";
        let word = self.take(what)?;
        match word.kind {
            WordKind::Faulty => None,
            WordKind::Quoted => Some(word.text.to_string()),
            WordKind::Bare => {
                // Whoever forgets the quotes forgets them around all that follows.
                let rest = &self.line.words[self.next - 1..];
                let rest: Vec<_> = rest.iter().map(|word| word.raw.trim_matches('"')).collect();
                let message = format!("expected {what}, such as \"{}\"", clip(&rest.join(" ")));
                self.mistakes.add(word.place, message);
                self.abandon();
                None
            }
        }
    }

    /// One of `words`; answers its index. `name` says what they are, and `expected` lists them. A
    /// near miss is reported and taken for the word that was probably meant.
    pub fn choice(&mut self, name: &str, expected: &str, words: &[&str]) -> Option<usize> {
        let found = |word: &str| words.iter().position(|candidate| *candidate == word);
        let what = match name {
            "" => expected.into(),
            _ => format!("{name} ({expected})"),
        };
        let mut meant = None;
        let index = self.value(&what, |word| {
            found(word).ok_or_else(|| {
                meant = nearest(word, words.iter().copied());
                unknown(word, expected, meant)
            })
        });
        index.or_else(|| meant.and_then(found))
    }

    /// A word that must stand here; without it the rest of the line has no meaning.
    pub fn keyword(&mut self, keyword: &str) -> Option<()> {
        if self.eat(keyword) {
            return Some(());
        }
        let found = self.choice("", &format!("'{keyword}'"), &[keyword]);
        if found.is_none() {
            self.abandon();
        }
        found.map(|_| ())
    }

    /// The word of an option: one of `known`, each at most once. A near miss is reported and
    /// read as the option that was probably meant; what belongs to any other is passed over.
    pub fn option(
        &mut self,
        known: &'static [&'static str],
        seen: &mut Vec<&'static str>,
    ) -> Option<&'static str> {
        let list = one_of(known);
        self.stops = &[];
        let word = self.take(&list)?;
        self.stops = known;
        if word.kind == WordKind::Faulty {
            return None;
        }
        if word.kind == WordKind::Quoted {
            let message = format!("expected {list}, not a text in quotes");
            self.mistakes.add(word.place, message);
            return None;
        }
        if let Some(option) = known.iter().find(|option| **option == word.text) {
            if seen.contains(option) {
                let message = format!("'{option}' is given twice");
                self.mistakes.add(word.place, message);
            }
            seen.push(option);
            return Some(option);
        }
        let meant = nearest(&word.text, known.iter().copied());
        self.mistakes
            .add(word.place, unknown(&word.text, &list, meant));
        if meant.is_none() {
            let value = |text: &str| !text.starts_with(|c: char| c.is_ascii_alphabetic());
            while self.peek().is_some_and(|word| value(&word.text)) {
                self.skip();
            }
        }
        known.iter().find(|option| Some(**option) == meant).copied()
    }

    /// `X,Y`, with or without blanks around the comma.
    pub fn position(&mut self) -> Option<Position> {
        let words = &self.line.words[self.next.min(self.line.words.len())..];
        let split = match words {
            [x, comma, y, ..] if comma.text == "," => Some((3, format!("{},{}", x.text, y.text))),
            [x, y, ..] if x.text.ends_with(',') || y.text.starts_with(',') => {
                Some((2, format!("{}{}", x.text, y.text)))
            }
            _ => None,
        };
        let Some((count, joined)) = split else {
            return self.value("a position X,Y", values::position);
        };
        let whole = Place {
            len: words[count - 1].place.column + words[count - 1].place.len - words[0].place.column,
            ..words[0].place
        };
        self.next += count;
        if words[..count]
            .iter()
            .any(|word| word.kind == WordKind::Faulty)
        {
            return None;
        }
        values::position(&joined)
            .map_err(|message| self.mistakes.add(whole, message))
            .ok()
    }

    /// Nothing may follow.
    pub fn finish(&mut self) {
        let Some(word) = self.peek() else { return };
        self.abandon();
        let message = match word.kind {
            WordKind::Faulty => return,
            WordKind::Bare => format!("expected the end of the line, not {}", shown(&word.text)),
            WordKind::Quoted => "expected the end of the line, not a text in quotes".into(),
        };
        self.mistakes.add(word.place, message);
    }
}

/// The message for a word that is none of those expected.
pub(super) fn unknown(word: &str, expected: &str, nearest: Option<&str>) -> String {
    let meant = did_you_mean(nearest);
    format!("unknown word {} (expected {expected}){meant}", shown(word))
}

/// The start of a long word.
fn clip(word: &str) -> &str {
    word.char_indices()
        .nth(40)
        .map_or(word, |(at, _)| &word[..at])
}
