//! Properties: any text is answered without a panic, and any scenario survives print and parse.

use super::arbitrary::{scenario, wordy};
use crate::scenario::highlight::highlight;
use crate::scenario::parse;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_scenario_survives_print_and_parse(mut scenario in scenario()) {
        let text = scenario.to_string();
        let mut parsed = match parse(&text) {
            Ok(parsed) => parsed,
            Err(mistakes) => return Err(TestCaseError::fail(format!("{}\n{text}", mistakes[0]))),
        };
        prop_assert_eq!(parsed.to_string(), text);
        for scenario in [&mut scenario, &mut parsed] {
            scenario.switches.iter_mut().for_each(|switch| switch.line = 0);
            scenario.hosts.iter_mut().for_each(|host| host.line = 0);
            scenario.links.iter_mut().for_each(|link| link.line = 0);
            scenario.statements.iter_mut().for_each(|statement| statement.line = 0);
        }
        prop_assert_eq!(parsed, scenario);
    }

    #[test]
    fn any_text_is_answered_and_every_mistake_is_in_it(text in prop_oneof![wordy(), any::<String>()]) {
        if let Err(mistakes) = parse(&text) {
            let lines: Vec<_> = text.strip_prefix('\u{feff}').unwrap_or(&text).split('\n').collect();
            let places = mistakes.iter().map(|mistake| (mistake.line, mistake.column));
            prop_assert!(places.is_sorted());
            for mistake in &mistakes {
                let line = lines[mistake.line - 1].chars().count();
                prop_assert!(mistake.column >= 1);
                prop_assert!(mistake.column + mistake.len <= line + 1, "{mistake} {}", mistake.len);
            }
        }
    }

    #[test]
    fn tokens_cover_a_text_without_gap_or_overlap(text in prop_oneof![wordy(), any::<String>()]) {
        let mut done = 0;
        for token in highlight(&text) {
            prop_assert_eq!(token.range.start, done);
            prop_assert!(token.range.end > done && text.is_char_boundary(token.range.end));
            done = token.range.end;
        }
        prop_assert_eq!(done, text.len());
    }
}
