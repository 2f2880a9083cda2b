//! axe-core's judgement of the page as it is shown: <https://github.com/dequelabs/axe-core>.
//!
//! Its script is put into the page as WebDriver puts any, which the page's policy does not concern,
//! and asks no network for anything. All rules are on that are on by themselves (WCAG 2.0 and 2.1,
//! A and AA, and best practices), and WCAG 2.2's target size besides, which is not.

use super::{Browser, must, target};
use std::fs;

/// Each rule that is broken, with where and how.
const RUN: &str = "
    const settings = { resultTypes: ['violations'], preload: false, rules: { 'target-size': { enabled: true } } };
    const told = (it) => `${it.target.join(' ')} ${it.failureSummary.split('\\n').slice(1).join(' ')}`;
    return axe.run(document, settings).then(({ violations }) =>
        violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${told(node)}`)));";

impl Browser {
    /// What axe-core finds wrong with the page, each in a line; nothing is right.
    #[track_caller]
    pub fn axe(&self) -> Vec<String> {
        if self.eval("return window.axe === undefined") == true {
            let path = target().join("tools/node_modules/axe-core/axe.min.js");
            let missing = "read axe-core: `cargo xtask setup` brings it";
            self.eval(&must(fs::read_to_string(path), missing));
        }
        let found = self.eval(RUN);
        let found = found.as_array().expect("axe-core answers with a list");
        let lines = found.iter().map(|it| it.as_str().unwrap_or_default());
        lines.map(str::to_owned).collect()
    }
}
