//! The axis of the space-time view in pixels: where a place on its scale lies, and where times are
//! written.

use crate::state::{RunHandle, Scale, Span};
use versioned_arp::time::Instant;

/// A stretch of an axis in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Whose time it is.
    pub run: RunHandle,
    /// On which scale.
    pub scale: Scale,
    /// What is shown.
    pub span: Span,
    /// Where it begins.
    pub left: f64,
    /// How wide it is.
    pub width: f64,
}

/// A time written on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub x: f64,
    /// The time, `12.000250 s`, or what has passed since the last one, `+50 µs`.
    pub label: String,
}

impl View {
    /// Where `micros` lies; far outside for what is not shown.
    pub fn x(&self, micros: f64) -> f64 {
        let place = self.scale.place(&self.run, micros);
        self.left + (place - self.span.from) / self.span.length() * self.width
    }

    /// The place on the scale at `x`.
    pub fn place(&self, x: f64) -> f64 {
        self.span.from + (x - self.left) / self.width.max(1.0) * self.span.length()
    }

    /// The moment at `x`, the nearest one when `x` is outside of the run.
    pub fn at(&self, x: f64) -> Instant {
        let micros = self.scale.micros(&self.run, self.place(x)).round();
        Instant::from_micros(micros.max(0.0) as u64).min(self.run.end())
    }

    /// The moments at both ends, in microseconds.
    pub fn ends(&self) -> (f64, f64) {
        let micros = |place| self.scale.micros(&self.run, place);
        (micros(self.span.from), micros(self.span.to))
    }

    /// Times at least `apart` pixels from each other: round ones on the true scale, those of events
    /// on the story's.
    pub fn marks(&self, apart: f64) -> Vec<Mark> {
        let times = match self.scale {
            Scale::True => self.round(apart),
            Scale::Story => self.told(apart),
        };
        let mut before = None;
        times
            .into_iter()
            .map(|micros| {
                let label = label(micros, before);
                before = Some(micros);
                Mark {
                    x: self.x(micros as f64),
                    label,
                }
            })
            .collect()
    }

    fn round(&self, apart: f64) -> Vec<u64> {
        let (from, to) = self.ends();
        let least = self.span.length() * apart / self.width.max(1.0);
        let mut step = 1_u64;
        while (step as f64) < least {
            step = match leading(step) {
                1 => step * 2,
                2 => step / 2 * 5,
                _ => step * 2,
            };
        }
        let first = (from / step as f64).ceil() as u64;
        (first..)
            .map(|n| n * step)
            .take_while(|micros| *micros as f64 <= to)
            .collect()
    }

    fn told(&self, apart: f64) -> Vec<u64> {
        let moments = self.run.trace().moments();
        let mut times = Vec::new();
        let mut x = self.left;
        while x <= self.left + self.width - apart / 2.0 {
            let next = moments.partition_point(|moment| self.x(moment.as_micros() as f64) < x);
            let Some(moment) = moments.get(next) else {
                break;
            };
            let micros = moment.as_micros();
            let at = self.x(micros as f64);
            if at > self.left + self.width {
                break;
            }
            times.push(micros);
            x = at + apart;
        }
        times
    }
}

fn leading(mut number: u64) -> u64 {
    while number >= 10 {
        number /= 10;
    }
    number
}

/// What has passed since the last time where that is short, or the time itself.
fn label(micros: u64, before: Option<u64>) -> String {
    let passed = before.map_or(u64::MAX, |before| micros - before);
    match passed {
        0..1_000 => format!("+{passed} µs"),
        1_000..100_000 => format!("+{} ms", passed as f64 / 1e3),
        _ if micros.is_multiple_of(1_000) => format!("{} s", micros as f64 / 1e6),
        _ => format!("{}.{:06} s", micros / 1_000_000, micros % 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Lens;
    use std::sync::Arc;
    use versioned_arp::scenario::parse;
    use versioned_arp::sim::Run;

    fn view(scale: Scale, zoom: f64) -> View {
        let text = "host ann 10.0.0.1\nhost bob 10.0.0.2\nat 10s ann query bob\nend 60s\n";
        let scenario = parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut run = Run::new(Arc::new(scenario));
        run.advance(Instant::from_secs(60), 1_000);
        let run = RunHandle::new(run);
        let lens = Lens { scale, span: None };
        let about = scale.place(&run, 10e6);
        let span = lens.zoomed(&run, about, zoom).shown(&run);
        View {
            run,
            scale,
            span,
            left: 50.0,
            width: 600.0,
        }
    }

    fn labels(view: &View) -> Vec<String> {
        view.marks(90.0)
            .into_iter()
            .map(|mark| mark.label)
            .collect()
    }

    #[test]
    fn a_place_and_its_moment_agree() {
        let view = view(Scale::True, 1.0);
        assert_eq!(view.x(30e6), 350.0);
        assert_eq!(view.at(350.0), Instant::from_secs(30));
        assert_eq!(view.at(9999.0), Instant::from_secs(60));
    }

    #[test]
    fn round_times_are_written_and_far_in_what_has_passed() {
        let whole = labels(&view(Scale::True, 1.0));
        assert_eq!(whole[..3], ["0 s", "10 s", "20 s"]);
        let near = labels(&view(Scale::True, 1e-5));
        assert!(
            near[0].starts_with("9.999") || near[0] == "10 s",
            "{near:?}"
        );
        assert_eq!(near[1], "+100 µs");
    }

    #[test]
    fn the_story_names_the_moments_of_events() {
        let view = view(Scale::Story, 1.0);
        let labels = labels(&view);
        assert!(
            labels[0] == "0 s" && labels[1].starts_with("10"),
            "{labels:?}"
        );
        let xs: Vec<_> = view.marks(90.0).iter().map(|mark| mark.x).collect();
        assert!(xs.windows(2).all(|pair| pair[1] - pair[0] >= 89.9));
    }
}
