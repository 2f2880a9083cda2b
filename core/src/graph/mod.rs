//! Lanes for a commit graph: where each commit and each line to a parent goes on a grid of rows
//! and lanes. Geometry only: it knows neither commits nor pictures, and is generic over what
//! identifies a commit (`I`) and a line of development (`L`, such as a host's branch).
//!
//! Commits arrive oldest first, parents before children, and row N is the Nth to arrive; a caller
//! who shows the newest first turns the row numbers round. Nothing ever moves: a commit keeps the
//! lane that it was given, so a picture can grow while it is watched. A lane whose topmost commit
//! may still get a child on its own line is kept free above it; it can be used again once that
//! commit is merged, or its line goes on elsewhere. The host's own main line keeps lane 0.
//!
//! Cost: a commit takes time in proportion to the number of lanes; a window of rows takes time in
//! proportion to what is seen in it, however long the history.

mod hash;
mod lanes;
mod text;

#[cfg(test)]
mod tests;

use hash::QuickHasher;
use lanes::Lanes;
use smallvec::SmallVec;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hash};
use std::ops::Range;

pub use text::{Label, text};

/// As far back a parent is looked for before the table is asked: most parents are this near.
const NEAR: usize = 4;
/// Every so many rows the edges that cross are noted, so that a window finds the long ones.
const CHECKPOINT: usize = 64;

/// A place on the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Counted from 0 for the oldest commit.
    pub row: usize,
    /// Counted from 0 for the main line.
    pub lane: usize,
}

/// A line from a commit down towards one of its parents. It leaves its child sideways, if at all,
/// before the next row; runs down in the lane `via`; and enters its foot sideways, if at all, from
/// the row above. The foot is the parent, or a cell of a line that leads to that same parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The commit from which the line starts.
    pub child: Cell,
    /// Where it ends.
    pub foot: Cell,
    /// The lane of all rows strictly between.
    pub via: usize,
    /// The row of the parent that it leads to.
    pub parent: usize,
    /// Which of the child's parents this is; 0 is the first.
    pub nth: usize,
}

impl Edge {
    /// The lane in which the edge is at `row`, which lies between foot and child.
    pub fn lane_at(&self, row: usize) -> usize {
        debug_assert!((self.foot.row..=self.child.row).contains(&row));
        if row == self.child.row {
            self.child.lane
        } else if row == self.foot.row {
            self.foot.lane
        } else {
            self.via
        }
    }

    /// The cells that belong to this edge alone: those strictly between foot and child.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + use<> {
        let lane = self.via;
        (self.foot.row + 1..self.child.row).map(move |row| Cell { row, lane })
    }

    /// Whether some of the edge is to be seen in these rows: the law that windows keep.
    #[cfg(all(test, not(target_arch = "wasm32")))]
    fn is_seen_in(&self, rows: &Range<usize>) -> bool {
        self.foot.row < rows.end && self.child.row >= rows.start
    }
}

/// What is to be seen in some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The commits' places, oldest first, one for each row.
    pub nodes: Vec<Cell>,
    /// Every edge of which some is to be seen, in order of the child's row.
    pub edges: Vec<Edge>,
}

/// A commit graph that only grows.
#[derive(Clone, Debug)]
pub struct Graph<I, L> {
    main: L,
    rows: HashMap<I, usize, BuildHasherDefault<QuickHasher>>,
    nodes: Vec<Node<I, L>>,
    /// In order of the child's row.
    edges: Vec<Edge>,
    lanes: Lanes,
    /// At index N the edges with the foot below and the child at or above row N × CHECKPOINT.
    crossing: Vec<Vec<u32>>,
}

#[derive(Clone, Debug)]
struct Node<I, L> {
    id: I,
    line: L,
    lane: usize,
    /// Where its edges begin in the list of all.
    edges: usize,
}

impl<I: Clone + Eq + Hash, L: PartialEq> Graph<I, L> {
    /// An empty graph in which lane 0 is kept for the line `main`.
    pub fn new(main: L) -> Self {
        Self {
            main,
            rows: HashMap::default(),
            nodes: Vec::new(),
            edges: Vec::new(),
            lanes: Lanes::new(),
            crossing: vec![Vec::new()],
        }
    }

    /// Makes room for so many more commits at once, which costs less than room for one at a time.
    pub fn reserve(&mut self, commits: usize) {
        self.rows.reserve(commits);
        self.nodes.reserve(commits);
        self.edges.reserve(commits);
    }

    /// Appends a commit and answers its row. `line` is the line of development it belongs to: a
    /// commit of its first parent's line goes on in that lane, one of another line forks off.
    /// A parent that is not in the graph (a shallow history) gets no edge; a commit that is
    /// already there is left as it is.
    pub fn push(&mut self, id: I, parents: &[I], line: L) -> usize {
        // Looked for before the commit itself is there: it is none of its parents.
        let parents = self.known_parents(parents);
        let row = self.nodes.len();
        match self.rows.entry(id.clone()) {
            Entry::Occupied(there) => return *there.get(),
            Entry::Vacant(free) => free.insert(row),
        };
        if row == self.crossing.len() * CHECKPOINT {
            self.crossing.push(Vec::new());
        }
        self.end_former_tip(&line, parents.first().copied());
        let (lane, via) = self.place(row, parents.first().copied(), &line);

        let edges = self.edges.len();
        let child = Cell { row, lane };
        for (nth, &parent) in parents.iter().enumerate() {
            let at = self.cell(parent);
            let via = match (nth, via) {
                (0, Some(via)) => via,
                _ => self.lanes.towards(at, Some(at.lane)),
            };
            self.connect(Edge {
                child,
                foot: self.lanes.foot(at, via),
                via,
                parent,
                nth,
            });
            if nth > 0 || (line == self.main && at.lane != lane) {
                self.lanes.close(at);
            }
        }
        self.lanes.occupy(child);
        self.nodes.push(Node {
            id,
            line,
            lane,
            edges,
        });
        row
    }

