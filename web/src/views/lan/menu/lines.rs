//! What a menu offers, as plain values.

use crate::state::{Action, Item, Moment};
use crate::views::lan::actions::removing;
use crate::views::lan::build::Edit;
use crate::views::lan::form::Form;
use crate::views::lan::target::{Target, name_of};
use versioned_arp::scenario::{Host, NodeRef, Scenario};
use versioned_arp::sim::{FrameNumber, Hop, NodeId};
use versioned_arp::time::{Duration, Instant};
use versioned_arp::wire::info_in;

/// A page of a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The first.
    Top,
    /// Whom to query.
    Query,
    /// Whom to ping.
    Ping,
    /// Whose history to pull.
    Pull,
    /// Who is to pull this one's.
    Push,
    /// What to link to.
    Link,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub enum Chosen {
    /// Shows another page.
    Page(Page),
    /// Opens a form.
    Form(Form),
    /// Edits the lab.
    Edit(Edit),
    /// Asks something of the page.
    Act(Action),
}

/// A line of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is called.
    pub label: String,
    /// A second line, smaller.
    pub detail: Option<String>,
    /// What it does.
    pub chosen: Chosen,
    /// Whether it opens another page.
    pub opens: bool,
    /// Whether it takes something away.
    pub grave: bool,
}

fn line(label: impl Into<String>, chosen: Chosen) -> Line {
    Line {
        label: label.into(),
        detail: None,
        opens: matches!(chosen, Chosen::Page(_)),
        chosen,
        grave: false,
    }
}

fn act(label: impl Into<String>, words: String) -> Line {
    line(label, Chosen::Act(Action::Act(words)))
}

fn grave(label: &str, chosen: Option<Chosen>) -> Option<Line> {
    chosen.map(|chosen| Line {
        grave: true,
        ..line(label, chosen)
    })
}

/// The lines of a page.
pub fn lines(moment: &Moment, scenario: &Scenario, target: Target, page: Page) -> Vec<Line> {
    match target {
        Target::Node(node) | Target::Grip(node) => {
            let Some(name) = name_of(scenario, node) else {
                return Vec::new();
            };
            match (page, node) {
                (Page::Top, NodeId::Host(_)) => host(moment, scenario, node, name),
                (Page::Top, NodeId::Switch(_)) => switch(scenario, node, name),
                (Page::Link, _) => back(links(scenario, name)),
                (page, _) => back(others(scenario, name, page)),
            }
        }
        Target::Link(_) => link(moment, scenario, target),
        Target::Hop(index) => frame(moment, index),
        Target::Ground => vec![
            line("New host…", Chosen::Form(Form::NewHost(None))),
            line("New switch…", Chosen::Form(Form::NewSwitch(None))),
        ],
    }
}

fn back(lines: Vec<Line>) -> Vec<Line> {
    let back = line("‹ Back", Chosen::Page(Page::Top));
    let back = Line {
        opens: false,
        ..back
    };
    std::iter::once(back).chain(lines).collect()
}

fn host(moment: &Moment, scenario: &Scenario, node: NodeId, name: &str) -> Vec<Line> {
    let up = match node {
        NodeId::Host(host) if host.index() < moment.run.scenario().hosts.len() => {
            moment.run.trace().host_at(host, moment.at).up
        }
        _ => true,
    };
    let own = || name.to_owned();
    let others = scenario.hosts.len() > 1;
    let to = |label: &str, page: Page| others.then(|| line(label, Chosen::Page(page)));
    let with = |label: &str, form: Form| Some(line(label, Chosen::Form(form)));
    let plain = |label: &str, verb: &str| Some(act(label, format!("{name} {verb}")));
    let acts = if up {
        vec![
            to("Query ›", Page::Query),
            to("Ping ›", Page::Ping),
            with("Send…", Form::Send(own())),
            plain("Announce", "announce"),
            with("Claim an address…", Form::Claim(own())),
            to("Pull from ›", Page::Pull),
            to("Push to ›", Page::Push),
            with("Forge a reply…", Form::Forge(own())),
            plain("Flush its cache", "flush"),
            plain("Power off", "down"),
        ]
    } else {
        vec![
            plain("Power on", "up"),
            plain("Power on, empty", "up fresh"),
        ]
    };
    let cable = cable(moment, scenario, name);
    let talk = match node {
        NodeId::Host(host) if host.index() < moment.run.scenario().hosts.len() => {
            let listen = Chosen::Act(Action::Listen(Some(host)));
            Some(line("Its messages", listen))
        }
        _ => None,
    };
    let build = [
        talk,
        cable,
        Some(line("Link to ›", Chosen::Page(Page::Link))),
        with("Edit…", Form::Host(own())),
        with("Rename…", Form::Rename(own())),
        grave("Delete", removing(scenario, Target::Node(node))),
    ];
    acts.into_iter().chain(build).flatten().collect()
}

/// Pulls or plugs the cable of a host.
fn cable(moment: &Moment, scenario: &Scenario, name: &str) -> Option<Line> {
    let node = scenario.node(name)?;
    let index = scenario
        .links
        .iter()
        .position(|link| link.a == node || link.b == node)?;
    let link = scenario.links.get(index)?;
    let up = index >= moment.run.scenario().links.len()
        || moment
            .run
            .trace()
            .link_up_at(versioned_arp::sim::LinkId::new(index), moment.at);
    let (label, word) = if up {
        ("Unplug", "down")
    } else {
        ("Plug in", "up")
    };
    let words = format!(
        "link {} {} {word}",
        scenario.name(link.a),
        scenario.name(link.b)
    );
    Some(act(label, words))
}

