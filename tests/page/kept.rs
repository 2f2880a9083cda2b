//! Work is never lost: undo and redo, labs kept by name, and links that open over what was there.

use super::acts::write;
use super::{TWO, load, page, text};
use serde_json::{Value, json};
use versioned_arp::scenario::link::{Link, encode};
use versioned_arp_tests::browser::Browser;

const CONTROL: char = '\u{E009}';
/// A lab beside [`TWO`].
const ZOE: &str = "host zoe 10.0.0.9\nend 2s\n";

fn link_to(text: &str) -> String {
    encode(&Link {
        text: text.to_owned(),
        ..Link::default()
    })
}

fn wait_for(browser: &Browser, text: &str) {
    browser.wait_until(&format!("window.lab?.text() === {}", json!(text)));
}

fn your_labs(browser: &Browser) {
    browser.by_role("button", "File").click();
    let entry = "Your labs… kept in this browser, by name";
    browser.by_role("menuitem", entry).click();
    browser.by_role("dialog", "Your labs");
}

/// The names of the labs that the open dialog lists.
fn names(browser: &Browser) -> Value {
    browser.eval("return [...document.querySelectorAll('.lab-name')].map(it => it.textContent)")
}

/// Opens the page anew, as from a link in a letter.
fn follow(browser: &Browser, link: &str) {
    browser.go(&format!("?letter{link}"));
    browser.wait_until("window.lab");
}

#[test]
fn every_act_is_taken_back_and_done_again_by_key() {
    let browser = page(TWO);
    let mine = format!("# mine\n{TWO}");
    write(&browser, &mine);
    browser
        .by_role("button", "Host bob, 10.0.0.2, 0 entries")
        .click();
    browser.by_role("button", "Announce").click();
    browser.wait_until("lab.text().includes('bob announce')");
    let acted = text(&browser);

    browser.press_with(CONTROL, "z");
    wait_for(&browser, &mine);
    browser.press_with(CONTROL, "z");
    wait_for(&browser, TWO);
    browser.press_with(CONTROL, "y");
    wait_for(&browser, &mine);
    browser.press_with(CONTROL, "y");
    wait_for(&browser, &acted);
    browser.by_role("button", "Undo").click();
    wait_for(&browser, &mine);
    browser.by_role("button", "Redo").click();
    wait_for(&browser, &acted);
    browser.finish();
}

#[test]
fn a_link_followed_over_unsaved_work_asks_and_undo_brings_the_work_back() {
    let browser = page(TWO);
    let mine = format!("# mine\n{TWO}");
    write(&browser, &mine);
    follow(&browser, &link_to(ZOE));
    browser.by_role("dialog", "Replace your lab?");
    browser.screenshot("replace");
    assert_eq!(text(&browser), mine);
    // Whoever turns away from the question has lost nothing.
    browser.reload();
    wait_for(&browser, &mine);
    follow(&browser, &link_to(ZOE));
    browser.by_role("button", "Replace it").click();
    wait_for(&browser, ZOE);
    browser.by_role("button", "Undo").click();
    wait_for(&browser, &mine);
    browser.finish();
}

#[test]
fn what_a_link_replaces_is_kept_beside_all_that_was_kept_before() {
    let browser = page(TWO);
    for line in ["# one", "# two"] {
        write(&browser, &format!("{line}\n{TWO}"));
        follow(&browser, &link_to(ZOE));
        browser.by_role("button", "Keep it and open").click();
        wait_for(&browser, ZOE);
    }
    your_labs(&browser);
    assert_eq!(names(&browser), json!(["Untitled lab 2", "Untitled lab"]));
    browser.by_role("button", "Untitled lab").click();
    wait_for(&browser, &format!("# one\n{TWO}"));
    browser.finish();
}

#[test]
fn a_kept_lab_is_replaced_only_by_a_button_that_says_so() {
    let browser = page(TWO);
    your_labs(&browser);
    browser.by_role("button", "Keep this one").click();
    browser.by_role("button", "Untitled lab");
    browser.by_role("button", "Close").click();
    load(&browser, ZOE);
    your_labs(&browser);
    browser.by_role("button", "Replace the kept one");
    let name = browser.by_role("textbox", "Name of this lab");
    name.clear();
    name.type_text("Zoe alone");
    browser.by_role("button", "Keep this one").click();
    browser.by_role("button", "Zoe alone");
    assert_eq!(names(&browser), json!(["Zoe alone", "Untitled lab"]));
    browser.screenshot("labs");
    browser.by_role("button", "Forget Zoe alone").click();
    browser.wait_until("document.querySelectorAll('.lab-name').length === 1");
    // A kept lab over work that is nowhere else: asked first, like a link.
    browser.by_role("button", "Close").click();
    let mine = format!("# mine\n{ZOE}");
    write(&browser, &mine);
    your_labs(&browser);
    browser.by_role("button", "Untitled lab").click();
    browser.by_role("dialog", "Replace your lab?");
    browser.by_role("button", "Stay here").click();
    assert_eq!(text(&browser), mine);
    browser.finish();
}

#[test]
fn futures_outlive_links_and_mistakes() {
    let browser = page(TWO);
    browser.by_role("button", "What if").click();
    let fork = format!("{TWO}at 3s ann flush\n");
    write(&browser, &fork);
    browser.by_role("button", "As it was").click();
    wait_for(&browser, TWO);
    // The link takes the place of the one on show, which is nobody's work.
    follow(&browser, &link_to(ZOE));
    wait_for(&browser, ZOE);
    browser.by_role("button", "What if 1").click();
    wait_for(&browser, &fork);

    let mistaken = format!("{fork}hots eve\n");
    write(&browser, &mistaken);
    browser.reload();
    wait_for(&browser, &mistaken);
    browser.by_role("button", "As it was").click();
    wait_for(&browser, ZOE);
    browser.finish();
}
