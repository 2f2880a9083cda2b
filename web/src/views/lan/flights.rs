//! Frames on their way, as shapes by kind, and the glow of those that just arrived or were lost.
//!
//! While nothing begins or ends, a frame of the picture moves each shape by one attribute and draws
//! nothing anew. The words of a frame stand still beside its cable (`sayings.rs`): they can be read
//! however fast it flies.

use super::drawing::Drawing;
use super::target::Target;
use crate::geometry::{Flown, Point, flown, on_the_way};
use crate::state::{Identical, Kind, Lit, RunHandle};
use std::collections::BTreeSet;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// With more shapes than this at once nobody speaks.
const NONE_SPEAK: usize = 40;
/// So many shapes at once may each have their words; of more, one copy of each frame speaks.
const ALL_SPEAK: usize = 3;
/// How long the trail of a shape on its way is, in pixels.
const TRAIL: f64 = 34.0;

/// A copy of a frame that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its place in the trace's hops.
    pub index: usize,
    /// Whether it is there, or lost, and only glows.
    pub over: bool,
    /// Whether it has words beside it.
    pub speaks: bool,
}

/// The copies to draw at `now` and where each is, oldest first.
pub fn shapes(run: &RunHandle, now: f64, glow: f64) -> (Vec<Shape>, Vec<(f64, f64)>) {
    let drawn = flown(run.trace(), now, glow);
    let flying = drawn.iter().filter(|flight| !flight.over).count();
    let count = if flying > 0 { flying } else { drawn.len() };
    let mut spoken = BTreeSet::new();
    let shape = |flight: &Flown| {
        // While something flies, what is over only glows.
        let heard = (!flight.over || flying == 0) && count <= NONE_SPEAK;
        let speaks = heard && (spoken.insert(flight.hop.frame) || count <= ALL_SPEAK);
        Shape {
            index: flight.index,
            over: flight.over,
            speaks,
        }
    };
    let shapes = drawn.iter().map(shape).collect();
    let parts = drawn.iter().map(|it| (it.part, it.glow)).collect();
    (shapes, parts)
}

/// What the flights are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub run: RunHandle,
    /// What is drawn.
    pub shapes: Rc<Vec<Shape>>,
    /// How far each is on its way, and how much of its glow is left.
    pub parts: Vec<(f64, f64)>,
    /// Where the nodes are.
    pub drawing: Identical<Rc<Drawing>>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Whether nothing may move: frames then stand halfway.
    pub still: bool,
}

/// Draws what flies and what glows.
#[component]
pub fn Flights(props: &Props) -> Html {
    let layer = use_node_ref();
    let places: Vec<_> = props
        .shapes
        .iter()
        .zip(&props.parts)
        .map(|(shape, (part, glow))| (place(props, shape, *part), *glow))
        .collect();
    use_effect_with((places, layer.clone()), |(places, layer)| {
        let children = layer.cast::<Element>().map(|it| it.children());
        let Some(children) = children else { return };
        for (index, ((x, y), glow)) in (0..).zip(places) {
            if let Some(shape) = children.item(index) {
                // Attributes of these names are valid.
                let _ = shape.set_attribute("transform", &format!("translate({x:.1} {y:.1})"));
                let _ = shape.set_attribute("opacity", &format!("{:.2}", glow.clamp(0.15, 1.0)));
            }
        }
    });
    html! {
        <g ref={layer}>
            <Shapes run={props.run.clone()} shapes={props.shapes.clone()} drawing={props.drawing.clone()} lit={props.lit.clone()} />
        </g>
    }
}

/// Where a shape is on the sheet.
fn place(props: &Props, shape: &Shape, part: f64) -> Point {
    let hop = &props.run.trace().hops()[shape.index];
    let (a, b) = props.drawing.way(hop.from, hop.to);
    let part = match (props.still, hop.lost) {
        (true, None) => 0.5,
        // A lost copy is taken out of sight of the box that it never reached.
        (_, Some(_)) => part.clamp(0.05, 0.8),
        // What is there stays beside the box that it reached.
        (false, None) => part.clamp(0.03, 0.97),
    };
    on_the_way(a, b, part)
}

#[derive(PartialEq, Properties)]
struct ShapesProps {
    run: RunHandle,
    shapes: Rc<Vec<Shape>>,
    drawing: Identical<Rc<Drawing>>,
    lit: Rc<Lit>,
}

/// The shapes, each around (0, 0): where they are is set from outside.
#[component]
fn Shapes(props: &ShapesProps) -> Html {
    let trace = props.run.trace();
    let shape = |shape: &Shape| {
        let hop = &trace.hops()[shape.index];
        let frame = &trace.frames()[hop.frame.index()];
        let kind = Kind::of(frame);
        let lost = shape.over && hop.lost.is_some();
        let refused = shape.over && trace.refusal_of(shape.index).is_some();
        let class = classes!(
            "flight",
            kind.class(),
            shape.over.then_some("over"),
            props.lit.frames.contains(&hop.frame).then_some("lit"),
        );
        let (a, b) = props.drawing.way(hop.from, hop.to);
        let way = (b.0 - a.0, b.1 - a.1);
        let long = way.0.hypot(way.1).max(1.0);
        // A finished flight shows its whole way.
        let trail = match (shape.over, lost) {
            (true, false) => long * 0.97,
            (true, true) => long * 0.5,
            (false, _) => TRAIL.min(long / 2.0),
        };
        let (x, y) = (-way.0 / long * trail, -way.1 / long * trail);
        html! {
            <g key={shape.index} {class} data-on={Target::Hop(shape.index).word()}>
                <path class="flight-trail" d={format!("M{x:.1} {y:.1}L0 0")} />
                <circle class="flight-halo" r="12" />
                <path class="flight-shape" d={kind.shape()} />
                if lost || refused {
                    <path class="flight-cross" d="M-9-9 9 9M9-9-9 9" />
                } else if hop.corrupted {
                    <path class="flight-cross" d="M-4 0h8" />
                }
            </g>
        }
    };
    html! { <>{ for props.shapes.iter().map(shape) }</> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use versioned_arp::scenario::parse;
    use versioned_arp::sim::Run;
    use versioned_arp::time::Instant;

    fn run(hosts: usize) -> RunHandle {
        let mut text = String::from("at 1s h0 query 10.0.0.200\nend 2s\n");
        for host in 0..hosts {
            text += &format!("host h{host} 10.0.0.{}\n", host + 1);
        }
        let scenario = parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut run = Run::new(Arc::new(scenario));
        run.advance(Instant::from_secs(2), 10_000);
        RunHandle::new(run)
    }

    #[test]
    fn one_copy_speaks_for_many() {
        // The request leaves the switch for all hosts but its sender.
        let speaking = |hosts: usize| {
            let (shapes, _) = shapes(&run(hosts), 1_000_150.0, 0.0);
            (shapes.len(), shapes.iter().filter(|it| it.speaks).count())
        };
        assert_eq!(speaking(4), (3, 3));
        assert_eq!(speaking(12), (11, 1));
        assert_eq!(speaking(60), (59, 0));
    }
}
