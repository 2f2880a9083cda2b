//! Parts that several panels use.

pub mod dialog;
pub mod icon;
pub mod menu;
pub mod picture_menu;
pub mod virtual_list;
