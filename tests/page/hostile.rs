//! What comes from others and means no good, or is broken: links, files, labs that try to be more than
//! text, scripts slipped into the page. Nothing of it is opened, and the work stays as it was.

use super::acts::{close_dialog, drop_file, reason};
use super::release::copied;
use super::{ESCAPE, TWO, page, text};
use serde_json::{Value, json};
use versioned_arp::scenario::link::{Link, encode};
use versioned_arp_tests::browser::Browser;

/// Markup that would be noticed: it asks for a file that is not there, and runs a script.
const MARKUP: &str = "<img src=x onerror=hurt=1><script>hurt=1</script>";

fn title_of_dialog(browser: &Browser) -> String {
    browser.wait_until("document.querySelector('dialog h2')");
    let title = browser.eval("return document.querySelector('dialog h2').textContent");
    title.as_str().expect("a text").to_owned()
}

#[test]
fn links_that_are_cut_changed_or_too_much_open_nothing() {
    let browser = page(TWO);
    let whole = encode(&Link {
        text: TWO.to_owned(),
        ..Link::default()
    });
    let bomb = encode(&Link {
        text: " ".repeat(20_000_000),
        ..Link::default()
    });
    let letters = "A".repeat(300_000);
    for (link, why) in [
        (&whole[..whole.len() - 9], "cut short"),
        (&whole.replacen(&whole[9..12], "AAA", 1)[..], "link"),
        (&bomb, "64 KiB"),
        (&format!("#1:{letters}"), "64 KiB"),
        ("#9:abc", "version 9"),
        ("#1:%3Cscript%3E", "which no scenario link has"),
    ] {
        browser.eval(&format!("location.hash = {}", json!(link)));
        assert_eq!(title_of_dialog(&browser), "This link cannot be opened");
        let said = reason(&browser);
        assert!(said.contains(why), "{why}: {said}");
        close_dialog(&browser);
        assert_eq!(text(&browser), TWO);
    }
    // The same at the start of the page.
    browser.go(&format!("?again{}", &whole[..whole.len() - 9]));
    assert_eq!(title_of_dialog(&browser), "This link cannot be opened");
    browser.press(ESCAPE);
    browser.wait_until("window.lab");
    assert_eq!(text(&browser), TWO);
    browser.finish();
}

#[test]
fn files_that_are_too_large_are_refused_before_they_are_read() {
    let browser = page(TWO);
    // Whoever reads more than a file's beginning is noticed.
    browser.eval(
        "window.most = 0;
         const real = Blob.prototype.arrayBuffer;
         Blob.prototype.arrayBuffer = function () { most = Math.max(most, this.size); return real.call(this) }",
    );
    let huge = "new Uint8Array(64 * 1024 * 1024)";
    for (name, parts, why) in [
        (
            "long.lab",
            "['#'.repeat(64 * 1024 + 1)]".to_owned(),
            "65536 at most",
        ),
        ("zeros.bin", format!("[{huge}]"), "65536 at most"),
        (
            "huge.bundle",
            format!("['# v2 git bundle\\n', {huge}]"),
            "67108864 at most",
        ),
        ("huge.pack", format!("['PACK', {huge}]"), "67108864 at most"),
    ] {
        drop_file(&browser, name, &parts);
        assert_eq!(
            title_of_dialog(&browser),
            format!("This {name} cannot be opened")
        );
        assert!(
            reason(&browser).contains(why),
            "{name}: {}",
            reason(&browser)
        );
        close_dialog(&browser);
    }
    assert!(
        browser
            .eval("return most")
            .as_u64()
            .is_some_and(|it| it <= 64)
    );
    // A small pack that says it holds four thousand million objects.
    drop_file(
        &browser,
        "bomb.pack",
        "['PACK', new Uint8Array([0, 0, 0, 2, 255, 255, 255, 255]), new Uint8Array(40)]",
    );
    assert_eq!(title_of_dialog(&browser), "This bomb.pack cannot be opened");
    browser.screenshot("file-refused");
    close_dialog(&browser);
    assert_eq!(text(&browser), TWO);
    // At the limit it is a lab.
    let full = format!(
        "['#'.repeat(64 * 1024 - {}), {}]",
        TWO.len() + 1,
        json!(format!("\n{TWO}"))
    );
    drop_file(&browser, "full.lab", &full);
    browser.wait_until("lab.text().length === 64 * 1024");
    browser.finish();
}

#[test]
fn markup_in_a_lab_is_text() {
    let quoted = Value::from(MARKUP).to_string();
    let lab = format!(
        "title {quoted}\nabout {quoted}\n{TWO}at 2s ann send bob:7 {quoted}\nat 3s bob serve 80\nat 3s ann say bob:80 {quoted}\n"
    );
    let browser = page(&lab);
    browser.eval("return lab.seek(5)");
    assert_eq!(
        browser.eval("return document.title"),
        format!("{MARKUP} · Versioned ARP")
    );
    browser.press("2");
    browser.by_role("region", "Time");
    browser.press("1");
    // The frame that carries it, its fields and its bytes; the statement in the text and in the strip.
    browser
        .all_by_css(".packet")
        .last()
        .expect("packets")
        .click();
    browser.press("t");
    browser.wait_until("document.querySelector('.editor, textarea')");
    browser.screenshot("markup");
    browser.press(ESCAPE);
    // Kept by name, and forgotten.
    browser.by_role("button", "File").click();
    let labs = "Your labs… kept in this browser, by name";
    browser.by_role("menuitem", labs).click();
    browser.by_role("button", "Keep this one").click();
    browser.by_role("button", &format!("Forget {MARKUP}"));
    browser.press(ESCAPE);
    // Files and links whose names and parameters say it.
    drop_file(
        &browser,
        &format!("{MARKUP}.lab"),
        "[new Uint8Array([255, 254])]",
    );
    assert_eq!(
        title_of_dialog(&browser),
        format!("This {MARKUP}.lab cannot be opened")
    );
    close_dialog(&browser);
    let link = encode(&Link {
        text: lab,
        host: Some(MARKUP.to_owned()),
        view: Some(MARKUP.to_owned()),
        sel: Some(format!("host:{MARKUP}")),
        ..Link::default()
    });
    browser.go(&format!("?{}{link}", "again"));
    browser.wait_until("window.lab");
    let hurt = "window.hurt || document.querySelector('img, main script, dialog script')";
    assert_eq!(browser.eval(&format!("return Boolean({hurt})")), false);
    browser.finish();
}

#[test]
fn what_is_slipped_into_the_page_does_not_run() {
    let folder = copied("slipped-in", |name, bytes| {
        if name != "index.html" {
            return (name.to_owned(), bytes);
        }
        let html = String::from_utf8(bytes).expect("a page is text");
        let slipped = "<body onload=hurt=1><script>hurt=2</script><base href=//example.com/>\
            <a id=bait href=\"javascript:hurt=3\">bait</a><object data=icon.svg></object>";
        assert!(html.contains("<body>"), "the page has a body");
        let html = html.replacen("<body>", slipped, 1);
        (name.to_owned(), html.into_bytes())
    });
    let browser = Browser::on(folder);
    browser.go("");
    browser.wait_until("window.lab");
    browser.eval("document.getElementById('bait').click()");
    browser.eval("return new Promise(done => setTimeout(done, 100))");
    assert_eq!(browser.eval("return window.hurt ?? null"), Value::Null);
    assert_eq!(
        browser.eval("return document.baseURI === location.href"),
        true
    );
    browser.finish_with(&["Content Security Policy"]);
}
