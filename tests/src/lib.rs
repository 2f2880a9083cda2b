//! What the tests share.
//!
//! - [`Lab`]: a scenario that has run, in few words.
//! - [`formats`]: what the document on formats promises.
//! - [`labs`]: large labs, made as text.
//! - [`git`]: the real git, in a directory.
//! - [`site`]: serves the built page as a static host would, below a path prefix.
//! - [`kernel`]: the Linux kernel in a network namespace, beside a host of ours.
//! - [`browser`]: a real browser on that page, driven by roles and names.

pub mod browser;
pub mod formats;
pub mod git;
pub mod kernel;
mod lab;
#[path = "../../bench/src/workload/labs.rs"]
pub mod labs;
pub mod site;

pub use lab::{Lab, instant};
