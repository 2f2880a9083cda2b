//! The story pace: how long each part of a run is shown. A flight takes microseconds and a cache
//! entry lives for a minute, so no constant speed lets a person follow both. The story is a
//! monotone map between wall time and simulated time: every copy in flight gets the time to be
//! seen, a change of a cache gets a pause, and silence is cut short. The clock shows true time.
//!
//! Copies that leave together share the time they are given, so that they move together.

use std::collections::BTreeMap;
use versioned_arp::sim::{Cause, Trace};
use versioned_arp::time::Instant;

/// What a copy in flight is shown for, at the least, in milliseconds of wall time.
const FLIGHT_MS: f64 = 750.0;
/// A copy that is under way for longer than this (milliseconds) is not shown for longer.
const LONG_FLIGHT_MS: f64 = 1_500.0;
/// Silence is shown for at most this long.
const SILENCE_MS: f64 = 900.0;
/// A moment at which caches changed stands still for this long.
const COMMIT_MS: f64 = 500.0;
/// A moment at which only a statement ran stands still for this long.
const STATEMENT_MS: f64 = 250.0;
/// The end stands still for this long before playing stops.
const END_MS: f64 = 600.0;
/// What a story takes at most; a longer one is told faster.
const LONGEST_MS: f64 = 175_000.0;
/// Never told faster than this: beyond it nothing could be followed.
const FASTEST: f64 = 4.0;

/// A time during which something is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flight {
    /// When it starts.
    pub departs: Instant,
    /// When it is there or lost; never before it starts.
    pub ends: Instant,
}

/// A moment that deserves a pause, and for how many milliseconds.
type Pause = (Instant, f64);

/// A point of the map, in milliseconds of wall time and microseconds of simulated time. Between
/// two points the map is straight.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Knot {
    wall: f64,
    time: f64,
}

/// The map between wall time and simulated time for one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Ascending in both; never empty.
    knots: Vec<Knot>,
}

impl Story {
    /// The story of a run that is shown up to `end`.
    pub fn of(trace: &Trace, end: Instant) -> Self {
        let mut flights: Vec<Flight> = Vec::new();
        for hop in trace.hops() {
            let flight = Flight {
                departs: hop.departs,
                ends: hop.ends().max(hop.departs),
            };
            // What leaves a switch together is there together: one stands for all.
            if flights.last() != Some(&flight) {
                flights.push(flight);
            }
        }
        let mut pauses: Vec<Pause> = trace
            .statements()
            .iter()
            .map(|(at, _)| (*at, STATEMENT_MS))
            .chain(
                trace
                    .commits()
                    .iter()
                    .filter(|commit| commit.cause != Cause::Start)
                    .map(|commit| (commit.at, COMMIT_MS)),
            )
            .collect();
        pauses.sort_by_key(|(at, _)| *at);
        Self::new(flights, &pauses, end)
    }

    /// The story of these flights and pauses (in order of time) up to `end`.
    fn new(flights: Vec<Flight>, pauses: &[Pause], end: Instant) -> Self {
        let mut steps = Steps::new(flights, pauses, end);
        let mut knots = vec![Knot {
            wall: 0.0,
            time: 0.0,
        }];
        let (mut wall, mut time) = (0.0, Instant::ZERO);
        let mut push = |wall: f64, time: Instant| {
            knots.push(Knot {
                wall,
                time: time.as_micros() as f64,
            });
        };
        while let Some((next, pause)) = steps.next_boundary() {
            let ms = next.since(time).as_micros() as f64 / 1e3;
            if ms > 0.0 {
                wall += steps.shown_for(ms);
                push(wall, next);
            }
            steps.cross(next);
            if pause > 0.0 {
                wall += pause;
                push(wall, next);
            }
            time = next;
        }
        let told = (LONGEST_MS / wall.max(1.0)).clamp(1.0 / FASTEST, 1.0);
        for knot in &mut knots {
            knot.wall *= told;
        }
        Self { knots }
    }

