//! A real browser on the built page, for tests that act and look as a person does.
//!
//! Elements are found by what they are and what they are called ([`Browser::by_role`]), as
//! assistive technology finds them; whatever the browser complains about while the test runs fails
//! the test ([`Browser::finish`]). Every wait is bounded, and a browser that is dropped, as by a
//! failing test, takes its processes along. All methods panic with the reason when the page is not
//! as the test says: that is how a test fails.
//!
//! - `driver`: the ChromeDriver process.
//! - `session`: WebDriver's protocol, <https://www.w3.org/TR/webdriver2/>.
//! - `role`: which elements can have which role.
//! - `complaints`: what the browser had to say.
//! - `axe`: what axe-core has to say.

mod axe;
mod complaints;
mod driver;
mod role;
mod session;

use crate::site::Site;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use session::Session;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// How long the page has for anything that a test waits for.
const PATIENCE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);

/// A browser with one page.
pub struct Browser {
    session: Session,
    site: Site,
}

/// An element of the page.
pub struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl Browser {
    /// Starts a browser of 1280 by 800, and a host for the built page. Opens nothing yet.
    #[track_caller]
    pub fn start() -> Browser {
        let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
        assert!(
            dist.join("index.html").is_file(),
            "there is no built page in dist/: run `cargo xtask build`, or `cargo xtask test`, \
             which builds the page and then runs these tests"
        );
        Browser::on(dist)
    }

    /// Starts a browser of 1280 by 800, and a host for the page in a folder. Opens nothing yet.
    #[track_caller]
    pub fn on(folder: PathBuf) -> Browser {
        must(Browser::try_on(folder), "start a browser")
    }

    /// The same, for those who can do without a browser: what is missing, in words.
    pub fn try_on(folder: PathBuf) -> Result<Browser, String> {
        let site = Site::serve(folder).map_err(|error| format!("cannot serve it: {error}"))?;
        let session = Session::start()?;
        let browser = Browser { session, site };
        browser.resize(1280, 800);
        Ok(browser)
    }

    /// Starts a browser and opens the page: `rest` is what follows its address, such as `#…`.
    #[track_caller]
    pub fn open(rest: &str) -> Browser {
        let browser = Browser::start();
        browser.go(rest);
        browser
    }

    /// Opens the page, anew if it is open.
    #[track_caller]
    pub fn go(&self, rest: &str) {
        let url = format!("{}{rest}", self.site.url());
        must(
            self.session.post("url", json!({ "url": url })),
            "open the page",
        );
    }

    /// Loads the page again, as a person does by F5.
    #[track_caller]
    pub fn reload(&self) {
        must(self.session.post("refresh", json!({})), "reload the page");
    }

    /// Gives the page this many CSS pixels; less than a window can have is fine.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
    }

    /// Sets what the person prefers, e.g. `("prefers-color-scheme", "dark")` or
    /// `("prefers-reduced-motion", "reduce")`. What is not named is as usual.
    #[track_caller]
    pub fn prefer(&self, features: &[(&str, &str)]) {
        let features = features.iter();
        let features: Vec<_> = features
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        );
    }

    /// Has every page that is opened from now on run a script before its own.
    #[track_caller]
    pub fn before_start(&self, script: &str) {
        let source = json!({ "source": script });
        self.cdp("Page.addScriptToEvaluateOnNewDocument", source);
    }

    /// The host of the page.
    pub fn site(&mut self) -> &mut Site {
        &mut self.site
    }

    /// A command of the Chrome DevTools Protocol.
    #[track_caller]
    pub fn cdp(&self, method: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": method, "params": parameters });
        must(self.session.post("goog/cdp/execute", body), method)
    }

    /// What a piece of JavaScript answers: the body of a function, which may return a promise.
    #[track_caller]
    pub fn eval(&self, script: &str) -> Value {
        must(self.try_eval(script), script)
    }

    /// The same, or what the page threw.
    pub fn try_eval(&self, script: &str) -> Result<Value, String> {
        let body = json!({ "script": script, "args": [] });
        self.session.post("execute/sync", body)
    }

    /// Waits until a JavaScript expression, which may `await`, is true.
    #[track_caller]
    pub fn wait_until(&self, expression: &str) {
        let script = format!("return (async () => Boolean({expression}))()");
        let met = patiently(|| (self.eval(&script) == true).then_some(()));
        assert!(met.is_some(), "never true: {expression}");
    }

    /// The one element with this role and name, waited for.
    ///
    /// Role and name are those that the browser tells assistive technology.
    #[track_caller]
    pub fn by_role(&self, role: &str, name: &str) -> Element<'_> {
        the_one(role, name, || self.all_by_role(role))
    }

    /// All elements that have this role now, in the order of the page.
    #[track_caller]
    pub fn all_by_role(&self, role: &str) -> Vec<Element<'_>> {
        of_role(role, self.all_by_css(&role::selector(role)))
    }

    /// All elements that a CSS selector selects now. For what has neither role nor name.
    #[track_caller]
    pub fn all_by_css(&self, selector: &str) -> Vec<Element<'_>> {
        self.found("elements", selector)
    }

    #[track_caller]
    fn found(&self, path: &str, selector: &str) -> Vec<Element<'_>> {
        let body = json!({ "using": "css selector", "value": selector });
        let found = must(self.session.post(path, body), selector);
        let ids = found.as_array().into_iter().flatten();
        ids.filter_map(session::element_id)
            .map(|id| Element { browser: self, id })
            .collect()
    }

    /// Presses and releases keys one after another, where the focus is. Keys that write nothing
    /// have the code points of WebDriver's table, e.g. `\u{E00C}` for Escape.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let press = |key: char| {
            ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
        };
        let actions: Vec<_> = keys.chars().flat_map(press).collect();
        self.act(json!({ "type": "key", "id": "keys", "actions": actions }));
    }

    /// Presses keys while another is held, such as Shift.
    #[track_caller]
    pub fn press_with(&self, held: char, keys: &str) {
        let key = |kind: &str, key: char| json!({ "type": kind, "value": key.to_string() });
        let mut actions = vec![key("keyDown", held)];
        actions.extend(
            keys.chars()
                .flat_map(|it| [key("keyDown", it), key("keyUp", it)]),
        );
        actions.push(key("keyUp", held));
        self.act(json!({ "type": "key", "id": "keys", "actions": actions }));
    }

    /// Saves what is to be seen as `target/screenshots/NAME.png`; answers where that is.
    #[track_caller]
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let folder = target().join("screenshots");
        must(fs::create_dir_all(&folder), "make a folder for screenshots");
        // Quick to write is better than small: there are hundreds.
        let wanted = json!({ "format": "png", "optimizeForSpeed": true });
        let image = self.cdp("Page.captureScreenshot", wanted);
        let image = image["data"].as_str().expect("a screenshot is text");
        let image = must(STANDARD.decode(image), "read a screenshot");
        let path = folder.join(format!("{name}.png"));
        must(fs::write(&path, image), "write a screenshot");
        path
    }

    /// Ends the test: the browser must have had nothing to complain about.
    #[track_caller]
    pub fn finish(self) {
        self.finish_with(&[]);
    }

    /// Ends the test: the browser must have complained of each of these, and of nothing else.
    #[track_caller]
    pub fn finish_with(self, expected: &[&str]) {
        let complaints = must(complaints::all(&self.session, &self.site), "read the log");
        let tells = |of: &str| complaints.iter().any(|complaint| complaint.contains(of));
        let silent: Vec<_> = expected.iter().filter(|of| !tells(of)).collect();
        assert!(silent.is_empty(), "no complaint about {silent:?}");
        let is_expected = |complaint: &&String| expected.iter().any(|of| complaint.contains(of));
        let others: Vec<_> = complaints.iter().filter(|it| !is_expected(it)).collect();
        assert!(others.is_empty(), "the browser complains: {others:#?}");
    }

    #[track_caller]
    fn act(&self, device: Value) {
        let body = json!({ "actions": [device] });
        must(
            self.session.post("actions", body),
            "press keys or move the pointer",
        );
    }
}

