//! The dialogs above the page.

use crate::hooks::{Stored, copy, focus, read, window, write};
use crate::state::{Action, Document, Identical, Kind, Overlay, Tone};
use crate::views::copying::ByHand;
use crate::views::history::Offer;
use crate::views::labs::Labs;
use crate::views::replace::Replace;
use crate::widgets::dialog::Dialog;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Longer links are cut by some chat programs and mail readers.
const LONG_LINK: usize = 2_000;

/// What the dialogs are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Which one is open.
    pub overlay: Overlay,
    /// The link to the lab as it is shown.
    pub link: AttrValue,
    /// The lab's text.
    pub document: Identical<Rc<Document>>,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// Draws the dialog that is open.
#[component]
pub fn Dialogs(props: &Props) -> Html {
    let close = props.dispatch.reform(|()| Action::ShowOverlay(None));
    match &props.overlay {
        Overlay::Help => html! { <Help on_close={close} /> },
        Overlay::Share => {
            let needy = hosts(&props.document).into_iter().find(|it| it.1);
            html! { <Share link={props.link.clone()} needy={needy.map(|it| it.0)} on_close={close} dispatch={props.dispatch.clone()} /> }
        }
        Overlay::ByHand(text) => html! { <ByHand text={Rc::clone(text)} on_close={close} /> },
        Overlay::Broken { what, reason } => html! {
            <Dialog title={format!("This {what} cannot be opened")} on_close={close}>
                <p>{ reason.clone() }</p>
                <p class="quiet-text">{ "Nothing was opened, and your lab is as you left it." }</p>
            </Dialog>
        },
        Overlay::Labs => html! {
            <Labs title={title(&props.document)} text={props.document.text().to_string()} unsaved={props.document.unsaved()}
                on_close={close} dispatch={props.dispatch.clone()} />
        },
        Overlay::Started(volume) => {
            let names: Vec<_> = hosts(&props.document).into_iter().map(|it| it.0).collect();
            html! { <Offer volume={volume.clone()} {names} on_close={close} dispatch={props.dispatch.clone()} /> }
        }
        Overlay::Replace(opening) => html! {
            <Replace opening={opening.clone()} document={props.document.clone()} on_close={close} dispatch={props.dispatch.clone()} />
        },
    }
}

/// The hosts of a lab, each with whether it starts from a history.
fn hosts(document: &Document) -> Vec<(String, bool)> {
    let scenario = document.scenario();
    let hosts = scenario.iter().flat_map(|it| &it.hosts);
    hosts
        .map(|it| (it.name.clone(), it.from.is_some()))
        .collect()
}

/// The title of a lab, for people.
pub fn title(document: &Document) -> String {
    let title = document.scenario().and_then(|it| it.title.clone());
    title.unwrap_or_else(|| "Untitled lab".to_owned())
}

#[derive(PartialEq, Properties)]
struct ShareProps {
    link: AttrValue,
    /// A host that starts from a history.
    needy: Option<AttrValue>,
    on_close: Callback<()>,
    dispatch: Callback<Action>,
}

/// Copies the link at once, and offers it to be copied by hand in case that was refused.
#[component]
fn Share(props: &ShareProps) -> Html {
    let copied = use_state_eq(|| None::<bool>);
    let field = use_node_ref();
    use_effect_with((*copied, field.clone()), |(copied, field)| {
        if *copied == Some(false) {
            // Whose field is selected when it has the focus.
            focus(field);
        }
    });
    let again = {
        let (copied, link) = (copied.setter(), props.link.clone());
        Callback::from(move |()| {
            let copied = copied.clone();
            copy(&link, Callback::from(move |done| copied.set(Some(done))));
        })
    };
    use_effect_with((), {
        let again = again.clone();
        move |()| again.emit(())
    });
    let length = props.link.chars().count();
    let said = match *copied {
        Some(true) => "Copied. Whoever opens this link sees this lab at this moment.",
        Some(false) => {
            "This browser does not let the page copy. The link is selected: press Ctrl+C, or ⌘C on a Mac."
        }
        None => "Whoever opens this link sees this lab at this moment.",
    };
    let select = Callback::from(|event: FocusEvent| {
        event.target_unchecked_into::<HtmlInputElement>().select();
    });
    html! {
        <Dialog title="Share this lab" on_close={props.on_close.clone()}>
            <p role="status">{ said }</p>
            <div class="share-link">
                <input ref={field} type="text" readonly=true value={props.link.clone()} aria-label="Link" onfocus={select} />
                <button type="button" class="main" onclick={again.reform(|_: MouseEvent| ())}>{ "Copy" }</button>
            </div>
            <p class={if length > LONG_LINK { "warning" } else { "quiet-text" }}>
                { format!("{} characters. ", grouped(length)) }
                if length > LONG_LINK {
                    { "Some chat programs cut links this long; a saved file is safer." }
                } else {
                    { "The whole lab is in the link; nothing is stored anywhere else." }
                }
            </p>
            if let Some(host) = &props.needy {
                <p class="warning">{ format!("The link names the history that {host} starts from and does not carry it: send that file along.") }</p>
            }
        </Dialog>
    }
}

