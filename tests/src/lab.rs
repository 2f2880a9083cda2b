//! A lab for tests: run a scenario text, look at it at a moment, in few words.

use crate::git;
use std::path::Path;
use std::sync::Arc;
use versioned_arp::report::{CacheEntry, Snapshot, git_directory, snapshot};
use versioned_arp::scenario;
use versioned_arp::sim::{HostId, Progress, Run};
use versioned_arp::store::ObjectId;
use versioned_arp::time::Instant;
use versioned_arp::wire;

/// A lab that has run to its end.
pub struct Lab {
    /// The run.
    pub run: Run,
}

impl Lab {
    /// Runs a scenario text to its end. A text with mistakes, or a run that stops, fails the test.
    pub fn run(text: &str) -> Self {
        let scenario = scenario::parse(text).unwrap_or_else(|mistakes| {
            let list: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            panic!("{}", list.join("\n"))
        });
        let end = scenario.end;
        let mut run = Run::new(Arc::new(scenario));
        while run.advance(end, 4_096) == Progress::More {}
        if let Some(stop) = run.stop() {
            panic!("{stop}");
        }
        Self { run }
    }

    /// Leaves every host's repository as a bare Git repository at `dir/HOST`, for people to look
    /// at. What a former run left in `dir` goes.
    pub fn leave_in(self, dir: &Path) -> Self {
        git::empty_dir(dir).expect("the folder can be made anew");
        for host in &self.run.scenario().hosts {
            let files = git_directory(&self.run, self.host(&host.name), self.run.now());
            git::write_repository(&dir.join(&host.name), &files).expect("files can be written");
        }
        self
    }

    /// The snapshot at `seconds`.
    pub fn at(&self, seconds: f64) -> Snapshot {
        snapshot(&self.run, instant(seconds))
    }

    /// The snapshot at the end.
    pub fn end(&self) -> Snapshot {
        snapshot(&self.run, self.run.scenario().end)
    }

    /// A host's cache at `seconds` as `IP MAC STATE`, read back from its repository.
    pub fn cache(&self, host: &str, seconds: f64) -> Vec<String> {
        let seen = self.at(seconds);
        let host = seen
            .hosts
            .iter()
            .find(|seen| seen.name == host)
            .expect("a host of the lab");
        host.cache.iter().map(line).collect()
    }

    /// The frames sent up to `seconds` as `SENDER INFO`, in Wireshark's words.
    pub fn frames(&self, seconds: f64) -> Vec<String> {
        let scenario = self.run.scenario();
        let frames = self.run.trace().frames_until(instant(seconds));
        frames
            .iter()
            .map(|frame| {
                format!(
                    "{} {}",
                    scenario.hosts[frame.from.index()].name,
                    wire::info(&frame.bytes)
                )
            })
            .collect()
    }

    /// The subjects of a host's first-parent history at the end, oldest first.
    pub fn log(&self, host: &str) -> Vec<String> {
        let mut subjects: Vec<String> = self
            .history(host)
            .map(|(_, message)| subject(&message))
            .collect();
        subjects.reverse();
        subjects
    }

    /// The message of the newest commit on a host's `main` with this subject.
    pub fn message(&self, host: &str, wanted: &str) -> String {
        let found = self
            .history(host)
            .find(|(_, message)| subject(message) == wanted);
        found
            .unwrap_or_else(|| {
                panic!(
                    "{host} has no commit '{wanted}' on main: {:#?}",
                    self.log(host)
                )
            })
            .1
    }

    /// The notes of the trace, as `SECONDS TEXT`.
    pub fn notes(&self) -> Vec<String> {
        self.run
            .trace()
            .notes()
            .iter()
            .map(|note| format!("{} {}", note.at, note.text))
            .collect()
    }

    /// A host's index.
    pub fn host(&self, name: &str) -> HostId {
        let index = self
            .run
            .scenario()
            .hosts
            .iter()
            .position(|host| host.name == name);
        HostId::new(index.unwrap_or_else(|| panic!("there is no host {name}")))
    }

    /// First parents from a host's HEAD at the end, newest first, with their messages.
    fn history(&self, host: &str) -> impl Iterator<Item = (ObjectId, String)> {
        let id = self.host(host);
        let state = self.run.trace().host_at(id, self.run.scenario().end);
        let repository = self.run.repository(id, state.generation);
        let head = state
            .branches
            .iter()
            .find(|(name, _)| name.as_str() == "main")
            .map(|(_, id)| *id);
        std::iter::successors(head, move |id| {
            repository.commit(*id)?.parents().first().copied()
        })
        .map(move |id| {
            (
                id,
                repository
                    .commit(id)
                    .expect("history is whole")
                    .message()
                    .to_owned(),
            )
        })
    }
}

/// The moment `seconds` after the start.
pub fn instant(seconds: f64) -> Instant {
    Instant::from_micros((seconds * 1e6).round() as u64)
}

fn subject(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

fn line(entry: &CacheEntry) -> String {
    format!(
        "{} {} {}",
        entry.ip,
        entry.mac.as_deref().unwrap_or("-"),
        entry.state
    )
}
