//! Scenario text: every mistake lies in the text; what can be read survives printing; highlighting
//! covers every byte; edits of a good text leave a good text.

use versioned_arp::scenario::{self, Scenario};
use versioned_arp::time::Instant;

/// Reads, prints, highlights, edits.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut done = 0;
    for token in scenario::highlight::highlight(text) {
        assert_eq!(token.range.start, done);
        done = token.range.end;
    }
    assert_eq!(done, text.len());
    match scenario::parse(text) {
        Ok(scenario) => good(text, &scenario),
        Err(mistakes) => {
            let body = text.strip_prefix('\u{feff}').unwrap_or(text);
            let lines: Vec<_> = body.split('\n').collect();
            assert!(!mistakes.is_empty());
            for mistake in mistakes {
                let line = lines[mistake.line - 1].chars().count();
                assert!(mistake.column >= 1 && mistake.column + mistake.len <= line + 1);
                assert!(!mistake.to_string().is_empty());
            }
        }
    }
}

fn good(text: &str, scenario: &Scenario) {
    let printed = scenario.to_string();
    if printed.len() > 65_536 {
        return; // Canonical words can be longer than those of a text at the limit.
    }
    let again = scenario::parse(&printed).expect("what is printed can be read");
    assert_eq!(again.to_string(), printed);
    let edited = scenario::edit::extend_end(text, Instant::from_secs(100));
    if edited.len() <= 65_536 {
        let edited = scenario::parse(&edited).expect("a longer run is one, too");
        assert!(edited.end >= scenario.end);
    }
}
