//! Every message of the language, as a table: `diagnostics.txt` holds texts, and behind each `=>`
//! the mistakes that are found in it. Blocks are separated by `----`.

use crate::scenario::{LISTED, parse};

const TABLE: &str = include_str!("diagnostics.txt");

#[test]
fn every_mistake_is_named_where_it_is() {
    for block in TABLE.split("----\n") {
        let (text, expected) = block.split_once("=>\n").expect("a block has an arrow");
        let mistakes = parse(text).expect_err("every text of the table is wrong");
        let found: String = mistakes
            .iter()
            .map(|mistake| format!("{mistake}\n"))
            .collect();
        assert_eq!(found, expected, "in the text\n{text}");
    }
}

#[test]
fn a_mistake_covers_the_word_that_it_means() {
    let text = "host ann profile classic\nat 1s ann query  nobody";
    let mistakes = parse(text).expect_err("there is no nobody");
    let place = |m: &crate::scenario::Mistake| (m.line, m.column, m.len);
    assert_eq!(mistakes.iter().map(place).collect::<Vec<_>>(), [(2, 18, 6)]);
}

#[test]
fn columns_count_characters_and_leave_out_the_byte_order_mark() {
    let text = "\u{feff}title \"ä€😀\" more\r\n";
    let mistakes = parse(text).expect_err("more is too much");
    assert_eq!(
        mistakes[0].to_string(),
        "line 1, column 13: expected the end of the line, not 'more'"
    );
}

#[test]
fn crlf_tabs_and_a_byte_order_mark_are_tolerated() {
    let unix = "title \"x\"\nhost ann 10.0.0.1 profile classic # c\n\nat 1s ann flush\n";
    let windows = format!(
        "\u{feff}{}",
        unix.replace('\n', "\r\n").replace(' ', "\t \t")
    );
    assert_eq!(parse(&windows), parse(unix));
    assert!(parse(unix).is_ok());
}

#[test]
fn after_a_hundred_mistakes_the_rest_is_counted() {
    let mistakes = parse(&"x\n".repeat(LISTED + 7)).expect_err("x is no word");
    assert_eq!(mistakes.len(), LISTED + 1);
    let last = mistakes[LISTED].to_string();
    assert_eq!(last, "line 101, column 1: and 7 more mistakes from here on");
    let all = parse(&"x\n".repeat(LISTED)).expect_err("x is no word");
    assert_eq!(all.len(), LISTED);
}
