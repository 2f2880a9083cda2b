//! A commit in full, as plain values: where it stands, why it was made, what it changed, and what
//! a merge chose.

use crate::state::{CommitRef, RunHandle};
use crate::views::wording::{Why, exact_seconds, host_name};
use versioned_arp::addr::Ipv4Addr;
use versioned_arp::arp::Entry;
use versioned_arp::cache::{Commit, Repository};
use versioned_arp::sim::CommitRecord;
use versioned_arp::store::ObjectId;
use versioned_arp::time::Instant;

/// A commit in full.
#[derive(Clone, Debug, PartialEq)]
pub struct CommitDetail {
    /// Its id.
    pub id: ObjectId,
    /// The first line of its message.
    pub subject: String,
    /// Whose it is.
    pub author: String,
    /// When it was made.
    pub at: Option<Instant>,
    /// Its parents: the id, and the first line of the message.
    pub parents: Vec<(ObjectId, String)>,
    /// Why it was made.
    pub why: Option<Why>,
    /// What should be known about it: the `Conflict:` and `Note:` lines.
    pub remarks: Vec<(String, String)>,
    /// What the pull that made it moved, in words.
    pub moved: Option<String>,
    /// What it changed against its first parent, in order of address.
    pub changes: Vec<Changed>,
    /// What a merge had to choose, in order of address.
    pub choices: Vec<Chosen>,
    /// The whole message, as git shows it.
    pub message: String,
}

/// An entry before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The address.
    pub ip: Ipv4Addr,
    /// What it had.
    pub before: Option<EntryText>,
    /// What it has.
    pub after: Option<EntryText>,
}

/// An entry that both sides of a merge had changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The address.
    pub ip: Ipv4Addr,
    /// What both sides started from.
    pub base: Option<EntryText>,
    /// What this host had made of it.
    pub ours: Option<EntryText>,
    /// What was merged.
    pub theirs: Option<EntryText>,
    /// What the merge kept.
    pub kept: Option<EntryText>,
}

/// An entry in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryText {
    /// The MAC address, or a dash.
    pub mac: String,
    /// The state.
    pub state: &'static str,
    /// Until when it holds.
    pub until: String,
}

impl From<&Entry> for EntryText {
    fn from(entry: &Entry) -> Self {
        Self {
            mac: entry
                .mac
                .map_or_else(|| "–".to_owned(), |mac| mac.to_string()),
            state: entry.state.name(),
            until: entry.expires.map_or_else(
                || "for good".to_owned(),
                |expires| format!("until {}", exact_seconds(expires)),
            ),
        }
    }
}

impl CommitDetail {
    /// The commit in full; nothing if the repository does not have it.
    pub fn of(run: &RunHandle, commit: CommitRef) -> Option<Self> {
        let repository = run.repository(commit.host, commit.generation);
        let id = commit.id;
        let commit = repository.commit(id)?;
        let record = run.commits().record(run.trace(), &id);
        let remarks = commit
            .trailers()
            .filter(|(key, _)| matches!(*key, "Conflict" | "Note"));
        Some(Self {
            id,
            subject: commit.subject().to_owned(),
            author: commit.author().name().to_owned(),
            at: record.map(|record| record.at),
            parents: parents(repository, commit),
            why: record.map(|record| Why::of(run, record.cause)),
            remarks: remarks
                .map(|(key, text)| (key.to_owned(), text.to_owned()))
                .collect(),
            moved: record.and_then(|record| moved(run, record)),
            changes: changes(repository, commit),
            choices: choices(repository, commit),
            message: commit.message().trim_end().to_owned(),
        })
    }
}

/// What the pull or push that made a commit had to move.
fn moved(run: &RunHandle, record: &CommitRecord) -> Option<String> {
    let mut transfers = run.trace().transfers().iter();
    let transfer = transfers
        .find(|it| (it.into, it.at, it.cause) == (record.host, record.at, record.cause))?;
    let plural = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    let (commits, objects) = (
        plural(transfer.commits, "commit"),
        plural(transfer.objects, "object"),
    );
    let from = host_name(run, transfer.from);
    Some(format!("{commits} from {from}, {objects} in all"))
}

fn parents(repository: &Repository, commit: &Commit) -> Vec<(ObjectId, String)> {
    let subject = |id: &ObjectId| {
        repository
            .commit(*id)
            .map_or("", Commit::subject)
            .to_owned()
    };
    commit
        .parents()
        .iter()
        .map(|id| (*id, subject(id)))
        .collect()
}

