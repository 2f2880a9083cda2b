//! The page by keys alone: Tab comes by everything once and in order, arrows go on within rows, lists
//! and the drawing, the focus can always be seen and comes back, and single keys can be switched off.

use super::{ESCAPE, RIGHT, TWO, load, page, text, time};
use serde_json::Value;
use versioned_arp_tests::browser::Browser;

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SHIFT: char = '\u{E008}';
const DOWN: &str = "\u{E015}";
const HOME: &str = "\u{E011}";
/// More stops than any view has.
const MOST: usize = 150;
/// What Tab must come by: whatever takes input and is not left to the arrows.
const STOPS: &str = "[...(document.querySelector('dialog[open]') ?? document).querySelectorAll('button, input, select, textarea, summary, [tabindex]')]
    .filter((it) => it.tabIndex >= 0 && !it.disabled && it.checkVisibility({ checkVisibilityCSS: true }))";

/// Where the focus is, as `focus.js` tells it.
fn focus(browser: &Browser) -> Value {
    browser.eval(include_str!("focus.js"))
}

/// The name of what has the focus.
fn name(browser: &Browser) -> String {
    focus(browser)["name"].as_str().unwrap_or("").to_owned()
}

/// Puts the focus where Tab would, on what has this name.
fn go_to(browser: &Browser, name: &str) {
    let name = Value::from(name);
    let found = format!(
        "[...document.querySelectorAll('button, [tabindex]')].find((it) => it.checkVisibility() && \
         (it.ariaLabel?.startsWith({name}) || it.textContent.trim() === {name}))"
    );
    browser.wait_until(&found);
    browser.eval(&format!("({found}).focus()"));
}

/// Presses Tab until it has come round; answers with the parts of the page that it came by.
fn walk(browser: &Browser, view: &str) -> Vec<String> {
    browser.eval(&format!("{STOPS}[0].focus({{ focusVisible: true }})"));
    let (mut parts, mut faults) = (Vec::<String>::new(), Vec::new());
    let mut first = None;
    for _ in 0..MOST {
        let stop = focus(browser);
        browser.press(TAB);
        if first.as_ref() == Some(&stop) {
            break;
        }
        // Behind the last there may be something of the browser's own.
        if stop.is_null() {
            continue;
        }
        let part = stop["part"].as_str().expect("a part");
        if parts.last().is_none_or(|last| last != part) {
            parts.push(part.to_owned());
        }
        faults.extend(stop["faults"].as_array().expect("a list").clone());
        first.get_or_insert(stop);
    }
    assert!(faults.is_empty(), "{view}: {faults:#?}");
    let missed = browser.eval(&format!(
        "return {STOPS}.filter((it) => !it.dataset.reached).map((it) => it.ariaLabel || it.textContent.trim() || it.className)"
    ));
    assert_eq!(
        missed,
        Value::from(Vec::<String>::new()),
        "{view}: Tab misses them"
    );
    parts
}

#[test]
fn tab_comes_by_everything_once_and_in_order() {
    let browser = page(TWO);
    browser.eval("return lab.seek(1.00005)");
    let parts = walk(&browser, "all panels");
    assert_eq!(
        parts,
        ["topbar", "LAN", "History", "Packets", "Cache", "Time"]
    );

    // With all that can be open beside each other.
    for open in ["What if", "Filter", "+ Switch"] {
        go_to(&browser, open);
        browser.press(ENTER);
        if open.starts_with('+') {
            browser.press(ENTER);
            browser.wait_until("lab.text().includes('switch')");
        }
    }
    browser.eval("document.querySelector('.packet').click()");
    browser.wait_until("document.querySelector('.packet-detail')");
    let parts = walk(&browser, "a frame taken apart, a filter, two futures");
    assert_eq!(
        parts,
        [
            "topbar", "Futures", "LAN", "History", "Packets", "Cache", "Time"
        ]
    );

    browser.press("2");
    browser.press("t");
    browser.by_role("textbox", "Text of the lab");
    let parts = walk(&browser, "time and the text");
    assert!(
        parts.contains(&"Text of the lab".to_owned()) || parts.len() > 6,
        "{parts:?}"
    );
    browser.finish();
}

