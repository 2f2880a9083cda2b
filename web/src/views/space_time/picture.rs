//! A stretch of a run as paths: frames as arrows from link end to link end, commits as dots,
//! queries as bars. What looks alike is one path, whatever its number, and what falls on the same
//! pixels is drawn once, so that a crowded stretch costs no more than an empty one. Finding what
//! lies under the pointer asks the run, not the drawing.

use super::index::Index;
use crate::geometry::{Point, View};
use crate::state::{CommitRef, Item, Kind, Lit, RunHandle};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use versioned_arp::sim::{Cause, CommitRecord, FrameNumber, NodeId};
use versioned_arp::time::{Duration, Instant};

/// Arrows get heads while there are at most so many.
const HEADS: usize = 1_500;
/// A head is so long, in pixels.
const HEAD: f64 = 7.0;
/// A press this close, in pixels, is on the thing.
const NEAR: f64 = 8.0;

/// Where the lanes are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes {
    /// The first lane.
    pub top: f64,
    /// From one to the next.
    pub apart: f64,
}

/// The whole drawing of a stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The axis.
    pub view: View,
    /// The lanes.
    pub lanes: Lanes,
}

/// What is drawn as one path each, in the order of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stroke {
    /// The ways of frames of a kind.
    Way(Kind),
    /// Their heads.
    Head(Kind),
    /// Where copies were lost.
    Cross,
    /// Commits.
    Commit,
    /// Merges.
    Merge,
    /// Commits that a forged frame caused.
    Alarm,
    /// Ways that the selection lights up.
    LitWay,
    /// Commits that the selection lights up.
    LitCommit,
}

impl Stroke {
    /// Its classes in the style sheet.
    pub fn class(self) -> String {
        match self {
            Stroke::Way(kind) => format!("st-way {}", kind.class()),
            Stroke::Head(kind) => format!("st-head {}", kind.class()),
            Stroke::Cross => "st-cross".to_owned(),
            Stroke::Commit => "st-commit".to_owned(),
            Stroke::Merge => "st-merge".to_owned(),
            Stroke::Alarm => "st-commit alarm".to_owned(),
            Stroke::LitWay => "st-way lit".to_owned(),
            Stroke::LitCommit => "st-commit lit".to_owned(),
        }
    }
}

/// The way of one copy over one link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    /// The frame.
    pub frame: FrameNumber,
    /// Where it starts.
    pub from: Point,
    /// Where it ends: there, or where it was lost.
    pub to: Point,
    /// Whether it got no further: it was lost, or a switch refused it.
    pub lost: bool,
}

impl Sheet {
    /// The height of a node's lane.
    pub fn y(&self, index: &Index, node: NodeId) -> f64 {
        self.lanes.top + self.lanes.apart * index.lane(node) as f64
    }

    fn x(&self, at: Instant) -> f64 {
        self.view.x(at.as_micros() as f64)
    }

