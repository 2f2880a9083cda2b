//! Edits as examples, and their laws.

#[cfg(not(target_arch = "wasm32"))]
mod laws;
mod nodes;
mod story;
mod wires;

/// A text with one piece exchanged.
fn changed(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old}");
    text.replace(old, new)
}
