//! A row of controls that is one stop of Tab, as the ARIA practices describe a toolbar: the arrows,
//! Home and End move within it, and Tab comes back to where it was left, or to what is on.

use crate::hooks::{document, focus_on};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// What can have the focus: not the lines of a menu that is open below its button.
const CONTROLS: &str = "button:not(:disabled, [role^=menuitem]), select";

/// What a toolbar is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it is called.
    pub name: AttrValue,
    /// Its classes.
    #[prop_or_default]
    pub class: Classes,
    /// Its controls.
    pub children: Html,
}

/// A row of controls.
#[component]
pub fn Toolbar(props: &Props) -> Html {
    let whole = use_node_ref();
    // Whatever was drawn anew, one control can be reached by Tab.
    use_effect({
        let whole = whole.clone();
        move || settle(&whole)
    });
    let onfocus = {
        let whole = whole.clone();
        Callback::from(move |_: FocusEvent| settle(&whole))
    };
    let onkeydown = {
        let whole = whole.clone();
        Callback::from(move |event: KeyboardEvent| {
            let plain = !(event.ctrl_key() || event.alt_key() || event.meta_key());
            if plain && step(&whole, &event.key()) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    html! {
        <div ref={whole} role="toolbar" class={props.class.clone()} aria-label={props.name.clone()} onfocusin={onfocus.clone()} onfocusout={onfocus} {onkeydown}>
            { props.children.clone() }
        </div>
    }
}

/// The controls in their order.
fn controls(whole: &NodeRef) -> Vec<Element> {
    let whole = whole.cast::<Element>();
    let list = whole.and_then(|it| it.query_selector_all(CONTROLS).ok());
    let Some(list) = list else { return Vec::new() };
    (0..list.length())
        .filter_map(|index| list.item(index)?.dyn_into().ok())
        .collect()
}

/// Makes one control the stop of Tab: the one that has the focus, else the one that is on, else the
/// one that was it, else the first.
fn settle(whole: &NodeRef) {
    let controls = controls(whole);
    let focus = document().active_element();
    let is = |name: &'static str, value: &'static str| {
        move |it: &&Element| it.get_attribute(name).as_deref() == Some(value)
    };
    let stop = controls.iter().find(|it| Some(*it) == focus.as_ref());
    let stop = stop.or_else(|| controls.iter().find(is("aria-pressed", "true")));
    let stop = stop.or_else(|| controls.iter().find(is("tabindex", "0")));
    let stop = stop.or(controls.first()).cloned();
    for control in &controls {
        let index = if Some(control) == stop.as_ref() {
            "0"
        } else {
            "-1"
        };
        // This runs whenever anything is drawn, and an attribute that is written anew is work for
        // the browser even where it stays the same.
        if control.get_attribute("tabindex").as_deref() != Some(index) {
            // An attribute of this name is valid.
            let _ = control.set_attribute("tabindex", index);
        }
    }
}

/// Moves the focus by a key; whether the key was one of a toolbar's.
fn step(whole: &NodeRef, key: &str) -> bool {
    let controls = controls(whole);
    let focus = document().active_element();
    let Some(place) = controls.iter().position(|it| Some(it) == focus.as_ref()) else {
        return false;
    };
    let count = controls.len();
    let next = match key {
        "ArrowRight" => (place + 1) % count,
        "ArrowLeft" => (place + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return false,
    };
    focus_on(&controls[next]);
    true
}
