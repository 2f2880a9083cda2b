//! Every rule against every profile. Each row puts an engine into a situation and tells in a few
//! words what it did; the table in `ARCHITECTURE.md` has to say the same, cell by cell.

mod cells;

use super::*;
use cells::*;

const DOCUMENT: &str = include_str!("../../../../../../ARCHITECTURE.md");

/// A rule, and what a profile makes of it.
type Row = (&'static str, fn(Profile) -> String);

const ROWS: [Row; 34] = [
    ("reply to us, unknown sender", |p| {
        after(p, &[unicast(reply(10))])
    }),
    ("reply to all, unknown sender", |p| {
        after(p, &[broadcast(reply_to_all(10))])
    }),
    ("announcement, unknown sender", |p| {
        after(p, &[announcement(10)])
    }),
    ("request for us, unknown sender", |p| {
        after(p, &[broadcast(request(10))])
    }),
    ("request for another, unknown sender", |p| {
        after(p, &[for_another(10)])
    }),
    ("announcement of another MAC, known sender", |p| {
        news(p, &announcement(11))
    }),
    ("request for another from another MAC, known sender", |p| {
        news(p, &for_another(11))
    }),
    ("reply to us from another MAC, known sender", |p| {
        news(p, &unicast(from(11, reply(10))))
    }),
    ("the same at once behind the answer", second_answer),
    ("announcement of an address asked for", |p| {
        asked(p, &announcement(10))
    }),
    ("probe for an own address", |p| {
        let spa = Ipv4Addr::UNSPECIFIED;
        after(p, &[broadcast(ArpPacket { spa, ..request(10) })])
    }),
    ("request for us from a multicast address", |p| {
        let spa = Ipv4Addr::new(224, 0, 0, 1);
        after(p, &[broadcast(ArpPacket { spa, ..request(10) })])
    }),
    ("operation other than 1 and 2", other_operation),
    ("frame against a static entry", against_static),
    ("another uses our address", |p| conflict(p, 1)),
    ("and again within 10 s", |p| conflict(p, 2)),
    ("target MAC of a request", request_tha),
    ("an address is announced by", announces),
    ("requests of a query, seconds between", query_rhythm),
    ("least time between requests for an address", spacing),
    ("a query in vain leaves", in_vain),
    ("waiters for an address", |p| {
        format!("{}, oldest dropped", p.config().waiters)
    }),
    ("dynamic entries", |p| {
        format!("{}, first to expire goes", p.config().capacity)
    }),
    ("an answered entry is", lifetime),
    ("and idle, when that is over", |p| when_over(p, false)),
    ("and in use, when that is over", |p| when_over(p, true)),
    ("use of a STALE entry", stale_in_use),
    ("its end is looked for", exactness),
    ("upper layer: it answers", confirmed),
    ("upper layer: it does not answer", suspected),
    ("link layer: the cable is out", carrier),
    ("a mapping restored by hand is", |p| {
        let engine = silent(p).engine;
        engine.restores(Instant::ZERO)(mac(10)).state.to_string()
    }),
    ("a claim sends", claim),
    ("stations reported as arpwatch does", |p| {
        let mut host = silent(p);
        host.hear(&unicast(reply(10)));
        host.query(11, 1);
        host.hear(&unicast(reply(11)));
        yes_or_no(!host.reports.is_empty())
    }),
];

/// The cells of the table in the document, by rule.
fn documented() -> Vec<Vec<&'static str>> {
    let table = DOCUMENT.split_once("| rule | classic | rfc | linux | strict |\n");
    let (_, table) = table.expect("the document has the table");
    let rows = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'));
    let cells = |row: &'static str| row.trim_matches('|').split('|').map(str::trim).collect();
    rows.map(cells).collect()
}

#[test]
fn every_rule_against_every_profile_is_as_the_table_says() {
    let rendered: String = ROWS
        .iter()
        .map(|(rule, cell)| line_of(rule, *cell))
        .collect();
    let documented = documented();
    let rules: Vec<_> = documented.iter().map(|row| row[0]).collect();
    let tested: Vec<_> = ROWS.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, tested, "the table should be\n{rendered}");
    for ((rule, cell), row) in ROWS.iter().zip(&documented) {
        for (profile, said) in Profile::ALL.into_iter().zip(&row[1..]) {
            let does = cell(profile);
            assert_eq!(does, *said, "{rule} / {}\n{rendered}", profile.word());
        }
    }
}

fn line_of(rule: &str, cell: fn(Profile) -> String) -> String {
    let cells = Profile::ALL.map(cell).join(" | ");
    format!("| {rule} | {cells} |\n")
}
