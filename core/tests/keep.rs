//! Histories that keep a part of themselves: cut as a shallow clone is, with the same ids, and
//! flat in memory.
#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use versioned_arp::cache::{Histories, read_history};
use versioned_arp::report::{blame, bundle, git_directory, log, snapshot};
use versioned_arp::scenario;
use versioned_arp::sim::{HostId, Progress, Run};
use versioned_arp::store::Limits;
use versioned_arp::time::Instant;

fn ann() -> HostId {
    HostId::new(0)
}

/// Ann asks bob again and again; `keep` is an option of hers.
fn lab(keep: &str, end: &str) -> Run {
    let text = format!(
        "end {end}\nhost ann 192.168.3.1 profile classic timeout 5s {keep}\nhost bob 192.168.3.2 profile classic\n\
         at 1s every 10s ann query bob\nat 2s ann branch early\nat 5s every 7s bob pull ann\n\
         at 40s ann revert HEAD~60\nat 190s ann revert HEAD~60\n"
    );
    run(&text)
}

fn run(text: &str) -> Run {
    let scenario = scenario::parse(text).expect("a lab without mistakes");
    let mut run = Run::new(Arc::new(scenario));
    let end = run.scenario().end;
    while run.advance(end, 1 << 16) == Progress::More {}
    assert_eq!(run.stop(), None);
    run
}

fn git(dir: &Path, words: &str) -> (String, String) {
    let output = Command::new("git")
        .args(words.split(' '))
        .current_dir(dir)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git is installed");
    let [out, err] = [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).trim_end().to_owned());
    assert!(output.status.success(), "git {words}: {err}");
    (out, err)
}

fn write(run: &Run, dir: &Path) {
    for file in git_directory(run, ann(), run.now()) {
        let path = dir.join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("room");
        std::fs::write(path, &file.bytes).expect("room");
    }
}

#[test]
fn a_cut_changes_no_id_and_no_entry() {
    let whole = lab("", "200s");
    for keep in ["keep 20 commits", "keep 40s", "keep 1 commits"] {
        let cut = lab(keep, "200s");
        let [all, some] = [&whole, &cut].map(|run| snapshot(run, run.now()).hosts[0].clone());
        assert_eq!(some.head, all.head, "{keep}");
        assert_eq!((&some.branches, &some.cache), (&all.branches, &all.cache));
        assert!(
            some.commits < all.commits / 2,
            "{keep}: {} commits",
            some.commits
        );
        let kept = cut.repository(ann(), 0);
        for id in kept.history() {
            assert!(whole.repository(ann(), 0).contains(*id));
        }
        // Nothing of the frames, nor of another host, is different.
        assert_eq!(cut.trace().frames().len(), whole.trace().frames().len());
        let graph = log(&cut, ann(), cut.now());
        assert_eq!(graph.matches("* ").count(), kept.history().len(), "{graph}");
        assert!(graph.contains("(early)"), "a branch's end stays: {graph}");
    }
}

#[test]
fn as_many_stay_as_was_said_and_at_most_a_stride_more() {
    let mut run = Run::new(Arc::new(
        scenario::parse(
            "end 2000s\nhost ann 192.168.3.1 profile classic timeout 5s keep 100 commits\n\
             host bob 192.168.3.2 profile classic\nat 1s every 10s ann query bob\n",
        )
        .expect("a lab"),
    ));
    let mut most = 0;
    for second in 0..2000 {
        while run.advance(Instant::from_secs(second), 1 << 16) == Progress::More {}
        most = most.max(run.repository(ann(), 0).history().len());
    }
    assert!((100..=130).contains(&most), "{most}");
    assert!(run.repository(ann(), 0).history().len() >= 100);
    assert!(run.repository(ann(), 0).known() > 700);
}

#[test]
fn looking_back_past_a_cut_says_so() {
    let cut = lab("keep 20 commits", "200s");
    let notes: Vec<&str> = cut.trace().notes().iter().map(|note| &*note.text).collect();
    // Before anything was cut it is unknown, later it was cut off.
    assert!(
        notes
            .iter()
            .any(|note| note.contains("unknown revision 'HEAD~60'")),
        "{notes:?}"
    );
    assert!(
        notes
            .iter()
            .any(|note| note.contains("'HEAD~60' lies before what this history keeps")),
        "{notes:?}"
    );
    // What is remembered begins somewhere; before that, the first that is known is shown.
    let since = cut.remembers_since();
    assert!(
        since > Instant::from_secs(100) && since < cut.now(),
        "{since}"
    );
    let first = snapshot(&cut, since).hosts[0].clone();
    let before = snapshot(&cut, Instant::from_secs(20)).hosts[0].clone();
    assert_eq!(
        (before.head, before.cache.len()),
        (first.head, first.cache.len())
    );
    assert_eq!(lab("", "200s").remembers_since(), Instant::ZERO);
}

