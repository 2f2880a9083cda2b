//! A link: what its latency, jitter, rate, loss, duplication and corruption make of a frame.
//! Keeps order in each direction, as a wire does. Decides; recording and delivering are the
//! run's.

use super::{LossReason, NodeId};
use crate::rng::Stream;
use crate::scenario::{DEFAULT_LATENCY, LinkOptions};
use crate::time::{Duration, Instant};

/// Bytes that a frame costs on the wire beyond those captured: preamble, checksum and the gap
/// between frames (IEEE 802.3).
const FRAMING: u64 = 24;

/// The least that a frame without its checksum occupies (IEEE 802.3).
const SHORTEST: u64 = 60;

/// A link between two nodes, with the state of its two directions.
#[derive(Clone, Debug)]
pub(super) struct Link {
    ends: [NodeId; 2],
    up: bool,
    latency: Duration,
    jitter: Duration,
    loss: u32,
    duplicate: u32,
    corrupt: u32,
    /// Bits a second; 0 is without limit.
    rate: u64,
    rng: Stream,
    directions: [Direction; 2],
    /// The hops on their way, in order of departure for each direction.
    pub(super) in_flight: Vec<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Direction {
    busy_until: Instant,
    last_arrival: Instant,
}

/// One copy as it will cross.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crossing {
    pub(super) departs: Instant,
    pub(super) arrives: Instant,
    pub(super) lost: Option<(Instant, LossReason)>,
    /// The bit that flips on the way.
    pub(super) flipped: Option<u64>,
    pub(super) duplicate: bool,
}

impl Link {
    pub(super) fn new(ends: [NodeId; 2], options: &LinkOptions, rng: Stream) -> Self {
        let mut link = Self {
            ends,
            up: true,
            latency: DEFAULT_LATENCY,
            jitter: Duration::ZERO,
            loss: 0,
            duplicate: 0,
            corrupt: 0,
            rate: 0,
            rng,
            directions: [Direction::default(); 2],
            in_flight: Vec::new(),
        };
        link.change(options);
        link
    }

    /// Changes the options that are named, and only those.
    pub(super) fn change(&mut self, options: &LinkOptions) {
        self.latency = options.latency.unwrap_or(self.latency);
        self.jitter = options.jitter.unwrap_or(self.jitter);
        self.loss = options.loss.unwrap_or(self.loss);
        self.duplicate = options.duplicate.unwrap_or(self.duplicate);
        self.corrupt = options.corrupt.unwrap_or(self.corrupt);
        self.rate = options.rate.unwrap_or(self.rate);
        self.up = options.up.unwrap_or(self.up);
    }

    pub(super) fn is_up(&self) -> bool {
        self.up
    }

    /// The end that is not `from`.
    pub(super) fn other_end(&self, from: NodeId) -> NodeId {
        if self.ends[0] == from {
            self.ends[1]
        } else {
            self.ends[0]
        }
    }

    /// What becomes of a frame of `len` bytes handed over at `now` by `from`: one copy, or two
    /// where the link duplicates.
    pub(super) fn cross(
        &mut self,
        now: Instant,
        from: NodeId,
        len: usize,
    ) -> (Crossing, Option<Crossing>) {
        if !self.up {
            let lost = Some((now, LossReason::LinkDown));
            let arrives = now + self.latency;
            return (
                Crossing {
                    departs: now,
                    arrives,
                    lost,
                    flipped: None,
                    duplicate: false,
                },
                None,
            );
        }
        let direction = usize::from(self.ends[0] != from);
        let departs = now.max(self.directions[direction].busy_until);
        let sent = departs + self.time_on_wire(len);
        self.directions[direction].busy_until = sent;
        let lost = self.loss > 0 && self.rng.chance(self.loss);
        let twice = self.duplicate > 0 && self.rng.chance(self.duplicate);
        let copy = |link: &mut Self, duplicate| {
            let arrives = link.arrival(direction, sent);
            let flipped = (link.corrupt > 0 && link.rng.chance(link.corrupt))
                .then(|| link.rng.below(len as u64 * 8));
            let half_way = departs + Duration::from_micros(arrives.since(departs).as_micros() / 2);
            let lost = lost.then_some((half_way, LossReason::Loss));
            Crossing {
                departs,
                arrives,
                lost,
                flipped,
                duplicate,
            }
        };
        let first = copy(self, false);
        let second = (twice && !lost).then(|| copy(self, true));
        (first, second)
    }