impl<'a> Element<'a> {
    /// The one element in it with this role and name, waited for.
    #[track_caller]
    pub fn by_role(&self, role: &str, name: &str) -> Element<'a> {
        the_one(role, name, || self.all_by_role(role))
    }

    /// All elements in it that have this role now.
    #[track_caller]
    pub fn all_by_role(&self, role: &str) -> Vec<Element<'a>> {
        let path = format!("element/{}/elements", self.id);
        of_role(role, self.browser.found(&path, &role::selector(role)))
    }

    /// Clicks its middle. Something in front of it is an error.
    #[track_caller]
    pub fn click(&self) {
        must(self.post("click", json!({})), "click");
    }

    /// Presses the pointer on its middle, moves it by so many pixels, and releases it there.
    #[track_caller]
    pub fn drag_by(&self, x: i32, y: i32) {
        let middle = json!({ session::ELEMENT: self.id });
        self.browser.act(json!({
            "type": "pointer", "id": "pointer", "parameters": { "pointerType": "mouse" },
            "actions": [
                { "type": "pointerMove", "origin": middle, "x": 0, "y": 0, "duration": 0 },
                { "type": "pointerDown", "button": 0 },
                { "type": "pointerMove", "origin": "pointer", "x": x, "y": y, "duration": 200 },
                { "type": "pointerUp", "button": 0 },
            ],
        }));
    }

    /// Types into it, after what is there.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        must(self.post("value", json!({ "text": text })), "type");
    }

    /// Empties a field.
    #[track_caller]
    pub fn clear(&self) {
        must(self.post("clear", json!({})), "clear a field");
    }

    /// The text that is to be seen in it.
    #[track_caller]
    pub fn text(&self) -> String {
        must(self.get("text"), "read a text")
    }

    /// The value of an attribute or property, as WebDriver reads it.
    #[track_caller]
    pub fn property(&self, name: &str) -> Value {
        let path = format!("element/{}/property/{name}", self.id);
        must(self.browser.session.get(&path), name)
    }

    /// What it is called.
    #[track_caller]
    pub fn name(&self) -> String {
        must(self.try_name(), "ask for a name")
    }

    fn try_name(&self) -> Result<String, String> {
        self.get("computedlabel")
    }

    fn try_role(&self) -> Result<String, String> {
        self.get("computedrole")
    }

    fn get(&self, what: &str) -> Result<String, String> {
        let value = self
            .browser
            .session
            .get(&format!("element/{}/{what}", self.id))?;
        let text = value
            .as_str()
            .ok_or_else(|| format!("{what} is no text: {value}"))?;
        Ok(text.to_owned())
    }

    fn post(&self, what: &str, body: Value) -> Result<Value, String> {
        let path = format!("element/{}/{what}", self.id);
        self.browser.session.post(&path, body)
    }
}

