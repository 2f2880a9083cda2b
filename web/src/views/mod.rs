//! A folder for each panel: what it shows as plain values (`model`), and components that draw it.

pub mod cache;
pub mod history;
pub mod packets;
pub mod wording;
