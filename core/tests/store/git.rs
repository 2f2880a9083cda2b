//! The real git as judge: ids of all kinds of objects, whole histories, merge bases, names.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use versioned_arp::store::{BranchName, Expect, Identity, ObjectId, ObjectKind, Timestamp};

use crate::common::{
    File, Files, Git, Store, Text, author, commit, files, graphs, secs, write_graph,
};

/// Files written by git itself, by `git hash-object` and `git mktree`: the id of their tree.
fn tree_by_git(git: &Git, files: &BTreeMap<&str, &str>) -> String {
    let mut lines = String::new();
    let mut dirs: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (&path, &text) in files {
        if let Some((dir, below)) = path.split_once('/') {
            dirs.entry(dir).or_default().insert(below, text);
        } else {
            let id = git.run(&["hash-object", "-w", "--stdin"], text.as_bytes());
            lines += &format!("100644 blob {id}\t{path}\n");
        }
    }
    for (dir, files) in &dirs {
        lines += &format!("040000 tree {}\t{dir}\n", tree_by_git(git, files));
    }
    git.run(&["mktree"], lines.as_bytes())
}

#[test]
fn blobs_and_trees_have_gits_ids() {
    let git = Git::init();
    let many: Vec<(String, String)> = (0..60)
        .map(|n| (format!("{}/{n}", n % 2), format!("text {n}\n")))
        .collect();
    let shapes: [Vec<(&str, &str)>; 6] = [
        vec![],
        vec![("a", "")],
        vec![
            ("a", "text\n"),
            ("dir/sub/deep/a", "text\n"),
            ("dir/b", "no newline"),
        ],
        // Names that sort oddly: a directory compares as if its name ended in '/'.
        vec![
            ("a/x", "1"),
            ("a.b", "2"),
            ("a0", "3"),
            ("a-", "4"),
            ("aa", "5"),
            ("a b/x", "6"),
        ],
        vec![
            ("ü", "ü\n"),
            ("Z", "z"),
            ("z", "z"),
            ("a name longer than can be inline/x", "\0\r\n"),
        ],
        many.iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect(),
    ];
    for shape in shapes {
        let tree: Files = shape
            .iter()
            .map(|&(path, text)| (File(path.to_owned()), Text(text.to_owned())))
            .collect();
        let by_git = tree_by_git(&git, &shape.iter().copied().collect());
        assert_eq!(tree.id().to_string(), by_git, "{shape:?}");
    }
}

#[test]
fn commits_have_gits_ids() {
    let git = Git::init();
    let mut store = Store::new();
    let tree = files([("a", "1\n"), ("b/c", "2\n")]);
    let tree_id = tree_by_git(&git, &BTreeMap::from([("a", "1\n"), ("b/c", "2\n")]));
    let author = Identity::new("Thörn O'Hara-Jr.", "t+x@example.org").expect("git takes this name");
    let mut made: Vec<ObjectId> = Vec::new();
    // Parents, microseconds and message; git carries whole seconds, rounded down.
    let commits: [(&[usize], u64, &str); 5] = [
        (&[], 0, "first\n"),
        (
            &[0],
            1_429_833_600_999_999,
            "second\n\nTime: 0.999999\nFrame: 1\n",
        ),
        (&[0], 1_429_833_601_000_000, "third, without a newline"),
        (&[1, 2], 1_429_833_602_000_001, "merge\n"),
        (
            &[3, 0, 2, 1],
            4_000_000_000_000_000,
            "Überlauf: four parents\n\n\nlast\n",
        ),
    ];
    for (parents, micros, message) in commits {
        let parents: Vec<ObjectId> = parents.iter().map(|&parent| made[parent]).collect();
        let at = Timestamp::from_micros(micros);
        let id = store.write(&parents, tree.clone(), &author, at, message);
        let person = format!("{author} {} +0000", micros / 1_000_000);
        let parents: String = parents.iter().map(|id| format!("parent {id}\n")).collect();
        let text =
            format!("tree {tree_id}\n{parents}author {person}\ncommitter {person}\n\n{message}");
        let by_git = git.run(
            &["hash-object", "-t", "commit", "-w", "--stdin"],
            text.as_bytes(),
        );
        assert_eq!(id.to_string(), by_git);
        made.push(id);
    }

    // And by the command that makes commits, which words the object itself.
    let date = "1429833601 +0000";
    for (parents, message) in [
        (&[][..], "alone\n"),
        (&made[1..3], "subject\n\nKey: value\n"),
    ] {
        let tree = files([("a", "1\n"), ("b/c", "2\n")]);
        let id = store.write(parents, tree, &crate::common::author(), secs(1), message);
        let parents: Vec<String> = parents.iter().map(ToString::to_string).collect();
        let mut args = vec!["-c", "i18n.commitEncoding=UTF-8", "commit-tree", &tree_id];
        parents
            .iter()
            .for_each(|parent| args.extend(["-p", parent]));
        let by_git = git.run_dated(&args, message.as_bytes(), date);
        assert_eq!(id.to_string(), by_git);
    }
}

