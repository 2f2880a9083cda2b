//! Edits of a text that touch nothing else: comments, blanks and line ends stay byte for byte.
//!
//! They understand lines and words only, so they work on a text with mistakes too. Whether the
//! result is a scenario is for [`super::parse`] to say.

use super::ast::{DEFAULT_END, DEFAULT_SWITCH};
use super::lexer::{Line, Word, bom, lines};
use super::parser::first_word;
use super::print::time;
use super::values;
use super::words::is_reserved;
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

#[cfg(test)]
mod tests {
    use super::*;

    const LAB: &str = "# a lab\n\
        title \"T\"   # the title\n\
        \n\
        host ann 10.0.0.1 profile classic # at 1,1\n\
        host bob  profile classic   at 7,8   timeout 5s # bob\n\
        # the story\n\
        at 1s  ann query bob # first\n\
        at 3s ann flush\n\
        # the end\n";

    fn position(node: &str, x: f64, y: f64) -> String {
        set_position(LAB, node, x, y).expect("the node is there")
    }

    /// `LAB` with one piece exchanged.
    fn changed(old: &str, new: &str) -> String {
        assert_eq!(LAB.matches(old).count(), 1, "{old}");
        LAB.replace(old, new)
    }

    #[test]
    fn a_position_is_added_in_front_of_the_comment() {
        assert_eq!(
            position("ann", 10.4, -3.0),
            changed("classic # at", "classic at 10,-3 # at")
        );
    }

    #[test]
    fn a_position_is_replaced_where_it_stands() {
        assert_eq!(position("bob", 1.0, 2.0), changed("7,8", "1,2"));
        for (old, new) in [
            ("host a at 7, 8 tries 1", "host a at 1,2 tries 1"),
            ("host a at 7 , 8 tries 1", "host a at 1,2 tries 1"),
            ("host a at 7 ,8 tries 1", "host a at 1,2 tries 1"),
            ("switch a at", "switch a at 1,2"),
            ("host a at tries 1", "host a at 1,2 tries 1"),
        ] {
            assert_eq!(set_position(old, "a", 1.0, 2.0).as_deref(), Some(new));
        }
    }

    #[test]
    fn the_implied_switch_gets_a_line_in_front_of_the_first_host() {
        assert_eq!(
            position("lan", 400.0, 250.0),
            changed("host ann", "switch lan at 400,250\nhost ann")
        );
        let declared = "switch core\r\nhost ann";
        assert_eq!(set_position(declared, "lan", 1.0, 2.0), None);
        assert_eq!(
            set_position("\u{feff}host ann\r\n", "lan", 1.0, 2.0).as_deref(),
            Some("\u{feff}switch lan at 1,2\r\nhost ann\r\n")
        );
    }

    #[test]
    fn no_place_and_no_node_change_nothing() {
        assert_eq!(set_position(LAB, "ann", f64::NAN, 1.0), None);
        assert_eq!(set_position(LAB, "zoe", 1.0, 1.0), None);
        assert!(position("ann", 1e300, 0.0).contains("at 100000,0"));
    }

    #[test]
    fn a_statement_goes_behind_the_last_that_is_not_later() {
        let at = |seconds| append_statement(LAB, Instant::from_secs(seconds), "bob flush");
        let behind = |old: &str, new: &str| changed(old, &format!("{old}\n{new}"));
        assert_eq!(at(3), behind("at 3s ann flush", "at 3s bob flush"));
        assert_eq!(at(120), behind("at 3s ann flush", "at 2m bob flush"));
        assert_eq!(at(2), behind("# first", "at 2s bob flush"));
        assert_eq!(at(0), changed("at 1s  ann", "at 0s bob flush\nat 1s  ann"));
    }

    #[test]
    fn the_first_statement_goes_to_the_end() {
        for (text, result) in [
            ("", "at 1s a flush\n"),
            ("host a", "host a\n\nat 1s a flush\n"),
            ("host a\r\n", "host a\r\n\r\nat 1s a flush\r\n"),
            ("host a\n\n", "host a\n\nat 1s a flush\n"),
            ("host a\n\n# story", "host a\n\n# story\n\nat 1s a flush\n"),
            ("at 1s x", "at 1s x\nat 1s a flush"),
            ("host a\r\nat 1s x", "host a\r\nat 1s x\r\nat 1s a flush"),
        ] {
            let appended = append_statement(text, Instant::from_secs(1), "a flush");
            assert_eq!(appended, result, "{text:?}");
        }
    }

    #[test]
    fn the_end_is_set_where_it_stands_or_behind_the_title() {
        let end = Instant::from_secs(90);
        assert_eq!(
            set_end(LAB, end),
            changed("# the title", "# the title\nend 90s")
        );
        for (text, result) in [
            ("end  60s # x\nhost a", "end  90s # x\nhost a"),
            ("end # x", "end 90s # x"),
            ("# c\nhost a\n", "# c\nend 90s\nhost a\n"),
            ("# c", "# c\n\nend 90s\n"),
        ] {
            assert_eq!(set_end(text, end), result);
        }
    }

    #[test]
    fn the_end_only_ever_moves_away() {
        let to = Instant::from_secs;
        assert_eq!(extend_end("end 70s", to(70)), "end 70s");
        assert_eq!(extend_end("end 70s", to(71)), "end 71s");
        assert_eq!(extend_end("end soon", to(71)), "end 71s");
        assert_eq!(extend_end(LAB, to(60)), LAB);
        assert_eq!(extend_end(LAB, to(61)), set_end(LAB, to(61)));
    }
}
