//! Laws of edits, over random labs with comments between and behind their lines.

use crate::scenario::edit::*;
use crate::scenario::tests::arbitrary;
use crate::scenario::{NodeRef, Scenario, parse};
use proptest::prelude::*;

/// A lab's text with comments that name nodes, which no edit may touch.
fn commented(scenario: &Scenario) -> String {
    let mut text = String::from("# host-0 and lan\r\n");
    for (index, line) in scenario.to_string().lines().enumerate() {
        text += line;
        // A quoted text may hold anything but the end of its line.
        text += ["", "  # host-1, too", " # link host-2 lan"][index % 3];
        text += ["\n", "\r\n"][index % 2];
    }
    text
}

fn read(text: &str) -> Result<Scenario, TestCaseError> {
    parse(text).map_err(|mistakes| TestCaseError::fail(format!("{}\n{text}", mistakes[0])))
}

/// The comments of a text, in order.
fn comments(text: &str) -> Vec<&str> {
    let lines = crate::scenario::lexer::lines(text);
    lines
        .filter_map(|line| Some(&text[line.comment?]))
        .collect()
}

/// What a lab says, by names: what of its text has an effect, whatever its nodes' numbers.
#[derive(Debug, PartialEq)]
struct Said {
    nodes: Vec<String>,
    links: Vec<String>,
    statements: Vec<String>,
}

fn said(scenario: &Scenario) -> Said {
    let essence = scenario.essence();
    let hosts = essence.hosts.iter().map(|host| format!("{host:?}"));
    let switches = essence.switches.iter().map(|switch| format!("{switch:?}"));
    let link = |link: &crate::scenario::Link| {
        let mut ends = [scenario.name(link.a), scenario.name(link.b)];
        ends.sort();
        format!("{ends:?}{}", link.options)
    };
    Said {
        nodes: hosts.chain(switches).collect(),
        links: essence.links.iter().map(link).collect(),
        statements: essence.statements.iter().map(ToString::to_string).collect(),
    }
}

/// What a lab says with one node under another name.
fn said_of(mut scenario: Scenario, node: NodeRef, name: &str) -> Said {
    match node {
        NodeRef::Host(index) => scenario.hosts[index].name = name.into(),
        NodeRef::Switch(index) => scenario.switches[index].name = name.into(),
    }
    for index in 0..scenario.statements.len() {
        scenario.statements[index].text = scenario.words(&scenario.statements[index].action);
    }
    said(&scenario)
}

fn node() -> impl Strategy<Value = NodeRef> {
    prop_oneof![
        (0..3usize).prop_map(NodeRef::Host),
        Just(NodeRef::Switch(0))
    ]
}

/// Labs of up to four switches in a tree, whose hosts are linked to any switch or to each other.
fn wired() -> impl Strategy<Value = String> {
    let switches = 1..5usize;
    let hosts = proptest::collection::vec((0..4usize, any::<bool>(), 0..50u32), 1..6);
    (switches, hosts, any::<bool>()).prop_map(|(switches, hosts, pair)| {
        let mut text = String::new();
        for index in 0..switches {
            text += &format!("switch s{index} # s\n");
        }
        for index in 0..hosts.len() {
            text += &format!("host h{index} 10.0.0.{}\n", index + 1);
        }
        for index in 1..switches {
            text += &format!("link s{index} s{} # s\n", index / 2);
            text += &format!("at {index}s link s{} s{index} loss 1%\n", index / 2);
        }
        let mut cable = |host: usize, peer: String, explicit: bool, loss: u32| {
            if explicit {
                text += &format!("link {peer} h{host} loss {loss}% # h\n");
            }
            text += &format!("at {host}s link h{host} {peer} down # h\n");
        };
        for (index, (on, explicit, loss)) in hosts.iter().enumerate() {
            match (pair && hosts.len() > 1, index) {
                (true, 0) => cable(0, "h1".into(), true, *loss),
                (true, 1) => {}
                _ if *explicit => cable(index, format!("s{}", on % switches), true, *loss),
                _ => cable(index, "s0".into(), false, 0),
            }
        }
        text
    })
}

/// The other end of a host's cable, and its options in words.
fn cable(scenario: &Scenario, host: &str) -> (String, String) {
    let node = scenario.node(host);
    let link = scenario
        .links
        .iter()
        .find(|link| Some(link.a) == node || Some(link.b) == node);
    let link = link.expect("every host has a link");
    let peer = if Some(link.a) == node { link.b } else { link.a };
    (scenario.name(peer).into(), link.options.to_string())
}