#[test]
fn git_accepts_a_whole_history() {
    let git = Git::init();
    let mut store = Store::new();
    let main = BranchName::main();
    let side = BranchName::new("query/side").expect("a valid name");
    let mut tree = files([("start", "0\n")]);
    let mut head = commit(&mut store, 0, &[], tree.clone(), 0);
    for n in 1..60_u64 {
        tree.insert(
            File(format!("{}/{}/{n}", n % 2, n % 20)),
            Text(format!("{n}\n")),
        );
        if n % 7 == 0 {
            tree.remove(&File(format!("{}/{}/{}", (n - 5) % 2, (n - 5) % 20, n - 5)));
        }
        let next = commit(&mut store, n as usize, &[head], tree.clone(), n);
        if n % 10 == 0 {
            // A branch beside, merged at once.
            let mut beside = tree.clone();
            beside.insert(File(format!("beside/{n}")), Text("x\n".to_owned()));
            let beside = commit(&mut store, 100 + n as usize, &[head], beside, n);
            let merged = store.merge(next, beside);
            tree = merged.tree;
            head = commit(
                &mut store,
                200 + n as usize,
                &[next, beside],
                tree.clone(),
                n,
            );
            store
                .set_ref(&side, Expect::Any, Some(beside), secs(n), "branch")
                .expect("any will do");
        } else {
            head = next;
        }
        store
            .set_ref(&main, Expect::Any, Some(head), secs(n), "commit")
            .expect("any will do");
    }

    let tips: Vec<ObjectId> = store.branches().values().copied().collect();
    let objects = git.take(&store, &tips);
    for (name, id) in store.branches().iter() {
        git.run(
            &["update-ref", &format!("refs/heads/{name}"), &id.to_string()],
            b"",
        );
    }

    assert_eq!(git.run(&["fsck", "--strict", "--no-progress"], b""), "");
    assert_eq!(
        git.run(&["rev-list", "--count", "--all"], b""),
        store.reachable().to_string()
    );
    let reached = git.run(&["rev-list", "--objects", "--all"], b"");
    assert_eq!(reached.lines().count(), objects);

    let log = git.run(
        &[
            "log",
            "--format=%H %P|%an <%ae>|%at|%s",
            "--first-parent",
            "main",
        ],
        b"",
    );
    let mut ours = Vec::new();
    let mut at = store.branch(&main);
    while let Some(commit) = at.and_then(|id| store.commit(id)) {
        let ids: Vec<String> = commit.parents().iter().map(ToString::to_string).collect();
        let seconds = commit.at().as_secs();
        let (id, by, subject) = (commit.id(), commit.author(), commit.subject());
        ours.push(format!("{id} {}|{by}|{seconds}|{subject}", ids.join(" ")));
        at = commit.parents().first().copied();
    }
    assert_eq!(log.lines().collect::<Vec<_>>(), ours);

    let listed = git.run(&["ls-tree", "-r", "--name-only", "main"], b"");
    let held: Vec<&str> = tree.iter().map(|(key, _)| key.0.as_str()).collect();
    assert_eq!(listed.lines().collect::<Vec<_>>(), held);
}

