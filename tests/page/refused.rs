//! What a page can be without: a browser that lets it keep, copy or run something, parts of itself,
//! time. It says so in words, and the work is still there.

use super::acts::{close_dialog, reason, write};
use super::release::dist;
use super::{TWO, load, page, text, time};
use serde_json::json;
use std::fs;
use versioned_arp_tests::browser::Browser;

fn notices(browser: &Browser) -> String {
    browser.wait_until("document.querySelector('.notices li')");
    let said = browser.eval("return document.querySelector('.notices').innerText");
    said.as_str().expect("a text").to_owned()
}

#[test]
fn a_browser_that_keeps_nothing_is_said_once_and_the_page_works() {
    let browser = Browser::start();
    browser.before_start(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
    );
    browser.go("");
    browser.wait_until("window.lab");
    let said = notices(&browser);
    assert!(said.contains("save your lab as a file"), "{said}");
    load(&browser, TWO);
    write(&browser, &format!("# mine\n{TWO}"));
    assert_eq!(browser.all_by_css(".notices li").len(), 1);
    browser.by_role("button", "Undo").click();
    assert_eq!(text(&browser), TWO);
    // Nor can a lab be kept by name.
    browser.by_role("button", "File").click();
    let labs = "Your labs… kept in this browser, by name";
    browser.by_role("menuitem", labs).click();
    browser.by_role("button", "Keep this one").click();
    browser
        .wait_until("document.querySelector('dialog [role=alert]')?.textContent.includes('save')");
    browser.screenshot("storage-forbidden");
    browser.finish();
}

#[test]
fn a_full_storage_is_said_and_what_was_kept_stays() {
    let browser = page(TWO);
    // To the last character.
    browser.eval(
        "for (let size = 1 << 22; size; size >>= 1) {
           const some = 'x'.repeat(size);
           try { for (let n = 0; ; n += 1) localStorage.setItem(`other.${size}.${n}`, some) } catch {}
         }",
    );
    let mine = format!("# {}\n{TWO}", "more ".repeat(40));
    write(&browser, &mine);
    let said = notices(&browser);
    assert!(said.contains("save your lab as a file"), "{said}");
    assert_eq!(text(&browser), mine);
    browser.screenshot("storage-full");
    browser.reload();
    browser.wait_until("window.lab");
    assert_eq!(text(&browser), TWO, "the last that there was room for");
    browser.finish();
}

#[test]
fn what_cannot_be_copied_is_selected_to_be_copied_by_hand() {
    let refused = "Object.defineProperty(navigator, 'clipboard', { value: {
        writeText: async () => { throw new DOMException('no', 'NotAllowedError') } } })";
    let absent = "Object.defineProperty(navigator, 'clipboard', { value: undefined })";
    for clipboard in [refused, absent] {
        let browser = Browser::start();
        browser.before_start(clipboard);
        browser.go("");
        browser.wait_until("window.lab");
        load(&browser, TWO);
        browser.eval("return lab.seek(2)");
        let selected = "(() => { const it = document.activeElement;
            return it.value?.slice(it.selectionStart, it.selectionEnd) })()";

        browser.by_role("button", "Share").click();
        browser.wait_until(&format!("{selected} === lab.link()"));
        assert!(reason(&browser).contains("Ctrl+C"), "{}", reason(&browser));
        browser.screenshot("clipboard-share");
        close_dialog(&browser);

        browser
            .by_role("button", "Copy as ip neigh prints it")
            .click();
        browser.by_role("textbox", "Text to copy");
        let neighbours = "10.0.0.2 dev eth0 lladdr 02:00:00:00:00:02 REACHABLE\n";
        browser.wait_until(&format!("{selected} === {}", json!(neighbours)));
        browser.screenshot("clipboard-by-hand");
        browser.resize(390, 844);
        browser.prefer(&[("prefers-color-scheme", "dark")]);
        browser.screenshot("clipboard-by-hand-phone");
        browser.finish();
    }
}

#[test]
fn a_browser_without_webassembly_is_told_so() {
    let browser = Browser::start();
    browser.before_start("delete window.WebAssembly");
    browser.go("");
    browser.wait_until("document.querySelector('#starting')?.textContent.includes('WebAssembly')");
    let said = browser.eval("return document.querySelector('#starting').textContent");
    assert_eq!(
        said,
        "This page needs WebAssembly, which this browser does not have or does not allow."
    );
    browser.screenshot("no-webassembly");
    browser.finish();
}

