//! The commit graph beside the rows in sight. Each row says in words what it shows of that
//! commit, so it is hidden from screen readers.

use super::model::Turn;
use super::paths::{ROW, Scale};
use super::sheet::{Dot, Shape, Sheet, Stroke};
use super::source::Strand;
use std::cmp::Reverse;
use std::ops::Range;
use std::rc::Rc;
use yew::prelude::*;

/// What the graph is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The commits.
    pub sheet: Rc<Sheet>,
    /// The places of the list to draw.
    pub range: Range<usize>,
    /// How places and rows belong together.
    pub turn: Turn,
    /// How rows and lanes become pixels.
    pub scale: Scale,
    /// How many rows have happened.
    pub past: usize,
    /// The row of the selected commit.
    pub selected: Option<usize>,
    /// Those of the rows whose commits were left behind.
    pub abandoned: Rc<[usize]>,
}

/// The graph of some rows.
#[component]
pub fn Gutter(props: &Props) -> Html {
    let Props {
        sheet,
        range,
        turn,
        scale,
        past,
        selected,
        abandoned,
    } = props;
    let rows = rows_of(range, *turn);
    let drawing = sheet.window(rows.clone());
    let future = |row: usize| (row >= *past).then_some("future");
    let left = |row: usize| abandoned.contains(&row).then_some("abandoned");

    let stroke = |it: &Stroke| {
        let class = classes!(
            "edge",
            class_of(it.strand),
            it.across.then_some("across"),
            it.skips.then_some("skips"),
            future(it.edge.child.row),
            left(it.edge.child.row),
        );
        let key = format!("{}-{}", it.edge.child.row, it.edge.nth);
        html! { <path {key} {class} d={path(scale, it, &rows)} /> }
    };
    let dot = |it: &Dot| {
        let row = it.cell.row;
        let class = classes!(
            "node",
            class_of(it.strand),
            it.alarming.then_some("alarming"),
            future(row),
            left(row),
        );
        sign(class, scale, it, *selected == Some(row))
    };
    // In a crowd only lines that begin or end here are drawn: the others say nothing.
    let ends_here = |it: &&Stroke| {
        !scale.is_crowded() || rows.contains(&it.edge.child.row) || rows.contains(&it.edge.parent)
    };
    // Lines to what is still to come lie under those of what was. The later lie lower among
    // themselves, too: so a line that comes to pass stays where it is among its siblings.
    let mut strokes: Vec<_> = drawing.strokes.iter().filter(ends_here).collect();
    strokes.sort_by_key(|it| {
        let row = it.edge.child.row;
        (row < *past, it.across, Reverse(row), it.edge.nth)
    });
    html! {
        <svg class="gutter" aria-hidden="true" width={scale.width().to_string()}
            height={(range.len() as f64 * ROW).to_string()}>
            { for strokes.into_iter().map(stroke) }
            { for drawing.dots.iter().map(dot) }
        </svg>
    }
}

/// The rows at some places.
pub fn rows_of(places: &Range<usize>, turn: Turn) -> Range<usize> {
    if turn.newest_first {
        turn.len - places.end..turn.len - places.start
    } else {
        places.clone()
    }
}

/// A line as SVG path data.
pub fn path(scale: &Scale, stroke: &Stroke, rows: &Range<usize>) -> String {
    if stroke.across {
        scale.path_across(&stroke.edge, rows)
    } else {
        scale.path(&stroke.edge, rows)
    }
}

/// A commit's sign.
fn sign(class: Classes, scale: &Scale, dot: &Dot, chosen: bool) -> Html {
    let (x, y) = scale.point(dot.cell);
    let r = scale.radius();
    let (x_text, y_text) = (x.to_string(), y.to_string());
    let halo = chosen.then(|| html! { <circle class="halo" cx={x_text.clone()} cy={y_text.clone()} r={(r + 4.0).to_string()} /> });
    let shape = match outline(dot.shape, x, y, r) {
        Some(d) => html! { <path {class} {d} /> },
        None => html! { <circle {class} cx={x_text} cy={y_text} r={r.to_string()} /> },
    };
    html! { <key={dot.cell.row}>{ halo }{ shape }</> }
}

/// The outline of a sign of radius `r` around a point; none for a disc.
pub fn outline(shape: Shape, x: f64, y: f64, r: f64) -> Option<String> {
    match shape {
        Shape::Plain => None,
        Shape::Merge => {
            let r = r * 1.35;
            Some(format!(
                "M{x} {}L{} {y}L{x} {}L{} {y}Z",
                y - r,
                x + r,
                y + r,
                x - r
            ))
        }
        Shape::Revert => {
            let r = r * 1.3;
            let (left, right) = (x - r, x + r * 0.75);
            Some(format!("M{left} {y}L{right} {}L{right} {}Z", y - r, y + r))
        }
    }
}

/// The class of a line's colour.
pub fn class_of(strand: Strand) -> &'static str {
    match strand {
        Strand::Main => "strand-main",
        Strand::Query => "strand-query",
        Strand::Pulled => "strand-pulled",
    }
}