#[test]
fn git_takes_what_is_left_for_a_shallow_repository() {
    let cut = lab("keep 20 commits", "200s");
    let seen = snapshot(&cut, cut.now()).hosts[0].clone();
    let home = tempfile::tempdir().expect("a temporary folder");
    write(&cut, home.path());
    let said = git(home.path(), "fsck --strict --no-dangling --no-progress");
    assert_eq!(said, Default::default());
    assert_eq!(
        git(home.path(), "rev-parse --is-shallow-repository").0,
        "true"
    );
    let count = git(home.path(), "rev-list --count --all").0;
    assert_eq!(count, seen.commits.to_string());
    // And git clones it.
    let url = format!("clone -q --mirror file://{} clone", home.path().display());
    git(home.path(), &url);
    let clone = home.path().join("clone");
    assert_eq!(git(&clone, "rev-parse main").0, seen.head);

    // As a bundle it asks for what it lacks, and comes back as it was.
    let bytes = bundle(&cut, ann(), cut.now());
    let read = read_history(&bytes, &Limits::FILE).expect("a bundle of ours");
    assert_eq!(read.reachable(), seen.commits);
    let mut histories = Histories::new();
    histories.add(read);
    let text = format!("end 5s\nhost ann 192.168.3.1 from {}\n", seen.head);
    let again = Run::with_histories(Arc::new(scenario::parse(&text).expect("a lab")), &histories);
    assert_eq!(again.stop(), None);
    assert_eq!(snapshot(&again, again.now()).hosts[0].head, seen.head);
}

/// A day at a query every two seconds, and what is kept is no more in the evening than at noon.
#[test]
fn a_day_is_no_heavier_than_an_hour() {
    use versioned_arp::arp::{Edit, Entry};
    use versioned_arp::cache::{Cache, CauseLine, Keep, Why};
    let why = |secs| Why {
        at: Instant::from_secs(secs),
        cause: CauseLine::Statement("a day"),
    };
    let (mut cache, _) = Cache::create("ann", &why(0));
    let mut kept = Vec::new();
    for secs in 1..=24 * 3_600_u64 {
        let ip = std::net::Ipv4Addr::new(192, 168, 3, (secs % 200) as u8);
        let mac = versioned_arp::addr::MacAddr([2, 0, 0, 0, 0, (secs % 200) as u8]);
        let entry = Entry::reachable(mac, Instant::from_secs(secs + 1_000_000));
        cache.apply(&Edit::Confirmed { ip, entry }, &why(secs));
        cache.keep(Keep::Commits(1_000), Instant::from_secs(secs));
        if secs % 3_600 == 0 {
            let repository = cache.repository();
            kept.push((repository.history().len(), repository.reflog().len()));
        }
    }
    let most = |of: fn(&(usize, usize)) -> usize| kept.iter().map(of).max().expect("24 hours");
    assert!(most(|kept| kept.0) <= 1_300, "{kept:?}");
    assert!(most(|kept| kept.1) <= 1_300, "{kept:?}");
    assert_eq!(cache.repository().known(), 24 * 3_600 + 1);
}

/// As in a shallow clone, nobody knows who taught what before the cut; git marks it in the same way.
#[test]
fn blame_does_not_make_up_who_taught_what_before_the_cut() {
    let run = run(
        "end 60s\nhost ann 192.168.3.1 profile classic keep 10 commits\n\
         at 1s every 1s ann learn 192.168.3.9 02:00:00:00:00:09 for 5m\n\
         at 60s ann learn 192.168.3.8 02:00:00:00:00:08\n",
    );
    let told = blame(&run, ann(), run.now());
    let marked: Vec<_> = told.lines().map(|line| line.starts_with('^')).collect();
    assert_eq!(marked, [false, true], "{told}");
}
