//! The whole run as marks on the strip. Marks of one kind are one path, whatever their number,
//! and marks that fall on the same pixels are drawn once.

use crate::geometry::Axis;
use crate::state::{Kind, Lit, RunHandle};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use versioned_arp::sim::{Cause, CommitRecord, Fate, FrameNumber, HostId};
use versioned_arp::time::Instant;

/// Where the lanes are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes {
    /// The first lane.
    pub top: f64,
    /// From one to the next.
    pub apart: f64,
}

impl Lanes {
    /// The height of a host's lane.
    pub fn y(&self, host: HostId) -> f64 {
        self.top + self.apart * host.index() as f64
    }
}

/// What is drawn as one path each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Frames of a kind, from send to receive.
    Frames(Kind),
    /// Commits.
    Commits,
    /// Commits that a forged frame caused.
    Alarms,
    /// Statements, above the lanes.
    Statements,
    /// Commits in which a mapping was disputed, above the lanes.
    Conflicts,

    /// Frames that the selection lights up.
    LitFrames,
    /// Commits that the selection lights up.
    LitCommits,
}

impl Mark {
    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Mark::Frames(kind) => kind.class(),
            Mark::Commits => "mark-commit",
            Mark::Alarms => "mark-commit alarm",
            Mark::Statements => "strip-statement",
            Mark::Conflicts => "strip-conflict",
            Mark::LitFrames => "mark-frame lit",
            Mark::LitCommits => "mark-commit lit",
        }
    }
}

/// Paths by mark, in the order of drawing.
#[derive(Debug, Default)]
struct Paths {
    paths: BTreeMap<Mark, String>,
    drawn: BTreeSet<(Mark, i64, i64, i64, i64)>,
}

impl Paths {
    /// A line; one whose ends are the same is a dot.
    fn line(&mut self, mark: Mark, from: (f64, f64), to: (f64, f64)) {
        let pixel = |value: f64| (value * 2.0).round() as i64;
        let key = (mark, pixel(from.0), pixel(from.1), pixel(to.0), pixel(to.1));
        if self.drawn.insert(key) {
            let path = self.paths.entry(mark).or_default();
            let ((x, y), (to_x, to_y)) = (from, to);
            // Writing to a string cannot fail.
            let _ = write!(path, "M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}");
        }
    }
}

impl Paths {
    /// A small sign at `x`, above the lanes; `sign` starts at its left.
    fn sign(&mut self, mark: Mark, x: f64, sign: &str) {
        let column = (x * 0.5).round() as i64;
        if self.drawn.insert((mark, column, 0, 0, 0)) {
            let path = self.paths.entry(mark).or_default();
            // As above.
            let _ = write!(path, "M{:.1} {sign}", x - 3.0);
        }
    }
}

/// Statements point down, conflicts cross.
const STATEMENT: &str = "0h6l-3 4.5z";
const CONFLICT: &str = "0l6 6m0-6l-6 6";
/// Whether a commit had to choose between two stations.
fn is_disputed(run: &RunHandle, commit: &CommitRecord) -> bool {
    let repository = run.repository(commit.host, commit.generation);
    let message = repository.commit(commit.id).map(|it| it.message());
    message.is_some_and(|it| it.contains("\nConflict: "))
}

/// What was asked for and what was disputed, above the lanes.
pub fn signs(run: &RunHandle, axis: &Axis) -> BTreeMap<Mark, String> {
    let mut paths = Paths::default();
    let x = |at: Instant| axis.x(at.as_micros() as f64);
    for (at, _) in run.trace().statements() {
        paths.sign(Mark::Statements, x(*at), STATEMENT);
    }
    for commit in run
        .trace()
        .commits()
        .iter()
        .filter(|it| is_disputed(run, it))
    {
        paths.sign(Mark::Conflicts, x(commit.at), CONFLICT);
    }
    paths.paths
}

/// All frames and commits of a run.
pub fn marks(run: &RunHandle, axis: &Axis, lanes: &Lanes) -> BTreeMap<Mark, String> {
    let trace = run.trace();
    let mut paths = Paths::default();
    let kinds = run.kinds();
    let x = |micros: u64| axis.x(micros as f64);
    for reception in trace.receptions() {
        if matches!(reception.fate, Fate::HostDown) {
            continue;
        }
        let frame = &trace.frames()[reception.frame.index()];
        let from = (x(frame.at.as_micros()), lanes.y(frame.from));
        let to = (x(reception.at.as_micros()), lanes.y(reception.host));
        paths.line(Mark::Frames(kinds[reception.frame.index()]), from, to);
    }
    for commit in trace.commits().iter().filter(|it| it.cause != Cause::Start) {
        let place = (x(commit.at.as_micros()), lanes.y(commit.host));
        let forged = |number: FrameNumber| trace.frames()[number.index()].forged;
        let alarm = matches!(commit.cause, Cause::Frame(number) if forged(number));
        let mark = if alarm { Mark::Alarms } else { Mark::Commits };
        paths.line(mark, place, place);
    }
    paths.paths
}

/// The marks that a selection lights up.
pub fn lit_marks(run: &RunHandle, lit: &Lit, axis: &Axis, lanes: &Lanes) -> BTreeMap<Mark, String> {
    let trace = run.trace();
    let mut paths = Paths::default();
    let x = |micros: u64| axis.x(micros as f64);
    let receptions = trace.receptions().iter();
    for reception in receptions.filter(|it| lit.frames.contains(&it.frame)) {
        let frame = &trace.frames()[reception.frame.index()];
        let from = (x(frame.at.as_micros()), lanes.y(frame.from));
        let to = (x(reception.at.as_micros()), lanes.y(reception.host));
        paths.line(Mark::LitFrames, from, to);
    }
    for commit in trace
        .commits()
        .iter()
        .filter(|it| lit.commits.contains(&it.id))
    {
        let place = (x(commit.at.as_micros()), lanes.y(commit.host));
        paths.line(Mark::LitCommits, place, place);
    }
    paths.paths
}
