//! What leaves a lab as real Git, judged by git: every built-in lab, every host, as a directory
//! and as a bundle. The words of docs/formats.md are held against what git reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use versioned_arp::addr::MacAddr;
use versioned_arp::arp::State;
use versioned_arp::report::{self, HostSnapshot, bundle, git_directory};
use versioned_arp::scenario::builtin;
use versioned_arp::store::ObjectId;
use versioned_arp_tests::formats::Subjects;
use versioned_arp_tests::git::{Git, empty_dir, write_repository};
use versioned_arp_tests::{Lab, instant};

/// 2015-04-24 00:00:00 +0000.
const EPOCH: u64 = 1_429_833_600;

/// An operator's whole repertoire, on hosts of several profiles. At 6.5 s ann's query is in flight, a branch stands beside main,
/// and main was reset; at 12 s her repository is another one.
const OPERATOR: &str = "\
end 100s
host ann 192.168.3.1 profile classic
host bob 192.168.3.2 profile linux
host eve 192.168.3.3 profile rfc
at 1s ann query bob
at 2s bob learn 192.168.3.77 02:00:00:00:00:77 for 5s
at 2s ann branch aside
at 3s ann learn 192.168.3.200 02:00:00:00:00:c8
at 3s ann branch zenith
at 4s ann pin 192.168.3.99 02:00:00:00:00:99
at 4500ms ann query 192.168.3.66
at 5s ann reset HEAD~1
at 5500ms ann pull bob
at 6s eve arp reply from 02:00:00:00:00:03 192.168.3.77 to 02:00:00:00:00:01 192.168.3.1
at 6250ms eve push ann
at 7s eve claim 192.168.3.9
at 8s bob query ann
at 9s ann down
at 11s ann up fresh
at 13s ann pull bob
at 15s bob revert HEAD
at 16s bob query ann
at 60s bob query ann
at 90s bob flush
";

#[test]
fn every_built_in_lab_is_git_to_git() {
    for built_in in builtin::all() {
        let lab = Lab::run(built_in.text);
        let end = lab.run.now().as_secs_f64();
        for seconds in [end, end / 3.0] {
            judge(&format!("{}-{seconds:.2}", built_in.name), &lab, seconds);
        }
    }
}

#[test]
fn branches_resets_and_fresh_starts_are_git_to_git() {
    let lab = Lab::run(OPERATOR);
    for seconds in [0.0, 1.0, 3.5, 4.75, 6.5, 12.0, 13.5, 89.0, 100.0] {
        judge(&format!("operator-{seconds:.2}"), &lab, seconds);
    }
    let at = |seconds| lab.at(seconds).hosts[0].clone();
    let names = |seconds| at(seconds).branches.into_keys().collect::<Vec<_>>();
    assert_eq!(
        names(6.5),
        ["aside", "main", "query/192.168.3.66", "zenith"]
    );
    assert_eq!(names(12.0), ["main"]);
    assert_eq!(at(12.0).commits, 1);
}

#[test]
fn the_runners_answers_are_gits() {
    let mut labs: Vec<(&str, &str)> = builtin::all()
        .iter()
        .map(|built_in| (built_in.name, built_in.text))
        .collect();
    labs.push(("operator", OPERATOR));
    let (mut blamed, mut differing) = (0, 0);
    for (name, text) in labs {
        let lab = Lab::run(text);
        let end = lab.run.now().as_secs_f64();
        for host in lab.end().hosts {
            let git = export(
                &format!("answers-{name}-{}", host.name),
                &lab,
                &host.name,
                end,
            );
            blamed += check_blame(&git, &lab, &host);
            differing += check_diffs(&git, &lab, &host.name);
        }
    }
    assert!(blamed > 20 && differing > 40, "{blamed} {differing}");
}

/// `git blame` of the line that tells the MAC; the cause is that commit's. Answers how many
/// entries were asked about.
fn check_blame(git: &Git, lab: &Lab, host: &HostSnapshot) -> usize {
    let text = report::blame(&lab.run, lab.host(&host.name), lab.run.now());
    assert_eq!(text.lines().count(), host.cache.len());
    for (line, entry) in text.lines().zip(&host.cache) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let line = words.join(" ");
        let file = path(&entry.ip);
        let by_git = git.run(["blame", "-l", "-s", "-L1,1", "main", "--", &file]);
        // The first commit of a history is marked.
        let id = by_git.trim_start_matches('^').split(' ').next();
        let id = id.expect("git names the commit");
        let format = "--format=%an %(trailers:key=Time,valueonly,separator=) \
            %(trailers:key=Frame,key=Timer,key=Statement,separator=)";
        let cause = git.run(["log", "-1", "--abbrev=7", format, id]);
        assert!(
            line.starts_with(&format!("{} ({cause})", &id[..7])),
            "{line}: {by_git} {cause}"
        );
        assert!(line.contains(&format!(" {} ", entry.ip)), "{line}");
    }
    host.cache.len()
}

