//! Edits of a text that touch nothing else: comments, blanks and line ends stay byte for byte.
//!
//! They understand lines and words only, so they work on a text with mistakes too. Whether the
//! result is a scenario is for [`super::parse`] to say. `None` means that there is nothing to
//! edit: no such node, no such link, or it is so already.
//!
//! - `story.rs`: statements, and the end.
//! - `place.rs`: where a node is drawn.
//! - `nodes.rs`: a node more, another line for a node, a node less.
//! - `naming.rs`: which words of a line name nodes, and another name for a node.
//! - `wires.rs`: which node is linked to which, and how.
//! - `start.rs`: from which commit of a history a host starts.
//! - `source.rs` and `splice.rs`: what they share.

mod naming;
mod nodes;
mod place;
mod source;
mod splice;
mod start;
mod story;
#[cfg(test)]
mod tests;
mod wires;

pub use naming::rename;
pub use nodes::{add_node, delete_node, replace_node};
pub use place::set_position;
pub use start::start_from;
pub use story::{append_statement, extend_end, set_end};
pub use wires::{connect, delete_link, disconnect, set_link};
