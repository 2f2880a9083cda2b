//! The axis of simulated time: where a moment lies, which moment lies there, and where to write
//! a time on it.

use versioned_arp::time::Instant;

/// Steps between ticks, in microseconds.
const STEPS: [u64; 24] = [
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    20_000_000,
    30_000_000,
    60_000_000,
    120_000_000,
    300_000_000,
    600_000_000,
    1_800_000_000,
    3_600_000_000,
];

/// Maps from the start to `end` onto `left` to `left + width`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Where the start is.
    pub left: f64,
    /// From the start to the end.
    pub width: f64,
    /// The last moment.
    pub end: Instant,
}

/// A time written on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// What.
    pub label: String,
}

impl Axis {
    /// Where `micros` lies.
    pub fn x(&self, micros: f64) -> f64 {
        let end = self.end.as_micros().max(1) as f64;
        self.left + self.width * (micros / end).clamp(0.0, 1.0)
    }

    /// The moment at `x`; the nearest one when `x` is outside.
    pub fn at(&self, x: f64) -> Instant {
        let part = ((x - self.left) / self.width.max(1.0)).clamp(0.0, 1.0);
        Instant::from_micros((part * self.end.as_micros() as f64).round() as u64)
    }

    /// Round times, at least `apart` from each other.
    pub fn ticks(&self, apart: f64) -> Vec<Tick> {
        let end = self.end.as_micros();
        let room = (self.width / apart).max(1.0);
        let fits = |step: &u64| (end as f64 / *step as f64) <= room;
        let longest = 6 * 3_600_000_000;
        let step = STEPS.into_iter().find(fits).unwrap_or(longest);
        (0..=end / step)
            .map(|n| Tick {
                x: self.x((n * step) as f64),
                label: label(n * step, step),
            })
            .collect()
    }
}

/// A round time in the unit of its neighbours.
fn label(micros: u64, step: u64) -> String {
    if micros == 0 {
        return "0".to_owned();
    }
    let (unit, name) = match step {
        3_600_000_000.. => (3_600_000_000_u64, "h"),
        60_000_000.. => (60_000_000, "min"),
        100_000.. => (1_000_000, "s"),
        _ => (1_000, "ms"),
    };
    format!("{} {name}", micros as f64 / unit as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(seconds: u64) -> Axis {
        Axis {
            left: 50.0,
            width: 600.0,
            end: Instant::from_secs(seconds),
        }
    }

    #[test]
    fn a_place_and_its_moment_agree() {
        let axis = axis(60);
        assert_eq!(axis.x(30e6), 350.0);
        assert_eq!(axis.at(350.0), Instant::from_secs(30));
        assert_eq!(axis.at(-9.0), Instant::ZERO);
        assert_eq!(axis.at(9999.0), Instant::from_secs(60));
    }

    #[test]
    fn ticks_are_round_and_have_room() {
        let labels = |seconds| {
            let ticks = axis(seconds).ticks(80.0);
            ticks.into_iter().map(|it| it.label).collect::<Vec<_>>()
        };
        assert_eq!(
            labels(60),
            ["0", "10 s", "20 s", "30 s", "40 s", "50 s", "60 s"]
        );
        assert_eq!(labels(3600)[1], "10 min");
        for seconds in [1, 7, 45, 500, 86_400] {
            let ticks = axis(seconds).ticks(80.0);
            let apart = |pair: &[Tick]| pair[1].x - pair[0].x;
            assert!(ticks.windows(2).all(|pair| apart(pair) >= 79.9));
        }
    }

    #[test]
    fn a_run_without_length_has_an_axis() {
        assert_eq!(axis(0).x(0.0), 50.0);
        assert_eq!(axis(0).ticks(80.0).len(), 1);
    }
}
