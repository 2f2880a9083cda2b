//! What the browser had to say about the page: errors on its console, policies broken, requests
//! that failed, and requests to any host but the page's own.

use super::session::Session;
use crate::site::Site;
use serde_json::{Value, json};

/// All of it since the start, in words.
pub fn all(session: &Session, site: &Site) -> Result<Vec<String>, String> {
    let mut complaints = Vec::new();
    for entry in log(session, "browser")? {
        let level = entry["level"].as_str().unwrap_or_default();
        if ["SEVERE", "WARNING"].contains(&level) {
            complaints.push(format!("{level}: {}", entry["message"]));
        }
    }
    for entry in log(session, "performance")? {
        let text = entry["message"].as_str().unwrap_or_default();
        let event: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        complaints.extend(about_network(&event["message"], &site.origin()));
    }
    let misses = site.misses().into_iter();
    complaints.extend(misses.map(|request| format!("not found: {request}")));
    Ok(complaints)
}

fn log(session: &Session, kind: &str) -> Result<Vec<Value>, String> {
    let entries = session.post("se/log", json!({ "type": kind }))?;
    Ok(entries.as_array().cloned().unwrap_or_default())
}

/// What is wrong with one event of the DevTools' network domain.
fn about_network(event: &Value, origin: &str) -> Option<String> {
    let parameters = &event["params"];
    match event["method"].as_str()? {
        "Network.requestWillBeSent" => {
            let url = parameters["request"]["url"].as_str()?;
            let inside = ["data:", "blob:", &format!("{origin}/")];
            let stays = inside.iter().any(|start| url.starts_with(start));
            (!stays).then(|| format!("a request to another host: {url}"))
        }
        "Network.loadingFailed" => Some(format!("a request failed: {parameters}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(url: &str) -> Option<String> {
        let request = json!({ "url": url });
        let event =
            json!({ "method": "Network.requestWillBeSent", "params": { "request": request } });
        about_network(&event, "http://127.0.0.1:1")
    }

    #[test]
    fn requests_stay_with_the_host_of_the_page() {
        assert_eq!(sent("http://127.0.0.1:1/a.js"), None);
        assert_eq!(sent("data:image/svg+xml,%3Csvg/%3E"), None);
        assert!(sent("http://127.0.0.1:12/a.js").is_some());
        assert!(sent("https://example.com/").is_some());
    }
}
