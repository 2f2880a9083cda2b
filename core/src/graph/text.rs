//! A commit graph in characters, newest first, drawn as `git log --graph --oneline` draws it:
//! `*` for a commit, `|` for a line that passes, `/` and `\` where a line changes lanes.

use super::{Edge, Graph};
use std::hash::Hash;

/// What stands beside a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The abbreviated id.
    pub id: String,
    /// Names that point at it, such as `HEAD -> main`.
    pub refs: Vec<String>,
    /// The first line of its message.
    pub subject: String,
}

impl Label {
    fn text(&self) -> String {
        let refs = match &self.refs[..] {
            [] => String::new(),
            refs => format!("({})", refs.join(", ")),
        };
        let words = [&self.id, &refs, &self.subject];
        let words: Vec<&str> = words
            .into_iter()
            .map(String::as_str)
            .filter(|word| !word.is_empty())
            .collect();
        words.join(" ")
    }
}

/// The whole graph as text, one line for each commit and as many between as its lines need to
/// change lanes; each ends in a newline.
pub fn text<I: Clone + Eq + Hash, L: PartialEq>(
    graph: &Graph<I, L>,
    mut label: impl FnMut(&I) -> Label,
) -> String {
    let mut out = String::new();
    let mut passing: Vec<Edge> = Vec::new();
    for row in (0..graph.len()).rev() {
        passing.retain(|edge| edge.foot.row <= row);
        let mut line = Line::default();
        for edge in &passing {
            line.put(2 * edge.lane_at(row), '|');
        }
        line.put(2 * graph.cell(row).lane, '*');
        line.end_with(&label(graph.id(row)).text(), &mut out);

        passing.retain(|edge| edge.foot.row < row);
        passing.extend_from_slice(graph.edges_of(row));
        between(&passing, row, &mut out);
    }
    out
}

/// The lines between `row` and the row below, where edges change lanes one step at a time.
fn between(passing: &[Edge], row: usize, out: &mut String) {
    let moves: Vec<_> = passing
        .iter()
        .map(|edge| (edge.lane_at(row), edge.lane_at(row - 1)))
        .collect();
    let steps = moves
        .iter()
        .map(|(from, to)| from.abs_diff(*to))
        .max()
        .unwrap_or(0);
    for step in 0..steps {
        let mut line = Line::default();
        for &(from, to) in &moves {
            if step >= from.abs_diff(to) {
                line.put(2 * to, '|');
            } else if from < to {
                line.put(2 * (from + step) + 1, '\\');
            } else {
                line.put(2 * (from - step) - 1, '/');
            }
        }
        line.end_with("", out);
    }
}

#[derive(Default)]
struct Line(Vec<char>);

impl Line {
    fn put(&mut self, column: usize, mark: char) {
        if self.0.len() <= column {
            self.0.resize(column + 1, ' ');
        }
        let place = &mut self.0[column];
        *place = match (*place, mark) {
            ('/', '\\') | ('\\', '/') => 'X',
            _ => mark,
        };
    }

    fn end_with(self, text: &str, out: &mut String) {
        out.extend(self.0);
        if !text.is_empty() {
            out.push(' ');
            out.push_str(text);
        }
        out.push('\n');
    }
}
