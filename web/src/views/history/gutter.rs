//! The commit graph beside the rows in sight. It says nothing that the rows do not say in words
//! (merges are named as such), so it is hidden from screen readers.

use super::model::{HostHistory, Strand};
use super::paths::{ROW, Scale};
use std::ops::Range;
use std::rc::Rc;
use versioned_arp::graph::{Cell, Edge};
use yew::prelude::*;

/// What the graph is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The commits.
    pub history: Rc<HostHistory>,
    /// The places of the list to draw.
    pub range: Range<usize>,
    /// How rows and lanes become pixels.
    pub scale: Scale,
    /// How many commits at the front of the list are still to come.
    pub to_come: usize,
    /// The place of the selected commit.
    pub selected: Option<usize>,
}

/// The graph of some rows.
#[component]
pub fn Gutter(props: &Props) -> Html {
    let Props {
        history,
        range,
        scale,
        to_come,
        selected,
    } = props;
    let window = history.window(range.clone());
    let first = window.nodes.first().map_or(0, |cell| cell.row);
    let rows = first..first + window.nodes.len();
    let future = |row: usize| (history.turned(row) < *to_come).then_some("future");

    let edge = |edge: &Edge| {
        let class = classes!(
            "edge",
            class_of(history.strand_of(edge)),
            future(edge.child.row)
        );
        html! { <path {class} d={scale.path(edge, &rows)} /> }
    };
    let node = |cell: &Cell| {
        let chosen = *selected == Some(history.turned(cell.row));
        let alarm = history.alarms(cell.row).then_some("alarming");
        let class = classes!(
            "node",
            class_of(history.strand_at(cell.row)),
            future(cell.row),
            alarm
        );
        sign(class, scale, *cell, history.is_merge(cell.row), chosen)
    };
    // Lines to what is still to come lie under those of what was.
    let (later, past): (Vec<_>, Vec<_>) = window
        .edges
        .iter()
        .partition(|edge| future(edge.child.row).is_some());
    html! {
        <svg class="gutter" aria-hidden="true" width={scale.width().to_string()}
            height={(range.len() as f64 * ROW).to_string()}>
            { for later.into_iter().chain(past).map(edge) }
            { for window.nodes.iter().map(node) }
        </svg>
    }
}

/// A commit's sign: a disc, or a diamond where histories meet.
fn sign(class: Classes, scale: &Scale, cell: Cell, merge: bool, chosen: bool) -> Html {
    let (x, y) = scale.point(cell);
    let r = scale.radius();
    let halo = chosen.then(|| html! { <circle class="halo" cx={x.to_string()} cy={y.to_string()} r={(r + 4.0).to_string()} /> });
    let shape = if merge {
        let r = r * 1.3;
        let d = format!("M{x} {}L{} {y}L{x} {}L{} {y}Z", y - r, x + r, y + r, x - r);
        html! { <path {class} {d} /> }
    } else {
        html! { <circle {class} cx={x.to_string()} cy={y.to_string()} r={r.to_string()} /> }
    };
    html! { <>{ halo }{ shape }</> }
}

fn class_of(strand: Strand) -> &'static str {
    match strand {
        Strand::Main => "strand-main",
        Strand::Query => "strand-query",
        Strand::Pulled => "strand-pulled",
    }
}
