//! The page: one state, one reducer, and the views that show it.

use crate::bridge::use_bridge;
use crate::hooks::{
    Key, Stored, document, element, read, use_drops, use_frames, use_keys, use_look_back,
    use_media, use_refocus, use_runner, window, write,
};
use crate::state::{
    Action, Direction, Futures, Identical, Item, Lab, Lit, Opening, Overlay, Panel, Tone, packed,
    word,
};
use crate::views::cache::Cache;
use crate::views::dialogs::{Dialogs, Notices, address};
use crate::views::editor::Editor;
use crate::views::history::History;
use crate::views::lan::LanPanel;
use crate::views::messages::Messages;
use crate::views::opening::open_file;
use crate::views::packets::Packets;
use crate::views::space_time::SpaceTime;
use crate::views::take_away::take_away;
use crate::views::timeline::Timeline;
use crate::views::topbar::{Topbar, open};
use crate::views::what_if::WhatIf;
use crate::widgets::icon::{Glyph, Icon};
use crate::{panic, start};
use gloo_events::EventListener;
use std::rc::Rc;
use versioned_arp::report::MODEL;
use versioned_arp::scenario::link;
use versioned_arp::time::Instant;
use yew::prelude::*;

/// For how many milliseconds a frame that arrived at true speed can still be seen.
const GLOW_MS: f64 = 900.0;
/// The same in the story, where its flight could be seen.
const STORY_GLOW_MS: f64 = 250.0;

/// Where there is room for LAN and space-time side by side; `page.css` has the same.
const WIDE: &str = "(min-width: 1900px)";

/// Where there is room for two panels, one above the other; `page.css` has the same.
const TALL: &str = "(min-width: 600px) and (max-width: 820px) and (min-height: 800px)";

/// [`Lab`] as Yew's reducer.
#[derive(Clone)]
struct Store(Lab);

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let lab = Rc::unwrap_or_clone(self).0;
        Rc::new(Self(lab.reduce(action)))
    }
}

/// The link to a lab as it is shown, without the page's address.
pub fn fragment(lab: &Lab) -> String {
    let scenario = lab.run.as_ref().map(|run| run.scenario());
    let host = scenario.and_then(|it| it.hosts.get(lab.selection.host.index()));
    let item = lab.selection.item.as_ref();
    let at = lab.playback.at();
    link::encode(&link::Link {
        text: lab.document.text().to_string(),
        t: (at > Instant::ZERO).then_some(at),
        host: host.map(|host| host.name.clone()),
        view: (lab.panel != Panel::Lan).then(|| lab.panel.word().to_owned()),
        sel: scenario.and_then(|scenario| item.map(|item| word(scenario, item))),
        model: Some(MODEL),
    })
}

