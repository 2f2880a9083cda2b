//! What can be done to the selected host or link, here and now. Each act is a statement.

use crate::state::{Action, Item, Moment, Selection};
use crate::widgets::icon::{Glyph, Icon};
use crate::widgets::menu::{Entry, Menu};
use versioned_arp::sim::{HostId, LinkId, SwitchId};
use yew::prelude::*;

/// What the acts are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// What is selected.
    pub selection: Selection,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// A bar for the selected host, link or switch.
#[component]
pub fn Actions(props: &Props) -> Html {
    let content = match props.selection.item {
        Some(Item::Host(host)) => host_acts(props, host),
        Some(Item::Link(link)) => link_acts(props, link),
        Some(Item::Switch(switch)) => switch_table(props, switch),
        _ => return Html::default(),
    };
    let close = props.dispatch.reform(|_: MouseEvent| Action::Select(None));
    html! {
        <div class="acts" role="toolbar" aria-label="Act on what is selected">
            { content }
            <button type="button" class="quiet square" aria-label="Select nothing" onclick={close}>
                <Glyph icon={Icon::Close} />
            </button>
        </div>
    }
}

fn host_acts(props: &Props, host: HostId) -> Html {
    let scenario = props.moment.run.scenario();
    let name = scenario.hosts[host.index()].name.clone();
    let up = props.moment.run.trace().host_at(host, props.moment.at).up;
    let act = |words: String| props.dispatch.reform(move |()| Action::Act(words.clone()));
    let others = || scenario.hosts.iter().filter(|other| other.name != name);
    let query = others()
        .filter(|other| !other.addresses.is_empty())
        .map(|other| {
            let address = other.addresses[0].addr().to_string();
            Entry::act(
                other.name.clone(),
                act(format!("{name} query {}", other.name)),
            )
            .detailed(address)
        })
        .collect::<Vec<_>>();
    let pull = others()
        .map(|other| {
            Entry::act(
                other.name.clone(),
                act(format!("{name} pull {}", other.name)),
            )
        })
        .collect::<Vec<_>>();
    let button = |label: &'static str, words: String| {
        let onclick = act(words).reform(|_: MouseEvent| ());
        html! { <button type="button" {onclick}>{ label }</button> }
    };
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
                { button("Announce", format!("{name} announce")) }
                { button("Flush", format!("{name} flush")) }
                { button("Power off", format!("{name} down")) }
            } else {
                { button("Power on", format!("{name} up")) }
                { button("Power on, empty", format!("{name} up fresh")) }
            }
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
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Act(words.clone()));
    html! {
        <>
            <strong>{ format!("{a} – {b}") }</strong>
            <button type="button" {onclick}>{ label }</button>
        </>
    }
}

fn switch_table(props: &Props, switch: SwitchId) -> Html {
    let scenario = props.moment.run.scenario();
    let trace = props.moment.run.trace();
    let name = &scenario.switches[switch.index()].name;
    let stations = &trace.switch_at(switch, props.moment.at).stations;
    let station = |(mac, link): (&versioned_arp::addr::MacAddr, &LinkId)| {
        let link = &scenario.links[link.index()];
        let (a, b) = (scenario.name(link.a), scenario.name(link.b));
        let port = if a == name { b } else { a };
        html! { <li>{ format!("{mac} → {port}") }</li> }
    };
    html! {
        <>
            <strong>{ name.clone() }</strong>
            if stations.is_empty() {
                <span>{ "has heard nobody: it floods every frame" }</span>
            } else {
                <ul class="stations">{ for stations.iter().map(station) }</ul>
            }
        </>
    }
}
