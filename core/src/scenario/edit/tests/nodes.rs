//! A node more, another line for it, another name, and one less.

use crate::scenario::edit::*;
use crate::scenario::parse;

/// ann and bob on a switch without a line, with comments that must stay.
const LAB: &str = "# ann's lab\n\
    title \"ann and bob\"   # bob, too\n\
    host ann 10.0.0.1     # ann\n\
    \x20 host bob 10.0.0.2 timeout 5s at 7,8 # bob\n\
    host cat 10.0.0.3\n\
    link bob lan  loss 1% # bob's cable\n\
    \n\
    at 1s  ann query bob # ask bob\n\
    at 2s every 1s times 3 bob send ann:9 \"ann, it is bob\"\n\
    at 3s link  ann lan down\n\
    at 4s cat branch bob\n\
    at 5s cat pull   bob\n\
    at 6s cat flush";

/// `LAB` with one piece exchanged.
fn changed(old: &str, new: &str) -> String {
    super::changed(LAB, old, new)
}

fn right(text: &str) {
    if let Err(mistakes) = parse(text) {
        panic!("{}\n{text}", mistakes[0]);
    }
}

#[test]
fn a_host_is_added_behind_the_last() {
    let text = add_node(LAB, "host dan 10.0.0.4");
    assert_eq!(
        text,
        changed(
            "host cat 10.0.0.3\n",
            "host cat 10.0.0.3\nhost dan 10.0.0.4\n"
        )
    );
    right(&text);
}

#[test]
fn the_first_host_stands_below_the_head() {
    for (text, result) in [
        ("", "host a\n"),
        (
            "title \"x\"\nend 5s # so long\n",
            "title \"x\"\nend 5s # so long\n\nhost a\n",
        ),
        ("# only words\n", "# only words\n\nhost a\n"),
        ("at 1s x flush\n", "host a\nat 1s x flush\n"),
        (
            "switch lan\r\n# end\r\n",
            "switch lan\r\nhost a\r\n# end\r\n",
        ),
    ] {
        assert_eq!(add_node(text, "host a"), result, "{text:?}");
    }
}

#[test]
fn another_switch_leaves_the_first_one_where_it_was() {
    let text = add_node(LAB, "switch attic at 1,2");
    assert_eq!(
        text,
        changed(
            "host ann 10",
            "switch lan\nswitch attic at 1,2\nhost ann 10"
        )
    );
    right(&text);
    let third = add_node(&text, "switch cellar");
    assert_eq!(
        third,
        text.replace("attic at 1,2\n", "attic at 1,2\nswitch cellar\n")
    );
    assert_eq!(
        add_node("host a", "switch lan at 1,2"),
        "switch lan at 1,2\nhost a"
    );
}

#[test]
fn another_line_keeps_what_stands_around_it() {
    assert_eq!(
        replace_node(LAB, "bob", "host bob 10.0.0.9").as_deref(),
        Some(&*changed(
            "host bob 10.0.0.2 timeout 5s at 7,8",
            "host bob 10.0.0.9"
        ))
    );
    assert_eq!(
        replace_node(LAB, "lan", "switch lan inspect").as_deref(),
        Some(&*changed("host ann 10", "switch lan inspect\nhost ann 10"))
    );
    assert_eq!(replace_node(LAB, "eve", "host eve"), None);
}

#[test]
fn a_new_name_stands_wherever_a_line_names_the_node() {
    let text = rename(LAB, "bob", "rob").expect("bob is there");
    let mut expected = changed("host bob", "host rob");
    for (old, new) in [
        ("link bob lan", "link rob lan"),
        ("query bob", "query rob"),
        ("3 bob send", "3 rob send"),
        ("pull   bob", "pull   rob"),
    ] {
        expected = super::changed(&expected, old, new);
    }
    assert_eq!(text, expected, "neither comments, quotes nor branches");
    right(&text);
    let text = rename(LAB, "ann", "eve").expect("ann is there");
    assert!(text.contains("send eve:9 \"ann, it is bob\""), "{text}");
    assert!(text.contains("at 3s link  eve lan down"), "{text}");
}

#[test]
fn a_new_name_for_the_switch_without_a_line_declares_it() {
    let text = rename(LAB, "lan", "office").expect("it is there");
    assert!(
        text.contains("# bob, too\nswitch office\nhost ann"),
        "{text}"
    );
    assert!(
        text.contains("link bob office  loss 1% # bob's cable\n"),
        "{text}"
    );
    assert!(text.contains("link  ann office down"), "{text}");
    right(&text);
    assert_eq!(rename(LAB, "attic", "cellar"), None);
    assert_eq!(rename(LAB, "ann", "ann"), None);
}

#[test]
fn a_host_that_goes_takes_its_cable_and_its_story_along() {
    let text = delete_node(LAB, "bob").expect("bob is there");
    let expected = "# ann's lab\n\
        title \"ann and bob\"   # bob, too\n\
        host ann 10.0.0.1     # ann\n\
        host cat 10.0.0.3 mac 02:00:00:00:00:03\n\
        \n\
        at 3s link  ann lan down\n\
        at 4s cat branch bob\n\
        at 6s cat flush";
    assert_eq!(text, expected);
    right(&text);
}

#[test]
fn the_last_lines_go_with_the_end_before_them() {
    let text = "host a\r\nhost b\r\nat 1s b flush";
    assert_eq!(delete_node(text, "b").as_deref(), Some("host a\r\n"));
    assert_eq!(
        delete_node("host a\nhost b", "b").as_deref(),
        Some("host a")
    );
}

#[test]
fn a_switch_that_goes_leaves_its_hosts_to_the_first() {
    let text = "switch one\nswitch two\nlink one two\nhost a\nhost b\nlink b two\n\
                at 1s link b two down\nat 2s a query b\n";
    assert_eq!(
        delete_node(text, "two").as_deref(),
        Some("switch one\nhost a\nhost b\nat 2s a query b\n")
    );
    let text = delete_node(text, "one").expect("it is there");
    assert_eq!(
        text,
        "switch two\nhost a\nhost b\nlink b two\nat 1s link b two down\nat 2s a query b\n"
    );
    right(&text);
    assert_eq!(delete_node(&text, "two"), None, "hosts need one");
    assert_eq!(delete_node(LAB, "lan"), None);
}
