//! What the page knows, as plain values: the text of the lab, the run on show, the moment, and
//! the selection. One reducer ([`Lab::reduce`](lab)) and no browser: everything here is tested
//! natively.

mod action;
mod archive;
mod document;
mod futures;
mod identical;
mod index;
mod kind;
mod lab;
mod lens;
mod link;
mod past;
mod playback;
mod run;
mod selection;
mod shelf;
mod story;
mod trail;

pub use action::{Action, Direction, Notice, Opening, Overlay, Panel, Tone};
pub use archive::{Archive, Volume};
pub use document::Document;
pub use futures::Futures;
pub use identical::Identical;
pub use index::{ById, CommitIndex};
pub use kind::{Kind, label};
pub use lab::Lab;
pub use lens::{Lens, Scale, Span};
pub use link::word;
pub use past::LookBack;
pub use playback::{Pace, Playback};
pub use run::{Moment, RunHandle};
pub use selection::{CommitRef, Item, Lit, Selection};
pub use shelf::{Shelf, packed, unpacked};
pub use story::Story;
pub use trail::Trail;
