//! The store, judged from outside: by git itself, by laws over random contents, and by naive
//! walks over random histories. The map here is a set of text files with odd names: nothing in it
//! knows of networks.
#![cfg(not(target_arch = "wasm32"))]

mod backends;
mod common;
mod contents;
mod git;
mod history;
mod keys;
