//! Which records are listed, and in which order: a display filter, and a column to sort by. Worked
//! off in slices, so that the page stays alive while 100,000 frames are looked at.

use super::model::row_of;
use super::view::View;
use crate::hooks::window;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use versioned_arp::filter::Filter;
use versioned_arp::report::Extras;
use yew::prelude::*;

/// A slice, in milliseconds, and records between two looks at the clock.
const SLICE_MS: f64 = 8.0;
const RECORDS: usize = 256;

/// The columns of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The order of the capture.
    #[default]
    Number,
    /// The same.
    Time,
    /// Who sent it.
    From,
    /// Whom it is for.
    To,
    /// What it is.
    Protocol,
    /// What it says.
    Info,
    /// How many commits it caused.
    Taught,
}

impl Column {
    /// All of them, from left to right, with their heads.
    pub const ALL: [(Column, &'static str, &'static str); 7] = [
        (Column::Number, "No.", "number"),
        (Column::Time, "Time", "time"),
        (Column::From, "From", "from"),
        (Column::To, "To", "to"),
        (Column::Protocol, "Protocol", "protocol"),
        (Column::Info, "Info", "info"),
        (Column::Taught, "Taught", "taught"),
    ];
}

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// Whether the last comes first.
    pub falling: bool,
}

impl Sort {
    /// After a press on the head of a column.
    pub fn pressed(self, column: Column) -> Self {
        Self {
            column,
            falling: column == self.column && !self.falling,
        }
    }

    /// Whether records are in the order of the capture.
    pub fn is_plain(self) -> bool {
        matches!(self.column, Column::Number | Column::Time) && !self.falling
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Of what.
    pub view: Rc<View>,
    /// What passes; everything if there is none.
    pub filter: Option<Rc<Filter>>,
    /// In which order.
    pub sort: Sort,
}

impl Wanted {
    fn is_everything(&self) -> bool {
        self.filter.is_none() && self.sort.is_plain()
    }
}

/// The records that are listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Sifted {
    /// What they were sifted from, and how.
    wanted: Wanted,
    /// Their places, in the order of the list; `None` for all in the order of the capture.
    places: Option<Rc<[u32]>>,
}

impl Sifted {
    fn everything(wanted: Wanted) -> Self {
        Self {
            wanted,
            places: None,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        let all = || self.wanted.view.len();
        self.places.as_ref().map_or_else(all, |places| places.len())
    }

    /// The record in a line of the list.
    pub fn place(&self, line: usize) -> Option<usize> {
        match &self.places {
            None => (line < self.wanted.view.len()).then_some(line),
            Some(places) => places.get(line).map(|place| *place as usize),
        }
    }

    /// The line of a record, if it is listed.
    pub fn line(&self, place: usize) -> Option<usize> {
        let Some(places) = &self.places else {
            return Some(place);
        };
        let wanted = u32::try_from(place).ok()?;
        match self.wanted.sort.is_plain() {
            true => places.binary_search(&wanted).ok(),
            false => places.iter().position(|place| *place == wanted),
        }
    }

    /// The line of the last of the first `count` records of the capture, in a list in that order.
    pub fn last_of(&self, count: usize) -> Option<usize> {
        let lines = match &self.places {
            None => count,
            Some(places) => places.partition_point(|place| (*place as usize) < count),
        };
        lines.checked_sub(1).filter(|_| self.wanted.sort.is_plain())
    }
}

/// A key to sort by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(usize),
    Text(String),
}

/// The work, as far as it is done.
struct Work {
    wanted: Wanted,
    extras: Extras,
    next: Option<usize>,
    found: Vec<u32>,
    keys: Vec<(Key, u32)>,
}

