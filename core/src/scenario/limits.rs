//! How large a scenario may be. Each limit has a message of its own where it is checked.

use crate::time::Duration;

/// Bytes of a text.
pub const MAX_TEXT: usize = 64 * 1024;
/// Hosts of a lab.
pub const MAX_HOSTS: usize = 512;
/// Switches of a lab.
pub const MAX_SWITCHES: usize = 64;
/// Links of a lab, implied ones included.
pub const MAX_LINKS: usize = 1_024;
/// Statements of a text.
pub const MAX_STATEMENTS: usize = 4_096;
/// The longest time of a lab, for its end and for every other time in it.
pub const MAX_TIME: Duration = Duration::from_secs(24 * 3_600);
/// Runs of all statements with `every` together, up to the end.
pub const MAX_REPETITIONS: u64 = 1_000_000;
