//! A history as a file: the drawing with its rows as SVG or PNG, on white paper whatever the
//! page's theme is, and the log as text.

use super::gutter::{outline, path, rows_of};
use super::menu::Kind;
use super::model::{CommitRow, HistoryAt, Turn};
use super::paths::{ROW, Scale, Widest};
use super::sheet::{Dot, Sheet, Stroke};
use super::source::Strand;
use super::text::written;
use crate::hooks::{Format, save_drawing, save_file};
use crate::state::{Action, Tone};
use std::fmt::Write as _;
use std::ops::Range;
use yew::Callback;

/// Rows of a drawing as lines, and of one as dots: more than that no viewer is glad of.
const MOST_LINES: usize = 5_000;
const MOST_DOTS: usize = 500;
/// The widths of the columns of text, in units of the drawing.
const TEXT: f64 = 560.0;
/// Room around everything.
const EDGE: f64 = 12.0;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1a1e22}\
.id,.time{font:12px ui-monospace,monospace;fill:#565d66}.time{text-anchor:end}\
.edge{fill:none;stroke-width:2}.node{stroke:#fff;stroke-width:2}\
.main{fill:#1a1e22;stroke:#1a1e22}.query{fill:#a8510a;stroke:#a8510a}.pulled{fill:#2f5fa8;stroke:#2f5fa8}\
.edge.main,.edge.query,.edge.pulled{fill:none}.node.main,.node.query,.node.pulled{stroke:#fff}\
.node.alarming{fill:#b3201f}.skips{stroke-dasharray:3 4}.across{stroke-width:1.5}\
.node.future{fill:#fff;stroke:#6d737b}.edge.future{stroke:#6d737b}text.future{fill:#6d737b;font-style:italic}\
.node.left{fill:#fff;stroke:#1a1e22;stroke-dasharray:2 2}text.left{text-decoration:line-through}\
.alarm{fill:#b3201f}.ref{fill:#0b6b60;font-weight:600}";

/// Hands out what is listed as a file.
pub fn take(
    kind: Kind,
    at: &HistoryAt<'_>,
    sheet: &Sheet,
    turn: Turn,
    dispatch: &Callback<Action>,
) {
    let name = name(sheet);
    let answer = |saved: bool, name: String| match saved {
        true => Action::Notify(Tone::Info, format!("Saved {name}.")),
        false => Action::Notify(
            Tone::Warning,
            "This browser refuses to save files.".to_owned(),
        ),
    };
    match kind {
        Kind::Text => {
            let name = format!("{name}-log.txt");
            let text = written(at.moment(), sheet.source().bands());
            let saved = save_file(&name, "text/plain;charset=utf-8", text.as_bytes());
            dispatch.emit(answer(saved.is_ok(), name));
        }
        Kind::Picture(format) => {
            let most = match format {
                Format::Svg => MOST_LINES,
                Format::Png => MOST_DOTS,
            };
            let (text, size) = svg(at, sheet, turn, most);
            let done = dispatch.reform(move |name: Option<String>| {
                answer(name.is_some(), name.unwrap_or_default())
            });
            save_drawing(text, size, format!("{name}-history"), format, done);
        }
    }
}

/// The name of its files, without what they are.
fn name(sheet: &Sheet) -> String {
    let source = sheet.source();
    match source.bands() {
        [band] => source.run().scenario().hosts[band.host.index()]
            .name
            .clone(),
        _ => "all-hosts".to_owned(),
    }
}

/// The drawing with its rows, and its width and height.
pub fn svg(at: &HistoryAt<'_>, sheet: &Sheet, turn: Turn, most: usize) -> (String, (f64, f64)) {
    let places = 0..sheet.len().min(most);
    let rows = rows_of(&places, turn);
    let scale = Scale::new(turn, sheet.width(), 0, Widest::SEVERAL);
    let rest = sheet.len() - places.len();
    let lines = places.len() + usize::from(rest > 0);
    let (width, height) = (
        scale.width() + TEXT + 2.0 * EDGE,
        lines as f64 * ROW + 2.0 * EDGE,
    );
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{} {} {width} {height}\">\
         <title>{}</title><style>{STYLE}</style><rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>",
        -EDGE,
        -EDGE,
        escaped(&format!("History of {}", name(sheet))),
        -EDGE,
        -EDGE,
    );
    let seen: Vec<CommitRow> = places.clone().map(|place| at.row(place)).collect();
    let look = |row: usize| {
        let row = &seen[turn.turned(row) - places.start];
        match (row.future, row.abandoned) {
            (true, _) => " future",
            (_, true) => " left",
            _ => "",
        }
    };
    let drawing = sheet.window(rows.clone());
    for stroke in &drawing.strokes {
        draw_line(&mut out, &scale, stroke, &rows, look);
    }
    for dot in &drawing.dots {
        draw_sign(&mut out, &scale, dot, look(dot.cell.row));
    }
    for (place, row) in places.clone().zip(&seen) {
        let look = look(turn.turned(place));
        write_row(&mut out, row, look, scale.width(), place);
    }
    if rest > 0 {
        let y = lines as f64 * ROW - ROW / 2.0 + 4.0;
        let _ = write!(
            out,
            "<text class=\"id\" x=\"{}\" y=\"{y}\">… and {rest} more</text>",
            scale.width()
        );
    }
    out += "</svg>\n";
    (out, (width, height))
}

fn draw_line(
    out: &mut String,
    scale: &Scale,
    stroke: &Stroke,
    rows: &Range<usize>,
    look: impl Fn(usize) -> &'static str,
) {
    let child = stroke.edge.child.row;
    let look = if rows.contains(&child) {
        look(child)
    } else {
        ""
    };
    let across = if stroke.across { " across" } else { "" };
    let skips = if stroke.skips { " skips" } else { "" };
    let (strand, d) = (word(stroke.strand), path(scale, stroke, rows));
    let _ = write!(
        out,
        "<path class=\"edge {strand}{across}{skips}{look}\" d=\"{d}\"/>"
    );
}

fn draw_sign(out: &mut String, scale: &Scale, dot: &Dot, look: &str) {
    let (x, y) = scale.point(dot.cell);
    let r = scale.radius();
    let alarm = if dot.alarming { " alarming" } else { "" };
    let class = format!("node {}{alarm}{look}", word(dot.strand));
    let _ = match outline(dot.shape, x, y, r) {
        Some(d) => write!(out, "<path class=\"{class}\" d=\"{d}\"/>"),
        None => write!(
            out,
            "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>"
        ),
    };
}

fn write_row(out: &mut String, row: &CommitRow, look: &str, left: f64, place: usize) {
    let y = (place as f64 + 0.5) * ROW + 4.5;
    let first = row.host.as_ref().unwrap_or(&row.short);
    let (first, subject) = (escaped(first), escaped(&row.brief));
    let _ = write!(
        out,
        "<text class=\"id{look}\" x=\"{left}\" y=\"{y}\">{first}</text>"
    );
    let x = left + 66.0;
    let _ = write!(
        out,
        "<text class=\"{}\" x=\"{x}\" y=\"{y}\">{subject}",
        look.trim()
    );
    for name in &row.refs {
        let _ = write!(
            out,
            "<tspan class=\"ref\" dx=\"10\">{}</tspan>",
            escaped(&name.name)
        );
    }
    if let Some(alarm) = row.alarm {
        let _ = write!(out, "<tspan class=\"alarm\" dx=\"10\">{alarm}</tspan>");
    }
    let (x, time) = (left + TEXT, &row.time);
    let _ = write!(
        out,
        "</text><text class=\"time{look}\" x=\"{x}\" y=\"{y}\">{time}</text>"
    );
}

fn word(strand: Strand) -> &'static str {
    match strand {
        Strand::Main => "main",
        Strand::Query => "query",
        Strand::Pulled => "pulled",
    }
}

/// Text that is no markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
