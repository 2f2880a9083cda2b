//! Which words of a line name nodes, and another name for a node.

use super::nodes::add_node;
use super::source::Source;
use super::splice::Changes;
use crate::scenario::ast::DEFAULT_SWITCH;
use crate::scenario::lexer::{Line, WordKind};
use crate::scenario::parser::first_word;
use std::ops::Range;

/// A word of a text, or the part of one, that names a node.
pub(super) struct Name<'t> {
    pub raw: &'t str,
    pub span: Range<usize>,
}

/// The names of nodes on a line.
pub(super) struct Named<'t> {
    pub names: Vec<Name<'t>>,
    /// Whether the line is about the link of the first two.
    pub is_link: bool,
}

/// The words of a line that name nodes, going by where they stand: what is in quotes or in a
/// comment, a branch and a commit are never names of nodes. A TARGET may be an address.
pub(super) fn named<'t>(line: &Line<'t>) -> Named<'t> {
    let word = |index: usize| {
        let word = line.words.get(index)?;
        (word.kind == WordKind::Bare).then_some(word)
    };
    let name = |index: usize| {
        let word = word(index)?;
        Some(Name {
            raw: word.raw,
            span: word.span.clone(),
        })
    };
    let before_port = |index: usize| {
        let name = name(index)?;
        let (raw, _) = name.raw.split_once(':')?;
        let span = name.span.start..name.span.start + raw.len();
        Some(Name { raw, span })
    };
    let (names, is_link) = match first_word(line) {
        Some("host" | "switch") => (vec![name(1)], false),
        Some("link") => (vec![name(1), name(2)], true),
        Some("at") => {
            let who = after_time(line);
            let verb = word(who + 1).map_or("", |word| word.raw);
            match (word(who).map(|word| word.raw), verb) {
                (Some("link"), _) => (vec![name(who + 1), name(who + 2)], true),
                (_, "query" | "ping" | "pull" | "push") => (vec![name(who), name(who + 2)], false),
                (_, "send" | "say" | "close") => (vec![name(who), before_port(who + 2)], false),
                _ => (vec![name(who)], false),
            }
        }
        _ => (Vec::new(), false),
    };
    Named {
        names: names.into_iter().flatten().collect(),
        is_link,
    }
}

/// The index of the word behind `at TIME [every D [times N]]`.
fn after_time(line: &Line) -> usize {
    let is = |index: usize, raw: &str| line.words.get(index).is_some_and(|word| word.raw == raw);
    let mut next = 2;
    for word in ["every", "times"] {
        if is(next, word) {
            next += 2;
        }
    }
    next
}

/// Gives a node another name, on its line and wherever a line names it. The switch that exists
/// without a line gets one. A name that is taken or that is none makes a text with mistakes.
pub fn rename(text: &str, node: &str, name: &str) -> Option<String> {
    if node == name {
        return None;
    }
    let declared;
    let mut source = Source::of(text);
    if source.node(node).is_none() {
        if node != DEFAULT_SWITCH || !source.is_switch(node) {
            return None;
        }
        declared = add_node(text, &format!("switch {node}"));
        source = Source::of(&declared);
    }
    let mut changes = Changes::default();
    for named in source.lines.iter().map(named) {
        for word in named.names.into_iter().filter(|word| word.raw == node) {
            changes.put(word.span, name);
        }
    }
    Some(changes.of(source.text))
}
