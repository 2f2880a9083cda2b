//! The native runner, as a person uses it: what it prints, what it writes, and how it ends.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs `lan` with these words. `cargo test` builds examples beside the tests.
fn lan(words: &[&str]) -> Output {
    let test = std::env::current_exe().expect("a test knows where it is");
    let profile = test
        .parent()
        .and_then(|deps| deps.parent())
        .expect("Cargo keeps tests two folders down");
    let lan: PathBuf = profile.join("examples");
    let lan = lan.join(format!("lan{}", std::env::consts::EXE_SUFFIX));
    Command::new(lan)
        .args(words)
        .output()
        .expect("the runner was built: cargo build -p versioned-arp --example lan")
}

/// What it prints when all is well.
fn answer(words: &str) -> String {
    let words: Vec<&str> = words.split(' ').collect();
    let output = lan(&words);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {complaint}");
    assert_eq!(complaint, "");
    String::from_utf8(output.stdout).expect("the runner prints text")
}

/// How it ends when not, and what it says of that.
fn complaint(words: &[&str]) -> (Option<i32>, String) {
    let output = lan(words);
    let text = String::from_utf8(output.stderr).expect("the runner prints text");
    (output.status.code(), text.trim_end().to_owned())
}

#[test]
fn repositories_are_written_only_where_nothing_is() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let dir = temp.path().join("out");
    let words = ["run", "poisoning", "--git"].map(str::to_owned);
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .chain(dir.to_str())
        .collect();
    // An empty folder is as good as none.
    fs::create_dir_all(dir.join("bob")).expect("a folder can be made");
    assert!(lan(&words).status.success());
    for host in ["ann", "gateway", "bob", "mallory"] {
        let head = fs::read_to_string(dir.join(host).join("HEAD")).expect("a repository");
        assert_eq!(head, "ref: refs/heads/main\n");
    }

    // Nothing is touched when one host's place is taken.
    fs::remove_dir_all(dir.join("ann")).expect("a folder can be removed");
    let (status, said) = complaint(&words);
    assert_eq!(status, Some(1));
    let taken = dir.join("gateway");
    assert_eq!(
        said,
        format!(
            "{} is not empty: a repository is written only where nothing is",
            taken.display()
        )
    );
    assert!(!dir.join("ann").exists());
    let here = dir.join("mallory").join("HEAD");
    let file = here.to_str().expect("a path is text");
    let (status, said) = complaint(&["run", "poisoning", "--git", file]);
    assert_eq!(status, Some(1));
    assert!(said.contains("HEAD/ann"), "{said}");
}

#[test]
fn captures_are_written_of_all_frames_and_of_what_one_host_saw() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str| temp.path().join(name).display().to_string();
    let (all, ann, bob) = (file("all"), file("ann"), file("bob"));
    let mut words = vec!["run", "poisoning", "--pcap", &all];
    words.extend(["--pcap-at", "ann", &ann, "--pcap-at", "bob", &bob]);
    assert!(lan(&words).status.success());
    let read = |path: &str| fs::read(path).expect("the capture was written");
    for path in [&all, &ann, &bob] {
        assert!(read(path).starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]), "{path}");
    }
    assert!(read(&ann) != read(&bob));
    // On standard output the capture stands alone.
    let output = lan(&["run", "poisoning", "--pcap", "-"]);
    assert!(output.stdout == read(&all));
    let nobody = ["run", "poisoning", "--pcap-at", "zoe", &ann];
    let said = "there is no host 'zoe' in this lab".to_owned();
    assert_eq!(complaint(&nobody), (Some(1), said));
    assert_eq!(
        complaint(&["run", "poisoning", "--pcap-at", "ann"]).0,
        Some(2)
    );
}

#[test]
fn blame_names_who_taught_each_entry() {
    assert_eq!(
        answer("blame poisoning ann --until 12s"),
        "57fa6b7 (ann 8.000200 Frame: 5) 192.168.3.1  02:00:00:00:00:66  REACHABLE  68.000200\n"
    );
    // Pinning keeps the MAC that the revert brought back.
    assert_eq!(
        answer("blame poisoning ann"),
        "d3d4ef3 (ann 16.000000 Statement: ann revert HEAD) 192.168.3.1  02:00:00:00:00:01  PERMANENT  never\n"
    );
    assert_eq!(answer("blame poisoning mallory --until 500ms"), "");
}

#[test]
fn versions_of_two_hosts_are_compared() {
    assert_eq!(
        answer("diff poisoning ann @9s ann HEAD --stat"),
        " 192.168.3/0-15/192.168.3.1 | 6 +++---\n 1 file changed, 3 insertions(+), 3 deletions(-)\n"
    );
    assert_eq!(
        answer("diff poisoning mallory HEAD ann @5s"),
        "diff --git a/192.168.3/0-15/192.168.3.1 b/192.168.3/0-15/192.168.3.1\n\
         new file mode 100644\n\
         index 0000000..03eacc4\n\
         --- /dev/null\n\
         +++ b/192.168.3/0-15/192.168.3.1\n\
         @@ -0,0 +1,3 @@\n\
         +mac 02:00:00:00:00:01\n\
         +state REACHABLE\n\
         +expires 61.000400\n"
    );
    assert_eq!(answer("diff poisoning ann HEAD ann main"), "");
    let unknown = ["diff", "poisoning", "ann", "nowhere", "bob", "HEAD"];
    assert_eq!(
        complaint(&unknown),
        (Some(1), "ann: unknown revision 'nowhere'".into())
    );
    let host = ["diff", "poisoning", "ann", "HEAD", "zoe", "HEAD"];
    assert_eq!(
        complaint(&host),
        (Some(1), "there is no host 'zoe' in this lab".into())
    );
}

