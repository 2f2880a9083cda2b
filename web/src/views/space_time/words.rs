//! The stretch in sight in words, for who does not see it, or wants to read it: what is said, sent,
//! heard, lost and committed, in order of time.

use super::index::Index;
use super::picture::Sheet;
use crate::views::wording::{exact_seconds, host_name, node_name};
use crate::widgets::in_words::in_words;
use std::collections::BTreeMap;
use std::rc::Rc;
use versioned_arp::sim::{Cause, FrameNumber, HostId};
use versioned_arp::time::Instant;
use versioned_arp::wire::info_in;
use yew::prelude::*;

/// Lines at most; more is said to be more.
const MOST: usize = 60;

/// What the words are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The stretch.
    pub sheet: Rc<Sheet>,
    /// What is known of the run.
    pub index: Rc<Index>,
    /// Whether they stand in place of the drawing.
    pub seen: bool,
}

/// The stretch as a list, in order of time.
#[component]
pub fn Words(props: &Props) -> Html {
    // While time moves the stretch stays the same, and so do its words.
    let lines = use_memo(
        (props.sheet.clone(), props.index.clone()),
        |(sheet, index)| lines(sheet, index),
    );
    let more = lines.len().saturating_sub(MOST);
    let more = (more > 0).then(|| format!("and {more} more: zoom in to hear them"));
    let lines = lines.iter().take(MOST).map(|(_, line)| line.clone());
    in_words("Space and time in words", props.seen, lines.chain(more))
}

fn lines(sheet: &Sheet, index: &Index) -> Vec<(Instant, String)> {
    let run = &sheet.view.run;
    let trace = run.trace();
    let (from, to) = sheet.view.ends();
    let seen = |at: Instant| (from..=to).contains(&(at.as_micros() as f64));
    let name = |host: HostId| host_name(run, host);
    let statements = trace.statements().iter().filter(|(at, _)| seen(*at));
    let statements = statements.map(|(at, index)| {
        let text = &run.scenario().statements[*index].text;
        (*at, format!("statement: {text}"))
    });
    let frames = trace.frames().iter().filter(|it| seen(it.at));
    let frames = frames.map(|it| {
        let info = info_in(&it.bytes, &it.context);
        let line = format!("{} sends frame {}: {info}", name(it.from), it.number.get());
        (it.at, line)
    });
    let mut heard = BTreeMap::<(Instant, FrameNumber), Vec<&str>>::new();
    for it in trace.receptions().iter().filter(|it| seen(it.at)) {
        heard
            .entry((it.at, it.frame))
            .or_default()
            .push(name(it.host));
    }
    let heard = heard.into_iter().map(|((at, frame), who)| {
        let line = format!("frame {} arrives at {}", frame.get(), who.join(", "));
        (at, line)
    });
    let commits = trace.commits().iter();
    let commits = commits.filter(|it| seen(it.at) && it.cause != Cause::Start);
    let commits = commits.map(|it| {
        let commit = run.repository(it.host, it.generation).commit(it.id);
        let subject = commit.map_or("", |commit| commit.subject());
        (it.at, format!("{} commits: {subject}", name(it.host)))
    });
    let lost = trace.hops().iter().filter_map(|hop| {
        let (at, _) = hop.lost.filter(|(at, _)| seen(*at))?;
        let (from, to) = (node_name(run, hop.from), node_name(run, hop.to));
        let line = format!("frame {} is lost between {from} and {to}", hop.frame.get());
        Some((at, line))
    });
    let refused = trace.refusals().filter(|it| seen(it.at)).map(|it| {
        let switch = &run.scenario().switches[it.switch.index()].name;
        let line = format!("{switch} refuses frame {}: {}", it.frame.get(), it.why);
        (it.at, line)
    });
    let queries = index.queries.iter().filter(|it| seen(it.to));
    let queries = queries.map(|it| {
        let host = name(it.host);
        let begun = exact_seconds(it.from);
        (
            it.to,
            format!("{host}'s query for {}, begun at {begun}, ends", it.ip),
        )
    });
    let mut lines: Vec<_> = statements
        .chain(frames)
        .chain(heard)
        .chain(commits)
        .chain(lost)
        .chain(refused)
        .chain(queries)
        .collect();
    lines.sort_by_key(|(at, _)| *at);
    for (at, line) in &mut lines {
        *line = format!("At {} s {line}", exact_seconds(*at));
    }
    lines
}
