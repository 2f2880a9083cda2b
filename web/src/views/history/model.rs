//! A host's history as rows: its commits in lanes, and what each row shows at a moment. Laid out
//! once for a whole run; a moment only says which rows have happened and where the names are.

use crate::state::{Moment, RunHandle};
use crate::views::wording::{seconds, short};
use std::ops::Range;
use versioned_arp::addr::MacAddr;
use versioned_arp::cache::{Commit, Repository};
use versioned_arp::graph::{Edge, Graph, Window};
use versioned_arp::sim::{HostId, HostState};
use versioned_arp::store::{BranchName, ObjectId};

/// A line of development: a branch of one host's repository.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    host: HostId,
    generation: usize,
    branch: BranchName,
}

impl Line {
    fn main(host: HostId, generation: usize) -> Self {
        let branch = BranchName::main();
        Self {
            host,
            generation,
            branch,
        }
    }
}

/// What a line of development is to the host whose history is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strand {
    /// Its own `main`.
    Main,
    /// A branch of its own: a query in flight.
    Query,
    /// What it pulled from others.
    Pulled,
}

/// A repository's commits in lanes: all that the run will ever put there.
#[derive(Debug)]
pub struct HostHistory {
    host: HostId,
    generation: usize,
    graph: Graph<ObjectId, Line>,
    signs: Vec<Sign>,
}

/// What a commit is drawn with.
#[derive(Clone, Copy, Debug)]
struct Sign {
    strand: Strand,
    merge: bool,
    alarm: Option<&'static str>,
}

/// A history is made once for its run, so it is itself alone: comparing two need not look inside.
impl PartialEq for HostHistory {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl HostHistory {
    /// Lays out a repository of `host`.
    pub fn of(run: &RunHandle, host: HostId, generation: usize) -> Self {
        let repository = run.repository(host, generation);
        let main = Line::main(host, generation);
        let mut history = Self {
            host,
            generation,
            graph: Graph::new(main.clone()),
            signs: Vec::with_capacity(repository.history().len()),
        };
        for id in repository.history() {
            let record = run.commits().record(run.trace(), id);
            let line = record.map_or(main.clone(), |record| Line {
                host: record.host,
                generation: record.generation,
                branch: record.branch.clone(),
            });
            let commit = known(repository, *id);
            history.signs.push(Sign {
                strand: history.strand(&line, &main),
                merge: commit.parents().len() > 1,
                alarm: alarm(commit),
            });
            history.graph.push(*id, commit.parents(), line);
        }
        history
    }

    fn strand(&self, line: &Line, main: &Line) -> Strand {
        if line == main {
            Strand::Main
        } else if (line.host, line.generation) == (self.host, self.generation) {
            Strand::Query
        } else {
            Strand::Pulled
        }
    }

    /// How many commits there are.
    pub fn len(&self) -> usize {
        self.graph.len()
    }

    /// How many lanes they take.
    pub fn width(&self) -> usize {
        self.graph.width()
    }

    /// The place of a commit in the list, newest first from 0.
    pub fn place(&self, id: &ObjectId) -> Option<usize> {
        self.graph.row(id).map(|row| self.turned(row))
    }

    /// The commit at a place in the list.
    pub fn id(&self, place: usize) -> ObjectId {
        *self.graph.id(self.turned(place))
    }

    /// What is to be drawn beside these places of the list.
    pub fn window(&self, places: Range<usize>) -> Window {
        let len = self.len();
        self.graph
            .window(len - places.end.min(len)..len - places.start.min(len))
    }

    /// Which of the host's repositories this is.
    pub fn generation(&self) -> usize {
        self.generation
    }

    /// The strand of the commit at a row of the graph.
    pub fn strand_at(&self, row: usize) -> Strand {
        self.signs[row].strand
    }

    /// Whether several histories meet in the commit at a row of the graph.
    pub fn is_merge(&self, row: usize) -> bool {
        self.signs[row].merge
    }

    /// Whether something is alarming about the commit at a row of the graph.
    pub fn alarms(&self, row: usize) -> bool {
        self.signs[row].alarm.is_some()
    }

    /// The strand whose colour an edge has: a line that goes on or forks has its child's, one
    /// that is merged keeps its own.
    pub fn strand_of(&self, edge: &Edge) -> Strand {
        self.strand_at(if edge.nth == 0 {
            edge.child.row
        } else {
            edge.parent
        })
    }

    /// Rows count from the oldest, places from the newest; the same sum turns either round.
    pub fn turned(&self, row: usize) -> usize {
        self.len() - 1 - row
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
    /// The commit.
    pub id: ObjectId,
    /// The beginning of its id.
    pub short: String,
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
}

/// A history at a moment.
pub struct HistoryAt<'a> {
    moment: &'a Moment,
    history: &'a HostHistory,
    repository: &'a Repository,
    state: &'a HostState,
}

impl<'a> HistoryAt<'a> {
    /// `history` at `moment`, which must be one at which that repository is in use.
    pub fn new(history: &'a HostHistory, moment: &'a Moment) -> Self {
        let run = &moment.run;
        Self {
            moment,
            history,
            repository: run.repository(history.host, history.generation),
            state: run.trace().host_at(history.host, moment.at),
        }
    }

    /// How many commits are still to come: they are at the front of the list.
    pub fn to_come(&self) -> usize {
        self.history.len() - self.known()
    }

    /// The place of the newest commit that has happened.
    pub fn now(&self) -> Option<usize> {
        let place = self.to_come();
        (place < self.history.len()).then_some(place)
    }

    /// How many commits have happened.
    pub fn known(&self) -> usize {
        self.repository.history_until(self.state.known).len()
    }

    /// What the list shows at a place.
    pub fn row(&self, place: usize) -> CommitRow {
        let id = self.history.id(place);
        let commit = known(self.repository, id);
        let record = self
            .moment
            .run
            .commits()
            .record(self.moment.run.trace(), &id);
        CommitRow {
            id,
            short: short(&id),
            subject: commit.subject().to_owned(),
            brief: brief(commit.subject()),
            time: record.map_or_else(String::new, |record| seconds(record.at)),
            alarm: self.history.signs[self.history.turned(place)].alarm,
            refs: self.refs(&id),
            future: place < self.to_come(),
        }
    }

    fn refs(&self, id: &ObjectId) -> Vec<RefName> {
        let tips = self.state.branches.iter().filter(|(_, tip)| *tip == id);
        let mut refs: Vec<_> = tips
            .map(|(name, _)| RefName {
                name: name.to_string(),
                head: *name == BranchName::main(),
            })
            .collect();
        refs.sort_by_key(|it| !it.head);
        refs
    }
}

/// The alarm of a commit whose subject says the same in other words.
pub const CHANGED: &str = "new MAC";

/// What is alarming about a commit: two MAC addresses were said to have one IP address.
fn alarm(commit: &Commit) -> Option<&'static str> {
    if commit.trailers().any(|(key, _)| key == "Conflict") {
        Some("conflict")
    } else if commit.subject().starts_with("changed: ") {
        Some(CHANGED)
    } else {
        None
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

fn known(repository: &Repository, id: ObjectId) -> &Commit {
    repository
        .commit(id)
        .expect("a repository knows the commits of its history")
}