/// What each commit of `main` changed against its first parent, and against the first of all.
/// Answers how many differed.
fn check_diffs(git: &Git, lab: &Lab, host: &str) -> usize {
    let id = lab.host(host);
    let state = lab.run.trace().host_at(id, lab.run.now());
    let repository = lab.run.repository(id, state.generation);
    let line = git.say("rev-list --first-parent --reverse main");
    let commits: Vec<&str> = line.lines().collect();
    let tree = |hex: &str| {
        let id = hex.parse::<ObjectId>().expect("git prints ids");
        let commit = repository.commit(id);
        commit.expect("git has what the lab has").tree()
    };
    let pairs = commits.windows(2).map(|pair| [pair[0], pair[1]]);
    let ends = [commits[commits.len() - 1], commits[0]];
    let mut differing = 0;
    for [old, new] in pairs.chain([ends]) {
        let diff = git.run(["diff", "--abbrev=7", old, new]);
        assert_eq!(
            report::patch(tree(old), tree(new)).trim_end_matches('\n'),
            diff
        );
        let stat = git.run(["diff", "--stat", old, new]);
        assert_eq!(
            report::diff_stat(tree(old), tree(new)).trim_end_matches('\n'),
            stat
        );
        differing += usize::from(!diff.is_empty());
    }
    differing
}

#[test]
fn what_a_reset_left_behind_is_in_the_reflog() {
    let lab = Lab::run(
        "end 9s\nhost ann profile classic\n\
         at 1s ann learn 10.0.0.7 02:00:00:00:00:77\n\
         at 2s ann pin 10.0.0.9 02:00:00:00:00:99\n\
         at 3s ann reset HEAD~1\n",
    );
    let git = export("reset", &lab, "ann", 9.0);
    assert_eq!(
        git.say("reflog show --format=%gd|%gs|%s|%cd --date=raw"),
        "main@{1429833603 +0000}|reset: moving to HEAD~1|learned: 10.0.0.7 -> 02:00:00:00:00:77|1429833601 +0000\n\
         main@{1429833602 +0000}|pinned: 10.0.0.9 -> 02:00:00:00:00:99|pinned: 10.0.0.9 -> 02:00:00:00:00:99|1429833602 +0000\n\
         main@{1429833601 +0000}|learned: 10.0.0.7 -> 02:00:00:00:00:77|learned: 10.0.0.7 -> 02:00:00:00:00:77|1429833601 +0000\n\
         main@{1429833600 +0000}|create: empty cache|create: empty cache|1429833600 +0000"
            .replace("main@", "HEAD@")
    );
    // Before the reset there is nothing of it.
    let before = export("before-reset", &lab, "ann", 2.5);
    assert_eq!(
        before.say("reflog show --format=%gs -1"),
        "pinned: 10.0.0.9 -> 02:00:00:00:00:99"
    );
    assert_eq!(
        git.say("rev-parse HEAD@{1}"),
        before.say("rev-parse HEAD"),
        "the commit can be had back"
    );
}

#[test]
fn git_goes_on_where_the_lab_stopped() {
    let lab = Lab::run(OPERATOR);
    let git = export("goes-on", &lab, "bob", 100.0);
    let work = scratch("goes-on-work");
    git.run(["clone", "-q", ".", work.to_str().expect("a path is text")]);
    let work = Git::at(work);
    fs::write(work.dir().join("note"), "seen\n").expect("a file can be written");
    work.say("add note");
    work.say("-c user.name=me -c user.email=me@x commit -q -m note");
    work.say("push -q origin main");
    assert_eq!(git.say("log -1 --format=%s"), "note");
    assert_eq!(git.say("reflog -1 --format=%gs"), "push");
    git.say("gc -q");
    assert_eq!(git.say("fsck --strict"), "");
}

#[test]
fn the_same_lab_gives_the_same_bytes() {
    let bytes = || {
        let lab = Lab::run(OPERATOR);
        let (ann, at) = (lab.host("ann"), instant(6.5));
        (bundle(&lab.run, ann, at), git_directory(&lab.run, ann, at))
    };
    assert_eq!(bytes(), bytes());
}

/// A folder of this test's own, empty.
fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("git")
        .join(name);
    empty_dir(&dir).expect("the folder can be made anew");
    dir
}

/// A host's repository on disk.
fn export(name: &str, lab: &Lab, host: &str, seconds: f64) -> Git {
    let dir = scratch(name);
    let files = git_directory(&lab.run, lab.host(host), instant(seconds));
    write_repository(&dir, &files).expect("files can be written");
    Git::at(dir)
}

