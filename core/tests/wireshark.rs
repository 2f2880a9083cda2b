//! Wireshark as a judge: tshark opens the capture of every built-in lab, and agrees with what this
//! project says of each frame.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use versioned_arp::report::{pcapng, pcapng_at};
use versioned_arp::scenario::{self, Scenario, builtin};
use versioned_arp::sim::{Fate, HostId, Progress, Run};
use versioned_arp::wire::{ArpKind, Field, Follow, Frame, Payload, Streams, dissect_in, info_in};

/// Whether tshark is there; if not, that is said once.
static TSHARK: LazyLock<bool> = LazyLock::new(|| {
    let found = Command::new("tshark").arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: tshark is not installed, so Wireshark judges no capture");
    }
    found
});

fn finished(text: &str) -> Run {
    let scenario: Scenario = scenario::parse(text).expect("the lab is well-formed");
    let end = scenario.end;
    let mut run = Run::new(Arc::new(scenario));
    while run.advance(end, 100_000) == Progress::More {}
    run
}

/// A capture in a file of its own.
fn saved(bytes: &[u8]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("run.pcapng");
    std::fs::write(&path, bytes).expect("a file can be written");
    (dir, path)
}

/// What tshark prints, having checked all checksums. It warns of nothing.
fn tshark(capture: &Path, arguments: &[&str]) -> String {
    let output = Command::new("tshark")
        .arg("-n")
        .args(["ip", "tcp", "udp"].map(|layer| format!("-o{layer}.check_checksum:TRUE")))
        .arg("-r")
        .arg(capture)
        .args(arguments)
        .output()
        .expect("tshark was there a moment ago");
    let complaints = String::from_utf8_lossy(&output.stderr);
    let is_about_root = |line: &&str| line.starts_with("Running as user");
    let complaints: Vec<&str> = complaints
        .lines()
        .filter(|line| !is_about_root(line) && !line.is_empty())
        .collect();
    assert!(
        output.status.success() && complaints.is_empty(),
        "{complaints:?}"
    );
    String::from_utf8(output.stdout).expect("tshark prints text")
}

