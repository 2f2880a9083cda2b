//! The first view: what it weighs, and when it first does what it is told.

use super::browser::Page;
use super::median;
use crate::table::{Limit, Table};
use anyhow::Result;
use serde_json::json;

const PASSES: usize = 7;

/// Presses Play as soon as there is that button, as nobody can sooner, and notes when the page shows
/// that it plays.
const FIRST_INPUT: &str = r#"
    const button = (name) => document.querySelector(`button[aria-label="${name}"]`);
    const watch = new MutationObserver(() => {
      if (window.pressed === undefined && button("Play")) {
        window.pressed = performance.now();
        queueMicrotask(() => button("Play").click());
      } else if (window.pressed !== undefined && button("Pause")) {
        window.handled = performance.now();
        watch.disconnect();
      }
    });
    watch.observe(document, { childList: true, subtree: true, attributes: true });
"#;

/// The rows of the start.
pub fn rows(table: &mut Table, page: &Page, weight: Option<f64>) -> Result<()> {
    if let Some(weight) = weight {
        table.limit(Limit {
            what: "first view, gzipped",
            ours: weight / 1e3,
            most: 350.0,
            unit: "KB",
            how: "all files that it loads, as `cargo xtask build` weighs them",
        });
    }
    let script = json!({ "source": FIRST_INPUT });
    let added = page.command("Page.addScriptToEvaluateOnNewDocument", script);
    let mut handled = Vec::new();
    for _ in 0..PASSES {
        page.forget();
        page.go();
        handled.push(page.number("while (!window.handled) await frame(); return handled")?);
    }
    let script = json!({ "identifier": added["identifier"] });
    page.command("Page.removeScriptToEvaluateOnNewDocument", script);
    table.limit(Limit {
        what: "interactive",
        ours: median(handled),
        most: 400.0,
        unit: "ms",
        how: "from navigation, nothing cached, to the page showing that it plays: Play is pressed as soon \
              as it is there; wall clock",
    });
    Ok(())
}
