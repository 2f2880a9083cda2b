//! Where things are drawn: pure functions from data to numbers. Nothing here knows a browser, nor
//! what happens in a run.

mod axis;
mod fit;
mod flights;
mod layout;
mod view;

pub use axis::{Axis, Tick};
pub use fit::{Fit, Point, edge_of, on_the_way};
pub use flights::{Flown, flown};
pub use layout::{CANVAS, Layout, layout};
pub use view::{Mark, View};
