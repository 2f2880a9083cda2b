//! Copying text. The clipboard is absent outside of secure origins, and may refuse.

use super::window;
use js_sys::Reflect;
use yew::Callback;

/// Copies `text`, and tells whether that worked.
pub fn copy(text: &str, done: Callback<bool>) {
    let navigator = window().navigator();
    let present = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| it.is_object());
    if !present {
        done.emit(false);
        return;
    }
    let promise = navigator.clipboard().write_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        done.emit(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
    });
}