/// One line for each frame, its fields separated by tabs.
fn fields(capture: &Path, names: &[&str]) -> Vec<Vec<String>> {
    let mut arguments = vec!["-Tfields", "-Eoccurrence=f"];
    arguments.extend(names.iter().flat_map(|name| ["-e", name]));
    let text = tshark(capture, &arguments);
    text.lines()
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

/// Info as both have it: what Wireshark has concluded from frames far apart is left out, and so is
/// what it says of numbers that we leave to the reader.
fn plain(info: &str) -> String {
    let mut info = info.to_owned();
    while info.starts_with("[TCP ") {
        let (_, rest) = info.split_once("] ").expect("a bracket closes");
        info = rest.to_owned();
    }
    // Of a duplicate tshark's line says nothing where the target is known; its field does.
    for concluded in [
        " (reply in",
        " (request in",
        " (no response found!)",
        " (duplicate use of",
    ] {
        if let Some(at) = info.find(concluded) {
            info.truncate(at);
        }
    }
    info.trim_end().to_owned()
}

/// The fields that are compared for each frame.
const COMPARED: [&str; 14] = [
    "frame.number",
    "frame.time_epoch",
    "frame.interface_name",
    "_ws.col.Info",
    "arp.isgratuitous",
    "arp.isprobe",
    "arp.isannouncement",
    "arp.duplicate-address-detected",
    "ip.checksum.status",
    "tcp.checksum.status",
    "udp.checksum.status",
    "icmp.checksum.status",
    "tcp.analysis.retransmission",
    "_ws.malformed",
];

fn judge(name: &str, run: &Run) {
    let (_dir, capture) = saved(&pcapng(run, run.now()));
    let rows = fields(&capture, &COMPARED);
    let frames = run.trace().frames();
    assert_eq!(rows.len(), frames.len(), "{name}");
    let routed = run.scenario().hosts.iter().any(|host| host.forward);
    for (frame, row) in frames.iter().zip(&rows) {
        let [
            number,
            time,
            interface,
            info,
            gratuitous,
            probe,
            announcement,
            duplicate,
            checksums @ ..,
            again,
            malformed,
        ] = &row[..]
        else {
            panic!("{name}: {row:?}")
        };
        let what = format!("{name}, frame {number}: {info}");
        assert_eq!(*number, frame.number.get().to_string());
        let micros = 1_429_833_600_000_000 + frame.at.as_micros();
        let (secs, micros) = (micros / 1_000_000, micros % 1_000_000);
        assert_eq!(*time, format!("{secs}.{micros:06}000"), "{what}");
        let sender = &run.scenario().hosts[frame.from.index()];
        assert_eq!(*interface, sender.name, "{what}");
        let Ok(parsed) = Frame::parse(&frame.bytes) else {
            assert!(
                frame.forged,
                "{what}: only what a statement wrote is malformed"
            );
            continue;
        };
        assert_eq!(malformed, "", "{what}");
        // Statuses: 0 bad, 1 good, 2 not checked; nothing where there is no such layer.
        let good = |status: &String| matches!(status.as_str(), "" | "1" | "Good");
        assert!(
            frame.forged || checksums.iter().all(good),
            "{what}: {checksums:?}"
        );
        // Of what it does not look into Wireshark tells no length.
        if !matches!(parsed.payload, Payload::Other { .. }) {
            assert_eq!(
                plain(&info_in(&frame.bytes, &frame.context)),
                plain(info),
                "{name}, {number}"
            );
        }
        let kind = parsed.as_arp().map(|packet| packet.kind());
        let is_set = |field: &String| matches!(field.as_str(), "1" | "True");
        let theirs = [gratuitous, probe, announcement].map(is_set);
        let ours = [
            kind.is_some_and(ArpKind::is_gratuitous),
            kind == Some(ArpKind::Probe),
            kind == Some(ArpKind::Announcement),
        ];
        assert_eq!(ours, theirs, "{what}");
        assert_eq!(
            frame.context.duplicate.is_some(),
            !duplicate.is_empty(),
            "{what}"
        );
        if !routed {
            let ours = frame
                .context
                .numbering
                .is_some_and(|numbering| numbering.again);
            assert_eq!(ours, !again.is_empty(), "{what}");
        }
    }
}

/// Every kind of frame that a lab has, in two seconds of a busy one.
const BUSY: &str = "
end 40s
host ann    10.0.0.2 gateway 10.0.0.1
host bob    10.0.1.2 gateway 10.0.1.1
host router 10.0.0.1 10.0.1.1 forward
host carol  10.0.0.7
at 0s bob serve 443
at 1s ann ping bob
at 1s ann say bob:443 \"over there\"
at 2s ann send bob:40000 \"is anybody there?\"
at 2s bob send ann:40001 \"only I\"
at 2s ann send bob:40001 \"good\"
at 3s ann ping 10.0.1.99
at 3s ann ping 172.16.0.1
at 4s ann say bob:444 \"wrong door\"
at 9s ann close bob:443
at 10s carol claim 10.0.0.2
at 20s carol add-ip 10.0.0.1
";

#[test]
fn tshark_agrees_on_every_frame_of_every_built_in_lab() {
    if !*TSHARK {
        return;
    }
    let labs = builtin::all().iter().map(|lab| (lab.name, lab.text));
    let labs: Vec<_> = labs.chain([("busy", BUSY)]).collect();
    // tshark takes most of the time to start.
    std::thread::scope(|scope| {
        for some in labs.chunks(labs.len().div_ceil(4)) {
            scope.spawn(move || {
                for (name, text) in some {
                    judge(name, &finished(text));
                }
            });
        }
    });
}

#[test]
fn wireshark_has_a_field_of_every_name() {
    if !*TSHARK {
        return;
    }
    let output = Command::new("tshark").args(["-G", "fields"]).output();
    let known = output.expect("tshark was there a moment ago").stdout;
    let known = String::from_utf8_lossy(&known);
    let known: BTreeSet<&str> = known
        .lines()
        .filter_map(|line| line.split('\t').nth(2))
        .collect();
    let run = finished(BUSY);
    let mut names = BTreeSet::new();
    for frame in run.trace().frames() {
        for layer in dissect_in(&frame.bytes, &frame.context) {
            collect(&layer, &mut names);
        }
    }
    for layer in ["arp", "ip", "icmp", "tcp", "udp", "data"] {
        assert!(names.contains(layer), "{names:?}");
    }
    let unknown: Vec<_> = names.difference(&known).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

fn collect(field: &Field, names: &mut BTreeSet<&str>) {
    names.insert(field.filter);
    for child in &field.children {
        collect(child, names);
    }
}

#[test]
fn frames_that_caused_commits_say_so() {
    if !*TSHARK {
        return;
    }
    let run = finished(BUSY);
    let (_dir, capture) = saved(&pcapng(&run, run.now()));
    let comments = fields(&capture, &["frame.number", "frame.comment"]);
    let mut commented = 0;
    for (frame, row) in run.trace().frames().iter().zip(&comments) {
        let said: Vec<String> = frame
            .commits
            .iter()
            .map(|&index| {
                let made = &run.trace().commits()[index];
                let repository = run.repository(made.host, made.generation);
                let commit = repository.commit(made.id).expect("it was made there");
                let host = &run.scenario().hosts[made.host.index()].name;
                format!("{host} {} {}", made.id, commit.subject())
            })
            .collect();
        // tshark writes the ends of lines inside a field as \n.
        assert_eq!(said.join("\\n"), row[1], "frame {}", row[0]);
        commented += usize::from(!said.is_empty());
    }
    assert!(commented > 5, "{commented}");
}

#[test]
fn streams_come_together_although_frames_were_lost() {
    if !*TSHARK {
        return;
    }
    let said = "please acknowledge my existence";
    let run = finished(&format!(
        "end 60s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\nlink ann lan loss 10%\nat 0s bob serve 443\nat 1s every 1s times 30 ann say bob:443 \"{said}\"\n"
    ));
    judge("lossy", &run);
    // What bob received, as bob's own wire saw it.
    let (_dir, capture) = saved(&pcapng_at(&run, HostId::new(1), run.now()));
    let text = tshark(&capture, &["-q", "-z", "follow,tcp,raw,0"]);
    let hex: String = text
        .lines()
        .filter(|line| !line.starts_with('\t'))
        .filter(|line| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .collect();
    let whole: String = said.bytes().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, whole.repeat(30));
}

/// What each side said, in turns: the bytes until the other side speaks, in hex.
fn turns(parts: impl Iterator<Item = (bool, String)>) -> Vec<(bool, String)> {
    let mut turns: Vec<(bool, String)> = Vec::new();
    for (back, text) in parts {
        match turns.last_mut() {
            Some((before, said)) if *before == back => said.push_str(&text),
            _ => turns.push((back, text)),
        }
    }
    turns
}

#[test]
fn a_followed_stream_says_what_wireshark_makes_of_it() {
    if !*TSHARK {
        return;
    }
    let lossy = "host ann 10.0.0.1\nhost bob 10.0.0.2\nlink ann lan loss 20% duplicate 10%\n\
        at 0s bob serve 7\nat 1s every 500ms times 40 ann say bob:7 \"tick, tock, and over again\"\n\
        at 30s ann close bob:7\nat 31s ann say bob:7 \"a second call\"\nend 50s\n";
    let demo = builtin::find("demo").expect("the demo is built in").text;
    let routed = builtin::find("man-in-the-middle")
        .expect("it is built in")
        .text;
    for (name, text) in [
        ("lossy", lossy),
        ("demo", demo),
        ("man-in-the-middle", routed),
    ] {
        let run = finished(text);
        let (_dir, capture) = saved(&pcapng(&run, run.now()));
        let mut streams = Streams::default();
        let mut ours: BTreeMap<u32, Follow> = BTreeMap::new();
        for (place, frame) in run.trace().frames().iter().enumerate() {
            let is_tcp = frame.context.numbering.is_some();
            if let (Some(stream), true) = (streams.follow(&frame.bytes), is_tcp) {
                ours.entry(stream).or_default().take(place, &frame.bytes);
            }
        }
        assert!(!ours.is_empty(), "{name}");
        for (stream, follow) in ours {
            let text = tshark(&capture, &["-q", "-z", &format!("follow,tcp,raw,{stream}")]);
            // The side that did not begin is indented.
            let is_text = |line: &&str| line.trim().chars().all(|it| it.is_ascii_hexdigit());
            let lines = text.lines().filter(is_text).filter(|line| !line.is_empty());
            let theirs = lines.map(|line| (line.starts_with('\t'), line.trim().to_owned()));
            let hex = |text: &[u8]| text.iter().map(|byte| format!("{byte:02x}")).collect();
            let ours = follow
                .parts()
                .iter()
                .map(|part| (part.back, hex(&part.text)));
            assert_eq!(turns(ours), turns(theirs), "{name}, stream {stream}");
        }
    }
}

#[test]
fn one_host_sees_what_it_sent_and_what_reached_it() {
    if !*TSHARK {
        return;
    }
    let run = finished(
        "end 20s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\nhost carol 10.0.0.3\nlink carol lan corrupt 50%\nat 1s every 1s ann ping bob\nat 3s carol down\nat 5s carol up\nat 6s every 1s carol ping ann\n",
    );
    let carol = HostId::new(2);
    let (_dir, capture) = saved(&pcapng_at(&run, carol, run.now()));
    let rows = fields(
        &capture,
        &["frame.number", "frame.interface_name", "frame.time_epoch"],
    );
    let sent = run
        .trace()
        .frames()
        .iter()
        .filter(|frame| frame.from == carol);
    let heard = run.trace().receptions().iter();
    let heard = heard.filter(|heard| heard.host == carol && heard.fate != Fate::HostDown);
    assert_eq!(rows.len(), sent.count() + heard.count());
    let interfaces: BTreeSet<&str> = rows.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(interfaces, BTreeSet::from(["carol"]));
    assert!(rows.is_sorted_by_key(|row| row[2].clone()), "{rows:?}");
}

#[test]
fn an_address_has_the_name_of_its_host() {
    if !*TSHARK {
        return;
    }
    let run = finished("end 5s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\nat 1s ann ping bob\n");
    let (_dir, capture) = saved(&pcapng(&run, run.now()));
    let text = tshark(&capture, &["-q", "-z", "hosts"]);
    for line in ["10.0.0.1\tann", "10.0.0.2\tbob"] {
        assert!(text.lines().any(|found| found == line), "{line}: {text}");
    }
}
