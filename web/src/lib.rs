//! The page of Versioned ARP: it shows a run of `versioned-arp` and asks for statements; whatever
//! a lab is or does is decided in that crate. In reading order:
//!
//! - [`state`]: text, run, time and selection, as plain data with one reducer. No browser in it.
//! - [`geometry`]: where things are drawn, as pure functions.
//! - [`hooks`]: each effect of the browser, with its clean-up.
//! - [`widgets`]: buttons, menus, dialogs.
//! - [`views`]: a folder for each panel.
//! - [`start`]: what the page begins with: a link, the work left here, the first lab.
//! - [`app`]: puts them together.
//! - [`bridge`]: `window.lab`, for scripts.
//! - [`panic`]: what is left to say when something broke.

pub mod app;
pub mod bridge;
pub mod geometry;
pub mod hooks;
pub mod panic;
pub mod start;
pub mod state;
pub mod views;
pub mod widgets;
