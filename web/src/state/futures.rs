//! What if: a lab forked at a moment, and the futures that it then has side by side. Each is a text
//! with its own way back and its own run; one of them is on show.

use super::{Document, RunHandle};
use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::report::{Divergence, compare};
use versioned_arp::scenario::Scenario;

/// Futures at most: more than can be told apart are no help.
pub const MOST: usize = 6;

/// A future that is not on show.
#[derive(Clone, Debug)]
pub struct Future {
    /// What its tab says.
    pub name: Rc<str>,
    /// Its text.
    pub document: Rc<Document>,
    /// Its run, as far as it was made.
    pub run: Option<RunHandle>,
    /// The scenario of that run, with the newest places of its nodes.
    pub drawn: Option<Arc<Scenario>>,
    /// The version of the text that the run is of.
    pub shown_version: u64,
}

/// The futures of a lab, that on show among them. Without a fork there is one, which has no tab.
#[derive(Clone, Debug, Default)]
pub struct Futures {
    /// All of them; what is kept of the one on show is as it was when it was last left.
    list: Vec<Future>,
    /// Which of them is on show.
    shown: usize,
    /// How many forks there ever were.
    forks: u32,
}

impl Futures {
    /// What the tabs say, and which of them is on show; nothing before the first fork.
    pub fn tabs(&self) -> (Vec<Rc<str>>, usize) {
        let names = self.list.iter().map(|it| Rc::clone(&it.name));
        (names.collect(), self.shown)
    }

    /// Whether there is room for another one.
    pub fn has_room(&self) -> bool {
        self.list.len() < MOST
    }

    /// Forks the future on show, which `now` is; what is on show then. Only where there is room.
    pub fn fork(&mut self, now: Future) -> Future {
        self.forks += 1;
        let settled = now.shown_version == now.document.version();
        let document = Rc::new(now.document.forked(self.forks));
        let fork = Future {
            name: format!("What if {}", self.forks).into(),
            shown_version: if settled { document.version() } else { 0 },
            document,
            ..now.clone()
        };
        self.leave(now);
        self.shown += 1;
        self.list.insert(self.shown, fork.clone());
        fork
    }

    /// Shows another future in place of the one on show, which `now` is.
    pub fn show(&mut self, index: usize, now: Future) -> Option<Future> {
        let next = self
            .list
            .get(index)
            .filter(|_| index != self.shown)?
            .clone();
        self.leave(now);
        self.shown = index;
        Some(next)
    }

    /// Keeps the one on show as it is now, under the name that its tab has.
    fn leave(&mut self, now: Future) {
        match self.list.get_mut(self.shown) {
            None => self.list.push(now),
            Some(left) => {
                let name = Rc::clone(&left.name);
                *left = Future { name, ..now };
            }
        }
    }

    /// Gives up a future; what is on show then, if that changes.
    pub fn close(&mut self, index: usize) -> Option<Future> {
        if index >= self.list.len() {
            return None;
        }
        self.list.remove(index);
        let shown = index == self.shown;
        if index < self.shown || self.shown == self.list.len() {
            self.shown = self.shown.saturating_sub(1);
        }
        let next = self.list.get(self.shown).filter(|_| shown).cloned();
        if self.list.len() == 1 {
            // One future is no choice.
            self.list.clear();
            self.shown = 0;
        }
        next
    }

    /// The name of the future that the one on show, `name`, is compared with: the one it was forked
    /// from, or the next.
    pub fn other(&self) -> Option<&Future> {
        match self.shown {
            0 => self.list.get(1),
            shown => self.list.get(shown - 1),
        }
    }

    /// Where the one on show, `run`, parts from the other.
    pub fn divergence(&self, run: &RunHandle) -> Option<Divergence> {
        let other = self.other()?.run.as_ref()?;
        Some(compare(other, run))
    }

