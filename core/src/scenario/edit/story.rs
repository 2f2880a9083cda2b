//! What happens, and until when.

use super::splice::{insert_after, insert_before, insert_last, replace};
use crate::scenario::ast::DEFAULT_END;
use crate::scenario::lexer::{Line, lines};
use crate::scenario::parser::first_word;
use crate::scenario::print::time;
use crate::scenario::values;
use crate::time::Instant;

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

/// When a statement's line starts, if it is one.
fn start(line: &Line) -> Option<Instant> {
    if first_word(line) != Some("at") {
        return None;
    }
    values::moment(line.words.get(1)?.raw).ok()
}