    /// How long the story takes, in milliseconds of wall time.
    pub fn length(&self) -> f64 {
        self.knots[self.knots.len() - 1].wall
    }

    /// The simulated time, in microseconds with a fraction, at `wall` milliseconds into the story.
    pub fn time_at(&self, wall: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.wall <= wall);
        match (self.knots.get(after.wrapping_sub(1)), self.knots.get(after)) {
            (Some(a), Some(b)) => a.time + (b.time - a.time) * (wall - a.wall) / (b.wall - a.wall),
            (Some(last), None) => last.time,
            (None, _) => 0.0,
        }
    }

    /// Where in the story, in milliseconds, `time` (microseconds) is first shown.
    pub fn wall_at(&self, time: f64) -> f64 {
        let at = self.knots.partition_point(|knot| knot.time < time);
        match (self.knots.get(at.wrapping_sub(1)), self.knots.get(at)) {
            (Some(a), Some(b)) => a.wall + (b.wall - a.wall) * (time - a.time) / (b.time - a.time),
            (None, Some(first)) => first.wall,
            (_, None) => self.length(),
        }
    }
}

/// Walks the instants at which something starts, ends or pauses, and knows what is in flight.
struct Steps<'a> {
    starts: Vec<Flight>,
    ends: Vec<Flight>,
    pauses: &'a [Pause],
    end: Option<Instant>,
    started: usize,
    ended: usize,
    paused: usize,
    /// The lengths, in microseconds, of what is in flight, and how many there are of each.
    lengths: BTreeMap<u64, usize>,
}

impl<'a> Steps<'a> {
    fn new(mut flights: Vec<Flight>, pauses: &'a [Pause], end: Instant) -> Self {
        flights.retain(|flight| flight.departs <= end);
        flights.sort_by_key(|flight| flight.departs);
        let mut ends = flights.clone();
        ends.sort_by_key(|flight| flight.ends);
        let pauses = &pauses[..pauses.partition_point(|(at, _)| *at <= end)];
        Self {
            starts: flights,
            ends,
            pauses,
            end: Some(end),
            started: 0,
            ended: 0,
            paused: 0,
            lengths: BTreeMap::new(),
        }
    }

    /// The next instant at which the pace may change, and for how long it stands still.
    fn next_boundary(&mut self) -> Option<(Instant, f64)> {
        let end = self.end?;
        let next = [
            self.starts.get(self.started).map(|flight| flight.departs),
            self.ends.get(self.ended).map(|flight| flight.ends),
            self.pauses.get(self.paused).map(|(at, _)| *at),
        ]
        .into_iter()
        .flatten()
        .fold(end, Instant::min);
        let mut pause: f64 = 0.0;
        while let Some((_, ms)) = self.pauses.get(self.paused).filter(|(at, _)| *at <= next) {
            pause = pause.max(*ms);
            self.paused += 1;
        }
        if next == end {
            self.end = None;
            pause = pause.max(END_MS);
        }
        Some((next, pause))
    }

    /// How many milliseconds a stretch of `ms` simulated ones is shown for.
    fn shown_for(&self, ms: f64) -> f64 {
        // The shortest flight moves fastest and so asks for the most time.
        match self.lengths.first_key_value() {
            Some((length, _)) => {
                let flight = *length as f64 / 1e3;
                ms / flight * flight.clamp(FLIGHT_MS, LONG_FLIGHT_MS)
            }
            None => ms.min(SILENCE_MS),
        }
    }

    /// Takes in what starts at `now` and lets go of what ends.
    fn cross(&mut self, now: Instant) {
        while let Some(flight) = self.starts.get(self.started).filter(|f| f.departs <= now) {
            *self.lengths.entry(length(flight)).or_default() += 1;
            self.started += 1;
        }
        while let Some(flight) = self.ends.get(self.ended).filter(|f| f.ends <= now) {
            let key = length(flight);
            if let Some(count) = self.lengths.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    self.lengths.remove(&key);
                }
            }
            self.ended += 1;
        }
    }
}

