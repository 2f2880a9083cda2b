//! A folder for each panel: what it shows as plain values (`model`), and components that draw it.

pub mod cache;
pub mod copying;
pub mod dialogs;
pub mod editor;
pub mod happening;
pub mod history;
pub mod labs;
pub mod lan;
pub mod messages;
pub mod opening;
pub mod packets;
pub mod replace;
pub mod space_time;
pub mod stage;
pub mod take_away;
pub mod timeline;
pub mod topbar;
pub mod what_if;
pub mod wording;

#[cfg(test)]
mod fixtures;
