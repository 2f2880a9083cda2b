//! Which copies of frames to draw at a moment, and how far on their way they are. A flight takes
//! microseconds, so a copy that is there already glows on for a while: at true speeds it would
//! not be seen otherwise, and after a step it tells what happened in that step.

use versioned_arp::sim::{Hop, Trace};
use versioned_arp::time::{Duration, Instant};

/// Copies drawn at most; a storm needs no more to be seen.
const MOST: usize = 240;
/// How far back a copy that just ended may have been handed to its link.
const LOOK_BACK: Duration = Duration::from_secs(2);
/// Hops looked at, at most, for what just ended.
const MOST_LOOKED_AT: usize = 4_000;

/// A copy of a frame to draw.
#[derive(Clone, Copy, Debug)]
pub struct Flown<'t> {
    /// Its place in [`Trace::hops`].
    pub index: usize,
    /// The copy.
    pub hop: &'t Hop,
    /// How far it is: 0 at its start, 1 there. A lost one stops where it was lost.
    pub part: f64,
    /// Whether it is there, or lost, and only glows.
    pub over: bool,
    /// 1 while on its way; then falling to 0 as its glow fades.
    pub glow: f64,
}

/// The copies to draw at `now` (microseconds), oldest first. What ended at most `glow`
/// microseconds ago glows, and so does what ended since the moment before, when `now` is exactly
/// a moment of the run.
pub fn flown(trace: &Trace, now: f64, glow: f64) -> Vec<Flown<'_>> {
    let at = Instant::from_micros(now as u64);
    let since = step_before(trace, at);
    let hops = trace.hops();
    let until = hops.partition_point(|hop| hop.handed_over <= at);
    let from = hops.partition_point(|hop| hop.handed_over < at - LOOK_BACK);
    let from = from.max(until.saturating_sub(MOST_LOOKED_AT));
    let mut drawn: Vec<_> = (from..until)
        .filter(|index| hops[*index].departs <= at)
        .filter_map(|index| {
            let hop = &hops[index];
            let ends = hop.ends().as_micros() as f64;
            let age = now - ends;
            let stepped_over = since.is_some_and(|since| hop.ends() > since);
            let left = if age < 0.0 || stepped_over {
                1.0
            } else {
                1.0 - age / glow.max(1.0)
            };
            (left > 0.0).then(|| Flown {
                index,
                hop,
                part: part(hop, now.min(ends)),
                over: age >= 0.0,
                glow: left,
            })
        })
        .collect();
    drawn.drain(..drawn.len().saturating_sub(MOST));
    drawn
}

/// When `at` is a moment of the run, the moment before it.
fn step_before(trace: &Trace, at: Instant) -> Option<Instant> {
    let moments = trace.moments();
    let place = moments.binary_search(&at).ok()?;
    Some(place.checked_sub(1).map_or(Instant::ZERO, |it| moments[it]))
}

/// How far `hop` is at `now`.
fn part(hop: &Hop, now: f64) -> f64 {
    let departs = hop.departs.as_micros() as f64;
    let way = hop.arrives.as_micros() as f64 - departs;
    if way <= 0.0 {
        return 1.0;
    }
    ((now - departs) / way).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use versioned_arp::scenario::parse;
    use versioned_arp::sim::Run;

    /// ann asks through one switch; nobody answers. 100 µs a link.
    fn asked() -> Run {
        let text = "host ann 10.0.0.1 profile classic\nhost bob 10.0.0.2 profile classic\n\
                    at 1s ann query 10.0.0.9\nend 2s\n";
        let scenario = parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut run = Run::new(Arc::new(scenario));
        run.advance(Instant::from_secs(2), 1_000);
        run
    }

    #[test]
    fn a_copy_is_drawn_as_far_as_it_is() {
        let run = asked();
        let drawn = flown(run.trace(), 1_000_025.0, 0.0);
        let parts: Vec<_> = drawn.iter().map(|it| (it.part, it.over, it.glow)).collect();
        assert_eq!(parts, [(0.25, false, 1.0)]);
    }

    #[test]
    fn after_a_step_what_arrived_in_it_still_shows() {
        let run = asked();
        let drawn = flown(run.trace(), 1_000_200.0, 0.0);
        assert!(drawn.iter().all(|it| it.over && it.part == 1.0));
        assert_eq!(drawn.len(), 1);
        assert!(flown(run.trace(), 1_000_201.0, 0.0).is_empty());
    }

    #[test]
    fn what_arrived_glows_and_fades() {
        let run = asked();
        let glows = |now| {
            let drawn = flown(run.trace(), now, 1_000.0);
            drawn.last().map(|it| it.glow)
        };
        assert_eq!(glows(1_000_700.0), Some(0.5));
        assert_eq!(glows(1_002_000.0), None);
    }
}
