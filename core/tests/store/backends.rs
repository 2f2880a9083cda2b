//! One suite for every backend: memory, a Git directory, and one that fails on anything that a
//! backend need not bear.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use versioned_arp::store::*;

use crate::common::*;

/// Memory that believes nothing: what is read must be there, what is written must have its id and
/// name only what is there, and a branch names only what was flushed.
#[derive(Default)]
struct Strict {
    memory: Memory,
    unflushed: Vec<ObjectId>,
}

impl Strict {
    fn kind(&self, id: ObjectId) -> Option<ObjectKind> {
        let read = self.memory.read(id, &mut Vec::new());
        read.expect("memory has no errors")
    }
}

impl Objects for Strict {
    fn read(&self, id: ObjectId, out: &mut Vec<u8>) -> Result<Option<ObjectKind>, BackendError> {
        let found = self.memory.read(id, out)?;
        assert!(found.is_some(), "{id} was asked for and is not there");
        assert!(!self.unflushed.contains(&id), "{id} was not flushed");
        Ok(found)
    }

    fn write(&mut self, id: ObjectId, kind: ObjectKind, bytes: &[u8]) -> Result<(), BackendError> {
        let hashed = gix_object::compute_hash(gix_hash::Kind::Sha1, kind, bytes);
        assert_eq!(hashed.expect("no collision"), id);
        let named: Vec<ObjectId> = match kind {
            ObjectKind::Blob => Vec::new(),
            ObjectKind::Tree => gix_object::TreeRefIter::from_bytes(bytes, gix_hash::Kind::Sha1)
                .map(|entry| entry.expect("a tree").oid.to_owned())
                .collect(),
            ObjectKind::Commit => {
                let commit = gix_object::CommitRef::from_bytes(bytes, gix_hash::Kind::Sha1);
                let commit = commit.expect("a commit");
                commit.parents().chain([commit.tree()]).collect()
            }
            ObjectKind::Tag => panic!("nothing here writes tags"),
        };
        for named in named {
            assert!(self.kind(named).is_some(), "{id} names {named} too early");
        }
        self.unflushed.push(id);
        self.memory.write(id, kind, bytes)
    }

    fn flush(&mut self) -> Result<(), BackendError> {
        self.unflushed.clear();
        Ok(())
    }
}

impl Refs for Strict {
    fn branches(&self) -> Result<BTreeMap<BranchName, ObjectId>, BackendError> {
        self.memory.branches()
    }

    fn change(&mut self, moves: &[RefChange], who: &Identity) -> Result<(), BackendError> {
        assert!(self.unflushed.is_empty(), "refs before objects");
        assert!(!moves.is_empty(), "nothing to change");
        for new in moves.iter().filter_map(|step| step.new) {
            assert_eq!(self.kind(new), Some(ObjectKind::Commit));
        }
        self.memory.change(moves, who)
    }
}

fn load<B: Objects + Refs>(backend: &B) -> Store {
    Store::load(backend, &Limits::NONE, |at, _| at).expect("what was saved can be read")
}

/// Branches, what they reach and what is in it.
fn assert_same(read: &Store, saved: &Store) {
    assert_eq!(read.branches(), saved.branches());
    assert_eq!(read.reachable(), saved.reachable());
    let tips = || saved.branches().values().copied();
    let [read, saved] = [read, saved].map(|store| -> BTreeMap<ObjectId, _> {
        let told = |commit: &Commit<File, Text>| {
            let about = (
                commit.at(),
                commit.author().clone(),
                commit.message().to_owned(),
            );
            let entries: Vec<_> = commit
                .tree()
                .iter()
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect();
            (commit.id(), (commit.parents().to_vec(), entries, about))
        };
        store.log(tips()).map(told).collect()
    });
    assert_eq!(read, saved);
}

/// Everything that is asked of a backend.
fn suite<B: Objects + Refs>(mut make: impl FnMut() -> B) {
    an_empty_one_has_nothing(&make());
    what_is_saved_is_read_again(&mut make);
    many_objects_at_once(make());
    a_branch_moved_by_another_is_an_error_that_names_both(make());
    one_refused_move_refuses_all(make());
}

fn an_empty_one_has_nothing<B: Objects + Refs>(backend: &B) {
    assert!(backend.branches().expect("an answer").is_empty());
    assert!(backend.shallow().expect("an answer").is_empty());
    assert_eq!(load(backend).history().len(), 0);
}

