//! The panel's head: the filter, how many frames pass it, whose frames are listed, and more room.

use super::filter_box::FilterBox;
use super::view::View;
use crate::hooks::save_file;
use crate::state::{Action, Moment, Panel, Tone};
use crate::views::stage::StageTabs;
use crate::widgets::icon::{Glyph, Icon};
use std::rc::Rc;
use versioned_arp::filter::{Filter, Mistake};
use versioned_arp::report::pcapng_at;
use versioned_arp::sim::HostId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A filter of a text; none for a blank one.
pub fn filter_of(text: &str) -> Result<Option<Rc<Filter>>, Rc<Mistake>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Filter::parse(text)
        .map(|it| Some(Rc::new(it)))
        .map_err(Rc::new)
}

/// What the head is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// The packets.
    pub view: Rc<View>,
    /// The filter's text.
    pub text: AttrValue,
    /// What is wrong with it.
    pub mistake: Option<Rc<Mistake>>,
    /// Sets it.
    pub set_text: Callback<String>,
    /// How many packets are listed.
    pub shown: usize,
    /// Whose packets; everybody's if nobody's.
    pub watcher: Option<HostId>,
    /// Sets whose.
    pub watch: Callback<Option<HostId>>,
    /// Whether the panel takes all the room.
    pub large: bool,
    /// Sets that.
    pub enlarge: Callback<bool>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The head of the panel.
#[component]
pub fn Head(props: &Props) -> Html {
    let Props {
        moment,
        view,
        text,
        large,
        ..
    } = props;
    let all = view.len();
    let count = match text.is_empty() {
        true => format!("{} of {all} sent", view.len_until(moment.at)),
        false => format!("{} of {all}", props.shown),
    };
    let (label, icon) = match large {
        true => ("Back beside the other panels", Icon::Close),
        false => ("More room for packets", Icon::Fit),
    };
    let is_large = *large;
    html! {
        <header class="panel-head packets-head">
            <StageTabs panel={Panel::Packets} pair={Panel::WIRE} dispatch={props.dispatch.clone()} />
            <FilterBox text={text.clone()} mistake={props.mistake.clone()} run={moment.run.clone()} set={props.set_text.clone()} />
            <span class="count" role={(!text.is_empty()).then_some("status")} aria-label={(!text.is_empty()).then_some("Frames listed")}>{ count }</span>
            { watchers(props) }
            if let Some(host) = props.watcher {
                { save(props, host) }
            }
            <button type="button" class="quiet square" aria-label={label} title={label} aria-pressed={large.to_string()}
                onclick={props.enlarge.reform(move |_: MouseEvent| !is_large)}>
                <Glyph {icon} />
            </button>
        </header>
    }
}

/// The choice of whose packets are listed.
fn watchers(props: &Props) -> Html {
    let onchange = props.watch.reform(|event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>()?.value();
        chosen.parse().ok().map(HostId::new)
    });
    let chosen = props.watcher.map(HostId::index);
    let hosts = props.moment.run.scenario().hosts.iter().enumerate();
    html! {
        <select class="watcher" aria-label="Whose packets" {onchange}>
            <option value="" selected={chosen.is_none()}>{ "all wires" }</option>
            { for hosts.map(|(index, host)| html! {
                <option key={index} value={index.to_string()} selected={chosen == Some(index)}>
                    { format!("as seen by {}", host.name) }
                </option>
            }) }
        </select>
    }
}

/// Saves what one host could see, numbered as the list numbers it.
fn save(props: &Props, host: HostId) -> Html {
    let moment = props.moment.clone();
    let onclick = props.dispatch.reform(move |_: MouseEvent| {
        let name = format!("{}.pcapng", moment.run.scenario().hosts[host.index()].name);
        let bytes = pcapng_at(&moment.run, host, moment.at);
        match save_file(&name, "application/x-pcapng", &bytes) {
            Ok(()) => {
                let advice = format!("Saved {name}, numbered as this list. Wireshark opens it.");
                Action::Notify(Tone::Info, advice)
            }
            Err(_) => {
                let refusal = "This browser refuses to save files.".to_owned();
                Action::Notify(Tone::Warning, refusal)
            }
        }
    });
    let label = "Save what this host could see, as pcapng";
    html! {
        <button type="button" class="quiet square" aria-label={label} title={label} {onclick}>
            <Glyph icon={Icon::Save} />
        </button>
    }
}
