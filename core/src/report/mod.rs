//! What leaves a run: the snapshot that scripts read, the fingerprint of a run, tables and
//! graphs for a terminal, who said what, answers in git's own forms, where two runs part, counters, the frames as a
//! capture, a host's repository as real Git, as a bundle or a directory. Reads a [`Run`](crate::sim::Run) as of a moment and changes nothing.

mod blame;
mod bundle;
mod capture;
mod compare;
mod counters;
mod diff;
mod fingerprint;
mod frames;
mod git_directory;
mod log;
mod pcapng;
mod questions;
mod snapshot;
mod table;
mod talk;

pub use blame::blame;
pub use bundle::bundle;
pub use capture::{Capture, Extras, Record};
pub use compare::{Divergence, First, compare};
pub use counters::{counted, counters, counters_table};
pub use diff::{diff_stat, patch};
pub use fingerprint::fingerprint;
pub use frames::frames;
pub use git_directory::{RepositoryFile, git_directory};
pub use log::{Line, biography, history, log};
pub use pcapng::{pcapng, pcapng_at};
pub use questions::{Filter, bisect, first_mapping, log_filtered};
pub use snapshot::{CacheEntry, HostSnapshot, Ping, Snapshot, Stream, snapshot};
pub use table::cache_table;
pub use talk::{Saying, Standing, Talk};

/// The number of the behaviour that this release has: raised by every change that moves the
/// fingerprint of a run. Links and exports carry it.
pub const MODEL: u32 = 1;