    /// The arrows that can be seen, in order of hand-over.
    pub fn arrows<'a>(
        &'a self,
        run: &'a RunHandle,
        index: &'a Index,
    ) -> impl Iterator<Item = Arrow> + 'a {
        let (from, to) = self.moments();
        let hops = run.trace().hops();
        let earliest = from - Duration::from_micros(index.longest);
        let first = hops.partition_point(|hop| hop.handed_over < earliest);
        let last = hops.partition_point(|hop| hop.handed_over <= to);
        let seen = (first..last).map(|place| (place, &hops[place]));
        seen.filter(move |(_, hop)| hop.ends() >= from && hop.departs <= to)
            .map(move |(place, hop)| {
                let (a, b) = (self.y(index, hop.from), self.y(index, hop.to));
                let lost = hop.lost.is_some();
                let way = hop.arrives.since(hop.departs).as_micros().max(1) as f64;
                let part = match hop.lost {
                    Some((at, _)) => at.since(hop.departs).as_micros() as f64 / way,
                    None => 1.0,
                };
                // What was lost at once is seen to have left.
                let part = if lost { part.clamp(0.35, 0.9) } else { 1.0 };
                let (from, to) = (self.x(hop.departs), self.x(hop.arrives));
                Arrow {
                    frame: hop.frame,
                    from: (from, a),
                    to: (from + (to - from) * part, a + (b - a) * part),
                    lost: lost || run.trace().refusal_of(place).is_some(),
                }
            })
    }

    /// The commits that can be seen, in order; a host's first one is nothing that happened.
    pub fn commits<'a>(&self, run: &'a RunHandle) -> impl Iterator<Item = &'a CommitRecord> {
        let (from, to) = self.moments();
        let commits = run.trace().commits();
        let first = commits.partition_point(|it| it.at < from);
        let last = commits.partition_point(|it| it.at <= to);
        let seen = commits[first..last].iter();
        seen.filter(|it| it.cause != Cause::Start)
    }

    fn moments(&self) -> (Instant, Instant) {
        let (from, to) = self.view.ends();
        let moment = |micros: f64| Instant::from_micros(micros.max(0.0) as u64);
        (moment(from), moment(to.ceil()))
    }

    /// All paths, by what they are drawn as.
    pub fn paths(&self, run: &RunHandle, index: &Index) -> BTreeMap<Stroke, String> {
        let kinds = run.kinds();
        let mut paths = Paths::default();
        let mut ways = 0;
        for arrow in self.arrows(run, index) {
            let kind = kinds[arrow.frame.index()];
            if !paths.line(Stroke::Way(kind), arrow.from, arrow.to) {
                continue;
            }
            ways += 1;
            if arrow.lost {
                paths.cross(arrow.to);
            } else if ways <= HEADS {
                paths.head(Stroke::Head(kind), arrow.from, arrow.to);
            }
        }
        for commit in self.commits(run) {
            let place = (self.x(commit.at), self.y(index, NodeId::Host(commit.host)));
            match look(run, commit) {
                Stroke::Merge => paths.diamond(place),
                stroke => {
                    paths.line(stroke, place, place);
                }
            }
        }
        paths.paths
    }

    /// What the selection lights up.
    pub fn lit(&self, run: &RunHandle, index: &Index, lit: &Lit) -> BTreeMap<Stroke, String> {
        let mut paths = Paths::default();
        if !lit.frames.is_empty() {
            let arrows = self.arrows(run, index);
            for arrow in arrows.filter(|it| lit.frames.contains(&it.frame)) {
                paths.line(Stroke::LitWay, arrow.from, arrow.to);
            }
        }
        if !lit.commits.is_empty() {
            let commits = self.commits(run);
            for commit in commits.filter(|it| lit.commits.contains(&it.id)) {
                let place = (self.x(commit.at), self.y(index, NodeId::Host(commit.host)));
                paths.line(Stroke::LitCommit, place, place);
            }
        }
        paths.paths
    }

    /// What lies at a place: a commit before a frame before a query.
    pub fn under(&self, run: &RunHandle, index: &Index, place: Point) -> Option<Item> {
        let far = |(x, y): Point| (x - place.0).hypot(y - place.1);
        let nearest = |best: Option<(f64, Item)>, far: f64, item: Item| match best {
            Some((so_far, _)) if so_far <= far => best,
            _ if far > NEAR => best,
            _ => Some((far, item)),
        };
        let commit = self.commits(run).fold(None, |best, commit| {
            let at = (self.x(commit.at), self.y(index, NodeId::Host(commit.host)));
            let item = Item::Commit(CommitRef {
                host: commit.host,
                generation: commit.generation,
                id: commit.id,
            });
            nearest(best, far(at), item)
        });
        let frame = || {
            self.arrows(run, index).fold(None, |best, arrow| {
                let far = far(closest(arrow.from, arrow.to, place));
                nearest(best, far, Item::Frame(arrow.frame))
            })
        };
        let query = || {
            index.queries.iter().find_map(|query| {
                let y = self.y(index, NodeId::Host(query.host)) + bar(query.level);
                let within = (self.x(query.from)..=self.x(query.to)).contains(&place.0);
                let on_it = within && (place.1 - y).abs() <= NEAR / 2.0;
                on_it.then_some((0.0, Item::Entry(query.host, query.ip)))
            })
        };
        commit.or_else(frame).or_else(query).map(|(_, item)| item)
    }
}

