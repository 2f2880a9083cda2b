//! Cables, in examples.

use crate::scenario::edit::*;
use crate::scenario::parse;

/// Two switches; a is on the first as if by itself, b and c by lines of their own.
const LAB: &str = "\
    switch one\n\
    switch two # upstairs\n\
    host a\n\
    host b\n\
    host c\n\
    link two b  loss 1% # b's cable\n\
    link c one rate 1mbit\n\
    link one two\n\
    at 1s link a one down\n\
    at 2s link b two latency 5ms # slow\n\
    at 3s link two one loss 2%\n";

/// `LAB` after an edit, which must be right, with these pieces exchanged.
fn becomes(edited: Option<String>, pieces: &[(&str, &str)]) {
    let edited = edited.expect("there is something to edit");
    if let Err(mistakes) = parse(&edited) {
        panic!("{}\n{edited}", mistakes[0]);
    }
    let mut expected = LAB.to_owned();
    for (old, new) in pieces {
        expected = super::changed(&expected, old, new);
    }
    assert_eq!(edited, expected);
}

#[test]
fn a_cable_is_put_elsewhere_and_keeps_its_options() {
    becomes(
        connect(LAB, "b", "one"),
        &[
            ("link two b", "link one b"),
            ("link b two latency", "link b one latency"),
        ],
    );
}

#[test]
fn a_cable_that_no_line_names_gets_a_line() {
    let pieces = [
        ("link one two\n", "link one two\nlink a two\n"),
        ("link a one down", "link a two down"),
    ];
    becomes(connect(LAB, "a", "two"), &pieces);
    becomes(connect(LAB, "two", "a"), &pieces);
}

#[test]
fn two_hosts_share_one_cable() {
    // a has no line, so b's is the one that stays; statements about either's cable follow.
    becomes(
        connect(LAB, "a", "b"),
        &[
            ("link two b", "link a b"),
            ("link a one down", "link a b down"),
            ("link b two latency", "link b a latency"),
        ],
    );
    // Both have one: that of the first stays.
    becomes(
        connect(LAB, "c", "b"),
        &[
            ("link two b  loss 1% # b's cable\n", ""),
            ("link c one rate", "link c b rate"),
            ("link b two latency", "link b c latency"),
        ],
    );
}

#[test]
fn what_is_linked_already_or_not_there_is_not_linked() {
    for (a, b) in [
        ("a", "one"),
        ("b", "two"),
        ("two", "one"),
        ("a", "a"),
        ("a", "x"),
        ("lan", "a"),
    ] {
        assert_eq!(connect(LAB, a, b), None, "{a} {b}");
    }
}

#[test]
fn two_switches_get_a_link_more() {
    let three = add_node(LAB, "switch three");
    let linked = connect(&three, "three", "two");
    assert_eq!(
        linked,
        Some(three.replace("link one two\n", "link one two\nlink three two\n"))
    );
    let implied = connect("host a\nhost b", "a", "b");
    assert_eq!(implied.as_deref(), Some("host a\nhost b\nlink a b"));
}

#[test]
fn a_cable_without_its_line_is_in_the_first_switch() {
    becomes(
        disconnect(LAB, "b"),
        &[
            ("link two b  loss 1% # b's cable\n", ""),
            ("link b two latency", "link b one latency"),
        ],
    );
    becomes(disconnect(LAB, "c"), &[("link c one rate 1mbit\n", "")]);
    assert_eq!(disconnect(LAB, "a"), None);
    assert_eq!(disconnect(LAB, "one"), None);
}

#[test]
fn a_link_between_switches_goes_with_its_statements() {
    becomes(
        delete_link(LAB, "one", "two"),
        &[("link one two\n", ""), ("at 3s link two one loss 2%\n", "")],
    );
    assert_eq!(delete_link(LAB, "b", "two"), None);
}

#[test]
fn options_are_exchanged_where_they_stand() {
    becomes(
        set_link(LAB, "b", "two", "rate 1gbit"),
        &[("b  loss 1% #", "b rate 1gbit #")],
    );
    becomes(set_link(LAB, "one", "c", ""), &[("one rate 1mbit", "one")]);
    becomes(
        set_link(LAB, "two", "one", " jitter 1ms "),
        &[("link one two\n", "link one two jitter 1ms\n")],
    );
    becomes(
        set_link(LAB, "one", "a", "loss 3%"),
        &[("link one two\n", "link one two\nlink a one loss 3%\n")],
    );
    assert_eq!(set_link(LAB, "a", "two", "loss 3%"), None);
}
