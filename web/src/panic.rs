//! When something broke beyond repair: the page says so in plain markup outside of Yew, with the
//! text still there to copy. Its buttons are `static/boot.js`'s, for wasm does not run any more.

use crate::hooks::element;
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement};

thread_local! {
    /// The text as it stood last.
    static TEXT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the text in case of a panic.
pub fn remember(text: &str) {
    TEXT.with(|kept| text.clone_into(&mut kept.borrow_mut()));
}

/// From now on a panic is shown.
pub fn install() {
    std::panic::set_hook(Box::new(show));
}

fn show(info: &PanicHookInfo<'_>) {
    let Some(crash) = element("crash") else {
        return;
    };
    if let Some(message) = element("crash-message") {
        message.set_text_content(Some(&info.to_string()));
    }
    let area = element("crash-text").and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(area) = area {
        // A panic while the text is being kept leaves the storage's copy, which boot.js shows.
        TEXT.with(|kept| {
            if let Ok(text) = kept.try_borrow() {
                area.set_value(&text);
            }
        });
    }
    if let Ok(crash) = crash.dyn_into::<HtmlElement>() {
        crash.set_hidden(false);
        // Shown, it can have the focus.
        let _ = crash.focus();
    }
}