/// Everything that is promised of every host's repository as of a moment.
fn judge(name: &str, lab: &Lab, seconds: f64) {
    let hosts = lab.at(seconds).hosts;
    let names: BTreeSet<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
    for host in &hosts {
        let git = export(
            &format!("{name}/{}.git", host.name),
            lab,
            &host.name,
            seconds,
        );
        assert_eq!(git.say("fsck --strict"), "", "{name} {}", host.name);
        check_refs(&git, host);
        check_reflogs(&git, host, seconds);
        check_commits(&git, &names, seconds);
        check_files(&git, host);
        check_bundle(&git, lab, host, seconds);
    }
}

/// Branches by short name, as git has them.
fn branches(git: &Git) -> BTreeMap<String, String> {
    let listed = git.say("for-each-ref --format=%(refname:lstrip=2)|%(objectname) refs/heads");
    let pair = |line: &str| {
        let (name, id) = line.split_once('|').expect("the format has a bar");
        (name.to_owned(), id.to_owned())
    };
    listed.lines().map(pair).collect()
}

fn check_refs(git: &Git, host: &HostSnapshot) {
    assert_eq!(git.say("symbolic-ref HEAD"), "refs/heads/main");
    assert_eq!(git.say("rev-parse HEAD"), host.head);
    assert_eq!(branches(git), host.branches);
    assert_eq!(git.say("rev-parse --is-bare-repository"), "true");
    let commits = git.say("rev-list --count --all");
    assert_eq!(commits, host.commits.to_string());
}

/// Each line goes on where the one before ended, and the last one ends where the branch is.
fn check_reflogs(git: &Git, host: &HostSnapshot, seconds: f64) {
    let [head, main] = ["logs/HEAD", "logs/refs/heads/main"]
        .map(|log| fs::read_to_string(git.dir().join(log)).expect("the log is there"));
    assert_eq!(head, main);
    let mut at = "0".repeat(40);
    for line in main.lines() {
        let (line, reason) = line.split_once('\t').expect("a reason comes after a tab");
        assert!(!reason.is_empty());
        let words: Vec<&str> = line.split(' ').collect();
        let [old, new, name, email, time, zone] = words[..] else {
            panic!("{line}")
        };
        assert_eq!(old, at);
        assert_eq!((name, zone), (host.name.as_str(), "+0000"));
        assert_eq!(email, format!("<{name}@lan.invalid>"));
        let time: u64 = time.parse().expect("seconds");
        assert!((EPOCH..=EPOCH + seconds as u64).contains(&time), "{time}");
        at = new.to_owned();
    }
    assert_eq!(at, host.head);
    let entries = git.say("reflog show --format=%H main");
    assert_eq!(entries.lines().count(), main.lines().count());
}

/// Who, when and why, of every commit.
fn check_commits(git: &Git, hosts: &BTreeSet<&str>, seconds: f64) {
    const KEYS: [&str; 4] = ["Time", "Frame", "Timer", "Statement"];
    let trailers: String = KEYS
        .iter()
        .map(|key| format!("%x1f%(trailers:key={key},valueonly,separator=%x1e)"))
        .collect();
    let format = format!("--format=%an%x1f%ae%x1f%ad%x1f%cn%x1f%ce%x1f%cd%x1f%s{trailers}");
    let log = git.run(["log", "--all", "--date=raw", &format]);
    let subjects = Subjects::documented();
    assert!(!log.is_empty());
    for line in log.lines() {
        let fields: Vec<&str> = line.split('\x1f').collect();
        let [
            author,
            email,
            date,
            committer,
            committer_email,
            committed,
            subject,
            time,
            causes @ ..,
        ] = &fields[..]
        else {
            panic!("{line}")
        };
        assert!(hosts.contains(author), "{line:?}");
        assert_eq!(*email, format!("{author}@lan.invalid"));
        assert_eq!(
            [author, email, date],
            [committer, committer_email, committed]
        );

        assert!(
            subjects.have(subject),
            "{subject:?} is no subject of the table"
        );
        // Two trailers of one key would not parse as one number.
        let (whole, decimals) = time.split_once('.').expect("one time, with decimals");
        assert_eq!(decimals.len(), 6, "{time}");
        assert!(time.parse::<f64>().expect("one time") <= seconds, "{time}");
        let whole: u64 = whole.parse().expect("seconds");
        assert_eq!(*date, format!("{} +0000", EPOCH + whole));

        let named: Vec<(&str, &str)> = KEYS[1..]
            .iter()
            .zip(causes)
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (*key, *value))
            .collect();
        match named[..] {
            [("Frame", number)] => assert!(number.parse::<u32>().expect("one frame") > 0),
            [("Timer", timer)] => assert!(
                [
                    "expiry",
                    "retry",
                    "reachable",
                    "delay",
                    "probe",
                    "announce",
                    "defend",
                    "stack"
                ]
                .contains(&timer),
                "{timer}"
            ),
            [("Statement", text)] => assert!(!text.contains('\x1e'), "{text}"),
            _ => panic!("{subject}: not one cause: {named:?}"),
        }
    }
}

