//! Lines and words of a text, with their places.
//!
//! Knows quotes, comments, line ends, a byte order mark and what may not stand in a text at all;
//! knows no word of the language. Nothing is lost: edits and colours work on the same lines.

use super::mistakes::Place;
use std::borrow::Cow;
use std::ops::Range;

/// One line of a text.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// From 1.
    pub number: usize,
    /// Its bytes in the text, without the line's end.
    pub span: Range<usize>,
    pub words: Vec<Word<'t>>,
    /// The bytes of its comment, from `#` on.
    pub comment: Option<Range<usize>>,
    /// What is wrong with its characters.
    pub faults: Vec<(Place, String)>,
}

/// One word of a line.
#[derive(Debug)]
pub(super) struct Word<'t> {
    pub kind: WordKind,
    /// What it says: of a quoted text, the inside with its escapes resolved.
    pub text: Cow<'t, str>,
    /// How it is written.
    pub raw: &'t str,
    /// Its bytes in the text, quotes included.
    pub span: Range<usize>,
    pub place: Place,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    Bare,
    Quoted,
    /// Named in [`Line::faults`]; it says nothing that could be understood.
    Faulty,
}

/// The lines of a text. A line ends with LF or CRLF; a byte order mark belongs to no line.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = bom(text);
    text[start..]
        .split_inclusive('\n')
        .enumerate()
        .map(move |(index, whole)| {
            let line = whole.strip_suffix('\n').unwrap_or(whole);
            let line = line.strip_suffix('\r').unwrap_or(line);
            let scanner = Scanner::new(text, index + 1, start..start + line.len());
            start += whole.len();
            scanner.line()
        })
}

/// The number of bytes of the byte order mark at the start of a text, if there is one.
pub(super) fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}

/// Reads one line, character by character.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    column: usize,
    line: Line<'t>,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str, number: usize, span: Range<usize>) -> Self {
        let at = span.start;
        let line = Line {
            number,
            span,
            words: Vec::new(),
            comment: None,
            faults: Vec::new(),
        };
        Self {
            text,
            at,
            column: 1,
            line,
        }
    }

    fn line(mut self) -> Line<'t> {
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' => self.skip(),
                '#' => self.comment(),
                '"' => self.quoted(),
                _ => self.bare(),
            }
        }
        self.line
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..self.line.span.end].chars().next()
    }

    fn skip(&mut self) {
        if let Some(c) = self.peek() {
            self.at += c.len_utf8();
            self.column += 1;
        }
    }

    fn fault(&mut self, column: usize, message: impl Into<String>) {
        let place = Place {
            line: self.line.number,
            column,
            len: self.column.saturating_sub(column).max(1),
        };
        self.line.faults.push((place, message.into()));
    }

    fn word(&mut self, kind: WordKind, start: (usize, usize), text: Cow<'t, str>) {
        let place = Place {
            line: self.line.number,
            column: start.1,
            len: self.column - start.1,
        };
        self.line.words.push(Word {
            kind,
            text,
            raw: &self.text[start.0..self.at],
            span: start.0..self.at,
            place,
        });
    }

    fn comment(&mut self) {
        let start = self.at;
        let mut clean = true;
        while let Some(c) = self.peek() {
            let problem = forbidden(c).filter(|_| c.is_control() && c != '\t');
            if let (true, Some(message)) = (clean, problem) {
                self.fault(self.column, message);
                clean = false;
            }
            self.skip();
        }
        self.line.comment = Some(start..self.at);
    }

    fn bare(&mut self) {
        let start = (self.at, self.column);
        let mut kind = WordKind::Bare;
        while let Some(c) = self.peek().filter(|c| !matches!(c, ' ' | '\t' | '#')) {
            let problem = match c {
                '"' => Some("a quote inside a word (a quoted text is a word of its own)".into()),
                _ => forbidden(c),
            };
            if let (WordKind::Bare, Some(message)) = (kind, problem) {
                self.fault(self.column, message);
                kind = WordKind::Faulty;
            }
            self.skip();
        }
        self.word(kind, start, Cow::Borrowed(&self.text[start.0..self.at]));
    }

    fn quoted(&mut self) {
        let start = (self.at, self.column);
        let before = self.line.faults.len();
        self.skip();
        let mut inside = String::new();
        loop {
            let column = self.column;
            let Some(c) = self.peek() else {
                self.fault(start.1, "a quoted text without its closing quote (\")");
                break;
            };
            self.skip();
            match c {
                '"' => {
                    self.after_quote();
                    break;
                }
                '\\' => self.escape(column, &mut inside),
                _ if c.is_control() && c != '\t' => {
                    if let (true, Some(message)) = (self.line.faults.len() == before, forbidden(c))
                    {
                        self.fault(column, message);
                    }
                }
                _ => inside.push(c),
            }
        }
        let kind = if self.line.faults.len() == before {
            WordKind::Quoted
        } else {
            WordKind::Faulty
        };
        self.word(kind, start, Cow::Owned(inside));
    }

    /// After a backslash at `column`.
    fn escape(&mut self, column: usize, inside: &mut String) {
        let Some(c) = self.peek() else { return };
        self.skip();
        match c {
            '"' | '\\' => inside.push(c),
            'n' => inside.push('\n'),
            _ if c.is_control() => self.fault(column, "a backslash before a control character"),
            _ => self.fault(
                column,
                format!("unknown escape '\\{c}' (expected \\\", \\\\ or \\n)"),
            ),
        }
    }

    /// After a closing quote: what follows must be a word of its own.
    fn after_quote(&mut self) {
        let column = self.column;
        while self.peek().is_some_and(|c| !matches!(c, ' ' | '\t' | '#')) {
            self.skip();
        }
        if self.column > column {
            self.fault(column, "expected a blank after the closing quote");
        }
    }
}

