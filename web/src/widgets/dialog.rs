//! A dialog above the page: the browser's own, so that focus stays in it and Escape closes it. The
//! focus returns to where it was, in whatever way the dialog goes.

use super::icon::{Glyph, Icon};
use crate::hooks::{document, focus_on};
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// What a dialog is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its heading.
    pub title: AttrValue,
    /// Called when it is closed in whatever way.
    pub on_close: Callback<()>,
    /// What it says.
    pub children: Html,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
}

/// A dialog that is open as long as it is drawn.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let node = use_node_ref();
    use_focus_back();
    use_effect_with(
        (node.clone(), props.on_close.clone()),
        |(node, on_close)| {
            let dialog = node.cast::<HtmlDialogElement>();
            let listener = dialog.as_ref().map(|dialog| {
                if !dialog.open() {
                    // It is in the document and not open, so it can be shown.
                    let _ = dialog.show_modal();
                }
                let on_close = on_close.clone();
                EventListener::new(dialog, "close", move |_| on_close.emit(()))
            });
            move || drop(listener)
        },
    );
    let close = {
        let node = node.clone();
        Callback::from(move |()| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    // A press on the dialog's own element is one beside its content: on the backdrop.
    let onpointerdown = {
        let close = close.clone();
        Callback::from(move |event: PointerEvent| {
            let on_itself = event
                .target()
                .is_some_and(|it| it.has_type::<HtmlDialogElement>());
            if on_itself {
                close.emit(());
            }
        })
    };
    let onclick = close.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={node} class={props.class.clone()} aria-label={props.title.clone()} {onpointerdown}>
            <div class="dialog-inside">
                <header>
                    <h2>{ &props.title }</h2>
                    <button type="button" class="quiet square" aria-label="Close" {onclick}>
                        <Glyph icon={Icon::Close} />
                    </button>
                </header>
                { props.children.clone() }
            </div>
        </dialog>
    }
}

/// When the dialog goes, the focus goes back to where it came from.
#[hook]
fn use_focus_back() {
    let former = use_mut_ref(|| document().active_element());
    use_effect_with((), move |()| {
        move || {
            // What has gone meanwhile takes no focus, and that is all.
            if let Some(element) = former.borrow_mut().take() {
                focus_on(&element);
            }
        }
    });
}
