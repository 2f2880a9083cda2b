//! The labs that this browser keeps: named, opened again, given up. Nothing here leaves the browser.

use crate::hooks::{Stored, read, write};
use crate::state::{Action, Opening, Tone, one_line, packed, unpacked};
use crate::views::topbar::open;
use crate::widgets::dialog::Dialog;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Labs kept at most.
const MOST: usize = 100;

/// Keeps a lab under a name, in place of one that has it. Whether the browser did.
#[must_use]
pub fn keep(name: &str, text: &str) -> bool {
    let mut labs = kept();
    let name = one_line(name);
    labs.retain(|(other, _)| *other != name);
    labs.insert(0, (name, text.to_owned()));
    labs.truncate(MOST);
    store(&labs)
}

fn kept() -> Vec<(String, String)> {
    read(Stored::Labs).map_or_else(Vec::new, |lines| unpacked(&lines))
}

fn store(labs: &[(String, String)]) -> bool {
    let labs = labs
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    write(Stored::Labs, Some(&packed(labs)))
}

/// What the dialog is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The title of the lab on show.
    pub title: AttrValue,
    /// Its text.
    pub text: AttrValue,
    /// Whether it is nowhere else.
    pub unsaved: bool,
    /// Called when the dialog is closed.
    pub on_close: Callback<()>,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// The dialog.
#[component]
pub fn Labs(props: &Props) -> Html {
    let Props {
        title,
        text,
        unsaved,
        on_close,
        dispatch,
    } = props;
    let labs = use_state(kept);
    let name = use_node_ref();
    let again = {
        let labs = labs.setter();
        move || labs.set(kept())
    };
    let refused = || {
        let text = "This browser keeps nothing more for this page: save the lab as a file.";
        Action::Notify(Tone::Warning, text.to_owned())
    };
    let onsubmit = {
        let (name, text, dispatch, again) =
            (name.clone(), text.clone(), dispatch.clone(), again.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = name.cast::<HtmlInputElement>().map(|it| it.value());
            let name = name.filter(|it| !it.trim().is_empty());
            dispatch.emit(if keep(name.as_deref().unwrap_or("Untitled lab"), &text) {
                Action::Saved
            } else {
                refused()
            });
            again();
        })
    };
    let lab = |(index, (name, text)): (usize, &(String, String))| {
        let opening = Opening {
            text: text.as_str().into(),
            ..Opening::default()
        };
        let unsaved = *unsaved;
        let onclick = dispatch.reform(move |_: MouseEvent| open(opening.clone(), unsaved));
        let forget = {
            let (labs, dispatch, again) = (labs.clone(), dispatch.clone(), again.clone());
            Callback::from(move |_: MouseEvent| {
                let mut left = (*labs).clone();
                left.remove(index);
                if !store(&left) {
                    dispatch.emit(refused());
                }
                again();
            })
        };
        html! {
            <li key={name.clone()}>
                <button type="button" class="lab-name" {onclick}>{ name.clone() }</button>
                <button type="button" class="quiet" aria-label={format!("Forget {name}")} onclick={forget}>{ "Forget" }</button>
            </li>
        }
    };
    html! {
        <Dialog title="Your labs" class="labs" on_close={on_close.clone()}>
            <form class="share-link" {onsubmit}>
                <input type="text" ref={name} value={title.clone()} maxlength="80" aria-label="Name of this lab" />
                <button type="submit" class="main">{ "Keep this one" }</button>
            </form>
            if labs.is_empty() {
                <p class="quiet-text">{ "None is kept yet. They stay in this browser; a file or a link goes further." }</p>
            } else {
                <ul class="kept-labs">{ for labs.iter().enumerate().map(lab) }</ul>
            }
        </Dialog>
    }
}
