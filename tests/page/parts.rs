//! The program in two parts: when the second is asked for, and by whom.

use super::{TWO, page, text};
use versioned_arp_tests::browser::Browser;

/// How the second part was asked for, if it was: by `fetch` beside the page, or by
/// `xmlhttprequest` on the spot.
fn rest_asked(browser: &Browser) -> Option<String> {
    let asked = browser.eval(
        "return performance.getEntriesByType('resource')
           .filter((it) => it.name.endsWith('_rest.wasm')).map((it) => it.initiatorType).join()",
    );
    let asked = asked.as_str().expect("words");
    (!asked.is_empty()).then(|| asked.to_owned())
}

#[test]
fn the_first_view_needs_only_the_first_part_of_the_program() {
    let browser = Browser::open("");
    browser.wait_until("window.lab");
    let asked = rest_asked(&browser);
    assert_eq!(asked, None, "the first view is missing functions");
    // A first key, on its way to a button.
    browser.press("\u{E004}");
    browser.wait_until(
        "performance.getEntriesByType('resource').some((it) => it.name.endsWith('_rest.wasm'))",
    );
    assert_eq!(rest_asked(&browser).as_deref(), Some("fetch"));
    browser.finish();
}

#[test]
fn what_is_needed_before_the_second_part_came_waits_for_it() {
    let browser = Browser::open("");
    browser.wait_until("window.lab");
    // No hand has moved: a script asks at once.
    let capture = browser.eval("return lab.pcapng().slice(0, 4).join()");
    assert_eq!(capture, "10,13,13,10", "a section header block");
    assert_eq!(rest_asked(&browser).as_deref(), Some("xmlhttprequest"));
    browser.finish();
}

#[test]
fn who_comes_by_a_link_gets_both_parts_side_by_side() {
    let sender = page(TWO);
    let link = sender.eval("return lab.link()");
    let link = link.as_str().expect("a link");
    let (_, lab) = link.split_once('#').expect("the lab is behind the address");
    let receiver = Browser::open(&format!("#{lab}"));
    receiver.wait_until("window.lab");
    assert_eq!(rest_asked(&receiver).as_deref(), Some("fetch"));
    assert_eq!(text(&receiver), TWO);
    receiver.finish();
    sender.finish();
}