#[test]
fn what_is_exported_after_a_known_commit_completes_it() {
    let git = Git::init();
    let mut store = Store::new();
    let mut tree = files([("a", "1"), ("d/b", "1")]);
    let first = commit(&mut store, 0, &[], tree.clone(), 0);
    tree.insert(File("d/c".into()), Text("1".into()));
    let second = commit(&mut store, 1, &[first], tree.clone(), 1);
    git.take(&store, &[first]);
    let mut kinds = Vec::new();
    store.export(&[second], &[first], &mut |object| {
        let mut bytes = Vec::new();
        object.encode(&mut bytes);
        let args = [
            "hash-object",
            "-t",
            &object.kind().to_string(),
            "-w",
            "--stdin",
        ];
        assert_eq!(git.run(&args, &bytes), object.id().to_string());
        kinds.push(object.kind());
    });
    // "d/c" has the text of "a", but no parent has it in that place.
    assert_eq!(
        kinds,
        [
            ObjectKind::Blob,
            ObjectKind::Tree,
            ObjectKind::Tree,
            ObjectKind::Commit
        ]
    );
    git.run(&["update-ref", "refs/heads/main", &second.to_string()], b"");
    assert_eq!(git.run(&["fsck", "--strict", "--no-progress"], b""), "");
}

/// Asks git about each of these, on several threads, since most of the time is git's starting.
fn ask_git<Q: Sync, A: Send>(questions: &[Q], ask: impl Fn(&Q) -> A + Sync) -> Vec<A> {
    const THREADS: usize = 4;
    let ask = &ask;
    let parts = questions.chunks(questions.len().div_ceil(THREADS));
    std::thread::scope(|scope| {
        let parts: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(ask).collect::<Vec<A>>()))
            .collect();
        let answers = parts.into_iter().map(|part| part.join());
        answers
            .flat_map(|part| part.expect("git answers"))
            .collect()
    })
}

#[test]
fn merge_bases_are_gits() {
    let git = Git::init();
    let mut store = Store::new();
    let mut runner = TestRunner::deterministic();
    let mut asked = Vec::new();
    for n in 0..2_000 {
        let graph = graphs(25).new_tree(&mut runner).expect("a graph").current();
        let ids = write_graph(&mut store, &graph);
        // Late commits have the most history to share.
        let near_end = |back: usize| ids[ids.len().saturating_sub(back)];
        let (a, b) = [(1, 2), (1, 3), (2, 3), (2, 4)][n % 4];
        asked.push((near_end(a), near_end(b)));
    }
    let tips = store.history().to_vec();
    git.take_packed(&store, &tips);
    let answers = ask_git(&asked, |(a, b)| {
        let args = ["merge-base", "--all", &a.to_string(), &b.to_string()];
        // Without any base git ends with status 1, and says nothing.
        git.try_run(&args, b"").unwrap_or_else(|err| {
            assert_eq!(err, "");
            err
        })
    });
    let mut several = 0;
    for ((a, b), answer) in asked.into_iter().zip(answers) {
        let mut by_git: Vec<&str> = answer.lines().collect();
        let mut ours: Vec<String> = store
            .merge_bases(a, b)
            .iter()
            .map(ToString::to_string)
            .collect();
        several += usize::from(ours.len() > 1);
        by_git.sort_unstable();
        ours.sort_unstable();
        assert_eq!(ours, by_git, "{a} {b}");
    }
    assert!(
        several > 80,
        "{several} cases with several bases are too few to prove anything"
    );
}

