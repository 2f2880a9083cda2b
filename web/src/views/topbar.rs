//! The bar at the top: which lab this is, and what can be done with it as a whole.

use crate::hooks::save_file;
use crate::state::{Action, Direction, Document, Identical, Opening, Overlay, Tone};
use crate::views::opening::choose_file;
use crate::views::take_away::TakeAway;
use crate::widgets::icon::{Glyph, Icon};
use crate::widgets::menu::{Entry, Menu};
use std::rc::Rc;
use versioned_arp::scenario::builtin;
use yew::prelude::*;

/// What the bar is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The text.
    pub document: Identical<Rc<Document>>,
    /// Whether there is a selection to go back to, and one to go forward to.
    pub ways: (bool, bool),
    /// Whether the text is open.
    pub text_open: bool,
    /// Whether nothing may move by itself.
    pub still: bool,
    /// Hands out a file for another tool.
    pub on_take: Callback<TakeAway>,
    /// Turns dark to light and back.
    pub on_theme: Callback<()>,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// Draws the bar.
#[component]
pub fn Topbar(props: &Props) -> Html {
    let Props {
        document,
        ways,
        text_open,
        still,
        on_take,
        on_theme,
        dispatch,
    } = props;
    let title = document.scenario().and_then(|it| it.title.clone());
    let title = title.unwrap_or_else(|| "Untitled lab".to_owned());
    let open_file = {
        let dispatch = dispatch.clone();
        Callback::from(move |()| choose_file(&dispatch))
    };
    let save = {
        let (document, dispatch) = (document.clone(), dispatch.clone());
        Callback::from(move |()| dispatch.emit(saved(&document)))
    };
    let gallery = builtin::all()
        .iter()
        .map(|lab| gallery_entry(lab, document, !still, dispatch))
        .collect::<Vec<_>>();
    let button = |name: &'static str,
                  class: &'static str,
                  icon: Icon,
                  enabled: bool,
                  action: Action| {
        let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
        html! {
            <button type="button" {class} aria-label={name} title={name} disabled={!enabled} {onclick}><Glyph {icon} /></button>
        }
    };
    let toggle_text = dispatch.reform(|_: MouseEvent| Action::ToggleText);
    let share = dispatch.reform(|()| Action::ShowOverlay(Some(Overlay::Share)));
    let help = dispatch.reform(|()| Action::ShowOverlay(Some(Overlay::Help)));
    let labs = dispatch.reform(|()| Action::ShowOverlay(Some(Overlay::Labs)));
    let capture = on_take.reform(|()| TakeAway::Capture);
    let history = on_take.reform(|()| TakeAway::History);
    let file = vec![
        Entry::act("Your labs…", labs.clone()).detailed("kept in this browser, by name"),
        Entry::act("Save as a file", save.clone()).detailed("the text, as .lab"),
        Entry::act("Open a file…", open_file.clone())
            .detailed("a lab, or a history as a Git bundle or pack"),
        Entry::act("Save this host's history", history.clone())
            .detailed("a Git bundle, for git clone"),
        Entry::act("Save the capture", capture.clone()).detailed("pcapng, for Wireshark"),
    ];
    let fork = dispatch.reform(|()| Action::Fork);
    let undo = dispatch.reform(|()| Action::Undo);
    let redo = dispatch.reform(|()| Action::Redo);
    let more = vec![
        Entry::act("Share a link", share.clone()),
        Entry::act("What if…", fork).detailed("a second future from here"),
        Entry::act("Your labs…", labs),
        Entry::act("Undo", undo),
        Entry::act("Redo", redo),
        Entry::act("Save as a file", save),
        Entry::act("Open a file…", open_file),
        Entry::act("Save this host's history", history),
        Entry::act("Save the capture", capture),
        Entry::act("Dark or light", on_theme.clone()),
        Entry::act("Help", help.clone()),
    ];
    let mistakes = document.mistakes().len();
    html! {
        <header class="topbar">
            <h1><Brand /><span>{ "Versioned ARP" }</span></h1>
            <Menu class="gallery" list="wide tall" entries={gallery} name={format!("Lab: {title}. Choose another")}>
                <span class="gallery-title">{ title }</span>
            </Menu>
            <button type="button" class={classes!("text-button", (mistakes > 0).then_some("mistaken"))}
                aria-pressed={text_open.to_string()} onclick={toggle_text}>
                <Glyph icon={if mistakes > 0 { Icon::Warning } else { Icon::Text }} />
                { "Text" }
            </button>
            <button type="button" class="roomy-only text-button" onclick={dispatch.reform(|_: MouseEvent| Action::Fork)}
                title="Fork the lab here: both futures stay, side by side">
                <Glyph icon={Icon::Fork} />
                { "What if" }
            </button>
            <div class="wide-only topbar-group">
                { button("Undo", "square", Icon::Undo, document.can_undo(), Action::Undo) }
                { button("Redo", "square", Icon::Redo, document.can_redo(), Action::Redo) }
            </div>
            <div class="roomy-only topbar-group joined">
                { button("Last selection ([)", "square", Icon::Back, ways.0, Action::Retrace(Direction::Back)) }
                { button("Next selection (])", "square", Icon::Forward, ways.1, Action::Retrace(Direction::Forward)) }
            </div>
            <span class="spring"></span>
            <div class="wide-only topbar-group">
                <Menu list="to-left wide" entries={file}>{ "File" }</Menu>
                <button type="button" class="square" aria-label="Dark or light" title="Dark or light"
                    onclick={on_theme.reform(|_: MouseEvent| ())}><Glyph icon={Icon::Theme} /></button>
                <button type="button" class="square" aria-label="Help" title="Help (?)"
                    onclick={help.reform(|_: MouseEvent| ())}>{ "?" }</button>
                <button type="button" class="main" onclick={share.reform(|_: MouseEvent| ())}>{ "Share" }</button>
            </div>
            <div class="narrow-only">
                <Menu class="square" list="to-left" name="More" entries={more} arrow={false}><Glyph icon={Icon::More} /></Menu>
            </div>
        </header>
    }
}

