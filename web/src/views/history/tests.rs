//! Histories of small labs, as rows.

use super::abandoned::Abandoned;
use super::filter::{Because, Filter, On, branches, sheet};
use super::model::{CommitRow, HistoryAt, Turn};
use super::picture::svg;
use super::sheet::{Shape, Sheet};
use super::source::{Band, Source, Strand};
use crate::state::{Moment, RunHandle};
use crate::views::fixtures::{at, lab};
use std::rc::Rc;
use versioned_arp::graph::Cell;
use versioned_arp::sim::HostId;

const QUERY: &str = "end 20s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann query bob";

const PULLED: &str = "end 9s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann learn 192.168.3.1 02:00:00:00:00:01
at 2s ann learn 192.168.3.1 02:00:00:00:00:66
at 3s bob learn 192.168.3.9 02:00:00:00:00:09
at 4s bob pull ann
at 5s bob revert HEAD";

fn band(host: usize) -> Band {
    Band {
        host: HostId::new(host),
        generation: 0,
    }
}

fn source(run: &RunHandle, hosts: &[usize]) -> Rc<Source> {
    let bands = hosts.iter().map(|host| band(*host)).collect();
    Rc::new(Source::of(run, bands))
}

fn newest(sheet: &Sheet) -> Turn {
    Turn {
        len: sheet.len(),
        newest_first: true,
    }
}

/// The rows of a sheet from the top, with what else the view tells at the moment.
fn view<T>(sheet: &Sheet, moment: &Moment, read: impl Fn(&HistoryAt<'_>) -> T) -> T {
    let abandoned = Abandoned::of(&moment.run, sheet.source().bands());
    read(&HistoryAt::new(sheet, &abandoned, moment, newest(sheet)))
}

fn rows_of(sheet: &Sheet, moment: &Moment) -> Vec<CommitRow> {
    view(sheet, moment, |at| {
        (0..sheet.len()).map(|place| at.row(place)).collect()
    })
}

fn rows(moment: &Moment, host: usize) -> Vec<CommitRow> {
    rows_of(&Sheet::of(source(&moment.run, &[host])), moment)
}

fn subjects(rows: &[CommitRow]) -> Vec<&str> {
    rows.iter().map(|row| &*row.subject).collect()
}

#[test]
fn a_query_is_a_lane_of_its_own_and_the_newest_commit_comes_first() {
    let run = lab(QUERY);
    let rows = rows(&at(&run, 20.0), 0);
    assert_eq!(
        subjects(&rows),
        [
            "merge query/192.168.3.20",
            "query answered: 192.168.3.20 -> 02:00:00:00:00:02",
            "query 192.168.3.20: request 1 of 4",
            "create: empty cache",
        ]
    );
    assert_eq!(rows[1].drawn, "on query/192.168.3.20");
    let leaves = format!("on query/192.168.3.20, leaves main at {}", rows[3].short);
    assert_eq!(rows[2].drawn, leaves);
    assert_eq!(rows[0].drawn, format!("on main, merges {}", rows[1].short));
    let sheet = Sheet::of(source(&run, &[0]));
    let drawing = sheet.window(0..4);
    let lanes: Vec<_> = drawing.dots.iter().map(|dot| dot.cell.lane).collect();
    assert_eq!(lanes, [0, 1, 1, 0], "oldest first");
    assert_eq!(drawing.dots[3].shape, Shape::Merge);
    let merged = drawing.strokes.iter().find(|it| it.edge.nth == 1);
    assert_eq!(merged.map(|it| it.strand), Some(Strand::Query));
}

#[test]
fn what_is_to_come_is_in_front_and_said_to_be() {
    let run = lab(QUERY);
    let moment = at(&run, 1.000_05);
    let sheet = Sheet::of(source(&run, &[0]));
    let told = view(&sheet, &moment, |at| (at.past(), at.now()));
    assert_eq!(told, (2, Some(2)));
    let future: Vec<_> = rows(&moment, 0).iter().map(|row| row.future).collect();
    assert_eq!(future, [true, true, false, false]);
}

#[test]
fn names_stand_where_they_were_at_the_moment() {
    let run = lab(QUERY);
    let names = |seconds: f64| -> Vec<(String, Vec<String>)> {
        let rows = rows(&at(&run, seconds), 0).into_iter();
        let named = rows.filter(|row| !row.refs.is_empty());
        let name = |row: CommitRow| {
            let names = row.refs.into_iter().map(|it| it.name);
            (row.subject, names.collect())
        };
        named.map(name).collect()
    };
    let query = "query 192.168.3.20: request 1 of 4";
    let create = || ("create: empty cache".into(), vec!["main".into()]);
    assert_eq!(names(0.0), [create()]);
    assert_eq!(
        names(1.000_05),
        [(query.into(), vec!["query/192.168.3.20".into()]), create()]
    );
    assert_eq!(
        names(2.0),
        [("merge query/192.168.3.20".into(), vec!["main".into()])]
    );
}

#[test]
fn a_mac_that_changed_alarms_and_what_was_pulled_has_its_own_strand() {
    let run = lab(PULLED);
    let changed = &rows(&at(&run, 9.0), 0)[0];
    assert_eq!(
        changed.subject,
        "changed: 192.168.3.1 02:00:00:00:00:01 -> 02:00:00:00:00:66"
    );
    assert_eq!(
        (changed.alarm, &*changed.brief),
        (Some("new MAC"), "changed: 192.168.3.1 …:01 -> …:66")
    );

    let sheet = Sheet::of(source(&run, &[1]));
    let rows = rows_of(&sheet, &at(&run, 9.0));
    let dot = |subject: &str| {
        let place = rows.iter().position(|row| row.subject.starts_with(subject));
        let row = newest(&sheet).turned(place.expect("a commit of that subject"));
        sheet.window(row..row + 1).dots[0]
    };
    assert_eq!(dot("changed").strand, Strand::Pulled);
    assert_eq!(
        (dot("pull ann").strand, dot("pull ann").cell.lane),
        (Strand::Main, 0)
    );
    assert_eq!(dot("revert").shape, Shape::Revert);
    let fetched = rows.iter().find(|row| row.subject.starts_with("changed"));
    assert_eq!(fetched.map(|row| &*row.drawn), Some("fetched from ann"));
}

/// Each host has a band of its own, each commit is there once, and a pull is a line across.
#[test]
fn hosts_are_side_by_side_and_pulls_lead_across() {
    let run = lab(PULLED);
    let sheet = Sheet::of(source(&run, &[0, 1]));
    let rows = rows_of(&sheet, &at(&run, 9.0));
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.host.as_deref().unwrap_or(""), &row.subject[..6]))
        .collect();
    assert_eq!(
        told,
        [
            ("bob", "revert"),
            ("bob", "pull a"),
            ("bob", "learne"),
            ("ann", "change"),
            ("ann", "learne"),
            ("bob", "create"),
            ("ann", "create"),
        ]
    );
    let drawing = sheet.window(0..sheet.len());
    let lanes: Vec<_> = drawing.dots.iter().map(|dot| dot.cell.lane).collect();
    assert_eq!(lanes, [0, 2, 0, 0, 2, 2, 2], "oldest first");
    let across: Vec<_> = drawing.strokes.iter().filter(|it| it.across).collect();
    let [pull] = &across[..] else {
        panic!("one pull")
    };
    assert_eq!((pull.edge.child.row, pull.edge.foot.row), (5, 3));
    assert_eq!((sheet.width(), sheet.lanes_of(1)), (4, 2..4));
    // What leads across is drawn wherever some of it is to be seen.
    assert!(sheet.window(4..5).strokes.iter().any(|it| it.across));
    assert!(!sheet.window(0..3).strokes.iter().any(|it| it.across));
}