/// A flight's length in microseconds; one that takes no time counts as one, to be divided by.
fn length(flight: &Flight) -> u64 {
    flight.ends.since(flight.departs).as_micros().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn us(micros: u64) -> Instant {
        Instant::from_micros(micros)
    }

    fn flight(departs: u64, ends: u64) -> Flight {
        Flight {
            departs: us(departs),
            ends: us(ends),
        }
    }

    #[test]
    fn a_flight_of_microseconds_is_shown_long_enough_to_follow() {
        let story = Story::new(vec![flight(1_000_000, 1_000_100)], &[], us(2_000_000));
        let shown = story.wall_at(1_000_100.0) - story.wall_at(1_000_000.0);
        assert!((shown - FLIGHT_MS).abs() < 1e-6, "{shown}");
    }

    #[test]
    fn copies_that_leave_together_share_their_time() {
        let alone = Story::new(vec![flight(0, 100)], &[], us(100));
        let three = Story::new(vec![flight(0, 100); 3], &[], us(100));
        assert_eq!(alone, three);
    }

    #[test]
    fn every_copy_of_a_burst_gets_its_time() {
        let flights = [(0, 100), (20, 150), (40, 70), (45, 400)];
        let story = Story::new(
            flights.iter().map(|(a, b)| flight(*a, *b)).collect(),
            &[],
            us(1_000),
        );
        for (a, b) in flights {
            let shown = story.wall_at(b as f64) - story.wall_at(a as f64);
            assert!(shown > FLIGHT_MS - 1e-6, "{a} to {b} is shown for {shown}");
        }
    }

    #[test]
    fn silence_is_cut_short_and_short_silence_is_not_drawn_out() {
        let story = Story::new(vec![], &[(us(20_000), COMMIT_MS)], us(60_020_000));
        assert!((story.wall_at(20_000.0) - 20.0).abs() < 1e-6);
        let shown = story.length() - END_MS - COMMIT_MS - 20.0;
        assert!((shown - SILENCE_MS).abs() < 1e-6, "{shown}");
    }

    #[test]
    fn a_pause_stands_still_at_its_time() {
        let story = Story::new(vec![], &[(us(500), COMMIT_MS)], us(1_000));
        let wall = story.wall_at(500.0);
        assert_eq!(story.time_at(wall), 500.0);
        assert_eq!(story.time_at(wall + COMMIT_MS * 0.9), 500.0);
        assert!(story.time_at(wall + COMMIT_MS + 0.3) > 500.0);
    }

    #[test]
    fn a_long_story_is_told_faster() {
        let flights = (0..300)
            .map(|n| flight(n * 1_000_000, n * 1_000_000 + 100))
            .collect();
        let story = Story::new(flights, &[], us(300_000_000));
        assert!(story.length() <= 180_000.0, "{}", story.length());
    }

    #[test]
    fn a_run_in_which_nothing_happens_has_a_story_too() {
        let story = Story::new(vec![], &[], Instant::ZERO);
        assert_eq!(story.time_at(0.0), 0.0);
        assert_eq!(story.time_at(1e9), 0.0);
        assert_eq!(story.wall_at(0.0), 0.0);
    }

    #[test]
    fn both_directions_agree_and_never_go_back() {
        let story = Story::new(
            vec![flight(10, 110), flight(110, 210), flight(5_000, 5_300)],
            &[(us(110), COMMIT_MS), (us(5_300), STATEMENT_MS)],
            us(9_000_000),
        );
        let (mut last, mut wall) = (-1.0, 0.0);
        while wall <= story.length() {
            let time = story.time_at(wall);
            assert!(time >= last);
            assert!(story.wall_at(time) <= wall + 1e-6);
            assert!((story.time_at(story.wall_at(time)) - time).abs() < 1e-6);
            (last, wall) = (time, wall + 7.0);
        }
        assert_eq!(story.time_at(story.length()), 9_000_000.0);
    }
}
