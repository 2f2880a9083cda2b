//! What each row of a history shows at a moment: which commits have happened, where names stand,
//! what was left behind.

use super::abandoned::Abandoned;
use super::sheet::{Sheet, alarm};
use super::source::{Item, Strand};
use crate::state::{CommitRef, Moment};
use crate::views::wording::{host_name, seconds, short};
use versioned_arp::addr::MacAddr;
use versioned_arp::cache::Repository;
use versioned_arp::sim::HostState;
use versioned_arp::store::{BranchName, ObjectId};
use versioned_arp::time::Instant;

/// Rows count from the oldest commit, places from the top of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// How many there are.
    pub len: usize,
    /// Whether the newest is at the top.
    pub newest_first: bool,
}

impl Turn {
    /// The place of a row, or the row of a place.
    pub fn turned(self, it: usize) -> usize {
        if self.newest_first {
            self.len - 1 - it
        } else {
            it
        }
    }
}

/// A name that points at a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefName {
    /// The short name of the branch.
    pub name: String,
    /// Whether it is `main`, which HEAD always is.
    pub head: bool,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct CommitRow {
    /// The commit, as the history of its band shows it.
    pub commit: CommitRef,
    /// The beginning of its id.
    pub short: String,
    /// Where several hosts are shown: who made it.
    pub host: Option<String>,
    /// The first line of its message.
    pub subject: String,
    /// The same with MAC addresses cut to their last byte.
    pub brief: String,
    /// When it was made, in seconds.
    pub time: String,
    /// What is alarming about it, in a word or two.
    pub alarm: Option<&'static str>,
    /// The branches whose tip it is at the moment.
    pub refs: Vec<RefName>,
    /// Whether it has not happened yet at the moment.
    pub future: bool,
    /// Whether a reset left it behind: no branch leads to it at the moment.
    pub abandoned: bool,
    /// What the drawing tells of it, in words.
    pub drawn: String,
}

/// A history at a moment.
pub struct HistoryAt<'a> {
    moment: &'a Moment,
    sheet: &'a Sheet,
    turn: Turn,
    abandoned: &'a Abandoned,
    /// For each band its repository, its host's state, and how many of its commits are known.
    bands: Vec<(&'a Repository, &'a HostState, usize)>,
    past: usize,
}

impl<'a> HistoryAt<'a> {
    /// `sheet` at `moment`, which must be one at which its repositories are in use.
    pub fn new(sheet: &'a Sheet, abandoned: &'a Abandoned, moment: &'a Moment, turn: Turn) -> Self {
        let trace = moment.run.trace();
        let source = sheet.source();
        let bands: Vec<_> = (0..source.bands().len())
            .map(|band| {
                let repository = source.repository(band);
                let state = trace.host_at(source.bands()[band].host, moment.at);
                let known = repository.history_until(state.known).len();
                (repository, state, known)
            })
            .collect();
        let past = sheet.past(|item| (item.nth as usize) < bands[usize::from(item.band)].2);
        Self {
            moment,
            sheet,
            turn,
            abandoned,
            bands,
            past,
        }
    }

    /// The moment.
    pub fn moment(&self) -> &Moment {
        self.moment
    }

    /// How many of the shown commits have happened.
    pub fn past(&self) -> usize {
        self.past
    }

    /// The place of the newest shown commit that has happened.
    pub fn now(&self) -> Option<usize> {
        let row = self.past.checked_sub(1)?;
        Some(self.turn.turned(row))
    }

    /// The commit that `main` of a band is at.
    pub fn head(&self, band: usize) -> Option<ObjectId> {
        self.bands[band]
            .1
            .branches
            .get(&BranchName::main())
            .copied()
    }

    /// The commit at a place.
    pub fn commit(&self, place: usize) -> CommitRef {
        let item = self.sheet.item(self.turn.turned(place));
        let band = self.sheet.source().bands()[usize::from(item.band)];
        CommitRef {
            host: band.host,
            generation: band.generation,
            id: item.id,
        }
    }

    /// When the commit at a place was made, if this lab made it.
    pub fn made(&self, place: usize) -> Option<Instant> {
        let item = self.sheet.item(self.turn.turned(place));
        self.sheet.source().record(item).map(|record| record.at)
    }

    /// What the list shows at a place.
    pub fn row(&self, place: usize) -> CommitRow {
        let row = self.turn.turned(place);
        let item = self.sheet.item(row);
        let source = self.sheet.source();
        let commit = source.commit(item);
        let record = source.record(item);
        let several = source.bands().len() > 1;
        CommitRow {
            commit: self.commit(place),
            short: short(&item.id),
            host: several.then(|| commit.author().name().to_owned()),
            subject: commit.subject().to_owned(),
            brief: brief(commit.subject()),
            time: record.map_or_else(|| "before".to_owned(), |record| seconds(record.at)),
            alarm: alarm(commit),
            refs: self.refs(item),
            future: row >= self.past,
            abandoned: self.abandoned.holds(&item.id, self.moment.at),
            drawn: self.drawn(item),
        }
    }

    fn refs(&self, item: &Item) -> Vec<RefName> {
        let branches = &self.bands[usize::from(item.band)].1.branches;
        let tips = branches.iter().filter(|(_, tip)| **tip == item.id);
        let mut refs: Vec<_> = tips
            .map(|(name, _)| RefName {
                name: name.to_string(),
                head: *name == BranchName::main(),
            })
            .collect();
        refs.sort_by_key(|it| !it.head);
        refs
    }

    /// What a person sees of a commit in the drawing: whose line it is on, and what meets in it.
    fn drawn(&self, item: &Item) -> String {
        let source = self.sheet.source();
        let commit = source.commit(item);
        let mut words = match (source.record(item), source.strand(item)) {
            (_, Strand::Main) => "on main".to_owned(),
            (Some(record), Strand::Query) => format!("on {}", record.branch),
            (Some(record), Strand::Pulled) => {
                format!("fetched from {}", host_name(&self.moment.run, record.host))
            }
            (None, _) => format!("from before, by {}", commit.author().name()),
        };
        let strand = |id: &ObjectId| {
            let row = self.sheet.row(id)?;
            Some(source.strand(self.sheet.item(row)))
        };
        if let (Strand::Query, Some(from)) = (source.strand(item), commit.parents().first())
            && strand(from) == Some(Strand::Main)
        {
            words += &format!(", leaves main at {}", short(from));
        }
        if let [_, merged, ..] = commit.parents() {
            words += &format!(", merges {}", short(merged));
        }
        words
    }
}

/// A subject for a narrow column: MAC addresses are cut to their last byte.
fn brief(subject: &str) -> String {
    let word = |word: &str| match word.parse::<MacAddr>() {
        Ok(_) => format!("…{}", &word[word.len() - 3..]),
        Err(_) => word.to_owned(),
    };
    subject.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
