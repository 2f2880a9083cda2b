//! Histories of small labs, as rows.

use super::model::{CommitRow, HistoryAt, HostHistory, Strand};
use crate::state::Moment;
use crate::views::fixtures::{at, lab};
use versioned_arp::graph::Cell;
use versioned_arp::sim::HostId;

const QUERY: &str = "end 20s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann query bob";

fn rows(moment: &Moment, host: usize) -> Vec<CommitRow> {
    let host = HostId::new(host);
    let history = HostHistory::of(&moment.run, host, 0);
    let at = HistoryAt::new(&history, moment);
    (0..history.len()).map(|place| at.row(place)).collect()
}

#[test]
fn a_query_is_a_lane_of_its_own_and_the_newest_commit_comes_first() {
    let run = lab(QUERY);
    let history = HostHistory::of(&run, HostId::new(0), 0);
    let subjects: Vec<_> = rows(&at(&run, 20.0), 0)
        .into_iter()
        .map(|row| row.subject)
        .collect();
    assert_eq!(
        subjects,
        [
            "merge query/192.168.3.20",
            "query answered: 192.168.3.20 -> 02:00:00:00:00:02",
            "query 192.168.3.20: request 1 of 4",
            "create: empty cache",
        ]
    );
    let window = history.window(0..4);
    let lanes: Vec<_> = window.nodes.iter().map(|cell| cell.lane).collect();
    assert_eq!(lanes, [0, 1, 1, 0], "oldest first");
    assert!(history.is_merge(3));
    let merged = window.edges.last().expect("a merge has edges");
    assert_eq!((merged.nth, history.strand_of(merged)), (1, Strand::Query));
}

#[test]
fn what_is_to_come_is_in_front_and_said_to_be() {
    let run = lab(QUERY);
    let moment = at(&run, 1.000_05);
    let history = HostHistory::of(&run, HostId::new(0), 0);
    let view = HistoryAt::new(&history, &moment);
    assert_eq!((view.to_come(), view.now(), view.known()), (2, Some(2), 2));
    let future: Vec<_> = rows(&moment, 0).iter().map(|row| row.future).collect();
    assert_eq!(future, [true, true, false, false]);
}

#[test]
fn names_stand_where_they_were_at_the_moment() {
    let run = lab(QUERY);
    let names = |seconds: f64| -> Vec<(String, Vec<String>)> {
        let rows = rows(&at(&run, seconds), 0).into_iter();
        rows.filter(|row| !row.refs.is_empty())
            .map(|row| {
                (
                    row.subject,
                    row.refs.into_iter().map(|it| it.name).collect(),
                )
            })
            .collect()
    };
    assert_eq!(
        names(0.0),
        [("create: empty cache".into(), vec!["main".into()])]
    );
    assert_eq!(
        names(1.000_05),
        [
            (
                "query 192.168.3.20: request 1 of 4".into(),
                vec!["query/192.168.3.20".into()]
            ),
            ("create: empty cache".into(), vec!["main".into()]),
        ]
    );
    assert_eq!(
        names(2.0),
        [("merge query/192.168.3.20".into(), vec!["main".into()])]
    );
}

#[test]
fn a_mac_that_changed_alarms_and_what_was_pulled_has_its_own_strand() {
    let run = lab("end 9s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann learn 192.168.3.1 02:00:00:00:00:01
at 2s ann learn 192.168.3.1 02:00:00:00:00:66
at 3s bob learn 192.168.3.9 02:00:00:00:00:09
at 4s bob pull ann");
    let changed = &rows(&at(&run, 9.0), 0)[0];
    assert_eq!(
        changed.subject,
        "changed: 192.168.3.1 02:00:00:00:00:01 -> 02:00:00:00:00:66"
    );
    assert_eq!(
        (changed.alarm, &*changed.brief),
        (Some("new MAC"), "changed: 192.168.3.1 …:01 -> …:66")
    );

    let bob = HostHistory::of(&run, HostId::new(1), 0);
    let row = |subject: &str| {
        let place = rows(&at(&run, 9.0), 1)
            .iter()
            .position(|row| row.subject.starts_with(subject));
        bob.turned(place.expect("a commit of that subject"))
    };
    assert_eq!(bob.strand_at(row("changed")), Strand::Pulled);
    assert_eq!(bob.strand_at(row("pull ann")), Strand::Main);
    assert_eq!(bob.window(0..bob.len()).nodes[row("pull ann")].lane, 0);
}

/// Ten thousand commits: a window in the middle shows its own rows and no more than crosses them.
#[test]
fn a_window_of_a_long_history_is_short() {
    let run = lab("end 3h
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s every 1s times 10000 ann learn 192.168.3.1 02:00:00:00:00:01");
    let history = HostHistory::of(&run, HostId::new(0), 0);
    assert!(history.len() > 10_000);
    let window = history.window(5_000..5_040);
    assert_eq!(window.nodes.len(), 40);
    assert_eq!(window.edges.len(), 41);
    let newest = window.nodes.last().copied();
    assert_eq!(
        newest,
        Some(Cell {
            row: history.turned(5_000),
            lane: 0
        })
    );
    let moment = at(&run, 9_000.0);
    let view = HistoryAt::new(&history, &moment);
    let shown: Vec<_> = (5_000..5_040).map(|place| view.row(place).short).collect();
    assert_eq!(shown.len(), 40);
}
