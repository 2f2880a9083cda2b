//! Which node is linked to which, and how.
//!
//! A host has one port. Statements about its cable follow the cable, since they are about what
//! the host is linked by; those about a link between switches go with the link.

use super::naming::named;
use super::source::Source;
use super::splice::{Changes, insert_after};

/// Links two nodes. A host's cable is pulled out where it was and keeps its options; two switches
/// get a link more. `None` when they are linked already, or when one of them is not there.
pub fn connect(text: &str, a: &str, b: &str) -> Option<String> {
    let source = Source::of(text);
    let is_host = |name: &str| source.declares("host", name).is_some();
    let is_there = |name: &str| is_host(name) || source.is_switch(name);
    if a == b || !is_there(a) || !is_there(b) {
        return None;
    }
    let (host, peer) = match (is_host(a), is_host(b)) {
        (true, _) => (a, b),
        (_, true) => (b, a),
        _ if source.link(a, b).is_some() => return None,
        _ => return Some(add_link(&source, &format!("link {a} {b}"))),
    };
    let other_end = |host: &str| {
        source
            .cable(host)
            .map_or(source.first_switch(), |it| it.1.raw)
    };
    let former = other_end(host);
    if former == peer {
        return None;
    }
    let mut changes = Changes::default();
    let peers = is_host(peer).then(|| source.cable(peer)).flatten();
    let new = match (source.cable(host), peers) {
        (Some((_, end)), spare) => {
            changes.put(end.span.clone(), peer);
            if let Some((line, _)) = spare {
                changes.take(text, line);
            }
            None
        }
        (None, Some((_, end))) => {
            changes.put(end.span.clone(), host);
            None
        }
        (None, None) => Some(format!("link {host} {peer}")),
    };
    follow(&source, &mut changes, (host, former), peer);
    if is_host(peer) {
        follow(&source, &mut changes, (peer, other_end(peer)), host);
    }
    let text = changes.of(text);
    Some(match new {
        Some(line) => add_link(&Source::of(&text), &line),
        None => text,
    })
}

/// Takes away a host's `link` line, so that it is linked to the first switch as if it had never
/// had one.
pub fn disconnect(text: &str, host: &str) -> Option<String> {
    let source = Source::of(text);
    source.declares("host", host)?;
    let (line, former) = source.cable(host)?;
    let mut changes = Changes::default();
    changes.take(text, line);
    if former.raw != source.first_switch() {
        follow(
            &source,
            &mut changes,
            (host, former.raw),
            source.first_switch(),
        );
    }
    Some(changes.of(text))
}

/// Removes a link between two switches, with the statements about it.
pub fn delete_link(text: &str, a: &str, b: &str) -> Option<String> {
    let source = Source::of(text);
    if !(source.is_switch(a) && source.is_switch(b)) {
        return None;
    }
    let mut changes = Changes::default();
    changes.take(text, source.link(a, b)?);
    for line in source.link_statements(a, b) {
        changes.take(text, line);
    }
    Some(changes.of(text))
}

/// Gives a link these options, words as on a `link` line, in place of those that it has. A link
/// that no line names gets one.
pub fn set_link(text: &str, a: &str, b: &str, options: &str) -> Option<String> {
    let source = Source::of(text);
    let options = options.trim();
    let gap = if options.is_empty() { "" } else { " " };
    if let Some(line) = source.link(a, b) {
        let (ends, last) = (line.words.get(2)?, line.words.last()?);
        let mut changes = Changes::default();
        changes.put(ends.span.end..last.span.end, &format!("{gap}{options}"));
        return Some(changes.of(text));
    }
    let (host, switch) = match source.declares("host", a) {
        Some(_) => (a, b),
        None => (b, a),
    };
    source.declares("host", host)?;
    if source.cable(host).is_some() || source.first_switch() != switch {
        return None;
    }
    Some(add_link(
        &source,
        &format!("link {host} {switch}{gap}{options}"),
    ))
}

/// Makes the statements about a host's cable say where its other end is now.
fn follow(source: &Source, changes: &mut Changes, (host, former): (&str, &str), now: &str) {
    for line in source.link_statements(host, former) {
        for name in named(line).names.iter().filter(|name| name.raw == former) {
            changes.put(name.span.clone(), now);
        }
    }
}

/// Adds a `link` line behind the last, or behind the last node.
fn add_link(source: &Source, line: &str) -> String {
    let last = |word: &'static str| source.starting(word).next_back();
    match last("link").or(last("host")).or(last("switch")) {
        Some(above) => insert_after(source.text, above, line),
        None => format!("{}{line}\n", source.text),
    }
}
