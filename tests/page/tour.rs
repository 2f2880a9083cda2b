//! Every view of the page, each with the way there: for tests that look at all of them. One lab has
//! something to show in each.

use super::{ESCAPE, load};
use serde_json::json;
use versioned_arp_tests::browser::Browser;

/// A query, a ping, words over TCP, a lie, a pull, a lost frame, a question in vain.
const LAB: &str = "\
title \"A tour\"
about \"What every view is looked at with.\"
host ann 10.0.0.1
host bob 10.0.0.2
host carol 10.0.0.3
host dave 10.0.0.4
at 0s bob serve 443
at 1s ann ping bob
at 2s ann say bob:443 \"hello\"
at 3s ann learn 10.0.0.9 02:00:00:00:00:09 for 5m
at 4s carol arp reply from 02:00:00:00:00:03 10.0.0.2 to 02:00:00:00:00:01 10.0.0.1
at 5s bob pull ann
at 6s link dave lan loss 100%
at 6s dave query bob
at 8s bob query 10.0.0.77
end 12s
";

/// A view: its name, and how a person gets there from the lab at a moment.
pub struct View {
    pub name: &'static str,
    /// What of the page it is about: all else is as in other views.
    pub part: &'static str,
    at: f64,
    go: fn(&Browser),
}

/// While dave asks in vain, and when all is over.
const NOW: f64 = 6.00005;
const OVER: f64 = 12.0;

/// All of them. The crash is last: it leaves nothing behind it.
pub const VIEWS: [View; 34] = [
    view("lan", "html", NOW, |it| it.press("1")),
    view("lan-host", ".panel.lan", NOW, |it| {
        act(it, "[aria-label^='Host ann']")
    }),
    view("lan-host-menu", ".lan-menu", NOW, |it| {
        menu(it, "[aria-label^='Host ann']")
    }),
    view("lan-switch", ".panel.lan", NOW, |it| {
        act(it, "[aria-label^='Switch lan']")
    }),
    view("lan-frame", ".panel.lan", NOW, |it| act(it, ".saying")),
    view("lan-in-words", ".panel.lan", NOW, |it| {
        click(it, "LAN in words")
    }),
    view("form-host", "dialog", NOW, |it| click(it, "+ Host")),
    view("form-switch", "dialog", NOW, |it| click(it, "+ Switch")),
    view("form-link", "dialog", NOW, |it| {
        menu(it, "[aria-label^='Link ann']");
        click(it, "Edit…");
    }),
    view("time", "html", NOW, |it| it.press("2")),
    view("time-true", ".panel.space-time", NOW, |it| {
        it.press("2");
        click(it, "true");
    }),
    view("history", ".panel.history", NOW, |it| it.press("3")),
    view("history-filter", ".panel.history", NOW, |it| {
        it.press("3");
        click(it, "Filter");
    }),
    view("history-all", ".panel.history", NOW, |it| {
        it.press("3");
        click(it, "all");
    }),
    view("history-menu", ".panel.history", NOW, |it| {
        it.press("3");
        click(it, "More about this history");
    }),
    view("history-text", ".panel.history", NOW, |it| {
        it.press("3");
        click(it, "More about this history");
        click(it, "As text");
    }),
    view("compare", ".panel.cache", OVER, |it| {
        it.press("3");
        commit(it, "learned: 10.0.0.9");
        click(it, "Compare");
        commit(it, "create");
        it.press("6");
    }),
    view("packets", ".panel.packets", OVER, |it| it.press("4")),
    view("packets-detail", ".panel.packets", OVER, |it| {
        it.press("4");
        press_on(it, ".packet");
    }),
    view("packets-choices", ".panel.packets", OVER, |it| {
        it.press("4");
        filter(it, "arp.op");
    }),
    view("packets-mistake", ".panel.packets", OVER, |it| {
        it.press("4");
        filter(it, "arp.opcoe == 1");
        it.wait_until("document.getElementById('filter-mistake')");
    }),
    view("messages", ".panel.messages", OVER, |it| it.press("5")),
    view("packets-follow", ".panel.packets", OVER, |it| {
        it.press("4");
        let word = "[...document.querySelectorAll('.packet')].find((it) => it.textContent.includes('TCP'))";
        it.wait_until(word);
        it.eval(&format!("({word}).click()"));
        click(it, "Follow TCP stream");
    }),
    view("cache", ".panel.cache", OVER, |it| it.press("6")),
    view("counters", ".panel.cache", OVER, |it| {
        it.press("6");
        click(it, "counters");
    }),
    view("commit", ".panel.cache", OVER, |it| {
        it.press("3");
        commit(it, "learned: 10.0.0.9");
        it.press("6");
    }),
    view("merge", ".panel.cache", OVER, |it| {
        it.press("3");
        commit(it, "merge query/10.0.0.2");
        it.press("6");
    }),
    view("life", ".panel.cache", OVER, |it| {
        it.press("6");
        click(it, "10.0.0.9");
    }),
    view("editor", ".panel.editor", NOW, |it| {
        click(it, "Text");
        it.eval("document.activeElement.setSelectionRange(0, 0)");
        it.press("hots ann\n");
        it.wait_until("document.querySelector('.mistakes li')");
    }),
    view("gallery", ".topbar", NOW, |it| press_on(it, ".gallery")),
    view("share", "dialog", NOW, |it| click(it, "Share")),
    view("help", "dialog", NOW, |it| it.press("?")),
    view("labs", "dialog", NOW, |it| {
        click(it, "File");
        click(it, "Your labs…");
        click(it, "Keep this one");
    }),
    view("what-if", "html", NOW, |it| {
        click(it, "What if");
        load(it, &format!("{LAB}at 7s ann flush\n"));
        it.wait_until("document.querySelector('.parting').textContent.includes('Parts from')");
    }),
];

