//! Packs: many objects in one file, as `gitformat-pack` describes it.

mod index;
mod write;

pub use write::{Pack, PackWriter};
