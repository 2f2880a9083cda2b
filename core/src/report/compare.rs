//! Two runs beside each other: in which frame, commit and cache entry they first differ. Hosts are
//! the same when their names are, since the labs may have other hosts beside them.

use crate::arp::Entry;
use crate::cache::{Ip, Tree};
use crate::sim::{FrameNumber, FrameRecord, HostId, HostState, Run};
use crate::store::{BranchName, ObjectId};
use crate::time::Instant;
use std::fmt::{self, Display};
use std::net::Ipv4Addr;

/// Where two runs part. What is `None` on one side is there on the other alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Divergence {
    /// The first frame that is not the same: its time, sender or bytes.
    pub frame: Option<First<(), FrameNumber>>,
    /// The first commit that is not the same, of all hosts that both runs have.
    pub commit: Option<First<String, ObjectId>>,
    /// The first entry of a cache that is not the same; the host's name and the address.
    pub entry: Option<First<(String, Ipv4Addr), Entry>>,
}

/// The first difference of a kind.
#[derive(Clone, Debug, PartialEq)]
pub struct First<W, T> {
    /// When: on the earlier of the two sides.
    pub at: Instant,
    /// Whose.
    pub whose: W,
    /// What one run has.
    pub ours: Option<T>,
    /// What the other has.
    pub theirs: Option<T>,
}

/// Where `theirs` parts from `ours`, both as far as they were run and up to the earlier end.
pub fn compare(ours: &Run, theirs: &Run) -> Divergence {
    let end = ours.now().min(theirs.now());
    let pairs: Vec<_> = pairs(ours, theirs).collect();
    let commits = pairs.iter().filter_map(|pair| pair.commit(end));
    let entries = pairs.iter().filter_map(|pair| pair.entry(end));
    Divergence {
        frame: frame(ours, theirs, end),
        commit: commits.min_by_key(|first| first.at),
        entry: entries.min_by_key(|first| first.at),
    }
}

impl Divergence {
    /// Whether the runs are the same as far as anybody could see.
    pub fn is_none(&self) -> bool {
        self.frame.is_none() && self.commit.is_none() && self.entry.is_none()
    }

    /// When the runs first differ in anything.
    pub fn at(&self) -> Option<Instant> {
        let times = [
            self.frame.as_ref().map(|it| it.at),
            self.commit.as_ref().map(|it| it.at),
            self.entry.as_ref().map(|it| it.at),
        ];
        times.into_iter().flatten().min()
    }
}

/// Three lines: the first frame, commit and entry that differ.
impl Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |at: Instant| format!("{}.{:06}", at.as_secs(), at.as_micros() % 1_000_000);
        match &self.frame {
            None => writeln!(f, "frame   the same")?,
            Some(it) => {
                let number = |it: &FrameNumber| it.get().to_string();
                let [a, b] = sides(it, number);
                writeln!(f, "frame   {} s  {a} | {b}", at(it.at))?;
            }
        }
        match &self.commit {
            None => writeln!(f, "commit  the same")?,
            Some(it) => {
                let [a, b] = sides(it, |id: &ObjectId| id.to_hex_with_len(7).to_string());
                writeln!(f, "commit  {} s  {}: {a} | {b}", at(it.at), it.whose)?;
            }
        }
        match &self.entry {
            None => writeln!(f, "entry   the same"),
            Some(it) => {
                let [a, b] = sides(it, described);
                let (host, ip) = &it.whose;
                writeln!(f, "entry   {} s  {host} {ip}: {a} | {b}", at(it.at))
            }
        }
    }
}

/// An entry in a few words: `02:00:00:00:00:01 REACHABLE`.
fn described(entry: &Entry) -> String {
    match entry.mac {
        Some(mac) => format!("{mac} {}", entry.state),
        None => entry.state.to_string(),
    }
}

fn sides<W, T>(first: &First<W, T>, said: impl Fn(&T) -> String) -> [String; 2] {
    [&first.ours, &first.theirs].map(|side| side.as_ref().map_or_else(|| "-".into(), &said))
}

fn frame(ours: &Run, theirs: &Run, end: Instant) -> Option<First<(), FrameNumber>> {
    let a = ours.trace().frames_until(end);
    let b = theirs.trace().frames_until(end);
    let name = |run: &Run, frame: &FrameRecord| -> String {
        run.scenario().hosts[frame.from.index()].name.clone()
    };
    let same = |(x, y): &(&FrameRecord, &FrameRecord)| {
        x.at == y.at && x.bytes == y.bytes && name(ours, x) == name(theirs, y)
    };
    let shared = a.iter().zip(b).take_while(same).count();
    let (ours, theirs) = (a.get(shared), b.get(shared));
    let at = earlier(ours.map(|it| it.at), theirs.map(|it| it.at))?;
    Some(First {
        at,
        whose: (),
        ours: ours.map(|it| it.number),
        theirs: theirs.map(|it| it.number),
    })
}

