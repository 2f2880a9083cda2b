//! The Linux kernel as a peer: a network namespace with a TAP device, at whose other end is a host
//! of ours. Needs root, iproute2 and the kernel's TAP device; where one is missing, tests say so.

mod namespace;
mod peer;
mod skip;

pub use namespace::Namespace;
pub use peer::{Line, Peer};
pub use skip::{lacks, skip};
