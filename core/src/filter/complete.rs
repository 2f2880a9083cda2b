//! What may come next while somebody types a filter: fields, operators, values, and what joins.

use super::field::{Field, Kind, fields};
use super::parser::{Expected, expected};
use crate::addr::{Ipv4Addr, MacAddr};
use std::ops::Range;

/// What can be put in at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the text that a choice takes the place of: the word before the cursor.
    pub place: Range<usize>,
    /// The choices, the likeliest first.
    pub choices: Vec<Choice>,
}

/// One thing that can be put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The text.
    pub text: String,
    /// What it means.
    pub title: String,
}

/// What occurs in the capture, as values to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// IPv4 addresses, and whose they are.
    pub ips: Vec<(Ipv4Addr, String)>,
    /// Ethernet addresses, and whose they are.
    pub macs: Vec<(MacAddr, String)>,
    /// Ports, and who listens there or what for.
    pub ports: Vec<(u16, String)>,
    /// Interfaces.
    pub names: Vec<String>,
}

/// So many choices are enough.
const MOST: usize = 60;

/// What can be put in at byte `cursor` of `text`. Nothing where the text before is wrong.
pub fn complete(text: &str, cursor: usize, known: &Known) -> Completion {
    let before = text.get(..cursor).unwrap_or(text);
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || "_.:-/\"".contains(c);
    let start = before.trim_end_matches(is_of_word).len();
    // A range's two dots end a word.
    let start = before[start..]
        .rfind("..")
        .map_or(start, |dots| start + dots + 2);
    let word = before[start..].to_ascii_lowercase();
    let Some(expected) = expected(&before[..start]) else {
        return Completion::default();
    };
    let choices = match expected {
        Expected::Field => of_fields(&word),
        Expected::Operator(field) => of_operators(field, &word),
        Expected::Value(field) => of_values(field, &word, known),
        Expected::Joiner => of_joiners(&word),
    };
    Completion {
        place: start..before.len(),
        choices,
    }
}

fn choice(text: impl Into<String>, title: impl Into<String>) -> Choice {
    Choice {
        text: text.into(),
        title: title.into(),
    }
}

/// Fields whose names begin with the word, then those that have it in name or title. Of many that
/// begin with nothing, the protocols.
fn of_fields(word: &str) -> Vec<Choice> {
    let all = fields().iter();
    let shown = |field: &Field| choice(field.name, field.title);
    if word.is_empty() {
        let protocols = all.filter(|field| field.kind == Kind::Protocol);
        return protocols.map(shown).collect();
    }
    let begins = |field: &&Field| field.name.starts_with(word);
    let has = |field: &&Field| {
        let title = field.title.to_ascii_lowercase();
        word.len() > 1 && (field.name.contains(word) || title.contains(word))
    };
    let others = all.clone().filter(|field| !begins(field) && has(field));
    let found = all.filter(begins).chain(others);
    found.take(MOST).map(shown).collect()
}

fn matching(
    word: &str,
    choices: impl IntoIterator<Item = (&'static str, &'static str)>,
) -> Vec<Choice> {
    let choices = choices.into_iter();
    let choices = choices.filter(|(text, _)| text.starts_with(word));
    choices.map(|(text, title)| choice(text, title)).collect()
}

fn of_operators(field: &Field, word: &str) -> Vec<Choice> {
    let kind = field.kind;
    let is_ordered = kind.is_compared() && kind != Kind::Boolean;
    let operators = [
        ("==", "Equal", kind.is_compared()),
        ("!=", "Not equal", kind.is_compared()),
        (">=", "At least", is_ordered),
        ("<=", "At most", is_ordered),
        (">", "Greater", is_ordered),
        ("<", "Less", is_ordered),
        ("in", "One of {…}", is_ordered),
        ("contains", "Has in it", kind.is_searched()),
        ("&", "Has bits", kind.is_number()),
    ];
    let operators = operators.into_iter().filter(|(.., fits)| *fits);
    let mut choices = matching(word, operators.map(|(text, title, _)| (text, title)));
    choices.extend(of_joiners(word));
    choices
}

fn of_joiners(word: &str) -> Vec<Choice> {
    matching(word, [("&&", "And"), ("||", "Or")])
}

fn of_values(field: &Field, word: &str, known: &Known) -> Vec<Choice> {
    let all: Vec<Choice> = match field.kind {
        Kind::Boolean => vec![choice("true", "Yes"), choice("false", "No")],
        Kind::Named(_, names) => {
            let names = names.iter();
            names
                .map(|(n, name)| choice(n.to_string(), *name))
                .collect()
        }
        Kind::Hex(0xffff) if field.name == "eth.type" => {
            vec![choice("0x0806", "ARP"), choice("0x0800", "IPv4")]
        }
        Kind::Mac => {
            let macs = known.macs.iter();
            let broadcast = (MacAddr::BROADCAST, "broadcast".to_owned());
            let macs = macs.chain([&broadcast]).cloned();
            macs.map(|(mac, name)| choice(mac.to_string(), name))
                .collect()
        }
        Kind::Ipv4 => {
            let ips = known.ips.iter().cloned();
            ips.map(|(ip, name)| choice(ip.to_string(), name)).collect()
        }
        Kind::Text if field.name == "frame.interface_name" => {
            let names = known.names.iter();
            names
                .map(|name| choice(format!("\"{name}\""), ""))
                .collect()
        }
        Kind::Number(_) if field.name.ends_with("port") => {
            let ports = known.ports.iter().cloned();
            ports
                .map(|(port, whose)| choice(port.to_string(), whose))
                .collect()
        }
        _ => Vec::new(),
    };
    let fits = |it: &Choice| {
        let named = it.title.to_ascii_lowercase().starts_with(word);
        let bare = it.text.trim_start_matches('"');
        named || bare.starts_with(word.trim_start_matches('"'))
    };
    all.into_iter().filter(fits).take(MOST).collect()
}