/// How far below its lane the bar of a query lies.
pub fn bar(level: usize) -> f64 {
    8.0 + 5.0 * level.min(2) as f64
}

fn look(run: &RunHandle, commit: &CommitRecord) -> Stroke {
    let kinds = run.kinds();
    let known = run.repository(commit.host, commit.generation);
    let parents = known.commit(commit.id).map_or(1, |it| it.parents().len());
    match commit.cause {
        Cause::Frame(number) if kinds[number.index()] == Kind::Forged => Stroke::Alarm,
        _ if parents > 1 => Stroke::Merge,
        _ => Stroke::Commit,
    }
}

/// The point of a stretch of line that is closest to `place`.
fn closest(a: Point, b: Point, place: Point) -> Point {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let along = (place.0 - a.0) * dx + (place.1 - a.1) * dy;
    let part = (along / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
    (a.0 + dx * part, a.1 + dy * part)
}

/// Paths that are being written.
#[derive(Default)]
struct Paths {
    paths: BTreeMap<Stroke, String>,
    /// What was drawn in the newest column of pixels. Things come in order of time, so the same
    /// pixels are only ever drawn twice in a row of columns.
    drawn: BTreeSet<(Stroke, i32, i32, i32)>,
    column: i32,
}

impl Paths {
    /// A line, or a dot when its ends are the same. Whether it was not there already.
    fn line(&mut self, stroke: Stroke, from: Point, to: Point) -> bool {
        let pixel = |value: f64| (value * 2.0).round() as i32;
        let column = pixel(from.0);
        if column != self.column {
            self.drawn.clear();
            self.column = column;
        }
        let key = (stroke, pixel(from.1), pixel(to.0), pixel(to.1));
        let new = self.drawn.insert(key);
        if new {
            let ((x, y), (to_x, to_y)) = (from, to);
            self.write(stroke, format_args!("M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}"));
        }
        new
    }

    /// A head at the end of a way that is long enough to have one.
    fn head(&mut self, stroke: Stroke, from: Point, to: Point) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        if length < 2.0 * HEAD {
            return;
        }
        let (dx, dy) = (dx / length * HEAD, dy / length * HEAD);
        let (x, y) = to;
        let (ax, ay) = (x - dx - dy * 0.45, y - dy + dx * 0.45);
        let (bx, by) = (x - dx + dy * 0.45, y - dy - dx * 0.45);
        self.write(
            stroke,
            format_args!("M{x:.1} {y:.1}L{ax:.1} {ay:.1} {bx:.1} {by:.1}z"),
        );
    }

    fn cross(&mut self, (x, y): Point) {
        let (l, t) = (x - 5.0, y - 5.0);
        self.write(
            Stroke::Cross,
            format_args!("M{l:.1} {t:.1}l10 10M{l:.1} {y:.1}m0 5l10-10"),
        );
    }

    fn diamond(&mut self, (x, y): Point) {
        let top = y - 5.5;
        self.write(
            Stroke::Merge,
            format_args!("M{x:.1} {top:.1}l5.5 5.5-5.5 5.5-5.5-5.5z"),
        );
    }

    fn write(&mut self, stroke: Stroke, what: std::fmt::Arguments) {
        let path = self.paths.entry(stroke).or_default();
        // Writing to a string cannot fail.
        let _ = path.write_fmt(what);
    }
}
