//! What the tests share.
//!
//! - [`Lab`]: a scenario that has run, in few words.
//! - [`formats`]: what the document on formats promises.
//! - [`git`]: the real git, in a directory.
//! - [`site`]: serves the built page as a static host would, below a path prefix.
//! - [`browser`]: a real browser on that page, driven by roles and names.

pub mod browser;
pub mod formats;
pub mod git;
mod lab;
pub mod site;

pub use lab::{Lab, instant};