/// Those that have this role.
fn of_role<'a>(role: &str, mut elements: Vec<Element<'a>>) -> Vec<Element<'a>> {
    elements.retain(|element| element.try_role().is_ok_and(|it| it == role));
    elements
}

/// The one that has this name among those with its role, waited for.
#[track_caller]
fn the_one<'a>(role: &str, name: &str, all: impl Fn() -> Vec<Element<'a>>) -> Element<'a> {
    let found = patiently(|| {
        // An element that is gone by now is none with that name.
        let mut named = all();
        named.retain(|element| element.try_name().is_ok_and(|it| it == name));
        (named.len() == 1).then(|| named.remove(0))
    });
    found.unwrap_or_else(|| {
        let names: Vec<_> = all().iter().map(|element| element.try_name()).collect();
        panic!("not exactly one {role} is called {name:?}; there are {names:?}")
    })
}

/// Cargo's target directory.
#[track_caller]
fn target() -> PathBuf {
    let program = must(env::current_exe(), "find this program");
    // cargo puts tests at TARGET/debug/deps/NAME.
    let target = program.ancestors().nth(3);
    target.expect("a test is in a target directory").to_owned()
}

/// Asks until there is an answer, as long as the page has patience with it.
fn patiently<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || start.elapsed() > PATIENCE {
            return answer;
        }
        thread::sleep(POLL);
    }
}

/// The value, or the end of the test.
#[track_caller]
fn must<T, E: Debug>(result: Result<T, E>, what: &str) -> T {
    result.unwrap_or_else(|error| panic!("cannot do it ({what}): {error:?}"))
}
