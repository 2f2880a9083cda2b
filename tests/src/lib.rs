//! What the tests share.
//!
//! - [`site`]: serves the built page as a static host would, below a path prefix.
//! - [`browser`]: a real browser on that page, driven by roles and names.

pub mod browser;
pub mod site;