    /// The texts of all, that of the one on show being `now`: for keeping them.
    pub fn texts(&self, now: &Rc<str>) -> Vec<(Rc<str>, Rc<str>)> {
        let text = |(index, it): (usize, &Future)| {
            let text = if index == self.shown {
                now
            } else {
                it.document.text()
            };
            (Rc::clone(&it.name), Rc::clone(text))
        };
        self.list.iter().enumerate().map(text).collect()
    }

    /// The futures of another visit, of which that at `shown` is on show; fewer than two are none.
    pub fn kept(texts: Vec<(String, String)>, shown: usize) -> Self {
        let future = |(name, text): (String, String)| Future {
            name: name.into(),
            document: Rc::new(Document::new(text.into(), false)),
            run: None,
            drawn: None,
            shown_version: 0,
        };
        let mut list: Vec<_> = texts.into_iter().take(MOST).map(future).collect();
        if list.len() < 2 || shown >= list.len() {
            return Self::default();
        }
        let forks = (1..).zip(&mut list).map(|(fork, future)| {
            future.document = Rc::new(future.document.forked(fork));
            fork
        });
        let forks = forks.last().unwrap_or_default();
        Self { list, shown, forks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn future(text: &str) -> Future {
        Future {
            name: "As it was".into(),
            document: Rc::new(Document::new(text.into(), true)),
            run: None,
            drawn: None,
            shown_version: 0,
        }
    }

    fn names(futures: &Futures) -> Vec<String> {
        futures.tabs().0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_fork_stands_beside_what_it_came_from() {
        let mut futures = Futures::default();
        let fork = futures.fork(future("title \"a\"\n"));
        assert_eq!(names(&futures), ["As it was", "What if 1"]);
        assert_eq!(futures.tabs().1, 1);
        assert_eq!(&**fork.document.text(), "title \"a\"\n");
        assert!(fork.document.unsaved());
        let back = futures.show(0, future("title \"b\"\n"));
        assert_eq!(
            back.map(|it| it.document.text().to_string()).as_deref(),
            Some("title \"a\"\n")
        );
        let again = futures.show(1, future("title \"a\"\n"));
        assert_eq!(
            again.map(|it| it.document.text().to_string()).as_deref(),
            Some("title \"b\"\n")
        );
    }

    #[test]
    fn readings_of_two_futures_never_have_one_number() {
        let mut futures = Futures::default();
        let first = future("title \"a\"\n");
        let fork = futures.fork(first.clone());
        assert_ne!(fork.document.version(), first.document.version());
        assert_ne!(
            futures.fork(fork.clone()).document.version(),
            fork.document.version()
        );
    }

    #[test]
    fn the_last_one_left_has_no_tab() {
        let mut futures = Futures::default();
        let fork = futures.fork(future("a"));
        assert!(futures.close(7).is_none());
        let shown = futures.close(1).expect("the one on show was closed");
        assert_ne!(shown.document.version(), fork.document.version());
        assert!(names(&futures).is_empty() && futures.has_room());
    }

    #[test]
    fn closing_another_one_changes_nothing_on_show() {
        let mut futures = Futures::default();
        let fork = futures.fork(future("a"));
        futures.fork(fork);
        assert!(futures.close(0).is_none());
        assert_eq!(
            (names(&futures), futures.tabs().1),
            (vec!["What if 1".to_owned(), "What if 2".to_owned()], 1)
        );
    }

    #[test]
    fn what_was_kept_comes_back() {
        let mut futures = Futures::default();
        futures.fork(future("a"));
        let texts = futures.texts(&"b".into());
        let texts: Vec<_> = texts
            .iter()
            .map(|(name, text)| (name.to_string(), text.to_string()))
            .collect();
        let kept = Futures::kept(texts, 1);
        assert_eq!((names(&kept), kept.tabs().1), (names(&futures), 1));
        assert!(
            Futures::kept(vec![("a".into(), "a".into())], 0)
                .tabs()
                .0
                .is_empty()
        );
    }
}
