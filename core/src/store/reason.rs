//! [`Reason`]: why a branch moved.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use smol_str::SmolStr;

use super::Commit;

/// Why a branch moved: a line of text. That of a commit's subject is not kept twice.
#[derive(Clone)]
pub struct Reason(Words);

#[derive(Clone)]
enum Words {
    Line(SmolStr),
    /// The first line of a commit's message.
    Subject(Arc<str>),
}

impl Reason {
    /// The subject of a commit, which the branch moved to as it was made.
    pub fn subject<K, V>(commit: &Commit<K, V>) -> Self {
        Self(Words::Subject(commit.shared_message()))
    }
}

impl From<&str> for Reason {
    fn from(line: &str) -> Self {
        Self(Words::Line(line.into()))
    }
}

impl From<String> for Reason {
    fn from(line: String) -> Self {
        Self(Words::Line(line.into()))
    }
}

impl Deref for Reason {
    type Target = str;
    fn deref(&self) -> &str {
        match &self.0 {
            Words::Line(line) => line,
            Words::Subject(message) => message.lines().next().unwrap_or_default(),
        }
    }
}

impl PartialEq for Reason {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Reason {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_costs_a_move_no_more_than_a_short_text() {
        assert_eq!(size_of::<Reason>(), size_of::<SmolStr>());
        assert_eq!(
            Reason::from("query ended"),
            Reason::from(String::from("query ended"))
        );
    }
}
