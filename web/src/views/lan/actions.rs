//! What can be done to what is selected, here and now: the acts at hand, and a button for the rest.
//! Each act is a statement.

use super::build::Edit;
use super::form::Form;
use super::menu::{Chosen, on_the_way};
use super::station::{Stations, refused};
use super::target::Target;
use crate::state::{Action, Item, Moment, Selection};
use crate::views::wording::seconds;
use crate::widgets::icon::{Glyph, Icon};
use crate::widgets::menu::{Entry, Menu};
use crate::widgets::toolbar::Toolbar;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::{FrameNumber, HostId, LinkId, NodeId, Refusal, SwitchId};
use versioned_arp::wire::info_in;
use yew::prelude::*;

/// Refusals told one by one.
const REFUSALS: usize = 12;

/// What the acts are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// What is selected.
    pub selection: Selection,
    /// Where acts go.
    pub dispatch: Callback<Action>,
    /// Opens the menu of what is selected.
    pub on_menu: Callback<Target>,
    /// Where what a menu or a form has to do goes.
    pub on_choose: Callback<Chosen>,
}

/// A bar for the selected host, link, switch or frame.
#[component]
pub fn Actions(props: &Props) -> Html {
    let (content, target) = match props.selection.item {
        Some(Item::Host(host)) => (
            host_acts(props, host),
            Some(Target::Node(NodeId::Host(host))),
        ),
        Some(Item::Link(link)) => (link_acts(props, link), Some(Target::Link(link))),
        Some(Item::Switch(switch)) => (
            switch_acts(props, switch),
            Some(Target::Node(NodeId::Switch(switch))),
        ),
        Some(Item::Frame(frame)) => (frame_acts(props, frame), None),
        _ => return Html::default(),
    };
    let close = props.dispatch.reform(|_: MouseEvent| Action::Select(None));
    html! {
        <Toolbar class="acts" name="Act on what is selected">
            { content }
            if let Some(target) = target {
                <button type="button" class="quiet square" aria-label="More acts" aria-haspopup="menu"
                    onclick={props.on_menu.reform(move |_: MouseEvent| target)}>
                    <Glyph icon={Icon::More} />
                </button>
            }
            <button type="button" class="quiet square last" aria-label="Select nothing" onclick={close}>
                <Glyph icon={Icon::Close} />
            </button>
        </Toolbar>
    }
}

/// A button that chooses.
fn button(props: &Props, label: &'static str, chosen: Chosen) -> Html {
    let onclick = props.on_choose.reform(move |_: MouseEvent| chosen.clone());
    html! { <button type="button" {onclick}>{ label }</button> }
}

fn host_acts(props: &Props, host: HostId) -> Html {
    let scenario = props.moment.run.scenario();
    let name = scenario.hosts[host.index()].name.clone();
    let up = props.moment.run.trace().host_at(host, props.moment.at).up;
    let others = || scenario.hosts.iter().filter(|other| other.name != name);
    let to = |verb: &'static str, with_address: bool| {
        let others = others().filter(move |other| !with_address || !other.addresses.is_empty());
        let entry = |other: &versioned_arp::scenario::Host| {
            let words = format!("{name} {verb} {}", other.name);
            let act = props.dispatch.reform(move |()| Action::Act(words.clone()));
            let entry = Entry::act(other.name.clone(), act);
            match other.addresses.first() {
                Some(address) if with_address => entry.detailed(address.addr().to_string()),
                _ => entry,
            }
        };
        others.map(entry).collect::<Vec<_>>()
    };
    let statement = |label, words: String| button(props, label, Chosen::Act(Action::Act(words)));
    let (query, pull) = (to("query", true), to("pull", false));
    html! {
        <>
            <strong>{ name.clone() }</strong>
            if up {
                if !query.is_empty() {
                    <Menu list="up" entries={query}>{ "Query" }</Menu>
                }
                if !pull.is_empty() {
                    <Menu list="up" entries={pull}>{ "Pull from" }</Menu>
                }
                { statement("Announce", format!("{name} announce")) }
                { statement("Power off", format!("{name} down")) }
            } else {
                { statement("Power on", format!("{name} up")) }
                { statement("Power on, empty", format!("{name} up fresh")) }
            }
            { button(props, "Edit", Chosen::Form(Form::Host(name))) }
        </>
    }
}

