//! [`Page`]: the built page in headless Chromium, driven by its own buttons and `window.lab`, and
//! [`Work`], what that costs its main thread. Chromium counts seconds on the processor
//! (`Performance.enable` with `threadTicks`), so that other work on the machine matters little.

use anyhow::{Context as _, Error, Result};
use serde_json::{Value, json};
use std::path::Path;
use versioned_arp_tests::browser::Browser;

/// What the measures' scripts share.
const HELPERS: &str = include_str!("helpers.js");

/// The page in a browser of its own. Dropped, it is closed.
pub struct Page(Browser);

/// What the main thread did, in milliseconds on the processor.
#[derive(Clone, Copy)]
pub struct Work {
    /// In scripts, WebAssembly included.
    pub script: f64,
    /// In all: scripts, styles, layout, painting, and what the browser itself needs.
    pub all: f64,
}

impl Page {
    /// Starts a browser and opens the page.
    pub fn open(folder: &Path) -> Result<Page> {
        let browser = Browser::try_on(folder.to_owned()).map_err(Error::msg)?;
        browser.resize(1440, 900);
        let page = Page(browser);
        page.command("Performance.enable", json!({ "timeDomain": "threadTicks" }));
        page.go();
        Ok(page)
    }

    /// Opens the page anew, and waits until it can be asked.
    pub fn go(&self) {
        self.0.go("");
        self.0.wait_until("window.lab");
    }

    /// Makes the browser forget that it was here: what it keeps for the page, and its own cache.
    pub fn forget(&self) {
        self.command("Network.clearBrowserCache", json!({}));
        let here = self.0.eval("return location.origin");
        let all = json!({ "origin": here, "storageTypes": "all" });
        self.command("Storage.clearDataForOrigin", all);
    }

    /// A command of the DevTools protocol.
    pub fn command(&self, method: &str, parameters: Value) -> Value {
        self.0.cdp(method, parameters)
    }

    /// What the body of a JavaScript function answers; it may `await`, and use `helpers.js`.
    pub fn ask(&self, body: &str) -> Result<Value> {
        let script = format!("{HELPERS}\nreturn (async () => {{ {body} }})()");
        self.0.try_eval(&script).map_err(Error::msg)
    }

    /// The same, for a number.
    pub fn number(&self, body: &str) -> Result<f64> {
        let answer = self.ask(body)?;
        let number = answer.as_f64();
        number.with_context(|| format!("{answer} is no number: {body}"))
    }

    /// Opens a lab.
    pub fn load(&self, text: &str) -> Result<()> {
        self.ask(&format!("await lab.load({})", json!(text)))?;
        Ok(())
    }

    /// Does what a script does, until the browser has drawn what comes of it.
    pub fn work(&self, body: &str) -> Result<(Value, Work)> {
        let before = self.worked()?;
        let answer = self.ask(body)?;
        let after = self.worked()?;
        let work = Work {
            script: after.script - before.script,
            all: after.all - before.all,
        };
        Ok((answer, work))
    }

    /// What the main thread has done so far.
    fn worked(&self) -> Result<Work> {
        let answer = self.command("Performance.getMetrics", json!({}));
        let metric = |name: &str| {
            let metrics = answer["metrics"].as_array().into_iter().flatten();
            let mut named = metrics.filter(|it| it["name"] == name);
            let seconds = named.next().and_then(|it| it["value"].as_f64());
            let seconds = seconds.with_context(|| format!("the browser measures no {name}"))?;
            anyhow::Ok(seconds * 1e3)
        };
        Ok(Work {
            script: metric("ScriptDuration")?,
            all: metric("TaskDuration")?,
        })
    }
}
