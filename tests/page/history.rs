//! The History and Cache panels: finding, comparing and asking; acting on a commit; histories that
//! come back from files.

use super::acts::{drop_file, keep_saved, saved};
use super::{END, ESCAPE, load, page, text};
use serde_json::Value;
use versioned_arp_tests::browser::Browser;

/// ann asks bob; what she learns of .9 changes twice, and bob pulls from her.
const STORY: &str = "\
host ann 10.0.0.1 profile classic
host bob 10.0.0.2 profile classic
at 1s ann query bob
at 2s ann learn 10.0.0.9 02:00:00:00:00:09 for 5m
at 3s ann learn 10.0.0.9 02:00:00:00:00:66 for 5m
at 4s bob pull ann
end 9s
";
/// Long addresses, and a merge with a choice to make.
const TALKATIVE: &str = "\
host ann 192.168.100.101 profile classic
host gateway 192.168.100.102 profile classic
at 1s ann query gateway
at 2s ann learn 192.168.100.200 02:00:00:00:00:09 for 5m
at 3s ann learn 192.168.100.200 02:00:00:00:00:09 for 6m
at 4s gateway learn 192.168.100.200 02:00:00:00:00:66 for 7m
at 5s ann pull gateway
end 9s
";
const ENTER: &str = "\u{E007}";
const DOWN: &str = "\u{E015}";

/// The lab at its end, with ann's history shown.
fn story() -> Browser {
    let browser = page(STORY);
    browser.eval("return lab.seek(9)");
    browser.by_role("button", "ann").click();
    browser.by_role("listbox", "Commits of ann, newest first");
    browser
}

/// The subjects that are listed, from the top.
fn subjects(browser: &Browser) -> Vec<String> {
    let listed = "[...document.querySelectorAll('.commit-subject')].map(it => it.title)";
    let listed = browser.eval(&format!("return {listed}"));
    let listed = listed.as_array().expect("a list").iter();
    listed
        .map(|it| it.as_str().unwrap_or("").to_owned())
        .collect()
}

/// Selects the commit whose subject begins so.
fn select(browser: &Browser, subject: &str) {
    let place = subjects(browser)
        .iter()
        .position(|it| it.starts_with(subject));
    let place = place.unwrap_or_else(|| panic!("no {subject} in {:?}", subjects(browser)));
    browser.all_by_css(".commit")[place].click();
}

/// Drops a file of these bytes onto the page.
fn drop_bytes(browser: &Browser, name: &str, bytes: &Value) {
    drop_file(browser, name, &format!("[new Uint8Array({bytes})]"));
}

fn bundle(browser: &Browser, host: &str) -> Value {
    browser.eval(&format!("return [...lab.bundle('{host}')]"))
}

#[test]
fn commits_are_found_by_address_and_words_and_all_come_back() {
    let browser = story();
    let all = subjects(&browser).len();
    browser.by_role("button", "Filter").click();
    let field = browser.by_role("searchbox", "Address, words or id");
    field.type_text("10.0.0.9");
    browser.wait_until("document.querySelectorAll('.commit').length === 2");
    let count = "document.querySelector('.history-count').textContent";
    assert_eq!(
        browser.eval(&format!("return {count}")),
        format!("2 of {all}")
    );
    browser.by_role("button", "conflicts").click();
    browser.wait_until("document.querySelectorAll('.commit').length === 1");
    assert!(subjects(&browser)[0].starts_with("changed: 10.0.0.9"));
    field.type_text("9");
    browser.by_role("button", "Show all commits").click();
    browser.wait_until(&format!("{count} === '{all} of {all}'"));
    browser.screenshot("history-filter");
    field.type_text("REQUEST");
    browser.wait_until("document.querySelectorAll('.commit').length === 1");
    browser.press(ESCAPE);
    browser.wait_until(&format!(
        "document.querySelectorAll('.commit').length === {all}"
    ));
    browser.finish();
}

#[test]
fn commits_are_found_by_time_and_a_time_that_is_none_hides_nothing() {
    let browser = story();
    let all = subjects(&browser).len();
    browser.by_role("button", "Filter").click();
    browser.by_role("textbox", "Made since").type_text("1500ms");
    browser.wait_until("document.querySelectorAll('.commit').length === 2");
    let until = browser.by_role("textbox", "Made until");
    until.type_text("2");
    browser.wait_until("document.querySelectorAll('.commit').length === 1");
    assert!(subjects(&browser)[0].starts_with("learned: 10.0.0.9"));
    until.type_text("x");
    browser.wait_until("document.querySelector('.bound[aria-invalid]')");
    browser.wait_until("document.querySelectorAll('.commit').length === 2");
    browser.screenshot("history-times");
    browser.by_role("button", "Clear").click();
    browser.wait_until(&format!(
        "document.querySelectorAll('.commit').length === {all}"
    ));
    browser.finish();
}

