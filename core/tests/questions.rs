//! Questions to a history, held against git's own answers.
#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use versioned_arp::report::{Filter, bisect, first_mapping, git_directory, log_filtered};
use versioned_arp::scenario;
use versioned_arp::sim::{HostId, Progress, Run};
use versioned_arp::time::Instant;

const LAB: &str = "\
end 60s
host ann 192.168.3.1 profile classic timeout 20s
host bob 192.168.3.2 profile classic
host eve profile classic
at 1s ann query bob
at 5s ann branch aside
at 10s eve arp reply from 02:00:00:00:00:66 192.168.3.2 to 02:00:00:00:00:01 192.168.3.1
at 12s ann learn 192.168.3.2 02:00:00:00:00:02
at 15s bob learn 192.168.3.50 02:00:00:00:00:50 for 1h
at 15s bob learn 192.168.3.51 02:00:00:00:00:51 for 1h
at 16s ann pull bob
at 17s ann learn 192.168.3.51 02:00:00:00:00:99
at 18s ann revert HEAD~1
at 20s every 2s ann learn 192.168.3.9 02:00:00:00:00:09 for 1s
at 30s bob pull ann
at 35s ann pull bob
at 36s ann pull bob
";

fn run() -> Run {
    let scenario = scenario::parse(LAB).expect("a lab without mistakes");
    let mut run = Run::new(Arc::new(scenario));
    let end = run.scenario().end;
    while run.advance(end, 1 << 16) == Progress::More {}
    run
}

fn ann() -> HostId {
    HostId::new(0)
}

fn git(dir: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "git {args:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn written(run: &Run) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a temporary folder");
    for file in git_directory(run, ann(), run.now()) {
        let path = home.path().join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("room");
        std::fs::write(path, &file.bytes).expect("room");
    }
    home
}

#[test]
fn a_filtered_log_is_gits() {
    let run = run();
    let home = written(&run);
    let filters: [(Filter, &[&str]); 5] = [
        (
            Filter {
                branch: Some("aside".into()),
                ..Filter::default()
            },
            &["aside"],
        ),
        (
            Filter {
                subject: Some("learned: 192.168.3.9".into()),
                ..Filter::default()
            },
            &["--all", "--fixed-strings", "--grep=learned: 192.168.3.9"],
        ),
        (
            Filter {
                since: Some(Instant::from_secs(30)),
                ..Filter::default()
            },
            &["--all", "--since=2015-04-24T00:00:30Z"],
        ),
        (
            Filter {
                address: Some("192.168.3.2".parse().expect("an address")),
                since: Some(Instant::from_secs(2)),
                ..Filter::default()
            },
            &[
                "--all",
                "--since=2015-04-24T00:00:02Z",
                "--",
                "*/192.168.3.2",
            ],
        ),
        (
            Filter {
                address: Some("192.168.3.9".parse().expect("an address")),
                branch: Some("main".into()),
                subject: Some("expired".into()),
                since: None,
            },
            &["main", "--grep=expired", "--", "*/192.168.3.9"],
        ),
    ];
    for (filter, args) in filters {
        let ours = log_filtered(&run, ann(), run.now(), &filter).expect("a branch");
        let format = ["log", "--abbrev=7", "--format=%h %s"];
        let by_git = git(home.path(), &[&format, args].concat());
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&ours), sorted(&by_git), "{filter:?}");
        assert!(!ours.is_empty(), "{filter:?}");
    }
    let nowhere = Filter {
        branch: Some("nowhere".into()),
        ..Filter::default()
    };
    assert_eq!(log_filtered(&run, ann(), run.now(), &nowhere), None);
}

#[test]
fn the_first_commit_that_maps_an_address_is_found() {
    let run = run();
    let home = written(&run);
    let ip = "192.168.3.2".parse().expect("an address");
    let mac = |text: &str| text.parse().expect("a MAC address");
    let first = first_mapping(&run, ann(), run.now(), ip, mac("02:00:00:00:00:66"));
    assert_eq!(
        first.expect("eve was believed").subject(),
        "changed: 192.168.3.2 02:00:00:00:00:02 -> 02:00:00:00:00:66"
    );
    let by_git = git(
        home.path(),
        &[
            "log",
            "--reverse",
            "--format=%H",
            "-S02:00:00:00:00:66",
            "main",
            "--",
            "*/192.168.3.2",
        ],
    );
    let told = bisect(&run, ann(), run.now(), ip, mac("02:00:00:00:00:66")).expect("the same");
    let id = by_git.lines().next().expect("git finds it, too");
    assert!(
        told.starts_with(&format!("{id} is the first commit that maps")),
        "{told}"
    );
    // What follows is the commit as git shows it.
    let shown = git(home.path(), &["log", "-1", "--no-decorate", id]);
    let (_, commit) = told.split_once('\n').expect("lines");
    assert_eq!(commit.trim_end(), shown.trim_end());
    // Before it happened it had not happened.
    let before = Instant::from_secs(9);
    assert!(first_mapping(&run, ann(), before, ip, mac("02:00:00:00:00:66")).is_none());
    assert!(bisect(&run, ann(), run.now(), ip, mac("02:00:00:00:00:77")).is_none());
}

#[test]
fn what_a_revert_left_alone_is_noted() {
    let run = run();
    let notes: Vec<&str> = run.trace().notes().iter().map(|note| &*note.text).collect();
    let told = "revert HEAD~1 left alone: 192.168.3.51 kept 02:00:00:00:00:99 over -";
    assert!(notes.contains(&told), "{notes:?}");
    let seen = versioned_arp::report::snapshot(&run, Instant::from_secs(19)).hosts[0].clone();
    let left: Vec<String> = seen.cache.into_iter().map(|entry| entry.ip).collect();
    assert_eq!(
        left,
        ["192.168.3.2", "192.168.3.51"],
        "what still stood went"
    );
}

#[test]
fn pulls_move_what_is_missing_and_no_more() {
    let run = run();
    let transfers = &run.trace().transfers()[1..];
    let counts: Vec<(usize, bool)> = transfers
        .iter()
        .map(|transfer| (transfer.commits, transfer.objects > transfer.commits))
        .collect();
    let (bob, ann_) = (HostId::new(1), ann());
    assert_eq!(transfers.len(), 3);
    assert_eq!((transfers[0].into, transfers[0].from), (bob, ann_));
    // All that ann's main reaches, then what bob had made himself, then nothing.
    assert!(counts[0].0 > 10 && counts[0].1, "{counts:?}");
    assert!(counts[1].0 < counts[0].0 && counts[1].0 > 0, "{counts:?}");
    assert_eq!((transfers[2].commits, transfers[2].objects), (0, 0));
}
