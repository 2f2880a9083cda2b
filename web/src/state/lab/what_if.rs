//! What if: forking the lab and going from one of its futures to another.

use super::Lab;
use crate::state::futures::Future;
use crate::state::{Futures, Tone};
use std::rc::Rc;

impl Lab {
    /// Forks the lab; the fork is on show then, at the same moment.
    pub(super) fn fork(&mut self) {
        if !self.futures.has_room() {
            let text = "More futures than this cannot be told apart: close one first.";
            return self.notify(Tone::Warning, text.to_owned());
        }
        let now = self.future();
        let fork = Rc::make_mut(&mut self.futures).fork(now);
        self.show(fork);
    }

    /// Shows another future at the same moment.
    pub(super) fn show_future(&mut self, index: usize) {
        let now = self.future();
        if let Some(next) = Rc::make_mut(&mut self.futures).show(index, now) {
            self.show(next);
        }
    }

    /// Gives up a future.
    pub(super) fn close_future(&mut self, index: usize) {
        if let Some(next) = Rc::make_mut(&mut self.futures).close(index) {
            self.show(next);
        }
    }

    /// Takes up the futures of another visit.
    pub fn with_futures(mut self, futures: Futures) -> Self {
        self.futures = Rc::new(futures);
        self
    }

    /// What is on show, as a future to come back to.
    fn future(&self) -> Future {
        Future {
            name: "As it was".into(),
            document: Rc::clone(&self.document),
            run: self.run.clone(),
            drawn: self.drawn.clone(),
            shown_version: self.shown_version,
        }
    }

    fn show(&mut self, future: Future) {
        let at = self.playback.at();
        self.document = future.document;
        self.drawn = future.drawn;
        self.shown_version = future.shown_version;
        self.cancelled = None;
        self.progress = None;
        self.opening = None;
        if let Some(run) = future.run {
            self.lens = match &self.run {
                Some(before) => self.lens.carried(before, &run),
                None => self.lens,
            };
            self.selection = self.selection.within(&run);
            self.seek(&run, at.min(run.end()));
            self.run = Some(run);
        }
    }
}