#[test]
fn nothing_of_the_cache_lies_beyond_its_panel_on_a_desk() {
    let browser = page(TALKATIVE);
    browser.resize(1440, 900);
    let fits = "(() => { const it = document.querySelector('.panel.cache .panel-body'); return it.scrollWidth <= it.clientWidth })()";
    // An entry was just renewed, and both addresses are long.
    browser.eval("return lab.seek(3.5)");
    browser.wait_until("document.querySelector('.cache-table .pill')");
    browser.wait_until(fits);
    browser.screenshot("cache-renewed");
    // Base, ours, theirs and what was kept stand side by side.
    browser.eval("return lab.seek(9)");
    select(&browser, "pull gateway");
    browser.wait_until("document.querySelector('.entries.merge')");
    browser.wait_until(fits);
    browser.screenshot("cache-merge");
    browser.finish();
}

#[test]
fn who_taught_what_before_a_cut_is_not_made_up() {
    let browser = page(
        "host ann 10.0.0.1 profile classic keep 10 commits\n\
         at 1s every 1s ann learn 10.0.0.9 02:00:00:00:00:09 for 5m\nend 60s\n",
    );
    browser.press(END);
    browser.wait_until(
        "document.querySelector('.cache-table .taught')?.textContent.startsWith('in or before')",
    );
    browser.finish();
}

#[test]
fn hosts_are_side_by_side_and_keys_go_through_their_commits() {
    let browser = story();
    browser.by_role("button", "all").click();
    browser.by_role("listbox", "Commits of all hosts, newest first");
    browser.wait_until("document.querySelectorAll('.gutter .edge.across').length > 0");
    browser.screenshot("history-all");
    let listed = subjects(&browser);
    assert_eq!(listed[0], "pull ann");
    browser.eval("document.querySelector('[role=listbox]').focus()");
    // A key acts on what is drawn: the one before it has to have shown first.
    let chosen = |place: usize| {
        browser.wait_until(&format!(
            "document.querySelector('.history-list').getAttribute('aria-activedescendant') === 'commit-{place}'"
        ));
    };
    browser.press(END);
    chosen(listed.len() - 1);
    browser.press(ENTER);
    browser.wait_until("lab.snapshot().time === 0");
    browser.press("\u{E011}");
    chosen(0);
    browser.press(DOWN);
    chosen(1);
    browser.press(ENTER);
    browser.wait_until("lab.snapshot().time === 3");

    browser.by_role("button", "More about this history").click();
    browser.by_role("menuitemradio", "Newest first").click();
    browser.by_role("listbox", "Commits of all hosts, oldest first");
    let turned: Vec<_> = listed.iter().rev().cloned().collect();
    assert_eq!(subjects(&browser), turned);
    browser.finish();
}

#[test]
fn two_commits_of_two_hosts_are_compared() {
    let browser = story();
    select(&browser, "learned: 10.0.0.9");
    browser.by_role("button", "Compare").click();
    browser.by_role("button", "bob").click();
    browser.wait_until("document.querySelector('.compare')?.innerText.includes('bob has now')");
    select(&browser, "create");
    let table = "document.querySelector('.compare table')?.innerText ?? ''";
    browser.wait_until(&format!("({table}).includes('0 added, 2 gone, 0 changed')"));
    browser.by_role("button", "Swap").click();
    browser.wait_until(&format!("({table}).includes('2 added, 0 gone, 0 changed')"));
    browser.screenshot("history-compare");
    browser.by_role("button", "Done").click();
    browser.wait_until("!document.querySelector('.compare')");
    browser.finish();
}

