//! Chromium and ChromeDriver, for tests in a real browser.

use super::{Lane, Need, Tool, debian};
use crate::job::Job;
use crate::machine::Machine;
use anyhow::Result;
use std::path::Path;

/// The program that drives the browser.
pub const DRIVER: &str = "chromedriver";

/// Names under which the driver finds a browser.
const BROWSERS: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "google-chrome-beta",
    "chrome",
];
/// Where one is that is on no search path.
const ON_A_MAC: &str = "/Applications/Google Chrome.app";

/// The browser and its driver, which are of the same version when they come together.
pub struct Browser;

impl Tool for Browser {
    fn need(&self) -> Need {
        Need::Browser
    }

    fn title(&self) -> String {
        "Chromium and ChromeDriver".to_owned()
    }

    fn why(&self) -> &'static str {
        "to see what the first view of the page needs, and to run the tests in a real browser"
    }

    fn takes(&self) -> &'static str {
        "apt-get installs them: about a minute"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        let browser = BROWSERS.iter().any(|name| machine.find(name).is_some());
        (browser || Path::new(ON_A_MAC).exists()) && machine.find(DRIVER).is_some()
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        debian::apt_install(machine, job, &["chromium", "chromium-driver"])
    }

    fn by_hand(&self) -> String {
        "apt-get install chromium chromium-driver\n\
         elsewhere than on Debian: Chrome from https://www.google.com/chrome and the chromedriver \
         of the same version\nfrom https://googlechromelabs.github.io/chrome-for-testing, both on PATH"
            .to_owned()
    }
}
