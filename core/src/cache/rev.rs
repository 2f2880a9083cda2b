//! How a person names a commit of a host's own repository.

use crate::time::{Duration, Instant};
use std::fmt;

/// A revision, as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rev {
    /// `HEAD~N`: N first parents back from main; 0 is `HEAD`.
    Head(u32),
    /// `@TIME`: main as of that time, along first parents.
    AsOf(Instant),
    /// A branch; or else an object id or a unique prefix of 4 or more digits.
    Name(String),
}

impl fmt::Display for Rev {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rev::Head(0) => f.write_str("HEAD"),
            Rev::Head(back) => write!(f, "HEAD~{back}"),
            Rev::AsOf(at) => write!(f, "@{}", Duration::from_micros(at.as_micros())),
            Rev::Name(name) => f.write_str(name),
        }
    }
}
