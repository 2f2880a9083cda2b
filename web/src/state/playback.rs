//! Where the shown moment is and how it moves: a plain struct driven by commands and by steps of
//! wall time. It holds no timer; whoever draws hands in what has passed.

use super::story::Story;
use std::fmt;
use versioned_arp::time::Instant;

/// How simulated time follows wall time while playing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pace {
    /// Every event gets the time to be seen; see [`Story`].
    #[default]
    Story,
    /// So many simulated seconds in one second.
    Times(f64),
}

impl Pace {
    /// The paces on offer, slowest true speed first.
    pub const ALL: [Pace; 8] = [
        Pace::Story,
        Pace::Times(0.001),
        Pace::Times(0.01),
        Pace::Times(0.1),
        Pace::Times(1.0),
        Pace::Times(10.0),
        Pace::Times(100.0),
        Pace::Times(1000.0),
    ];
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pace::Story => f.write_str("Story"),
            Pace::Times(1000.0) => f.write_str("1,000×"),
            Pace::Times(times) => write!(f, "{times}×"),
        }
    }
}

/// The shown moment and whether it moves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Playback {
    /// Microseconds since the start, with a fraction so that flights move smoothly.
    now: f64,
    /// Milliseconds into the story; kept because a pause of the story shows one time for a while.
    told: f64,
    playing: bool,
    pace: Pace,
}

impl Playback {
    /// The shown moment: what happened at or before it is shown as done.
    pub fn at(&self) -> Instant {
        Instant::from_micros(self.now as u64)
    }

    /// The shown moment in microseconds with a fraction, for drawing what moves.
    pub fn exactly(&self) -> f64 {
        self.now
    }

    /// Whether time moves.
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// How fast.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Simulated microseconds that pass in a millisecond here and now.
    pub fn speed(&self, story: &Story) -> f64 {
        match self.pace {
            Pace::Story => (story.time_at(self.told + 1.0) - self.now).max(0.0),
            Pace::Times(times) => times * 1e3,
        }
    }

    /// Shows `at`, and tells the story from there when playing.
    pub fn seek(&mut self, at: Instant, story: &Story) {
        self.now = at.as_micros() as f64;
        self.told = story.wall_at(self.now);
    }

    /// Starts, from the beginning again if the end is shown; `end` is the last moment there is.
    pub fn play(&mut self, story: &Story, end: Instant) {
        if self.at() >= end {
            self.seek(Instant::ZERO, story);
        }
        self.playing = true;
    }

    /// Stands still.
    pub fn pause(&mut self) {
        self.playing = false;
    }

    /// Goes on at another pace from where it is.
    pub fn set_pace(&mut self, pace: Pace, story: &Story) {
        self.pace = pace;
        self.told = story.wall_at(self.now);
    }

    /// Lets `wall` milliseconds pass; stops at `end`.
    pub fn advance(&mut self, wall: f64, story: &Story, end: Instant) {
        if !self.playing {
            return;
        }
        let end = end.as_micros() as f64;
        match self.pace {
            Pace::Story => {
                self.told += wall;
                self.now = story.time_at(self.told).min(end);
                self.playing = self.told < story.length();
            }
            Pace::Times(times) => {
                self.now = (self.now + wall * times * 1e3).min(end);
                self.playing = self.now < end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use versioned_arp::sim::Trace;

    const END: Instant = Instant::from_secs(60);

    fn silence() -> Story {
        Story::of(&Trace::default(), END)
    }

    #[test]
    fn time_stands_still_until_play_and_after_pause() {
        let (story, mut playback) = (silence(), Playback::default());
        playback.advance(500.0, &story, END);
        assert_eq!(playback.at(), Instant::ZERO);
        playback.set_pace(Pace::Times(1.0), &story);
        playback.play(&story, END);
        playback.advance(500.0, &story, END);
        playback.pause();
        playback.advance(500.0, &story, END);
        assert_eq!(playback.at(), Instant::from_micros(500_000));
    }

    #[test]
    fn playing_stops_at_the_end_and_begins_again_from_there() {
        let (story, mut playback) = (silence(), Playback::default());
        playback.set_pace(Pace::Times(1000.0), &story);
        playback.play(&story, END);
        playback.advance(61.0, &story, END);
        assert_eq!((playback.at(), playback.playing()), (END, false));
        playback.play(&story, END);
        assert_eq!((playback.at(), playback.playing()), (Instant::ZERO, true));
    }

    #[test]
    fn the_story_ends_where_the_run_ends() {
        let (story, mut playback) = (silence(), Playback::default());
        playback.play(&story, END);
        for _ in 0..200 {
            playback.advance(16.0, &story, END);
        }
        assert_eq!((playback.at(), playback.playing()), (END, false));
    }

    #[test]
    fn a_change_of_pace_keeps_the_moment() {
        let (story, mut playback) = (silence(), Playback::default());
        playback.seek(Instant::from_secs(12), &story);
        for pace in Pace::ALL {
            playback.set_pace(pace, &story);
            playback.advance(0.0, &story, END);
            assert_eq!(playback.at(), Instant::from_secs(12), "{pace}");
        }
    }

    #[test]
    fn paces_are_named_as_people_write_them() {
        let names: Vec<_> = Pace::ALL.iter().map(Pace::to_string).collect();
        assert_eq!(
            names,
            [
                "Story", "0.001×", "0.01×", "0.1×", "1×", "10×", "100×", "1,000×"
            ]
        );
    }
}
