//! What has the focus may go with what a person did: a form that is sent, a bar that is closed. Then
//! the focus goes to the nearest thing around it that is still there, and not to the top of the page.

use super::{document, focus_on};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};
use yew::prelude::*;

/// What around something that is gone can have the focus.
const AROUND: &str = "[tabindex], section[aria-label], main, header";

/// Watches over the focus as long as the page is there.
#[hook]
pub fn use_refocus() {
    use_effect_with((), |()| {
        // What has the focus, and all around it, from the inside out.
        let path = Rc::new(RefCell::new(Vec::<Element>::new()));
        let focused = {
            let path = Rc::clone(&path);
            EventListener::new(&document(), "focusin", move |event: &Event| {
                let inside = event.target().and_then(|it| it.dyn_into::<Element>().ok());
                let out = |it: &Element| it.parent_element();
                *path.borrow_mut() = std::iter::successors(inside, out).collect();
            })
        };
        let acted = ["click", "keydown"].map(|kind| {
            let path = Rc::clone(&path);
            EventListener::new(&document(), kind, move |_| {
                let path = Rc::clone(&path);
                // Once the page is drawn anew.
                Timeout::new(0, move || {
                    // Giving the focus writes the path anew.
                    let path = path.borrow().clone();
                    restore(&path);
                })
                .forget();
            })
        });
        move || drop((focused, acted))
    });
}

fn restore(path: &[Element]) {
    let body = document().body().map(Element::from);
    let nowhere = document().active_element() == body;
    let gone = path.first().is_some_and(|it| !it.is_connected());
    if !(nowhere && gone) {
        return;
    }
    let mut around = path.iter().filter(|it| it.is_connected());
    if let Some(near) = around.find(|it| it.matches(AROUND).unwrap_or(false)) {
        if !near.has_attribute("tabindex") {
            // An attribute of this name is valid.
            let _ = near.set_attribute("tabindex", "-1");
        }
        focus_on(near);
    }
}
