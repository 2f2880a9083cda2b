//! What hosts have still to write down. News of neighbours changes a host's table at once, since its
//! engine reads that; the commits are made some at a time, host by host: before anything else is
//! done to the host's history, and before anybody can look at it. That a host's history is in the
//! processor's caches then, and a hundred others' are not, makes it a good deal faster.

use super::run::cause_line;
use super::{Cause, CommitRecord, HostId, Run};
use crate::arp::Edit;
use crate::cache::Why;
use crate::store::BranchName;
use crate::time::Instant;

/// An edit of entries that is in the table, and not in the history.
pub(super) struct Unwritten {
    edit: Edit,
    /// For the commit's `Note:` trailers.
    notes: Vec<String>,
    at: Instant,
    cause: Cause,
    /// The commit's place in the trace.
    record: usize,
}

impl Run {
    /// Makes an edit that a host's engine proposed a part of its table and of its history.
    pub(super) fn edit(&mut self, id: HostId, cause: Cause, edit: Edit, notes: Vec<String>) {
        if edit.is_of_query() {
            self.write_down(id);
            let scenario = self.scenario.clone();
            let why = Why {
                at: self.now,
                cause: cause_line(&scenario, cause),
            };
            let cache = self.hosts[id.index()].cache_mut();
            let made = cache.apply_with_notes(&edit, notes, &why);
            return self.record_commits(id, cause, made);
        }
        let host = &mut self.hosts[id.index()];
        if host.unwritten.is_empty() {
            self.behind.push(id);
        }
        host.note(&edit);
        let record = self.trace.commits().len();
        host.unwritten.push(Unwritten {
            edit,
            notes,
            at: self.now,
            cause,
            record,
        });
        let generation = host.generation();
        self.trace.committed(CommitRecord {
            host: id,
            generation,
            id: CommitRecord::UNWRITTEN,
            at: self.now,
            branch: BranchName::main(),
            cause,
        });
    }

    /// Brings a host's history up to its table.
    pub(super) fn write_down(&mut self, id: HostId) {
        let scenario = &self.scenario;
        let host = &mut self.hosts[id.index()];
        let mut unwritten = std::mem::take(&mut host.unwritten);
        for Unwritten {
            edit,
            notes,
            at,
            cause,
            record,
        } in unwritten.drain(..)
        {
            let why = Why {
                at,
                cause: cause_line(scenario, cause),
            };
            let made = host.write_down(&edit, notes, &why);
            self.trace.written(record, made.id);
            self.trace.host(id, at, host.noted_state());
        }
        host.unwritten = unwritten; // Its room is used again.
    }

    /// Brings all histories up to their tables.
    pub(super) fn write_all_down(&mut self) {
        for id in std::mem::take(&mut self.behind) {
            self.write_down(id);
        }
    }
}