/// The page's sign: a commit that branches off and comes back.
#[component]
fn Brand() -> Html {
    html! {
        <svg class="brand" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 4v16M6 6c0 5 11 2 11 7s-11 2-11 6" />
            <circle cx="6" cy="4.5" r="3" /><circle cx="17" cy="12.5" r="3" /><circle cx="6" cy="20" r="3" />
        </svg>
    }
}

/// A line of the gallery, which plays what is chosen; it asks first when work would leave the page that is nowhere else.
fn gallery_entry(
    lab: &builtin::Builtin,
    document: &Document,
    play: bool,
    dispatch: &Callback<Action>,
) -> Entry {
    let opening = Opening {
        text: lab.text.into(),
        play,
        ..Opening::default()
    };
    let about = lab
        .text
        .lines()
        .find_map(|line| line.strip_prefix("about \""));
    let about = about
        .unwrap_or_default()
        .trim_end_matches('"')
        .replace("\\\"", "\"");
    let unsaved = document.unsaved();
    let act = dispatch.reform(move |()| open(opening.clone(), unsaved));
    Entry::choice(lab.title, **document.text() == *lab.text, act).detailed(about)
}

/// Opens a lab, or asks first.
pub fn open(opening: Opening, unsaved: bool) -> Action {
    if unsaved {
        Action::ShowOverlay(Some(Overlay::Replace(opening)))
    } else {
        Action::Open(opening)
    }
}

/// Hands out the text as a file named after its title.
fn saved(document: &Document) -> Action {
    let title = document
        .scenario()
        .and_then(|it| it.title.clone())
        .unwrap_or_default();
    let kept = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let name: String = title.chars().map(kept).collect();
    let words: Vec<_> = name.split('-').filter(|word| !word.is_empty()).collect();
    let name = if words.is_empty() {
        "lab".to_owned()
    } else {
        words.join("-")
    };
    let text = document.text().as_bytes();
    match save_file(&format!("{name}.lab"), "text/plain;charset=utf-8", text) {
        Ok(()) => Action::Saved,
        Err(_) => Action::Notify(
            Tone::Warning,
            "This browser refuses to save files.".to_owned(),
        ),
    }
}
