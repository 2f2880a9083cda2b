//! The LAN built by hand: forms, menus, cables, by pointer and by key. Every act is one step to undo.

use super::acts::{keep_saved, saved};
use super::{ESCAPE, TWO, load, page, text};
use serde_json::json;
use versioned_arp_tests::browser::Browser;

const DOWN: &str = "\u{E015}";
const ENTER: &str = "\u{E007}";
const DELETE: &str = "\u{E017}";
const UP: &str = "\u{E013}";

/// Waits until the lab's text has a line, and its run is the one on show.
fn wait_for_line(browser: &Browser, line: &str) {
    browser.wait_until(&format!(
        "lab.text().split('\\n').includes({})",
        json!(line)
    ));
    let hosts = "lab.text().split('\\n').filter((it) => it.startsWith('host')).length";
    browser.wait_until(&format!("lab.snapshot().hosts.length === {hosts}"));
}

/// Puts the focus on a part of the drawing by its name, as Tab does.
fn focus(browser: &Browser, name: &str) {
    browser.wait_until(&format!(
        "document.querySelector('[aria-label^=\"{name}\"]')"
    ));
    browser.eval(&format!(
        "document.querySelector('[aria-label^=\"{name}\"]').focus()"
    ));
}

/// Opens the menu of what has the focus.
fn open_menu(browser: &Browser) {
    let keys = json!({ "key": "F10", "shiftKey": true, "bubbles": true, "cancelable": true });
    browser.eval(&format!(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {keys}))"
    ));
    browser.by_role("menu", "Menu");
}

/// Undoes until the text is what it was, in so many steps.
fn undo(browser: &Browser, steps: usize, former: &str) {
    for _ in 0..steps {
        assert_ne!(text(browser), former, "a step was none");
        browser.by_role("button", "Undo").click();
    }
    assert_eq!(text(browser), former);
}

#[test]
fn a_lab_is_built_edited_and_taken_back_step_by_step() {
    let browser = page(TWO);
    // A host, as it is proposed but for its name.
    browser.by_role("button", "+ Host").click();
    browser.by_role("dialog", "New host");
    let name = browser.by_role("textbox", "Name");
    assert_eq!(name.property("value"), "carol");
    name.clear();
    name.type_text("eve");
    browser.by_role("button", "Add the host").click();
    wait_for_line(&browser, "host eve 10.0.0.3 profile classic");
    // A switch beside the one that no line declares, and eve's cable to it.
    browser.by_role("button", "+ Switch").click();
    browser.by_role("button", "Add the switch").click();
    wait_for_line(&browser, "link switch2 lan");
    browser.by_role("button", "Link").click();
    focus(&browser, "Host eve");
    browser.press(ENTER);
    focus(&browser, "Switch switch2");
    browser.press(ENTER);
    wait_for_line(&browser, "link eve switch2");
    // An option with a mistake: the parser's words stand beside the field, and nothing changes.
    focus(&browser, "Host eve");
    browser.press("\u{E032}");
    browser.by_role("dialog", "Host eve");
    let address = browser.by_role("textbox", "Addresses");
    address.clear();
    address.type_text("10.0.0.300");
    browser.by_role("button", "Save").click();
    let told = "document.querySelector('.form-fault').textContent.includes('10.0.0.300')";
    browser.wait_until(told);
    browser.screenshot("form");
    assert!(!text(&browser).contains("300"));
    address.clear();
    address.type_text("10.0.0.30");
    browser.by_role("button", "Save").click();
    wait_for_line(&browser, "host eve 10.0.0.30 profile classic");
    // Away with bob, and with the statement that names him.
    focus(&browser, "Host bob");
    browser.press(DELETE);
    wait_for_line(
        &browser,
        "host eve 10.0.0.30 mac 02:00:00:00:00:03 profile classic",
    );
    assert!(!text(&browser).contains("bob"));
    undo(&browser, 5, TWO);
    browser.finish();
}

