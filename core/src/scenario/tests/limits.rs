//! Each limit holds exactly, and has a message of its own.

use crate::scenario::{
    MAX_HOSTS, MAX_LINKS, MAX_STATEMENTS, MAX_SWITCHES, MAX_TEXT, Scenario, parse,
};
use std::fmt::Write;

/// The only mistake of a text.
fn mistake(text: &str) -> String {
    let mistakes = parse(text).expect_err("the text is beyond a limit");
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    mistakes[0].to_string()
}

fn fine(text: &str) -> Scenario {
    parse(text).unwrap_or_else(|mistakes| panic!("{}", mistakes[0]))
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        writeln!(text, "{}", line(index)).expect("a string takes all");
        text
    })
}

#[test]
fn a_text_has_64_kib() {
    let text = format!("title \"x\"\n{}", "#".repeat(MAX_TEXT - 10));
    assert_eq!(text.len(), MAX_TEXT);
    fine(&text);
    assert_eq!(
        mistake(&(text + "#")),
        "line 2, column 65527: the text has 65537 bytes, more than 65536 (64 KiB)"
    );
}

#[test]
fn a_lab_has_512_hosts() {
    let hosts = |count| lines(count, |n| format!("host h{n} profile classic"));
    assert_eq!(fine(&hosts(MAX_HOSTS)).hosts.len(), MAX_HOSTS);
    assert_eq!(
        mistake(&hosts(MAX_HOSTS + 1)),
        "line 513, column 1: more than 512 hosts"
    );
}

#[test]
fn a_lab_has_64_switches() {
    let switches = |count| lines(count, |n| format!("switch s{n}"));
    assert_eq!(fine(&switches(MAX_SWITCHES)).switches.len(), MAX_SWITCHES);
    assert_eq!(
        mistake(&switches(MAX_SWITCHES + 1)),
        "line 65, column 1: more than 64 switches"
    );
}

#[test]
fn a_lab_has_1024_links_implied_ones_included() {
    let pairs: Vec<_> = (0..MAX_SWITCHES)
        .flat_map(|b| (0..b).map(move |a| (a, b)))
        .collect();
    let lab = |links: usize| {
        let nodes = lines(MAX_SWITCHES, |n| format!("switch s{n}"));
        let links = lines(links, |n| format!("link s{} s{}", pairs[n].0, pairs[n].1));
        format!("host a profile classic\nhost b profile classic\n{nodes}{links}")
    };
    assert_eq!(fine(&lab(MAX_LINKS - 2)).links.len(), MAX_LINKS);
    assert_eq!(
        mistake(&lab(MAX_LINKS - 1)),
        "line 1089, column 1: more than 1024 links, those that no line names included"
    );
}

#[test]
fn a_text_has_4096_statements() {
    let lab = |count| {
        let statements = lines(count, |_| "at 1s a flush".into());
        format!("host a profile classic\n{statements}")
    };
    let scenario = fine(&lab(MAX_STATEMENTS));
    assert_eq!(scenario.statements.len(), MAX_STATEMENTS);
    assert_eq!(
        mistake(&lab(MAX_STATEMENTS + 1)),
        "line 4098, column 1: more than 4096 statements"
    );
}

#[test]
fn a_lab_lasts_24_hours() {
    fine("end 24h");
    fine("end 86400s");
    assert_eq!(
        mistake("end 86400.000001s"),
        "line 1, column 5: '86400.000001s' is longer than 24h, the longest time of a lab"
    );
    assert_eq!(
        mistake("end 99999999999999999999h"),
        "line 1, column 5: '99999999999999999999h' is longer than 24h, the longest time of a lab"
    );
}

#[test]
fn statements_repeat_a_million_times_in_all_up_to_the_end() {
    let lab = |statements: &str| format!("host a profile classic\nend 10s\n{statements}");
    fine(&lab("at 0s every 1us times 1000000 a flush\nat 0s a flush"));
    // What lies beyond the end does not count.
    fine(&lab(
        "at 1s every 10us a flush\nat 9s every 1ms times 99999999 a flush",
    ));
    fine(&lab("at 11s every 1us a flush"));
    assert_eq!(
        mistake(&lab("at 0s every 20us a flush\nat 0s every 20us a flush")),
        "line 4, column 1: up to the end (10s) there are 1000002 repetitions in all, more than \
         1000000"
    );
}

#[test]
fn a_full_text_of_mistakes_is_read_at_once() {
    // Many names and as many near misses: suggestions must not grow with their product.
    let hosts = lines(500, |n| {
        format!("host a-name-of-some-length-{n} profile classic")
    });
    let mut text = hosts;
    while text.len() < MAX_TEXT - 40 {
        text += "at 1s a-name-of-sme-length query b\n";
    }
    let mistakes = parse(&text).expect_err("the name is unknown");
    let message = &mistakes[0].message;
    assert!(
        message.ends_with("did you mean 'a-name-of-some-length-0'?"),
        "{message}"
    );
}