fn switch(scenario: &Scenario, node: NodeId, name: &str) -> Vec<Line> {
    let lines = [
        Some(line("Link to ›", Chosen::Page(Page::Link))),
        Some(line("Edit…", Chosen::Form(Form::Switch(name.to_owned())))),
        Some(line("Rename…", Chosen::Form(Form::Rename(name.to_owned())))),
        grave("Delete", removing(scenario, Target::Node(node))),
    ];
    lines.into_iter().flatten().collect()
}

/// What a host can do with each of the others.
fn others(scenario: &Scenario, name: &str, page: Page) -> Vec<Line> {
    let (verb, needs_address) = match page {
        Page::Query => ("query", true),
        Page::Ping => ("ping", true),
        Page::Push => ("push", false),
        _ => ("pull", false),
    };
    let others = scenario.hosts.iter().filter(|host| host.name != name);
    let others = others.filter(|host| !needs_address || !host.addresses.is_empty());
    let line = |host: &Host| Line {
        detail: host.addresses.first().map(|net| net.addr().to_string()),
        ..act(host.name.clone(), format!("{name} {verb} {}", host.name))
    };
    others.map(line).collect()
}

/// The nodes that a node is not linked to yet.
fn links(scenario: &Scenario, name: &str) -> Vec<Line> {
    let node = scenario.node(name);
    let linked = |other: NodeRef| {
        node.is_some_and(|node| scenario.link_between(node, other).is_some() || node == other)
    };
    let switches = (0..scenario.switches.len()).map(NodeRef::Switch);
    let hosts = (0..scenario.hosts.len()).map(NodeRef::Host);
    let free = switches.chain(hosts).filter(|other| !linked(*other));
    let to = |other: NodeRef| {
        let other = scenario.name(other).to_owned();
        let edit = Edit::Connect(name.to_owned(), other.clone());
        line(other, Chosen::Edit(edit))
    };
    free.map(to).collect()
}

fn link(moment: &Moment, scenario: &Scenario, target: Target) -> Vec<Line> {
    let Target::Link(id) = target else {
        return Vec::new();
    };
    let Some(link) = scenario.links.get(id.index()) else {
        return Vec::new();
    };
    let (a, b) = (scenario.name(link.a), scenario.name(link.b));
    let known = id.index() < moment.run.scenario().links.len();
    let up = !known || moment.run.trace().link_up_at(id, moment.at);
    let (label, word) = if up {
        ("Unplug", "down")
    } else {
        ("Plug in", "up")
    };
    let flying = known
        && moment
            .run
            .trace()
            .in_flight(moment.at)
            .any(|hop| hop.link == id);
    let lines = [
        Some(act(label, format!("link {a} {b} {word}"))),
        flying.then(|| {
            drop_line(
                "Drop what is on its way",
                moment.at,
                format!("link {a} {b} drop"),
            )
        }),
        Some(line(
            "Edit…",
            Chosen::Form(Form::Link(a.to_owned(), b.to_owned())),
        )),
        grave("Delete", removing(scenario, target)),
    ];
    lines.into_iter().flatten().collect()
}

fn drop_line(label: impl Into<String>, at: Instant, words: String) -> Line {
    line(label, Chosen::Act(Action::ActAt(at, words)))
}

/// Copies of a frame that are on their way, each with what takes it off its cable.
pub fn on_the_way(moment: &Moment, number: FrameNumber) -> Vec<(String, Action)> {
    let hops = moment.run.trace().in_flight(moment.at);
    let of_it = hops.filter(|hop| hop.frame == number);
    of_it.map(|hop| dropping(moment, hop)).collect()
}

/// What takes a copy off its cable, just after it left at the earliest, so that it is there.
fn dropping(moment: &Moment, hop: &Hop) -> (String, Action) {
    let scenario = moment.run.scenario();
    let link = &scenario.links[hop.link.index()];
    let (a, b) = (scenario.name(link.a), scenario.name(link.b));
    let at = moment.at.max(hop.departs + Duration::from_micros(1));
    let words = format!("link {a} {b} drop {}", hop.frame.get());
    (format!("between {a} and {b}"), Action::ActAt(at, words))
}

fn frame(moment: &Moment, index: usize) -> Vec<Line> {
    let trace = moment.run.trace();
    let Some(hop) = trace.hops().get(index) else {
        return Vec::new();
    };
    let frame = &trace.frames()[hop.frame.index()];
    let flying = hop.lost.is_none_or(|(at, _)| at > moment.at) && hop.arrives > moment.at;
    let drop = flying.then(|| line("Drop this frame", Chosen::Act(dropping(moment, hop).1)));
    let go = |label: &str, at: Instant| Some(line(label, Chosen::Act(Action::Seek(at))));
    let select = Line {
        detail: Some(info_in(&frame.bytes, &frame.context)),
        ..line(
            format!("Select frame {}", hop.frame.get()),
            Chosen::Act(Action::Select(Some(Item::Frame(hop.frame)))),
        )
    };
    let lines = [
        Some(select),
        drop,
        go("Go to where it is sent", frame.at),
        go("Go to where this copy ends", hop.ends()),
    ];
    lines.into_iter().flatten().collect()
}
