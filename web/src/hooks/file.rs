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
/// Bytes by which a file shows of what kind it is.
const START: i32 = 64;

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

/// Reads a file, if `fits` says so of how it begins and how many bytes it has; nothing else is read
/// of one that does not.
pub fn read_bytes(
    file: File,
    fits: impl Fn(&[u8], f64) -> Result<(), String> + 'static,
    done: Callback<Result<Vec<u8>, String>>,
) {
    spawn_local(async move {
        let unread = |_| "The browser could not read it.".to_owned();
        let read = async {
            let start = file.slice_with_i32_and_i32(0, START).map_err(unread)?;
            let start = bytes(&start).await.map_err(unread)?;
            fits(&start, file.size())?;
            bytes(&file).await.map_err(unread)
        };
        done.emit(read.await);
    });
}

async fn bytes(blob: &Blob) -> Result<Vec<u8>, JsValue> {
    let bytes = JsFuture::from(blob.array_buffer()).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}
