//! The labs that this browser keeps: named, opened again, given up. Nothing here leaves the browser.

use crate::hooks::{Stored, read, write};
use crate::state::{Action, Opening, Shelf};
use crate::views::topbar::open;
use crate::widgets::dialog::Dialog;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Keeps a lab under a name, in place of one that has it.
///
/// # Errors
/// Why it is not kept, for the person.
fn keep(name: &str, text: &str) -> Result<(), String> {
    let mut shelf = kept();
    if !shelf.keep(name, text) {
        let most = Shelf::MOST;
        return Err(format!(
            "{most} labs are kept, and there is room for no more: forget one first, or save this one as a file."
        ));
    }
    store(&shelf)
}

/// Keeps a lab beside all that are kept; under which name.
///
/// # Errors
/// Why it is not kept, for the person.
pub fn keep_beside(name: &str, text: &str) -> Result<String, String> {
    let name = kept().free_name(name, text);
    keep(&name, text).map(|()| name)
}

fn kept() -> Shelf {
    read(Stored::Labs).map_or_else(Shelf::default, |lines| Shelf::of(&lines))
}

fn store(shelf: &Shelf) -> Result<(), String> {
    if write(Stored::Labs, Some(&shelf.lines())) {
        Ok(())
    } else {
        Err("This browser keeps nothing more for this page: save the lab as a file.".to_owned())
    }
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
    let shelf = use_state(kept);
    let name = use_state(|| title.to_string());
    let again = {
        let shelf = shelf.setter();
        move || shelf.set(kept())
    };
    let oninput = {
        let name = name.setter();
        Callback::from(move |event: InputEvent| {
            name.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let fault = use_state(|| None::<String>);
    let chosen = match name.trim() {
        "" => "Untitled lab",
        name => name,
    };
    let replaces = shelf.has_other(chosen, text);
    let onsubmit = {
        let (name, text) = (chosen.to_owned(), text.clone());
        let (dispatch, fault, again) = (dispatch.clone(), fault.setter(), again.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let kept = keep(&name, &text);
            if kept.is_ok() {
                dispatch.emit(Action::Saved);
            }
            fault.set(kept.err());
            again();
        })
    };
    let lab = |(name, text): &(String, String)| {
        let opening = Opening {
            text: text.as_str().into(),
            ..Opening::default()
        };
        let unsaved = *unsaved;
        let onclick = dispatch.reform(move |_: MouseEvent| open(opening.clone(), unsaved));
        let forget = {
            let (name, fault, again) = (name.clone(), fault.setter(), again.clone());
            Callback::from(move |_: MouseEvent| {
                let mut left = kept();
                left.forget(&name);
                fault.set(store(&left).err());
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
    let labs = shelf.labs();
    html! {
        <Dialog title="Your labs" class="labs" on_close={on_close.clone()}>
            <form class="share-link" {onsubmit}>
                <input type="text" {oninput} value={(*name).clone()} maxlength="80" aria-label="Name of this lab" />
                <button type="submit" class={if replaces { "" } else { "main" }}>{ if replaces { "Replace the kept one" } else { "Keep this one" } }</button>
            </form>
            if let Some(fault) = &*fault {
                <p class="warning" role="alert">{ fault.clone() }</p>
            }
            if labs.is_empty() {
                <p class="quiet-text">{ "None is kept yet. They stay in this browser; a file or a link goes further." }</p>
            } else {
                <ul class="kept-labs">{ for labs.iter().map(lab) }</ul>
            }
        </Dialog>
    }
}
