//! Which stretch of time the space-time view shows, and on which scale. On the story's scale every
//! exchange is as wide as it is long to watch, so that microseconds and minutes fit side by side; on
//! the true scale a second is as wide as any other.

use super::RunHandle;
use versioned_arp::time::Instant;

/// How moments become places on an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// As the story tells them, in milliseconds of wall time.
    #[default]
    Story,
    /// As they are, in microseconds.
    True,
}

/// A stretch of an axis, in the unit of its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Where it begins.
    pub from: f64,
    /// Where it ends; always behind `from`.
    pub to: f64,
}

impl Span {
    /// From one end to the other.
    pub fn length(&self) -> f64 {
        self.to - self.from
    }
}

/// What the space-time view shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lens {
    /// The scale.
    pub scale: Scale,
    /// The stretch that is shown, or the whole run.
    pub span: Option<Span>,
}

/// While playing, the shown moment is brought back to this part of the stretch when it leaves it.
const LEAD: f64 = 0.15;
/// A story longer than this, in milliseconds, is no longer legible as a whole.
const LONG_MS: f64 = 36_000.0;
/// Moments this close, in microseconds, belong to one exchange.
const TOGETHER: u64 = 20_000;

impl Scale {
    /// Where `micros` lies.
    pub fn place(self, run: &RunHandle, micros: f64) -> f64 {
        match self {
            Scale::Story => run.story().wall_at(micros),
            Scale::True => micros,
        }
    }

    /// The microseconds that lie at a place.
    pub fn micros(self, run: &RunHandle, place: f64) -> f64 {
        match self {
            Scale::Story => run.story().time_at(place),
            Scale::True => place,
        }
    }

    /// The whole run.
    pub fn whole(self, run: &RunHandle) -> Span {
        let to = match self {
            Scale::Story => run.story().length(),
            Scale::True => run.end().as_micros() as f64,
        };
        Span {
            from: 0.0,
            to: to.max(self.least()),
        }
    }

    /// The shortest stretch that can be shown: a fifth of a second of story, 20 µs of time.
    fn least(self) -> f64 {
        match self {
            Scale::Story => 200.0,
            Scale::True => 20.0,
        }
    }
}

impl Lens {
    /// The stretch to show of `run`.
    pub fn shown(&self, run: &RunHandle) -> Span {
        self.span.unwrap_or_else(|| self.scale.whole(run))
    }

    /// The same stretch of time on the other scale.
    #[must_use]
    pub fn on(self, scale: Scale, run: &RunHandle) -> Self {
        let place = |at: f64| scale.place(run, self.scale.micros(run, at));
        let span = self.span.map(|span| Span {
            from: place(span.from),
            to: place(span.to),
        });
        Self { scale, span }.fitted(run)
    }

    /// The same stretch of time of another run of the lab.
    #[must_use]
    pub fn carried(self, from: &RunHandle, to: &RunHandle) -> Self {
        let place = |at: f64| self.scale.place(to, self.scale.micros(from, at));
        let span = self.span.map(|span| Span {
            from: place(span.from),
            to: place(span.to),
        });
        Self { span, ..self }.fitted(to)
    }

    /// `factor` times as long a stretch, with what lies at the place `about` staying where it is.
    #[must_use]
    pub fn zoomed(self, run: &RunHandle, about: f64, factor: f64) -> Self {
        let shown = self.shown(run);
        let length = (shown.length() * factor).max(self.scale.least());
        let factor = length / shown.length();
        let from = about - (about - shown.from) * factor;
        self.at(from, from + length, run)
    }

    /// The stretch moved by so much.
    #[must_use]
    pub fn moved(self, run: &RunHandle, by: f64) -> Self {
        let shown = self.shown(run);
        self.at(shown.from + by, shown.to + by, run)
    }

    /// Moved so that `micros` can be seen, if it cannot.
    #[must_use]
    pub fn following(self, run: &RunHandle, micros: f64) -> Self {
        let (shown, place) = (self.shown(run), self.scale.place(run, micros));
        if (shown.from..=shown.to).contains(&place) {
            return self;
        }
        self.moved(run, place - shown.from - shown.length() * LEAD)
    }

    /// The whole run, or, of a run that takes long to tell, what is told around `micros`.
    #[must_use]
    pub fn legible(self, run: &RunHandle, micros: f64) -> Self {
        let told = run.story().wall_at(micros);
        if self.span.is_some() || self.scale != Scale::Story || run.story().length() <= LONG_MS {
            return self;
        }
        let from = told - LONG_MS / 2.0 * LEAD;
        self.at(from, from + LONG_MS / 2.0, run)
    }

