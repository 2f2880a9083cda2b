//! An ARP cache in a Git directory, with git at work in it at the same time, and with its writer
//! killed again and again.
#![cfg(all(feature = "git-directory", not(target_arch = "wasm32")))]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant as Clock};

use versioned_arp::addr::Ipv4Addr;
use versioned_arp::arp::{Edit, Entry};
use versioned_arp::cache::{Cache, CauseLine, OpenError, Why};
use versioned_arp::store::{BackendError, BranchName, GitDirectory, Mirror, RefError};
use versioned_arp::time::Instant;

fn why(secs: u64) -> Why<'static> {
    Why {
        at: Instant::from_secs(secs),
        cause: CauseLine::Statement("a test"),
    }
}

fn ip(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(192, 168, 3, last)
}

fn learned(last: u8, expires: u64) -> Edit {
    let mac = versioned_arp::addr::MacAddr([2, 0, 0, 0, 0, last]);
    Edit::Learned {
        ip: ip(last),
        entry: Entry::reachable(mac, Instant::from_secs(expires)),
        evicted: vec![],
    }
}

fn asked(last: u8) -> Edit {
    Edit::Requested {
        ip: ip(last),
        number: 1,
        of: 3,
        due: Instant::from_secs(9),
    }
}

fn open(path: &Path, secs: u64) -> (Cache, Mirror<GitDirectory>) {
    let directory = GitDirectory::create_or_open(path).expect("a repository of ours");
    Cache::open(directory, "ann", &why(secs)).expect("a cache of ours")
}

/// What git says, which must succeed without a complaint.
fn git(path: &Path, words: &str) -> String {
    let (out, err) = try_git(path, words);
    assert_eq!(err, "", "git {words}");
    out
}

fn try_git(path: &Path, words: &str) -> (String, String) {
    let who = ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|name| (name, "Someone Else"));
    let mail = ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|name| (name, "else@example.org"));
    let output = Command::new("git")
        .args(words.split(' '))
        .current_dir(path)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs(who.into_iter().chain(mail))
        .output()
        .expect("git is installed");
    let [out, err] = [output.stdout, output.stderr].map(|bytes| {
        String::from_utf8(bytes)
            .expect("text")
            .trim_end()
            .to_owned()
    });
    assert!(output.status.success() || !err.is_empty(), "git {words}");
    (out, err)
}

fn fsck(path: &Path) {
    let checked = git(path, "fsck --strict --no-dangling --no-progress");
    assert_eq!(checked, "");
}

#[test]
fn a_cache_goes_on_where_it_stopped() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let path = &home.path().join("ann.git");
    let (mut cache, mut mirror) = open(path, 0);
    for edit in [learned(7, 60), learned(8, 1_000), asked(9)] {
        cache.apply(&edit, &why(1));
        mirror.save(cache.repository()).expect("nobody else writes");
    }
    let before = cache.head().id();
    drop((cache, mirror));

    let (cache, mirror) = open(path, 100);
    assert_eq!(cache.head().tree().len(), 1);
    assert!(cache.repository().contains(before));
    assert!(cache.queries().is_empty(), "nobody waits any more");
    let subjects = "create: empty cache
learned: 192.168.3.7 -> 02:00:00:00:00:07
learned: 192.168.3.8 -> 02:00:00:00:00:08
query 192.168.3.9: request 1 of 3
query timed out: 192.168.3.9
merge query/192.168.3.9
expired: 192.168.3.7";
    assert_eq!(
        git(path, "log --reverse --topo-order --format=%s main"),
        subjects
    );
    fsck(path);

    // Nothing more to do: nothing is done.
    let head = cache.head().id();
    drop((cache, mirror));
    assert_eq!(open(path, 100).0.head().id(), head);
    let log = git(path, "reflog show --format=%gs main");
    assert_eq!(log.lines().count(), 5, "{log}");
    assert_eq!(git(path, "reflog show --format=%gs HEAD"), log);
}

