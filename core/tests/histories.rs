//! Histories that come back from files: bundles of ours and of git's, packs with deltas, and
//! everything that is no history. A host starts from one.
#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use versioned_arp::cache::{Histories, Repository, read_history};
use versioned_arp::report::{bundle, fingerprint, git_directory, snapshot};
use versioned_arp::scenario;
use versioned_arp::sim::{HostId, Progress, Run};
use versioned_arp::store::{BranchName, Limits};

const LAB: &str = "\
end 100s
host ann 192.168.3.1
host bob 192.168.3.2
at 1s every 2s times 40 ann query bob
at 2s ann learn 192.168.3.77 02:00:00:00:00:77 for 500s
at 3s every 7s bob pull ann
";

/// The lab, and enough addresses for directories that git makes deltas of.
fn lab() -> Run {
    let mut text = LAB.to_owned();
    for n in 100..160 {
        text += &format!("at {n}ms ann learn 192.168.3.{n} 02:00:00:00:00:77 for 500s\n");
    }
    run(&text, &Histories::new())
}

fn run(text: &str, histories: &Histories) -> Run {
    let scenario = scenario::parse(text).expect("a lab without mistakes");
    let mut run = Run::with_histories(Arc::new(scenario), histories);
    let end = run.scenario().end;
    while run.advance(end, 1 << 16) == Progress::More {}
    run
}

fn bundle_of_ann() -> (Run, Vec<u8>) {
    let lab = lab();
    let bytes = bundle(&lab, HostId::new(0), lab.now());
    (lab, bytes)
}

fn refusal(bytes: &[u8]) -> String {
    refusal_within(bytes, &Limits::FILE)
}

fn refusal_within(bytes: &[u8], limits: &Limits) -> String {
    read_history(bytes, limits)
        .expect_err("no history")
        .to_string()
}

fn git(dir: &Path, words: &str) -> String {
    let output = Command::new("git")
        .args(words.split(' '))
        .current_dir(dir)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "git {words}: {output:?}");
    String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned()
}

fn assert_same(read: &Repository, lab: &Run) {
    let ann = lab.repository(HostId::new(0), 0);
    assert_eq!(read.branches(), ann.branches());
    assert_eq!(read.reachable(), ann.reachable());
    for commit in ann.log(ann.branches().values().copied()) {
        let same = read.commit(commit.id()).expect("all are there");
        assert_eq!((same.at(), same.message()), (commit.at(), commit.message()));
        assert_eq!(same.tree(), commit.tree());
    }
}

#[test]
fn a_bundle_comes_back_whole() {
    let (lab, bytes) = bundle_of_ann();
    let read = read_history(&bytes, &Limits::FILE).expect("a bundle of ours");
    assert_same(&read, &lab);
    // A branch's end is all that a pack alone lacks.
    let pack = bytes
        .windows(4)
        .position(|at| at == b"PACK")
        .expect("a pack");
    let read = read_history(&bytes[pack..], &Limits::FILE).expect("a pack with one tip");
    assert_eq!(
        read.branch(&BranchName::main()),
        lab.repository(HostId::new(0), 0)
            .branch(&BranchName::main())
    );
}

