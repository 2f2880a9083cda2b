//! What a person does in tests of several views.

use super::ESCAPE;
use serde_json::json;
use versioned_arp_tests::browser::Browser;

/// Replaces the text by hand, which makes it work that is nowhere else.
pub fn write(browser: &Browser, text: &str) {
    browser.press("t");
    let area = browser.by_role("textbox", "Text of the lab");
    area.clear();
    area.type_text(text);
    browser.wait_until(&format!("lab.text() === {}", json!(text)));
    browser.press(ESCAPE);
    browser.wait_until("!document.querySelector('.editor')");
}

/// Drops a file onto the page; `parts` is JavaScript for what a `File` is made of.
pub fn drop_file(browser: &Browser, name: &str, parts: &str) {
    browser.eval(&format!(
        "const files = new DataTransfer();
         files.items.add(new File({parts}, {}));
         const dropped = {{ dataTransfer: files, bubbles: true, cancelable: true }};
         document.body.dispatchEvent(new DragEvent('drop', dropped));",
        json!(name)
    ));
}

/// Closes the dialog that is open.
pub fn close_dialog(browser: &Browser) {
    browser.press(ESCAPE);
    browser.wait_until("!document.querySelector('dialog')");
}

/// What the open dialog says first.
pub fn reason(browser: &Browser) -> String {
    let said = browser.eval("return document.querySelector('dialog p').textContent");
    said.as_str().expect("a text").to_owned()
}

/// Keeps what the page saves as `window.saved`, a blob.
pub fn keep_saved(browser: &Browser) {
    browser.eval(
        "const made = URL.createObjectURL;
         URL.createObjectURL = blob => { window.saved = blob; return made.call(URL, blob) }",
    );
}

/// What the page saves by an entry of a menu, as text.
pub fn saved(browser: &Browser, menu: &str, entry: &str) -> String {
    browser.eval("window.saved = null");
    browser.by_role("button", menu).click();
    browser.by_role("menuitem", entry).click();
    browser.wait_until("window.saved");
    let file = browser.eval("return window.saved.text()");
    file.as_str().expect("a text").to_owned()
}
