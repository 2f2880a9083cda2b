//! Space and time: the story's scale and the true one, zoom, and what is selected there.

use super::{TWO, page, time};
use versioned_arp_tests::browser::Browser;

const ENTER: &str = "\u{E007}";
/// Where the diagram's words begin: at 1 s ann asks.
const ASKS: &str = "At 1.000000 s ann sends frame 1: Who has 10.0.0.2? Tell 10.0.0.1";

/// The page with its space-time view.
fn diagram(text: &str) -> Browser {
    let browser = page(text);
    browser.press("2");
    browser.by_role("region", "Time");
    browser
}

/// The diagram as it is told to who does not see it.
fn words(browser: &Browser) -> Vec<String> {
    let list = browser.eval(
        "return [...document.querySelectorAll('[aria-label=\"Space and time in words\"] li')].map((it) => it.textContent)",
    );
    let list = list.as_array().expect("a list").iter();
    list.map(|it| it.as_str().expect("a line").to_owned())
        .collect()
}

#[test]
fn space_and_time_says_in_words_what_it_draws() {
    let browser = diagram(TWO);
    let words = words(&browser);
    assert!(words.contains(&ASKS.to_owned()), "{words:#?}");
    let ends = "At 1.000400 s ann's query for 10.0.0.2, begun at 1.000000, ends";
    assert!(words.iter().any(|it| it == ends), "{words:#?}");
    let drawn = |class: &str| browser.all_by_css(class).len();
    assert_eq!((drawn(".st-lane"), drawn(".st-query")), (3, 1));
    browser.screenshot("time");
    browser.finish();
}

#[test]
fn zooming_in_leaves_out_what_lies_elsewhere() {
    let text = format!("{TWO}at 4s bob query 10.0.0.9\n");
    let browser = diagram(&text);
    browser.eval("return lab.seek(4)");
    browser.by_role("button", "true").click();
    browser.by_role("button", "This exchange").click();
    browser.wait_until("!document.querySelector('[aria-label=\"Space and time in words\"]').textContent.includes('ann sends frame 1')");
    browser.by_role("button", "The whole run").click();
    browser.wait_until("document.querySelector('[aria-label=\"Space and time in words\"]').textContent.includes('ann sends frame 1')");
    browser.finish();
}

#[test]
fn enter_selects_what_happens_here_and_a_press_shows_that_moment() {
    let browser = diagram(TWO);
    browser.eval("return lab.seek(1)");
    let stage = "document.querySelector('.st-stage')";
    browser.eval(&format!("{stage}.focus()"));
    // ann's commit of her request first, then the request itself.
    browser.press(ENTER);
    browser.press(ENTER);
    browser
        .wait_until("lab.link().includes('sel=frame:1') || lab.link().includes('sel=frame%3A1')");
    browser.by_role("button", "Last selection ([)").click();
    browser.wait_until("lab.link().includes('sel=commit')");

    // Far right there is nothing: a press shows that moment.
    browser.eval(&format!(
        "const it = {stage}, box = it.getBoundingClientRect(); \
         for (const type of ['pointerdown', 'pointerup']) it.dispatchEvent(new PointerEvent(type, {{ \
         bubbles: true, pointerId: 1, clientX: box.right - 20, clientY: box.bottom - 6 }}))"
    ));
    assert!(time(&browser).is_some_and(|at| at > 4.0));
    browser.finish();
}

#[test]
fn all_tools_are_whole_on_a_phone() {
    let browser = diagram(TWO);
    browser.resize(390, 844);
    let fits = "[...document.querySelectorAll('.space-time [role=toolbar]')].every((it) => it.scrollWidth <= it.clientWidth)";
    browser.wait_until(fits);
    browser.screenshot("phone-time");
    browser.finish();
}
