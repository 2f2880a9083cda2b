//! Files that are dropped onto the page.

use super::document;
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File};
use yew::prelude::*;

/// Calls `on_file` with the first of the files that are dropped anywhere on the page.
#[hook]
pub fn use_drops(on_file: Callback<File>) {
    use_effect_with(on_file, |on_file| {
        let on_file = on_file.clone();
        let listen = |kind: &'static str, on_drop: Option<Callback<File>>| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&document(), kind, options, move |event| {
                let event: &DragEvent = event.unchecked_ref();
                let Some(files) = event.data_transfer().and_then(files) else {
                    return;
                };
                // Else the browser leaves the page for the file.
                event.prevent_default();
                if let (Some(on_drop), Some(file)) = (&on_drop, files.get(0)) {
                    on_drop.emit(file);
                }
            })
        };
        let listeners = [listen("dragover", None), listen("drop", Some(on_file))];
        move || drop(listeners)
    });
}

/// The files that are being dragged; none when it is something else. While they are over the
/// page, a browser says that there are some and not which.
fn files(dragged: web_sys::DataTransfer) -> Option<web_sys::FileList> {
    let has_some = dragged.types().includes(&"Files".into(), 0);
    has_some.then(|| dragged.files()).flatten()
}