#[test]
fn git_may_pack_and_collect_at_any_time() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let path = &home.path().join("ann.git");
    let (mut cache, mut mirror) = open(path, 0);
    for n in 0..30 {
        let edit = match n % 3 {
            0 => learned(n, 1_000),
            1 => asked(n),
            _ => Edit::TimedOut {
                ip: ip(n - 1),
                left: None,
            },
        };
        cache.apply(&edit, &why(n.into()));
        mirror.save(cache.repository()).expect("nobody else writes");
        match n % 10 {
            3 => drop(git(path, "gc --quiet --prune=now")),
            // With a query's branch in it, whose end must take it out again.
            7 => drop(git(path, "pack-refs --all")),
            9 => drop(git(path, "repack -q -a -d -f --depth=50 --window=50")),
            _ => {}
        }
    }
    fsck(path);
    assert!(!path.join("packed-refs.lock").exists());
    let packed = fs::read_to_string(path.join("packed-refs")).expect("refs were packed");
    assert!(!packed.contains("query/"), "{packed}");
    let (head, count) = (cache.head().id(), cache.repository().reachable());
    drop((cache, mirror));
    let (cache, _mirror) = open(path, 30);
    assert_eq!(
        (cache.head().id(), cache.repository().reachable()),
        (head, count)
    );
    assert_eq!(git(path, "rev-list --count --all"), count.to_string());
    assert_eq!(
        git(path, "for-each-ref --format=%(refname)"),
        "refs/heads/main"
    );
}

#[test]
fn a_branch_that_git_moved_is_an_error_and_nothing_is_lost() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let path = &home.path().join("ann.git");
    let (mut cache, mut mirror) = open(path, 0);
    cache.apply(&learned(7, 1_000), &why(1));
    mirror.save(cache.repository()).expect("nobody else writes");
    let ours = cache.head().id();

    // Somebody commits on main, in a zone of their own.
    let theirs = git(path, "commit-tree main^{tree} -p main -m hand-made");
    git(path, &format!("update-ref refs/heads/main {theirs}"));
    cache.apply(&learned(8, 1_000), &why(2));
    for _ in 0..2 {
        match mirror.save(cache.repository()) {
            Err(BackendError::Ref(error)) => {
                let unexpected = RefError::Unexpected {
                    name: BranchName::main(),
                    expected: Some(ours),
                    found: Some(theirs.parse().expect("an id")),
                };
                assert_eq!(error, unexpected);
                assert_eq!(
                    error.to_string(),
                    format!("branch main is {theirs}, not {ours} as expected")
                );
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(git(path, "rev-parse main"), theirs);
    fsck(path);

    // Whoever takes theirs and merges ours has both.
    drop(mirror);
    let mut stays = cache;
    let (mut cache, mut mirror) = open(path, 3);
    assert_eq!(cache.head().subject(), "hand-made");
    assert_eq!(cache.head().author().name(), "Someone Else");
    cache.pull(stays.repository(), "ourselves", &why(3));
    mirror.save(cache.repository()).expect("nobody else writes");
    assert_eq!(cache.head().tree().len(), 2);
    fsck(path);
    // And what git wrote stays as git wrote it, wherever it goes.
    stays.pull(cache.repository(), "the directory", &why(4));
    assert!(stays.repository().contains(theirs.parse().expect("an id")));
}

#[test]
fn what_git_holds_locked_is_left_alone() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let path = &home.path().join("ann.git");
    let (mut cache, mut mirror) = open(path, 0);
    let second = GitDirectory::open(path).expect_err("it is open already");
    assert!(
        second.to_string().ends_with("another process has it open"),
        "{second}"
    );

    cache.apply(&learned(7, 1_000), &why(1));
    let lock = path.join("refs/heads/main.lock");
    fs::write(&lock, "").expect("room for a lock");
    match mirror.save(cache.repository()) {
        Err(BackendError::Locked(what)) => assert!(what.contains("main.lock"), "{what}"),
        other => panic!("{other:?}"),
    }
    // Nor does the next one take it for ours.
    drop(mirror);
    let mirror = GitDirectory::open(path).expect("nobody else has it open");
    assert!(lock.exists());
    fs::remove_file(lock).expect("the lock");
    drop(mirror);
    fsck(path);
}

#[test]
fn what_is_no_cache_is_refused() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let refusal = |name: &str, prepare: &dyn Fn(&Path)| {
        let path = home.path().join(name);
        fs::create_dir(&path).expect("a folder");
        prepare(&path);
        let before = git_files(&path);
        let opened = GitDirectory::create_or_open(&path).map_err(OpenError::Save);
        let opened = opened.and_then(|directory| Cache::open(directory, "ann", &why(1)));
        let error = opened.err().expect("no cache").to_string();
        assert_eq!(git_files(&path), before, "nothing changed");
        error
    };
    let init = |path: &Path, option: &str| drop(git(path, &format!("init -q {option}")));
    let error = refusal("files", &|path| {
        fs::write(path.join("a"), "b").expect("room")
    });
    assert!(error.ends_with("not a Git repository"), "{error}");
    let error = refusal("checkout", &|path| init(path, "-b main"));
    assert!(error.ends_with("not a bare one"), "{error}");
    let error = refusal("sha256", &|path| {
        init(path, "--bare --object-format=sha256")
    });
    assert!(
        error.ends_with("its object format is sha256; only sha1 is known here"),
        "{error}"
    );
    let foreign = |path: &Path, branch: &str, file: &str| {
        init(path, "--bare");
        fs::write(path.join("description"), "Not an entry.\n").expect("room");
        let blob = git(path, "hash-object -w description");
        fs::write(
            path.join("description"),
            format!("100644 blob {blob}\t{file}\n"),
        )
        .expect("room");
        let description = fs::File::open(path.join("description")).expect("a file");
        let tree = Command::new("git")
            .arg("mktree")
            .current_dir(path)
            .stdin(description)
            .output()
            .expect("git is installed");
        let tree = String::from_utf8(tree.stdout).expect("an id");
        let commit = git(path, &format!("commit-tree {} -m x", tree.trim()));
        git(path, &format!("update-ref refs/heads/{branch} {commit}"));
    };
    let error = refusal("readme", &|path| foreign(path, "main", "README"));
    assert!(
        error.ends_with("'README' is not where an entry could be"),
        "{error}"
    );
    let error = refusal("other", &|path| {
        init(path, "--bare");
        let tree = git(path, "hash-object -t tree -w --stdin");
        let commit = git(path, &format!("commit-tree {tree} -m x"));
        git(path, &format!("update-ref refs/heads/trunk {commit}"));
    });
    assert_eq!(error, "there is no branch main, which would be the cache");
    let error = refusal("damaged", &|path| {
        let (mut cache, mut mirror) = open(path, 0);
        cache.apply(&learned(7, 9), &why(1));
        mirror.save(cache.repository()).expect("nobody else writes");
        drop(mirror);
        let tree = git(path, "rev-parse main:192.168.3");
        let (dir, file) = tree.split_at(2);
        fs::remove_file(path.join("objects").join(dir).join(file)).expect("an object");
    });
    assert!(error.starts_with("there is no tree"), "{error}");
}

