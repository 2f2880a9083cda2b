//! What a host believes at a moment, as rows: the entries of `main`, the addresses it is asking
//! for, and what its newest commit changed; each with the one who taught it.

use super::blame::Blame;
use crate::state::Moment;
use crate::views::wording::{Why, length};
use std::collections::BTreeMap;
use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::arp::{Entry, State};
use versioned_arp::cache::{Commit, Repository, query_branch};
use versioned_arp::sim::HostId;
use versioned_arp::store::{BranchName, ObjectId};
use versioned_arp::time::{Duration, Instant};

/// For so long a change is news.
const NEWS: Duration = Duration::from_secs(10);

/// What the newest commit did to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing, or long ago.
    None,
    /// The entry is new.
    New,
    /// The entry is another one; this is the former MAC, if that differs.
    Changed(Option<MacAddr>),
    /// The entry has gone.
    Gone,
}

/// Who or what taught an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Teacher {
    /// The commit that it came with.
    pub commit: ObjectId,
    /// Why that commit was made.
    pub why: Option<Why>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct CacheRow {
    /// The address.
    pub ip: Ipv4Addr,
    /// The MAC address that it has; `None` while it is being asked for.
    pub mac: Option<MacAddr>,
    /// The entry's state; for one that has gone, what it was.
    pub state: State,
    /// How much longer it holds, in words.
    pub left: String,
    /// Who taught it.
    pub teacher: Option<Teacher>,
    /// What just happened to it.
    pub change: Change,
}

/// The table of `host` at `moment`, in order of address.
pub fn rows(moment: &Moment, host: HostId, blame: &mut Blame) -> Vec<CacheRow> {
    let state = moment.run.trace().host_at(host, moment.at);
    let repository = moment.run.repository(host, state.generation);
    let Some(head) = state.branches.get(&BranchName::main()).and_then(|id| repository.commit(*id)) else {
        return Vec::new();
    };
    let news = news(moment, repository, head);
    let teachers = blame.of(repository, head.id());
    let mut rows = BTreeMap::new();
    for (ip, entry) in head.tree().iter() {
        let ip = ip.0;
        let teacher = teachers.get(&ip).map(|commit| teacher(moment, *commit));
        let change = news.get(&ip).map_or(Change::None, |(_, change)| *change);
        rows.insert(ip, row(moment.at, ip, entry, teacher, change));
    }
    for (ip, (before, change)) in &news {
        if let (Change::Gone, Some(entry)) = (change, before) {
            let teacher = Some(teacher(moment, head.id()));
            rows.insert(*ip, CacheRow { left: String::new(), ..row(moment.at, *ip, entry, teacher, *change) });
        }
    }
    for tip in state.branches.iter().filter(|(name, _)| name.as_str().starts_with("query/")).map(|(_, tip)| tip) {
        let Some(commit) = repository.commit(*tip) else { continue };
        let asked = commit.tree().iter().find(|(ip, _)| {
            state.branches.get(&query_branch(ip.0)) == Some(tip)
        });
        if let Some((ip, entry)) = asked.filter(|(ip, _)| !rows.contains_key(&ip.0)) {
            let teacher = Some(teacher(moment, *tip));
            rows.insert(ip.0, row(moment.at, ip.0, entry, teacher, Change::None));
        }
    }
    rows.into_values().collect()
}

fn row(at: Instant, ip: Ipv4Addr, entry: &Entry, teacher: Option<Teacher>, change: Change) -> CacheRow {
    CacheRow {
        ip,
        mac: entry.mac,
        state: entry.state,
        left: entry.expires.map_or_else(|| "–".to_owned(), |expires| length(expires.since(at))),
        teacher,
        change,
    }
}

fn teacher(moment: &Moment, commit: ObjectId) -> Teacher {
    let record = moment.run.commits().record(moment.run.trace(), &commit);
    Teacher { commit, why: record.map(|record| Why::of(&moment.run, record.cause)) }
}

/// What the newest commit changed, if it is news: each address with its entry before.
fn news(
    moment: &Moment,
    repository: &Repository,
    head: &Commit,
) -> BTreeMap<Ipv4Addr, (Option<Entry>, Change)> {
    let made = moment.run.commits().record(moment.run.trace(), &head.id()).map(|record| record.at);
    let parent = head.parents().first().and_then(|id| repository.commit(*id));
    let (Some(made), Some(parent)) = (made, parent) else {
        return BTreeMap::new();
    };
    if moment.at.since(made) > NEWS {
        return BTreeMap::new();
    }
    let changes = parent.tree().diff(head.tree());
    changes.into_iter().map(|it| (it.key.0, (it.before, change(it.before, it.after)))).collect()
}

fn change(before: Option<Entry>, after: Option<Entry>) -> Change {
    match (before, after) {
        (_, None) => Change::Gone,
        (None, Some(_)) => Change::New,
        (Some(before), Some(after)) => Change::Changed(before.mac.filter(|_| before.mac != after.mac)),
    }
}
