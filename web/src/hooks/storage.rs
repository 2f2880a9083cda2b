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
    /// `dark` or `light`, when a person chose.
    Theme,
    /// `yes` when the newcomer's hint was seen.
    Welcomed,
}

impl Stored {
    fn key(self) -> &'static str {
        match self {
            Stored::Text => "versioned-arp.text",
            Stored::ValidText => "versioned-arp.valid-text",
            Stored::Unsaved => "versioned-arp.unsaved",
            Stored::Theme => "versioned-arp.theme",
            Stored::Welcomed => "versioned-arp.welcomed",
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
