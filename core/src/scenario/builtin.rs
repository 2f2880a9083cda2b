//! The scenarios that come with the lab, in the order of the gallery.
//!
//! Their texts are the files of `core/scenarios`. Each fits a canvas of about 800 × 500.

use super::lexer::{Word, lines};
use super::parser::first_word;
use super::words::{did_you_mean, nearest, shown};
use std::sync::LazyLock;

/// A scenario that comes with the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Builtin {
    /// Its name, as a command line takes it.
    pub name: &'static str,
    /// The title that its text gives itself.
    pub title: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// No built-in scenario has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no built-in scenario {}{}", shown(.name), did_you_mean(*.nearest))]
pub struct NoSuchBuiltin {
    /// The name that was asked for.
    pub name: String,
    /// The name that was probably meant.
    pub nearest: Option<&'static str>,
}

macro_rules! texts {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../scenarios/", $name, ".lab")))),*]
    };
}

/// The page opens with the first.
const TEXTS: [(&str, &str); 27] = texts![
    "first-contact"
    "who-learns"
    "switch-flood"
    "ageing"
    "nobody-home"
    "nic-swap"
    "failover"
    "claim"
    "duplicate-address"
    "defend"
    "poisoning"
    "man-in-the-middle"
    "defences"
    "proxy"
    "partition"
    "demo"
    "create-is-consistent"
    "set-ips"
    "get-remove-ips"
    "input-single-garp"
    "input-single-unicast-reply"
    "input-multiple-garp"
    "input-changed-ip"
    "input-garbage"
    "query-with-seeded-cache"
    "query-sent-with-empty-cache"
    "entries-aged-out"
];

static ALL: LazyLock<Vec<Builtin>> = LazyLock::new(|| {
    let builtin = |(name, text)| Builtin {
        name,
        title: title(text),
        text,
    };
    TEXTS.into_iter().map(builtin).collect()
});

/// Every built-in scenario; the page opens with the first.
pub fn all() -> &'static [Builtin] {
    &ALL
}

/// The built-in scenario of this name; `_` may stand for `-`.
///
/// # Errors
/// There is none; the error names the nearest.
pub fn find(name: &str) -> Result<&'static Builtin, NoSuchBuiltin> {
    let hyphens = name.replace('_', "-");
    let found = all().iter().find(|builtin| builtin.name == hyphens);
    found.ok_or_else(|| NoSuchBuiltin {
        name: name.into(),
        nearest: nearest(&hyphens, all().iter().map(|builtin| builtin.name)),
    })
}

/// What stands between the quotes of the `title` line. The titles hold no escapes.
fn title(text: &'static str) -> &'static str {
    let line = lines(text).find(|line| first_word(line) == Some("title"));
    let word = line.and_then(|line| line.words.get(1).map(|word: &Word| word.raw));
    word.map_or("", |raw| raw.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    use crate::time::Instant;

    #[test]
    fn every_builtin_parses_and_its_canonical_text_is_stable() {
        for builtin in all() {
            let scenario = parse(builtin.text)
                .unwrap_or_else(|mistakes| panic!("{}: {}", builtin.name, mistakes[0]));
            let canonical = scenario.to_string();
            let again = parse(&canonical).expect("a canonical text parses");
            assert_eq!(again.essence(), scenario.essence(), "{}", builtin.name);
            assert_eq!(again.to_string(), canonical, "{}", builtin.name);
        }
    }

    #[test]
    fn every_builtin_can_be_watched() {
        for builtin in all() {
            let scenario = parse(builtin.text).expect("every built-in parses");
            let name = builtin.name;
            assert_eq!(scenario.title.as_deref(), Some(builtin.title), "{name}");
            assert!((2..=3).contains(&scenario.about.len()), "{name}: about");
            assert!(scenario.end <= Instant::from_secs(180), "{name}: end");
            let last = scenario.statements.iter().map(|s| s.at).max();
            assert!(last < Some(scenario.end), "{name}: the last statement");
        }
    }

    #[test]
    fn no_two_boxes_of_a_builtin_are_near_each_other() {
        for builtin in all() {
            let scenario = parse(builtin.text).expect("every built-in parses");
            let hosts = scenario.hosts.iter().map(|host| host.position);
            let switches = scenario.switches.iter().map(|switch| switch.position);
            let places: Vec<_> = hosts
                .chain(switches)
                .map(|place| place.expect("every node of a built-in has its place"))
                .collect();
            for (index, (x, y)) in places.iter().enumerate() {
                assert!((80.0..=720.0).contains(x) && (60.0..=440.0).contains(y));
                for (a, b) in &places[..index] {
                    let distance = (x - a).hypot(y - b);
                    assert!(distance >= 180.0, "{}: {distance}", builtin.name);
                }
            }
        }
    }

    #[test]
    fn a_builtin_is_found_by_its_name_or_missed_with_a_hint() {
        assert_eq!(find("set_ips"), find("set-ips"));
        let error = find("poisonning").expect_err("there is no such name");
        assert_eq!(
            error.to_string(),
            "there is no built-in scenario 'poisonning'; did you mean 'poisoning'?"
        );
    }
}