/// A host that both runs have.
struct Pair<'r> {
    name: &'r str,
    sides: [(&'r Run, HostId); 2],
}

fn pairs<'r>(ours: &'r Run, theirs: &'r Run) -> impl Iterator<Item = Pair<'r>> {
    let hosts = ours.scenario().hosts.iter().enumerate();
    hosts.filter_map(move |(index, host)| {
        let others = &theirs.scenario().hosts;
        let other = others.iter().position(|it| it.name == host.name)?;
        Some(Pair {
            name: &host.name,
            sides: [(ours, HostId::new(index)), (theirs, HostId::new(other))],
        })
    })
}

impl<'r> Pair<'r> {
    fn commit(&self, end: Instant) -> Option<First<String, ObjectId>> {
        let [a, b] = self.sides.map(|(run, host)| {
            let all = run.trace().commits_until(end).iter();
            all.filter(move |it| it.host == host)
        });
        let (mut a, mut b) = (a, b);
        loop {
            let (ours, theirs) = (a.next(), b.next());
            if ours.map(|it| it.id) != theirs.map(|it| it.id) {
                return Some(First {
                    at: earlier(ours.map(|it| it.at), theirs.map(|it| it.at))?,
                    whose: self.name.to_owned(),
                    ours: ours.map(|it| it.id),
                    theirs: theirs.map(|it| it.id),
                });
            }
            ours?;
        }
    }

    fn entry(&self, end: Instant) -> Option<First<(String, Ipv4Addr), Entry>> {
        let [a, b] = self
            .sides
            .map(|(run, host)| run.trace().host_timeline(host));
        let (mut i, mut j) = (0, 0);
        loop {
            // Both sides as of the next moment at which one of them changed.
            let next = |list: &[(Instant, HostState)], at: usize| list.get(at).map(|it| it.0);
            let at = earlier(next(a, i), next(b, j)).filter(|at| *at <= end)?;
            i += usize::from(next(a, i) == Some(at));
            j += usize::from(next(b, j) == Some(at));
            let trees =
                [(a, i), (b, j)].map(|(list, known)| known.checked_sub(1).map(|it| &list[it].1));
            let [ours, theirs] = [0, 1].map(|side| self.tree(side, trees[side]?));
            let (Some(ours), Some(theirs)) = (ours, theirs) else {
                continue;
            };
            if ours.id() == theirs.id() {
                continue;
            }
            let change = ours.diff(theirs).into_iter().next()?;
            let Ip(ip) = change.key;
            return Some(First {
                at,
                whose: (self.name.to_owned(), ip),
                ours: change.before,
                theirs: change.after,
            });
        }
    }

    fn tree(&self, side: usize, state: &HostState) -> Option<&'r Tree> {
        let (run, host) = self.sides[side];
        let tip = state.branches.get(&BranchName::main())?;
        let commit = run.repository(host, state.generation).commit(*tip)?;
        Some(commit.tree())
    }
}

fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    [a, b].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    use std::sync::Arc;

    const HOSTS: &str = "host ann 10.0.0.1 profile classic\nhost bob 10.0.0.2 profile classic\n";

    fn run(statements: &str) -> Run {
        let text = format!("{HOSTS}{statements}end 9s\n");
        let scenario = parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let end = scenario.end;
        let mut run = Run::new(Arc::new(scenario));
        run.advance(end, 100_000);
        run
    }

    #[test]
    fn a_run_does_not_differ_from_itself() {
        let run = run("at 1s ann query bob\n");
        let divergence = compare(&run, &run);
        assert!(divergence.is_none());
        assert_eq!(divergence.at(), None);
        assert_eq!(
            divergence.to_string(),
            "frame   the same\ncommit  the same\nentry   the same\n"
        );
    }

    #[test]
    fn futures_part_where_one_of_them_is_acted_on() {
        let first = "at 1s ann query bob\n";
        let ours = run(&format!("{first}at 3s ann flush\n"));
        let theirs = run(&format!("{first}at 5s bob announce\n"));
        let divergence = compare(&ours, &theirs);
        assert_eq!(divergence.at(), Some(Instant::from_secs(3)));
        let frame = divergence.frame.expect("bob's announcement is a frame");
        // The query took frames 1 and 2.
        assert_eq!((frame.ours, frame.theirs), (None, FrameNumber::new(3)));
        let commit = divergence.commit.expect("a flush is a commit");
        assert_eq!((commit.at, &*commit.whose), (Instant::from_secs(3), "ann"));
        let entry = divergence.entry.expect("what was flushed is gone");
        assert_eq!(entry.whose, ("ann".to_owned(), Ipv4Addr::new(10, 0, 0, 2)));
        assert!(entry.ours.is_none() && entry.theirs.is_some());
    }

    #[test]
    fn a_host_of_one_lab_alone_is_not_compared() {
        let ours = run("at 1s ann query bob\n");
        let theirs = run("host zoe 10.0.0.9 profile classic\nat 1s ann query bob\n");
        let divergence = compare(&ours, &theirs);
        assert!(divergence.is_none(), "{divergence}");
    }
}
