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
    let Some(head) = state
        .branches
        .get(&BranchName::main())
        .and_then(|id| repository.commit(*id))
    else {
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
            rows.insert(
                *ip,
                CacheRow {
                    left: String::new(),
                    ..row(moment.at, *ip, entry, teacher, *change)
                },
            );
        }
    }
    for tip in state
        .branches
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("query/"))
        .map(|(_, tip)| tip)
    {
        let Some(commit) = repository.commit(*tip) else {
            continue;
        };
        let asked = commit
            .tree()
            .iter()
            .find(|(ip, _)| state.branches.get(&query_branch(ip.0)) == Some(tip));
        if let Some((ip, entry)) = asked.filter(|(ip, _)| !rows.contains_key(&ip.0)) {
            let teacher = Some(teacher(moment, *tip));
            rows.insert(ip.0, row(moment.at, ip.0, entry, teacher, Change::None));
        }
    }
    rows.into_values().collect()
}

fn row(
    at: Instant,
    ip: Ipv4Addr,
    entry: &Entry,
    teacher: Option<Teacher>,
    change: Change,
) -> CacheRow {
    CacheRow {
        ip,
        mac: entry.mac,
        state: entry.state,
        left: entry
            .expires
            .map_or_else(|| "–".to_owned(), |expires| length(expires.since(at))),
        teacher,
        change,
    }
}

fn teacher(moment: &Moment, commit: ObjectId) -> Teacher {
    let record = moment.run.commits().record(moment.run.trace(), &commit);
    Teacher {
        commit,
        why: record.map(|record| Why::of(&moment.run, record.cause)),
    }
}

/// What the newest commit changed, if it is news: each address with its entry before.
fn news(
    moment: &Moment,
    repository: &Repository,
    head: &Commit,
) -> BTreeMap<Ipv4Addr, (Option<Entry>, Change)> {
    let made = moment
        .run
        .commits()
        .record(moment.run.trace(), &head.id())
        .map(|record| record.at);
    let parent = head.parents().first().and_then(|id| repository.commit(*id));
    let (Some(made), Some(parent)) = (made, parent) else {
        return BTreeMap::new();
    };
    if moment.at.since(made) > NEWS {
        return BTreeMap::new();
    }
    let changes = parent.tree().diff(head.tree());
    changes
        .into_iter()
        .map(|it| (it.key.0, (it.before, change(it.before, it.after))))
        .collect()
}

fn change(before: Option<Entry>, after: Option<Entry>) -> Change {
    match (before, after) {
        (_, None) => Change::Gone,
        (None, Some(_)) => Change::New,
        (Some(before), Some(after)) => {
            Change::Changed(before.mac.filter(|_| before.mac != after.mac))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::RunHandle;
    use crate::views::fixtures::{at, lab};

    const POISONING: &str = "end 90s
host ann 192.168.3.10 mac 02:00:00:00:00:0a profile classic
host gateway 192.168.3.1 mac 02:00:00:00:00:01 profile classic
host mallory 192.168.3.66 mac 02:00:00:00:00:66 profile classic
at 1s ann query gateway
at 12s mallory arp reply from 02:00:00:00:00:66 192.168.3.1 to 02:00:00:00:00:0a 192.168.3.10
at 20s ann learn 192.168.3.9 02:00:00:00:00:09
at 21s ann forget 192.168.3.9
at 40s ann query 192.168.3.77";

    fn ann(run: &RunHandle, seconds: f64) -> Vec<CacheRow> {
        rows(&at(run, seconds), HostId::new(0), &mut Blame::default())
    }

    fn mac(last: u8) -> MacAddr {
        MacAddr([2, 0, 0, 0, 0, last])
    }

    #[test]
    fn an_entry_says_who_taught_it_and_how_long_it_holds() {
        let run = lab(POISONING);
        assert_eq!(ann(&run, 0.5), []);
        let [gateway] = &ann(&run, 2.0)[..] else {
            panic!("one entry")
        };
        assert_eq!(
            (gateway.mac, gateway.state, gateway.change),
            (Some(mac(1)), State::Reachable, Change::New)
        );
        assert!(gateway.left.starts_with("59."), "{}", gateway.left);
        let why = gateway.teacher.as_ref().and_then(|it| it.why.clone());
        assert!(matches!(why, Some(Why::Frame { sender, .. }) if sender == "gateway"));
        let [gateway] = &ann(&run, 11.9)[..] else {
            panic!("one entry")
        };
        assert_eq!(gateway.change, Change::None, "no news any more");
    }

    #[test]
    fn a_changed_entry_shows_the_former_mac_and_blames_the_frame_that_changed_it() {
        let run = lab(POISONING);
        let [gateway] = &ann(&run, 12.5)[..] else {
            panic!("one entry")
        };
        assert_eq!(
            (gateway.mac, gateway.change),
            (Some(mac(0x66)), Change::Changed(Some(mac(1))))
        );
        let why = gateway.teacher.as_ref().and_then(|it| it.why.clone());
        assert!(matches!(why, Some(Why::Frame { sender, .. }) if sender == "mallory"));
    }

    #[test]
    fn what_has_gone_is_shown_as_long_as_it_is_news() {
        let run = lab(POISONING);
        let gone = |seconds| {
            ann(&run, seconds)
                .iter()
                .any(|row| row.change == Change::Gone)
        };
        assert!(!gone(20.5) && gone(21.5) && !gone(32.0));
    }

    #[test]
    fn an_address_that_is_being_asked_for_is_in_the_table_too() {
        let run = lab(POISONING);
        let asking = ann(&run, 41.0)
            .into_iter()
            .find(|row| row.state == State::Incomplete);
        let asking = asking.expect("a query is in flight");
        assert_eq!(
            (asking.ip, asking.mac),
            (Ipv4Addr::new(192, 168, 3, 77), None)
        );
        assert!(matches!(
            asking.teacher.and_then(|it| it.why),
            Some(Why::Statement { line: 9, .. })
        ));
        assert!(
            ann(&run, 60.0)
                .iter()
                .all(|row| row.state != State::Incomplete)
        );
    }

    /// Walking from a known commit gives what walking from the start gives.
    #[test]
    fn blame_is_the_same_from_near_and_from_afar() {
        let run = lab(POISONING);
        let mut kept = Blame::default();
        for tenth in 0..900 {
            let moment = at(&run, f64::from(tenth) / 10.0);
            let rows_kept = rows(&moment, HostId::new(0), &mut kept);
            assert_eq!(
                rows_kept,
                rows(&moment, HostId::new(0), &mut Blame::default())
            );
        }
    }
}