/// What is wrong with a character outside quotes, if anything.
fn forbidden(c: char) -> Option<String> {
    let code = u32::from(c);
    if c.is_control() {
        Some(format!(
            "a control character (U+{code:04X}) has no place in a scenario"
        ))
    } else if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' {
        Some(format!(
            "U+{code:04X} looks like a blank and is none (write a plain one)"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, usize, usize)> {
        let words = lines(text).flat_map(|line| {
            let number = line.number;
            line.words
                .into_iter()
                .map(move |word| (word.text.into_owned(), number, word.place.column))
        });
        words.collect()
    }

    #[test]
    fn words_are_separated_by_blanks_and_know_their_places() {
        assert_eq!(
            words("\u{feff}a \tbc\r\n\n  \"d e\" ä f#g"),
            [
                ("a".into(), 1, 1),
                ("bc".into(), 1, 4),
                ("d e".into(), 3, 3),
                ("ä".into(), 3, 9),
                ("f".into(), 3, 11)
            ]
        );
    }

    #[test]
    fn escapes_are_resolved_and_a_hash_in_quotes_is_text() {
        assert_eq!(words(r#""\"\\\n#" # rest"#), [("\"\\\n#".into(), 1, 1)]);
    }

    #[test]
    fn every_fault_is_found_once_at_its_place() {
        for (text, column, message) in [
            ("a \"bc", 3, "a quoted text without its closing quote (\")"),
            ("\"a\\\"", 1, "a quoted text without its closing quote (\")"),
            ("\"a\\", 1, "a quoted text without its closing quote (\")"),
            (
                "ab\"c\"",
                3,
                "a quote inside a word (a quoted text is a word of its own)",
            ),
            ("\"a\"b c", 4, "expected a blank after the closing quote"),
            (
                "\"\\t\"",
                2,
                "unknown escape '\\t' (expected \\\", \\\\ or \\n)",
            ),
            (
                "a\u{7}\u{7}",
                2,
                "a control character (U+0007) has no place in a scenario",
            ),
            (
                "\"\u{1}\u{1}\"",
                2,
                "a control character (U+0001) has no place in a scenario",
            ),
            (
                "# \u{0}",
                3,
                "a control character (U+0000) has no place in a scenario",
            ),
            (
                "a\rb",
                2,
                "a control character (U+000D) has no place in a scenario",
            ),
            (
                "a\u{a0}b",
                2,
                "U+00A0 looks like a blank and is none (write a plain one)",
            ),
        ] {
            let faults: Vec<_> = lines(text).flat_map(|line| line.faults).collect();
            let found: Vec<_> = faults.iter().map(|(p, m)| (p.column, m.as_str())).collect();
            assert_eq!(found, [(column, message)], "{text:?}");
        }
    }
}
