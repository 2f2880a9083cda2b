//! The line below the list: what the signs mean, and how much of a history there is.

use super::gutter::outline;
use super::sheet::Shape;
use super::source::Source;
use crate::state::Moment;
use crate::views::wording::seconds;
use std::rc::Rc;
use versioned_arp::cache::EPOCH;
use versioned_arp::scenario::Keep;
use versioned_arp::time::Instant;
use yew::prelude::*;

/// What the line is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// The commits.
    pub source: Rc<Source>,
    /// Whether resets leave some of them behind.
    pub resets: bool,
    /// Whether the signs are explained even where there is little room.
    pub legend: bool,
}

/// The line.
#[component]
pub fn Foot(props: &Props) -> Html {
    let Props {
        moment,
        source,
        resets,
        legend,
    } = props;
    html! {
        <footer class={classes!("history-foot", legend.then_some("with-legend"))}>
            <Legend resets={*resets} several={moment.run.scenario().hosts.len() > 1} />
            <p class="history-size">{ size(moment, source) }</p>
        </footer>
    }
}

#[derive(PartialEq, Properties)]
struct LegendProps {
    resets: bool,
    several: bool,
}

/// What the signs mean, as far as they can be seen.
#[component]
fn Legend(props: &LegendProps) -> Html {
    let sign = |class: &'static str, shape: Shape, words: &'static str| {
        let mark = match outline(shape, 0.0, 0.0, 4.4) {
            Some(d) => html! { <path class={classes!("node", class)} {d} /> },
            None => html! { <circle class={classes!("node", class)} r="4.4" /> },
        };
        html! { <li><svg class="gutter-sign" viewBox="-7 -7 14 14" aria-hidden="true">{ mark }</svg>{ words }</li> }
    };
    html! {
        <ul class="history-legend" aria-label="Signs">
            { sign("strand-main", Shape::Plain, "main") }
            { sign("strand-query", Shape::Plain, "query") }
            if props.several {
                { sign("strand-pulled", Shape::Plain, "fetched") }
            }
            { sign("strand-main", Shape::Merge, "merge") }
            { sign("strand-main", Shape::Revert, "revert") }
            { sign("strand-main alarming", Shape::Plain, "conflict") }
            if props.resets {
                { sign("strand-main abandoned", Shape::Plain, "left behind") }
            }
            { sign("strand-main future", Shape::Plain, "to come") }
        </ul>
    }
}

/// How many commits there are by now, how many are to come, and what a host keeps.
fn size(moment: &Moment, source: &Source) -> String {
    let (commits, all) = (source.past(moment), source.items().len());
    let mut words = match commits {
        1 => "1 commit".to_owned(),
        commits => format!("{commits} commits"),
    };
    if all > commits {
        words += &format!(", {} to come", all - commits);
    }
    let run = &moment.run;
    if let [band] = source.bands() {
        let keep = run.scenario().hosts[band.host.index()].keep;
        match keep {
            Some(Keep::Commits(most)) => words += &format!(", keeps {most}"),
            Some(Keep::Time(time)) => words += &format!(", keeps {time}"),
            None => {}
        }
        let repository = run.repository(band.host, band.generation);
        if let Some(cut) = repository.cut_until() {
            let since = Instant::from_micros(cut.as_micros().saturating_sub(EPOCH * 1_000_000));
            words += &format!(", cut off up to {} s", seconds(since));
        }
    }
    words
}