impl Work {
    fn new(wanted: Wanted) -> Self {
        let run = wanted.view.run();
        let filter = wanted.filter.as_ref();
        Self {
            extras: filter.map_or_else(Extras::none, |filter| Extras::of(filter, run)),
            wanted,
            next: Some(0),
            found: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// Goes on with so many records; the outcome, once there is one.
    fn go_on(&mut self, budget: usize) -> Option<Sifted> {
        if let Some(from) = self.next {
            self.sift(from, budget);
            return None;
        }
        let Sort { column, falling } = self.wanted.sort;
        if !matches!(column, Column::Number | Column::Time) {
            let from = self.keys.len();
            if from < self.found.len() {
                let to = self.found.len().min(from + budget);
                for index in from..to {
                    let place = self.found[index];
                    let key = key(&self.wanted.view, place as usize, column);
                    self.keys.push((key, place));
                }
                return None;
            }
            self.keys.sort_unstable();
            self.found = self.keys.drain(..).map(|(_, place)| place).collect();
        }
        if falling {
            self.found.reverse();
        }
        Some(Sifted {
            wanted: self.wanted.clone(),
            places: Some(std::mem::take(&mut self.found).into()),
        })
    }

    fn sift(&mut self, from: usize, budget: usize) {
        let view = &self.wanted.view;
        let (run, capture) = (view.run(), view.capture());
        self.next = match &self.wanted.filter {
            Some(filter) => {
                let (extras, found) = (&mut self.extras, &mut self.found);
                capture.filter(run, filter, extras, from, budget, found)
            }
            None => {
                let all = u32::try_from(view.len()).unwrap_or(u32::MAX);
                self.found = (0..all).collect();
                None
            }
        };
    }
}

fn key(view: &View, place: usize, column: Column) -> Key {
    let row = row_of(view, place);
    match column {
        Column::Number | Column::Time => Key::Number(place),
        Column::From => Key::Text(row.from),
        Column::To => Key::Text(row.to),
        Column::Protocol => Key::Text(row.protocol.into_owned()),
        Column::Info => Key::Text(row.info),
        Column::Taught => Key::Number(view.record(place).frame.commits.len()),
    }
}

/// Sifts, a slice at a time. Until the outcome is there the last one of the same capture stays.
#[hook]
pub fn use_sifted(wanted: Wanted) -> (Sifted, bool) {
    let done = use_state(|| None::<Sifted>);
    use_effect_with(wanted.clone(), {
        let done = done.setter();
        move |wanted| {
            let job = match wanted.is_everything() {
                true => {
                    done.set(None);
                    None
                }
                false => Some(start(wanted.clone(), done)),
            };
            move || drop(job)
        }
    });
    match &*done {
        _ if wanted.is_everything() => (Sifted::everything(wanted), false),
        Some(sifted) if sifted.wanted.view == wanted.view => {
            let busy = sifted.wanted != wanted;
            (sifted.clone(), busy)
        }
        _ => (Sifted::everything(wanted), true),
    }
}

/// The next turn; dropping it ends the work.
type Turn = Rc<RefCell<Option<Timeout>>>;

fn start(wanted: Wanted, done: UseStateSetter<Option<Sifted>>) -> Turn {
    let turn = Turn::default();
    go(Work::new(wanted), &done, &turn);
    turn
}

fn go(mut work: Work, done: &UseStateSetter<Option<Sifted>>, turn: &Turn) {
    let clock = window().performance();
    let now = || clock.as_ref().map_or(f64::INFINITY, |clock| clock.now());
    let begun = now();
    loop {
        if let Some(sifted) = work.go_on(RECORDS) {
            return done.set(Some(sifted));
        }
        if now() - begun >= SLICE_MS {
            break;
        }
    }
    let (done, again) = (done.clone(), Rc::downgrade(turn));
    let timeout = Timeout::new(0, move || {
        if let Some(turn) = again.upgrade() {
            go(work, &done, &turn);
        }
    });
    // The timeout that calls this has fired: dropping it changes nothing.
    turn.replace(Some(timeout));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::lab;
    use versioned_arp::sim::HostId;

    const LAB: &str = "end 9s
host ann 10.0.0.1
host bob 10.0.0.2
host carol 10.0.0.3
at 1s carol ping bob
at 2s ann ping bob
at 3s ann send carol:7 \"hello\"";

    fn sifted(host: Option<usize>, filter: &str, column: Column, falling: bool) -> Sifted {
        let view = Rc::new(View::of(&lab(LAB), host.map(HostId::new)));
        let filter = Filter::parse(filter).expect("the filter is right");
        let mut work = Work::new(Wanted {
            view,
            filter: Some(Rc::new(filter)),
            sort: Sort { column, falling },
        });
        loop {
            if let Some(sifted) = work.go_on(3) {
                return sifted;
            }
        }
    }

    fn from(sifted: &Sifted) -> Vec<String> {
        let places = (0..sifted.len()).filter_map(|line| sifted.place(line));
        places
            .map(|place| row_of(&sifted.wanted.view, place).from)
            .collect()
    }

    #[test]
    fn only_what_passes_is_listed_and_found_again() {
        let requests = sifted(None, "icmp.type == 8", Column::Number, false);
        assert_eq!(from(&requests), ["carol", "ann"]);
        let place = requests.place(1).expect("a second request");
        assert_eq!(requests.line(place), Some(1));
        assert_eq!(requests.line(0), None, "ARP came first");
        assert_eq!(requests.last_of(place), Some(0));
        assert_eq!(requests.last_of(place + 1), Some(1));
        assert_eq!(requests.place(2), None);
    }

    #[test]
    fn columns_sort_both_ways() {
        let by = |column, falling| from(&sifted(None, "icmp || udp", column, falling));
        let mut names = by(Column::From, false);
        assert!(names.is_sorted(), "{names:?}");
        names.reverse();
        assert_eq!(by(Column::From, true), names);
        let taught = sifted(None, "", Column::Taught, true);
        let commits = |line: usize| {
            let place = taught.place(line).expect("a line");
            taught.wanted.view.record(place).frame.commits.len()
        };
        assert!((1..taught.len()).all(|line| commits(line - 1) >= commits(line)));
        assert_eq!(taught.last_of(3), None, "nothing to follow");
    }

    #[test]
    fn a_press_on_a_head_sorts_and_another_turns_round() {
        let sort = Sort::default().pressed(Column::Info);
        assert_eq!((sort.column, sort.falling), (Column::Info, false));
        assert!(sort.pressed(Column::Info).falling);
        assert!(
            sort.pressed(Column::Info)
                .pressed(Column::Number)
                .is_plain()
        );
        assert!(!Sort::default().pressed(Column::Number).is_plain());
    }

    #[test]
    fn a_hosts_packets_are_numbered_for_itself() {
        let ann = sifted(Some(0), "udp && !icmp", Column::Number, false);
        let all = sifted(None, "udp && !icmp", Column::Number, false);
        assert_eq!((ann.len(), all.len()), (1, 1));
        assert!(ann.place(0) < all.place(0));
    }
}
