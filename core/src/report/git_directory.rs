//! A host's repository as the files of a bare Git directory (`gitrepository-layout`). They are
//! handed out as data; whoever may write files writes them, in this order.

use crate::cache;
use crate::sim::{HostId, Run};
use crate::store::{BranchName, ObjectId, Pack, RefChange};
use crate::time::Instant;
use std::fmt::Write as _;

/// A file of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryFile {
    /// Where it belongs, below the repository's directory; `/` separates.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The host's repository as of `at`, which the run must have reached: one pack with its index,
/// every branch, and the reflogs of HEAD and `main`. `HEAD` comes last, so that a repository of
/// which only a part was written is none.
pub fn git_directory(run: &Run, host: HostId, at: Instant) -> Vec<RepositoryFile> {
    let main = BranchName::main();
    let state = run.trace().host_at(host, at);
    let repository = run.repository(host, state.generation);
    let moves: Vec<&RefChange> = repository
        .reflog()
        .iter()
        .take_while(|change| change.at <= cache::timestamp(at))
        .filter(|change| change.name == main)
        // A log that names commits which were cut off is none that git would take.
        .filter(|change| {
            let ends = [change.old, change.new];
            ends.into_iter().flatten().all(|id| repository.contains(id))
        })
        .collect();

    // What a reset left behind is in the reflog, so it belongs in the pack.
    let left = moves.iter().filter_map(|change| change.old);
    let tips: Vec<ObjectId> = state.branches.values().copied().chain(left).collect();
    let pack = Pack::of(repository, &tips);
    let pack_path = format!("objects/pack/pack-{}", pack.name());
    let log = reflog(&moves, &run.scenario().hosts[host.index()].name);

    let mut files = Vec::new();
    let mut file = |path: String, bytes: Vec<u8>| files.push(RepositoryFile { path, bytes });
    file(format!("{pack_path}.idx"), pack.index());
    file(format!("{pack_path}.pack"), pack.bytes);
    file("logs/HEAD".into(), log.clone().into());
    file(format!("logs/refs/heads/{main}"), log.into());
    for (name, id) in state.branches.iter() {
        file(format!("refs/heads/{name}"), format!("{id}\n").into());
    }
    let shallow = repository.shallow(&tips);
    if !shallow.is_empty() {
        let lines: String = shallow.iter().map(|id| format!("{id}\n")).collect();
        file("shallow".into(), lines.into());
    }
    file("config".into(), CONFIG.into());
    file("HEAD".into(), format!("ref: refs/heads/{main}\n").into());
    files
}

/// Git keeps no reflogs in a bare repository unless told to.
const CONFIG: &str = "\
[core]
\trepositoryformatversion = 0
\tbare = true
\tlogAllRefUpdates = true
";

/// A line for each move: `OLD NEW NAME <EMAIL> SECONDS +0000`, a tab, and the reason.
fn reflog(moves: &[&RefChange], host: &str) -> String {
    let none = ObjectId::null(gix_hash::Kind::Sha1);
    let who = cache::author(host);
    let mut text = String::new();
    for change in moves {
        let [old, new] = [change.old, change.new].map(|id| id.unwrap_or(none));
        let (seconds, reason) = (change.at.as_secs(), &change.reason);
        let _ = writeln!(text, "{old} {new} {who} {seconds} +0000\t{reason}");
    }
    text
}
