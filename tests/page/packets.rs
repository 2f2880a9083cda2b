//! Packets: filtering with completion, mistakes, sorting, one host's view, fields as filters.

use super::{page, text};
use versioned_arp_tests::browser::Browser;

/// A query, a ping, a word over TCP, and a lie.
const TALK: &str = "\
host ann 10.0.0.1
host bob 10.0.0.2
host carol 10.0.0.3
at 0s bob serve 443
at 1s ann ping bob
at 2s ann say bob:443 \"hello\"
at 4s carol arp reply from 02:00:00:00:00:03 10.0.0.2 to 02:00:00:00:00:01 10.0.0.1
end 6s
";
const DOWN: &str = "\u{E015}";
const UP: &str = "\u{E013}";
const ENTER: &str = "\u{E007}";
const RIGHT: &str = "\u{E014}";

fn shown(browser: &Browser) -> Vec<String> {
    let rows = browser.by_role("grid", "Frames").all_by_role("row");
    let cells = rows.iter().skip(1).map(|row| row.text().replace('\n', " "));
    cells.collect()
}

/// Waits until so many rows are listed.
fn count(browser: &Browser, rows: usize) {
    browser.wait_until(&format!(
        "document.querySelectorAll('.packet').length === {rows}"
    ));
}

fn frames(browser: &Browser) -> usize {
    let frames = browser.eval("return lab.seek(6).then(() => lab.snapshot().frames)");
    usize::try_from(frames.as_u64().expect("a number")).expect("few frames")
}

#[test]
fn a_filter_is_typed_with_completion_by_keyboard() {
    let browser = page(TALK);
    let all = frames(&browser);
    let filter = browser.by_role("combobox", "Display filter");
    filter.type_text("arp.opc");
    browser.by_role("option", "arp.opcode Opcode");
    browser.press(DOWN);
    browser.press(ENTER);
    assert_eq!(filter.property("value"), "arp.opcode ");
    filter.type_text("== rep");
    browser.press(DOWN);
    browser.press(ENTER);
    assert_eq!(filter.property("value"), "arp.opcode == 2 ");
    // bob's answer, and carol's lie.
    count(&browser, 2);
    let rows = shown(&browser);
    assert!(rows[0].contains("bob ann"), "{rows:?}");
    assert!(rows[1].contains("carol ann"), "{rows:?}");
    assert!(rows[1].contains("duplicate"), "{rows:?}");
    let said = browser.eval("return document.querySelector('.packets .count').textContent");
    assert_eq!(said, format!("2 of {all}"));
    browser.screenshot("packets-filter");
    browser.by_role("button", "Clear the filter").click();
    count(&browser, all);
    browser.finish();
}

#[test]
fn a_filter_that_is_wrong_says_where_and_the_last_right_one_holds() {
    let browser = page(TALK);
    frames(&browser);
    let filter = browser.by_role("combobox", "Display filter");
    filter.type_text("icmp");
    count(&browser, 2);
    filter.type_text(" && ip.adr == 10.0.0.1");
    browser.wait_until("document.getElementById('filter-mistake')");
    let said = browser.all_by_css("#filter-mistake")[0].text();
    assert_eq!(
        said,
        "column 9: there is no field 'ip.adr'; did you mean 'ip.addr'?"
    );
    assert_eq!(filter.property("ariaInvalid"), "true");
    count(&browser, 2);
    browser.finish();
}

#[test]
fn columns_sort_and_the_keyboard_walks_the_list() {
    let browser = page(TALK);
    frames(&browser);
    browser.by_role("button", "From").click();
    browser.wait_until("document.querySelector('[aria-sort=ascending]')");
    let senders = "[...document.querySelectorAll('.packet .from')].map(it => it.textContent)";
    let sorted = |order: &str| {
        browser.wait_until(&format!(
            "(() => {{ const all = {senders}; return all.join() === all.toSorted(){order}.join() }})()"
        ));
    };
    sorted("");
    browser.by_role("button", "From").click();
    sorted(".reverse()");
    browser.by_role("button", "No.").click();
    browser.by_role("grid", "Frames").click();
    browser.press("\u{E011}");
    browser.press(DOWN);
    browser.press(DOWN);
    browser.press(UP);
    browser.by_role("region", "Frame 2");
    browser.finish();
}

#[test]
fn what_one_host_could_see_is_numbered_for_itself() {
    let browser = page(TALK);
    let all = frames(&browser);
    let chosen = "const it = document.querySelector('.watcher'); it.value = '2'; \
        it.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.eval(chosen);
    // carol hears two broadcasts at most, and says one thing.
    browser.wait_until(&format!(
        "document.querySelectorAll('.packet').length < {all}"
    ));
    let rows = shown(&browser);
    assert!(rows[0].starts_with("1 1.000"), "{rows:?}");
    assert!(
        rows.last().expect("her own").contains("carol ann"),
        "{rows:?}"
    );
    browser.by_role("button", "Save what this host could see, as pcapng");
    browser.finish();
}

#[test]
fn a_field_becomes_a_filter_and_fields_and_bytes_mark_each_other() {
    let browser = page(TALK);
    frames(&browser);
    browser.eval("document.querySelector('.packet').click()");
    let tree = browser.by_role("tree", "Decoded fields");
    // A byte of the sender's address.
    browser.eval("document.querySelector('[data-byte=\"31\"]').click()");
    browser.wait_until("document.querySelector('[role=treeitem][aria-selected=true]')");
    let field = "document.querySelector('[role=treeitem][aria-selected=true]').textContent";
    assert_eq!(
        browser.eval(&format!("return {field}")),
        "Sender IP address: 10.0.0.1"
    );
    let marked = browser.eval("return document.querySelectorAll('.hex .marked').length");
    assert_eq!(marked, 4);
    browser
        .by_role("button", "Filter by the chosen field, or copy it")
        .click();
    browser
        .by_role("menuitem", "Apply as filter arp.src.proto_ipv4 == 10.0.0.1")
        .click();
    browser.wait_until(
        "document.querySelector('.filter input').value === 'arp.src.proto_ipv4 == 10.0.0.1'",
    );
    // Layers open and close by keys.
    tree.click();
    browser.press("\u{E011}");
    browser.press(RIGHT);
    browser.wait_until("document.querySelector('[role=treeitem][aria-expanded=true]')");
    assert!(text(&browser).contains("ann ping bob"));
    browser.finish();
}

#[test]
fn the_end_of_what_a_frame_says_stays_in_sight_beside_what_is_wrong_with_it() {
    let browser = page(TALK);
    browser.resize(1440, 900);
    browser.eval("return lab.seek(6)");
    // carol's lie: the MAC that she claims tells the most.
    browser.wait_until("document.querySelectorAll('.packet .pill').length >= 2");
    let whole = "[...document.querySelectorAll('.packet')].every((it) => { \
        const [text, end] = ['.info-text', '.info-text > :nth-child(2)'].map((of) => it.querySelector(of).getBoundingClientRect()); \
        return end.right <= text.right + 1 })";
    browser.wait_until(whole);
    let ends = browser.eval("return [...document.querySelectorAll('.info-text > :nth-child(2)')].map((it) => it.textContent)");
    let ends = ends.as_array().expect("a list");
    assert!(ends.iter().any(|it| it == ":00:00:03"), "{ends:?}");
    browser.screenshot("packets-ends");
    browser.finish();
}