#[test]
fn a_filter_lists_what_was_asked_for() {
    let run = lab("end 90s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann query bob
at 2s ann learn 192.168.3.2 02:00:00:00:00:22 for 20s
at 3s ann branch before HEAD~1
at 4s ann learn 192.168.3.2 02:00:00:00:00:66 for 20s");
    let source = source(&run, &[0]);
    let moment = at(&run, 90.0);
    let listed = |filter: Filter| -> Vec<String> {
        let rows = rows_of(&sheet(&source, &filter), &moment);
        rows.into_iter()
            .map(|row| row.subject.split(':').next().unwrap_or("").to_owned())
            .collect()
    };
    let words = |words: &str| Filter {
        words: words.into(),
        ..Filter::default()
    };
    assert_eq!(listed(Filter::default()).len(), source.items().len());
    assert_eq!(
        listed(words("192.168.3.2")),
        ["expired", "changed", "learned"],
        "and not .20"
    );
    assert_eq!(listed(words("REQUEST")), ["query 192.168.3.20"]);
    assert_eq!(listed(words("nothing at all")), [""; 0]);
    let id = source.items()[0].id.to_string();
    assert_eq!(listed(words(&id[..6])), ["create"]);
    let on = |on: On| Filter {
        on,
        ..Filter::default()
    };
    assert_eq!(
        listed(on(On::Queries)),
        ["query answered", "query 192.168.3.20"]
    );
    assert!(!listed(on(On::Main)).contains(&"query answered".to_owned()));
    assert_eq!(listed(on(On::Fetched)), [""; 0]);
    let made = branches(&source);
    assert_eq!(
        made.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        ["before"]
    );
    assert_eq!(
        listed(on(On::Branch(made[0].clone())))[0],
        "merge query/192.168.3.20"
    );
    let because = |it| Filter {
        because: Some(it),
        ..Filter::default()
    };
    assert_eq!(
        listed(because(Because::Frame)),
        ["merge query/192.168.3.20", "query answered"]
    );
    assert_eq!(listed(because(Because::Timer)), ["expired", "expired"]);
    let conflicts = Filter {
        conflicts: true,
        ..Filter::default()
    };
    assert_eq!(listed(conflicts), ["changed"]);
    let made = |since: &str, until: &str| Filter {
        since: since.into(),
        until: until.into(),
        ..Filter::default()
    };
    assert_eq!(listed(made("2s", "4")), ["changed", "learned"]);
    assert_eq!(listed(made("", " 500 ms ")), ["create"]);
    let all = source.items().len();
    assert_eq!(listed(made("2x", ".")).len(), all, "nothing is asked yet");
}

/// Lines of a filtered list lead to the nearest commits that are listed.
#[test]
fn a_filtered_list_is_still_a_history() {
    let run = lab("end 9s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann learn 192.168.3.1 02:00:00:00:00:01
at 2s ann query bob
at 3s ann learn 192.168.3.1 02:00:00:00:00:66
at 4s ann forget 192.168.3.1");
    let source = source(&run, &[0]);
    let filter = Filter {
        words: "192.168.3.1".into(),
        ..Filter::default()
    };
    let sheet = sheet(&source, &filter);
    let drawing = sheet.window(0..sheet.len());
    let lines: Vec<_> = drawing
        .strokes
        .iter()
        .map(|it| (it.edge.child.row, it.edge.parent, it.skips))
        .collect();
    assert_eq!(
        lines,
        [(1, 0, true), (2, 1, false)],
        "the query was left out"
    );
    assert!(drawing.dots.iter().all(|dot| dot.cell.lane == 0));
}

#[test]
fn a_reset_leaves_commits_behind_until_something_leads_to_them() {
    let run = lab("end 9s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann learn 192.168.3.1 02:00:00:00:00:01
at 2s ann learn 192.168.3.2 02:00:00:00:00:02
at 3s ann branch kept HEAD~1
at 4s ann reset HEAD~2
at 5s ann learn 192.168.3.3 02:00:00:00:00:03
at 6s ann merge kept");
    let left = |seconds: f64| -> Vec<String> {
        let rows = rows(&at(&run, seconds), 0).into_iter();
        rows.filter(|row| row.abandoned)
            .map(|row| row.subject)
            .collect()
    };
    assert_eq!(left(3.5), [""; 0]);
    assert_eq!(left(4.5), ["learned: 192.168.3.2 -> 02:00:00:00:00:02"]);
    assert_eq!(left(7.0), ["learned: 192.168.3.2 -> 02:00:00:00:00:02"]);
    let back = lab("end 9s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann learn 192.168.3.1 02:00:00:00:00:01
at 2s ann reset HEAD~1
at 3s bob pull ann
at 4s ann reset @1s
at 5s ann learn 192.168.3.1 02:00:00:00:00:01");
    let rows = rows(&at(&back, 4.5), 0);
    assert!(
        rows.iter().any(|row| row.abandoned),
        "@1s is of the new main, which never had it"
    );
}

/// Ten thousand commits: a window in the middle shows its own rows and no more than crosses them.
#[test]
fn a_window_of_a_long_history_is_short() {
    let run = lab("end 3h
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s every 1s times 10000 ann learn 192.168.3.1 02:00:00:00:00:01");
    let sheet = Sheet::of(source(&run, &[0]));
    assert!(sheet.len() > 10_000);
    let drawing = sheet.window(5_000..5_040);
    assert_eq!((drawing.dots.len(), drawing.strokes.len()), (40, 41));
    let newest = drawing.dots.last().map(|dot| dot.cell);
    assert_eq!(
        newest,
        Some(Cell {
            row: 5_039,
            lane: 0
        })
    );
    let moment = at(&run, 9_000.0);
    let shown = view(&sheet, &moment, |at| {
        (5_000..5_040)
            .map(|place| at.row(place).short)
            .collect::<Vec<_>>()
    });
    assert_eq!(shown.len(), 40);
}

#[test]
fn a_drawing_says_what_it_leaves_out_and_interprets_no_markup() {
    let run = lab(PULLED);
    let sheet = Sheet::of(source(&run, &[0, 1]));
    let moment = at(&run, 9.0);
    let drawn = |most| {
        view(&sheet, &moment, |at| {
            svg(at, &sheet, newest(&sheet), most).0
        })
    };
    let all = drawn(100);
    assert!(all.starts_with("<svg xmlns=") && all.ends_with("</svg>\n"));
    assert_eq!(all.matches("class=\"node").count(), 7);
    assert!(
        all.contains("-&gt;") || all.contains("->"),
        "subjects are there"
    );
    assert!(!all.contains("more</text>"));
    let some = drawn(3);
    assert_eq!(some.matches("class=\"node").count(), 3);
    assert!(some.contains("… and 4 more</text>"));
}
