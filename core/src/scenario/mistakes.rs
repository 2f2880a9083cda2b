//! Mistakes in a text: where they are, what is wrong, and how a list of them stays bounded.

use std::fmt;

/// So many mistakes are listed one by one; the last element then counts the others.
pub const LISTED: usize = 100;

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters are meant; 0 when something is missing there.
    pub len: usize,
    /// What is wrong, what was expected, and perhaps what was meant.
    pub message: String,
}

/// `line L, column C: what is wrong`.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mistake { line, column, .. } = self;
        write!(f, "line {line}, column {column}: {}", self.message)
    }
}

/// A place in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub line: usize,
    pub column: usize,
    pub len: usize,
}

/// The mistakes found so far, in the order of finding.
#[derive(Debug, Default)]
pub(super) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub fn add(&mut self, place: Place, message: impl Into<String>) {
        self.0.push(Mistake {
            line: place.line,
            column: place.column,
            len: place.len,
            message: message.into(),
        });
    }

    /// `value` when nothing was wrong; otherwise the mistakes in the order of the text, at most
    /// [`LISTED`] and one that counts the rest.
    pub fn or<T>(self, value: T) -> Result<T, Vec<Mistake>> {
        let mut list = self.0;
        if list.is_empty() {
            return Ok(value);
        }
        list.sort_by_key(|mistake| (mistake.line, mistake.column));
        let more = list.len().saturating_sub(LISTED);
        if more > 0 {
            list.truncate(LISTED + 1);
            list[LISTED].message = match more {
                1 => "and 1 more mistake".into(),
                _ => format!("and {more} more mistakes from here on"),
            };
        }
        Err(list)
    }
}
