//! Which parts of the language have an engine behind them.
//!
//! The whole language is read, and its mistakes are reported; what nothing can run yet is
//! refused, here and nowhere else, in words that name what there is.

use super::words::{VERBS, one_of};

/// The parts of the language that can run.
#[derive(Debug)]
pub(super) struct Available {
    without: &'static [&'static str],
}

/// What this release runs.
pub(super) const RELEASE: Available = Available {
    without: &["ping", "send", "serve", "say"],
};

/// The whole language, to test that it is read.
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) const EVERYTHING: Available = Available { without: &[] };

impl Available {
    /// Why a host cannot do this, if so.
    pub fn refuse_verb(&self, verb: &str) -> Option<String> {
        self.without.contains(&verb).then(|| {
            let there = one_of(&self.verbs());
            format!("'{verb}' is not part of this release (expected {there})")
        })
    }

    /// What a host can do.
    pub fn verbs(&self) -> Vec<&'static str> {
        let verbs = VERBS.iter().copied();
        verbs.filter(|verb| !self.without.contains(verb)).collect()
    }
}