    /// When what left at `sent` arrives: latency and up to the jitter on top, never before what left
    /// earlier.
    fn arrival(&mut self, direction: usize, sent: Instant) -> Instant {
        let mut arrives = sent + self.latency;
        if self.jitter > Duration::ZERO {
            arrives += self.rng.up_to(self.jitter);
        }
        let last = &mut self.directions[direction].last_arrival;
        *last = arrives.max(*last);
        *last
    }

    /// How long a frame of `len` bytes occupies the wire; nothing without a rate.
    fn time_on_wire(&self, len: usize) -> Duration {
        if self.rate == 0 {
            return Duration::ZERO;
        }
        let bits = (SHORTEST.max(len as u64) + FRAMING) * 8;
        Duration::from_micros((bits * 1_000_000).div_ceil(self.rate))
    }
}

#[cfg(test)]
mod tests {
    use super::super::HostId;
    use super::*;

    const A: NodeId = NodeId::Host(HostId::FIRST);

    fn link(options: LinkOptions) -> Link {
        let b = NodeId::Host(HostId::new(1));
        Link::new([A, b], &options, Stream::new(7, "link", "a b"))
    }

    fn micros(at: Instant) -> u64 {
        at.as_micros()
    }

    #[test]
    fn a_plain_link_takes_its_latency() {
        let (copy, twice) = link(LinkOptions::default()).cross(Instant::ZERO, A, 42);
        assert_eq!(
            (micros(copy.departs), micros(copy.arrives), copy.lost, twice),
            (0, 100, None, None)
        );
    }

    #[test]
    fn a_rate_makes_frames_wait_for_their_turn_in_one_direction() {
        // 84 bytes on the wire at 1 Mbit/s take 672 µs.
        let mut link = link(LinkOptions {
            rate: Some(1_000_000),
            ..LinkOptions::default()
        });
        let b = link.other_end(A);
        let times = |copy: Crossing| (micros(copy.departs), micros(copy.arrives));
        assert_eq!(times(link.cross(Instant::ZERO, A, 42).0), (0, 772));
        assert_eq!(times(link.cross(Instant::ZERO, A, 42).0), (672, 1_444));
        assert_eq!(times(link.cross(Instant::ZERO, b, 42).0), (0, 772));
    }

    #[test]
    fn jitter_never_reorders() {
        let mut link = link(LinkOptions {
            jitter: Some(Duration::from_millis(5)),
            ..LinkOptions::default()
        });
        let mut last = Instant::ZERO;
        for us in 0..500 {
            let (copy, _) = link.cross(Instant::from_micros(us * 10), A, 42);
            assert!(copy.arrives >= last && micros(copy.arrives) >= us * 10 + 100);
            last = copy.arrives;
        }
    }

    #[test]
    fn loss_duplication_and_corruption_happen_as_often_as_asked() {
        let mut link = link(LinkOptions {
            loss: Some(250_000),
            duplicate: Some(250_000),
            corrupt: Some(250_000),
            ..LinkOptions::default()
        });
        let (mut lost, mut twice, mut flipped) = (0, 0, 0);
        for _ in 0..10_000 {
            let (copy, second) = link.cross(Instant::ZERO, A, 42);
            lost += u32::from(copy.lost.is_some());
            twice += u32::from(second.is_some());
            flipped += u32::from(copy.flipped.is_some());
            assert!(copy.flipped.is_none_or(|bit| bit < 42 * 8));
            assert!(
                second.is_none() || copy.lost.is_none(),
                "what was lost is not doubled"
            );
        }
        // Within five standard deviations of 2,500 (and of 1,875 for copies that were not lost).
        for (count, mean) in [(lost, 2_500), (twice, 1_875), (flipped, 2_500)] {
            assert!(
                i32::abs_diff(count as i32, mean) < 220,
                "{count} is far from {mean}"
            );
        }
    }

    #[test]
    fn a_link_that_is_down_loses_at_once_and_an_option_given_later_changes_only_itself() {
        let mut link = link(LinkOptions {
            latency: Some(Duration::from_millis(5)),
            ..LinkOptions::default()
        });
        link.change(&LinkOptions {
            up: Some(false),
            ..LinkOptions::default()
        });
        let (copy, _) = link.cross(Instant::from_secs(1), A, 42);
        assert_eq!(
            copy.lost,
            Some((Instant::from_secs(1), LossReason::LinkDown))
        );
        link.change(&LinkOptions {
            up: Some(true),
            ..LinkOptions::default()
        });
        let (copy, _) = link.cross(Instant::from_secs(2), A, 42);
        assert_eq!(
            (copy.lost, copy.arrives.since(copy.departs)),
            (None, Duration::from_millis(5))
        );
    }
}
