//! What is fuzzed: for each target a function that takes any bytes and panics where a promise is
//! broken. `cargo xtask fuzz` runs them under libFuzzer; the tests run them on `findings/` (every
//! input that once broke one) and `seeds/` (what the fuzzer starts from).
//!
//! - [`frames`]: any bytes as a frame: parsed, shown, dissected.
//! - [`engine`]: any life of an ARP engine: frames, commands, time.
//! - [`entries`]: any bytes as an entry's file, and any two merged.
//! - [`objects`]: any Git objects as a cache's history.
//! - [`scenarios`]: any text as a scenario: read, printed, highlighted, edited.
//! - [`histories`]: any bytes as a bundle or a pack.
//! - [`labs`]: any small lab, run for a while.
//! - [`links`]: any text as a link.

pub mod engine;
pub mod entries;
pub mod frames;
pub mod histories;
mod input;
pub mod labs;
pub mod links;
pub mod objects;
pub mod scenarios;