/// The files of `main` are the cache, and every file that there ever was is an entry.
fn check_files(git: &Git, host: &HostSnapshot) {
    let mut expected: Vec<String> = host
        .cache
        .iter()
        .map(|entry| format!("100644 {}", path(&entry.ip)))
        .collect();
    expected.sort();
    let listed = git.say("ls-tree -r --format=%(objectmode)|%(path) main");
    let mut listed: Vec<String> = listed.lines().map(|line| line.replace('|', " ")).collect();
    listed.sort();
    assert_eq!(listed, expected);
    for entry in &host.cache {
        let mac = entry.mac.as_deref().unwrap_or("-");
        let expires = entry
            .expires
            .map_or_else(|| "never".into(), |at| format!("{at:.6}"));
        let text = format!("mac {mac}\nstate {}\nexpires {expires}", entry.state);
        let file = git.run(["show", &format!("main:{}", path(&entry.ip))]);
        assert_eq!(file, text);
        assert_ne!(entry.state, "INCOMPLETE", "an unanswered entry on main");
    }

    let objects = git.say("cat-file --batch-all-objects --batch-check=%(objecttype)|%(objectname)");
    let blobs = objects
        .lines()
        .filter_map(|line| line.strip_prefix("blob|"));
    let (asked, count) = (blobs.clone().collect::<Vec<_>>().join("\n"), blobs.count());
    // `blob`, a newline, the file and another newline, one after the other.
    let files = git.run_on("cat-file --batch=%(objecttype)", &asked) + "\n";
    let files: Vec<&str> = files.split("blob\n").skip(1).collect();
    assert_eq!(files.len(), count);
    for file in files {
        let text = file.strip_suffix("\n\n");
        assert!(text.is_some_and(is_entry), "{file:?}");
    }
}

/// `A.B.C/LOW-HIGH/A.B.C.D`.
fn path(ip: &str) -> String {
    let (net, last) = ip.rsplit_once('.').expect("four parts");
    let low = last.parse::<u8>().expect("a byte") / 16 * 16;
    format!("{net}/{low}-{}/{ip}", low + 15)
}

/// Whether a text (without its last newline) is a file as the format says.
fn is_entry(text: &str) -> bool {
    let lines: Vec<&str> = text.split('\n').collect();
    let [mac, state, expires] = lines[..] else {
        return false;
    };
    let (Some(mac), Some(state), Some(expires)) = (
        mac.strip_prefix("mac "),
        state.strip_prefix("state "),
        expires.strip_prefix("expires "),
    ) else {
        return false;
    };
    let seconds = expires.split_once('.').is_some_and(|(whole, rest)| {
        whole.parse::<u64>().is_ok() && rest.len() == 6 && rest.parse::<u32>().is_ok()
    });
    state.parse::<State>().is_ok()
        && (mac == "-") == (state == "INCOMPLETE" || (mac == "-" && state == "FAILED"))
        && (mac == "-" || mac.parse::<MacAddr>().is_ok())
        && if state == "PERMANENT" {
            expires == "never"
        } else {
            seconds
        }
}

/// The bundle holds the same branches and no more; git checks it, and clones it.
fn check_bundle(git: &Git, lab: &Lab, host: &HostSnapshot, seconds: f64) {
    let bytes = bundle(&lab.run, lab.host(&host.name), instant(seconds));
    let file = git.dir().with_extension("bundle");
    fs::write(&file, bytes).expect("a file can be written");
    let file = file.to_str().expect("a path is text");
    let verdict = git.verdict(["bundle", "verify", file]);
    assert!(verdict.ends_with(" is okay"), "{verdict}");

    let bare = git.dir().with_extension("mirror");
    empty_dir(&bare).expect("the folder can be made anew");
    let bare = Git::at(bare);
    // Whoever clones may have another default branch.
    let other = ["-c", "init.defaultBranch=master"];
    bare.run(
        other
            .into_iter()
            .chain(["clone", "-q", "--mirror", file, "."]),
    );
    assert_eq!(branches(&bare), host.branches);
    assert_eq!(bare.say("symbolic-ref HEAD"), "refs/heads/main");
    assert_eq!(bare.say("fsck --strict"), "");
    assert_eq!(bare.say("rev-list --count --all"), host.commits.to_string());
}
