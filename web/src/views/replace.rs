//! The question before another lab takes the place of work that is nowhere else.

use crate::state::{Action, Document, Identical, Opening, Tone};
use crate::views::dialogs::title;
use crate::views::labs::keep_beside;
use crate::widgets::dialog::Dialog;
use std::rc::Rc;
use yew::prelude::*;

/// What the dialog is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is to be opened.
    pub opening: Opening,
    /// The lab on show.
    pub document: Identical<Rc<Document>>,
    /// Called when the dialog is closed.
    pub on_close: Callback<()>,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// The dialog.
#[component]
pub fn Replace(props: &Props) -> Html {
    let fault = use_state(|| None::<String>);
    let go = {
        let opening = props.opening.clone();
        let open = props
            .dispatch
            .reform(move |()| Action::Open(opening.clone()));
        move || open.emit(())
    };
    let keep_and_go = {
        let (document, dispatch) = (props.document.clone(), props.dispatch.clone());
        let (fault, go) = (fault.setter(), go.clone());
        Callback::from(
            move |_: MouseEvent| match keep_beside(&title(&document), document.text()) {
                Ok(name) => {
                    go();
                    let text = format!("“{name}” is kept: File, Your labs.");
                    dispatch.emit(Action::Notify(Tone::Info, text));
                }
                Err(reason) => fault.set(Some(reason)),
            },
        )
    };
    let stay = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <Dialog title="Replace your lab?" on_close={props.on_close.clone()}>
            <p>{ "The text on this page has changes that are in no file. Keep it among your labs here, or let the other one replace it; Undo brings it back as long as this page stays open." }</p>
            if let Some(fault) = &*fault {
                <p class="warning" role="alert">{ fault.clone() }</p>
            }
            <div class="dialog-acts">
                <button type="button" onclick={stay}>{ "Stay here" }</button>
                <button type="button" onclick={move |_: MouseEvent| go()}>{ "Replace it" }</button>
                <button type="button" class="main" onclick={keep_and_go}>{ "Keep it and open" }</button>
            </div>
        </Dialog>
    }
}