#[test]
fn an_hour_in_the_background_leaves_playback_where_it_was() {
    let browser = Browser::start();
    // What a page sees of it: no frames, and clocks that are an hour on when they come again.
    browser.before_start(
        "(() => {
           let asleep = false, hours = 0;
           const held = [];
           const frame = requestAnimationFrame.bind(window);
           const now = performance.now.bind(performance);
           const hour = 3_600_000;
           window.requestAnimationFrame = (call) =>
             frame((at) => asleep ? held.push(call) : call(at + hours * hour));
           performance.now = () => now() + hours * hour;
           window.sleep = () => { asleep = true };
           window.wake = () => {
             asleep = false;
             hours += 1;
             held.splice(0).forEach((call) => requestAnimationFrame(call));
           };
         })()",
    );
    browser.go("");
    browser.wait_until("window.lab");
    let long = TWO.replace("end 5s", "end 2h");
    load(&browser, &long);
    browser.by_role("button", "Pace: Story").click();
    browser.by_role("menuitemradio", "1× true time").click();
    browser.by_role("button", "Play").click();
    browser.wait_until("lab.snapshot().time > 0.2");
    browser.eval("sleep()");
    // Of the last frame that was under way.
    browser.eval("return new Promise(done => setTimeout(done, 100))");
    let before = time(&browser).expect("a time");
    browser.eval("wake()");
    browser.wait_until(&format!("lab.snapshot().time > {before}"));
    let after = time(&browser).expect("a time");
    assert!(after - before < 5.0, "from {before} to {after}");
    // And it plays on.
    browser.wait_until(&format!("lab.snapshot().time > {after} + 0.2"));
    browser.by_role("button", "Pause").click();
    browser.finish();
}

#[test]
fn a_panic_says_so_and_leaves_the_text_and_a_way_on() {
    let browser = page(TWO);
    // From now on the page cannot draw anything new, and does not expect that.
    browser.eval(
        "window.before = Node.prototype.insertBefore;
         Node.prototype.insertBefore = () => { throw new Error('broken by the test') }",
    );
    // That it ends in an error is how a panic ends.
    browser.eval("try { lab.load('host zoe 10.0.0.9') } catch {}");
    browser.wait_until("!document.getElementById('crash').hidden");
    browser.eval("Node.prototype.insertBefore = before");
    browser.by_role("alertdialog", "This page broke");
    let area = browser.by_role("textbox", "Text of the lab");
    let kept = area.property("value");
    assert!(kept == TWO || kept == "host zoe 10.0.0.9", "{kept}");
    let why = browser.eval("return document.getElementById('crash-message').textContent");
    assert!(
        why.as_str().is_some_and(|it| it.contains("panicked at")),
        "{why}"
    );
    browser.screenshot("panic");
    browser.by_role("button", "Start again").click();
    browser.wait_until("window.lab && document.getElementById('crash').hidden");
    load(&browser, TWO);
    browser.by_role("button", "Host ann, 10.0.0.1, 0 entries");
    browser.finish_with(&["unreachable", "broken by the test"]);
}

#[test]
fn a_part_that_does_not_come_when_it_is_needed_says_so_and_comes_another_time() {
    let mut browser = Browser::start();
    browser.site().lose("_rest.wasm");
    browser.go("");
    browser.wait_until("window.lab");
    // A script asks for what the second part does, and nobody listens to the error.
    browser.eval("try { lab.pcapng() } catch {}");
    browser.by_role("alertdialog", "A part of this page is missing");
    let area = browser.by_role("textbox", "Text of the lab");
    let first = versioned_arp::scenario::builtin::all()[0].text;
    assert_eq!(area.property("value"), first);
    browser.screenshot("part-missing");
    browser.site().find();
    browser.by_role("button", "Start again").click();
    browser.wait_until("window.lab && document.getElementById('crash').hidden");
    assert_eq!(browser.eval("return lab.pcapng()[0]"), 10);
    browser.finish_with(&["_rest.wasm", "404 (Not Found)"]);
}

#[test]
fn a_page_whose_first_part_does_not_come_says_so() {
    let script = fs::read_dir(dist())
        .expect("the page is built")
        .map(|file| {
            file.expect("a file of the page")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .find(|name| name.starts_with("versioned-arp") && name.ends_with(".js"));
    let script = script.expect("the page has a script beside its program");
    for (part, complaint) in [(".wasm", "Uncaught"), (&*script, "ERR_ABORTED")] {
        let mut browser = Browser::start();
        browser.site().lose(part);
        browser.go("");
        browser
            .wait_until("document.querySelector('#starting')?.textContent.includes('reload it')");
        browser.screenshot("program-missing");
        browser.site().find();
        browser.reload();
        browser.wait_until("window.lab");
        browser.finish_with(&[part, complaint]);
    }
}
