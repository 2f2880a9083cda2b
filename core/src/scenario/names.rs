//! The names of a text's nodes, and who is meant by a word.
//!
//! Names hold for the whole text, wherever their lines stand. A name that was refused is known
//! all the same, so that one mistake is not reported again at every use.

use super::action::Target;
use super::ast::NodeRef;
use super::values::{self, Value};
use super::words::{did_you_mean, nearest, shown};
use std::cell::Cell;
use std::collections::BTreeMap;

/// So many comparisons of names go into suggestions: enough for a text that somebody types, and
/// little enough that no text takes long.
const COMPARISONS: usize = 20_000;

/// Every name with its node.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    nodes: BTreeMap<&'t str, (NodeRef, usize)>,
    compared: Cell<usize>,
}

impl<'t> Names<'t> {
    /// Takes in a name from line `line`; a second use is a mistake.
    pub fn declare(&mut self, name: &'t str, node: NodeRef, line: usize) -> Value<()> {
        if let Some((first, at)) = self.nodes.get(name) {
            let kind = kind(*first);
            return Err(match at {
                0 => format!("'{name}' is the switch that exists when no line declares one"),
                _ => format!(
                    "{} is already the name of a {kind} (line {at})",
                    shown(name)
                ),
            });
        }
        self.nodes.insert(name, (node, line));
        Ok(())
    }

    /// The node of this name.
    pub fn node(&self, word: &str) -> Value<NodeRef> {
        match self.nodes.get(word) {
            Some((node, _)) => Ok(*node),
            None => Err(self.unknown(word, "host or switch", |_| true)),
        }
    }

    /// The index of the host of this name.
    pub fn host(&self, word: &str) -> Value<usize> {
        match self.nodes.get(word) {
            Some((NodeRef::Host(index), _)) => Ok(*index),
            Some(_) => Err(format!("'{word}' is a switch (expected a host)")),
            None => {
                let hosts = |node| matches!(node, NodeRef::Host(_));
                Err(self.unknown(word, "host", hosts))
            }
        }
    }

    /// An IPv4 address or a host: no name begins with a digit.
    pub fn target(&self, word: &str) -> Value<Target> {
        match word.starts_with(|c: char| c.is_ascii_digit()) {
            true => values::ip(word).map(Target::Ip),
            false => self.host(word).map(Target::Host),
        }
    }

    /// `TARGET:PORT`.
    pub fn target_and_port(&self, word: &str) -> Value<(Target, u16)> {
        let (target, port) = word.rsplit_once(':').ok_or_else(|| {
            let s = shown(word);
            format!("{s} has no port (expected TARGET:PORT, such as 192.168.3.1:7)")
        })?;
        Ok((self.target(target)?, values::whole(port, 1, 65_535)? as u16))
    }

    fn unknown(&self, word: &str, what: &str, fits: impl Fn(NodeRef) -> bool) -> String {
        let compared = self.compared.get() + self.nodes.len();
        let meant = if compared <= COMPARISONS {
            self.compared.set(compared);
            let fitting = self.nodes.iter().filter(|(_, (node, _))| fits(*node));
            nearest(word, fitting.map(|(name, _)| *name))
        } else {
            None
        };
        format!("there is no {what} {}{}", shown(word), did_you_mean(meant))
    }
}

fn kind(node: NodeRef) -> &'static str {
    match node {
        NodeRef::Host(_) => "host",
        NodeRef::Switch(_) => "switch",
    }
}
