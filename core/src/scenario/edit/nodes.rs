//! A node more, another line for a node, a node less.

use super::naming::named;
use super::source::Source;
use super::splice::{Changes, insert_after, insert_before, insert_last, usual_end};
use crate::addr::MacAddr;
use crate::scenario::ast::DEFAULT_SWITCH;
use crate::scenario::lexer::Line;

/// Declares a node by its line, `host NAME …` or `switch NAME …`: behind the last of its kind, so
/// that no other host's number changes. The first switch that is declared takes the place of the
/// one that exists without a line, so that one gets its own line before it.
pub fn add_node(text: &str, line: &str) -> String {
    let source = Source::of(text);
    let mut words = line.split_ascii_whitespace();
    let is_host = words.next() == Some("host");
    let last = |word: &'static str| source.starting(word).next_back();
    if is_host {
        return match last("host").or(last("switch")) {
            Some(above) => insert_after(text, above, line),
            None => below_head(&source, line),
        };
    }
    if let Some(above) = last("switch") {
        return insert_after(text, above, line);
    }
    let end = usual_end(text);
    let lines = match words.next() {
        Some(DEFAULT_SWITCH) => line.to_owned(),
        _ => format!("switch {DEFAULT_SWITCH}{end}{line}"),
    };
    match source.starting("host").next() {
        Some(below) => insert_before(text, below, &lines),
        None => below_head(&source, &lines),
    }
}

/// Puts the first lines of nodes below title, about, seed and end, or else in front of links and
/// statements.
fn below_head(source: &Source, lines: &str) -> String {
    let text = source.text;
    let head = ["title", "about", "seed", "end"];
    let head = head
        .into_iter()
        .filter_map(|word| source.starting(word).next_back());
    if let Some(above) = head.max_by_key(|line| line.number) {
        return insert_after(text, above, &format!("{}{lines}", usual_end(text)));
    }
    match source.lines.iter().find(|line| !line.words.is_empty()) {
        Some(below) => insert_before(text, below, lines),
        None => insert_last(text, source.lines.last(), lines),
    }
}

/// Gives a node another line; blanks before it and the comment behind it stay. The switch that
/// exists without a line gets one. It is for the caller to keep the name, see [`super::rename`].
pub fn replace_node(text: &str, node: &str, line: &str) -> Option<String> {
    let source = Source::of(text);
    let Some(old) = source.node(node) else {
        let implied = node == DEFAULT_SWITCH && source.is_switch(node);
        return implied.then(|| add_node(text, line));
    };
    let mut changes = Changes::default();
    changes.put(words_of(old), line);
    Some(changes.of(text))
}

/// The bytes from the first word of a line to its last.
fn words_of(line: &Line) -> std::ops::Range<usize> {
    let start = line
        .words
        .first()
        .map_or(line.span.start, |it| it.span.start);
    let end = line.words.last().map_or(start, |it| it.span.end);
    start..end
}

/// Removes a node with its links and every statement that names it. Hosts that were on it are
/// linked as if they had no `link` line. Every other host stays as it was: one whose MAC follows
/// from its number has it written down. The last switch stays, for hosts are linked to one.
pub fn delete_node(text: &str, node: &str) -> Option<String> {
    let source = Source::of(text);
    source.node(node)?;
    let only_switch = source.starting("switch").count() < 2;
    if only_switch && source.declares("switch", node).is_some() {
        return None;
    }
    let mut changes = Changes::default();
    for line in &source.lines {
        if named(line).names.iter().any(|name| name.raw == node) {
            changes.take(text, line);
        }
    }
    let numbered = source.starting("host").enumerate();
    let mut later =
        numbered.skip_while(|(_, line)| line.words.get(1).is_none_or(|it| it.raw != node));
    later.next();
    for (index, line) in later {
        if line.words.iter().skip(2).all(|word| word.raw != "mac") {
            let is_address = |raw: &str| raw.starts_with(|c: char| c.is_ascii_digit());
            let addresses = line
                .words
                .iter()
                .skip(2)
                .take_while(|it| is_address(it.raw));
            let Some(last) = addresses.last().or(line.words.get(1)) else {
                continue;
            };
            let mac = MacAddr::of_host((index + 1) as u16);
            changes.put(last.span.end..last.span.end, &format!(" mac {mac}"));
        }
    }
    Some(changes.of(text))
}
