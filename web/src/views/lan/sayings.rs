//! The words of frames, beside the cables that they are on, clear of boxes and of each other where
//! that can be had. They can be reached by key, for the menu of a frame.

use super::drawing::Drawing;
use super::flights::Shape;
use super::links::tabindex;
use super::target::Target;
use crate::geometry::{Label, Rect, place_labels};
use crate::state::{Identical, Kind, Lit, RunHandle, label};
use std::rc::Rc;
use yew::prelude::*;

/// How wide a letter of the words is, in pixels, on average.
const LETTER: f64 = 6.9;

/// What the words are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub run: RunHandle,
    /// What flies.
    pub shapes: Rc<Vec<Shape>>,
    /// Where the nodes are.
    pub drawing: Identical<Rc<Drawing>>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// What Tab stops at.
    pub stop: Target,
}

/// Draws the words.
#[component]
pub fn Sayings(props: &Props) -> Html {
    let speaking: Vec<_> = props.shapes.iter().filter(|it| it.speaks).collect();
    if speaking.is_empty() {
        return Html::default();
    }
    let trace = props.run.trace();
    let said: Vec<_> = speaking
        .iter()
        .map(|shape| words(&props.run, shape))
        .collect();
    let labels: Vec<_> = speaking
        .iter()
        .zip(&said)
        .map(|(shape, words)| {
            let hop = &trace.hops()[shape.index];
            let (from, to) = props.drawing.way(hop.from, hop.to);
            let width = words.chars().count() as f64 * LETTER;
            Label { from, to, width }
        })
        .collect();
    let page = Rect {
        from: (0.0, 0.0),
        to: props.drawing.size,
    };
    let places = place_labels(&labels, &props.drawing.boxes(), &page);
    let saying = |((shape, words), ((x, y), anchor)): ((&&Shape, String), _)| {
        let hop = &trace.hops()[shape.index];
        let frame = &trace.frames()[hop.frame.index()];
        let lit = props.lit.frames.contains(&hop.frame);
        let class = classes!("saying", Kind::of(frame).class(), lit.then_some("lit"));
        let name = format!("Frame {}: {words}", hop.frame.get());
        html! {
            <g key={shape.index} {class} role="button" tabindex={tabindex(props.stop == Target::Hop(shape.index))} data-on={Target::Hop(shape.index).word()} aria-label={name}>
                <text x={format!("{x:.1}")} y={format!("{y:.1}")} text-anchor={crate::geometry::Anchor::word(anchor)}>{ words }</text>
            </g>
        }
    };
    html! { <g>{ for speaking.iter().zip(said).zip(places).map(saying) }</g> }
}

/// The few words of a copy.
fn words(run: &RunHandle, shape: &Shape) -> String {
    let hop = &run.trace().hops()[shape.index];
    let frame = &run.trace().frames()[hop.frame.index()];
    let mut words = label(run, frame);
    if frame.forged {
        words += " (forged)";
    }
    if shape.over && hop.lost.is_some() {
        words += " (lost)";
    }
    if shape.over && run.trace().refusal_of(shape.index).is_some() {
        words += " (refused)";
    }
    words
}
