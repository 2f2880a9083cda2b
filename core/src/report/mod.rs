//! What leaves a run: the snapshot that scripts read, the fingerprint of a run, tables and
//! graphs for a terminal. Reads a [`Run`](crate::sim::Run) as of a moment and changes nothing.

mod fingerprint;
mod log;
mod snapshot;
mod table;

pub use fingerprint::fingerprint;
pub use log::{Line, history, log};
pub use snapshot::{CacheEntry, HostSnapshot, Ping, Snapshot, Stream, snapshot};
pub use table::cache_table;

/// The number of the behaviour that this release has: raised by every change that moves the
/// fingerprint of a run. Links and exports carry it.
pub const MODEL: u32 = 1;
