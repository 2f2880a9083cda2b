//! Installed, and without a network: what the browser keeps of the page, and what becomes of it when a
//! new release comes.

use super::release::{copied, dist, next_release};
use super::{TWO, load, page, text};
use serde_json::json;
use std::fs;
use versioned_arp_tests::browser::Browser;

/// Whether the page is one that the worker keeps.
const KEPT: &str = "navigator.serviceWorker.controller?.state === 'activated'";
/// Whether a release has come that waits for its turn.
const WAITS: &str = "(await navigator.serviceWorker.getRegistration()).waiting";
/// The release of the page on show.
const RELEASE: &str = "return document.querySelector('meta[name=release]')?.content ?? 'first'";

/// The page of a first visit, as the browser has kept it.
fn kept() -> Browser {
    let browser = page(TWO);
    browser.wait_until(KEPT);
    browser
}

/// Asks the browser to look for a new release now; it does so by itself when the page is opened.
fn look_for_release(browser: &Browser) {
    browser.eval("return navigator.serviceWorker.getRegistration().then(it => it.update())");
}

/// That both parts of the program are here and belong together.
fn assert_whole(browser: &Browser) {
    browser.wait_until("window.lab");
    load(browser, TWO);
    browser.eval("return lab.seek(2)");
    browser.by_role("button", "Host ann, 10.0.0.1, 1 entry");
    let capture = browser.eval("return lab.pcapng().slice(0, 4).join()");
    assert_eq!(capture, "10,13,13,10", "a section header block");
}

#[test]
fn the_page_can_be_installed() {
    let browser = kept();
    let manifest = browser.cdp("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    let errors = browser.cdp("Page.getInstallabilityErrors", json!({}));
    assert_eq!(errors["installabilityErrors"], json!([]));
    // Each icon is as large as the manifest says.
    let sizes =
        "return fetch('manifest.webmanifest').then(it => it.json()).then(manifest => Promise.all(
        manifest.icons.map(async ({ src, sizes }) => {
            const image = new Image();
            image.src = src;
            await image.decode();
            return sizes === 'any' || sizes === `${image.naturalWidth}x${image.naturalHeight}`;
        })))";
    assert_eq!(browser.eval(sizes), json!([true, true, true, true, true]));
    browser.finish();
}

#[test]
fn the_second_visit_needs_no_network() {
    let mut browser = kept();
    let link = browser.eval("return lab.link()");
    let link = link.as_str().expect("a link").to_owned();
    browser.site().stop();
    browser.reload();
    assert_whole(&browser);
    browser.screenshot("offline");
    // A link is opened, too, from wherever it was found.
    browser.eval("localStorage.clear()");
    let (_, fragment) = link.split_once('#').expect("a fragment");
    browser.go(&format!("?from=elsewhere#{fragment}"));
    browser.wait_until("window.lab");
    assert_eq!(text(&browser), TWO);
    assert_whole(&browser);
    browser.finish();
}

#[test]
fn a_new_release_takes_the_place_of_the_last_as_a_whole() {
    let mut browser = kept();
    browser.site().publish(next_release());
    look_for_release(&browser);
    browser.wait_until(WAITS);
    // The page that is open needs parts that its host has no more.
    assert_whole(&browser);
    assert_eq!(browser.eval(RELEASE), "first");
    // Loaded again it is the new one, and needs nothing of its host.
    browser.site().stop();
    browser.reload();
    browser.wait_until("document.querySelector('meta[name=release]')");
    assert_whole(&browser);
    // When no page of the last release can be open, it goes.
    browser.cdp("Page.navigate", json!({ "url": "about:blank" }));
    browser.wait_until("location.href === 'about:blank'");
    browser.go("");
    browser.wait_until("(await caches.keys()).length === 1");
    assert_whole(&browser);
    assert_eq!(browser.eval(RELEASE), "next");
    browser.finish();
}

#[test]
fn half_a_release_is_not_kept() {
    let mut browser = kept();
    // Its worker has come, and its page has not.
    let page = fs::read(dist().join("index.html")).expect("the page is built");
    let half = next_release();
    fs::write(half.join("index.html"), page).expect("a test may write files");
    browser.site().publish(half);
    let update = "return navigator.serviceWorker.getRegistration().then(async registration => {
        await registration.update();
        const next = registration.installing;
        return new Promise(tell => next.onstatechange = () => tell(next.state));
    })";
    assert_eq!(browser.eval(update), "redundant");
    browser.reload();
    assert_whole(&browser);
    assert_eq!(browser.eval(RELEASE), "first");
    browser.finish();
}

#[test]
fn a_page_that_is_being_written_is_not_kept_and_has_the_last_worker_go() {
    let browser_at = |folder| {
        let mut browser = kept();
        browser.site().publish(folder);
        browser
    };
    let worker = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/worker.js");
    let written = copied("being-written", |name, bytes| {
        let bytes = match name {
            "index.html" => {
                let page = String::from_utf8(bytes).expect("a page is text");
                let page = page.replace("offline-worker", "release");
                assert!(page.contains("release"), "the page names its worker");
                page.into_bytes()
            }
            "worker.js" => fs::read(worker).expect("the worker as it is written"),
            _ => bytes,
        };
        (name.to_owned(), bytes)
    });
    let browser = browser_at(written);
    look_for_release(&browser);
    // The page is loaded again by the worker that goes.
    browser.wait_until("document.querySelector('meta[name=release]') && window.lab");
    browser.wait_until("!(await navigator.serviceWorker.getRegistration())");
    assert_eq!(browser.eval("return caches.keys()"), json!([]));
    assert_whole(&browser);
    browser.finish();
}