    /// The exchange at `at`, or the next one: what happened with hardly a pause between.
    #[must_use]
    pub fn around(self, run: &RunHandle, at: Instant) -> Self {
        let moments = run.trace().moments();
        let apart = |a: usize, b: usize| moments[b].as_micros() - moments[a].as_micros();
        let known = moments.partition_point(|moment| *moment <= at);
        let mut first = match known.checked_sub(1) {
            Some(last) if at.as_micros() - moments[last].as_micros() <= TOGETHER => last,
            _ => known.min(moments.len().saturating_sub(1)),
        };
        if moments.is_empty() {
            return self;
        }
        // That every cache began empty is nothing to look at.
        if first == 0 && moments[0] == Instant::ZERO && moments.len() > 1 {
            first = 1;
        }
        let mut last = first;
        while first > 0 && apart(first - 1, first) <= TOGETHER {
            first -= 1;
        }
        while last + 1 < moments.len() && apart(last, last + 1) <= TOGETHER {
            last += 1;
        }
        let place = |index: usize| self.scale.place(run, moments[index].as_micros() as f64);
        let (from, to) = (place(first), place(last));
        let room = ((to - from) * 0.15).max(self.scale.least() / 2.0);
        self.at(from - room, to + room, run)
    }

    /// A stretch, moved and cut so that it lies within the run; the whole run is no stretch.
    fn at(self, from: f64, to: f64, run: &RunHandle) -> Self {
        let span = Some(Span { from, to });
        Self { span, ..self }.fitted(run)
    }

    fn fitted(self, run: &RunHandle) -> Self {
        let whole = self.scale.whole(run);
        let span = self.span.and_then(|span| {
            let length = span.length().clamp(self.scale.least(), whole.length());
            let from = span.from.clamp(0.0, whole.to - length);
            (length < whole.length()).then_some(Span {
                from,
                to: from + length,
            })
        });
        Self { span, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use versioned_arp::scenario::parse;
    use versioned_arp::sim::Run;

    fn run() -> RunHandle {
        let text = "host ann 10.0.0.1\nhost bob 10.0.0.2\nat 10s ann query bob\nend 60s\n";
        let scenario = parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut run = Run::new(Arc::new(scenario));
        run.advance(Instant::from_secs(60), 1_000);
        RunHandle::new(run)
    }

    fn seconds(lens: Lens, run: &RunHandle) -> (f64, f64) {
        let shown = lens.shown(run);
        let second = |place| (lens.scale.micros(run, place) / 1e4).round() / 100.0;
        (second(shown.from), second(shown.to))
    }

    const TRUE: Lens = Lens {
        scale: Scale::True,
        span: None,
    };

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let run = run();
        let lens = TRUE.zoomed(&run, 30e6, 0.5);
        assert_eq!(seconds(lens, &run), (15.0, 45.0));
        assert_eq!(seconds(lens.zoomed(&run, 15e6, 0.1), &run), (15.0, 18.0));
        assert_eq!(lens.zoomed(&run, 30e6, 99.0), TRUE);
    }

    #[test]
    fn a_stretch_stays_within_the_run() {
        let run = run();
        let lens = TRUE.zoomed(&run, 0.0, 0.1);
        assert_eq!(seconds(lens.moved(&run, -1e6), &run), (0.0, 6.0));
        assert_eq!(seconds(lens.moved(&run, 99e6), &run), (54.0, 60.0));
    }

    #[test]
    fn the_exchange_around_a_moment_is_shown_whole() {
        let run = run();
        for (scale, most) in [(Scale::True, 0.01), (Scale::Story, 60.0)] {
            for at in [0, 10] {
                let lens = Lens { scale, span: None }.around(&run, Instant::from_secs(at));
                let (from, to) = seconds(lens, &run);
                assert!(from <= 10.0 && to >= 10.0 && to - from < most, "{lens:?}");
            }
        }
    }

    #[test]
    fn the_other_scale_shows_the_same_time() {
        let run = run();
        let lens = TRUE.around(&run, Instant::from_secs(10));
        let story = lens.on(Scale::Story, &run);
        let (a, b) = (seconds(lens, &run), seconds(story, &run));
        assert!((a.0 - b.0).abs() < 0.05 && (a.1 - b.1).abs() < 0.05);
    }

    #[test]
    fn a_run_that_takes_long_to_tell_is_shown_in_part() {
        let run = run();
        let lens = Lens::default();
        // One query is soon told.
        assert_eq!(lens.legible(&run, 10e6), lens);
        let mut text = String::from("host ann 10.0.0.1\nhost bob 10.0.0.2\n");
        for second in 1..40 {
            text += &format!("at {second}s ann ping bob\n");
        }
        let scenario = parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut run = Run::new(Arc::new(scenario));
        run.advance(Instant::from_secs(60), 100_000);
        let run = RunHandle::new(run);
        let shown = lens.legible(&run, 20e6).shown(&run);
        assert_eq!(shown.length(), LONG_MS / 2.0);
        let place = Scale::Story.place(&run, 20e6);
        assert!((shown.from..shown.to).contains(&place));
    }

    #[test]
    fn the_shown_moment_is_followed_when_it_leaves() {
        let run = run();
        let lens = TRUE.zoomed(&run, 0.0, 0.1);
        assert_eq!(lens.following(&run, 5e6), lens);
        let (from, to) = seconds(lens.following(&run, 7e6), &run);
        assert!(from < 7.0 && to > 12.0);
    }
}
