//! Simulated time: whole microseconds since the scenario's start. Nothing here reads a clock.

use crate::ascii::Ascii;
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

/// A moment: microseconds since the start of the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u64);

impl Instant {
    /// The start of the scenario.
    pub const ZERO: Instant = Instant(0);
    /// Later than everything that can be scheduled.
    pub const MAX: Instant = Instant(u64::MAX);

    /// The moment `micros` microseconds after the start.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The moment `secs` seconds after the start.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1_000_000)
    }

    /// Microseconds since the start.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Whole seconds since the start, rounded down.
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000_000
    }

    /// Seconds since the start. Exact to the microsecond for runs shorter than 285 years.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The time from `earlier` to `self`; zero when `earlier` is later.
    pub const fn since(self, earlier: Instant) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// Seconds with six decimals.
    pub(crate) fn text(self) -> Ascii<21> {
        let mut text = Ascii::new();
        text.decimal(self.as_secs());
        text.put(b'.');
        let mut unit = 100_000;
        while unit > 0 {
            text.put(b'0' + (self.0 / unit % 10) as u8);
            unit /= 10;
        }
        text
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration(0);

    /// A duration of `micros` microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// A duration of `millis` milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000)
    }

    /// A duration of `secs` seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1_000_000)
    }

    /// Microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Seconds, with the microseconds as the fraction.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;
    fn add(self, rhs: Duration) -> Instant {
        Instant(self.0.saturating_add(rhs.0))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, rhs: Duration) {
        *self = *self + rhs;
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;
    fn sub(self, rhs: Duration) -> Instant {
        Instant(self.0.saturating_sub(rhs.0))
    }
}

impl Add for Duration {
    type Output = Duration;
    fn add(self, rhs: Duration) -> Duration {
        Duration(self.0.saturating_add(rhs.0))
    }
}

impl Mul<u64> for Duration {
    type Output = Duration;
    fn mul(self, rhs: u64) -> Duration {
        Duration(self.0.saturating_mul(rhs))
    }
}

/// Seconds with six decimals, as trailers and files carry them: `12.000500`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// The shortest exact form of the scenario language: `250us`, `1.5s`, `2m`, `1h`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let us = self.0;
        let (unit, name) = match us {
            0 => return f.write_str("0s"),
            _ if us.is_multiple_of(3_600_000_000) => (3_600_000_000, "h"),
            _ if us.is_multiple_of(60_000_000) => (60_000_000, "m"),
            1_000_000.. => (1_000_000, "s"),
            1_000.. => (1_000, "ms"),
            _ => (1, "us"),
        };
        write!(f, "{}", us / unit)?;
        if !us.is_multiple_of(unit) {
            let width = if unit == 1_000_000 { 6 } else { 3 };
            let fraction = format!("{:0width$}", us % unit);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_prints_seconds_with_six_decimals() {
        for (us, text) in [
            (0, "0.000000"),
            (12_000_500, "12.000500"),
            (999_999, "0.999999"),
            (u64::MAX, "18446744073709.551615"),
        ] {
            assert_eq!(Instant::from_micros(us).to_string(), text);
        }
    }

    #[test]
    fn a_duration_prints_in_its_shortest_exact_form() {
        for (us, text) in [
            (0, "0s"),
            (250, "250us"),
            (1_500, "1.5ms"),
            (5_000, "5ms"),
            (1_500_000, "1.5s"),
            (1_000_001, "1.000001s"),
            (90_000_000, "90s"),
            (120_000_000, "2m"),
            (3_600_000_000, "1h"),
        ] {
            assert_eq!(Duration::from_micros(us).to_string(), text);
        }
    }

    #[test]
    fn time_before_the_start_is_the_start() {
        assert_eq!(
            Instant::from_secs(1) - Duration::from_secs(2),
            Instant::ZERO
        );
        assert_eq!(Instant::ZERO.since(Instant::from_secs(9)), Duration::ZERO);
    }
}
