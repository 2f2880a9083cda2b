//! The page as it is published, in a real browser.
//!
//! Not a part of plain `cargo test`, which has neither the built page nor a browser; `cargo xtask
//! test` brings and builds both, and runs `cargo test --test page`. Each view has a file of its own.

mod acts;
mod axe;
mod build;
mod colours;
mod history;
mod hostile;
mod kept;
mod keyboard;
mod messages;
mod offline;
mod packets;
mod parts;
mod refused;
mod release;
mod scale;
mod time;
mod tour;
mod what_if;
mod widths;

use serde_json::Value;
use versioned_arp::report::fingerprint;
use versioned_arp::scenario::builtin;
use versioned_arp_tests::Lab;
use versioned_arp_tests::browser::Browser;

/// ann asks bob at 1 s; both are drawn left and right of their switch.
const TWO: &str = "\
host ann 10.0.0.1 profile classic
host bob 10.0.0.2 profile classic
at 1s ann query bob
end 5s
";
const HOME: &str = "\u{E011}";
const END: &str = "\u{E010}";
const RIGHT: &str = "\u{E014}";
const ESCAPE: &str = "\u{E00C}";

/// The page with a lab on it, as scripts load it.
fn page(text: &str) -> Browser {
    let browser = Browser::open("");
    browser.wait_until("window.lab");
    load(&browser, text);
    browser
}

fn load(browser: &Browser, text: &str) {
    let text = Value::from(text);
    browser.eval(&format!("return lab.load({text})"));
}

fn time(browser: &Browser) -> Option<f64> {
    browser.eval("return lab.snapshot().time").as_f64()
}

fn text(browser: &Browser) -> String {
    let text = browser.eval("return lab.text()");
    text.as_str().expect("a text").to_owned()
}

#[test]
fn the_page_starts_below_any_prefix_under_its_policy() {
    let browser = Browser::open("");
    // Trunk's loader sets it once `main` has returned.
    browser.wait_until("window.wasmBindings");
    browser.by_role("heading", "Versioned ARP");
    browser.screenshot("start");

    let policy =
        "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content";
    let policy = browser.eval(policy);
    let policy = policy.as_str().expect("the page has a policy");
    assert!(
        policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    browser.finish();
}

#[test]
fn the_policy_is_in_force() {
    let browser = Browser::open("");
    browser.by_role("heading", "Versioned ARP");
    // Each is blocked at once, and the browser tells the page by which directive.
    let attacks = [
        // Before a text becomes a script or markup, it would have to be a trusted one.
        (
            "require-trusted-types-for",
            "const it = document.createElement('script'); it.textContent = 'hurt()'; document.body.append(it)",
        ),
        ("require-trusted-types-for", "setTimeout('hurt()')"),
        (
            "require-trusted-types-for",
            "document.body.innerHTML = '<img src=x onerror=hurt()>'",
        ),
        ("trusted-types", "trustedTypes.createPolicy('any', {})"),
        (
            "style-src-attr",
            "document.body.setAttribute('style', 'color: red')",
        ),
        ("img-src", "new Image().src = 'https://example.com/spy.png'"),
        (
            "connect-src",
            "fetch('https://example.com/spy').catch(() => {})",
        ),
        (
            "frame-src",
            "const it = document.createElement('iframe'); it.src = 'https://example.com/'; document.body.append(it)",
        ),
        (
            "base-uri",
            "const it = document.createElement('base'); it.href = 'https://example.com/'; document.head.append(it)",
        ),
        (
            "form-action",
            "const it = document.createElement('form'); it.action = 'https://example.com/'; document.body.append(it); it.submit()",
        ),
    ];
    for (directive, attack) in attacks {
        let script = format!(
            "return new Promise(tell => {{
                const blocked = event => tell(event.effectiveDirective);
                document.addEventListener('securitypolicyviolation', blocked, {{ once: true }});
                setTimeout(() => {{ {attack} }});
            }})"
        );
        assert_eq!(browser.eval(&script), directive);
    }
}

#[test]
#[should_panic(expected = "the browser complains")]
fn what_the_browser_complains_about_fails_a_test() {
    let browser = Browser::open("");
    browser.eval("return fetch('missing.json').then(answer => answer.status)");
    browser.finish();
}

#[test]
fn time_plays_pauses_and_steps_by_buttons_and_keys() {
    let browser = page(TWO);
    browser.by_role("button", "Play").click();
    browser.wait_until("lab.snapshot().time > 0");
    browser.by_role("button", "Pause").click();
    browser.press(HOME);
    assert_eq!(time(&browser), Some(0.0));
    browser.by_role("button", "Next event").click();
    assert_eq!(time(&browser), Some(1.0));
    browser.press(RIGHT);
    assert_eq!(time(&browser), Some(1.0001));
    browser.by_role("button", "Next commit").click();
    assert_eq!(time(&browser), Some(1.0004));
    browser.press(END);
    assert_eq!(time(&browser), Some(5.0));
    browser.finish();
}

#[test]
fn a_run_in_the_browser_is_the_run_on_the_command_line() {
    let browser = Browser::open("");
    browser.wait_until("window.lab");
    for lab in builtin::all() {
        let native = Lab::run(lab.text).run;
        let end = native.scenario().end;
        load(&browser, lab.text);
        let script = format!(
            "return lab.seek({}).then(() => lab.snapshot())",
            end.as_secs_f64()
        );
        let shown = browser.eval(&script);
        assert_eq!(
            shown["fingerprint"],
            fingerprint(&native, end),
            "{}",
            lab.name
        );
        assert_eq!(
            shown["frames"],
            native.trace().frames().len(),
            "{}",
            lab.name
        );
    }
    browser.finish();
}