#[test]
fn a_log_may_be_of_one_address() {
    let whole = answer("log poisoning ann");
    let biography = answer("log poisoning ann --address 192.168.3.1");
    assert_eq!(whole.lines().filter(|line| line.contains('*')).count(), 7);
    // The first commit and the merge changed nothing of their own.
    let subjects: Vec<&str> = biography
        .lines()
        .filter_map(|line| line.split_once("* "))
        .map(|(_, commit)| commit.split(' ').next().expect("an id"))
        .collect();
    assert_eq!(
        subjects,
        ["589991f", "d3d4ef3", "57fa6b7", "ebc1542", "6ddc738"]
    );
    assert_eq!(answer("log poisoning ann --address 10.0.0.1"), "");
}

#[test]
fn a_lab_goes_on_from_a_history_that_is_brought() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| temp.path().join(name).display().to_string();
    let (repositories, lab) = (path("out"), path("go.lab"));
    answer(&format!("run poisoning --git {repositories}"));
    let ann = format!("{repositories}/ann");
    let told = answer(&format!("history {ann}"));
    assert!(
        told.starts_with("589991f main: pinned: 192.168.3.1"),
        "{told}"
    );
    let (_, from) = told.trim_end().rsplit_once("with:  ").expect("a way on");
    let text = format!("end 5s\nhost ann 192.168.3.50 {from}\nat 1s ann forget 192.168.3.1\n");
    fs::write(&lab, text).expect("room for a lab");

    let log = answer(&format!("log {lab} ann --history {ann}"));
    assert!(
        log.contains("(HEAD -> main) forgot: 192.168.3.1\n* 589991f pinned:"),
        "{log}"
    );
    let (status, said) = complaint(&["run", &lab]);
    assert_eq!(status, Some(1));
    assert!(
        said.contains("ann starts from the history of commit 589991f"),
        "{said}"
    );
    fs::write(path("x.bundle"), "nonsense").expect("room for a file");
    let (status, said) = complaint(&["history", &path("x.bundle")]);
    assert_eq!(status, Some(1));
    assert!(
        said.ends_with("no history of a cache: neither a bundle nor a pack"),
        "{said}"
    );
}

#[test]
fn since_when_and_which() {
    let first = answer("bisect poisoning ann 192.168.3.1 02:00:00:00:00:66");
    let (line, rest) = first.split_once('\n').expect("lines");
    assert!(line.ends_with("is the first commit that maps 192.168.3.1 to 02:00:00:00:00:66"));
    assert!(
        rest.contains("\nDate:   Fri Apr 24 00:00:08 2015 +0000\n"),
        "{rest}"
    );
    let (status, never) = complaint(&[
        "bisect",
        "poisoning",
        "ann",
        "192.168.3.1",
        "02:00:00:00:00:77",
    ]);
    assert_eq!(status, Some(1));
    assert_eq!(
        never,
        "no commit of ann maps 192.168.3.1 to 02:00:00:00:00:77"
    );
    assert_eq!(
        answer("log poisoning ann --since 20s"),
        "589991f pinned: 192.168.3.1 -> 02:00:00:00:00:01\n"
    );
    let reverts = answer("log poisoning ann --subject revert --branch main");
    assert_eq!(reverts.lines().count(), 1, "{reverts}");
    let (status, unknown) = complaint(&["log", "poisoning", "ann", "--branch", "nowhere"]);
    assert_eq!(
        (status, &*unknown),
        (Some(1), "ann has no branch 'nowhere'")
    );
}

#[test]
fn wrong_use_ends_with_two_and_a_wrong_lab_with_one() {
    for words in [
        &["blame", "poisoning"][..],
        &["blame", "poisoning", "ann", "--stat"],
        &["diff", "poisoning", "ann", "HEAD", "bob"],
        &["diff", "poisoning", "ann", "HEAD~", "bob", "HEAD"],
        &["log", "poisoning", "ann", "--address", "nobody"],
        &["check", "poisoning", "--git", "out"],
    ] {
        let (status, said) = complaint(words);
        assert_eq!(status, Some(2), "{words:?}: {said}");
        assert!(said.contains("usage: lan COMMAND"), "{words:?}: {said}");
    }
    assert_eq!(complaint(&["blame", "no-such-lab", "ann"]).0, Some(1));
}

#[test]
fn frames_are_listed_as_the_capture_has_them_and_pass_wiresharks_filters() {
    let all = answer("frames poisoning");
    assert!(all.starts_with(
        "    1     1.000000 ann       broadcast Who has 192.168.3.1? Tell 192.168.3.10\n"
    ));
    let words = ["frames", "poisoning", "--filter"];
    let filtered = |filter: &str| {
        let output = lan(&[&words[..], &[filter]].concat());
        assert!(output.status.success(), "{filter}");
        String::from_utf8(output.stdout).expect("the runner prints text")
    };
    let forged = filtered("arp.opcode == 2 && eth.src == 02:00:00:00:00:66");
    let lines: Vec<&str> = all
        .lines()
        .filter(|line| line.contains("mallory "))
        .collect();
    assert_eq!(forged.lines().collect::<Vec<_>>(), lines);
    assert_eq!(filtered("lab.forged"), forged);
    assert_eq!(filtered("ip"), "");

    // What bob's own capture holds is numbered for itself.
    let seen = answer("frames poisoning --at bob --until 11s");
    let numbers: Vec<&str> = seen.lines().map(|line| line[..5].trim()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4"]);

    let (status, said) = complaint(&[&words[..], &["arp.opcod"]].concat());
    assert_eq!(status, Some(2));
    assert!(said.contains("column 1: there is no field 'arp.opcod'; did you mean 'arp.opcode'?"));
}
