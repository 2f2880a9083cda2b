//! Where a node is drawn.

use super::splice::{insert_before, replace};
use crate::scenario::ast::DEFAULT_SWITCH;
use crate::scenario::lexer::{Line, Word, lines};
use crate::scenario::parser::first_word;
use crate::scenario::words::is_reserved;
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
            Some((span, blank)) => replace(text, span, &format!("{blank}{place}")),
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

/// The bytes of `X,Y` behind the `at` of a node's line, blanks around the comma included; when
/// they are missing, where they belong, and the blank that belongs in front of them.
fn position_of(words: &[Word]) -> Option<(Range<usize>, &'static str)> {
    let at = words.iter().skip(2).position(|word| word.raw == "at")? + 2;
    let end = words[at].span.end;
    let [first, last] = match &words[at + 1..] {
        [] => return Some((end..end, " ")),
        [option, ..] if is_reserved(option.raw) => return Some((end..end, " ")),
        [x, comma, y, ..] if comma.raw == "," => [x, y],
        [x, y, ..] if x.raw.ends_with(',') || y.raw.starts_with(',') => [x, y],
        [both, ..] => [both, both],
    };
    Some((first.span.start..last.span.end, ""))
}