#[test]
fn a_mistake_is_listed_and_the_last_right_text_stays_on_show() {
    let browser = page(TWO);
    browser.press("t");
    let area = browser.by_role("textbox", "Text of the lab");
    area.clear();
    area.type_text("hots ann");
    browser.wait_until("document.querySelector('.mistakes li')");
    let list = browser.eval("return document.querySelector('.mistakes').innerText");
    let list = list.as_str().expect("a text");
    assert!(
        list.contains("1:1") && list.contains("did you mean 'host'?"),
        "{list}"
    );
    browser.by_role("button", "Host ann, 10.0.0.1, 0 entries");
    browser.press(ESCAPE);
    browser.finish();
}

#[test]
fn acting_on_a_host_is_a_statement_and_one_step_to_undo() {
    let browser = page(TWO);
    browser.press(END);
    browser
        .by_role("button", "Host bob, 10.0.0.2, 0 entries")
        .click();
    browser.by_role("button", "Announce").click();
    browser.wait_until("lab.text().includes('at 5s bob announce\\n')");
    assert!(text(&browser).contains("end 15s\n"));
    browser.wait_until("lab.snapshot().frames === 3");
    browser.by_role("button", "Undo").click();
    browser.wait_until("lab.snapshot().end === 5");
    assert_eq!(text(&browser), TWO);
    browser.finish();
}

#[test]
fn dragging_a_host_writes_its_place_and_keeps_the_moment() {
    let browser = page(TWO);
    browser.eval("return lab.seek(2)");
    let ann = browser.by_role("button", "Host ann, 10.0.0.1, 1 entry");
    ann.drag_by(60, -30);
    browser.wait_until("/^host ann 10.0.0.1 profile classic at \\d+,\\d+\\n/.test(lab.text())");
    assert_eq!(time(&browser), Some(2.0));
    browser.finish();
}

#[test]
fn a_link_shows_the_same_lab_at_the_same_moment() {
    let browser = page(TWO);
    browser.eval("return lab.seek(1.0002)");
    let link = browser.eval("return lab.link()");
    let link = link.as_str().expect("a link");
    let (_, fragment) = link.split_once('#').expect("a fragment");
    let fragment = format!("#{fragment}");
    browser.eval("localStorage.clear()");
    browser.go("?elsewhere");
    browser.go(&fragment);
    browser.wait_until("window.lab && lab.snapshot().time === 1.0002");
    assert_eq!(text(&browser), TWO);
    browser.finish();
}

#[test]
fn a_broken_link_says_why_and_leaves_the_work_alone() {
    let browser = page(TWO);
    browser.eval("location.hash = '#1:abc'");
    browser.by_role("dialog", "This link cannot be opened");
    browser.press(ESCAPE);
    browser.wait_until("!document.querySelector('dialog')");
    assert_eq!(text(&browser), TWO);
    browser.finish();
}

#[test]
fn a_good_link_over_unsaved_work_asks_first() {
    let browser = page(TWO);
    let link = browser.eval("return lab.link()");
    let link = link.as_str().expect("a link").to_owned();
    let mine = format!("# mine\n{TWO}");
    browser.press("t");
    let area = browser.by_role("textbox", "Text of the lab");
    area.clear();
    area.type_text(&mine);
    browser.wait_until("lab.text().startsWith('# mine')");
    browser.press(ESCAPE);
    browser.eval(&format!("location.href = {}", Value::from(link)));
    browser.by_role("dialog", "Replace your lab?");
    browser.by_role("button", "Stay here").click();
    assert_eq!(text(&browser), mine);
    browser.finish();
}

#[test]
fn work_survives_a_reload() {
    let browser = page(TWO);
    browser.reload();
    browser.wait_until("window.lab");
    assert_eq!(text(&browser), TWO);
    browser.finish();
}

#[test]
fn a_script_that_loads_mistakes_is_told_all_of_them_and_changes_nothing() {
    let browser = page(TWO);
    let told = browser.eval(
        "return lab.load('hots a\\nhost b 1.2.3 profile classic').catch(error => error.message)",
    );
    let told = told.as_str().expect("a message");
    assert!(told.starts_with("line 1, column 1: "), "{told}");
    assert!(told.contains("\nline 2, column 8: "), "{told}");
    assert_eq!(text(&browser), TWO);
    browser.finish();
}

#[test]
fn a_phone_has_one_panel_at_a_time_and_play_always_in_reach() {
    let browser = page(TWO);
    browser.resize(390, 844);
    browser.screenshot("phone");
    let fits = "document.documentElement.scrollWidth <= 390";
    browser.wait_until(fits);
    for panel in ["History", "Packets", "Cache", "LAN"] {
        browser.by_role("button", panel).click();
        browser.by_role("region", panel);
        browser.by_role("button", "Play");
        browser.by_role("slider", "Shown moment");
        browser.wait_until(fits);
    }
    browser.finish();
}

#[test]
fn dark_and_light_follow_the_system_until_a_person_chooses() {
    let browser = page(TWO);
    browser.prefer(&[("prefers-color-scheme", "dark")]);
    browser.wait_until("getComputedStyle(document.body).backgroundColor === 'rgb(18, 21, 24)'");
    browser.screenshot("dark");
    browser.by_role("button", "Dark or light").click();
    browser.wait_until("getComputedStyle(document.body).backgroundColor === 'rgb(244, 243, 239)'");
    browser.reload();
    browser.wait_until("window.lab");
    browser.wait_until("getComputedStyle(document.body).backgroundColor === 'rgb(244, 243, 239)'");
    browser.finish();
}
