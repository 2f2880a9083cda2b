//! A run that is too full to be drawn frame by frame on the strip: how much happens when. Frames stand
//! on a line, stacked by kind; commits hang below it.

use crate::geometry::Axis;
use crate::state::{Kind, RunHandle};
use std::fmt::Write;
use versioned_arp::sim::Cause;

/// A column is so wide, in pixels.
const COLUMN: f64 = 3.0;
/// The part of the height that frames have.
const FRAMES: f64 = 0.68;

/// The columns as paths: frames by kind, with its class, and commits.
#[derive(Debug, PartialEq)]
pub struct Crowd {
    /// Frames by kind, in the order of the legend.
    pub frames: Vec<(Kind, String)>,
    /// Commits.
    pub commits: String,
    /// Where the line between them is.
    pub line: f64,
}

impl Crowd {
    /// The columns of `run` between `top` and `bottom`. Heights are roots of numbers, so that what is
    /// rare can be seen beside a storm.
    pub fn of(run: &RunHandle, axis: &Axis, top: f64, bottom: f64) -> Self {
        let columns = (axis.width / COLUMN) as usize + 1;
        let column = |micros: u64| ((axis.x(micros as f64) - axis.left) / COLUMN) as usize;
        let mut frames = vec![[0_u32; Kind::ALL.len()]; columns];
        for (frame, kind) in run.trace().frames().iter().zip(run.kinds()) {
            frames[column(frame.at.as_micros())][*kind as usize] += 1;
        }
        let mut commits = vec![0_u32; columns];
        for commit in run.trace().commits() {
            commits[column(commit.at.as_micros())] += u32::from(commit.cause != Cause::Start);
        }
        let most = |sums: &mut dyn Iterator<Item = u32>| f64::from(sums.max().unwrap_or(0).max(1));
        let sum = |kinds: &[u32; Kind::ALL.len()]| kinds.iter().sum::<u32>();
        let most_frames = most(&mut frames.iter().map(sum));
        let most_commits = most(&mut commits.iter().copied());
        let line = top + (bottom - top) * FRAMES;

        let mut paths: Vec<_> = Kind::ALL.map(|kind| (kind, String::new())).into();
        let mut below = String::new();
        for (index, (kinds, commits)) in frames.iter().zip(&commits).enumerate() {
            let x = axis.left + index as f64 * COLUMN;
            let all = f64::from(sum(kinds)).max(1.0);
            let scale = (line - top) * (all / most_frames).sqrt() / all;
            let mut ground = line;
            for (kind, path) in &mut paths {
                let high = f64::from(kinds[*kind as usize]) * scale;
                bar(path, x, ground, -high);
                ground -= high;
            }
            let deep = (bottom - line) * (f64::from(*commits) / most_commits).sqrt();
            bar(&mut below, x, line + 1.5, deep);
        }
        paths.retain(|(_, path)| !path.is_empty());
        Self {
            frames: paths,
            commits: below,
            line,
        }
    }
}

/// A bar that reaches from `ground` so far down.
fn bar(path: &mut String, x: f64, ground: f64, far: f64) {
    if far != 0.0 {
        // Writing to a string cannot fail.
        let _ = write!(path, "M{x:.1} {ground:.1}v{far:.1}h{COLUMN}v{:.1}z", -far);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use versioned_arp::scenario::parse;
    use versioned_arp::sim::Run;
    use versioned_arp::time::Instant;

    #[test]
    fn what_happens_together_is_stacked_by_kind() {
        let text = "host ann 10.0.0.1 profile classic\nhost bob 10.0.0.2 profile classic\n\
                    at 1s ann query bob\nat 9s ann announce\nend 10s\n";
        let scenario = parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut run = Run::new(Arc::new(scenario));
        run.advance(Instant::from_secs(10), 10_000);
        let run = RunHandle::new(run);
        let axis = Axis {
            left: 0.0,
            width: 300.0,
            end: run.end(),
        };
        let crowd = Crowd::of(&run, &axis, 0.0, 100.0);
        let paths: Vec<_> = crowd
            .frames
            .iter()
            .map(|(kind, path)| (*kind, path.matches('M').count()))
            .collect();
        // A request and its reply at 1 s; classic announces by a reply.
        assert_eq!(paths, [(Kind::Request, 1), (Kind::Reply, 2)]);
        assert!(
            crowd.frames[1]
                .1
                .starts_with(&format!("M30.0 {:.1}v", crowd.line - 34.0))
        );
        assert!(crowd.commits.matches('M').count() >= 1);
    }
}
