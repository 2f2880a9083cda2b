//! Parts that several panels use.

pub mod dialog;
pub mod icon;
pub mod menu;
