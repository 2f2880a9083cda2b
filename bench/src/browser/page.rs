//! A folder served on this machine and opened in headless Chromium. What it holds, and what is
//! called there, is the rows' business: nothing else of the bench depends on it.

use anyhow::{Context as _, Error, Result};
use serde::de::DeserializeOwned;
use std::path::Path;
use versioned_arp_tests::browser::Browser;

/// One page in a browser of its own. Dropped, it is closed.
pub struct Page(Browser);

impl Page {
    /// Serves a folder, opens its `index.html` and waits until an expression is true there.
    pub fn open(folder: &Path, ready: &str) -> Result<Page> {
        let browser = Browser::try_on(folder.to_owned()).map_err(Error::msg)?;
        browser.go("");
        browser.wait_until(ready);
        Ok(Page(browser))
    }

    /// What a piece of JavaScript answers: the body of a function, which may return a promise. It
    /// has to end within half a minute.
    pub fn ask<T: DeserializeOwned>(&self, script: &str) -> Result<T> {
        let value = self.0.try_eval(script).map_err(Error::msg)?;
        serde_json::from_value(value).with_context(|| format!("another answer to {script:?}"))
    }

    /// Which browser it is.
    pub fn version(&self) -> Result<String> {
        let version = self.0.cdp("Browser.getVersion", serde_json::json!({}));
        let product = version["product"].as_str();
        Ok(product.context("a browser without a name")?.to_owned())
    }
}
