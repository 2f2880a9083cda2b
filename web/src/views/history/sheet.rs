//! The commits of a history in lanes: a band of lanes for each repository, and lines across where
//! one host pulled from another. Laid out once for a whole run; only windows of it are drawn. A
//! sheet may show some of the commits only: then lines lead to the nearest that are shown.

use super::source::{Item, Line, Source, Strand};
use crate::state::ById;
use std::ops::Range;
use std::rc::Rc;
use versioned_arp::cache::Commit;
use versioned_arp::graph::{Cell, Edge, Graph};
use versioned_arp::store::ObjectId;

/// A band has room for its main line and a branch beside it.
const LEAST_LANES: usize = 2;

/// The shape of a commit's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Plain,
    /// A diamond: histories meet here.
    Merge,
    /// A triangle that points back: it undoes another.
    Revert,
}

/// A commit's sign in the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Where.
    pub cell: Cell,
    /// Whose line it is on.
    pub strand: Strand,
    /// Its shape.
    pub shape: Shape,
    /// Whether two MAC addresses were said to have one IP address.
    pub alarming: bool,
}

/// A line in the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Where it runs.
    pub edge: Edge,
    /// Whose colour it has.
    pub strand: Strand,
    /// Whether it leads from one host's band to another's.
    pub across: bool,
    /// Whether commits in between are not shown.
    pub skips: bool,
}

/// What is to be seen in some rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// The commits, one for each row, oldest first.
    pub dots: Vec<Dot>,
    /// The lines.
    pub strokes: Vec<Stroke>,
}

/// The lanes of one repository.
struct Lanes {
    graph: Graph<ObjectId, Line>,
    /// The row of the sheet for each row of the graph.
    rows: Vec<u32>,
    /// The first of its lanes.
    from: usize,
}

#[derive(Clone, Copy)]
struct Row {
    item: u32,
    /// Its row in its band's graph.
    local: u32,
}

/// A parent in another band.
#[derive(Clone, Copy)]
struct Across {
    child: usize,
    parent: usize,
    nth: usize,
}

/// The commits in lanes. Rows count from the oldest.
pub struct Sheet {
    source: Rc<Source>,
    lanes: Vec<Lanes>,
    rows: Vec<Row>,
    /// In order of the child's row.
    across: Vec<Across>,
    some: bool,
}