fn changes(repository: &Repository, commit: &Commit) -> Vec<Changed> {
    let Some(parent) = commit
        .parents()
        .first()
        .and_then(|id| repository.commit(*id))
    else {
        return Vec::new();
    };
    let text = |entry: Option<Entry>| entry.as_ref().map(EntryText::from);
    let mut changes: Vec<_> = parent
        .tree()
        .diff(commit.tree())
        .into_iter()
        .map(|it| Changed {
            ip: it.key.0,
            before: text(it.before),
            after: text(it.after),
        })
        .collect();
    changes.sort_by_key(|it| it.ip);
    changes
}

/// What the merge of the first two parents had to choose, found by merging them again. What was
/// kept is read from the commit itself.
fn choices(repository: &Repository, commit: &Commit) -> Vec<Chosen> {
    let [ours, theirs] = commit.parents() else {
        return Vec::new();
    };
    let text = |entry: Option<Entry>| entry.as_ref().map(EntryText::from);
    let mut choices: Vec<_> = repository
        .merge(*ours, *theirs)
        .choices
        .into_iter()
        .map(|it| Chosen {
            ip: it.key.0,
            base: text(it.base),
            ours: text(it.ours),
            theirs: text(it.theirs),
            kept: commit.tree().get(&it.key).map(EntryText::from),
        })
        .collect();
    choices.sort_by_key(|it| it.ip);
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::lab;
    use versioned_arp::sim::HostId;

    const DIVERGED: &str = "end 9s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s bob learn 192.168.3.1 02:00:00:00:00:66
at 2s ann learn 192.168.3.1 02:00:00:00:00:01
at 3s bob pull ann";

    fn detail(run: &RunHandle, host: usize, subject: &str) -> CommitDetail {
        let host = HostId::new(host);
        let repository = run.repository(host, 0);
        let found = repository.history().iter().find(|id| {
            repository
                .commit(**id)
                .is_some_and(|commit| commit.subject().starts_with(subject))
        });
        let id = *found.expect("a commit of that subject");
        CommitDetail::of(
            run,
            CommitRef {
                host,
                generation: 0,
                id,
            },
        )
        .expect("it is there")
    }

    #[test]
    fn the_first_commit_has_no_parent_and_no_difference() {
        let first = detail(&lab(DIVERGED), 0, "create");
        assert_eq!((first.parents.len(), first.changes.len()), (0, 0));
        assert_eq!(first.why, Some(Why::Start));
    }

    #[test]
    fn a_change_shows_the_entry_before_and_after_and_the_line_behind_it() {
        let learned = detail(&lab(DIVERGED), 0, "learned");
        let [change] = &learned.changes[..] else {
            panic!("one change")
        };
        assert_eq!(change.before, None);
        assert_eq!(
            change.after,
            Some(EntryText {
                mac: "02:00:00:00:00:01".into(),
                state: "REACHABLE",
                until: "until 62.000000".into(),
            })
        );
        assert!(
            matches!(&learned.why, Some(Why::Statement { line: 5, text, .. }) if text.starts_with("ann learn"))
        );
    }

    #[test]
    fn a_merge_shows_base_ours_theirs_and_what_was_kept() {
        let run = lab(DIVERGED);
        let pull = detail(&run, 1, "pull ann");
        assert_eq!(pull.parents.len(), 2);
        let [choice] = &pull.choices[..] else {
            panic!("one choice")
        };
        let mac = |entry: &Option<EntryText>| entry.as_ref().map(|it| it.mac.clone());
        assert_eq!(choice.base, None);
        assert_eq!(mac(&choice.ours).as_deref(), Some("02:00:00:00:00:66"));
        assert_eq!(mac(&choice.theirs).as_deref(), Some("02:00:00:00:00:01"));
        let kept = run
            .repository(HostId::new(1), 0)
            .commit(pull.id)
            .expect("the pull");
        let kept = kept
            .tree()
            .iter()
            .next()
            .and_then(|(_, entry)| entry.mac)
            .map(|mac| mac.to_string());
        assert_eq!(mac(&choice.kept), kept);
        assert_eq!(pull.remarks.len(), 1, "{:?}", pull.remarks);
        let moved = pull.moved.expect("a pull moves something");
        let transfer = run.trace().transfers()[0];
        assert_eq!(
            moved,
            format!(
                "{} commits from ann, {} objects in all",
                transfer.commits, transfer.objects
            )
        );
    }
}
