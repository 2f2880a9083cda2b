//! The browser's effects, each with its clean-up. Whatever can be forbidden or absent (storage,
//! clipboard, files) answers with a result instead of breaking the page.

mod clipboard;
mod drop;
mod env;
mod file;
mod frames;
mod keyboard;
mod media;
mod picture;
mod refocus;
mod runner;
mod size;
mod storage;

pub use clipboard::copy;
pub use drop::use_drops;
pub use env::{document, element, focus, focus_on, window};
pub use file::{pick_file, read_bytes, save_file};
pub use frames::use_frames;
pub use keyboard::{Key, use_keys};
pub use media::use_media;
pub use picture::{Format, save_drawing, save_picture};
pub use refocus::use_refocus;
pub use runner::{use_look_back, use_runner};
pub use size::use_size;
pub use storage::{Stored, read, write};