/// As a [`Source`]: it is itself alone.
impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Sheet {
    /// All commits of a source.
    pub fn of(source: Rc<Source>) -> Self {
        let mut sheet = Self::empty(source, false);
        let source = Rc::clone(&sheet.source);
        sheet.reserve();
        for (index, item) in source.items().iter().enumerate() {
            sheet.push(index, item, source.commit(item).parents());
        }
        sheet.close();
        sheet
    }

    /// Those commits of a source (its items by index, ascending) that are `shown`.
    pub fn of_some(source: Rc<Source>, shown: &[u32]) -> Self {
        let mut sheet = Self::empty(source, true);
        let source = Rc::clone(&sheet.source);
        let parents = nearest_shown(&source, shown);
        let items = source.items();
        for (index, parents) in shown.iter().zip(&parents) {
            let known = parents.iter().filter(|it| **it != NONE);
            let ids: Vec<ObjectId> = known.map(|it| items[*it as usize].id).collect();
            sheet.push(*index as usize, &items[*index as usize], &ids);
        }
        sheet.close();
        sheet
    }

    fn empty(source: Rc<Source>, some: bool) -> Self {
        let lanes = source.bands().iter().map(|band| Lanes {
            graph: Graph::new(Line::main(*band)),
            rows: Vec::new(),
            from: 0,
        });
        Self {
            lanes: lanes.collect(),
            rows: Vec::with_capacity(source.items().len()),
            across: Vec::new(),
            some,
            source,
        }
    }

    /// Makes room for all commits of the source at once.
    fn reserve(&mut self) {
        let mut counts = vec![0; self.lanes.len()];
        for item in self.source.items() {
            counts[usize::from(item.band)] += 1;
        }
        for (lanes, count) in self.lanes.iter_mut().zip(counts) {
            lanes.graph.reserve(count);
            lanes.rows.reserve(count);
        }
    }

    fn push(&mut self, index: usize, item: &Item, parents: &[ObjectId]) {
        let row = self.rows.len();
        let line = self.source.line(item);
        let lanes = &mut self.lanes[usize::from(item.band)];
        let local = lanes.graph.push(item.id, parents, line);
        lanes.rows.push(row as u32);
        self.rows.push(Row {
            item: index as u32,
            local: local as u32,
        });
        if self.lanes.len() > 1 {
            self.connect_across(row, item, parents);
        }
    }

    fn connect_across(&mut self, child: usize, item: &Item, parents: &[ObjectId]) {
        let own = &self.lanes[usize::from(item.band)].graph;
        let elsewhere = parents.iter().enumerate();
        let elsewhere = elsewhere.filter(|(_, id)| own.row(id).is_none());
        let found = elsewhere.filter_map(|(nth, id)| {
            let mut lanes = self.lanes.iter();
            let parent = lanes.find_map(|it| Some(it.rows[it.graph.row(id)?] as usize))?;
            Some(Across { child, parent, nth })
        });
        self.across.extend(found.collect::<Vec<_>>());
    }

    /// Gives the bands their lanes, once it is known how many each needs.
    fn close(&mut self) {
        let least = if self.lanes.len() > 1 { LEAST_LANES } else { 1 };
        let mut from = 0;
        for lanes in &mut self.lanes {
            lanes.from = from;
            from += lanes.graph.width().max(least);
        }
    }

    /// Where its commits come from.
    pub fn source(&self) -> &Rc<Source> {
        &self.source
    }

    /// How many commits are shown.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many lanes they take.
    pub fn width(&self) -> usize {
        let last = self.lanes.last();
        last.map_or(1, |last| {
            self.lanes_of(self.lanes.len() - 1).end.max(last.from + 1)
        })
    }

    /// The lanes of a band.
    pub fn lanes_of(&self, band: usize) -> Range<usize> {
        let from = self.lanes[band].from;
        let next = self.lanes.get(band + 1).map(|next| next.from);
        let least = if self.lanes.len() > 1 { LEAST_LANES } else { 1 };
        from..next.unwrap_or_else(|| from + self.lanes[band].graph.width().max(least))
    }

    /// The commit at a row.
    pub fn item(&self, row: usize) -> &Item {
        &self.source.items()[self.rows[row].item as usize]
    }

    /// The row of a commit.
    pub fn row(&self, id: &ObjectId) -> Option<usize> {
        let mut lanes = self.lanes.iter();
        lanes.find_map(|it| Some(it.rows[it.graph.row(id)?] as usize))
    }

    /// How many of its rows satisfy `is_past`, which holds for the first of them and then no more.
    pub fn past(&self, is_past: impl Fn(&Item) -> bool) -> usize {
        let items = self.source.items();
        self.rows
            .partition_point(|row| is_past(&items[row.item as usize]))
    }

    /// What is to be drawn beside these rows.
    pub fn window(&self, rows: Range<usize>) -> Drawing {
        let rows = rows.start.min(self.len())..rows.end.min(self.len());
        let mut drawing = Drawing {
            dots: rows.clone().map(|row| self.dot(row)).collect(),
            strokes: Vec::new(),
        };
        for lanes in &self.lanes {
            self.strokes_in(lanes, &rows, &mut drawing.strokes);
        }
        let first = self.across.partition_point(|it| it.child < rows.start);
        let across = self.across[first..]
            .iter()
            .filter(|it| it.parent < rows.end);
        drawing
            .strokes
            .extend(across.map(|it| self.stroke_across(it)));
        drawing
    }

    fn strokes_in(&self, lanes: &Lanes, rows: &Range<usize>, strokes: &mut Vec<Stroke>) {
        let local = |row: usize| lanes.rows.partition_point(|it| (*it as usize) < row);
        // A line may run past these rows between two commits beyond them.
        let around = local(rows.start).saturating_sub(1)..local(rows.end) + 1;
        let cell = |cell: Cell| Cell {
            row: lanes.rows[cell.row] as usize,
            lane: lanes.from + cell.lane,
        };
        for edge in lanes.graph.window(around).edges {
            let edge = Edge {
                child: cell(edge.child),
                foot: cell(edge.foot),
                via: lanes.from + edge.via,
                parent: lanes.rows[edge.parent] as usize,
                nth: edge.nth,
            };
            if edge.child.row >= rows.start && edge.foot.row < rows.end {
                strokes.push(self.stroke(edge, false));
            }
        }
    }

    fn stroke_across(&self, it: &Across) -> Stroke {
        let foot = self.cell(it.parent);
        let edge = Edge {
            child: self.cell(it.child),
            foot,
            via: foot.lane,
            parent: it.parent,
            nth: it.nth,
        };
        Stroke {
            strand: Strand::Pulled,
            ..self.stroke(edge, true)
        }
    }

    /// A line that goes on or forks has its child's colour, one that is merged keeps its own.
    fn stroke(&self, edge: Edge, across: bool) -> Stroke {
        let like = if edge.nth == 0 {
            edge.child.row
        } else {
            edge.parent
        };
        let parent = self.item(edge.parent).id;
        let child = || self.source.commit(self.item(edge.child.row));
        Stroke {
            edge,
            strand: self.source.strand(self.item(like)),
            across,
            skips: self.some && !child().parents().contains(&parent),
        }
    }

    fn cell(&self, row: usize) -> Cell {
        let lanes = &self.lanes[usize::from(self.item(row).band)];
        let lane = lanes.graph.cell(self.rows[row].local as usize).lane;
        Cell {
            row,
            lane: lanes.from + lane,
        }
    }

    fn dot(&self, row: usize) -> Dot {
        let item = self.item(row);
        let commit = self.source.commit(item);
        Dot {
            cell: self.cell(row),
            strand: self.source.strand(item),
            shape: shape(commit),
            alarming: alarm(commit).is_some(),
        }
    }
}

