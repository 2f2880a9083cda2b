//! Questions to a host's history, answered as git answers them: which commits, and since when.

use crate::addr::{Ipv4Addr, MacAddr};
use crate::cache::{Commit, Ip, timestamp};
use crate::sim::{HostId, Run};
use crate::store::{BranchName, ObjectId};
use crate::time::Instant;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Which commits of a history are asked for; what is left out asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those that changed the entry of this address, as `git log -- '*/IP'`.
    pub address: Option<Ipv4Addr>,
    /// Those that this branch reaches.
    pub branch: Option<String>,
    /// Those whose subject has this in it, as `git log --fixed-strings --grep` for one line.
    pub subject: Option<String>,
    /// Those made at or after this.
    pub since: Option<Instant>,
}

impl Filter {
    /// Whether anything is asked for but one address, whose biography is a graph of its own.
    pub fn is_list(&self) -> bool {
        self.branch.is_some() || self.subject.is_some() || self.since.is_some()
    }
}

/// The commits that pass the filter, latest first, a line for each as `git log --oneline` prints
/// it; `None` where there is no such branch.
pub fn log_filtered(run: &Run, host: HostId, at: Instant, filter: &Filter) -> Option<String> {
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    let tips: Vec<ObjectId> = match &filter.branch {
        None => state.branches.values().copied().collect(),
        Some(name) => vec![*state.branches.get(&BranchName::new(name).ok()?)?],
    };
    let changed: Option<BTreeSet<ObjectId>> = filter.address.map(|ip| {
        let steps = repository.biography(tips.iter().copied(), &Ip(ip));
        steps.into_iter().map(|step| step.id).collect()
    });
    let passes = |commit: &&Commit| {
        changed
            .as_ref()
            .is_none_or(|ids| ids.contains(&commit.id()))
            && filter
                .since
                .is_none_or(|since| commit.at() >= timestamp(since))
            && (filter.subject.as_ref()).is_none_or(|text| commit.subject().contains(text))
    };
    let mut text = String::new();
    for commit in repository.log(tips.iter().copied()).filter(passes) {
        let (id, subject) = (commit.id(), commit.subject());
        let _ = writeln!(text, "{} {subject}", id.to_hex_with_len(7));
    }
    Some(text)
}

/// The commit that first gave an address this MAC, in all that `main` reaches, if any did.
pub fn first_mapping(
    run: &Run,
    host: HostId,
    at: Instant,
    ip: Ipv4Addr,
    mac: MacAddr,
) -> Option<&Commit> {
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    let head = state.branches[&BranchName::main()];
    let steps = repository.biography([head], &Ip(ip));
    let commits = steps.iter().filter_map(|step| repository.commit(step.id));
    let maps = |commit: &&Commit| {
        let entry = commit.tree().get(&Ip(ip));
        entry.is_some_and(|entry| entry.mac == Some(mac))
    };
    // A commit comes after its parents: of several the first in time, then in history.
    commits.filter(maps).min_by_key(|commit| commit.at())
}

/// The same as `git bisect` tells what it found.
pub fn bisect(run: &Run, host: HostId, at: Instant, ip: Ipv4Addr, mac: MacAddr) -> Option<String> {
    let commit = first_mapping(run, host, at, ip, mac)?;
    let id = commit.id();
    let mut text = format!("{id} is the first commit that maps {ip} to {mac}\n");
    let _ = writeln!(text, "commit {id}\nAuthor: {}", commit.author());
    let _ = writeln!(text, "Date:   {}\n", date(commit.at().as_secs()));
    for line in commit.message().lines() {
        let _ = writeln!(text, "    {line}");
    }
    Some(text)
}

/// Seconds since 1970 as git prints a date by default, in UTC: `Fri Apr 24 00:00:01 2015 +0000`.
fn date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Years from March on, so that the leap day is the last; 400 of them have 146,097 days.
    let shifted = days + 719_468;
    let of_era = shifted % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = year + shifted / 146_097 * 400 + u64::from(month >= 10);
    let name = MONTHS[(month as usize + 2) % 12];
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    let weekday = DAYS[(days % 7) as usize];
    format!("{weekday} {name} {day} {hour:02}:{minute:02}:{second:02} {year} +0000")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_gits() {
        for (seconds, text) in [
            (0, "Thu Jan 1 00:00:00 1970 +0000"),
            (951_782_399, "Mon Feb 28 23:59:59 2000 +0000"),
            (951_782_400, "Tue Feb 29 00:00:00 2000 +0000"),
            (1_429_833_601, "Fri Apr 24 00:00:01 2015 +0000"),
            (1_456_790_399, "Mon Feb 29 23:59:59 2016 +0000"),
            (4_107_542_400, "Mon Mar 1 00:00:00 2100 +0000"),
        ] {
            assert_eq!(date(seconds), text);
        }
    }
}