    /// How many commits there are, which is how many rows.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no commit.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// How many lanes the whole graph takes.
    pub fn width(&self) -> usize {
        self.lanes.len()
    }

    /// The row of a commit.
    pub fn row(&self, id: &I) -> Option<usize> {
        self.rows.get(id).copied()
    }

    /// The commit at a row, which must exist.
    pub fn id(&self, row: usize) -> &I {
        &self.nodes[row].id
    }

    /// The place of the commit at a row, which must exist.
    pub fn cell(&self, row: usize) -> Cell {
        Cell {
            row,
            lane: self.nodes[row].lane,
        }
    }

    /// The edges from the commit at a row, which must exist, in order of its parents.
    pub fn edges_of(&self, row: usize) -> &[Edge] {
        &self.edges[self.first_edge(row)..self.first_edge(row + 1)]
    }

    /// What is to be seen in these rows; those that do not exist are left out.
    pub fn window(&self, rows: Range<usize>) -> Window {
        let rows = rows.start.min(self.len())..rows.end.min(self.len());
        if rows.is_empty() {
            return Window {
                nodes: Vec::new(),
                edges: Vec::new(),
            };
        }
        let inside = &self.edges[self.first_edge(rows.start)..self.first_edge(rows.end)];
        Window {
            nodes: rows.clone().map(|row| self.cell(row)).collect(),
            edges: inside
                .iter()
                .chain(self.crossing_at(rows.end))
                .copied()
                .collect(),
        }
    }

    /// The edges with the child at or above `row` and the foot below, in order of the child's row.
    fn crossing_at(&self, row: usize) -> impl Iterator<Item = &Edge> {
        let checkpoint = row.div_ceil(CHECKPOINT);
        let near = self.first_edge(row)..self.first_edge(checkpoint * CHECKPOINT);
        let far = self.crossing.get(checkpoint).map_or(&[][..], Vec::as_slice);
        self.edges[near]
            .iter()
            .chain(far.iter().map(|&edge| &self.edges[edge as usize]))
            .filter(move |edge| edge.foot.row < row)
    }

    fn first_edge(&self, row: usize) -> usize {
        self.nodes
            .get(row)
            .map_or(self.edges.len(), |node| node.edges)
    }

    /// The rows of the parents that are in the graph, each once.
    fn known_parents(&self, parents: &[I]) -> SmallVec<[usize; 2]> {
        let mut known = SmallVec::new();
        for row in parents
            .iter()
            .filter_map(|parent| self.row_from_top(parent))
        {
            if !known.contains(&row) {
                known.push(row);
            }
        }
        known
    }

    /// The row of a commit that is most likely near the newest.
    fn row_from_top(&self, id: &I) -> Option<usize> {
        let near = self.nodes.len().saturating_sub(NEAR);
        let found = self.nodes[near..].iter().rposition(|node| node.id == *id);
        found.map(|at| near + at).or_else(|| self.row(id))
    }

    /// A line has one tip. Where it does not go on from there, its former lane ends.
    fn end_former_tip(&mut self, line: &L, parent: Option<usize>) {
        if parent.is_some_and(|parent| {
            self.lanes.is_open_at(self.cell(parent)) && self.nodes[parent].line == *line
        }) {
            return;
        }
        let nodes = &self.nodes;
        self.lanes.close_where(|tip| nodes[tip].line == *line);
    }

    /// The lane of a new commit, and the lane by which its line to the first parent runs.
    fn place(&mut self, row: usize, parent: Option<usize>, line: &L) -> (usize, Option<usize>) {
        let is_main = *line == self.main;
        let Some(parent) = parent else {
            return (if is_main { 0 } else { self.lanes.for_root(row) }, None);
        };
        let at = self.cell(parent);
        if is_main {
            let via = if self.lanes.leads(at, 0) {
                0
            } else {
                self.lanes.towards(at, Some(at.lane))
            };
            return (0, Some(via));
        }
        let goes_on = self.nodes[parent].line == *line;
        let lane = self.lanes.towards(at, goes_on.then_some(at.lane));
        (lane, Some(lane))
    }

    /// Adds an edge: its cells are taken, and the checkpoints between its ends know of it.
    fn connect(&mut self, edge: Edge) {
        let index = small(self.edges.len());
        self.lanes.run(&edge);
        let checkpoints = edge.foot.row / CHECKPOINT + 1..self.crossing.len();
        for checkpoint in checkpoints {
            self.crossing[checkpoint].push(index);
        }
        self.edges.push(edge);
    }
}

/// An edge's index in four bytes.
fn small(index: usize) -> u32 {
    u32::try_from(index).expect("four thousand million edges do not fit in memory")
}
