//! Pieces of a text exchanged, put in and taken out; everything else stays byte for byte.

use crate::scenario::lexer::{Line, bom};
use std::ops::Range;

/// Changes of one text that do not overlap, made all at once.
#[derive(Default)]
pub(super) struct Changes(Vec<(Range<usize>, String)>);

impl Changes {
    /// Puts `new` in the place of these bytes.
    pub fn put(&mut self, span: Range<usize>, new: &str) {
        self.0.push((span, new.to_owned()));
    }

    /// Takes a line out, its comment and its end included; of a last line without an end, the end
    /// before it.
    pub fn take(&mut self, text: &str, line: &Line) {
        let Range { start, end } = line.span;
        let span = match text[end..].find('\n') {
            Some(to) => start..end + to + 1,
            None => {
                let above = &text[bom(text)..start];
                let above = above.strip_suffix('\n').unwrap_or(above);
                let above = above.strip_suffix('\r').unwrap_or(above);
                bom(text) + above.len()..end
            }
        };
        self.put(span, "");
    }

    /// The text with all changes. Where one lies in another, as when a line goes of which a word
    /// was to change, the one that begins first is made.
    pub fn of(mut self, text: &str) -> String {
        self.0
            .sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut done = 0;
        let mut new = String::with_capacity(text.len() + 64);
        for (span, piece) in &self.0 {
            if span.start >= done || piece.is_empty() {
                new += &text[done..span.start.max(done)];
                new += piece;
                done = done.max(span.end);
            }
        }
        new + &text[done..]
    }
}

pub(super) fn replace(text: &str, span: Range<usize>, new: &str) -> String {
    [&text[..span.start], new, &text[span.end..]].concat()
}

/// The line end that follows a line; LF behind the last.
fn line_end<'t>(text: &'t str, line: &Line) -> &'t str {
    let rest = &text[line.span.end..];
    if rest.starts_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    }
}

pub(super) fn insert_before(text: &str, line: &Line, new: &str) -> String {
    let start = line.span.start;
    replace(
        text,
        start..start,
        &format!("{new}{}", line_end(text, line)),
    )
}

pub(super) fn insert_after(text: &str, line: &Line, new: &str) -> String {
    let end = line.span.end;
    let end_of_line = match text[end..].is_empty() {
        true => usual_end(text),
        false => line_end(text, line),
    };
    replace(text, end..end, &format!("{end_of_line}{new}"))
}

/// At the end of a text, behind a blank line when there is anything.
pub(super) fn insert_last(text: &str, last: Option<&Line>, new: &str) -> String {
    let eol = usual_end(text);
    let Some(last) = last else {
        return format!("{text}{new}{eol}");
    };
    let ended = if text.ends_with('\n') { "" } else { eol };
    let gap = if last.span.is_empty() && !ended.is_empty() {
        ""
    } else {
        eol
    };
    let gap = if text[last.span.clone()].trim().is_empty() {
        ""
    } else {
        gap
    };
    format!("{text}{ended}{gap}{new}{eol}")
}

/// The line end that the text uses.
pub(super) fn usual_end(text: &str) -> &'static str {
    let first = text[bom(text)..].find('\n');
    match first {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