/// Git's own packs have deltas, by place and by id.
#[test]
fn what_git_packs_comes_back_whole() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let lab = lab();
    for file in git_directory(&lab, HostId::new(0), lab.now()) {
        let path = home.path().join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("room");
        std::fs::write(path, &file.bytes).expect("room");
    }
    git(home.path(), "repack -q -a -d -f --depth=50 --window=50");
    let listed = git(
        home.path(),
        "verify-pack -v objects/pack/*.idx"
            .replace(
                "objects/pack/*.idx",
                &std::fs::read_dir(home.path().join("objects/pack"))
                    .expect("a folder")
                    .map(|entry| entry.expect("an entry").path().display().to_string())
                    .find(|path| path.ends_with(".idx"))
                    .expect("a pack"),
            )
            .as_str(),
    );
    assert!(
        listed.contains("chain length = 2"),
        "there are deltas on deltas"
    );
    for offsets in ["--delta-base-offset", "--no-delta-base-offset"] {
        let flag = offsets.starts_with("--delta");
        git(
            home.path(),
            &format!("config repack.useDeltaBaseOffset {flag}"),
        );
        git(home.path(), "bundle create -q all.bundle --all");
        let bytes = std::fs::read(home.path().join("all.bundle")).expect("a bundle");
        let read = read_history(&bytes, &Limits::FILE).expect("a bundle of git's");
        assert_same(&read, &lab);
    }
    // Deltas by id: what `pack-objects` makes without --delta-base-offset.
    let packed = Command::new("sh")
        .args([
            "-c",
            "git rev-list --objects --all | git pack-objects --stdout -q --window=50",
        ])
        .current_dir(home.path())
        .output()
        .expect("git is installed");
    let read = read_history(&packed.stdout, &Limits::FILE).expect("a pack of git's");
    let ann = lab.repository(HostId::new(0), 0);
    assert_eq!(
        read.branch(&BranchName::main()),
        ann.branch(&BranchName::main())
    );

    // A bundle that goes on from elsewhere.
    git(home.path(), "bundle create -q rest.bundle main~3..main");
    let bytes = std::fs::read(home.path().join("rest.bundle")).expect("a bundle");
    let error = refusal(&bytes);
    assert!(
        error.starts_with("the bundle goes on from commits that are not in it: "),
        "{error}"
    );
}

#[test]
fn another_object_format_is_refused() {
    let home = tempfile::tempdir().expect("a temporary folder");
    git(home.path(), "init -q --object-format=sha256 -b main .");
    git(
        home.path(),
        "-c user.name=a -c user.email=a@b commit -q --allow-empty -m x",
    );
    git(home.path(), "bundle create -q x.bundle main");
    let bytes = std::fs::read(home.path().join("x.bundle")).expect("a bundle");
    assert_eq!(
        refusal(&bytes),
        "the bundle needs what is not known here: object-format=sha256"
    );
}

#[test]
fn a_tree_that_is_no_cache_is_refused() {
    let home = tempfile::tempdir().expect("a temporary folder");
    git(home.path(), "init -q -b main .");
    std::fs::write(home.path().join("README"), "Read me.\n").expect("room");
    git(home.path(), "add README");
    git(
        home.path(),
        "-c user.name=a -c user.email=a@b commit -q -m x",
    );
    git(home.path(), "bundle create -q x.bundle main");
    let bytes = std::fs::read(home.path().join("x.bundle")).expect("a bundle");
    let error = refusal(&bytes);
    assert!(
        error.ends_with("'README' is not where an entry could be"),
        "{error}"
    );
}

#[test]
fn nonsense_is_refused() {
    let (_, bytes) = bundle_of_ann();
    let neither = "neither a bundle nor a pack";
    assert_eq!(refusal(b""), neither);
    assert_eq!(refusal(b"PNG\r\n"), neither);
    assert_eq!(refusal(&[0xff; 4_000]), neither);
    assert_eq!(refusal(b"# v9 git bundle\n\n"), neither);
    assert_eq!(
        refusal(b"# v2 git bundle\n"),
        "the bundle ends within its head"
    );
    assert_eq!(
        refusal(b"# v2 git bundle\n\nPACK"),
        "the bundle holds no branch"
    );
    assert_eq!(
        refusal(b"# v2 git bundle\nzz refs/heads/main\n\n"),
        "the bundle's head makes no sense"
    );
    // Cut anywhere, and with any byte changed: refused, and never a panic.
    let pack = bytes
        .windows(4)
        .position(|at| at == b"PACK")
        .expect("a pack");
    for end in (0..bytes.len()).step_by(1_997) {
        refusal(&bytes[..end]);
    }
    for at in (pack..bytes.len()).step_by(997) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        refusal(&changed);
    }
}

