//! Edits of a text that touch nothing else: comments, blanks and line ends stay byte for byte.
//!
//! They understand lines and words only, so they work on a text with mistakes too. Whether the
//! result is a scenario is for [`super::parse`] to say.

use super::ast::{DEFAULT_END, DEFAULT_SWITCH};
use super::lexer::{Line, Word, bom, lines};
use super::parser::first_word;
use super::print::time;
use super::values;
use crate::time::Instant;
use std::ops::Range;

/// Coordinates that `set_position` writes stay within this.
const FARTHEST: f64 = 100_000.0;

/// Draws a node at a place: replaces or adds the `at X,Y` of its line, in whole units. The switch
/// that exists without a line gets one, in front of the first host. `None` when no line declares
/// the node, or when the place is no place.
pub fn set_position(text: &str, node: &str, x: f64, y: f64) -> Option<String> {
    if !(x.is_finite() && y.is_finite()) {
        return None;
    }
    let whole = |value: f64| value.clamp(-FARTHEST, FARTHEST).round() as i64;
    let place = format!("{},{}", whole(x), whole(y));
    let lines: Vec<_> = lines(text).collect();
    let declares = |line: &&Line| {
        matches!(first_word(line), Some("host" | "switch"))
            && line.words.get(1).is_some_and(|word| word.text == node)
    };
    if let Some(line) = lines.iter().find(declares) {
        return Some(match position_of(&line.words) {
            Some(span) => replace(text, span, &place),
            None => {
                let end = line.words.last()?.span.end;
                replace(text, end..end, &format!(" at {place}"))
            }
        });
    }
    let starts_with = |word: &'static str| move |line: &&Line| first_word(line) == Some(word);
    if node != DEFAULT_SWITCH || lines.iter().any(|line| starts_with("switch")(&line)) {
        return None;
    }
    let host = lines.iter().find(starts_with("host"))?;
    let line = format!("switch {node} at {place}");
    Some(insert_before(text, host, &line))
}

/// Adds a statement `at TIME WORDS` behind the last one that starts at that time or earlier, so
/// that among statements of one moment it runs last; in front of all others when each starts
/// later; at the end of a text without statements.
pub fn append_statement(text: &str, at: Instant, words: &str) -> String {
    let new = format!("at {} {words}", time(at));
    let lines: Vec<_> = lines(text).collect();
    let starts: Vec<_> = lines
        .iter()
        .filter_map(|line| Some((line, start(line)?)))
        .collect();
    let earlier = starts.iter().rev().find(|(_, start)| *start <= at);
    match (earlier, starts.first()) {
        (Some((line, _)), _) => insert_after(text, line, &new),
        (None, Some((line, _))) => insert_before(text, line, &new),
        (None, None) => insert_last(text, lines.last(), &new),
    }
}

/// Sets the last moment of the run: replaces the time of the `end` line, or adds such a line
/// behind `title`, `about` and `seed`, or else in front of everything that is no comment.
pub fn set_end(text: &str, end: Instant) -> String {
    let lines: Vec<_> = lines(text).collect();
    let is = |words: &'static [&'static str]| {
        move |line: &&Line| first_word(line).is_some_and(|word| words.contains(&word))
    };
    let new = format!("end {}", time(end));
    if let Some(line) = lines.iter().find(is(&["end"])) {
        return match line.words.get(1) {
            Some(word) => replace(text, word.span.clone(), &time(end)),
            None => replace(text, line.words[0].span.clone(), &new),
        };
    }
    if let Some(line) = lines.iter().rev().find(is(&["title", "about", "seed"])) {
        return insert_after(text, line, &new);
    }
    match lines.iter().find(|line| !line.words.is_empty()) {
        Some(line) => insert_before(text, line, &new),
        None => insert_last(text, lines.last(), &new),
    }
}

/// Moves the end to `to` when it is earlier; an end that cannot be read is set.
pub fn extend_end(text: &str, to: Instant) -> String {
    let line = lines(text).find(|line| first_word(line) == Some("end"));
    let end = match line {
        None => Some(DEFAULT_END),
        Some(line) => line.words.get(1).and_then(|w| values::moment(w.raw).ok()),
    };
    match end {
        Some(end) if end >= to => text.into(),
        _ => set_end(text, to),
    }
}

/// The bytes of `X,Y` behind the `at` of a node's line, blanks around the comma included.
fn position_of(words: &[Word]) -> Option<Range<usize>> {
    let at = words.iter().skip(2).position(|word| word.raw == "at")? + 2;
    let value = match &words[at + 1..] {
        [] => return Some(words[at].span.end..words[at].span.end),
        [x, comma, y, ..] if comma.raw == "," => [x, y],
        [x, y, ..] if x.raw.ends_with(',') || y.raw.starts_with(',') => [x, y],
        [both, ..] => [both, both],
    };
    Some(value[0].span.start..value[1].span.end)
}

/// When a statement's line starts, if it is one.
fn start(line: &Line) -> Option<Instant> {
    if first_word(line) != Some("at") {
        return None;
    }
    values::moment(line.words.get(1)?.raw).ok()
}

fn replace(text: &str, span: Range<usize>, new: &str) -> String {
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

fn insert_before(text: &str, line: &Line, new: &str) -> String {
    let start = line.span.start;
    replace(
        text,
        start..start,
        &format!("{new}{}", line_end(text, line)),
    )
}

fn insert_after(text: &str, line: &Line, new: &str) -> String {
    let end = line.span.end;
    let end_of_line = match text[end..].is_empty() {
        true => usual_end(text),
        false => line_end(text, line),
    };
    replace(text, end..end, &format!("{end_of_line}{new}"))
}

/// At the end of a text, behind a blank line when there is anything.
fn insert_last(text: &str, last: Option<&Line>, new: &str) -> String {
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
fn usual_end(text: &str) -> &'static str {
    let first = text[bom(text)..].find('\n');
    match first {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
