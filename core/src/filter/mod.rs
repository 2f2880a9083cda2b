//! Display filters in Wireshark's syntax (wireshark-filter(4), version 4.0) over the fields that
//! [`wire::dissect`](crate::wire::dissect) knows and those of the capture itself: which packets of a
//! list are shown. tshark judges the outcome.
//!
//! - [`Filter`]: a filter, read from text and printed back; [`Mistake`] says where a text is wrong.
//! - [`Packet`]: what is filtered: bytes, and what is known of them beside.
//! - [`fields`], [`Field`], [`Kind`]: what can be asked for.
//! - [`complete`], [`Completion`], [`Known`]: what may come next while somebody types.
//! - [`expression`]: the filter for one field of one packet.
//!
//! What Wireshark has and this does not: regular expressions (`matches`), slices, arithmetic other
//! than `&`, functions and macros. Own fields begin with `lab.`.
//!
//! Own work: `wirefilter-engine` (0.6.1 of 2019 on crates.io) has a field's single value where
//! Wireshark has many, no Ethernet addresses, and no hints; `min_shark` knows fixed fields.

mod complete;
mod evaluate;
mod expr;
mod field;
mod find;
mod layers;
mod lexer;
mod literal;
mod packet;
mod parser;
mod print;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod properties;
mod read;
mod table;
#[cfg(test)]
mod tests;

pub use complete::{Choice, Completion, Known, complete};
pub use field::{Field, Kind, fields};
pub use packet::{Packet, expression};

use expr::Expr;
use std::fmt;
use std::ops::Range;

/// Characters of the longest text that is read.
pub const LONGEST: usize = 4096;

/// A display filter; the default lets everything pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    expr: Option<Expr>,
}

impl Filter {
    /// Reads a filter. An empty text lets everything pass, as in Wireshark.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place and a hint.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        parser::parse(text).map(|expr| Self { expr })
    }

    /// Whether a packet passes.
    pub fn matches(&self, packet: &Packet<'_>) -> bool {
        match &self.expr {
            None => true,
            Some(expr) => evaluate::passes(expr, packet),
        }
    }

    /// Whether it asks for the field of this name: what is dear to find out, such as
    /// `frame.comment` and `tcp.stream`, need be known only then.
    pub fn asks_for(&self, name: &str) -> bool {
        self.expr.as_ref().is_some_and(|expr| expr.asks_for(name))
    }
}

/// The filter in one canonical form, which reads back as the same filter.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.expr {
            None => Ok(()),
            Some(expr) => write!(f, "{expr}"),
        }
    }
}

/// What is wrong with the text of a filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    /// Which bytes of the text are meant; empty where something is missing.
    pub place: Range<usize>,
    /// The column of their first character, from 1.
    pub column: usize,
    /// What is wrong, what was expected, and perhaps what was meant.
    pub message: String,
}

impl Mistake {
    fn new(text: &str, place: Range<usize>, message: impl Into<String>) -> Self {
        let before = text.get(..place.start).unwrap_or(text);
        Self {
            column: before.chars().count() + 1,
            place,
            message: message.into(),
        }
    }
}

/// `column C: what is wrong`.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.message)
    }
}
