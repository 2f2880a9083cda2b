//! Objects: any small set of them under their true ids, and branches on some, is loaded as a cache's
//! history or refused. What is loaded is whole: every question has an answer, and writing it again
//! gives the same objects.
//!
//! Bytes make objects in turn: a blob, a tree that names former ones, a commit on former ones; so the
//! fuzzer need not guess ids.

use super::input::Input;
use versioned_arp::cache::{Cache, CauseLine, Repository, Why, moment};
use versioned_arp::store::{BranchName, Limits, Memory, ObjectId, ObjectKind, Objects as _};
use versioned_arp::time::Instant;

const LIMITS: Limits = Limits {
    commits: 64,
    nodes: 512,
    bytes: 1 << 18,
};

/// Makes the objects, loads them, opens the cache.
pub fn check(data: &[u8]) {
    let mut input = Input(data);
    let mut memory = Memory::new();
    let mut made = Vec::new();
    while !input.0.is_empty() && made.len() < 200 {
        let (kind, bytes) = object(&mut input, &made);
        let id = id(kind, &bytes);
        memory
            .write(id, kind, &bytes)
            .expect("memory takes any object");
        made.push((kind, id));
    }
    let mut commits = made
        .iter()
        .rev()
        .filter(|(kind, _)| *kind == ObjectKind::Commit);
    for name in ["main", "query/10.0.0.9", "aside"] {
        if let Some((_, id)) = commits.next() {
            memory.set_branch(BranchName::new(name).expect("a sound name"), *id);
        }
    }
    let Ok(repository) = Repository::load(&memory, &LIMITS, moment) else {
        return;
    };
    ask(&repository);
    let cause = CauseLine::Statement("start");
    let why = Why {
        at: Instant::from_secs(100),
        cause,
    };
    if let Ok((cache, mirror)) = Cache::open(memory, "ann", &why) {
        let again = Repository::load(mirror.backend(), &Limits::NONE, moment);
        let again = again.expect("what was saved can be loaded");
        assert_eq!(again.branches(), cache.repository().branches());
        assert!(
            cache.queries().is_empty(),
            "nobody asks right after the start"
        );
    }
}

/// Every question has an answer.
pub fn ask(repository: &Repository) {
    let ids = repository.history();
    for id in ids {
        let commit = repository.commit(*id).expect("it is of the history");
        assert!(
            commit
                .parents()
                .iter()
                .all(|parent| repository.contains(*parent))
        );
        let _ = commit.trailers().count();
        assert_eq!(repository.resolve_prefix(&id.to_string()), Ok(*id));
    }
    if let [first, .., last] = ids {
        let merged = repository.merge(*first, *last);
        let bases = repository.merge_bases(*first, *last);
        assert_eq!(merged.bases, bases);
        let _ = repository.diff(*first, *last);
    }
}

/// The next object that the input describes.
pub fn object(input: &mut Input<'_>, made: &[(ObjectKind, ObjectId)]) -> (ObjectKind, Vec<u8>) {
    let former = |n: u8| {
        made.get(made.len().wrapping_sub(1 + usize::from(n)))
            .map(|(_, id)| *id)
    };
    match input.byte() % 6 {
        0 => {
            let len = usize::from(input.byte());
            (ObjectKind::Blob, input.bytes(len))
        }
        1 => (ObjectKind::Blob, entry(input)),
        2 => {
            let mut bytes = Vec::new();
            for _ in 0..input.byte() % 5 {
                let (mode, name) = name(input);
                let Some(id) = former(input.byte()) else {
                    break;
                };
                bytes.extend(format!("{mode} {name}\0").bytes());
                bytes.extend(id.as_slice());
            }
            (ObjectKind::Tree, bytes)
        }
        3 => {
            let len = usize::from(input.byte());
            (ObjectKind::Commit, input.bytes(len))
        }
        _ => {
            let tree = former(input.byte());
            let parents: Vec<_> = (0..input.byte() % 3)
                .filter_map(|_| former(input.byte()))
                .collect();
            let second = 1_429_833_600 + u64::from(input.byte());
            let who = format!("ann <ann@lan.invalid> {second} +0000");
            let mut text = String::new();
            if let Some(tree) = tree {
                text += &format!("tree {tree}\n");
            }
            for parent in parents {
                text += &format!("parent {parent}\n");
            }
            let len = usize::from(input.byte() % 40);
            let message = String::from_utf8_lossy(&input.bytes(len)).into_owned();
            text += &format!("author {who}\ncommitter {who}\n\n{message}");
            (ObjectKind::Commit, text.into_bytes())
        }
    }
}

/// An entry's file, nearly.
fn entry(input: &mut Input<'_>) -> Vec<u8> {
    let last = input.byte();
    let (state, end) = match input.byte() % 8 {
        0 => ("INCOMPLETE", "7.000000".to_owned()),
        1 => ("PERMANENT", "never".to_owned()),
        2 => ("REACHABLE", "never".to_owned()),
        3 => ("STALE", "1.5".to_owned()),
        n => ("REACHABLE", format!("{}.000000", 50 * u32::from(n))),
    };
    let mac = match last {
        0 => "-".to_owned(),
        _ => format!("02:00:00:00:00:{last:02x}"),
    };
    format!("mac {mac}\nstate {state}\nexpires {end}\n").into_bytes()
}

/// A mode and a name, mostly of such as belong there.
fn name(input: &mut Input<'_>) -> (&'static str, String) {
    let last = input.byte() % 20;
    match input.byte() % 8 {
        0 => ("40000", "10.0.0".to_owned()),
        1 | 2 => ("40000", "0-15".to_owned()),
        3 => ("40000", format!("10.0.{last}")),
        4 => ("100755", format!("10.0.0.{last}")),
        5 => (
            "40000",
            String::from_utf8_lossy(&input.bytes(3)).replace('\0', ""),
        ),
        _ => ("100644", format!("10.0.0.{last}")),
    }
}

/// The id that git gives an object.
pub fn id(kind: ObjectKind, bytes: &[u8]) -> ObjectId {
    use sha1::Digest as _;
    let header = format!("{kind} {}\0", bytes.len());
    let hash = sha1::Sha1::new()
        .chain_update(header)
        .chain_update(bytes)
        .finalize();
    ObjectId::from_bytes_or_panic(&hash)
}