proptest! {
    #[test]
    fn another_name_changes_nothing_else_and_can_be_taken_back(
        scenario in arbitrary::scenario(), node in node(),
    ) {
        let text = commented(&scenario);
        let name = scenario.name(node).to_owned();
        let renamed = rename(&text, &name, "new-name").expect("it is there");
        prop_assert_eq!(said(&read(&renamed)?), said_of(scenario, node, "new-name"));
        prop_assert_eq!(comments(&renamed), comments(&text));
        // The switch without a line has one now, and keeps it.
        if text.contains("switch") || node != NodeRef::Switch(0) {
            prop_assert_eq!(rename(&renamed, "new-name", &name), Some(text));
        }
    }

    #[test]
    fn a_host_that_goes_leaves_the_others_as_they_were(
        scenario in arbitrary::scenario(), index in 0..3usize,
    ) {
        let text = commented(&scenario);
        let name = scenario.hosts[index].name.clone();
        let left = delete_node(&text, &name).expect("it is there");
        let before = said(&scenario);
        let acts = |statement: &&crate::scenario::Statement| {
            !scenario.words(&statement.action).split([' ', ':']).any(|word| word == name)
        };
        let mut expected = before;
        expected.nodes.remove(index);
        expected.links.remove(index);
        expected.statements =
            scenario.essence().statements.iter().filter(acts).map(ToString::to_string).collect();
        // A text in quotes may hold the name as a word; such a statement stays.
        let left = said(&read(&left)?);
        prop_assert_eq!(&left.nodes, &expected.nodes);
        prop_assert_eq!(&left.links, &expected.links);
        prop_assert!(expected.statements.iter().all(|it| left.statements.contains(it)));
        prop_assert!(left.statements.iter().all(|it| !it.starts_with(&name)));
    }

    #[test]
    fn another_line_is_all_that_changes(scenario in arbitrary::scenario(), index in 0..3usize) {
        let text = commented(&scenario);
        let name = scenario.hosts[index].name.clone();
        let new = replace_node(&text, &name, &format!("host {name} 10.9.8.7 timeout 5s"));
        let new = new.expect("it is there");
        prop_assert_eq!(comments(&new), comments(&text));
        let (old, new) = (said(&scenario), said(&read(&new)?));
        prop_assert_eq!(&new.links, &old.links);
        prop_assert_eq!(&new.statements, &old.statements);
        for (at, (new, old)) in new.nodes.iter().zip(&old.nodes).enumerate() {
            prop_assert!(at == index || new == old);
        }
    }

    #[test]
    fn a_node_more_leaves_everything_as_it_was(scenario in arbitrary::scenario(), host in any::<bool>()) {
        let text = commented(&scenario);
        let line = if host { "host another 10.9.8.7" } else { "switch another" };
        let more = add_node(&text, line);
        prop_assert_eq!(comments(&more), comments(&text));
        let (old, mut new) = (said(&scenario), said(&read(&more)?));
        prop_assert_eq!(new.nodes.len(), old.nodes.len() + 1);
        new.nodes.retain(|node| !node.contains("another"));
        new.links.retain(|link| !link.contains("another"));
        prop_assert_eq!(new, old);
        if scenario.switches[0].position.is_some() || host {
            prop_assert_eq!(delete_node(&more, "another"), Some(text));
        }
    }

    #[test]
    fn a_cable_goes_where_it_is_put_with_its_options(
        text in wired(), host in 0..5usize, to in 0..9usize,
    ) {
        let scenario = read(&text)?;
        let host = scenario.hosts[host % scenario.hosts.len()].name.clone();
        let names = scenario.hosts.iter().map(|it| &it.name);
        let names: Vec<_> = names.chain(scenario.switches.iter().map(|it| &it.name)).collect();
        let peer = names[to % names.len()].clone();
        let before = cable(&scenario, &host);
        match connect(&text, &host, &peer) {
            None => prop_assert!(peer == host || peer == before.0),
            Some(linked) => {
                let now = read(&linked)?;
                let after = cable(&now, &host);
                prop_assert_eq!(&after.0, &peer);
                let own = text.lines().any(|line| line.starts_with("link") && line.contains(&host));
                if own {
                    prop_assert_eq!(after.1, before.1);
                }
                prop_assert_eq!(now.statements.len(), scenario.statements.len());
                for other in scenario.hosts.iter().filter(|it| it.name != host && it.name != peer) {
                    let (was, is) = (cable(&scenario, &other.name), cable(&now, &other.name));
                    // Who was linked to one of the two has its cable back in the first switch.
                    prop_assert!(was == is || was.0 == host || was.0 == peer);
                }
            }
        }
    }

    #[test]
    fn whatever_goes_the_rest_is_a_lab(text in wired(), which in 0..9usize) {
        let scenario = read(&text)?;
        let names = scenario.hosts.iter().map(|it| &it.name);
        let names: Vec<_> = names.chain(scenario.switches.iter().map(|it| &it.name)).collect();
        let name = names[which % names.len()];
        if let Some(left) = delete_node(&text, name) {
            prop_assert!(read(&left)?.node(name).is_none());
        } else {
            prop_assert_eq!(scenario.switches.len(), 1);
        }
        if let Some(free) = disconnect(&text, name) {
            let free = read(&free)?;
            prop_assert_eq!(cable(&free, name), ("s0".into(), String::new()));
            prop_assert_eq!(free.statements.len(), scenario.statements.len());
        }
    }

    #[test]
    fn any_text_can_be_edited(text in arbitrary::wordy(), other in arbitrary::wordy()) {
        let name = other.split_ascii_whitespace().next().unwrap_or("ann");
        for node in ["ann", "lan", name] {
            // It is enough that each answers.
            let answers = [
                rename(&text, node, "bob"),
                delete_node(&text, node),
                replace_node(&text, node, "host ann"),
                connect(&text, node, "bob"),
                disconnect(&text, node),
                delete_link(&text, node, "lan"),
                set_link(&text, node, "lan", "loss 1%"),
                Some(add_node(&text, "switch attic")),
            ];
            for answer in answers.into_iter().flatten() {
                prop_assert_eq!(answer.contains('\u{feff}'), text.contains('\u{feff}'));
            }
        }
    }
}
