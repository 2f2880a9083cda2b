//! A drawing of the page as a picture in a file: SVG, or PNG made from it. The style sheet's colours
//! and faces go with it, so that it looks the same wherever it is opened.

use super::file::save_file;
use super::{document, window};
use js_sys::{Uint8Array, encode_uri_component};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlImageElement, XmlSerializer,
};
use yew::Callback;

/// What a style sheet says of a drawing and its file must say itself.
const STYLES: [&str; 17] = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "opacity",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "text-anchor",
    "paint-order",
    "visibility",
    "display",
];
/// Pixels of a PNG for each of the drawing's.
const SHARPNESS: f64 = 2.0;

/// A format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines and words, sharp at every size.
    Svg,
    /// Pixels.
    Png,
}

/// Saves the drawing that `selector` finds as `NAME.svg` or `NAME.png`, and answers with the name of
/// the file, or with nothing when the browser refuses.
pub fn save_picture(selector: &str, name: &str, format: Format, done: Callback<Option<String>>) {
    let drawing = document().query_selector(selector).ok().flatten();
    let name = name.to_owned();
    spawn_local(async move {
        let saved = match drawing {
            Some(drawing) => save(&drawing, &name, format).await.ok(),
            None => None,
        };
        done.emit(saved);
    });
}

/// Saves a drawing that is not on the page, an SVG of this size, in the same way.
pub fn save_drawing(
    svg: String,
    size: (f64, f64),
    name: String,
    format: Format,
    done: Callback<Option<String>>,
) {
    spawn_local(async move {
        done.emit(save_text(&svg, size, &name, format).await.ok());
    });
}

async fn save(drawing: &Element, name: &str, format: Format) -> Result<String, JsValue> {
    let rect = drawing.get_bounding_client_rect();
    let size = (rect.width().max(1.0), rect.height().max(1.0));
    save_text(&standing_alone(drawing, size)?, size, name, format).await
}

async fn save_text(
    text: &str,
    size: (f64, f64),
    name: &str,
    format: Format,
) -> Result<String, JsValue> {
    match format {
        Format::Svg => {
            let name = format!("{name}.svg");
            save_file(&name, "image/svg+xml", text.as_bytes())?;
            Ok(name)
        }
        Format::Png => {
            let name = format!("{name}.png");
            save_file(&name, "image/png", &pixels(text, size).await?)?;
            Ok(name)
        }
    }
}

/// The drawing as a file of its own.
fn standing_alone(drawing: &Element, (width, height): (f64, f64)) -> Result<String, JsValue> {
    let copy: Element = drawing.clone_node_with_deep(true)?.dyn_into()?;
    dress(drawing, &copy)?;
    copy.set_attribute("xmlns", "http://www.w3.org/2000/svg")?;
    copy.set_attribute("width", &width.to_string())?;
    copy.set_attribute("height", &height.to_string())?;
    let ground = document().create_element_ns(Some("http://www.w3.org/2000/svg"), "rect")?;
    let panel = drawing
        .closest(".panel")?
        .unwrap_or_else(|| drawing.clone());
    let colour = style(&panel, "background-color")?;
    for (name, value) in [("width", "100%"), ("height", "100%"), ("fill", &colour)] {
        ground.set_attribute(name, value)?;
    }
    copy.insert_before(&ground, copy.first_child().as_ref())?;
    XmlSerializer::new()?.serialize_to_string(&copy)
}

/// Gives `copy` and everything in it the looks of `original`.
fn dress(original: &Element, copy: &Element) -> Result<(), JsValue> {
    let styles = window().get_computed_style(original)?;
    let styles = styles.ok_or("no style")?;
    for name in STYLES {
        copy.set_attribute(name, &styles.get_property_value(name)?)?;
    }
    for name in ["class", "tabindex", "role", "aria-pressed", "data-moves"] {
        copy.remove_attribute(name)?;
    }
    let (originals, copies) = (original.children(), copy.children());
    for index in 0..originals.length() {
        if let (Some(original), Some(copy)) = (originals.item(index), copies.item(index)) {
            dress(&original, &copy)?;
        }
    }
    Ok(())
}

fn style(element: &Element, name: &str) -> Result<String, JsValue> {
    let styles = window().get_computed_style(element)?;
    styles.ok_or("no style")?.get_property_value(name)
}

/// The drawing in pixels.
async fn pixels(svg: &str, (width, height): (f64, f64)) -> Result<Vec<u8>, JsValue> {
    let image = HtmlImageElement::new()?;
    let address: String = encode_uri_component(svg).into();
    image.set_src(&format!("data:image/svg+xml,{address}"));
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width((width * SHARPNESS) as u32);
    canvas.set_height((height * SHARPNESS) as u32);
    let context = canvas.get_context("2d")?.ok_or("no canvas")?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        width * SHARPNESS,
        height * SHARPNESS,
    )?;
    let blob = js_sys::Promise::new(&mut |resolve, _| {
        let given = Closure::once_into_js(move |blob: JsValue| {
            // A resolver never throws.
            let _ = resolve.call1(&JsValue::UNDEFINED, &blob);
        });
        // What cannot be made is given as null.
        let _ = canvas.to_blob(given.unchecked_ref());
    });
    let blob: web_sys::Blob = JsFuture::from(blob).await?.dyn_into()?;
    let bytes = JsFuture::from(blob.array_buffer()).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}
