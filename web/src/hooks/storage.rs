//! What the browser keeps for this page. It may be forbidden, or full.

use super::window;
use web_sys::Storage;

/// What is kept, each under its own key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// The text as it stands.
    Text,
    /// The newest text without mistakes, when the text as it stands has some.
    ValidText,
    /// `yes` when the text is nowhere else.
    Unsaved,
    /// The futures of a forked lab: which is shown, and each in a line.
    Futures,
    /// The labs that a person keeps here, each in a line.
    Labs,
    /// `dark` or `light`, when a person chose.
    Theme,
    /// `off` when letters and signs alone do nothing on the page.
    Keys,
}

impl Stored {
    fn key(self) -> &'static str {
        match self {
            Stored::Text => "versioned-arp.text",
            Stored::ValidText => "versioned-arp.valid-text",
            Stored::Unsaved => "versioned-arp.unsaved",
            Stored::Futures => "versioned-arp.futures",
            Stored::Labs => "versioned-arp.labs",
            Stored::Theme => "versioned-arp.theme",
            Stored::Keys => "versioned-arp.keys",
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What is kept, if anything and if it may be read.
pub fn read(what: Stored) -> Option<String> {
    storage()?.get_item(what.key()).ok().flatten()
}

/// Keeps a value, or forgets it. Whether that worked.
#[must_use]
pub fn write(what: Stored, value: Option<&str>) -> bool {
    let Some(storage) = storage() else {
        return false;
    };
    match value {
        Some(value) => storage.set_item(what.key(), value).is_ok(),
        None => storage.remove_item(what.key()).is_ok(),
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_is_kept_can_be_read_and_forgotten() {
        assert!(write(Stored::Theme, Some("dark")));
        assert_eq!(read(Stored::Theme).as_deref(), Some("dark"));
        assert!(write(Stored::Theme, None));
        assert_eq!(read(Stored::Theme), None);
    }

    #[wasm_bindgen_test]
    fn a_full_storage_is_told() {
        let much = "x".repeat(20_000_000);
        assert!(!write(Stored::Theme, Some(&much)));
    }
}
