//! What axe-core finds on every view, in both themes: nothing.

use super::tour::{INTERRUPTIONS, VIEWS, View};
use versioned_arp_tests::browser::Browser;

/// Judges views: on a desk in both themes, and on a telephone.
fn judge(views: &[&View]) {
    let browser = Browser::open("");
    let mut found = Vec::new();
    for view in views {
        browser.resize(1440, 900);
        view.open(&browser);
        for theme in ["light", "dark"] {
            // Without motion colours change at once.
            browser.prefer(&[
                ("prefers-color-scheme", theme),
                ("prefers-reduced-motion", "reduce"),
            ]);
            let faults = browser.axe(view.part).into_iter();
            found.extend(faults.map(|fault| format!("{}, {theme}: {fault}", view.name)));
        }
        browser.resize(390, 844);
        let faults = browser.axe(view.part).into_iter();
        found.extend(faults.map(|fault| format!("{}, on a phone: {fault}", view.name)));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The views by turns, for two browsers side by side.
fn halves() -> (Vec<&'static View>, Vec<&'static View>) {
    let all = VIEWS.iter().chain(&INTERRUPTIONS).enumerate();
    let (even, odd): (Vec<_>, Vec<_>) = all.partition(|(place, _)| place % 2 == 0);
    let views = |half: Vec<(usize, &'static View)>| half.into_iter().map(|(_, it)| it).collect();
    (views(even), views(odd))
}

#[test]
fn nothing_is_found_on_one_half_of_the_views() {
    judge(&halves().0);
}

#[test]
fn nothing_is_found_on_the_other_half() {
    judge(&halves().1);
}

#[test]
fn what_is_wrong_would_be_found() {
    let browser = Browser::open("");
    browser.wait_until("window.lab");
    browser.eval("document.querySelector('[aria-label=Play]').removeAttribute('aria-label'); document.querySelector('[title=Play]').title = ''");
    let found = browser.axe("html");
    assert!(
        found.iter().any(|it| it.starts_with("button-name")),
        "{found:?}"
    );
}
