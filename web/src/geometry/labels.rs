//! Places for the words beside cables: clear of boxes and of each other where that can be had, and
//! close to the middle of their way.

use super::fit::{Point, on_the_way};

/// A rectangle by two corners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Upper left.
    pub from: Point,
    /// Lower right.
    pub to: Point,
}

impl Rect {
    /// The rectangle around a middle.
    pub fn around(middle: Point, half: Point) -> Self {
        Self {
            from: (middle.0 - half.0, middle.1 - half.1),
            to: (middle.0 + half.0, middle.1 + half.1),
        }
    }

    /// How much of it another covers, in square pixels.
    fn covered(&self, other: &Rect) -> f64 {
        let lap = |a: (f64, f64), b: (f64, f64)| (a.1.min(b.1) - a.0.max(b.0)).max(0.0);
        lap((self.from.0, self.to.0), (other.from.0, other.to.0))
            * lap((self.from.1, self.to.1), (other.from.1, other.to.1))
    }

    fn area(&self) -> f64 {
        (self.to.0 - self.from.0) * (self.to.1 - self.from.1)
    }
}

/// Where a text begins, as SVG has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At its place.
    Start,
    /// Centred on it.
    Middle,
    /// Before it.
    End,
}

impl Anchor {
    /// The value of `text-anchor`.
    pub fn word(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

/// Words on the way from one point to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// Where the way begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// How wide the words are, in pixels.
    pub width: f64,
}

/// How high a line of words is, and how far its foot lies above its lower edge.
const HEIGHT: f64 = 15.0;
const FOOT: f64 = 4.0;
/// How far words stand from their way: clear of the ring around a frame that is selected.
const ASIDE: f64 = 13.0;
/// And how much farther at most, where that line is not quite level.
const MOST_ASIDE: f64 = 16.0;
/// What it costs to stand away from the middle of the way, for the whole of it: as much as so many
/// square pixels covered.
const ASTRAY: f64 = 240.0;

/// For each label the foot of its words and how they are anchored. Boxes are what words should not
/// cover; `page` is what they should not leave.
pub fn place_labels(labels: &[Label], boxes: &[Rect], page: &Rect) -> Vec<(Point, Anchor)> {
    let mut taken: Vec<Rect> = Vec::with_capacity(labels.len());
    let mut places = Vec::with_capacity(labels.len());
    for label in labels {
        let mut best: Option<(f64, Rect, Point, Anchor)> = None;
        for (place, anchor, astray) in candidates(label) {
            let rect = extent(place, anchor, label.width);
            let covers: f64 = boxes.iter().chain(&taken).map(|it| rect.covered(it)).sum();
            let outside = rect.area() - rect.covered(page);
            let cost = covers + 2.0 * outside + astray * ASTRAY;
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, rect, place, anchor));
            }
        }
        if let Some((_, rect, place, anchor)) = best {
            taken.push(rect);
            places.push((place, anchor));
        }
    }
    places
}

/// Feet of words beside the way, from its middle outwards: above and below a level one, right and
/// left of a steep one. Each with how far astray it is, from 0 to 1.
fn candidates(label: &Label) -> impl Iterator<Item = (Point, Anchor, f64)> {
    let (dx, dy) = (label.to.0 - label.from.0, label.to.1 - label.from.1);
    let level = dx.abs() > 2.5 * dy.abs();
    let falls = dx * dy > 0.0;
    // Words above or below a line that is not quite level stand clear of its higher end.
    let slope = if level { (dy / dx).abs() } else { 0.0 };
    let rise = ASIDE + (label.width / 2.0 * slope).min(MOST_ASIDE);
    let sides = match (level, falls) {
        (true, _) => [
            ((0.0, -rise), Anchor::Middle),
            ((0.0, rise + HEIGHT - FOOT), Anchor::Middle),
        ],
        // Of a line that falls to the right the upper right and the lower left are free.
        (false, true) => [
            ((ASIDE, 0.0), Anchor::Start),
            ((-ASIDE, HEIGHT - FOOT), Anchor::End),
        ],
        (false, false) => [
            ((ASIDE, HEIGHT - FOOT), Anchor::Start),
            ((-ASIDE, 0.0), Anchor::End),
        ],
    };
    let (from, to) = (label.from, label.to);
    [0.5, 0.38, 0.62, 0.25, 0.75, 0.12, 0.88]
        .into_iter()
        .flat_map(move |part: f64| {
            let (x, y) = on_the_way(from, to, part);
            sides
                .into_iter()
                .map(move |((dx, dy), anchor)| ((x + dx, y + dy), anchor, (part - 0.5).abs()))
        })
}

/// What words cover.
fn extent((x, y): Point, anchor: Anchor, width: f64) -> Rect {
    let left = match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    Rect {
        from: (left, y + FOOT - HEIGHT),
        to: (left + width, y + FOOT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Rect = Rect {
        from: (0.0, 0.0),
        to: (400.0, 300.0),
    };

    fn label(from: Point, to: Point) -> Label {
        Label {
            from,
            to,
            width: 80.0,
        }
    }

    fn rects(labels: &[Label], boxes: &[Rect]) -> Vec<Rect> {
        let places = place_labels(labels, boxes, &PAGE);
        let places = places.iter().zip(labels);
        places
            .map(|((at, anchor), label)| extent(*at, *anchor, label.width))
            .collect()
    }

    #[test]
    fn words_stand_beside_the_middle_of_their_way() {
        let level = place_labels(&[label((50.0, 100.0), (350.0, 110.0))], &[], &PAGE);
        let slope = 10.0 / 300.0;
        assert_eq!(
            level,
            [((200.0, 105.0 - ASIDE - 40.0 * slope), Anchor::Middle)]
        );
        let steep = place_labels(&[label((200.0, 50.0), (220.0, 250.0))], &[], &PAGE);
        assert_eq!(steep, [((210.0 + ASIDE, 150.0), Anchor::Start)]);
    }

    #[test]
    fn words_keep_clear_of_boxes_and_of_each_other() {
        let switch = Rect::around((200.0, 90.0), (60.0, 18.0));
        let both = [label((50.0, 100.0), (350.0, 100.0)); 2];
        let [one, other] = rects(&both, &[switch])[..] else {
            panic!("two labels")
        };
        assert_eq!(one.covered(&switch) + other.covered(&switch), 0.0);
        assert_eq!(one.covered(&other), 0.0);
    }

    #[test]
    fn words_stay_on_the_page() {
        let [rect] = rects(&[label((390.0, 20.0), (395.0, 280.0))], &[])[..] else {
            panic!("one label")
        };
        assert_eq!(rect.covered(&PAGE), rect.area());
    }
}
