//! `at` lines: when, and who. What a host does is read in `verbs.rs`.

use super::action::Action;
use super::ast::{LinkOptions, NodeRef, Scenario, Statement};
use super::cursor::Cursor;
use super::lexer::Line;
use super::limits::MAX_STATEMENTS;
use super::names::Names;
use super::parser::Draft;
use super::values;
use super::verbs::Verbs;
use super::wiring;
use super::words::{LINK_ACTS, VERBS, nearest, one_of, shown};
use crate::time::Duration;
use std::collections::BTreeMap;

/// What statements are read against.
struct Reader<'a, 't> {
    scenario: &'a Scenario,
    names: &'a Names<'t>,
    links: BTreeMap<(NodeRef, NodeRef), usize>,
    verbs: Verbs,
}

/// Reads the statements, in the order of the text.
pub(super) fn statements(draft: &mut Draft, lines: &[&Line]) {
    let Draft {
        scenario,
        names,
        mistakes,
        ..
    } = draft;
    if let Some(line) = lines.get(MAX_STATEMENTS) {
        let message = format!("more than {MAX_STATEMENTS} statements");
        mistakes.add(line.words[0].place, message);
    }
    let links = scenario.links.iter().enumerate();
    let links = links.map(|(index, link)| (wiring::key(link.a, link.b), index));
    let mut reader = Reader {
        links: links.collect(),
        verbs: Verbs::default(),
        scenario,
        names,
    };
    let mut statements = Vec::new();
    for line in lines {
        let mut cursor = Cursor::new(line, 1, mistakes);
        statements.extend(reader.statement(line, &mut cursor));
    }
    scenario.statements = statements;
}

impl Reader<'_, '_> {
    /// Everything behind `at`. `None` when something was wrong.
    fn statement(&mut self, line: &Line, cursor: &mut Cursor) -> Option<Statement> {
        let at = cursor.value("a time", values::moment);
        let (every, times) = repetition(cursor);
        let text: Vec<_> = line.words[cursor.index()..]
            .iter()
            .map(|word| word.raw)
            .collect();
        let action = if cursor.eat("link") {
            self.link(cursor)
        } else {
            self.host(cursor)
        };
        Some(Statement {
            line: line.number,
            at: at?,
            every,
            times,
            text: text.join(" "),
            action: action?,
        })
    }

    /// `HOST VERB …`.
    fn host(&mut self, cursor: &mut Cursor) -> Option<Action> {
        let place = cursor.place();
        let next = cursor.peek_bare();
        if let Some(verb) = next.filter(|word| VERBS.contains(word))
            && self.names.node(verb).is_err()
        {
            cursor.mistake(place, format!("expected a host in front of '{verb}'"));
            return None;
        }
        let host = cursor.value("a host or 'link'", |word| {
            let meant = nearest(word, ["every", "times", "link"]);
            match (self.names.host(word), meant) {
                (Err(_), Some(meant)) if self.names.node(word).is_err() => Err(format!(
                    "there is no host {}; did you mean '{meant}'?",
                    shown(word)
                )),
                (host, _) => host,
            }
        });
        // A switch, or a mistyped `every`, leaves what follows without a meaning.
        let meaningless = next.is_some_and(|word| {
            matches!(self.names.node(word), Ok(NodeRef::Switch(_)))
                || host.is_none() && nearest(word, ["every", "times", "link"]).is_some()
        });
        if meaningless {
            return None;
        }
        let there = one_of(&VERBS);
        let Some(index) = cursor.choice("what the host does", &there, &VERBS) else {
            cursor.abandon();
            return None;
        };
        let verb = VERBS[index];
        let action = self.verbs.action(verb, host, cursor, self.names);
        cursor.finish();
        host.and(action)
    }

    /// `A B CHANGE…` or `A B drop [N]`, behind `link`.
    fn link(&self, cursor: &mut Cursor) -> Option<Action> {
        let place = cursor.place();
        let [(a, _), (b, _)] = wiring::ends(cursor, |word| self.names.node(word));
        let (mut change, mut seen) = (LinkOptions::default(), Vec::new());
        let mut dropped = None;
        if cursor.peek().is_none() && b.is_some() {
            cursor.mistake(
                cursor.place(),
                format!("expected what changes: {}", one_of(&LINK_ACTS)),
            );
        }
        while cursor.peek().is_some() {
            let place = cursor.place();
            if let Some(option) = cursor.option(&LINK_ACTS, &mut seen) {
                if option == "drop" {
                    if seen.len() > 1 {
                        cursor.mistake(place, "'drop' stands alone");
                    }
                    dropped = Some(frame(cursor)?);
                    cursor.finish();
                    break;
                }
                let both = change.up.is_some() && matches!(option, "up" | "down");
                if both && seen.contains(&"up") && seen.contains(&"down") {
                    cursor.mistake(place, "a link is either up or down");
                }
                wiring::change(option, cursor, &mut change);
            }
        }
        let (a, b) = (a?, b?);
        match self.links.get(&wiring::key(a, b)) {
            Some(&link) => Some(match dropped {
                Some(frame) => Action::Drop { link, frame },
                None => Action::Link { link, change },
            }),
            None => {
                cursor.mistake(place, self.not_linked(a, b));
                None
            }
        }
    }

    /// What to say about two nodes without a link between them.
    fn not_linked(&self, a: NodeRef, b: NodeRef) -> String {
        let name = |node| self.scenario.name(node);
        let there = [a, b].into_iter().find_map(|node| {
            let port = matches!(node, NodeRef::Host(_));
            let mut links = self.scenario.links.iter().filter(|_| port);
            let link = links.find(|link| link.a == node || link.b == node)?;
            let peer = if link.a == node { link.b } else { link.a };
            Some(format!(" ({} is linked to {})", name(node), name(peer)))
        });
        let there = there.unwrap_or_default();
        format!("{} and {} are not linked{there}", name(a), name(b))
    }
}

/// `[N]`, the number of a frame.
fn frame(cursor: &mut Cursor) -> Option<Option<u32>> {
    if cursor.peek().is_none() {
        return Some(None);
    }
    let number = cursor.value("a frame's number", |word| {
        values::whole(word, 1, u64::from(u32::MAX))
    })?;
    Some(Some(number as u32))
}

/// `[every D [times N]]`.
fn repetition(cursor: &mut Cursor) -> (Option<Duration>, Option<u32>) {
    let mut every = None;
    let repeats = cursor.eat("every");
    if repeats {
        every = cursor.value("a time", values::some_time);
        if every.is_none() {
            give_back_host(cursor);
        }
    }
    let place = cursor.place();
    if !cursor.eat("times") {
        return (every, None);
    }
    if !repeats {
        cursor.mistake(place, "'times N' stands behind 'every D'");
    }
    let times = cursor.value("a number", |word| {
        values::whole(word, 1, u64::from(u32::MAX))
    });
    if times.is_none() {
        give_back_host(cursor);
    }
    (every, times.map(|times| times as u32))
}

/// A word in front of a verb is a host, though it was read as a value and reported.
fn give_back_host(cursor: &mut Cursor) {
    if cursor.peek_bare().is_some_and(|word| VERBS.contains(&word)) {
        cursor.step_back();
    }
}
