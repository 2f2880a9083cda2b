//! Frames on their way, as shapes by kind with a few words, and the glow of those that just
//! arrived or were lost.

use super::Drawing;
use crate::geometry::{Flown, flown, on_the_way};
use crate::state::{Item, Kind, Lit, RunHandle, label};
use std::collections::BTreeMap;
use std::rc::Rc;
use versioned_arp::sim::FrameNumber;
use yew::prelude::*;

/// So many shapes at once may each have their words; of more, one copy of each frame speaks.
const ALL_SPEAK: usize = 3;
/// With more shapes than this at once nobody speaks.
const NONE_SPEAK: usize = 24;

/// What the flights are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub run: RunHandle,
    /// The moment in microseconds.
    pub now: f64,
    /// For how many microseconds a frame that is there glows on.
    pub glow: f64,
    /// Where the nodes are.
    pub drawing: Drawing,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Whether nothing may move: frames then stand halfway.
    pub still: bool,
    /// Selects.
    pub select: Callback<Item>,
}

/// Draws what flies and what glows.
#[component]
pub fn Flights(props: &Props) -> Html {
    let drawn = flown(props.run.trace(), props.now, props.glow);
    let mut copies: BTreeMap<FrameNumber, usize> = BTreeMap::new();
    let count = drawn.len();
    let flight = |flight: &Flown| {
        let number = flight.hop.frame;
        let before = copies.entry(number).or_default();
        *before += 1;
        let speaks = count <= NONE_SPEAK && (count <= ALL_SPEAK || *before == 1);
        draw(props, flight, speaks)
    };
    html! { <g>{ for drawn.iter().map(flight) }</g> }
}

fn draw(props: &Props, flight: &Flown, speaks: bool) -> Html {
    let (run, hop) = (&props.run, flight.hop);
    let frame = &run.trace().frames()[hop.frame.index()];
    let (a, b) = props.drawing.way(hop.from, hop.to);
    let part = match (props.still, hop.lost) {
        (true, None) => 0.5,
        // A lost copy is taken out of sight of the box that it never reached.
        (_, Some(_)) => flight.part.clamp(0.05, 0.8),
        // What is there stays beside the box that it reached.
        (false, None) => flight.part.clamp(0.03, 0.97),
    };
    let (x, y) = on_the_way(a, b, part);
    let kind = Kind::of(frame);
    let lost = flight.over && hop.lost.is_some();
    let class = classes!(
        "flight",
        kind.class(),
        flight.over.then_some("over"),
        props.lit.frames.contains(&hop.frame).then_some("lit"),
    );
    let number = hop.frame;
    let onpointerdown = {
        let select = props.select.clone();
        Callback::from(move |event: PointerEvent| {
            event.stop_propagation();
            select.emit(Item::Frame(number));
        })
    };
    // Words stand above a flight that goes up or level, below one that goes down, clear of the
    // line and of boxes.
    let (right, below) = (b.0 >= a.0, b.1 > a.1 + 8.0);
    let anchor = match (right, below) {
        (true, false) | (false, true) => "end",
        _ => "start",
    };
    let dx = if anchor == "end" { -12 } else { 12 };
    let trail = format!("M{:.1} {:.1}L{x:.1} {y:.1}", a.0, a.1);
    let opacity = format!("{:.2}", flight.glow.clamp(0.15, 1.0));
    html! {
        <g key={flight.index} {class} {opacity} {onpointerdown}>
            <path class="flight-trail" d={trail} />
            <g transform={format!("translate({x:.2} {y:.2})")}>
                <circle class="flight-halo" r="13" />
                <path class="flight-shape" d={kind.shape()} />
                if lost {
                    <path class="flight-cross" d="M-9-9 9 9M9-9-9 9" />
                }
                if hop.corrupted {
                    <path class="flight-cross" d="M-4 0h8" />
                }
                if speaks {
                    <text x={dx.to_string()} y="-10" text-anchor={anchor}>
                        { label(run, frame) }
                        if lost { { " (lost)" } }
                        if frame.forged { { " (forged)" } }
                    </text>
                }
            </g>
        </g>
    }
}
