//! When something broke beyond repair: the page says so in plain markup outside of Yew, with the
//! text still there to copy. Its buttons are `static/boot.js`'s, for wasm does not run any more.

use crate::hooks::element;
use std::panic::PanicHookInfo;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement};

/// Puts the text where a crash will show it. It is there before anything breaks: then nothing here
/// may be left that could hand it out, and the storage may be forbidden.
pub fn remember(text: &str) {
    let area = element("crash-text").and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(area) = area {
        area.set_value(text);
    }
}

/// From now on a panic is shown. Yew would put a hook of its own in place of one that it is not told of.
pub fn install() {
    yew::set_custom_panic_hook(Box::new(show));
}

fn show(info: &PanicHookInfo<'_>) {
    show_message(&info.to_string());
}

/// Shows what went wrong, beside the text.
fn show_message(text: &str) {
    let Some(crash) = element("crash") else {
        return;
    };
    if let Some(message) = element("crash-message") {
        message.set_text_content(Some(text));
    }
    if let Ok(crash) = crash.dyn_into::<HtmlElement>() {
        crash.set_hidden(false);
        // Shown, it can have the focus.
        let _ = crash.focus();
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::hooks::document;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_went_wrong_is_shown_with_the_text() {
        let markup = "<section id=crash tabindex=-1 hidden><textarea id=crash-text></textarea>\
                      <pre id=crash-message></pre></section>";
        let place = document().create_element("div").expect("div is a name");
        place.set_inner_html(markup);
        let body = document().body().expect("a test page has a body");
        body.append_child(&place).expect("a body takes a div");
        remember("host ann 10.0.0.1 profile classic");
        show_message("index out of bounds");
        let text = |id| {
            element(id)
                .and_then(|it| it.text_content())
                .unwrap_or_default()
        };
        assert_eq!(text("crash-message"), "index out of bounds");
        let area = element("crash-text").and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
        let kept = area.map(|area| area.value());
        assert_eq!(kept.as_deref(), Some("host ann 10.0.0.1 profile classic"));
        assert!(!element("crash").expect("just made").has_attribute("hidden"));
        place.remove();
    }
}
