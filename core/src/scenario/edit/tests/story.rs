//! Statements, the end and places, on a text with comments.

use crate::scenario::edit::*;
use crate::time::Instant;
const LAB: &str = "# a lab\n\
    title \"T\"   # the title\n\
    \n\
    host ann 10.0.0.1 profile classic # at 1,1\n\
    host bob  profile classic   at 7,8   timeout 5s # bob\n\
    # the story\n\
    at 1s  ann query bob # first\n\
    at 3s ann flush\n\
    # the end\n";

fn position(node: &str, x: f64, y: f64) -> String {
    set_position(LAB, node, x, y).expect("the node is there")
}

/// `LAB` with one piece exchanged.
fn changed(old: &str, new: &str) -> String {
    super::changed(LAB, old, new)
}

#[test]
fn a_position_is_added_in_front_of_the_comment() {
    assert_eq!(
        position("ann", 10.4, -3.0),
        changed("classic # at", "classic at 10,-3 # at")
    );
}

#[test]
fn a_position_is_replaced_where_it_stands() {
    assert_eq!(position("bob", 1.0, 2.0), changed("7,8", "1,2"));
    for (old, new) in [
        ("host a at 7, 8 tries 1", "host a at 1,2 tries 1"),
        ("host a at 7 , 8 tries 1", "host a at 1,2 tries 1"),
        ("host a at 7 ,8 tries 1", "host a at 1,2 tries 1"),
        ("switch a at", "switch a at 1,2"),
        ("host a at tries 1", "host a at 1,2 tries 1"),
    ] {
        assert_eq!(set_position(old, "a", 1.0, 2.0).as_deref(), Some(new));
    }
}

#[test]
fn the_implied_switch_gets_a_line_in_front_of_the_first_host() {
    assert_eq!(
        position("lan", 400.0, 250.0),
        changed("host ann", "switch lan at 400,250\nhost ann")
    );
    let declared = "switch core\r\nhost ann";
    assert_eq!(set_position(declared, "lan", 1.0, 2.0), None);
    assert_eq!(
        set_position("\u{feff}host ann\r\n", "lan", 1.0, 2.0).as_deref(),
        Some("\u{feff}switch lan at 1,2\r\nhost ann\r\n")
    );
}

#[test]
fn no_place_and_no_node_change_nothing() {
    assert_eq!(set_position(LAB, "ann", f64::NAN, 1.0), None);
    assert_eq!(set_position(LAB, "zoe", 1.0, 1.0), None);
    assert!(position("ann", 1e300, 0.0).contains("at 100000,0"));
}

#[test]
fn a_statement_goes_behind_the_last_that_is_not_later() {
    let at = |seconds| append_statement(LAB, Instant::from_secs(seconds), "bob flush");
    let behind = |old: &str, new: &str| changed(old, &format!("{old}\n{new}"));
    assert_eq!(at(3), behind("at 3s ann flush", "at 3s bob flush"));
    assert_eq!(at(120), behind("at 3s ann flush", "at 2m bob flush"));
    assert_eq!(at(2), behind("# first", "at 2s bob flush"));
    assert_eq!(at(0), changed("at 1s  ann", "at 0s bob flush\nat 1s  ann"));
}

#[test]
fn the_first_statement_goes_to_the_end() {
    for (text, result) in [
        ("", "at 1s a flush\n"),
        ("host a", "host a\n\nat 1s a flush\n"),
        ("host a\r\n", "host a\r\n\r\nat 1s a flush\r\n"),
        ("host a\n\n", "host a\n\nat 1s a flush\n"),
        ("host a\n\n# story", "host a\n\n# story\n\nat 1s a flush\n"),
        ("at 1s x", "at 1s x\nat 1s a flush"),
        ("host a\r\nat 1s x", "host a\r\nat 1s x\r\nat 1s a flush"),
    ] {
        let appended = append_statement(text, Instant::from_secs(1), "a flush");
        assert_eq!(appended, result, "{text:?}");
    }
}

#[test]
fn the_end_is_set_where_it_stands_or_behind_the_title() {
    let end = Instant::from_secs(90);
    assert_eq!(
        set_end(LAB, end),
        changed("# the title", "# the title\nend 90s")
    );
    for (text, result) in [
        ("end  60s # x\nhost a", "end  90s # x\nhost a"),
        ("end # x", "end 90s # x"),
        ("# c\nhost a\n", "# c\nend 90s\nhost a\n"),
        ("# c", "# c\n\nend 90s\n"),
    ] {
        assert_eq!(set_end(text, end), result);
    }
}

#[test]
fn the_end_only_ever_moves_away() {
    let to = Instant::from_secs;
    assert_eq!(extend_end("end 70s", to(70)), "end 70s");
    assert_eq!(extend_end("end 70s", to(71)), "end 71s");
    assert_eq!(extend_end("end soon", to(71)), "end 71s");
    assert_eq!(extend_end(LAB, to(60)), LAB);
    assert_eq!(extend_end(LAB, to(61)), set_end(LAB, to(61)));
}
