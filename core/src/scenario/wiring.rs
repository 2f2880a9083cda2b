//! `link` lines, link options, and the links that no line names.

use super::ast::{Link, LinkOptions, NodeRef};
use super::cursor::Cursor;
use super::lexer::Line;
use super::limits::{MAX_HOSTS, MAX_LINKS};
use super::mistakes::Place;
use super::parser::Draft;
use super::values;
use super::words::LINK_OPTIONS;
use std::collections::BTreeMap;

/// Reads the `link` lines, adds the implied links, and puts all in order.
pub(super) fn links(draft: &mut Draft, lines: &[&Line]) {
    let mut links = Vec::new();
    // Where a pair of nodes, and where a host, was linked first.
    let (mut pairs, mut ports) = (BTreeMap::new(), BTreeMap::new());
    for line in lines {
        let place = line.words[0].place;
        let mut cursor = Cursor::new(line, 1, &mut draft.mistakes);
        let ends = ends(&mut cursor, |word| draft.names.node(word));
        let mut options = LinkOptions::default();
        let mut seen = Vec::new();
        while cursor.peek().is_some() {
            if let Some(word @ ("up" | "down")) = cursor.peek_bare() {
                let message = format!("links start up (expected at TIME link A B {word})");
                cursor.mistake(cursor.place(), message);
                cursor.skip();
            } else if let Some(option) = cursor.option(&LINK_OPTIONS, &mut seen) {
                change(option, &mut cursor, &mut options);
            }
        }
        let [(a, from), (b, _)] = ends;
        let first = a.zip(b).and_then(|(a, b)| pairs.get(&key(a, b)).copied());
        for (host, place) in ends.into_iter().filter_map(|(node, at)| Some((node?, at))) {
            if !matches!(host, NodeRef::Host(_)) || a == b {
                continue;
            }
            let port = *ports.entry(host).or_insert(line.number);
            if port != line.number && first.is_none() {
                let name = draft.scenario.name(host);
                cursor.mistake(
                    place,
                    format!("{name} has its one link already (line {port})"),
                );
            }
        }
        let (Some(a), Some(b)) = (a, b) else { continue };
        let names = (draft.scenario.name(a), draft.scenario.name(b));
        if a == b {
            cursor.mistake(
                from,
                format!("a link joins two nodes, not {} to itself", names.0),
            );
            continue;
        }
        if let Some(first) = first {
            let message = format!(
                "{} and {} are linked already (line {first})",
                names.0, names.1
            );
            cursor.mistake(from, message);
        }
        pairs.entry(key(a, b)).or_insert(line.number);
        links.push((
            place,
            Link {
                a,
                b,
                options,
                line: line.number,
                implied: false,
            },
        ));
    }
    let hosts = draft.scenario.hosts.len();
    // A switch line without a name leaves no switch to be linked to.
    let unplugged = if draft.scenario.switches.is_empty() {
        0
    } else {
        hosts
    };
    let implied = (0..unplugged).filter(|host| !ports.contains_key(&NodeRef::Host(*host)));
    let implied: Vec<_> = implied.map(|host| draft.implied_link(host)).collect();
    let room = MAX_LINKS.saturating_sub(implied.len());
    if hosts <= MAX_HOSTS
        && let Some((place, _)) = links.get(room)
    {
        let message = format!("more than {MAX_LINKS} links, those that no line names included");
        draft.mistakes.add(*place, message);
    }
    let mut all: Vec<_> = links
        .into_iter()
        .map(|(_, link)| link)
        .chain(implied)
        .collect();
    // Stable: links between switches keep the order of the text.
    all.sort_by_key(|link| match key(link.a, link.b).0 {
        NodeRef::Host(index) => index,
        NodeRef::Switch(_) => usize::MAX,
    });
    draft.scenario.links = all;
}

/// A pair of nodes, whichever is named first; a host comes before a switch.
pub(super) fn key(a: NodeRef, b: NodeRef) -> (NodeRef, NodeRef) {
    (a.min(b), a.max(b))
}

/// The two nodes of a link, each with its place.
pub(super) fn ends(
    cursor: &mut Cursor,
    node: impl Fn(&str) -> values::Value<NodeRef>,
) -> [(Option<NodeRef>, Place); 2] {
    [(); 2].map(|()| {
        let place = cursor.place();
        (cursor.value("a host or switch", &node), place)
    })
}

/// The value of a link's option, or `up` and `down`.
pub(super) fn change(option: &str, cursor: &mut Cursor, options: &mut LinkOptions) {
    match option {
        "latency" => options.latency = cursor.value("a time", values::duration),
        "jitter" => options.jitter = cursor.value("a time", values::duration),
        "loss" => options.loss = cursor.value("a percentage", values::percent),
        "duplicate" => options.duplicate = cursor.value("a percentage", values::percent),
        "corrupt" => options.corrupt = cursor.value("a percentage", values::percent),
        "rate" => options.rate = cursor.value("a rate", values::rate),
        "up" => options.up = Some(true),
        "down" => options.up = Some(false),
        _ => unreachable!("the words of LINK_CHANGES are all above"),
    }
}

impl Draft<'_> {
    fn implied_link(&self, host: usize) -> Link {
        Link {
            a: NodeRef::Host(host),
            b: NodeRef::Switch(0),
            options: LinkOptions::default(),
            line: self.scenario.hosts[host].line,
            implied: true,
        }
    }
}
