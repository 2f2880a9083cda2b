//! Where things are drawn: pure functions from data to numbers. Nothing here knows a browser, nor
//! what happens in a run.

mod axis;
mod clusters;
mod fit;
mod flights;
mod labels;
mod layout;
mod spread;
mod view;
mod zoom;

pub use axis::{Axis, Tick};
pub use fit::{Fit, Point, edge_of, on_the_way};
pub use flights::{Flown, flown};
pub use labels::{Anchor, Label, Rect, place_labels};
pub use layout::{CANVAS, Layout, MANY, Room, layout};
pub use spread::spread;
pub use view::{Mark, View};
pub use zoom::Zoom;
