//! Which commits of a history a person wants to see: by address, words, cause, branch and time.

use super::sheet::{Sheet, alarm};
use super::source::{Item, Source, Strand};
use std::collections::BTreeSet;
use std::rc::Rc;
use versioned_arp::addr::Ipv4Addr;
use versioned_arp::cache::{Commit, Ip};
use versioned_arp::scenario;
use versioned_arp::sim::Cause;
use versioned_arp::store::{BranchName, ObjectId};
use versioned_arp::time::Instant;

/// Which line of development is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum On {
    /// All of them.
    #[default]
    All,
    /// What was made on `main`.
    Main,
    /// What was made while an address was asked for.
    Queries,
    /// What other hosts had made.
    Fetched,
    /// What this branch leads to.
    Branch(BranchName),
}

/// Which cause is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// A frame that arrived.
    Frame,
    /// A timer.
    Timer,
    /// A line of the text.
    Statement,
}

impl Because {
    /// All of them.
    pub const ALL: [Because; 3] = [Because::Frame, Because::Timer, Because::Statement];

    /// The cause as a commit's trailer names it.
    pub fn word(self) -> &'static str {
        match self {
            Because::Frame => "Frame",
            Because::Timer => "Timer",
            Because::Statement => "Statement",
        }
    }
}

/// What is asked for; nothing asks for all commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// An address, for the commits that changed its entry; else words of a subject, or the
    /// beginning of an id.
    pub words: String,
    /// The line of development.
    pub on: On,
    /// The cause.
    pub because: Option<Because>,
    /// Only where two MAC addresses were said to have one IP address.
    pub conflicts: bool,
    /// Only what was made at or after this moment, as it was typed.
    pub since: String,
    /// Only what was made at or before this moment, as it was typed.
    pub until: String,
}

/// A moment as a statement has it, or in plain seconds.
pub fn moment(text: &str) -> Option<Instant> {
    let mut word: String = text.split_whitespace().collect();
    if word.ends_with(|last: char| last.is_ascii_digit()) {
        word.push('s');
    }
    scenario::parse_time(&word).ok()
}

impl Filter {
    /// Whether all commits pass.
    pub fn is_open(&self) -> bool {
        self.words.trim().is_empty()
            && self.on == On::All
            && self.because.is_none()
            && !self.conflicts
            && self.since.trim().is_empty()
            && self.until.trim().is_empty()
    }

    /// The address that is asked for.
    pub fn address(&self) -> Option<Ipv4Addr> {
        self.words.trim().parse().ok()
    }

    /// The commits of a source that pass, as its items by index.
    pub fn passed(&self, source: &Source) -> Vec<u32> {
        let address = self.address();
        let words = self.words.trim().to_lowercase();
        let reached = match &self.on {
            On::Branch(name) => Some(reached(source, name)),
            _ => None,
        };
        let (since, until) = (moment(&self.since), moment(&self.until));
        // What came with a history from elsewhere was made before all that is here.
        let made = |item: &Item| source.record(item).map(|it| it.at);
        let passes = |item: &Item| {
            let commit = source.commit(item);
            self.on_line(source, item, reached.as_ref())
                && (self.because).is_none_or(|it| because(source, item, commit) == Some(it))
                && (!self.conflicts || alarm(commit).is_some())
                && since.is_none_or(|since| made(item).is_some_and(|at| at >= since))
                && until.is_none_or(|until| made(item).is_none_or(|at| at <= until))
                && match address {
                    Some(ip) => changes(source, item, commit, ip),
                    None => {
                        words.is_empty()
                            || commit.subject().to_lowercase().contains(&words)
                            || begins(&item.id, &words)
                    }
                }
        };
        let items = (0..).zip(source.items());
        items
            .filter(|(_, item)| passes(item))
            .map(|(index, _)| index)
            .collect()
    }

    fn on_line(&self, source: &Source, item: &Item, reached: Option<&BTreeSet<ObjectId>>) -> bool {
        match self.on {
            On::All => true,
            On::Main => source.strand(item) == Strand::Main,
            On::Queries => source.strand(item) == Strand::Query,
            On::Fetched => source.strand(item) == Strand::Pulled,
            On::Branch(_) => reached.is_some_and(|reached| reached.contains(&item.id)),
        }
    }
}

/// The sheet of what passes; all of it if nothing is asked for.
pub fn sheet(source: &Rc<Source>, filter: &Filter) -> Sheet {
    if filter.is_open() {
        Sheet::of(Rc::clone(source))
    } else {
        filtered(source, filter)
    }
}

fn filtered(source: &Rc<Source>, filter: &Filter) -> Sheet {
    Sheet::of_some(Rc::clone(source), &filter.passed(source))
}

/// The branches that people made in these repositories, and what they point at last.
pub fn branches(source: &Source) -> Vec<BranchName> {
    let mut names = BTreeSet::new();
    for band in source.bands() {
        for (_, state) in source.run().trace().host_timeline(band.host) {
            // Most states have `main` alone, or a query in flight beside it.
            if state.generation == band.generation && state.branches.len() > 1 {
                let own = state.branches.keys().filter(|name| is_made(name));
                names.extend(own.cloned());
            }
        }
    }
    names.into_iter().collect()
}

/// Whether a person made this branch.
fn is_made(name: &BranchName) -> bool {
    *name != BranchName::main() && !name.as_str().starts_with("query/")
}

/// What a branch leads to, at the last moment at which it is there.
fn reached(source: &Source, name: &BranchName) -> BTreeSet<ObjectId> {
    let mut reached = BTreeSet::new();
    for (place, band) in source.bands().iter().enumerate() {
        let states = source.run().trace().host_timeline(band.host).iter().rev();
        let mut states = states.filter(|(_, state)| state.generation == band.generation);
        let tip = states.find_map(|(_, state)| state.branches.get(name).copied());
        let log = source.repository(place).log(tip);
        reached.extend(log.map(Commit::id));
    }
    reached
}

/// Why a commit was made: as this lab knows, or as its message tells.
fn because(source: &Source, item: &Item, commit: &Commit) -> Option<Because> {
    if let Some(record) = source.record(item) {
        return Some(match record.cause {
            Cause::Frame(_) => Because::Frame,
            Cause::Timer(_) => Because::Timer,
            Cause::Statement(_) | Cause::Start => Because::Statement,
        });
    }
    commit
        .trailers()
        .find_map(|(key, _)| Because::ALL.into_iter().find(|it| it.word() == key))
}

/// Whether a commit changed the entry of an address, against its first parent.
fn changes(source: &Source, item: &Item, commit: &Commit, ip: Ipv4Addr) -> bool {
    let repository = source.repository(item.band.into());
    let parent = commit.parents().first();
    let parent = parent.and_then(|id| repository.commit(*id));
    let before = parent.and_then(|parent| parent.tree().get(&Ip(ip)));
    before != commit.tree().get(&Ip(ip))
}

/// Whether an id begins with these digits, four at least.
fn begins(id: &ObjectId, digits: &str) -> bool {
    let is_hex = digits.len() >= 4 && digits.bytes().all(|it| it.is_ascii_hexdigit());
    is_hex && id.to_string().starts_with(digits)
}
