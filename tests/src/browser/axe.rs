//! axe-core's judgement of the page as it is shown: <https://github.com/dequelabs/axe-core>.
//!
//! Its script is put into the page as WebDriver puts any, which the page's policy does not concern,
//! and asks no network for anything. All rules are on that are on by themselves (WCAG 2.0 and 2.1,
//! A and AA, and best practices), and WCAG 2.2's target size besides, which is not.

use super::{Browser, must, target};
use serde_json::Value;
use std::fs;

/// Each rule that is broken, with where and how.
///
/// That a name holds the text that is seen, letter by letter, is not asked of the boxes in the
/// drawing of the LAN: a box shortens what it says until it has room, and its name says it in full.
const RUN: &str = "
    const settings = { resultTypes: ['violations'], preload: false, rules: { 'target-size': { enabled: true } } };
    const told = (it) => `${it.target.join(' ')} ${it.failureSummary.split('\\n').slice(1).join(' ')}`;
    const asks_too_much = (rule, node) => rule === 'label-content-name-mismatch' && node.element.matches('.lan-stage .node');
    return axe.run(WHERE, { ...settings, elementRef: true }).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.filter((it) => !asks_too_much(id, it)).map((it) => `${id}: ${told(it)}`)));";

impl Browser {
    /// What axe-core finds wrong with what a selector finds, each in a line; nothing is right.
    #[track_caller]
    pub fn axe(&self, selector: &str) -> Vec<String> {
        if self.eval("return window.axe === undefined") == true {
            let path = target().join("tools/node_modules/axe-core/axe.min.js");
            let missing = "read axe-core: `cargo xtask setup` brings it";
            self.eval(&must(fs::read_to_string(path), missing));
        }
        let found = self.eval(&RUN.replace("WHERE", &Value::from(selector).to_string()));
        let found = found.as_array().expect("axe-core answers with a list");
        let lines = found.iter().map(|it| it.as_str().unwrap_or_default());
        lines.map(str::to_owned).collect()
    }
}
