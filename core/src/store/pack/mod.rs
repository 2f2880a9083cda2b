//! Packs: many objects in one file, as `gitformat-pack` describes it.

mod delta;
mod index;
mod read;
mod write;

pub(super) use read::read_pack;
pub use write::{Pack, PackWriter};
