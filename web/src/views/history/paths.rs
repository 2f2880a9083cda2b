//! The picture of a commit graph in the units of an SVG drawing: where commits are and how lines
//! run. Pure sums over the grid of [`versioned_arp::graph`].

use super::model::Turn;
use std::fmt::Write as _;
use std::ops::Range;
use versioned_arp::graph::{Cell, Edge};

/// Height of a row of the list, in CSS pixels.
pub const ROW: f64 = 28.0;
/// Distance between lanes where there is room.
const LANE: f64 = 20.0;
/// Lanes closer than this cannot be told apart.
const LEGIBLE: f64 = 3.0;
/// From the left edge to lane 0.
const MARGIN: f64 = 16.0;
/// A line from one host's band to another's keeps this far (in lanes) from the lane beside it.
const ASIDE: f64 = 0.5;

/// A graph is not wider than this: many lanes move closer together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Widest(f64);

impl Widest {
    /// For one host.
    pub const ONE: Self = Self(190.0);
    /// For several hosts side by side.
    pub const SEVERAL: Self = Self(240.0);
    /// For a narrow screen.
    pub const NARROW: Self = Self(120.0);
}

/// How rows and lanes become pixels, for a drawing of some places of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    turn: Turn,
    /// The place of the list at the drawing's upper edge.
    top: usize,
    lane: f64,
    width: f64,
}

impl Scale {
    /// For a list in `lanes` lanes, drawn from place `top` down.
    pub fn new(turn: Turn, lanes: usize, top: usize, widest: Widest) -> Self {
        let gaps = lanes.max(2) - 1;
        let lane = LANE.min((widest.0 - 2.0 * MARGIN) / gaps as f64);
        Self {
            turn,
            top,
            lane,
            width: 2.0 * MARGIN + lane * gaps as f64,
        }
    }

    /// Whether lanes are so close that lines side by side would be one dark ground.
    pub fn is_crowded(&self) -> bool {
        self.lane < LEGIBLE
    }

    /// The drawing's width.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// How large a commit's sign may be: its radius.
    pub fn radius(&self) -> f64 {
        (self.lane * 0.35).clamp(2.0, 5.0)
    }

    /// The middle of a lane.
    pub fn x(&self, lane: f64) -> f64 {
        MARGIN + self.lane * lane
    }

    /// The middle of a cell.
    pub fn point(&self, cell: Cell) -> (f64, f64) {
        (self.x(cell.lane as f64), self.y(cell.row))
    }

    /// A row above or below the list has a place as well, so that lines run out of sight.
    fn y(&self, row: usize) -> f64 {
        let row = row as f64;
        let place = if self.turn.newest_first {
            self.turn.len as f64 - 1.0 - row
        } else {
            row
        };
        (place - self.top as f64 + 0.5) * ROW
    }

    /// The line of an edge as SVG path data, cut to `rows` (and one more at either end, out of
    /// sight), so that a line across a whole history costs no more than a short one.
    pub fn path(&self, edge: &Edge, rows: &Range<usize>) -> String {
        let x = |row: usize| self.x(edge.lane_at(row) as f64);
        self.drawn(edge, rows, x)
    }

    /// The same of a line from one host's band to another's, which runs beside the lane of its
    /// foot so that it hides nothing.
    pub fn path_across(&self, edge: &Edge, rows: &Range<usize>) -> String {
        let towards = if edge.child.lane < edge.foot.lane {
            -ASIDE
        } else {
            ASIDE
        };
        let x = |row: usize| match row {
            row if row == edge.child.row => self.x(edge.child.lane as f64),
            row if row == edge.foot.row => self.x(edge.foot.lane as f64),
            _ => self.x(edge.foot.lane as f64 + towards),
        };
        self.drawn(edge, rows, x)
    }

    fn drawn(&self, edge: &Edge, rows: &Range<usize>, x: impl Fn(usize) -> f64) -> String {
        let top = edge.child.row.min(rows.end);
        let bottom = edge.foot.row.max(rows.start.saturating_sub(1));
        let at = |row| (x(row), self.y(row));
        let (from_x, from_y) = at(top);
        let mut path = format!("M{from_x} {from_y}");
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

/// Draws on from one point to the next: straight, or in a soft S.
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
    const SCALE: fn() -> Scale = || Scale::new(newest(10), 2, 0, Widest::ONE);

    fn newest(len: usize) -> Turn {
        Turn {
            len,
            newest_first: true,
        }
    }

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
        let scale = Scale::new(newest(100_000), 2, 49_979, Widest::ONE);
        let path = scale.path(&edge, &(50_000..50_021));
        assert_eq!(
            path, "M36 -14V602",
            "from the row above to the row below, in lane 1 only"
        );
    }

    #[test]
    fn the_oldest_first_is_the_same_picture_turned_over() {
        let turn = Turn {
            newest_first: false,
            ..newest(10)
        };
        let scale = Scale::new(turn, 2, 0, Widest::ONE);
        assert_eq!(scale.point(cell(0, 0)), (16.0, 14.0));
        let fork = Edge {
            child: cell(2, 1),
            foot: cell(0, 0),
            via: 1,
            parent: 0,
            nth: 0,
        };
        assert_eq!(scale.path(&fork, &(0..10)), "M36 70V42C36 28 16 28 16 14");
    }

    #[test]
    fn a_line_to_another_host_runs_beside_the_lane_of_its_foot() {
        let pull = Edge {
            child: cell(9, 2),
            foot: cell(5, 0),
            via: 0,
            parent: 5,
            nth: 1,
        };
        assert_eq!(
            SCALE().path_across(&pull, &(0..10)),
            "M56 14C56 28 26 28 26 42V98C26 112 16 112 16 126"
        );
    }

    #[test]
    fn many_lanes_move_closer_and_few_do_not() {
        let width = |lanes| Scale::new(newest(1), lanes, 0, Widest::ONE).width();
        assert_eq!(width(1), width(2));
        assert!(width(60) <= Widest::ONE.0 + 1e-9);
        assert!(Scale::new(newest(1), 60, 0, Widest::ONE).radius() >= 2.0);
    }
}
