//! The window and its document, which a page always has.

use web_sys::{Document, Element, HtmlElement, Window};
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

/// Gives an element the focus, if it is there.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // An element that cannot have it leaves it where it is.
        let _ = element.focus();
    }
}
