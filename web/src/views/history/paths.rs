//! The picture of a commit graph in the units of an SVG drawing: where commits are and how lines
//! run. Pure sums over the grid of [`versioned_arp::graph`].

use std::fmt::Write as _;
use std::ops::Range;
use versioned_arp::graph::{Cell, Edge};

/// Height of a row of the list, in CSS pixels.
pub const ROW: f64 = 28.0;
/// Distance between lanes where there is room.
const LANE: f64 = 20.0;
/// From the left edge to lane 0.
const MARGIN: f64 = 16.0;
/// A graph is not wider than this: many lanes move closer together.
const WIDEST: f64 = 190.0;

/// How rows and lanes become pixels, for a drawing of some places of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// How many commits the whole list has.
    rows: usize,
    /// The place of the list at the drawing's upper edge.
    top: usize,
    lane: f64,
    width: f64,
}

impl Scale {
    /// For a list of `rows` commits in `lanes` lanes, drawn from place `top` down.
    pub fn new(rows: usize, lanes: usize, top: usize) -> Self {
        let gaps = lanes.max(2) - 1;
        let lane = LANE.min((WIDEST - 2.0 * MARGIN) / gaps as f64);
        Self {
            rows,
            top,
            lane,
            width: 2.0 * MARGIN + lane * gaps as f64,
        }
    }

    /// The drawing's width.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// How large a commit's sign may be: its radius.
    pub fn radius(&self) -> f64 {
        (self.lane * 0.35).clamp(2.0, 5.0)
    }

    /// The middle of a cell.
    pub fn point(&self, cell: Cell) -> (f64, f64) {
        (MARGIN + self.lane * cell.lane as f64, self.y(cell.row))
    }

    fn y(&self, row: usize) -> f64 {
        let place = self.rows as f64 - 1.0 - row as f64;
        (place - self.top as f64 + 0.5) * ROW
    }

    /// The line of an edge as SVG path data, cut to `rows` (and one more at either end, out of
    /// sight), so that a line across a whole history costs no more than a short one.
    pub fn path(&self, edge: &Edge, rows: &Range<usize>) -> String {
        let top = edge.child.row.min(rows.end);
        let bottom = edge.foot.row.max(rows.start.saturating_sub(1));
        let at = |row| {
            self.point(Cell {
                row,
                lane: edge.lane_at(row),
            })
        };

        let (x, y) = at(top);
        let mut path = format!("M{x} {y}");
        let mut row = top;
        // Sideways moves are between the child and the row below, and between the foot and the
        // row above; all else is straight down.
        for turn in [edge.child.row - 1, edge.foot.row + 1, edge.foot.row] {
            if turn < row && turn >= bottom {
                leg(&mut path, at(row), at(turn));
                row = turn;
            }
        }
        if row > bottom {
            leg(&mut path, at(row), at(bottom));
        }
        path
    }
}

/// Draws on from one point to a lower one: straight down, or in a soft S.
fn leg(path: &mut String, (from_x, from_y): (f64, f64), (x, y): (f64, f64)) {
    let middle = (from_y + y) / 2.0;
    let drawn = if from_x == x {
        write!(path, "V{y}")
    } else {
        write!(path, "C{from_x} {middle} {x} {middle} {x} {y}")
    };
    drawn.expect("writing to a string cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: usize, lane: usize) -> Cell {
        Cell { row, lane }
    }

    /// Ten commits, all in sight: row 9 is the first place.
    const SCALE: fn() -> Scale = || Scale::new(10, 2, 0);

    #[test]
    fn the_newest_commit_is_at_the_top() {
        assert_eq!(SCALE().point(cell(9, 0)), (16.0, 14.0));
        assert_eq!(SCALE().point(cell(0, 1)), (36.0, 9.0 * 28.0 + 14.0));
    }

    #[test]
    fn a_line_in_one_lane_is_straight() {
        let edge = Edge {
            child: cell(9, 0),
            foot: cell(5, 0),
            via: 0,
            parent: 5,
            nth: 0,
        };
        assert_eq!(SCALE().path(&edge, &(0..10)), "M16 14V42V98V126");
    }

    #[test]
    fn a_fork_bends_just_above_its_parent_and_a_merge_just_below_its_commit() {
        let fork = Edge {
            child: cell(9, 1),
            foot: cell(6, 0),
            via: 1,
            parent: 6,
            nth: 0,
        };
        assert_eq!(
            SCALE().path(&fork, &(0..10)),
            "M36 14V42V70C36 84 16 84 16 98"
        );
        let merge = Edge {
            child: cell(9, 0),
            foot: cell(6, 1),
            via: 1,
            parent: 6,
            nth: 1,
        };
        assert_eq!(
            SCALE().path(&merge, &(0..10)),
            "M16 14C16 28 36 28 36 42V70V98"
        );
        let short = Edge {
            child: cell(9, 1),
            foot: cell(8, 0),
            via: 1,
            parent: 8,
            nth: 0,
        };
        assert_eq!(SCALE().path(&short, &(0..10)), "M36 14C36 28 16 28 16 42");
    }

    #[test]
    fn a_long_line_is_cut_to_what_is_seen() {
        let edge = Edge {
            child: cell(99_000, 0),
            foot: cell(10, 1),
            via: 1,
            parent: 10,
            nth: 1,
        };
        let scale = Scale::new(100_000, 2, 49_979);
        let path = scale.path(&edge, &(50_000..50_021));
        assert_eq!(
            path, "M36 -14V602",
            "from the row above to the row below, in lane 1 only"
        );
    }

    #[test]
    fn many_lanes_move_closer_and_few_do_not() {
        assert_eq!(Scale::new(1, 1, 0).width(), Scale::new(1, 2, 0).width());
        assert!(Scale::new(1, 60, 0).width() <= WIDEST + 1e-9);
        assert!(Scale::new(1, 60, 0).radius() >= 2.0);
    }
}
