//! WebDriver's protocol: a session with one browser, commands as JSON over HTTP.

use super::driver::Driver;
use serde_json::{Value, json};

/// The key under which WebDriver names an element.
pub const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How the browser is started: as for the wasm tests.
const CAPABILITIES: &str = include_str!("../../../web/webdriver.json");

/// Seconds. The browser starts within this, on a machine that compiles at the same time.
const STARTUP: u64 = 60;
/// Seconds. Any command ends within this, or the test fails.
const COMMAND: u64 = 40;
/// Milliseconds. The browser itself gives up on a page or a script earlier.
const PAGE: u64 = 30_000;

/// A browser that does as it is told. Dropped, it is closed.
pub struct Session {
    /// Where this session's commands go.
    url: String,
    _driver: Driver,
}

impl Session {
    /// Starts a driver and a browser.
    pub fn start() -> Result<Session, String> {
        let driver = Driver::start()?;
        let mut capabilities: Value =
            serde_json::from_str(CAPABILITIES).map_err(|error| error.to_string())?;
        capabilities["goog:loggingPrefs"] = json!({ "browser": "ALL", "performance": "ALL" });
        capabilities["timeouts"] = json!({ "pageLoad": PAGE, "script": PAGE });
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let request = minreq::post(format!("{}/session", driver.url()));
        let value = answer(request.with_timeout(STARTUP), Some(&body))?;
        let id = value["sessionId"]
            .as_str()
            .ok_or("a session without an id")?;
        Ok(Session {
            url: format!("{}/session/{id}", driver.url()),
            _driver: driver,
        })
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Result<Value, String> {
        let request = minreq::get(format!("{}/{path}", self.url));
        answer(request.with_timeout(COMMAND), None)
    }

    /// Has something done.
    pub fn post(&self, path: &str, body: Value) -> Result<Value, String> {
        let request = minreq::post(format!("{}/{path}", self.url));
        answer(request.with_timeout(COMMAND), Some(&body))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Closes the browser. The driver, which comes next, is ended whatever comes of it.
        let _ = minreq::delete(&self.url).with_timeout(COMMAND).send();
    }
}

/// The id in what WebDriver answers for an element.
pub fn element_id(value: &Value) -> Option<String> {
    value[ELEMENT].as_str().map(str::to_owned)
}

/// Sends a command; its value, or the driver's error in words.
fn answer(request: minreq::Request, body: Option<&Value>) -> Result<Value, String> {
    let request = match body {
        Some(body) => request
            .with_header("Content-Type", "application/json; charset=utf-8")
            .with_body(body.to_string()),
        None => request,
    };
    let response = request.send().map_err(|error| error.to_string())?;
    let text = response.as_str().map_err(|error| error.to_string())?;
    let mut answer: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(error) if response.status_code >= 400 => {
            let message = value["message"].as_str().unwrap_or_default();
            let message = message.lines().next().unwrap_or_default();
            Err(format!("{error}: {message}"))
        }
        _ => Ok(value),
    }
}
