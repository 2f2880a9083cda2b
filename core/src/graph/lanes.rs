//! Which lane is free for what: the bookkeeping beneath the graph's one rule, that a cell belongs
//! to one commit or to one line. Only the top of each lane is remembered.

use super::{Cell, Edge};

/// The lanes of a graph, as they are above its newest row.
#[derive(Clone, Debug)]
pub(super) struct Lanes(Vec<Lane>);

#[derive(Clone, Copy, Debug, Default)]
struct Lane {
    /// The lowest row from which on everything is free: one above the topmost cell taken.
    free_from: usize,
    /// The commit to which the topmost cell leads: itself, or that at the lower end of the line.
    leads_to: Option<usize>,
    /// Whether the topmost commit may go on in this lane, so that nobody else may have it.
    open: bool,
}

impl Lanes {
    /// Lane 0 alone, which is the main line's for ever.
    pub(super) fn new() -> Self {
        Self(vec![Lane::default()])
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the lane already leads down to the commit at `at`: that is its topmost cell, or a
    /// line to it is.
    pub(super) fn leads(&self, at: Cell, lane: usize) -> bool {
        self.0[lane].leads_to == Some(at.row)
    }

    /// Whether the commit at `at` may still go on in its lane.
    pub(super) fn is_open_at(&self, at: Cell) -> bool {
        self.leads(at, at.lane) && self.0[at.lane].open
    }

    /// A lane by which a new line can reach the commit at `at` from above: `preferred` if it can
    /// be had, else the lowest; never lane 0 and never, unless preferred, the commit's own.
    pub(super) fn towards(&mut self, at: Cell, preferred: Option<usize>) -> usize {
        preferred
            .filter(|&lane| self.is_free(lane, at))
            .unwrap_or_else(|| {
                let free = (1..self.len()).find(|&lane| lane != at.lane && self.is_free(lane, at));
                free.unwrap_or_else(|| self.widen())
            })
    }

    /// A lane for a commit at `row` without parents, not straight above a stranger.
    pub(super) fn for_root(&mut self, row: usize) -> usize {
        let free = (1..self.len()).find(|&lane| !self.0[lane].open && self.0[lane].free_from < row);
        free.unwrap_or_else(|| self.widen())
    }

    /// Where a line by the lane `via` down to the commit at `at` ends: at the top of a line that
    /// already leads there, else at the commit.
    pub(super) fn foot(&self, at: Cell, via: usize) -> Cell {
        if self.leads(at, via) {
            Cell {
                row: self.0[via].free_from - 1,
                lane: via,
            }
        } else {
            at
        }
    }

    /// Takes the cells of a new edge.
    pub(super) fn run(&mut self, edge: &Edge) {
        if edge.foot.row + 1 < edge.child.row {
            let lane = &mut self.0[edge.via];
            lane.free_from = edge.child.row;
            lane.leads_to = Some(edge.parent);
        }
    }

    /// Takes the cell of a new commit, which may go on.
    pub(super) fn occupy(&mut self, at: Cell) {
        self.0[at.lane] = Lane {
            free_from: at.row + 1,
            leads_to: Some(at.row),
            open: true,
        };
    }

    /// The commit at `at` has been merged: if its lane was kept for it, it is not any more.
    pub(super) fn close(&mut self, at: Cell) {
        if self.leads(at, at.lane) {
            self.0[at.lane].open = false;
        }
    }

    /// No commit goes on in a lane whose top is one of these.
    pub(super) fn close_where(&mut self, ended: impl Fn(usize) -> bool) {
        for lane in &mut self.0 {
            lane.open &= !lane.leads_to.is_some_and(&ended);
        }
    }

    /// Whether a line to the commit at `at` may run here. A lane that ends in the very row of the
    /// commit is not taken, so that two lines do not cross between one row and the next.
    fn is_free(&self, lane: usize, at: Cell) -> bool {
        self.leads(at, lane) || (!self.0[lane].open && self.0[lane].free_from <= at.row)
    }

    fn widen(&mut self) -> usize {
        self.0.push(Lane::default());
        self.len() - 1
    }
}
