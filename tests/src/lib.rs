//! What the tests share: a lab in few words.

mod lab;

pub use lab::{Lab, instant};
