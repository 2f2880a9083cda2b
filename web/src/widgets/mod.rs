//! Parts that several panels use.

pub mod dialog;
pub mod icon;
pub mod in_words;
pub mod menu;
pub mod picture_menu;
pub mod toolbar;
pub mod virtual_list;