/// What stands above another view, or in place of the page.
pub const INTERRUPTIONS: [View; 3] = [
    view("broken-link", "dialog", NOW, |it| {
        it.eval("location.hash = '#1:abc'");
    }),
    view("replace", "dialog", NOW, |it| {
        it.press("t");
        it.press("# mine\n");
        it.wait_until("lab.text().includes('# mine')");
        it.press(ESCAPE);
        press_on(it, ".gallery");
        press_on(it, "[role=menuitemradio]");
        it.wait_until("document.querySelector('dialog')");
    }),
    view("crash", "#crash", NOW, |it| {
        it.eval("dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }))");
    }),
];

const fn view(name: &'static str, part: &'static str, at: f64, go: fn(&Browser)) -> View {
    View { name, part, at, go }
}

impl View {
    /// Opens the page anew, with this view on it.
    pub fn open(&self, browser: &Browser) {
        browser.eval("localStorage.clear()");
        // With another address it is loaded again, whatever it was about.
        browser.go(&format!("?{}", self.name));
        browser.wait_until("window.lab");
        load(browser, LAB);
        browser.eval(&format!("return lab.seek({})", self.at));
        (self.go)(browser);
    }
}

/// Presses what has these words or this name, once it is there.
fn click(browser: &Browser, words: &str) {
    let words = json!(words);
    let found = format!(
        "[...document.querySelectorAll('button')].find((it) => it.checkVisibility() && \
         [it.ariaLabel, it.textContent.trim(), it.querySelector('.menu-label')?.textContent].includes({words}))"
    );
    browser.wait_until(&found);
    browser.eval(&format!("({found}).click()"));
}

/// Presses the first that a selector finds, once it is there.
fn press_on(browser: &Browser, selector: &str) {
    let found = format!("document.querySelector({})", json!(selector));
    browser.wait_until(&found);
    browser.eval(&format!("{found}.click()"));
}

/// Puts the focus on a part of the drawing, and presses a key there.
fn key_on(browser: &Browser, selector: &str, key: &str, shift: bool) {
    let found = format!("document.querySelector({})", json!(selector));
    browser.wait_until(&found);
    let keys = json!({ "key": key, "shiftKey": shift, "bubbles": true, "cancelable": true });
    browser.eval(&format!(
        "{found}.focus(); {found}.dispatchEvent(new KeyboardEvent('keydown', {keys}))"
    ));
}

fn act(browser: &Browser, selector: &str) {
    key_on(browser, selector, "Enter", false);
    browser.wait_until("document.querySelector('.acts')");
}

fn menu(browser: &Browser, selector: &str) {
    key_on(browser, selector, "F10", true);
    browser.wait_until("document.querySelector('.lan-menu')");
}

fn commit(browser: &Browser, subject: &str) {
    let found = format!(
        "[...document.querySelectorAll('.commit')].find((it) => it.textContent.includes({}))",
        json!(subject)
    );
    browser.wait_until(&found);
    browser.eval(&format!("({found}).click()"));
}

fn filter(browser: &Browser, text: &str) {
    browser.eval("document.querySelector('.filter input').focus()");
    browser.press(text);
}
