//! The size of an element, in CSS pixels.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};
use yew::prelude::*;

/// The inner size of the element behind `node`, kept up to date; nothing until it is there.
#[hook]
pub fn use_size(node: &NodeRef) -> Option<(f64, f64)> {
    let size = use_state_eq(|| None);
    use_effect_with(node.clone(), {
        let size = size.setter();
        move |node| {
            let watch = node.cast::<Element>().and_then(|element| {
                let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
                    if let Ok(entry) = entries.pop().dyn_into::<ResizeObserverEntry>() {
                        let rect = entry.content_rect();
                        size.set(Some((rect.width().round(), rect.height().round())));
                    }
                });
                let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, callback))
            });
            move || {
                if let Some((observer, _callback)) = watch {
                    observer.disconnect();
                }
            }
        }
    });
    *size
}
