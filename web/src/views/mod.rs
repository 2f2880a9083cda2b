//! A folder for each panel: what it shows as plain values (`model`), and components that draw it.

pub mod dialogs;
pub mod editor;
pub mod lan;
pub mod timeline;
pub mod topbar;
