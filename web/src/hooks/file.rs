//! Files: handing one out, and reading one that a person chose.

use super::document;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlInputElement, Url};
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

/// Lets a person choose a file.
pub fn pick_file(done: Callback<File>) {
    let Ok(input) = document().create_element("input") else {
        return;
    };
    let input: HtmlInputElement = input.unchecked_into();
    input.set_type("file");
    input.set_accept(".lab,.bundle,.pack,text/plain");
    // Nobody hears of a choice that is never made; the browser forgets both together.
    let on_change = Closure::once_into_js({
        let input = input.clone();
        move || {
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                done.emit(file);
            }
        }
    });
    input.set_onchange(Some(on_change.unchecked_ref()));
    input.click();
}

/// Reads a file, if it has no more than `limit` bytes.
pub fn read_bytes(file: File, limit: u32, done: Callback<Result<Vec<u8>, String>>) {
    if file.size() > f64::from(limit) {
        let reason = format!("It has {} bytes; {limit} are the most.", file.size());
        done.emit(Err(reason));
        return;
    }
    spawn_local(async move {
        let bytes = JsFuture::from(file.array_buffer()).await;
        let bytes = bytes.map(|bytes| Uint8Array::new(&bytes).to_vec());
        done.emit(bytes.map_err(|_| "The browser could not read it.".to_owned()));
    });
}
