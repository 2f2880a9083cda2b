//! Visits a page that counts which stretches of its program run (`cargo xtask build` makes one in a
//! folder), as somebody who opens it and touches nothing. Prints, for each visit, the numbers of those
//! that ran and how often: `NUMBER:TIMES`.

use std::env;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;
use versioned_arp_tests::browser::Browser;

/// On a desk and on a telephone, which differ in what is on the page.
const SIZES: [(u32, u32); 2] = [(1440, 900), (390, 844)];
/// For what the page does of itself once it is there.
const WATCHED: Duration = Duration::from_secs(2);

fn main() {
    let folder = env::args_os().nth(1).expect("usage: first_view FOLDER");
    let browser = Browser::on(PathBuf::from(folder));
    for (width, height) in SIZES {
        browser.resize(width, height);
        browser.go("");
        browser.wait_until("window.lab");
        sleep(WATCHED);
        let ran = browser.eval(
            "return [...starts].flatMap((times, number) => times ? [`${number}:${times}`] : []).join(' ')",
        );
        println!("{}", ran.as_str().expect("numbers are a text"));
    }
    browser.finish();
}