/// The alarm of a commit whose subject says the same in other words.
pub const CHANGED: &str = "new MAC";

/// What is alarming about a commit: two MAC addresses were said to have one IP address.
pub fn alarm(commit: &Commit) -> Option<&'static str> {
    if commit.trailers().any(|(key, _)| key == "Conflict") {
        Some("conflict")
    } else if commit.subject().starts_with("changed: ") {
        Some(CHANGED)
    } else {
        None
    }
}

fn shape(commit: &Commit) -> Shape {
    if commit.parents().len() > 1 {
        Shape::Merge
    } else if commit.subject().starts_with("revert ") {
        Shape::Revert
    } else {
        Shape::Plain
    }
}

/// No commit.
const NONE: u32 = u32::MAX;
/// As far back is looked whether one line is part of another.
const NEAR: usize = 32;

/// For each shown commit those that take its parents' place: the nearest shown ones, two at most.
fn nearest_shown(source: &Source, shown: &[u32]) -> Vec<[u32; 2]> {
    let items = source.items();
    let mut places = ById::with_capacity_and_hasher(items.len(), Default::default());
    // For each commit itself, if it is shown; else what it leads to.
    let mut leads: Vec<[u32; 2]> = Vec::with_capacity(items.len());
    // For each commit that is shown, what is below it.
    let mut below = vec![[NONE; 2]; items.len()];
    let mut next = shown.iter().copied().peekable();
    for (index, item) in (0..).zip(items) {
        let mut found = [NONE; 2];
        for id in source.commit(item).parents() {
            let place = places.get(id).copied();
            let parent = place.map_or([NONE; 2], |place: u32| leads[place as usize]);
            for lead in parent.into_iter().filter(|lead| *lead != NONE) {
                found = joined(found, lead, &below);
            }
        }
        places.insert(item.id, index);
        if next.next_if_eq(&index).is_some() {
            below[index as usize] = found;
            leads.push([index, NONE]);
        } else {
            leads.push(found);
        }
    }
    shown.iter().map(|index| below[*index as usize]).collect()
}

/// Adds a commit to what a line leads to, unless it is there or below what is there.
fn joined(found: [u32; 2], lead: u32, below: &[[u32; 2]]) -> [u32; 2] {
    let is_below = |low: u32, high: u32| {
        let mut at = high;
        for _ in 0..NEAR {
            if at == low {
                return true;
            }
            match below[at as usize] {
                [_, second] if second == low => return true,
                [first, _] if first != NONE && first >= low => at = first,
                _ => return false,
            }
        }
        false
    };
    match found {
        [NONE, _] => [lead, NONE],
        [first, _] if is_below(lead, first) => found,
        [first, NONE] if is_below(first, lead) => [lead, NONE],
        [first, NONE] => [first, lead],
        [first, second] => [first, second.max(lead)],
    }
}
