//! A lab of 500 hosts on a tree of 20 switches, each pinging 20 others: how the page takes it.

use super::{TWO, load, page, text};
use serde_json::Value;
use versioned_arp_tests::labs;

/// The widest gap between two frames of the picture, in milliseconds, while the page works.
const WATCH: &str = "\
    window.widest = 0;
    let before = performance.now();
    const watch = now => {
        window.widest = Math.max(window.widest, now - before);
        before = now;
        requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);";

#[test]
fn a_large_run_shows_how_far_it_is_and_can_be_cancelled_and_typing_never_waits() {
    let browser = page(TWO);
    let large = Value::from(labs::pings(500));
    browser.eval(WATCH);
    // Not waited for.
    browser.eval(&format!("lab.load({large})"));
    let time = browser.by_role("contentinfo", "Time");
    time.by_role("progressbar", "running");
    // It goes on, and what was there is there.
    let done = "document.querySelector('progress')?.value";
    let ann = "document.querySelector('[aria-label^=\"Host ann\"]')";
    browser.wait_until(&format!("{done} > 0.01 && {ann}"));
    time.by_role("button", "Cancel").click();
    time.by_role("button", "Run the text");
    browser.by_role("button", "Host ann, 10.0.0.1, 0 entries");
    assert!(
        text(&browser).contains("host h499 "),
        "the text is the new one"
    );
    let widest = browser.eval("return window.widest");
    assert!(
        widest.as_f64().is_some_and(|it| it < 1_500.0),
        "{widest} ms"
    );

    time.by_role("button", "Run the text").click();
    time.by_role("progressbar", "running");
    browser.screenshot("running");
    // Another text ends the run as well.
    load(&browser, TWO);
    browser.wait_until("!document.querySelector('progress')");
    browser.finish();
}