/// The same with a checksum that is right: whoever makes such a file can make that, too.
#[test]
fn a_pack_made_to_harm_is_refused() {
    use sha1::{Digest as _, Sha1};
    let (_, bytes) = bundle_of_ann();
    let pack = bytes
        .windows(4)
        .position(|at| at == b"PACK")
        .expect("a pack");
    let sealed = |mut body: Vec<u8>| {
        let checksum = Sha1::digest(&body);
        body.extend(checksum);
        body
    };
    let body = &bytes[pack..bytes.len() - 20];
    for at in (4..body.len()).step_by(211) {
        for bit in [0x01, 0x10, 0x80] {
            let mut changed = body.to_vec();
            changed[at] ^= bit;
            // What is still a pack is another history, or none; it is never a panic.
            let _ = read_history(&sealed(changed), &Limits::FILE);
        }
    }
    let head = |count: u32| [b"PACK\0\0\0\x02".to_vec(), count.to_be_bytes().to_vec()].concat();
    let error = refusal(&sealed(head(u32::MAX)));
    assert!(error.contains("too large"), "{error}");
    let error = refusal(&sealed(head(100)));
    assert_eq!(error, "the pack is damaged: it ends too early");

    // A bomb: a megabyte of zeros, deflated to a thousand bytes, said to be what it is.
    let zeros = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 1 << 20], 9);
    let mut bomb = head(1);
    bomb.extend([0xb0, 0x80, 0x80, 0x04]);
    bomb.extend(&zeros);
    let limits = Limits {
        bytes: 1 << 19,
        ..Limits::FILE
    };
    let error = refusal_within(&sealed(bomb.clone()), &limits);
    assert_eq!(error, "the history is too large: more than 524288 bytes");
    // Said to be smaller, it is not what it says.
    bomb[12..16].copy_from_slice(&[0xb0, 0x80, 0x80, 0x01]);
    let error = refusal_within(&sealed(bomb), &limits);
    assert_eq!(
        error,
        "the pack is damaged: an object does not inflate to what it should"
    );
    // Said to be endless, no room is made for it.
    let mut endless = head(1);
    endless.extend([0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    endless.extend(&zeros);
    let error = refusal_within(&sealed(endless), &Limits::NONE);
    assert_eq!(
        error,
        "the pack is damaged: an object is larger than its bytes can be"
    );
}

#[test]
fn a_host_starts_from_a_history() {
    let (lab, bytes) = bundle_of_ann();
    let mut histories = Histories::new();
    let history = read_history(&bytes, &Limits::FILE).expect("a bundle of ours");
    let commits = history.reachable();
    let head = history.branch(&BranchName::main()).expect("main");
    histories.add(history);
    let text = format!(
        "end 600s\nhost ann 192.168.3.1 from {head}\nhost bob 192.168.3.2\n\
         at 5s ann learn 192.168.3.9 02:00:00:00:00:09 for 1s\nat 10s ann branch before @4s\n"
    );
    let again = run(&text, &histories);
    assert_eq!(again.stop(), None);
    let at = |seconds| {
        let at = versioned_arp::time::Instant::from_secs(seconds);
        snapshot(&again, at).hosts[0].clone()
    };
    // Nothing was done yet: the same head, the same cache.
    let ann = &snapshot(&lab, lab.now()).hosts[0];
    assert_eq!((at(0).head, at(0).commits), (ann.head.clone(), commits));
    assert_eq!(at(0).cache.len(), ann.cache.len());
    // What comes is on top of it, and entries age by the lab's clock.
    assert_eq!(at(6).commits, commits + 2);
    let left: Vec<_> = at(600).cache.into_iter().map(|entry| entry.ip).collect();
    assert_eq!(left, ["192.168.3.2"], "only bob answers");
    // As of a time before the first commit of its own, it was what it started from.
    assert_eq!(at(10).branches["before"], head.to_string());
    assert_eq!(
        fingerprint(&again, again.now()),
        fingerprint(&run(&text, &histories), again.now())
    );

    // A link carries the text alone: without the history the lab says what is missing.
    let without = run(&text, &Histories::new());
    let stop = without.stop().expect("it cannot start").to_string();
    assert!(
        stop.contains(&format!("ann starts from the history of commit {head}")),
        "{stop}"
    );
    assert_eq!(snapshot(&without, without.now()).hosts.len(), 2);
}
