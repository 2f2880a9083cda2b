//! Who taught what: for every entry of a cache the commit that gave it its MAC address, in the
//! form of `git blame`.

use crate::addr::MacAddr;
use crate::arp::Entry;
use crate::cache::{self, Ip};
use crate::sim::{HostId, Run};
use crate::store::BranchName;
use crate::time::Instant;
use std::fmt::Write as _;

/// A line for every entry of the host's cache as of `at`, in order of address: the commit by which
/// the address came to have this MAC, whoever made it; that commit's author, time and cause; and
/// the entry. Later lifetimes and states of the same MAC are looked through. Where the history before
/// that commit has been cut off, so that an earlier one may have done it, a `^` says so, as git's does.
///
/// ```text
/// ebc1542 (ann 1.001000 Frame: 2) 192.168.3.1  02:00:00:00:00:01  PERMANENT  never
/// ```
pub fn blame(run: &Run, host: HostId, at: Instant) -> String {
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    let head = state.branches[&BranchName::main()];
    let tree = repository
        .commit(head)
        .expect("a branch points at a known commit")
        .tree();
    let teachers = repository.blame(head, |old: &Entry, new| old.mac == new.mac);
    let rows: Vec<[String; 6]> = cache::entries(tree)
        .into_iter()
        .map(|(ip, entry)| {
            let commit = repository
                .commit(teachers[&Ip(ip)])
                .expect("blame names commits of the repository");
            let mut trailers = commit.trailers();
            let time = trailers.next().map_or("", |(_, time)| time);
            let cause = trailers
                .next()
                .map(|(key, value)| format!("{key}: {value}"));
            let parents = commit.parents();
            let is_cut = !parents.is_empty() && !parents.iter().any(|it| repository.contains(*it));
            let id = match is_cut {
                true => format!("^{}", commit.id().to_hex_with_len(6)),
                false => commit.id().to_hex_with_len(7).to_string(),
            };
            let expires = entry.expires.as_ref().map(Instant::to_string);
            [
                format!("{id} ({}", commit.author().name()),
                format!("{time} {})", cause.unwrap_or_default()),
                ip.to_string(),
                entry.mac.as_ref().map_or("-".into(), MacAddr::to_string),
                entry.state.to_string(),
                expires.unwrap_or_else(|| "never".into()),
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let [author, cause, ip, mac, state] = [0, 1, 2, 3, 4].map(width);
    let mut text = String::new();
    for [who, why, address, hardware, name, expires] in &rows {
        let _ = writeln!(
            text,
            "{who:author$} {why:cause$} {address:ip$}  {hardware:mac$}  {name:state$}  {expires}"
        );
    }
    text
}