/// Where our rule has nothing to choose, git finds the same tree, and no conflict.
#[test]
fn merges_without_a_choice_are_gits() {
    let git = Git::init();
    git.run(&["config", "merge.renames", "false"], b"");
    let mut store = Store::new();
    let mut runner = TestRunner::deterministic();
    let mut asked = Vec::new();
    for _ in 0..400 {
        let graph = graphs(16).new_tree(&mut runner).expect("a graph").current();
        let ids = write_graph(&mut store, &graph);
        let (a, b) = (ids[ids.len() - 1], ids[ids.len().saturating_sub(2)]);
        let outcome = store.merge(a, b);
        // Of several bases git makes one in its own way.
        if outcome.choices.is_empty() && outcome.bases.len() == 1 && a != b {
            asked.push((a, b, outcome.tree.id()));
        }
    }
    let tips = store.history().to_vec();
    git.take_packed(&store, &tips);
    let answers = ask_git(&asked, |(a, b, _)| {
        git.run(
            &["merge-tree", "--write-tree", &a.to_string(), &b.to_string()],
            b"",
        )
    });
    let mut new = 0;
    for ((a, b, tree), by_git) in asked.into_iter().zip(answers) {
        assert_eq!(tree.to_string(), by_git, "{a} {b}");
        let sides = [a, b].map(|id| store.commit(id).expect("known").tree().id());
        new += usize::from(!sides.contains(&tree));
    }
    assert!(
        new > 30,
        "{new} merges that are neither side are too few to prove anything"
    );
}

#[test]
fn branch_names_are_valid_where_git_says_so() {
    let git = Git::init();
    let names = [
        "main",
        "query/10.0.0.1",
        "a/b/c",
        "a.b",
        "a-b",
        "ü",
        "a@b",
        "a{b",
        "@a",
        "head",
        "x/HEAD",
        "",
        "HEAD",
        "@",
        "-a",
        ".a",
        "a.",
        "a..b",
        "a.lock",
        "a.lock/b",
        "a/.b",
        "/a",
        "a/",
        "a//b",
        "a b",
        "a~1",
        "a^",
        "a:b",
        "a?",
        "a*",
        "a[b",
        "a]b",
        "a\\b",
        "a@{b",
        "@{-1}",
        "a\tb",
        "a\x7f",
        "a/-b",
        "a!b",
        "a#b",
        "a\"b",
        "a.lockx",
        "a..",
        "..",
        ".",
        "@/b",
        "a/@",
    ];
    for name in names {
        let by_git = git
            .try_run(&["check-ref-format", "--branch", name], b"")
            .is_ok();
        assert_eq!(BranchName::new(name).is_ok(), by_git, "{name:?}");
    }
}

#[test]
fn authors_are_valid_where_git_keeps_them() {
    let git = Git::init();
    let tree = git.run(&["mktree"], b"");
    for (name, email) in [
        ("Ann", "ann@x"),
        ("A B", ""),
        ("ü", "ü@x"),
        ("a@b", "c"),
        ("O'Neil", "o"),
    ] {
        let who = Identity::new(name, email).expect("git takes this name");
        assert_eq!((who.name(), who.email()), (name, email));
        let text = format!("tree {tree}\nauthor {who} 1 +0000\ncommitter {who} 1 +0000\n\nx\n");
        let id = git.run(
            &["hash-object", "-t", "commit", "-w", "--stdin"],
            text.as_bytes(),
        );
        assert_eq!(
            git.run(&["log", "-1", "--format=%an|%ae", &id], b""),
            format!("{name}|{email}")
        );
    }
    for (name, email) in [
        ("", "x"),
        ("a<b", "x"),
        ("a", "x>"),
        ("a\nb", "x"),
        (" a", "x"),
        ("a", "x "),
    ] {
        Identity::new(name, email).expect_err("git would change this");
    }
    assert_eq!(author().to_string(), "A U Thor <thor@example.org>");
}
