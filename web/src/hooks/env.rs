//! The window and its document, which a page always has.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, SvgElement, Window};
use yew::NodeRef;

/// The window.
///
/// # Panics
/// Outside of a browser's window; the page runs nowhere else.
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// The document.
///
/// # Panics
/// As [`window`] does.
pub fn document() -> Document {
    window().document().expect("a window shows a document")
}

/// The element of this id, if the document has it.
pub fn element(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Gives an element the focus: one of the page's, or of a drawing.
pub fn focus_on(element: &Element) {
    // An element that cannot have it leaves it where it is.
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    } else if let Some(element) = element.dyn_ref::<SvgElement>() {
        let _ = element.focus();
    }
}

/// Gives an element the focus, if it is there.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        focus_on(&element);
    }
}
