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
    /// When that was; not in this lab, for some, and for what was cut off nobody knows.
    pub at: Option<Instant>,
    /// Why that commit was made, if that is why the entry is there.
    pub why: Option<Why>,
    /// Whether the history before it has been cut off, so that an earlier one may have taught it.
    pub cut: bool,
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
    /// When its time is up; never, for some.
    pub expires: Option<Instant>,
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
        let teacher = teachers
            .get(ip)
            .map(|commit| teacher(moment, repository, *commit));
        let ip = ip.0;
        let change = news.get(&ip).map_or(Change::None, |(_, change)| *change);
        rows.insert(ip, row(moment.at, ip, entry, teacher, change));
    }
    for (ip, (before, change)) in &news {
        if let (Change::Gone, Some(entry)) = (change, before) {
            let teacher = Some(teacher(moment, repository, head.id()));
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
            let teacher = Some(teacher(moment, repository, *tip));
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
        expires: entry.expires,
        teacher,
        change,
    }
}

fn teacher(moment: &Moment, repository: &Repository, commit: ObjectId) -> Teacher {
    let parents = repository.commit(commit).map_or(&[][..], Commit::parents);
    let cut = !parents.is_empty() && !parents.iter().any(|it| repository.contains(*it));
    let record = moment.run.commits().record(moment.run.trace(), &commit);
    let record = record.filter(|_| !cut);
    Teacher {
        commit,
        at: record.map(|record| record.at),
        why: record.map(|record| Why::of(&moment.run, record.cause)),
        cut,
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

/// What a table is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The address.
    #[default]
    Address,
    /// The MAC address.
    Mac,
    /// The state.
    State,
    /// How long ago it was taught.
    Age,
    /// How much longer it holds.
    Left,
}

/// The order of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: By,
    /// Whether the greatest comes first.
    pub downwards: bool,
}

/// Brings rows, which are in order of address, into this order.
pub fn sort(rows: &mut [CacheRow], order: Order) {
    let key = |row: &CacheRow| -> (u64, u64) {
        match order.by {
            By::Address => (u32::from(row.ip).into(), 0),
            By::Mac => {
                let bytes = row.mac.map_or([0; 6], |mac| mac.0);
                (
                    bytes
                        .iter()
                        .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
                    0,
                )
            }
            By::State => (row.state as u64, 0),
            By::Age => {
                let taught = row.teacher.as_ref().and_then(|it| it.at);
                // What was taught before the lab began is oldest.
                taught.map_or((1, 0), |at| (0, u64::MAX - at.as_micros()))
            }
            By::Left => row.expires.map_or((1, 0), |at| (0, at.as_micros())),
        }
    };
    rows.sort_by_key(key);
    if order.downwards {
        rows.reverse();
    }
}

/// The cache as `ip neigh` prints one; what has gone is left out.
pub fn ip_neigh(rows: &[CacheRow]) -> String {
    let line = |row: &CacheRow| {
        let mac = row
            .mac
            .map(|mac| format!(" lladdr {mac}"))
            .unwrap_or_default();
        format!("{} dev eth0{mac} {}\n", row.ip, row.state.name())
    };
    let rows = rows.iter().filter(|row| row.change != Change::Gone);
    rows.map(line).collect()
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
    fn who_taught_what_before_a_cut_is_not_made_up() {
        let run = lab("end 60s
host ann 192.168.3.10 profile classic keep 10 commits
host bob 192.168.3.20 profile classic
at 1s ann query bob
at 1s every 1s ann learn 192.168.3.9 02:00:00:00:00:09 for 5m
at 60s ann learn 192.168.3.8 02:00:00:00:00:08");
        let teachers: Vec<_> = ann(&run, 60.0)
            .into_iter()
            .filter_map(|row| row.teacher)
            .map(|it| (it.cut, it.at.is_some(), it.why.is_some()))
            .collect();
        let (known, unknown) = ((false, true, true), (true, false, false));
        assert_eq!(teachers, [known, unknown, unknown]);
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

    #[test]
    fn it_copies_as_the_kernel_prints_its_neighbours() {
        let run = lab(POISONING);
        assert_eq!(
            ip_neigh(&ann(&run, 41.0)),
            "192.168.3.1 dev eth0 lladdr 02:00:00:00:00:66 REACHABLE\n\
             192.168.3.77 dev eth0 INCOMPLETE\n"
        );
        let gone = ann(&run, 21.5);
        assert_eq!(
            (gone.len(), ip_neigh(&gone).lines().count()),
            (2, 1),
            "one has gone"
        );
    }

    #[test]
    fn rows_stand_in_the_order_that_is_asked_for() {
        let run = lab("end 9s
host ann 192.168.3.10 profile classic
at 1s ann learn 192.168.3.9 02:00:00:00:00:01 for 5m
at 2s ann learn 192.168.3.10 02:00:00:00:00:09 for 1m
at 3s ann pin 192.168.3.3 02:00:00:00:00:05
at 4s ann learn 192.168.3.200 02:00:00:00:00:02 for 2m");
        let order = |by, downwards| -> Vec<u8> {
            let mut rows = ann(&run, 8.0);
            sort(&mut rows, Order { by, downwards });
            rows.iter().map(|row| row.ip.octets()[3]).collect()
        };
        assert_eq!(
            order(By::Address, false),
            [3, 9, 200],
            "an own address is no entry"
        );
        assert_eq!(order(By::Mac, true), [3, 200, 9]);
        assert_eq!(order(By::Left, false), [200, 9, 3], "for good is longest");
        assert_eq!(order(By::Age, false), [200, 3, 9], "the youngest first");
    }

    /// What is told from parents is what the repository tells.
    #[test]
    fn blame_is_that_of_the_repository() {
        let run = lab("end 90s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
host eve 192.168.3.30 profile classic
at 1s every 7s ann query bob
at 2s every 5s eve learn 192.168.3.20 02:00:00:00:00:20
at 3s every 9s bob query eve
at 4s every 11s ann pull eve
at 6s every 13s eve pull bob
at 50s ann learn 192.168.3.30 02:00:00:00:00:66
at 60s eve pull ann
at 70s eve revert HEAD");
        for host in 0..3 {
            let host = HostId::new(host);
            let repository = run.repository(host, 0);
            let mut blame = Blame::default();
            for id in repository.history() {
                let told = repository.blame(*id, |old: &Entry, new| old.mac == new.mac);
                assert_eq!(*blame.of(repository, *id), told);
                assert_eq!(*Blame::default().of(repository, *id), told);
            }
        }
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
