//! Bundles: a history as one file (`gitformat-bundle`). A few lines of text name what it holds, a
//! pack follows.

use gix_hash::ObjectId;
use gix_object::{CommitRef, Kind};

use super::backend::{Limits, LoadError, Memory, Objects as _};
use super::pack::read_pack;
use super::{BranchName, ObjectKind};

/// What a file with a history held: objects and branches, to be loaded.
#[derive(Debug)]
pub struct Opened {
    /// The backend that the file became.
    pub memory: Memory,
    /// Commits that whoever opens the file should have: it goes on where they end.
    pub needs: Vec<ObjectId>,
}

/// Reads a bundle, or a pack alone, whose one tip is then `main`. Everything is counted against
/// the limits before room is made for it. Only branches are taken; other refs are passed over.
pub fn open_file(bytes: &[u8], limits: &Limits) -> Result<Opened, LoadError> {
    if bytes.starts_with(b"PACK") {
        return open_pack(bytes, limits);
    }
    let file = |what: &str| LoadError::File(what.to_owned());
    let (version, mut rest) = line(bytes).ok_or_else(|| file("neither a bundle nor a pack"))?;
    if !matches!(version, "# v2 git bundle" | "# v3 git bundle") {
        return Err(file("neither a bundle nor a pack"));
    }
    let (mut refs, mut needs) = (Vec::new(), Vec::new());
    loop {
        let (text, after) = line(rest).ok_or_else(|| file("the bundle ends within its head"))?;
        rest = after;
        if text.is_empty() {
            break;
        }
        match text.strip_prefix('@') {
            Some("object-format=sha1") => continue,
            Some(other) => {
                let what = format!("the bundle needs what is not known here: {other}");
                return Err(LoadError::File(what));
            }
            None => {}
        }
        let (id, name) = match text.strip_prefix('-') {
            Some(needed) => (needed.split(' ').next().unwrap_or_default(), None),
            None => match text.split_once(' ') {
                Some((id, name)) => (id, Some(name)),
                None => return Err(file("the bundle's head makes no sense")),
            },
        };
        let id: ObjectId = id
            .parse()
            .map_err(|_| file("the bundle's head makes no sense"))?;
        if !matches!(id, ObjectId::Sha1(_)) {
            return Err(file("the bundle's objects are not in the format sha1"));
        }
        match name.map(|name| name.strip_prefix("refs/heads/")) {
            None => needs.push(id),
            Some(Some(name)) => refs.push((name, id)),
            Some(None) => {}
        }
    }
    if refs.is_empty() {
        return Err(file("the bundle holds no branch"));
    }
    let mut memory = read_pack(rest, limits)?;
    for (name, id) in refs {
        let name = BranchName::new(name).map_err(|error| LoadError::File(error.to_string()))?;
        memory.set_branch(name, id);
    }
    let cut = commits(&memory)?.into_iter();
    let cut = cut.filter(|(_, parents)| parents.iter().any(|parent| needs.contains(parent)));
    memory.set_shallow(cut.map(|(id, _)| id).collect());
    Ok(Opened { memory, needs })
}

fn open_pack(bytes: &[u8], limits: &Limits) -> Result<Opened, LoadError> {
    let mut memory = read_pack(bytes, limits)?;
    let commits = commits(&memory)?;
    let parents: gix_hashtable::HashSet<ObjectId> = commits
        .iter()
        .flat_map(|(_, parents)| parents)
        .copied()
        .collect();
    let mut tips = commits.iter().filter(|(id, _)| !parents.contains(id));
    match (tips.next(), tips.next()) {
        (Some(&(id, _)), None) => memory.set_branch(BranchName::main(), id),
        (None, _) => return Err(LoadError::File("the pack holds no commit".into())),
        (Some(_), Some(_)) => {
            let what = "the pack alone does not tell which of its commits is main";
            return Err(LoadError::File(what.into()));
        }
    }
    let needs = Vec::new();
    Ok(Opened { memory, needs })
}

/// All commits with their parents.
fn commits(memory: &Memory) -> Result<Vec<(ObjectId, Vec<ObjectId>)>, LoadError> {
    let mut found = Vec::new();
    let mut bytes = Vec::new();
    for id in memory.ids_of(ObjectKind::Commit) {
        memory.read(id, &mut bytes)?;
        let commit = CommitRef::from_bytes(&bytes, gix_hash::Kind::Sha1);
        let commit = commit.map_err(|_| LoadError::Missing {
            id,
            kind: Kind::Commit,
        })?;
        found.push((id, commit.parents().collect()));
    }
    Ok(found)
}

/// The line up to the first newline, and what follows.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}
