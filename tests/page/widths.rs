//! Every view at the widths of a telephone, a tablet, a desk and a large screen, in both themes:
//! nothing is cut off, lies on something else, or is out of reach. What is to be seen is kept as
//! pictures, `target/screenshots/WIDTH-THEME-VIEW.png`, for eyes.

use super::TWO;
use super::tour::{INTERRUPTIONS, VIEWS, View};
use serde_json::Value;
use versioned_arp_tests::browser::Browser;

const SIZES: [(u32, u32); 4] = [(390, 844), (768, 1024), (1440, 900), (2560, 1440)];

/// What is wrong with where things are, once the page has had time to be drawn anew.
fn faults(browser: &Browser) -> Vec<String> {
    const DRAWN: &str =
        "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
    let mut faults = Value::Null;
    for _ in 0..20 {
        browser.eval(DRAWN);
        faults = browser.eval(include_str!("layout.js"));
        if faults.as_array().is_some_and(Vec::is_empty) {
            break;
        }
    }
    let faults = faults.as_array().expect("a list").iter();
    faults
        .map(|it| it.as_str().expect("a sentence").to_owned())
        .collect()
}

fn look_at<'a>(views: impl Iterator<Item = &'a View>) {
    let browser = Browser::open("");
    let mut found = Vec::new();
    for view in views {
        let (width, height) = SIZES[2];
        browser.resize(width, height);
        view.open(&browser);
        for theme in ["light", "dark"] {
            browser.prefer(&[
                ("prefers-color-scheme", theme),
                ("prefers-reduced-motion", "reduce"),
            ]);
            for (width, height) in SIZES {
                browser.resize(width, height);
                let name = format!("{width}-{theme}-{}", view.name);
                let faults = faults(&browser).into_iter();
                found.extend(faults.map(|fault| format!("{name}: {fault}")));
                browser.screenshot(&name);
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_views_of_the_lab_fit_every_width() {
    look_at(VIEWS.iter().take(VIEWS.len() / 2));
}

#[test]
fn all_others_fit_every_width() {
    look_at(VIEWS.iter().skip(VIEWS.len() / 2).chain(&INTERRUPTIONS));
}

/// A desk at twice the size, where the window has half the pixels; and four times.
#[test]
fn closer_up_nothing_is_lost() {
    let browser = super::page(TWO);
    for (width, height) in [(720, 450), (360, 225)] {
        browser.resize(width, height);
        for panel in ["LAN", "Time", "History", "Packets", "Cache"] {
            browser.by_role("button", panel).click();
            browser.by_role("region", panel);
            assert_eq!(faults(&browser), [""; 0], "{panel} at {width}");
            browser.screenshot(&format!("{width}-closer-{panel}"));
        }
        // The panel itself keeps room for what it shows.
        let tall = "document.querySelector('.panel.cache').offsetHeight >= 240";
        browser.wait_until(tall);
    }
    browser.finish();
}

/// The distances that WCAG 1.4.12 has a page bear.
#[test]
fn text_may_be_set_wider() {
    let browser = super::page(TWO);
    browser.eval(
        "document.styleSheets[0].insertRule('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }', 0)",
    );
    for (width, height) in [SIZES[0], SIZES[2]] {
        browser.resize(width, height);
        assert_eq!(faults(&browser), [""; 0], "at {width}");
        browser.screenshot(&format!("{width}-wider-text"));
    }
    browser.finish();
}
