//! Visits a page that counts which stretches of its program run (`cargo xtask build` makes one in a
//! folder), as somebody who comes for the first time, looks on, and reaches out. Prints, for each
//! visit, the numbers of those that ran and how often: `NUMBER:TIMES`.

use serde_json::json;
use std::env;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;
use versioned_arp_tests::browser::Browser;

/// On a desk, on a telephone and in a small window, which differ in what is on the page and in what
/// has to scroll there.
const SIZES: [(u32, u32); 4] = [(1440, 900), (1280, 800), (390, 844), (800, 600)];
const TAB: &str = "\u{E004}";
/// How many times slower than this machine: what comes first, a frame or a measure, a list's rows
/// or its scrolling, differs with it, and so does what runs.
const SLOWER: [u32; 2] = [1, 16];
/// Where a pointer comes by on its way from corner to corner.
const PLACES: u32 = 40;
/// For what the page does of itself once it is there.
const WATCHED: Duration = Duration::from_secs(2);

fn main() {
    let folder = env::args_os().nth(1).expect("usage: first_view FOLDER");
    let browser = Browser::on(PathBuf::from(folder));
    browser.go("");
    let origin = browser.eval("return location.origin");
    for (rate, (width, height)) in SLOWER
        .into_iter()
        .flat_map(|rate| SIZES.map(|size| (rate, size)))
    {
        browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": rate }));
        browser.resize(width, height);
        // Who has been here before finds what was kept, and needs the rest at once.
        browser.cdp(
            "Storage.clearDataForOrigin",
            json!({ "origin": origin, "storageTypes": "all" }),
        );
        browser.go("");
        browser.wait_until("window.lab");
        sleep(WATCHED);
        // Both bring the rest. What the page does of them itself should not have to wait for it.
        browser.press(TAB);
        for place in 0..PLACES {
            let (x, y) = (width * place / PLACES, height * place / PLACES);
            let moved = json!({ "type": "mouseMoved", "x": x, "y": y });
            browser.cdp("Input.dispatchMouseEvent", moved);
        }
        let ran = browser.eval(
            "return [...starts].flatMap((times, number) => times ? [`${number}:${times}`] : []).join(' ')",
        );
        println!("{}", ran.as_str().expect("numbers are a text"));
    }
    browser.finish();
}
