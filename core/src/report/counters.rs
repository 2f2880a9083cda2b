//! A host's counters as of a moment: what its engine received, by reason, and what it sent and asked.

use crate::arp::{Counters, Verdict};
use crate::sim::{Fate, HostId, Run};
use crate::time::Instant;

/// A host's counters as of `at`, which the run must have reached. They count from the start, or from
/// the host's last power-up.
pub fn counters(run: &Run, host: HostId, at: Instant) -> Counters {
    let trace = run.trace();
    let activity = trace.activity_at(host, at);
    let receptions = trace.receptions();
    let from = receptions.partition_point(|reception| reception.at < activity.since);
    let to = receptions.partition_point(|reception| reception.at <= at);
    let own = receptions[from..to.max(from)]
        .iter()
        .filter(|reception| reception.host == host);
    let verdicts = own.filter_map(|reception| match reception.fate {
        Fate::Arp(verdict) => Some(verdict),
        Fate::Ip(_) => Some(Verdict::NotArp),
        Fate::HostDown => None,
    });
    Counters::of(activity.counts.map(u64::from), verdicts)
}

/// Counts that are not zero, by what they count, below titles in this order: sent, queries, lost,
/// received. A title without counts is left out.
pub fn counted(counters: &Counters) -> Vec<(&'static str, Vec<(u64, String)>)> {
    let sent = [
        (counters.requests_sent, ["request", "requests"]),
        (counters.replies_sent, ["reply", "replies"]),
        (
            counters.announcements_sent,
            ["announcement", "announcements"],
        ),
        (counters.probes_sent, ["probe", "probes"]),
    ];
    let sent = sent.map(|(count, [one, more])| (count, if count == 1 { one } else { more }));
    let queries = [
        (counters.queries_started, "started"),
        (counters.queries_answered, "answered"),
        (counters.queries_timed_out, "timed out"),
        (counters.queries_refused, "refused"),
    ];
    let lost = [
        (counters.conflicts, "conflicts"),
        (counters.waiters_dropped, "waiters dropped"),
        (counters.evicted, "entries evicted"),
    ];
    let received = Verdict::ALL.map(|verdict| (counters.received(verdict), verdict.to_string()));
    let own = |counts: &[(u64, &str)]| {
        let counts = counts.iter();
        counts
            .map(|(count, what)| (*count, (*what).to_owned()))
            .collect()
    };
    let groups: [(_, Vec<_>); 4] = [
        ("sent", own(&sent)),
        ("queries", own(&queries)),
        ("lost", own(&lost)),
        ("received", received.into()),
    ];
    let groups = groups.into_iter().map(|(title, mut counts)| {
        counts.retain(|(count, _)| *count > 0);
        (title, counts)
    });
    groups.filter(|(_, counts)| !counts.is_empty()).collect()
}

/// Counters in a few lines for a terminal, below a host's table; what is zero is left out.
///
/// ```text
///   sent      3 requests, 1 reply
///   queries   2 started, 1 answered, 1 timed out
///   received  4 accepted, 1 too short, 3 asks for another
/// ```
pub fn counters_table(counters: &Counters) -> String {
    let lines = counted(counters).into_iter().map(|(title, counts)| {
        let words = counts
            .into_iter()
            .map(|(count, what)| format!("{count} {what}"));
        let words = words.collect::<Vec<_>>().join(", ");
        format!("  {title:<9} {words}\n")
    });
    lines.collect()
}
