//! ARP with version control.
//!
//! Every host of a simulated Ethernet LAN keeps its ARP cache in a store whose objects are git's
//! own. The crate has no clock, no randomness of its own, no threads and no input or output: time
//! is an argument, chance is a seeded stream, and whatever an engine wants done it hands out as
//! data. The modules, in reading order (each uses only those above it):
//!
//! - [`time`], [`addr`], [`rng`]: instants, addresses, seeded streams; `routes`: who is next on a way.
//! - [`wire`]: typed Ethernet frames and ARP packets, parsed once, named in Wireshark's words.
//! - [`arp`]: the engine. Frames, commands and timeouts in; frames, edits and wake-ups out.
//! - [`store`]: a version-controlled map with git's ids. Knows no networking.
//! - [`cache`]: joins the two: an ARP cache whose every change is a commit with a cause.
//! - [`scenario`]: the language that describes a lab, its diagnostics, links and built-in labs.
//! - [`sim`]: hosts, switches and links under one clock, and the trace of what they did.
//! - [`filter`]: Wireshark's display filters over packets.
//! - [`graph`]: lanes for a commit graph. Geometry only.
//! - [`report`]: what leaves a run: snapshots and text tables.
//! - `device` (a feature, on by default): engine and cache under a real program's smoltcp sockets.

pub mod addr;
pub mod arp;
mod ascii;
pub mod cache;
mod checksum;
#[cfg(feature = "device")]
pub mod device;
pub mod filter;
pub mod graph;
pub mod report;
pub mod rng;
mod routes;
pub mod scenario;
pub mod sim;
pub mod store;
mod suggest;
pub mod time;
pub mod wire;