/// The page.
#[component]
pub fn App() -> Html {
    let store = use_reducer(|| Store(start::lab()));
    let dispatch = {
        let dispatcher = store.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let lab = &store.0;
    use_runner(lab.wanted(), &lab.archive, dispatch.clone());
    use_look_back(lab.wanted_past(), &lab.archive, dispatch.clone());
    let on_file = use_callback(dispatch.clone(), |file, dispatch: &Callback<Action>| {
        open_file(file, dispatch);
    });
    use_drops(on_file);
    use_refocus();
    use_bridge(lab, &dispatch);
    use_kept(lab, &dispatch);
    use_links(lab, &dispatch);
    use_title(lab);
    let on_theme = use_theme();
    let still = use_media("(prefers-reduced-motion: reduce)");
    let wide = use_media(WIDE);
    let tick = use_callback(dispatch.clone(), |passed, dispatch: &Callback<Action>| {
        dispatch.emit(Action::Tick(passed));
    });
    use_frames(lab.playback.playing(), tick);
    let keys = use_callback(dispatch.clone(), |key: Key, dispatch: &Callback<Action>| {
        let action = action_of(&key);
        let known = action.is_some();
        if let Some(action) = action {
            dispatch.emit(action);
        }
        known
    });
    use_keys(keys);
    // Read when something is taken, so that the bar need not follow every moment.
    let shown = use_mut_ref(|| (None, lab.selection.host, Instant::ZERO));
    *shown.borrow_mut() = (lab.run.clone(), lab.selection.host, lab.playback.at());
    let on_take = use_callback(
        dispatch.clone(),
        move |what, dispatch: &Callback<Action>| {
            let (run, host, at) = &*shown.borrow();
            dispatch.emit(take_away(what, run.as_ref(), *host, *at));
        },
    );
    let moment = lab.moment();
    let run = lab.run.clone();
    let lit = use_memo((run, lab.selection), |(run, selection)| {
        run.as_ref()
            .map(|run| Lit::of(run, selection))
            .unwrap_or_default()
    });
    let panel_class = classes!(
        "page",
        format!("show-{}", lab.panel.word()),
        format!("below-{}", lab.below.word()),
        lab.text_open.then_some("with-text")
    );
    let overlay = lab.overlay.clone();
    let link = match overlay {
        Some(Overlay::Share) => format!("{}{}", address(), fragment(lab)),
        _ => String::new(),
    };
    html! {
        <div class={panel_class}>
            <Topbar document={Identical(lab.document.clone())} ways={lab.trail.ways()} text_open={lab.text_open} {still} {on_take} {on_theme} dispatch={dispatch.clone()} />
            if !lab.futures.tabs().0.is_empty() {
                <WhatIf futures={Identical(lab.futures.clone())} run={lab.run.clone()} dispatch={dispatch.clone()} />
            }
            <PanelTabs panel={lab.panel} two={(lab.stage, lab.below)} dispatch={dispatch.clone()} />
            <main class="panels">
                if let (Some(moment), Some(scenario)) = (&moment, &lab.drawn) {
                    if wide || lab.stage == Panel::Lan {
                    <LanPanel moment={moment.clone()} now={lab.playback.exactly()} glow={glow(lab)} scenario={Identical(scenario.clone())}
                        document={Identical(lab.document.clone())}
                        selection={lab.selection} lit={lit.clone()} {still} beside={wide} dispatch={dispatch.clone()} />
                    }
                    if wide || lab.stage == Panel::Time {
                        <SpaceTime moment={moment.clone()} lens={lab.lens} selection={lab.selection} lit={lit.clone()}
                            beside={wide} dispatch={dispatch.clone()} />
                    }
                } else {
                    <section class="panel lan empty"><p>{ "Mend the text to see the lab." }</p></section>
                }
                if let Some(moment) = lab.panel_moment() {
                    <History moment={moment.clone()} selection={lab.selection} compared={lab.compared} lit={lit.clone()} dispatch={dispatch.clone()} />
                    <Packets moment={moment.clone()} selection={lab.selection} lit={lit.clone()} followed={lab.followed}
                        shown={lab.wire == Panel::Packets} dispatch={dispatch.clone()} />
                    if lab.wire == Panel::Messages {
                        <Messages moment={moment.clone()} listener={lab.listener} selection={lab.selection} lit={lit.clone()} dispatch={dispatch.clone()} />
                    }
                    <Cache {moment} selection={lab.selection} compared={lab.compared} lit={lit.clone()} dispatch={dispatch.clone()} />
                }
                if let (Some(Item::Statement(index)), false) = (lab.selection.item, lab.text_open) {
                    { said(lab, index, &dispatch) }
                }
                if lab.text_open {
                    <Editor document={Identical(lab.document.clone())} line={line_of(lab, lit.statement)} dispatch={dispatch.clone()} />
                }
            </main>
            if let (Some(moment), Some(panels)) = (moment, lab.panel_moment()) {
                <Timeline moment={lab.whole_moment().unwrap_or(moment)} {panels} playing={lab.playback.playing()} pace={lab.playback.pace()}
                    lit={lit.clone()} window={in_sight(lab, wide)} progress={lab.progress} cancelled={lab.is_cancelled()} dispatch={dispatch.clone()} />
            }
            if let Some(overlay) = overlay {
                <Dialogs {overlay} {link} document={Identical(lab.document.clone())} dispatch={dispatch.clone()} />
            }
            <Notices notices={lab.notices.clone()} {dispatch} />
        </div>
    }
}

/// The line of the text that has this statement.
fn line_of(lab: &Lab, statement: Option<usize>) -> Option<usize> {
    let scenario = lab.run.as_ref()?.scenario();
    scenario.statements.get(statement?).map(|it| it.line)
}

/// The selected statement, and a way to its line.
fn said(lab: &Lab, index: usize, dispatch: &Callback<Action>) -> Html {
    let statement = lab
        .run
        .as_ref()
        .and_then(|run| run.scenario().statements.get(index));
    let Some(statement) = statement else {
        return Html::default();
    };
    let show = dispatch.reform(|_: MouseEvent| Action::ToggleText);
    let close = dispatch.reform(|_: MouseEvent| Action::Select(None));
    html! {
        <div class="said" role="status">
            <span>{ format!("Line {}", statement.line) }</span>
            <code>{ statement.to_string() }</code>
            <button type="button" class="link-like" onclick={show}>{ "Show in the text" }</button>
            <button type="button" class="quiet square" aria-label="Select nothing" onclick={close}><Glyph icon={Icon::Close} /></button>
        </div>
    }
}

/// What the space-time view shows, when it is there and shows a part of the run.
fn in_sight(lab: &Lab, wide: bool) -> Option<(Instant, Instant)> {
    let (run, span) = (lab.run.as_ref()?, lab.lens.span?);
    let moment = |place: f64| Instant::from_micros(lab.lens.scale.micros(run, place) as u64);
    (wide || lab.stage == Panel::Time).then(|| (moment(span.from), moment(span.to)))
}

/// For how many simulated microseconds a frame glows on here and now.
fn glow(lab: &Lab) -> f64 {
    let Some(run) = &lab.run else { return 0.0 };
    let shown = match lab.playback.pace() {
        crate::state::Pace::Story => STORY_GLOW_MS,
        crate::state::Pace::Times(_) => GLOW_MS,
    };
    if lab.playback.playing() {
        lab.playback.speed(run.story()) * shown
    } else {
        0.0
    }
}

#[derive(PartialEq, Properties)]
struct TabsProps {
    panel: Panel,
    /// Those that are shown where there is room for two.
    two: (Panel, Panel),
    dispatch: Callback<Action>,
}

/// Tabs for the panels, where there is room for one or two only.
#[component]
fn PanelTabs(props: &TabsProps) -> Html {
    let tall = use_media(TALL);
    let shown = |panel: Panel| match tall {
        true => panel == props.two.0 || panel == props.two.1,
        false => panel == props.panel,
    };
    let tab = |panel: Panel| {
        let onclick = props
            .dispatch
            .reform(move |_: MouseEvent| Action::ShowPanel(panel));
        html! {
            <button key={panel.word()} type="button" class="tab" {onclick}
                aria-pressed={shown(panel).to_string()}>{ panel.title() }</button>
        }
    };
    html! {
        <nav class="panel-tabs" aria-label="Panels">{ for Panel::ALL.into_iter().map(tab) }</nav>
    }
}

/// What a key does on the page.
fn action_of(key: &Key) -> Option<Action> {
    let direction = match key.name.as_str() {
        "ArrowLeft" => Some(Direction::Back),
        "ArrowRight" => Some(Direction::Forward),
        _ => None,
    };
    Some(match key.name.as_str() {
        " " if !key.on_control => Action::TogglePlay,
        "ArrowLeft" | "ArrowRight" if !key.on_moving => match key.shift {
            true => Action::StepCommit(direction?),
            false => Action::StepEvent(direction?),
        },
        "Home" if !key.on_moving => Action::Seek(Instant::ZERO),
        "End" if !key.on_moving => Action::Seek(Instant::MAX),
        "," => Action::StepEvent(Direction::Back),
        "." => Action::StepEvent(Direction::Forward),
        "<" => Action::StepCommit(Direction::Back),
        ">" => Action::StepCommit(Direction::Forward),
        "[" => Action::Retrace(Direction::Back),
        "]" => Action::Retrace(Direction::Forward),
        "Undo" => Action::Undo,
        "Redo" => Action::Redo,
        "?" => Action::ShowOverlay(Some(Overlay::Help)),
        "t" | "T" => Action::ToggleText,
        "Escape" => Action::Escape,
        digit => {
            let place: usize = digit.parse().ok()?;
            Action::ShowPanel(*Panel::ALL.get(place.checked_sub(1)?)?)
        }
    })
}

/// Keeps the work across reloads; says once when the browser does not let us.
#[hook]
fn use_kept(lab: &Lab, dispatch: &Callback<Action>) {
    let document = Identical(lab.document.clone());
    let futures = Identical(lab.futures.clone());
    let dispatch = dispatch.clone();
    let said = use_mut_ref(|| false);
    use_effect_with((document, futures), move |(document, futures)| {
        panic::remember(document.text());
        let valid = document
            .valid_text()
            .filter(|_| !document.mistakes().is_empty());
        let kept = write(Stored::Text, Some(document.text()))
            && write(Stored::ValidText, valid.map(|it| &**it))
            && write(Stored::Unsaved, document.unsaved().then_some("yes"))
            && keep_futures(futures, document.text());
        if !kept && !said.replace(true) {
            let text = "This browser keeps nothing for this page: save your lab as a file before you leave.";
            dispatch.emit(Action::Notify(Tone::Warning, text.to_owned()));
        }
    });
}

/// Keeps the futures of a forked lab; whether that worked.
fn keep_futures(futures: &Futures, text: &Rc<str>) -> bool {
    let (names, shown) = futures.tabs();
    if names.is_empty() {
        return write(Stored::Futures, None);
    }
    let texts = futures.texts(text);
    let texts = texts.iter().map(|(name, text)| (&**name, &**text));
    write(
        Stored::Futures,
        Some(&format!("{shown}\n{}", packed(texts))),
    )
}

/// The window is named after the lab.
#[hook]
fn use_title(lab: &Lab) {
    let title = lab.document.scenario().and_then(|it| it.title.clone());
    use_effect_with(title, |title| {
        let title = title
            .as_ref()
            .map(|title| format!("{title} · Versioned ARP"));
        document().set_title(title.as_deref().unwrap_or("Versioned ARP"));
    });
}

/// Opens the links that come while the page is open.
#[hook]
fn use_links(lab: &Lab, dispatch: &Callback<Action>) {
    let unsaved = lab.document.unsaved();
    use_effect_with((unsaved, dispatch.clone()), |(unsaved, dispatch)| {
        let (unsaved, dispatch) = (*unsaved, dispatch.clone());
        let listener =
            EventListener::new(&window(), "hashchange", move |_| match start::linked() {
                Some(Ok(opening)) => dispatch.emit(open(opening, unsaved)),
                Some(Err(overlay)) => dispatch.emit(Action::ShowOverlay(Some(overlay))),
                None => {}
            });
        move || drop(listener)
    });
}

/// Follows the system's choice of dark or light until a person chooses.
#[hook]
fn use_theme() -> Callback<()> {
    let chosen = use_state_eq(|| read(Stored::Theme));
    let dark = use_media("(prefers-color-scheme: dark)");
    use_effect_with((*chosen).clone(), |chosen| {
        if let Some(root) = document().document_element() {
            // An attribute of this name is valid.
            let _ = match chosen {
                Some(theme) => root.set_attribute("data-theme", theme),
                None => root.remove_attribute("data-theme"),
            };
        }
    });
    let chosen_now = (*chosen).clone();
    use_callback(
        (chosen_now, dark, chosen.setter()),
        |(), (now, dark, set)| {
            let is_dark = now.as_ref().map_or(*dark, |theme| theme == "dark");
            let theme = if is_dark { "light" } else { "dark" };
            // A browser that keeps nothing forgets the theme with the rest, and has said so.
            let _ = write(Stored::Theme, Some(theme));
            set.set(Some(theme.to_owned()));
        },
    )
}

/// Draws the page in the place that the document keeps for it.
pub fn mount() {
    let root =
        element("app").unwrap_or_else(|| document().create_element("div").expect("div is a name"));
    yew::Renderer::<App>::with_root(root).render();
}

/// What the page opens with when nothing else is asked for.
pub fn first() -> Opening {
    let text = versioned_arp::scenario::builtin::all()[0].text;
    Opening {
        text: text.into(),
        ..Opening::default()
    }
}
