//! The browser's effects, each with its clean-up. Whatever can be forbidden or absent (storage,
//! clipboard, files) answers with a result instead of breaking the page.

mod clipboard;
mod env;
mod file;
mod frames;
mod keyboard;
mod media;
mod picture;
mod runner;
mod size;
mod storage;

pub use clipboard::copy;
pub use env::{document, element, window};
pub use file::{read_file, save_file};
pub use frames::use_frames;
pub use keyboard::{Key, use_keys};
pub use media::use_media;
pub use picture::{Format, save_picture};
pub use runner::use_runner;
pub use size::use_size;
pub use storage::{Stored, read, write};