#[test]
fn an_address_has_a_biography_and_tells_when_it_first_had_a_mac() {
    let browser = story();
    browser.by_role("button", "10.0.0.9").click();
    browser.by_role("heading", "10.0.0.9 in the cache of ann");
    let rows = browser.all_by_css(".life tbody tr");
    assert_eq!(rows.len(), 2);
    browser.eval(
        "const menu = document.querySelector('.bisect select');
         menu.value = '1';
         menu.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    browser.by_role("button", "Find").click();
    browser.by_role(
        "heading",
        "changed: 10.0.0.9 02:00:00:00:00:09 -> 02:00:00:00:00:66",
    );
    browser.finish();
}

#[test]
fn a_revert_shows_what_it_would_do_and_becomes_a_statement() {
    let browser = story();
    select(&browser, "changed: 10.0.0.9");
    browser.by_role("button", "Revert…").click();
    browser.wait_until("document.querySelector('.preview').innerText.includes('would change')");
    browser.by_role("button", "Revert").click();
    browser.wait_until("/\\nat 9s ann revert [0-9a-f]{12}\\n/.test(lab.text())");
    let mac = "lab.snapshot().hosts[0].cache.find(it => it.ip === '10.0.0.9')?.mac";
    browser.wait_until(&format!("{mac} === '02:00:00:00:00:09'"));

    select(&browser, "learned: 10.0.0.9");
    browser.by_role("button", "Branch…").click();
    browser.by_role("textbox", "Name").type_text("before");
    browser.by_role("button", "Branch").click();
    browser.wait_until("/ann branch before [0-9a-f]{12}\\n/.test(lab.text())");
    browser.wait_until("'before' in lab.snapshot().hosts[0].branches");
    browser.finish();
}

#[test]
fn the_cache_is_copied_as_the_kernel_prints_its_neighbours() {
    let browser = story();
    browser.eval("navigator.clipboard.writeText = async text => { window.copied = text }");
    browser
        .by_role("button", "Copy as ip neigh prints it")
        .click();
    browser.wait_until("window.copied");
    assert_eq!(
        browser.eval("return window.copied"),
        "10.0.0.2 dev eth0 lladdr 02:00:00:00:00:02 REACHABLE\n\
         10.0.0.9 dev eth0 lladdr 02:00:00:00:00:66 REACHABLE\n"
    );
    browser.finish();
}

#[test]
fn a_history_leaves_as_text_and_as_a_drawing() {
    let browser = story();
    browser.by_role("button", "More about this history").click();
    browser
        .by_role("menuitemradio", "As text as git log --graph prints it")
        .click();
    let shown = browser.by_role("region", "History as text").text();
    assert!(
        shown.contains("(HEAD -> main) changed: 10.0.0.9"),
        "{shown}"
    );
    assert!(shown.contains("|/"), "{shown}");

    keep_saved(&browser);
    for (entry, begins) in [
        ("Save the drawing as SVG", "<svg xmlns="),
        ("Save the drawing as PNG", "\u{FFFD}PNG"),
        ("Save the log as text", "* "),
    ] {
        let file = saved(&browser, "More about this history", entry);
        assert!(file.starts_with(begins), "{entry}: {file:.40}");
    }
    browser.finish();
}

#[test]
fn a_bundle_comes_back_and_a_host_starts_from_it() {
    let browser = story();
    let bytes = bundle(&browser, "ann");
    load(&browser, "host zoe 10.0.0.7 profile classic\nend 9s\n");
    drop_bytes(&browser, "ann.bundle", &bytes);
    browser.by_role("dialog", "A history was opened");
    browser.screenshot("history-opened");
    browser.by_role("button", "Start from it").click();
    browser.wait_until("/\\nhost ann from [0-9a-f]{40}\\n/.test(lab.text())");
    let ann = "lab.snapshot().hosts.find(it => it.name === 'ann')";
    browser.wait_until(&format!("{ann}?.cache.length === 2"));

    // The text names the history; the page has forgotten it after a reload.
    let before = text(&browser);
    browser.reload();
    browser.wait_until("window.lab");
    browser.by_role("note", "A history is missing");
    assert_eq!(text(&browser), before);
    browser.screenshot("history-missing");
    drop_bytes(&browser, "ann.bundle", &bytes);
    browser.wait_until(&format!("{ann}?.cache.length === 2"));
    browser.wait_until("!document.querySelector('.history-missing')");
    browser.by_role("button", "Share").click();
    browser
        .wait_until("document.querySelector('dialog').innerText.includes('send that file along')");
    browser.finish();
}

#[test]
fn a_file_that_is_no_history_says_why_and_changes_nothing() {
    let browser = story();
    let bytes = bundle(&browser, "ann");
    let mut damaged = bytes.as_array().expect("bytes").clone();
    let middle = damaged.len() - 60;
    damaged[middle] = Value::from(damaged[middle].as_u64().expect("a byte") ^ 0x55);
    let sha256 = "# v3 git bundle\n@object-format=sha256\n\n";
    let nonsense = Value::from((0..400).map(|it| (it * 37 + 128) % 256).collect::<Vec<_>>());
    for (name, bytes) in [
        ("damaged.bundle", Value::from(damaged)),
        ("other.bundle", Value::from(sha256.as_bytes())),
        ("nonsense.pack", nonsense),
    ] {
        drop_bytes(&browser, name, &bytes);
        browser.by_role("dialog", &format!("This {name} cannot be opened"));
        let why = browser.eval("return document.querySelector('dialog p').innerText");
        assert!(
            why.as_str().is_some_and(|it| it.ends_with('.')),
            "{name}: {why}"
        );
        browser.press(ESCAPE);
        browser.wait_until("!document.querySelector('dialog')");
    }
    assert_eq!(text(&browser), STORY);
    browser.finish();
}