/// Random graphs; branches come, go, move and are moved back; saved after some of the steps.
fn what_is_saved_is_read_again<B: Objects + Refs>(make: &mut impl FnMut() -> B) {
    let mut runner = TestRunner::deterministic();
    let steps = prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, 0..3_u8), 20);
    for _ in 0..8 {
        let graph = graphs(25).new_tree(&mut runner).expect("a graph").current();
        let steps = steps.new_tree(&mut runner).expect("steps").current();
        let mut store = Store::new();
        let mut mirror = Mirror::of(make(), &store, author());
        let ids = write_graph(&mut store, &graph);
        for (n, (commit, branch, what)) in steps.into_iter().enumerate() {
            let name = BranchName::new(["main", "a/b", "a/c", "side"][branch]).expect("a name");
            let to = (what > 0).then(|| *commit.get(&ids));
            store
                .set_ref(&name, Expect::Any, to, secs(n as u64), "a step")
                .expect("any will do");
            if n % 3 == 2 {
                mirror.save(&store).expect("nobody else writes");
                assert_same(&load(mirror.backend()), &store);
            }
        }
        mirror.save(&store).expect("nobody else writes");
        mirror.save(&store).expect("nothing to do");
        assert_same(&load(mirror.backend()), &store);
    }
}

fn many_objects_at_once<B: Objects + Refs>(backend: B) {
    let mut store = Store::new();
    let mut mirror = Mirror::of(backend, &store, author());
    let mut tree = Files::default();
    let mut head: Vec<ObjectId> = Vec::new();
    for n in 0..100 {
        tree.insert(File(format!("{}/{}", n % 7, n)), Text(format!("{n}\n")));
        head = vec![commit(&mut store, n, &head, tree.clone(), n as u64)];
    }
    let main = BranchName::main();
    store
        .set_ref(&main, Expect::Absent, Some(head[0]), secs(1), "all")
        .expect("there is no branch");
    mirror.save(&store).expect("nobody else writes");
    let read = load(mirror.backend());
    assert_same(&read, &store);
    assert_eq!(read.commit(head[0]).expect("main").tree().len(), 100);
}

fn step(name: &BranchName, old: Option<ObjectId>, new: Option<ObjectId>) -> RefChange {
    RefChange {
        name: name.clone(),
        old,
        new,
        at: secs(1),
        reason: "a step".into(),
    }
}

fn a_branch_moved_by_another_is_an_error_that_names_both<B: Objects + Refs>(backend: B) {
    let mut store = Store::new();
    let mut mirror = Mirror::of(backend, &store, author());
    let ids: Vec<ObjectId> = (0..3)
        .map(|n| commit(&mut store, n, &[], files([("a", "1")]), n as u64))
        .collect();
    let main = BranchName::main();
    let set = |store: &mut Store, id| {
        let set = store.set_ref(&main, Expect::Any, Some(id), secs(1), "ours");
        set.expect("any will do");
    };
    set(&mut store, ids[0]);
    mirror.save(&store).expect("nobody else wrote yet");

    // Another has the same commits, and moves the branch.
    let mut backend = mirror.into_backend();
    store.export(&ids, &[], &mut |object| {
        let mut bytes = Vec::new();
        object.encode(&mut bytes);
        let written = backend.write(object.id(), object.kind(), &bytes);
        written.expect("room for objects");
    });
    backend.flush().expect("room for objects");
    let moved = [step(&main, Some(ids[0]), Some(ids[1]))];
    backend.change(&moved, &author()).expect("as expected");

    let unexpected = RefError::Unexpected {
        name: main.clone(),
        expected: Some(ids[0]),
        found: Some(ids[1]),
    };
    let ours = [step(&main, Some(ids[0]), Some(ids[2]))];
    for _ in 0..2 {
        match backend.change(&ours, &author()) {
            Err(BackendError::Ref(error)) => assert_eq!(error, unexpected),
            other => panic!("{other:?}"),
        }
        assert_eq!(backend.branches().expect("an answer")[&main], ids[1]);
    }
    // What was not there, and what is there already, are told apart, too.
    let side = BranchName::new("side").expect("a name");
    for (wrong, found) in [
        (step(&side, Some(ids[0]), Some(ids[1])), None),
        (step(&main, None, Some(ids[2])), Some(ids[1])),
        (step(&main, Some(ids[0]), None), Some(ids[1])),
    ] {
        let (name, expected) = (wrong.name.clone(), wrong.old);
        match backend.change(&[wrong], &author()) {
            Err(BackendError::Ref(error)) => {
                let same = RefError::Unexpected {
                    name,
                    expected,
                    found,
                };
                assert_eq!(error, same);
            }
            other => panic!("{other:?}"),
        }
    }
    let again = [step(&main, Some(ids[1]), Some(ids[2]))];
    backend.change(&again, &author()).expect("as expected");
}

