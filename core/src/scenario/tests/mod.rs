//! The language from outside: its diagnostics, its limits, and its laws.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod arbitrary;
mod diagnostics;
#[cfg(not(target_arch = "wasm32"))]
mod laws;
mod limits;
