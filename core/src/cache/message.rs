//! Commit messages of a cache: subject lines and trailers, as the repository format fixes them,
//! and how simulated time becomes the time on a commit.

use crate::addr::{MacAddr, ip_text};
use crate::arp::{Edit, Entry, Timer};
use crate::ascii::{Ascii, decimal};
use crate::store::{BranchName, Identity, Timestamp};
use crate::time::Instant;
use std::fmt::Write as _;
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

/// When and why a change happens.
#[derive(Clone, Copy, Debug)]
pub struct Why<'a> {
    /// When.
    pub at: Instant,
    /// What caused it.
    pub cause: CauseLine<'a>,
}

/// Appends a whole message: the subject, and a trailer a line after a blank one.
pub(super) fn message(
    text: &mut String,
    subject: &str,
    why: &Why<'_>,
    conflicts: &[String],
    notes: &[String],
) {
    // Written for every commit: by hand, and not by the formatting machinery.
    let number;
    let (key, cause) = match why.cause {
        CauseLine::Frame(frame) => {
            number = decimal(frame.into());
            ("Frame", &*number)
        }
        CauseLine::Timer(timer) => ("Timer", timer.name()),
        CauseLine::Statement(text) => ("Statement", text),
    };
    let time = why.at.text();
    put(text, [subject, "\n\nTime: ", &time, "\n"]);
    put(text, [key, ": ", cause, "\n"]);
    for conflict in conflicts {
        let _ = writeln!(text, "Conflict: {conflict}");
    }
    for note in notes {
        let _ = writeln!(text, "Note: {note}");
    }
}

fn put<const N: usize>(text: &mut String, parts: [&str; N]) {
    parts.iter().for_each(|part| text.push_str(part));
}

/// Appends the subject line of an edit.
pub(super) fn subject(text: &mut String, edit: &Edit) {
    let mut maps = |what: &str, ip: &Ipv4Addr, entry: &Entry| {
        let mac = mac_or_dash(entry.mac);
        put(text, [what, ": ", &ip_text(*ip), " -> ", &mac]);
    };
    let words = match edit {
        Edit::Requested { ip, number, of, .. } => format!("query {ip}: request {number} of {of}"),
        Edit::Answered { ip, entry, .. } => return maps("query answered", ip, entry),
        Edit::TimedOut { ip, .. } => format!("query timed out: {ip}"),
        Edit::Learned { ip, entry, .. } => return maps("learned", ip, entry),
        Edit::Changed { ip, old, entry } => {
            format!("changed: {ip} {old} -> {}", mac_or_dash(entry.mac))
        }
        Edit::Confirmed { ip, entry } => return maps("confirmed", ip, entry),
        Edit::State { ip, old, entry } => format!("state: {ip} {old} -> {}", entry.state),
        Edit::Expired { ips } => expired(ips),
        Edit::Pinned { ip, entry } => return maps("pinned", ip, entry),
        Edit::Forgot { ip } => format!("forgot: {ip}"),
        Edit::Flushed { .. } => "flushed".into(),
    };
    text.push_str(&words);
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
pub(super) fn mac_or_dash(mac: Option<MacAddr>) -> Ascii<17> {
    mac.map_or_else(
        || {
            let mut dash = Ascii::new();
            dash.put(b'-');
            dash
        },
        MacAddr::text,
    )
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
        let mut text = String::new();
        let conflicts = ["10.0.0.1 kept a over b".into()];
        message(&mut text, "pull bob", &why, &conflicts, &[]);
        assert_eq!(
            text,
            "pull bob\n\nTime: 1.000412\nFrame: 12\nConflict: 10.0.0.1 kept a over b\n"
        );
    }
}