fn link_acts(props: &Props, link: LinkId) -> Html {
    let scenario = props.moment.run.scenario();
    let line = &scenario.links[link.index()];
    let (a, b) = (scenario.name(line.a), scenario.name(line.b));
    let up = props.moment.run.trace().link_up_at(link, props.moment.at);
    let (label, word) = if up {
        ("Unplug", "down")
    } else {
        ("Plug in", "up")
    };
    let words = format!("link {a} {b} {word}");
    html! {
        <>
            <strong>{ format!("{a} – {b}") }</strong>
            <span class="quiet-text">{ line.options.to_string() }</span>
            { button(props, label, Chosen::Act(Action::Act(words))) }
            { button(props, "Edit", Chosen::Form(Form::Link(a.to_owned(), b.to_owned()))) }
        </>
    }
}

fn switch_acts(props: &Props, switch: SwitchId) -> Html {
    let scenario = props.moment.run.scenario();
    let it = &scenario.switches[switch.index()];
    let stations = &props
        .moment
        .run
        .trace()
        .switch_at(switch, props.moment.at)
        .stations;
    let refused: Vec<_> = refused(&props.moment, switch).collect();
    html! {
        <>
            <strong>{ it.name.clone() }</strong>
            if stations.is_empty() {
                <span class="quiet-text">{ "has heard nobody: it floods every frame" }</span>
            } else {
                <Stations moment={props.moment.settled()} {switch} />
            }
            if it.inspect && refused.is_empty() {
                <span class="pill">{ "inspects ARP · 0 refused" }</span>
            } else if it.inspect {
                <Menu list="up wide" entries={refusals(props, &refused)}>{ format!("inspects ARP · {} refused", refused.len()) }</Menu>
            }
            { button(props, "Edit", Chosen::Form(Form::Switch(it.name.clone()))) }
        </>
    }
}

/// What a switch has refused, the newest first: each with the reason, and a way to its frame.
fn refusals(props: &Props, refused: &[&Refusal]) -> Vec<Entry> {
    let scenario = props.moment.run.scenario();
    let frames = props.moment.run.trace().frames();
    let entry = |it: &&Refusal| {
        let item = Item::Frame(it.frame);
        let select = props.dispatch.reform(move |()| Action::Select(Some(item)));
        let from = &scenario.hosts[frames[it.frame.index()].from.index()].name;
        let label = format!("{} s: frame {} from {from}", seconds(it.at), it.frame.get());
        Entry::act(label, select).detailed(it.why.clone())
    };
    refused.iter().rev().take(REFUSALS).map(entry).collect()
}

/// The copies of a frame that are on their way now can be dropped.
fn frame_acts(props: &Props, number: FrameNumber) -> Html {
    let trace = props.moment.run.trace();
    let scenario = props.moment.run.scenario();
    let frame = &trace.frames()[number.index()];
    let from = &scenario.hosts[frame.from.index()].name;
    let drops: Vec<_> = on_the_way(&props.moment, number)
        .into_iter()
        .map(|(label, action)| Entry::act(label, props.dispatch.reform(move |()| action.clone())))
        .collect();
    html! {
        <>
            <strong>{ format!("Frame {} from {from}", number.get()) }</strong>
            <span class="quiet-text frame-words">{ info_in(&frame.bytes, &frame.context) }</span>
            if !drops.is_empty() {
                <Menu list="up" entries={drops}>{ "Drop" }</Menu>
            }
        </>
    }
}

/// What a menu offers for taking a node or a cable away.
pub fn removing(scenario: &Scenario, target: Target) -> Option<Chosen> {
    Edit::removing(scenario, target).ok().map(Chosen::Edit)
}
