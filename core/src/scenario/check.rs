//! What can only be judged when the whole text is known.

use super::ast::Scenario;
use super::limits::MAX_REPETITIONS;
use super::mistakes::{Mistakes, Place};
use crate::time::{Duration, Instant};

/// All repetitions up to the end stay below their limit; otherwise the first statement that
/// passes it is named.
pub(super) fn repetitions(scenario: &Scenario, mistakes: &mut Mistakes) {
    let mut total = 0u64;
    let mut crossing = None;
    for statement in scenario.statements.iter().filter(|s| s.every.is_some()) {
        total = total.saturating_add(statement.runs(scenario.end));
        if total > MAX_REPETITIONS && crossing.is_none() {
            crossing = Some(statement.line);
        }
    }
    if let Some(line) = crossing {
        let end: Duration = scenario.end.since(Instant::ZERO);
        let place = Place {
            line,
            column: 1,
            len: 0,
        };
        let message = format!(
            "up to the end ({end}) there are {total} repetitions in all, more than \
             {MAX_REPETITIONS}"
        );
        mistakes.add(place, message);
    }
}
