//! What happens at a moment, in a line or two: the newest thing that happened at or before it.

use crate::state::Moment;
use versioned_arp::sim::{Cause, HostId};
use versioned_arp::time::Instant;
use versioned_arp::wire::info_in;

/// Lines at most.
const LINES: usize = 2;

/// Who did what at the newest moment: the statement, what was committed, what was sent.
pub fn lines(moment: &Moment) -> Vec<(String, String)> {
    let (run, trace) = (&moment.run, moment.run.trace());
    let name = |host: HostId| run.scenario().hosts[host.index()].name.clone();
    let at = moment.settled().at;
    let mut lines = Vec::new();
    for (_, index) in of(trace.statements(), at, |(when, _)| *when) {
        let statement = &run.scenario().statements[*index];
        lines.push(("Statement:".to_owned(), statement.text.clone()));
    }
    for frame in of(trace.frames(), at, |frame| frame.at) {
        let who = format!("{}, frame {}:", name(frame.from), frame.number.get());
        lines.push((who, info_in(&frame.bytes, &frame.context)));
    }
    for commit in of(trace.commits(), at, |commit| commit.at) {
        if commit.cause == Cause::Start {
            continue;
        }
        let repository = run.repository(commit.host, commit.generation);
        let subject = repository
            .commit(commit.id)
            .map(|it| it.subject().to_owned());
        lines.push((
            format!("{}:", name(commit.host)),
            subject.unwrap_or_default(),
        ));
    }
    for note in of(trace.notes(), at, |note| note.at) {
        let who = note.host.map(|host| format!("{}:", name(host)));
        lines.push((who.unwrap_or_default(), note.text.clone()));
    }
    if lines.is_empty() {
        let flying = trace.in_flight(at).next().map(|hop| hop.frame);
        let arrived = of(trace.receptions(), at, |it| it.at)
            .first()
            .map(|it| it.frame);
        if let Some(number) = flying.or(arrived) {
            let frame = &trace.frames()[number.index()];
            let who = format!("{}, frame {}:", name(frame.from), number.get());
            lines.push((who, info_in(&frame.bytes, &frame.context)));
        }
    }
    if lines.is_empty() {
        return start();
    }
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if let (Some(last), true) = (lines.last_mut(), more > 0) {
        last.1 += &format!(" (and {more} more)");
    }
    lines
}

fn start() -> Vec<(String, String)> {
    let what = "Every cache is empty. Press Space, or the round button below, to play.";
    vec![("The start.".to_owned(), what.to_owned())]
}

/// What of an ordered list is of exactly this moment.
fn of<T>(list: &[T], at: Instant, when: impl Fn(&T) -> Instant) -> &[T] {
    let from = list.partition_point(|item| when(item) < at);
    let to = list.partition_point(|item| when(item) <= at);
    &list[from..to]
}