fn one_refused_move_refuses_all<B: Objects + Refs>(backend: B) {
    let mut store = Store::new();
    let mut mirror = Mirror::of(backend, &store, author());
    let [first, second] = [0, 1].map(|n| commit(&mut store, n, &[], files([("a", "1")]), 1));
    let names = ["a", "b", "c"].map(|name| BranchName::new(name).expect("a name"));
    for name in &names {
        for id in [second, first] {
            let set = store.set_ref(name, Expect::Any, Some(id), secs(1), "made");
            set.expect("any will do");
        }
    }
    mirror.save(&store).expect("nobody else writes");
    let mut backend = mirror.into_backend();
    let before = backend.branches().expect("an answer");
    let moves = [
        step(&names[0], Some(first), Some(second)),
        step(&names[1], Some(second), None),
        step(&names[2], Some(first), None),
    ];
    assert!(backend.change(&moves, &author()).is_err());
    assert_eq!(backend.branches().expect("an answer"), before);
    // A branch may go through several values; what counts is the first and the last.
    let moves = [
        step(&names[0], Some(first), Some(second)),
        step(&names[0], Some(second), None),
        step(&names[0], None, Some(second)),
        step(&names[1], Some(first), None),
    ];
    backend.change(&moves, &author()).expect("as expected");
    let after: Vec<_> = backend.branches().expect("an answer").into_iter().collect();
    assert_eq!(
        after,
        [(names[0].clone(), second), (names[2].clone(), first)]
    );
}

#[test]
fn memory_is_a_backend() {
    suite(Memory::new);
}

#[test]
fn nothing_is_asked_of_a_backend_that_a_strict_one_refuses() {
    suite(Strict::default);
}

#[cfg(feature = "git-directory")]
#[test]
fn a_git_directory_is_a_backend() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut made = 0;
    suite(|| {
        made += 1;
        let path = home.path().join(made.to_string());
        GitDirectory::create_or_open(path).expect("a new directory")
    });
    assert!(made >= 10);
    for n in 1..=made {
        let git = Git::at(home.path().join(n.to_string()));
        // Where no branch is called main, git says so.
        let said = git.try_run(&["fsck", "--strict", "--no-dangling", "--no-progress"], b"");
        let said = said.unwrap_or_else(|err| err);
        assert!(
            said.lines().all(|line| line.starts_with("notice: ")),
            "{said}"
        );
    }
}

/// What cannot be a history is refused, and says why.
mod damage {
    use super::*;

    /// A backend with one commit on main, and one object replaced.
    fn damaged(change: impl Fn(ObjectKind, &mut Vec<u8>), rehash: bool) -> LoadError {
        let mut store = Store::new();
        let tree = files([("a", "1"), ("d/b", "2"), ("d/c", "3")]);
        let id = commit(&mut store, 0, &[], tree, 1);
        let mut memory = Memory::new();
        let mut renamed: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
        let mut main = id;
        store.export(&[id], &[], &mut |object| {
            let mut bytes = Vec::new();
            object.encode(&mut bytes);
            for (old, new) in &renamed {
                replace(&mut bytes, old, new);
            }
            change(object.kind(), &mut bytes);
            let mut id = object.id();
            if rehash {
                id = gix_object::compute_hash(gix_hash::Kind::Sha1, object.kind(), &bytes)
                    .expect("no collision");
                renamed.insert(object.id().as_slice().to_vec(), id.as_slice().to_vec());
                renamed.insert(object.id().to_string().into(), id.to_string().into());
            }
            if object.kind() == ObjectKind::Commit {
                main = id;
            }
            memory
                .write(id, object.kind(), &bytes)
                .expect("memory takes all");
        });
        memory.set_branch(BranchName::main(), main);
        let read = Store::load(
            &memory,
            &Limits {
                commits: 10,
                nodes: 100,
                ..Limits::NONE
            },
            |at, _| at,
        );
        read.expect_err("damage is found")
    }

    fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
        for at in 0..=bytes.len().saturating_sub(old.len()) {
            if bytes[at..].starts_with(old) {
                bytes[at..at + old.len()].copy_from_slice(new);
            }
        }
    }

    fn message(change: impl Fn(ObjectKind, &mut Vec<u8>), rehash: bool) -> String {
        damaged(change, rehash).to_string()
    }

    #[test]
    fn bytes_under_another_id() {
        for kind in [ObjectKind::Blob, ObjectKind::Tree, ObjectKind::Commit] {
            let text = message(
                |found, bytes| {
                    if found == kind {
                        bytes.push(b'x');
                    }
                },
                false,
            );
            assert!(
                text.contains("is damaged: its bytes have another id"),
                "{text}"
            );
        }
    }

    #[test]
    fn trees_that_git_would_not_write() {
        let swap = |from: &'static str, to: &'static str| {
            message(
                move |kind, bytes| {
                    if kind == ObjectKind::Tree {
                        replace(bytes, from.as_bytes(), to.as_bytes());
                    }
                },
                true,
            )
        };
        let unwritten = "is a directory that git would not write";
        assert!(
            swap("100644 b\0", "100644 d\0").contains(unwritten),
            "out of order"
        );
        assert!(
            swap("100644 c\0", "100644 b\0").contains(unwritten),
            "twice"
        );
        assert!(swap("100644 b\0", "100755 b\0").contains("'d/b' is neither a directory nor"));
        let slash = swap("100644 b\0", "100644 /\0");
        assert!(
            slash.ends_with("'d//' is not where an entry could be"),
            "{slash}"
        );
        assert!(
            swap("100644 b\0", "120000 b\0").contains("neither"),
            "a link"
        );
        assert!(
            swap("100644 b\0", "160000 b\0").contains("neither"),
            "a submodule"
        );
    }

    #[test]
    fn commits_that_make_no_sense() {
        let swap = |from: &'static str, to: &'static str| {
            message(
                move |kind, bytes| {
                    if kind == ObjectKind::Commit {
                        let text = String::from_utf8(std::mem::take(bytes)).expect("text");
                        *bytes = text.replace(from, to).into_bytes();
                    }
                },
                true,
            )
        };
        assert!(swap("tree ", "tee ").ends_with("it is damaged"));
        assert!(swap("A U Thor", " ").ends_with("its author is malformed"));
        assert!(swap("1429833601", "99999999999999999999").ends_with("is malformed"));
        let orphan = swap(
            "author",
            "parent 0123456789012345678901234567890123456789\nauthor",
        );
        assert_eq!(
            orphan,
            "there is no commit 0123456789012345678901234567890123456789, which the history needs"
        );
    }

    #[test]
    fn more_than_is_allowed() {
        let mut store = Store::new();
        let mut memory = Memory::new();
        let mut head = Vec::new();
        for n in 0..11 {
            head = vec![commit(&mut store, n, &head, files([("a", "1")]), n as u64)];
        }
        store.export(&head, &[], &mut |object| {
            let mut bytes = Vec::new();
            object.encode(&mut bytes);
            memory
                .write(object.id(), object.kind(), &bytes)
                .expect("memory takes all");
        });
        memory.set_branch(BranchName::main(), head[0]);
        let read = |commits, nodes| {
            let read = Store::load(
                &memory,
                &Limits {
                    commits,
                    nodes,
                    ..Limits::NONE
                },
                |at, _| at,
            );
            read.map(|store| store.history().len())
                .map_err(|error| error.to_string())
        };
        assert_eq!(read(11, 2), Ok(11));
        assert_eq!(
            read(10, 2),
            Err("the history is too large: more than 10 commits".into())
        );
        assert!(read(11, 1).is_err_and(|error| error.ends_with("1 files and directories")));
    }

    /// Ten directories, each ten times in the one above: ten billion files in a few hundred bytes.
    #[test]
    fn a_bomb_of_directories_is_stopped() {
        let mut memory = Memory::new();
        let mut put = |kind, bytes: &[u8]| {
            let id = gix_object::compute_hash(gix_hash::Kind::Sha1, kind, bytes).expect("an id");
            memory.write(id, kind, bytes).expect("memory takes all");
            id
        };
        let mut id = put(ObjectKind::Blob, b"boom\n");
        for level in 0..10 {
            let mut tree = Vec::new();
            for n in 0..10 {
                let mode = if level == 0 { "100644" } else { "40000" };
                tree.extend(format!("{mode} {n}\0").bytes());
                tree.extend(id.as_slice());
            }
            id = put(ObjectKind::Tree, &tree);
        }
        let who = "A U Thor <thor@example.org> 1 +0000";
        let commit = format!("tree {id}\nauthor {who}\ncommitter {who}\n\nboom\n");
        let id = put(ObjectKind::Commit, commit.as_bytes());
        memory.set_branch(BranchName::main(), id);
        let limits = Limits {
            commits: 10,
            nodes: 10_000,
            ..Limits::NONE
        };
        let error = Store::load(&memory, &limits, |at, _| at).expect_err("too much");
        assert!(matches!(error, LoadError::TooLarge(_)), "{error}");
    }
}
