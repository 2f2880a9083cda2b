//! Which commits a history shows, oldest first: those of one host's repository, or those that
//! several hosts made, each in the band of its host. Where they are drawn is told by `sheet`.

use crate::state::{Moment, RunHandle};
use std::collections::BTreeSet;
use versioned_arp::cache::{Commit, Repository};
use versioned_arp::sim::{CommitRecord, HostId};
use versioned_arp::store::{BranchName, ObjectId};

/// Commits that no statement, frame or timer of this lab made have no record.
const NO_RECORD: u32 = u32::MAX;

/// A host's repository: a band of lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The host.
    pub host: HostId,
    /// Which of its repositories.
    pub generation: usize,
}

/// A line of development: a branch of one host's repository.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    band: Band,
    branch: BranchName,
}

impl Line {
    /// The line of a repository's own `main`.
    pub fn main(band: Band) -> Self {
        let branch = BranchName::main();
        Self { band, branch }
    }
}

/// What a line of development is to the host in whose band it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strand {
    /// Its own `main`.
    Main,
    /// A branch of its own: a query in flight.
    Query,
    /// What it pulled from others.
    Pulled,
}

/// A commit.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Its id.
    pub id: ObjectId,
    /// The band that it is drawn in.
    pub band: u16,
    /// Its place among all commits of that band's repository.
    pub nth: u32,
    record: u32,
}

/// The commits of a history, oldest first, parents before children.
pub struct Source {
    run: RunHandle,
    bands: Vec<Band>,
    items: Vec<Item>,
    /// The commits on the `main` that the host of each band started from.
    before: Vec<BTreeSet<ObjectId>>,
}

/// A source is made once for its run, so it is itself alone: comparing two need not look inside.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Source {
    /// All that the run will ever put into these repositories.
    pub fn of(run: &RunHandle, bands: Vec<Band>) -> Self {
        let before = bands.iter().map(|band| started_from(run, *band)).collect();
        let items = match &bands[..] {
            [band] => of_one(run, *band),
            bands => of_several(run, bands),
        };
        Self {
            run: run.clone(),
            bands,
            items,
            before,
        }
    }

    /// The run.
    pub fn run(&self) -> &RunHandle {
        &self.run
    }

    /// The repositories.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The commits.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The band's repository.
    pub fn repository(&self, band: usize) -> &Repository {
        let band = self.bands[band];
        self.run.repository(band.host, band.generation)
    }

    /// How many of its commits have happened at a moment at which its repositories are in use:
    /// these come first.
    pub fn past(&self, moment: &Moment) -> usize {
        let known: Vec<usize> = (0..self.bands.len())
            .map(|band| {
                let state = moment.run.trace().host_at(self.bands[band].host, moment.at);
                self.repository(band).history_until(state.known).len()
            })
            .collect();
        let is_past = |item: &Item| (item.nth as usize) < known[usize::from(item.band)];
        self.items.partition_point(is_past)
    }

    /// The commit of an item.
    pub fn commit(&self, item: &Item) -> &Commit {
        self.repository(item.band.into())
            .commit_at(item.nth as usize)
            .expect("a repository knows the commits of its history")
    }

    /// What the trace has to say of an item, if this lab made it.
    pub fn record(&self, item: &Item) -> Option<&CommitRecord> {
        self.run.trace().commits().get(item.record as usize)
    }

    /// The line of development that an item belongs to.
    pub fn line(&self, item: &Item) -> Line {
        let band = self.bands[usize::from(item.band)];
        match self.record(item) {
            Some(record) => Line {
                band: Band {
                    host: record.host,
                    generation: record.generation,
                },
                branch: record.branch.clone(),
            },
            None if self.is_of_former_main(item) => Line::main(band),
            None => Line {
                band: Band {
                    generation: usize::MAX,
                    ..band
                },
                branch: BranchName::main(),
            },
        }
    }

    /// What that line is to the band.
    pub fn strand(&self, item: &Item) -> Strand {
        let band = self.bands[usize::from(item.band)];
        match self.record(item) {
            Some(record) if (record.host, record.generation) != (band.host, band.generation) => {
                Strand::Pulled
            }
            Some(record) if record.branch == BranchName::main() => Strand::Main,
            Some(_) => Strand::Query,
            None if self.is_of_former_main(item) => Strand::Main,
            None => Strand::Pulled,
        }
    }

    fn is_of_former_main(&self, item: &Item) -> bool {
        self.before[usize::from(item.band)].contains(&item.id)
    }
}

/// The first parents of the commit that a host's first repository started from, if it did.
fn started_from(run: &RunHandle, band: Band) -> BTreeSet<ObjectId> {
    let mut before = BTreeSet::new();
    let start = run.scenario().hosts[band.host.index()].from;
    let repository = run.repository(band.host, band.generation);
    let mut back = start.filter(|_| band.generation == 0);
    while let Some(commit) = back.and_then(|id| repository.commit(id)) {
        before.insert(commit.id());
        back = commit.parents().first().copied();
    }
    before
}

/// All commits of a band's repository. What a host made stands in its history and in the trace in
/// one order, so that both are gone through in step; the place of all else is looked up.
fn items(run: &RunHandle, place: usize, band: Band) -> impl Iterator<Item = Item> {
    let records = run.trace().commits().iter().enumerate();
    let mut own = records
        .filter(move |(_, it)| (it.host, it.generation) == (band.host, band.generation))
        .peekable();
    let history = run.repository(band.host, band.generation).history();
    history.iter().enumerate().map(move |(nth, id)| {
        let record = match own.next_if(|(_, record)| record.id == *id) {
            Some((record, _)) => Some(record),
            None => {
                let found = run.commits().place(id);
                // What was cut from the history stands in the trace alone.
                while own.next_if(|(record, _)| Some(*record) <= found).is_some() {}
                found
            }
        };
        Item {
            id: *id,
            band: place as u16,
            nth: nth as u32,
            record: record.map_or(NO_RECORD, |record| record as u32),
        }
    })
}

fn of_one(run: &RunHandle, band: Band) -> Vec<Item> {
    let history = run.repository(band.host, band.generation).history();
    let mut all = Vec::with_capacity(history.len());
    all.extend(items(run, 0, band));
    all
}

/// Each commit once, in the order in which they were made: in the band of the host that made it,
/// or, where that has it no more, of the first that has.
fn of_several(run: &RunHandle, bands: &[Band]) -> Vec<Item> {
    let mut former: BTreeSet<ObjectId> = BTreeSet::new();
    let (mut all, mut made): (Vec<Item>, Vec<Item>) = (Vec::new(), Vec::new());
    for (place, band) in bands.iter().enumerate() {
        for item in items(run, place, *band) {
            let record = run.trace().commits().get(item.record as usize);
            let Some(record) = record else {
                if former.insert(item.id) {
                    all.push(item);
                }
                continue;
            };
            let is_own = (record.host, record.generation) == (band.host, band.generation);
            let maker = bands
                .iter()
                .find(|it| (it.host, it.generation) == (record.host, record.generation));
            let has_it = |maker: &Band| {
                let repository = run.repository(maker.host, maker.generation);
                repository.contains(item.id)
            };
            if is_own || !maker.is_some_and(has_it) {
                made.push(item);
            }
        }
    }
    made.sort_by_key(|item| item.record);
    made.dedup_by_key(|item| item.record);
    all.extend(made);
    all
}
