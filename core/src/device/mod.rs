//! The drop-in under smoltcp: a versioned ARP cache for a program that has its own sockets.
//!
//! [`ArpDevice`] wraps any Ethernet [`Device`](smoltcp::phy::Device) and presents it as one of
//! [`Medium::Ip`](smoltcp::phy::Medium::Ip), with this crate's engine and a versioned cache in
//! between. smoltcp's own neighbour cache (eight entries without a past) is then out of the game:
//! what the station learns, it commits, and the history can be asked, merged and taken home while
//! the program runs. A program changes the line that makes its device:
//!
//! ```
//! # use smoltcp::phy::{Loopback, Medium};
//! use versioned_arp::device::{ArpDevice, Station};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (mac, now) = ("02:00:00:00:00:01".parse()?, smoltcp::time::Instant::ZERO);
//! # let ethernet = Loopback::new(Medium::Ethernet);
//! let station = Station::new("ann", mac, ["192.168.69.1/24".parse()?])?;
//! let mut device = ArpDevice::new(ethernet, station, now); // was: let mut device = ethernet;
//! assert_eq!(device.cache().head().subject(), "create: empty cache");
//! # Ok(())
//! # }
//! ```
//!
//! - [`Station`]: who the station is: name, MAC, addresses, router, profile.
//! - [`Link`]: the joint, sans-IO: frames and packets in, frames and packets out.
//! - [`ArpDevice`]: smoltcp's tokens around it.
//!
//! # Time
//! A clock that reads later than the repository format's [`EPOCH`](crate::cache::EPOCH) is taken
//! for one that counts from 1970, as smoltcp's `Instant::now()` does, and commits carry real dates.
//! Any other clock is taken for one that counts from the station's start, and commits are dated as
//! those of a lab. A clock that goes back is held where it was.
//!
//! # Causes
//! `Frame: N` counts the frames that cross the wrapped device, received or sent, from 1: a capture
//! by a [`PcapWriter`](smoltcp::phy::PcapWriter) around that device has the same numbers (a cache that
//! is opened again has new frames under old numbers: the time tells them apart). What the
//! stack sends of its own accord has `Timer: stack`; commands are `Statement:` lines.

mod arp_device;
mod link;
mod station;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use arp_device::{ArpDevice, RxToken, TxToken, moment};
pub use link::{Link, Traffic};
pub use station::Station;