#[test]
fn a_menu_is_opened_walked_and_left_by_key() {
    let browser = page(TWO);
    browser.eval("return lab.seek(3)");
    focus(&browser, "Host ann");
    open_menu(&browser);
    browser.screenshot("menu");
    browser.press(ESCAPE);
    browser.wait_until("!document.querySelector('.lan-menu')");
    browser.wait_until("document.activeElement.getAttribute('aria-label').startsWith('Host ann')");

    // Ping, whose list of others is a page of its own: the way back first, then bob.
    open_menu(&browser);
    browser.press(DOWN);
    browser.press(ENTER);
    browser.by_role("menuitem", "bob 10.0.0.2");
    browser.press(DOWN);
    browser.press(ENTER);
    browser.wait_until("lab.text().includes('at 3s ann ping bob\\n')");
    undo(&browser, 1, TWO);

    // The last line of a host's menu takes it away.
    focus(&browser, "Host ann");
    open_menu(&browser);
    browser.press(UP);
    browser.press(ENTER);
    browser.wait_until("!lab.text().includes('host ann')");
    undo(&browser, 1, TWO);
    browser.finish();
}

#[test]
fn another_name_stands_wherever_the_lab_names_a_host() {
    let browser = page(TWO);
    focus(&browser, "Host bob");
    open_menu(&browser);
    browser.by_role("menuitem", "Rename…").click();
    let name = browser.by_role("textbox", "Name");
    name.clear();
    name.type_text("ann");
    browser.by_role("button", "Rename").click();
    browser.wait_until("document.querySelector('.form-fault').textContent.includes('already')");
    name.clear();
    name.type_text("rob");
    browser.by_role("button", "Rename").click();
    wait_for_line(&browser, "at 1s ann query rob");
    wait_for_line(&browser, "host rob 10.0.0.2 profile classic");
    undo(&browser, 1, TWO);
    browser.finish();
}

#[test]
fn a_frame_on_its_way_is_dropped_alone() {
    let browser = page(TWO);
    browser.eval("return lab.seek(1.00005)");
    focus(&browser, "Frame 1");
    open_menu(&browser);
    browser.by_role("menuitem", "Drop this frame").click();
    wait_for_line(&browser, "at 1.00005s link ann lan drop 1");
    browser.wait_until("lab.snapshot().time >= 1.00005 && lab.snapshot().dropped === 1");
    undo(&browser, 1, TWO);
    browser.finish();
}

#[test]
fn a_cable_is_pulled_from_a_grip_and_a_forged_reply_is_sent() {
    let three = format!("switch attic at 700,60\nswitch lan at 400,250\n{TWO}link attic lan\n");
    let browser = page(&three);
    // Of two nodes and the way between them.
    let way = "const middle = (name) => { const it = document.querySelector(`[aria-label^=\"${name}\"] .node-box`).getBoundingClientRect();
        return [it.left + it.width / 2, it.top + it.height / 2]; };
        const grip = document.querySelector('[aria-label^=\"Host ann\"] .grip-dot').getBoundingClientRect();
        const [x, y] = middle('Switch lan');
        return [x - grip.left - grip.width / 2, y - grip.top - grip.height / 2].map(Math.round);";
    let way = browser.eval(way);
    let by = |index: usize| way[index].as_i64().expect("a number") as i32;
    browser.all_by_css("[aria-label^=\"Host ann\"] .grip-dot")[0].drag_by(by(0), by(1));
    wait_for_line(&browser, "link ann lan");
    undo(&browser, 1, &three);

    load(&browser, TWO);
    focus(&browser, "Host ann");
    open_menu(&browser);
    browser.by_role("menuitem", "Forge a reply…").click();
    let address = browser.by_role("textbox", "Address");
    address.clear();
    address.type_text("10.0.0.9");
    browser.by_role("button", "Forge").click();
    wait_for_line(
        &browser,
        "at 0s ann arp reply from 02:00:00:00:00:01 10.0.0.9 to 02:00:00:00:00:02 10.0.0.2",
    );
    undo(&browser, 1, TWO);
    browser.finish();
}

#[test]
fn a_switch_shows_who_is_where_and_a_closer_look_is_taken_and_left() {
    let browser = page(TWO);
    browser.eval("return lab.seek(2)");
    focus(&browser, "Switch lan, knows 2 MACs");
    browser.press(ENTER);
    let table = browser.by_role("region", "MAC table").text();
    assert!(
        table.contains("02:00:00:00:00:01") && table.contains("to ann"),
        "{table}"
    );
    browser.screenshot("switch");

    browser.press("+");
    browser.by_role("button", "Fit");
    browser.by_role("button", "Zoom out").click();
    browser.wait_until(
        "![...document.querySelectorAll('.zoom button')].some((it) => it.textContent === 'Fit')",
    );
    browser.finish();
}

