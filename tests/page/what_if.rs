//! What if: futures side by side; and the labs that the browser keeps.

use super::{TWO, load, page, text};
use versioned_arp_tests::browser::Browser;

fn parting(browser: &Browser) -> String {
    let said = browser.eval("return document.querySelector('.parting').textContent");
    said.as_str().expect("a text").to_owned()
}

#[test]
fn a_fork_keeps_both_futures_and_says_where_they_part() {
    let browser = page(TWO);
    browser.eval("return lab.seek(2)");
    browser.by_role("button", "What if").click();
    browser.by_role("button", "What if 1");
    assert!(parting(&browser).starts_with("The same as"));

    load(&browser, &format!("{TWO}at 3s ann flush\n"));
    browser.wait_until("document.querySelector('.parting').textContent.includes('Parts from')");
    let said = parting(&browser);
    assert!(said.contains("at 3.000000 s"), "{said}");
    assert!(said.contains("10.0.0.2 at ann: nothing here"), "{said}");
    browser.screenshot("what-if");

    browser.by_role("button", "As it was").click();
    browser.wait_until("!lab.text().includes('flush')");
    // Work in progress survives a reload, all of it.
    browser.reload();
    browser.wait_until("window.lab");
    browser.by_role("button", "What if 1").click();
    browser.wait_until("lab.text().includes('flush')");
    browser.by_role("button", "Close As it was").click();
    browser.wait_until("!document.querySelector('.futures')");
    assert!(text(&browser).contains("flush"));
    browser.finish();
}

#[test]
fn labs_are_kept_by_name_and_come_back() {
    let browser = page(TWO);
    browser.by_role("button", "File").click();
    browser
        .by_role("menuitem", "Your labs… kept in this browser, by name")
        .click();
    browser.by_role("button", "Keep this one").click();
    browser.by_role("button", "Untitled lab");
    browser.by_role("button", "Close").click();
    load(&browser, "host zoe 10.0.0.9\nend 2s\n");
    browser.by_role("button", "File").click();
    browser
        .by_role("menuitem", "Your labs… kept in this browser, by name")
        .click();
    browser.by_role("button", "Untitled lab").click();
    browser.wait_until("lab.text().includes('ann query bob')");
    browser.finish();
}