#[test]
fn arrows_walk_in_the_drawing_and_with_shift_they_move_a_node() {
    let browser = page(TWO);
    go_to(&browser, "Host ann");
    browser.press(RIGHT);
    assert_eq!(name(&browser), "Link ann – lan, up");
    browser.press(RIGHT);
    assert!(name(&browser).starts_with("Switch lan"));
    browser.press(HOME);
    assert!(name(&browser).starts_with("Host ann"));
    assert_eq!(text(&browser), TWO, "nothing was moved");
    browser.press_with(SHIFT, DOWN);
    browser.wait_until("/^host ann .* at \\d+,\\d+$/m.test(lab.text())");
    assert!(name(&browser).starts_with("Host ann"));
    // Time goes on from there as well.
    browser.press(".");
    browser.wait_until("lab.snapshot().time === 1");
    browser.finish();
}

#[test]
fn arrows_walk_in_rows_of_buttons_and_menus_open_by_them() {
    let browser = page(TWO);
    go_to(&browser, "ann");
    browser.press(RIGHT);
    assert_eq!(name(&browser), "bob");
    browser.press(ENTER);
    browser
        .wait_until("document.querySelector('.cache h2').textContent.startsWith('Cache of bob')");
    browser.press(RIGHT);
    browser.press(RIGHT);
    assert_eq!(name(&browser), "ann", "the row is round");
    // Tab comes back to what is on.
    browser.press(TAB);
    browser.press_with(SHIFT, TAB);
    assert_eq!(name(&browser), "bob");

    go_to(&browser, "File");
    browser.press(DOWN);
    browser.by_role("menuitem", "Your labs… kept in this browser, by name");
    browser.press(ESCAPE);
    assert_eq!(name(&browser), "File");
    assert_eq!(time(&browser), Some(0.0), "no arrow moved time");
    browser.finish();
}

#[test]
fn the_focus_comes_back_from_dialogs_and_goes_nowhere_by_itself() {
    let browser = page(TWO);
    for opener in ["Share", "Help", "+ Host"] {
        go_to(&browser, opener);
        browser.press(ENTER);
        browser.wait_until("document.querySelector('dialog[open]')");
        walk(&browser, opener);
        browser.press(ESCAPE);
        browser.wait_until("!document.querySelector('dialog')");
        assert_eq!(name(&browser), opener);
    }
    // A bar that goes with the button that was pressed leaves the focus in its panel.
    go_to(&browser, "Host ann");
    browser.press(ENTER);
    go_to(&browser, "Select nothing");
    browser.press(ENTER);
    browser.wait_until("!document.querySelector('.acts')");
    browser.wait_until("document.activeElement.closest('.panel.lan')");
    browser.finish();
}

#[test]
fn keys_that_write_can_be_switched_off() {
    let browser = page(TWO);
    browser.press("?");
    let switch = "Letters, digits and signs alone are keys of the page";
    browser.by_role("checkbox", switch).click();
    browser.press(ESCAPE);
    browser.wait_until("!document.querySelector('dialog')");
    browser.press("t.2");
    browser.press(RIGHT);
    browser.wait_until("lab.snapshot().time === 1");
    assert_eq!(
        browser.eval("return document.querySelector('.editor')"),
        Value::Null
    );
    browser.by_role("button", "Help").click();
    browser.by_role("checkbox", switch).click();
    browser.press(ESCAPE);
    browser.press(".");
    browser.wait_until("lab.snapshot().time === 1.0001");
    browser.finish();
}

#[test]
fn a_step_is_told_and_the_drawings_are_to_be_had_in_words() {
    let browser = page(TWO);
    browser.press(RIGHT);
    browser.wait_until("lab.snapshot().time === 1");
    let told = browser.by_role("status", "What happened").text();
    assert!(
        told.contains("frame 1: Who has 10.0.0.2? Tell 10.0.0.1"),
        "{told}"
    );
    browser.eval("return lab.seek(1.00005)");
    go_to(&browser, "LAN in words");
    browser.press(ENTER);
    let words = browser.by_role("region", "The LAN in words").text();
    for line in [
        "Host ann, linked to lan: 10.0.0.1; 0 entries · 1 asking",
        "On its way from ann to lan: frame 1, Who has 10.0.0.2? Tell 10.0.0.1",
    ] {
        assert!(
            words.lines().any(|it| it == line),
            "{line} is not in {words}"
        );
    }
    browser.press("2");
    go_to(&browser, "Time in words");
    browser.press(ENTER);
    let words = browser.by_role("region", "Space and time in words").text();
    assert!(
        words.contains("At 1.000200 s frame 1 arrives at bob"),
        "{words}"
    );
    load(&browser, TWO);
    browser.by_role("button", "Play").click();
    browser.wait_until(
        "document.querySelector('[aria-label=\"What happened\"]').textContent === 'Time plays.'",
    );
    browser.finish();
}
