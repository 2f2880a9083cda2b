//! A text as its lines, and which of them say what about a node.

use super::naming::named;
use crate::scenario::ast::DEFAULT_SWITCH;
use crate::scenario::lexer::{Line, Word, lines};
use crate::scenario::parser::first_word;

/// A text and its lines.
pub(super) struct Source<'t> {
    pub text: &'t str,
    pub lines: Vec<Line<'t>>,
}

impl<'t> Source<'t> {
    pub fn of(text: &'t str) -> Self {
        Self {
            text,
            lines: lines(text).collect(),
        }
    }

    /// The lines that begin with `word`.
    pub fn starting(&self, word: &'static str) -> impl DoubleEndedIterator<Item = &Line<'t>> {
        self.lines
            .iter()
            .filter(move |line| first_word(line) == Some(word))
    }

    /// The line that declares a node of this kind (`host` or `switch`).
    pub fn declares(&self, kind: &'static str, name: &str) -> Option<&Line<'t>> {
        self.starting(kind)
            .find(|line| line.words.get(1).is_some_and(|word| word.raw == name))
    }

    /// The line that declares a node.
    pub fn node(&self, name: &str) -> Option<&Line<'t>> {
        self.declares("host", name)
            .or_else(|| self.declares("switch", name))
    }

    /// The switch that hosts without a `link` line are linked to.
    pub fn first_switch(&self) -> &'t str {
        let declared = self.starting("switch").next();
        let name = declared.and_then(|line| line.words.get(1));
        name.map_or(DEFAULT_SWITCH, |word| word.raw)
    }

    /// Whether a node is a switch, declared or implied.
    pub fn is_switch(&self, name: &str) -> bool {
        self.declares("switch", name).is_some() || self.first_switch() == name
    }

    /// The `link` line of a host, with its other end.
    pub fn cable(&self, host: &str) -> Option<(&Line<'t>, &Word<'t>)> {
        self.starting("link").find_map(|line| {
            let [_, a, b, ..] = &line.words[..] else {
                return None;
            };
            match (a.raw == host, b.raw == host) {
                (true, _) => Some((line, b)),
                (_, true) => Some((line, a)),
                _ => None,
            }
        })
    }

    /// The `link` line of a pair of nodes, in whichever order it names them.
    pub fn link(&self, a: &str, b: &str) -> Option<&Line<'t>> {
        self.starting("link").find(|line| joins(line, a, b))
    }

    /// The statements about the link of a pair of nodes.
    pub fn link_statements(&self, a: &str, b: &str) -> impl Iterator<Item = &Line<'t>> {
        self.starting("at")
            .filter(move |line| named(line).is_link && joins(line, a, b))
    }
}

/// Whether the nodes that a line names are just these two.
fn joins(line: &Line, a: &str, b: &str) -> bool {
    match &named(line).names[..] {
        [one, other] => (one.raw == a && other.raw == b) || (one.raw == b && other.raw == a),
        _ => false,
    }
}
