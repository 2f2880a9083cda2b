//! Commit messages of a cache: subject lines and trailers, as the repository format fixes them,
//! and how simulated time becomes the time on a commit.

use crate::arp::{Edit, Timer};
use crate::store::{BranchName, Identity, Timestamp};
use crate::time::Instant;
use std::fmt::{self, Write as _};
use std::net::Ipv4Addr;

/// What every scenario's clock starts at, in seconds since 1970: 2015-04-24 00:00:00 +0000.
pub const EPOCH: u64 = 1_429_833_600;

/// The time on a commit made at `at`.
pub fn timestamp(at: Instant) -> Timestamp {
    Timestamp::from_micros(EPOCH * 1_000_000 + at.as_micros())
}

/// Author and committer of what a host does: `HOST <HOST@lan.invalid>`.
pub fn author(host: &str) -> Identity {
    Identity::new(host, &format!("{host}@lan.invalid")).expect("a host's name is a plain word")
}

/// The branch on which the query for `ip` runs: `query/A.B.C.D`.
pub fn query_branch(ip: Ipv4Addr) -> BranchName {
    BranchName::new(&format!("query/{ip}")).expect("an address makes a valid branch name")
}

/// The cause of a commit as its trailer names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CauseLine<'a> {
    /// `Frame: N`.
    Frame(u32),
    /// `Timer: NAME`.
    Timer(Timer),
    /// `Statement: TEXT`.
    Statement(&'a str),
}

impl fmt::Display for CauseLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(number) => write!(f, "Frame: {number}"),
            Self::Timer(timer) => write!(f, "Timer: {timer}"),
            Self::Statement(text) => write!(f, "Statement: {text}"),
        }
    }
}

/// When and why a change happens.
#[derive(Clone, Copy, Debug)]
pub struct Why<'a> {
    /// When.
    pub at: Instant,
    /// What caused it.
    pub cause: CauseLine<'a>,
}

/// A whole message: the subject, and a trailer a line after a blank one.
pub(super) fn message(
    subject: &str,
    why: &Why<'_>,
    conflicts: &[String],
    notes: &[String],
) -> String {
    let mut text = format!("{subject}\n\nTime: {}\n{}\n", why.at, why.cause);
    for conflict in conflicts {
        let _ = writeln!(text, "Conflict: {conflict}");
    }
    for note in notes {
        let _ = writeln!(text, "Note: {note}");
    }
    text
}

/// The subject line of an edit.
pub(super) fn subject(edit: &Edit) -> String {
    let mac = |entry: &crate::arp::Entry| MacOrDash(entry.mac);
    match edit {
        Edit::Requested { ip, number, of, .. } => format!("query {ip}: request {number} of {of}"),
        Edit::Answered { ip, entry, .. } => format!("query answered: {ip} -> {}", mac(entry)),
        Edit::TimedOut { ip, .. } => format!("query timed out: {ip}"),
        Edit::Learned { ip, entry, .. } => format!("learned: {ip} -> {}", mac(entry)),
        Edit::Changed { ip, old, entry } => format!("changed: {ip} {old} -> {}", mac(entry)),
        Edit::Confirmed { ip, entry } => format!("confirmed: {ip} -> {}", mac(entry)),
        Edit::State { ip, old, entry } => format!("state: {ip} {old} -> {}", entry.state),
        Edit::Expired { ips } => expired(ips),
        Edit::Pinned { ip, entry } => format!("pinned: {ip} -> {}", mac(entry)),
        Edit::Forgot { ip } => format!("forgot: {ip}"),
        Edit::Flushed { .. } => "flushed".into(),
    }
}

/// `expired: IP[, IP…]`: four at most, then how many more.
fn expired(ips: &[Ipv4Addr]) -> String {
    const NAMED: usize = 4;
    let names: Vec<String> = ips.iter().take(NAMED).map(Ipv4Addr::to_string).collect();
    let mut text = format!("expired: {}", names.join(", "));
    if ips.len() > NAMED {
        let _ = write!(text, " and {} more", ips.len() - NAMED);
    }
    text
}

/// A MAC address, or `-` where there is none.
pub(super) struct MacOrDash(pub Option<crate::addr::MacAddr>);

impl fmt::Display for MacOrDash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(mac) => mac.fmt(f),
            None => f.write_str("-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_expired_addresses_are_named_and_the_rest_counted() {
        let ips: Vec<Ipv4Addr> = (1..=6).map(|d| Ipv4Addr::new(10, 0, 0, d)).collect();
        assert_eq!(expired(&ips[..1]), "expired: 10.0.0.1");
        assert_eq!(
            expired(&ips[..4]),
            "expired: 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4"
        );
        assert_eq!(
            expired(&ips),
            "expired: 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4 and 2 more"
        );
    }

    #[test]
    fn a_message_ends_in_its_trailers() {
        let why = Why {
            at: Instant::from_micros(1_000_412),
            cause: CauseLine::Frame(12),
        };
        assert_eq!(
            message("pull bob", &why, &["10.0.0.1 kept a over b".into()], &[]),
            "pull bob\n\nTime: 1.000412\nFrame: 12\nConflict: 10.0.0.1 kept a over b\n"
        );
    }
}