/// All files of a repository but those of who has it open.
fn git_files(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut dirs = vec![path.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                dirs.push(path);
            } else if !path.ends_with("versioned-arp.lock") {
                files.push((path.display().to_string(), fs::read(&path).expect("a file")));
            }
        }
    }
    files.sort();
    files
}

const CHILD: &str = "VERSIONED_ARP_TEST_REPOSITORY";

/// The child of the next test: writes until it is killed.
#[test]
#[ignore = "it is run by writers_may_be_killed_at_any_point, and never ends"]
fn a_writer_that_never_ends() {
    let Ok(path) = std::env::var(CHILD) else {
        return;
    };
    let (mut cache, mut mirror) = open(Path::new(&path), 1);
    for n in (0..=u8::MAX).cycle() {
        let answered = Edit::Answered {
            ip: ip(n),
            entry: Entry::reachable(versioned_arp::addr::MacAddr([2; 6]), Instant::from_secs(99)),
            evicted: vec![],
        };
        for edit in [learned(n.wrapping_add(100), 99), asked(n), answered] {
            cache.apply(&edit, &why(1));
            mirror.save(cache.repository()).expect("nobody else writes");
        }
    }
}

#[test]
fn writers_may_be_killed_at_any_point() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let path = &home.path().join("ann.git");
    drop(open(path, 0));
    let mut commits = 1;
    let started = Clock::now();
    for round in 0..12_u64 {
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args(["--ignored", "--exact", "a_writer_that_never_ends"])
            .env(CHILD, path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("this test runs");
        // It has written once more, and then some, at an odd moment of its work.
        let head = path.join("logs/refs/heads/main");
        let length = || fs::metadata(&head).map_or(0, |log| log.len());
        let before = length();
        while length() < before + 500 && started.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(Duration::from_micros(round * 797 % 5_000));
        child.kill().expect("the child is there");
        child.wait().expect("the child ends");

        let left: Vec<_> = git(path, "rev-list --count main")
            .lines()
            .map(str::to_owned)
            .collect();
        let now: usize = left[0].parse().expect("a number");
        assert!(
            now > commits,
            "round {round}: {now} commits after {commits}"
        );
        if round % 4 == 3 {
            fsck(path);
        }
        // Whole, and what was in flight ends.
        let (cache, mirror) = open(path, 2);
        assert!(cache.repository().reachable() >= now);
        assert!(cache.queries().is_empty());
        drop(mirror);
        let locks = git_files(path)
            .into_iter()
            .filter(|(name, _)| name.ends_with(".lock"));
        assert_eq!(locks.count(), 0);
        commits = cache.repository().reachable();
    }
}