#[test]
fn boxes_keep_clear_of_each_other_on_a_phone() {
    let browser = page(TWO);
    browser.resize(390, 844);
    for count in [4, 9, 12] {
        let lines = (1..=count).map(|n| format!("host host{n} 192.168.30.{n}\n"));
        load(&browser, &lines.collect::<String>());
        let boxes = "[...document.querySelectorAll('.node .node-box')].map((it) => it.getBoundingClientRect())";
        let apart = "(a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top";
        browser.wait_until(&format!("{boxes}.length === {} && {boxes}.every((a, i, all) => all.slice(0, i).every((b) => ({apart})(a, b)))", count + 1));
    }
    browser.screenshot("phone-twelve");
    browser.finish();
}

#[test]
fn a_few_hosts_grow_with_a_large_screen_and_are_still_where_they_are_pressed() {
    // The corners stay where they are, so that nothing else moves when bob does.
    let browser = page(
        "switch lan at 400,450\n\
         host ann 10.0.0.1 at 0,0\nhost bob 10.0.0.2 at 400,150\nhost carol 10.0.0.3 at 800,500\n",
    );
    let width = "document.querySelector('[aria-label^=\"Host ann\"] .node-box').getBoundingClientRect().width";
    let before = browser.eval(&format!("return {width}"));
    browser.resize(2560, 1440);
    browser.wait_until(&format!("{width} > {before} * 1.2"));
    let left = "document.querySelector('[aria-label^=\"Host bob\"] .node-box').getBoundingClientRect().left";
    let from = browser.eval(&format!("return {left}"));
    let bob = browser.by_role("button", "Host bob, 10.0.0.2, 0 entries");
    bob.drag_by(-90, 60);
    browser.wait_until("!lab.text().includes('400,150')");
    browser.wait_until(&format!("Math.abs({left} - ({from} - 90)) < 3"));
    focus(&browser, "Host ann");
    open_menu(&browser);
    let over = "(() => { const [menu, ann] = ['.lan-menu', '[aria-label^=\"Host ann\"]'].map((it) => document.querySelector(it).getBoundingClientRect()); \
        return menu.left > ann.left && menu.left < ann.right && menu.top > ann.top && menu.top < ann.bottom })()";
    browser.wait_until(over);
    browser.screenshot("projector");
    browser.press(ESCAPE);
    browser.finish();
}

#[test]
fn switches_of_a_crowd_are_named_where_nothing_covers_the_name() {
    let browser = page(TWO);
    browser.resize(390, 844);
    let mut lab: String = (0..20).map(|n| format!("switch s{n}\n")).collect();
    lab += &(1..20)
        .map(|n| format!("link s{n} s{}\n", (n - 1) / 3))
        .collect::<String>();
    let hosts = (0..500).map(|n| format!("host h{n}\nlink h{n} s{}\n", n % 20));
    lab += &hosts.collect::<String>();
    load(&browser, &lab);
    browser.wait_until("document.querySelectorAll('.switch-name').length === 20");
    let inside = "[...document.querySelectorAll('.node.switch')].every((it) => { \
        const [name, box] = ['.switch-name', '.node-box'].map((of) => it.querySelector(of).getBoundingClientRect()); \
        return name.left >= box.left && name.right <= box.right && name.bottom <= box.bottom + 1 })";
    browser.wait_until(inside);
    browser.screenshot("phone-crowd");
    browser.finish();
}

#[test]
fn the_lan_leaves_as_a_picture() {
    let browser = page(TWO);
    browser.eval("return lab.seek(1.00005)");
    keep_saved(&browser);
    let menu = "Save a picture of the LAN";
    let svg = saved(&browser, menu, "Save as SVG lines, sharp at every size");
    assert!(svg.starts_with("<svg "), "{svg:.80}");
    assert!(
        svg.contains(">ann<") && svg.contains("Who has .2?"),
        "{svg}"
    );
    let png = saved(&browser, menu, "Save as PNG pixels, for a slide");
    assert!(png.starts_with("\u{FFFD}PNG"), "{png:.20}");
    browser.finish();
}
