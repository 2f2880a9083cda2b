//! How a selection is named in a link: `frame:12`, `commit:ann:1a2b3c4d`, `host:ann`,
//! `link:ann:lan`, `switch:lan`, `statement:3`, `entry:ann:10.0.0.2`, `message:3`.

use super::{CommitRef, Item, RunHandle, Selection};
use versioned_arp::scenario::{NodeRef, Scenario};
use versioned_arp::sim::{FrameNumber, HostId, LinkId, MessageNumber, SwitchId};

/// Digits of a commit's id in a link.
const ID_DIGITS: usize = 12;

/// The selection that a link names, as far as it exists in `run`.
pub(super) fn selection(run: &RunHandle, host: Option<&str>, selected: Option<&str>) -> Selection {
    let scenario = run.scenario();
    let mut selection = Selection {
        host: busiest(run),
        item: None,
    };
    if let Some(host) = host.and_then(|name| host_named(scenario, name)) {
        selection.host = host;
    }
    selection.item = selected.and_then(|word| item(run, word));
    selection.within(run)
}

/// The host that made the most commits, the first of several: it has the most to tell.
fn busiest(run: &RunHandle) -> HostId {
    let mut commits = vec![0_usize; run.scenario().hosts.len().max(1)];
    for commit in run.trace().commits() {
        commits[commit.host.index()] += 1;
    }
    let most = commits.iter().max().copied();
    let first = commits.iter().position(|count| Some(*count) == most);
    HostId::new(first.unwrap_or_default())
}

/// The name of an item in a link.
pub fn word(scenario: &Scenario, item: &Item) -> String {
    match item {
        Item::Host(host) => format!("host:{}", scenario.hosts[host.index()].name),
        Item::Frame(number) => format!("frame:{}", number.get()),
        Item::Commit(commit) => format!(
            "commit:{}:{}",
            scenario.hosts[commit.host.index()].name,
            commit.id.to_hex_with_len(ID_DIGITS)
        ),
        Item::Link(link) => {
            let link = &scenario.links[link.index()];
            format!("link:{}:{}", scenario.name(link.a), scenario.name(link.b))
        }
        Item::Switch(switch) => format!("switch:{}", scenario.switches[switch.index()].name),
        Item::Statement(index) => format!("statement:{}", index + 1),
        Item::Entry(host, ip) => format!("entry:{}:{ip}", scenario.hosts[host.index()].name),
        Item::Message(number) => format!("message:{}", number.get()),
    }
}

fn item(run: &RunHandle, word: &str) -> Option<Item> {
    let scenario = run.scenario();
    let (kind, rest) = word.split_once(':')?;
    match kind {
        "host" => host_named(scenario, rest).map(Item::Host),
        "frame" => FrameNumber::new(rest.parse().ok()?).map(Item::Frame),
        "commit" => {
            let (host, prefix) = rest.split_once(':')?;
            let host = host_named(scenario, host)?;
            let record = run.trace().commits().iter().find(|commit| {
                commit.host == host && commit.id.to_hex().to_string().starts_with(prefix)
            })?;
            Some(Item::Commit(CommitRef {
                host,
                generation: record.generation,
                id: record.id,
            }))
        }
        "link" => {
            let (a, b) = rest.split_once(':')?;
            let link = scenario.link_between(scenario.node(a)?, scenario.node(b)?)?;
            Some(Item::Link(LinkId::new(link)))
        }
        "switch" => match scenario.node(rest)? {
            NodeRef::Switch(index) => Some(Item::Switch(SwitchId::new(index))),
            NodeRef::Host(_) => None,
        },
        "statement" => {
            let number: usize = rest.parse().ok()?;
            Some(Item::Statement(number.checked_sub(1)?))
        }
        "entry" => {
            let (host, ip) = rest.split_once(':')?;
            Some(Item::Entry(host_named(scenario, host)?, ip.parse().ok()?))
        }
        "message" => MessageNumber::new(rest.parse().ok()?).map(Item::Message),
        _ => None,
    }
}

fn host_named(scenario: &Scenario, name: &str) -> Option<HostId> {
    match scenario.node(name)? {
        NodeRef::Host(index) => Some(HostId::new(index)),
        NodeRef::Switch(_) => None,
    }
}
