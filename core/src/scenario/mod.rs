//! The scenario language, version 1: a lab as text, and that text as data.
//!
//! `docs/scenarios.md` fixes the language. What it leaves open is decided here:
//!
//! - Names hold for the whole text: a statement or a link may stand above the lines of its nodes.
//!   The order of lines matters among hosts, among switches, among links of switches, and among
//!   statements, and nowhere else.
//! - All times, `end` included, are at most 24 h. A statement after `end` is no mistake: it waits
//!   for a later end.
//! - Two hosts may have one address, or one MAC: both are lessons. One host has an address once.
//! - `rate 0bit` is "without limit", as when no rate was ever given.
//! - The 1,000,000 repetitions count the runs of statements with `every` up to the end.
//! - Ranges: `tries` 1 to 100, `capacity` 1 to 65,536, `rate` up to 1000gbit, percentages to four
//!   decimals, a frame up to 1,518 bytes, `send` up to 1,472 bytes of text, X and Y up to 1,000,000.
//! - `ping IP-LAST` names addresses that differ in their last number, ascending.
//! - `gateway` may name any address that a host can have; whether it is in reach shows when it is used.
//! - `permit` stands as often as there are bindings; without `inspect` they wait for it.
//! - No host has 0.0.0.0, a multicast or the broadcast address; frames and queries may name any.
//! - A link starts up, and has no option twice; nor has a host.
//! - `main`, and all below `main/` and `query/`, cannot be made or merged by hand.
//!
//! [`parse`] answers with a [`Scenario`] or with every mistake of the text; its [`Display`] prints
//! a canonical text of the same scenario. Nothing here runs anything.
//!
//! [`Display`]: std::fmt::Display

mod action;
mod ast;
pub mod builtin;
mod check;
mod cursor;
pub mod edit;
pub mod highlight;
mod hosts;
mod lexer;
mod limits;
pub mod link;
mod mistakes;
mod names;
mod naming;
mod parser;
mod print;
mod statements;
#[cfg(test)]
pub(crate) mod tests;
mod values;
mod verbs;
mod wiring;
mod words;

pub use action::{Action, ArpOperation, ForgedArp, Rev, Target};
pub use ast::{
    DEFAULT_END, DEFAULT_LATENCY, DEFAULT_SWITCH, Defence, Host, Keep, Link, LinkOptions, NodeRef,
    Permit, Position, Profile, Scenario, Statement, Switch,
};
pub use limits::{
    MAX_HOSTS, MAX_LINKS, MAX_REPETITIONS, MAX_STATEMENTS, MAX_SWITCHES, MAX_TEXT, MAX_TIME,
};
pub use mistakes::{LISTED, Mistake};
pub use print::quoted;

/// Reads a text.
///
/// # Errors
/// Every mistake of the text, in its order; after [`LISTED`] of them one that counts the rest.
pub fn parse(text: &str) -> Result<Scenario, Vec<Mistake>> {
    parser::parse(text)
}

/// Reads a time as statements write it: `250us`, `1.5s`, `2m`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse_time(word: &str) -> Result<crate::time::Instant, String> {
    values::moment(word)
}

/// A revision, as `reset` and `revert` take one.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse_rev(word: &str) -> Result<Rev, String> {
    naming::rev(word)
}