/// `12345` as `12,345`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[derive(PartialEq, Properties)]
struct HelpProps {
    on_close: Callback<()>,
}

/// What the keys do, and what is seen.
#[component]
fn Help(props: &HelpProps) -> Html {
    let key = |(keys, what): (&'static [&'static str], &'static str)| {
        html! {
            <div key={what}><dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt><dd>{ what }</dd></div>
        }
    };
    let single = use_state_eq(|| read(Stored::Keys).is_none_or(|it| it != "off"));
    let onchange = {
        let single = single.clone();
        Callback::from(move |_: Event| {
            let on = !*single;
            // A browser that keeps nothing has said so; there the keys stay on.
            if write(Stored::Keys, (!on).then_some("off")) {
                single.set(on);
            }
        })
    };
    let keys: [(&[&str], &str); 12] = [
        (&["Space"], "play or pause"),
        (&["←", "→"], "last or next event"),
        (&["Shift", "←", "→"], "last or next commit"),
        (&[",", "."], "last or next event, wherever the focus is"),
        (&["<", ">"], "last or next commit, likewise"),
        (&["Home", "End"], "start or end"),
        (
            &["1", "…", "6"],
            "LAN, Time, History, Packets, Messages, Cache",
        ),
        (&["[", "]"], "last or next selection"),
        (&["Ctrl", "Z"], "undo; with Shift, redo"),
        (&["T"], "open or close the text"),
        (&["Esc"], "select nothing; close the text"),
        (&["?"], "this help"),
    ];
    let kind = |kind: Kind| {
        html! {
            <li key={kind.class()} class={classes!("legend-kind", kind.class())}>
                <svg viewBox="-10 -10 20 20" aria-hidden="true"><path d={kind.shape()} /></svg>{ kind.words() }
            </li>
        }
    };
    html! {
        <Dialog title="How to read this page" class="help" on_close={props.on_close.clone()}>
            <p>{ "Hosts on a small network ask each other for Ethernet addresses with ARP. Each keeps the answers in a cache, and each cache here is a Git repository: every change is a commit that names its cause." }</p>
            <ul class="help-shapes">{ for Kind::ALL.into_iter().map(kind) }<li class="legend-kind">{ "✕ lost on the way" }</li></ul>
            <p>{ "One moment is shown everywhere: move it with the strip below, which holds the whole run. Commits and frames after that moment are pale. Select a frame, a commit or a host, and what caused it and what it caused light up. A query in flight is a branch; its answer is merged into main." }</p>
            <p>{ "Time draws the same run with every node a lane, each exchange as wide as it is long to watch. What if forks the lab at the shown moment and says where its futures part." }</p>
            <p>{ "Select a host or a cable to act on it. Whatever you do becomes a line of the text, so Undo takes it back and a link carries it." }</p>
            <h3>{ "Keys" }</h3>
            <dl class="keys">{ for keys.into_iter().map(key) }</dl>
            <label class="tick"><input type="checkbox" checked={*single} {onchange} />{ "Letters, digits and signs alone are keys of the page" }</label>
            <p>{ "Tab goes from part to part. Within a row of buttons, a list and the drawing of the LAN, the arrow keys go on; in the drawing Shift with an arrow moves a node, and Shift with F10 opens its menu." }</p>
        </Dialog>
    }
}

/// Notices said in passing.
#[component]
pub fn Notices(props: &NoticesProps) -> Html {
    let notice = |notice: &crate::state::Notice| {
        let number = notice.number;
        let onclick = props
            .dispatch
            .reform(move |_: MouseEvent| Action::Dismiss(number));
        let class = match notice.tone {
            Tone::Info => "notice",
            Tone::Warning => "notice warning",
        };
        html! {
            <li key={number} {class}>
                <span>{ &*notice.text }</span>
                <button type="button" class="quiet" {onclick}>{ "OK" }</button>
            </li>
        }
    };
    html! {
        <div class="notices" role="status" aria-label="Notices"><ul>{ for props.notices.iter().map(notice) }</ul></div>
    }
}

/// What the notices are told.
#[derive(PartialEq, Properties)]
pub struct NoticesProps {
    /// What is to be said.
    pub notices: Vec<crate::state::Notice>,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// The address of this page without its fragment.
pub fn address() -> String {
    let href = window().location().href().unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}
