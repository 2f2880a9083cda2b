//! Words on the space-time view where there is room for them: what frames say, and what statements
//! ask for.

use super::index::Index;
use super::picture::Sheet;
use crate::geometry::Point;
use crate::state::{Lit, label};
use std::collections::BTreeSet;
use versioned_arp::time::Instant;

/// With more arrows than this in sight nobody speaks.
const MOST: usize = 160;
/// Half of the words may be so many times as wide as their arrow.
const CROWDED: f64 = 1.2;
/// A letter is about so wide, in pixels.
const LETTER: f64 = 6.1;
/// The same of a statement, whose letters are all as wide.
const WIDE_LETTER: f64 = 6.7;
/// A line of words is so high.
const LINE: f64 = 14.0;

/// A few words at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where their middle is.
    pub at: Point,
    /// What they say.
    pub text: String,
    /// How they look.
    pub class: &'static str,
}

/// A box of pixels: left, top, right, bottom.
type Box4 = (f64, f64, f64, f64);

/// What the frames in sight say, as far as the words do not lie on each other.
pub fn labels(sheet: &Sheet, index: &Index, lit: &Lit, now: Instant) -> Vec<Label> {
    let run = &sheet.view.run;
    let arrows: Vec<_> = sheet.arrows(run, index).take(MOST + 1).collect();
    if arrows.len() > MOST {
        return Vec::new();
    }
    let mut taken: Vec<Box4> = Vec::new();
    let mut told = BTreeSet::new();
    let mut labels = Vec::new();
    let lit_first = arrows.iter().filter(|it| lit.frames.contains(&it.frame));
    let others = arrows.iter().filter(|it| !lit.frames.contains(&it.frame));
    for arrow in lit_first.chain(others) {
        if told.contains(&arrow.frame) {
            continue;
        }
        let frame = &run.trace().frames()[arrow.frame.index()];
        let text = label(run, frame);
        let half = text.chars().count() as f64 * LETTER / 2.0;
        let (left, right) = (sheet.view.left, sheet.view.left + sheet.view.width);
        let lit = lit.frames.contains(&arrow.frame);
        let (dx, dy) = (arrow.to.0 - arrow.from.0, arrow.to.1 - arrow.from.1);
        if !lit && half > dx * CROWDED {
            continue;
        }
        // Between its lane and the next one, where no lane crosses the words.
        let part = (sheet.lanes.apart / 2.0 / dy.abs().max(1.0)).min(0.5);
        let x = arrow.from.0 + dx * part;
        let middle = (
            x.clamp(left + half, (right - half).max(left + half)),
            arrow.from.1 + dy * part + 4.0,
        );
        let room = (
            middle.0 - half - 4.0,
            middle.1 - LINE + 3.0,
            middle.0 + half + 4.0,
            middle.1 + 3.0,
        );
        let apart = |it: &Box4| room.2 < it.0 || it.2 < room.0 || room.3 < it.1 || it.3 < room.1;
        if !taken.iter().all(apart) {
            continue;
        }
        taken.push(room);
        told.insert(arrow.frame);
        labels.push(Label {
            at: middle,
            text,
            class: match (lit, frame.at > now) {
                (true, _) => "st-label lit",
                (false, true) => "st-label later",
                (false, false) => "st-label",
            },
        });
    }
    labels
}

/// A statement on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Where.
    pub x: f64,
    /// Its index in the scenario.
    pub index: usize,
    /// Its words, where there is room until the next one.
    pub words: Option<String>,
}

/// The statement whose sign, or whose words behind it, are at `x` pixels.
pub fn nearest_statement(sheet: &Sheet, x: f64) -> Option<usize> {
    let said = statements(sheet);
    let before = said.iter().rev().find(|it| it.x - 7.0 <= x)?;
    let words = before.words.as_ref().map_or(0, |it| it.chars().count());
    (x <= before.x + 9.0 + words as f64 * WIDE_LETTER).then_some(before.index)
}

/// The statements in sight; of several on the same pixels, one.
pub fn statements(sheet: &Sheet) -> Vec<Said> {
    let run = &sheet.view.run;
    let (left, right) = (
        sheet.view.left - 2.0,
        sheet.view.left + sheet.view.width + 4.0,
    );
    let all = run.trace().statements();
    let (from, to) = sheet.view.ends();
    let first = all.partition_point(|(at, _)| (at.as_micros() as f64) < from);
    let last = all.partition_point(|(at, _)| at.as_micros() as f64 <= to);
    let mut said: Vec<Said> = Vec::new();
    for (at, index) in &all[first..last] {
        let x = sheet.view.x(at.as_micros() as f64);
        let near = said.last().is_some_and(|it| x - it.x < 3.0);
        if !near && (left..=right).contains(&x) {
            said.push(Said {
                x,
                index: *index,
                words: None,
            });
        }
    }
    let ends: Vec<_> = said.iter().skip(1).map(|it| it.x).chain([right]).collect();
    for (it, end) in said.iter_mut().zip(ends) {
        let text = &run.scenario().statements[it.index].text;
        let letters = ((end - it.x - 18.0) / WIDE_LETTER).max(0.0) as usize;
        it.words = if text.chars().count() <= letters {
            Some(text.clone())
        } else if letters >= 8 {
            let kept: String = text.chars().take(letters - 1).collect();
            Some(format!("{kept}…"))
        } else {
            None
        };
    }
    said
}
