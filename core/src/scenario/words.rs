//! The words of the language.

pub(super) use crate::suggest::{did_you_mean, nearest, shown};

/// First words of lines.
pub(super) const LINES: [&str; 8] = [
    "title", "about", "seed", "end", "switch", "host", "link", "at",
];

/// Options of a `host` line.
pub(super) const HOST_OPTIONS: [&str; 14] = [
    "mac", "profile", "at", "timeout", "retry", "tries", "capacity", "defend", "accept", "proxy",
    "gateway", "forward", "keep", "from",
];

/// Options of a `switch` line.
pub(super) const SWITCH_OPTIONS: [&str; 3] = ["at", "inspect", "permit"];

/// Those of them that no node may have as a name. Options that came later are not among these, so
/// that every text which was right once stays so.
const RESERVED_HOST_OPTIONS: [&str; 7] = [
    "mac", "profile", "at", "timeout", "retry", "tries", "capacity",
];

/// Options of a `link` line.
pub(super) const LINK_OPTIONS: [&str; 6] =
    ["latency", "jitter", "loss", "duplicate", "corrupt", "rate"];

/// What a `link` statement can change: the options, and whether the cable is plugged in.
pub(super) const LINK_CHANGES: [&str; 8] = [
    "down",
    "up",
    "latency",
    "jitter",
    "loss",
    "duplicate",
    "corrupt",
    "rate",
];

/// What can be said of a link at a time: its changes, and what takes frames off it. This word came
/// later, and nodes may have it as a name.
pub(super) const LINK_ACTS: [&str; 9] = [
    "down",
    "up",
    "drop",
    "latency",
    "jitter",
    "loss",
    "duplicate",
    "corrupt",
    "rate",
];

/// What a host can be told to do.
pub(super) const VERBS: [&str; 25] = [
    "query",
    "ping",
    "send",
    "serve",
    "say",
    "close",
    "set-ips",
    "add-ip",
    "remove-ip",
    "announce",
    "claim",
    "learn",
    "pin",
    "forget",
    "flush",
    "arp",
    "frame",
    "down",
    "up",
    "pull",
    "push",
    "branch",
    "merge",
    "revert",
    "reset",
];

/// Those of them that came later, and that nodes may have as names for the same reason.
const LATER_VERBS: [&str; 1] = ["close"];

/// Words that stand inside statements and profiles.
pub(super) const OTHERS: [&str; 13] = [
    "every", "times", "for", "request", "reply", "from", "to", "dst", "fresh", "classic", "rfc",
    "linux", "strict",
];

/// Whether this is one of the language's own words, which no node may have as a name.
pub(super) fn is_reserved(word: &str) -> bool {
    [
        &LINES[..],
        &RESERVED_HOST_OPTIONS,
        &LINK_CHANGES,
        &VERBS,
        &OTHERS,
    ]
    .iter()
    .any(|words| words.contains(&word))
        && !LATER_VERBS.contains(&word)
}

/// `a, b or c`.
pub(super) fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).into(),
        [start @ .., last] => format!("{} or {last}", start.join(", ")),
    }
}
