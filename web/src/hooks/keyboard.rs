//! Keys that mean something on the whole page. Those that write something can be switched off, for
//! who speaks to the computer or hits keys by mistake.

use super::{Stored, document, read};
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// A key pressed on the page, while nobody is typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name as the browser gives it: `ArrowLeft`, ` `, `?`; `Undo` and `Redo` also for the keys
    /// that most keyboards have for it.
    pub name: String,
    /// Whether Shift was held.
    pub shift: bool,
    /// Whether a button, link or the like has the focus, which takes Space and Enter itself.
    pub on_control: bool,
    /// Whether what has the focus takes arrows, Home and End itself.
    pub on_moving: bool,
}

/// Calls `on_key` for keys that are not typed into something; a key for which it answers `true`
/// does nothing else.
#[hook]
pub fn use_keys(on_key: Callback<Key, bool>) {
    use_effect_with(on_key, |on_key| {
        let on_key = on_key.clone();
        let options = EventListenerOptions::enable_prevent_default();
        let listener =
            EventListener::new_with_options(&document(), "keydown", options, move |event| {
                let event: &KeyboardEvent = event.unchecked_ref();
                if let Some(key) = key_of(event)
                    && on_key.emit(key)
                {
                    event.prevent_default();
                }
            });
        move || drop(listener)
    });
}

fn key_of(event: &KeyboardEvent) -> Option<Key> {
    if event.alt_key() || event.default_prevented() {
        return None;
    }
    let name = if event.ctrl_key() || event.meta_key() {
        command(&event.key(), event.shift_key())?.to_owned()
    } else {
        let writes = event.key() != " " && event.key().chars().count() == 1;
        if writes && read(Stored::Keys).is_some_and(|it| it == "off") {
            return None;
        }
        event.key()
    };
    let focus: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let within = |selector: &str| {
        let found = focus.as_ref().map(|it| it.closest(selector));
        matches!(found, Some(Ok(Some(_))))
    };
    if within(
        "input:not([type=range]), textarea, select, [contenteditable], dialog[open], [role=menu]",
    ) {
        return None;
    }
    Some(Key {
        name,
        shift: event.shift_key(),
        on_control: within(
            "button, a[href], summary, [role=button], [role=option], [role=row], [role=tab]",
        ),
        on_moving: within(
            "[role=slider], [role=tablist], [role=listbox], [role=grid], [role=tree], [role=toolbar], [data-moves]",
        ),
    })
}

/// What a key commands that is pressed with Control, or with Command on a Mac.
fn command(key: &str, shift: bool) -> Option<&'static str> {
    match (key.to_ascii_lowercase().as_str(), shift) {
        ("z", false) => Some("Undo"),
        ("z", true) | ("y", false) => Some("Redo"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn undo_and_redo_have_the_keys_that_people_know() {
        assert_eq!(command("z", false), Some("Undo"));
        // With Shift the letter is a capital, and so it is when capitals are locked.
        assert_eq!(command("Z", false), Some("Undo"));
        assert_eq!(command("Z", true), Some("Redo"));
        assert_eq!(command("y", false), Some("Redo"));
        assert_eq!(command("c", false), None);
    }
}
