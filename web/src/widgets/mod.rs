//! Parts that several panels use.

pub mod virtual_list;
