//! What stands around the drawing: what to look for, the tools, what shapes mean, the zoom.

use super::pointer::STEP;
use crate::geometry::{Point, Zoom};
use crate::state::{Action, Kind, RunHandle};
use crate::widgets::picture_menu::picture_menu;
use crate::widgets::toolbar::Toolbar;
use yew::prelude::*;

/// What to look for is longer than its two lines, above so many letters.
const LONG: usize = 150;

/// What the lines about the lab are told.
#[derive(PartialEq, Properties)]
pub struct AboutProps {
    /// What to look for, in the words of the scenario.
    pub text: Vec<String>,
}

/// What to look for: two lines, and all of it above the drawing for who wants it.
#[component]
pub fn About(props: &AboutProps) -> Html {
    let open = use_state_eq(|| false);
    let whole = props.text.join(" ");
    if whole.is_empty() {
        return Html::default();
    }
    let long = whole.chars().count() > LONG;
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let is_open = *open && long;
    html! {
        <div class={classes!("about", long.then_some("long"), is_open.then_some("open"))}>
            <div class="about-inside">
            <p>{ whole }</p>
            if long {
                <button type="button" class="quiet" {onclick} aria-expanded={is_open.to_string()}
                    aria-label={if is_open { "Less about this lab" } else { "More about this lab" }}>
                    { if is_open { "Less" } else { "More" } }
                </button>
            }
            </div>
        </div>
    }
}

/// What the legend is told.
#[derive(PartialEq, Properties)]
pub struct LegendProps {
    /// Whose frames are to be told apart.
    pub run: RunHandle,
}

/// What shapes and colours mean: of the kinds of frames that this run has.
#[component]
pub fn Legend(props: &LegendProps) -> Html {
    let kinds = use_memo(props.run.clone(), |run| {
        let mut kinds = Kind::ALL.to_vec();
        kinds.retain(|kind| run.kinds().contains(kind));
        kinds
    });
    let kind = |kind: Kind| {
        html! {
            <span class={classes!("legend-kind", kind.class())} key={kind.class()}>
                <svg viewBox="-10 -10 20 20" aria-hidden="true"><path d={kind.shape()} /></svg>
                { kind.words() }
            </span>
        }
    };
    html! { <div class="legend">{ for kinds.iter().copied().map(kind) }</div> }
}

/// What the tools are told.
#[derive(PartialEq, Properties)]
pub struct ToolsProps {
    /// Whether cables are being laid.
    pub linking: bool,
    /// Asks for a new host.
    pub on_host: Callback<()>,
    /// Asks for a new switch.
    pub on_switch: Callback<()>,
    /// Begins to lay cables, or ends it.
    pub on_link: Callback<()>,
    /// The button that shows the drawing in words.
    pub words: Html,
    /// Where to say that a picture was saved.
    pub dispatch: Callback<Action>,
}

/// What a lab is built with, and how its drawing is read and taken away.
#[component]
pub fn Tools(props: &ToolsProps) -> Html {
    let tool = |to: &Callback<()>| to.reform(|_: MouseEvent| ());
    html! {
        <Toolbar class="tools" name="Build">
            <button type="button" class="quiet" onclick={tool(&props.on_host)}>{ "+ Host" }</button>
            <button type="button" class="quiet" onclick={tool(&props.on_switch)}>{ "+ Switch" }</button>
            <button type="button" class="quiet" onclick={tool(&props.on_link)} aria-pressed={props.linking.to_string()}>{ "Link" }</button>
            { props.words.clone() }
            { picture_menu("#lan-drawing", "LAN", &props.dispatch) }
        </Toolbar>
    }
}

/// What the buttons of the zoom are told.
#[derive(PartialEq, Properties)]
pub struct ZoomProps {
    /// What is shown.
    pub zoom: Zoom,
    /// The panel's size.
    pub size: Point,
    /// What comes closer: a point of the panel.
    pub about: Point,
    /// Shows another part.
    pub on_show: Callback<Zoom>,
}

/// Nearer, farther, all.
#[component]
pub fn ZoomButtons(props: &ZoomProps) -> Html {
    let ZoomProps {
        zoom,
        size,
        about,
        on_show,
    } = props;
    let to = |to: Zoom| on_show.reform(move |_: MouseEvent| to);
    let closer = zoom.closer(STEP, *about, *size);
    let farther = zoom.closer(1.0 / STEP, *about, *size);
    html! {
        <Toolbar class="zoom" name="Zoom">
            if zoom.zoom > 1.0 {
                <button type="button" onclick={to(Zoom::default())}>{ "Fit" }</button>
                <button type="button" class="square" aria-label="Zoom out" onclick={to(farther)}>{ "−" }</button>
            }
            <button type="button" class="square" aria-label="Zoom in" onclick={to(closer)} disabled={closer == *zoom}>{ "+" }</button>
        </Toolbar>
    }
}
