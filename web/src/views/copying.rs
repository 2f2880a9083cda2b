//! Copying a text: by the page where the browser lets it, else by the person, who finds the text
//! selected.

use crate::hooks::copy;
use crate::state::{Action, Overlay, Tone};
use crate::widgets::dialog::Dialog;
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Copies a text and says so in these words, or offers it to be copied by hand.
pub fn copy_text(text: &str, said: &str, dispatch: &Callback<Action>) {
    let (kept, said) = (Rc::<str>::from(text), said.to_owned());
    let done = dispatch.reform(move |copied| match copied {
        true => Action::Notify(Tone::Info, said.clone()),
        false => Action::ShowOverlay(Some(Overlay::ByHand(Rc::clone(&kept)))),
    });
    copy(text, done);
}

/// What the dialog is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is to be copied.
    pub text: AttrValue,
    /// Called when the dialog is closed.
    pub on_close: Callback<()>,
}

/// The dialog with the text to copy.
#[component]
pub fn ByHand(props: &Props) -> Html {
    let area = use_node_ref();
    use_effect_with(area.clone(), |area| {
        if let Some(area) = area.cast::<HtmlTextAreaElement>() {
            // The dialog is open by now: what it holds comes first.
            let _ = area.focus();
            area.select();
        }
    });
    html! {
        <Dialog title="Copy it yourself" class="by-hand" on_close={props.on_close.clone()}>
            <p>{ "This browser does not let the page copy. The text is selected: press Ctrl+C, or ⌘C on a Mac." }</p>
            <textarea ref={area} readonly=true spellcheck="false" aria-label="Text to copy" value={props.text.clone()} />
        </Dialog>
    }
}
