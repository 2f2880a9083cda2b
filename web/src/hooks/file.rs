//! Files: handing one out, and reading one that a person chose.

use super::document;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};
use yew::Callback;

/// How long a browser is given to start a download before its address is taken back.
const DOWNLOAD_MS: u32 = 10_000;

/// Hands out bytes of a media type as a file of this name.
///
/// # Errors
/// When the browser cannot make files.
pub fn save_file(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Timeout::new(DOWNLOAD_MS, move || {
        // An address that is gone already is what was wanted.
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// Reads a file that was chosen, at most `limit` bytes of it, as text.
pub fn read_file(file: File, limit: u32, done: Callback<Result<String, String>>) {
    if file.size() > f64::from(limit) {
        let reason = format!("it has {} bytes; a lab has {limit} at most", file.size());
        done.emit(Err(reason));
        return;
    }
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await;
        let text = text.ok().and_then(|text| text.as_string());
        done.emit(text.ok_or_else(|| "the browser could not read it".to_owned()));
    });
}
