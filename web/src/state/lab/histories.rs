//! Histories that were opened: they are kept, and hosts start from them.

use super::Lab;
use crate::state::{Opening, Overlay, Tone, Volume};
use versioned_arp::scenario::edit;
use versioned_arp::sim::StopReason;
use versioned_arp::store::ObjectId;
use versioned_arp::time::Instant;

impl Lab {
    /// Keeps a history; a run that stopped for want of it is made again.
    pub(super) fn shelve(&mut self, volume: Volume) {
        self.archive.add(&volume);
        let stop = self.run.as_ref().and_then(|run| run.stop());
        match stop.map(|stop| &stop.reason) {
            Some(StopReason::NoHistory { commit, host }) if self.archive.has(*commit) => {
                let text = format!("{} has what {host} starts from.", volume.name);
                self.shown_version = 0;
                self.cancelled = None;
                self.overlay = None;
                self.notices.clear();
                self.notify(Tone::Info, text);
            }
            _ => self.overlay = Some(Overlay::Started(volume)),
        }
    }

    pub(super) fn start_from(&mut self, host: &str, commit: ObjectId) {
        self.overlay = None;
        if !self.document.mistakes().is_empty() {
            let text = "The text has mistakes: mend them first, then start a host from a history.";
            self.notify(Tone::Warning, text.to_owned());
            return;
        }
        let text = edit::start_from(self.document.text(), host, commit);
        self.text().edit(text.into());
        self.opening = Some(Opening {
            at: Some(Instant::ZERO),
            ..Opening::default()
        });
    }
}
