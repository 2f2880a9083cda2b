//! Frames on their way, as shapes by kind with a few words, and the glow of those that just
//! arrived or were lost.

use super::Drawing;
use crate::geometry::{Flown, Point, flown, on_the_way};
use crate::state::{Item, Kind, Lit, RunHandle, label};
use std::collections::BTreeMap;
use std::rc::Rc;
use versioned_arp::sim::{FrameNumber, FrameRecord};
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
    let flying = drawn.iter().filter(|flight| !flight.over).count();
    let count = if flying > 0 { flying } else { drawn.len() };
    let flight = |flight: &Flown| {
        let number = flight.hop.frame;
        let before = copies.entry(number).or_default();
        *before += 1;
        // While something flies, what is over only glows.
        let heard = !(flight.over && flying > 0);
        let speaks = heard && count <= NONE_SPEAK && (count <= ALL_SPEAK || *before == 1);
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
    // What is over and glows lies at the edge of a box: its words stand halfway.
    let said_at = if flight.over && !lost {
        on_the_way(a, b, 0.5)
    } else {
        (x, y)
    };
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
            </g>
            if speaks {
                { words(run, frame, lost, (a, b), said_at, props.drawing.in_the_left(said_at.0)) }
            }
        </g>
    }
}

/// A few words beside a flight from `a` to `b`.
fn words(
    run: &RunHandle,
    frame: &FrameRecord,
    lost: bool,
    (a, b): (Point, Point),
    at: Point,
    left: bool,
) -> Html {
    let (dx, dy, anchor) = beside(a, b, left);
    let mut text = label(run, frame);
    if frame.forged {
        text += " (forged)";
    }
    if lost {
        text += " (lost)";
    }
    html! {
        <text transform={format!("translate({:.1} {:.1})", at.0, at.1)} x={dx} y={dy} text-anchor={anchor}>{ text }</text>
    }
}

/// Where words stand beside a shape on the way from `a` to `b`, clear of the line: above a level
/// one, in a free corner of a steep one, towards the middle of the drawing.
fn beside(a: Point, b: Point, left: bool) -> (&'static str, &'static str, &'static str) {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    if dx.abs() > 2.5 * dy.abs() {
        return ("0", "-14", "middle");
    }
    let falls = dx * dy > 0.0;
    match (falls, left) {
        (true, true) => ("12", "-8", "start"),
        (true, false) => ("-12", "16", "end"),
        (false, true) => ("12", "16", "start"),
        (false, false) => ("-12", "-8", "end"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_clear_of_the_line() {
        // To the right and down, in the left half: above and to the right of the shape.
        assert_eq!(
            beside((0.0, 0.0), (50.0, 50.0), true),
            ("12", "-8", "start")
        );
        // The other way round is the same line.
        assert_eq!(
            beside((50.0, 50.0), (0.0, 0.0), true),
            ("12", "-8", "start")
        );
        assert_eq!(
            beside((0.0, 50.0), (50.0, 0.0), true),
            ("12", "16", "start")
        );
        assert_eq!(
            beside((0.0, 0.0), (200.0, 10.0), true),
            ("0", "-14", "middle")
        );
    }
}
