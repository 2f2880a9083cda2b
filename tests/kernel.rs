//! The Linux kernel as a peer, over a TAP device in a network namespace: each resolves and reaches
//! the other, believes what its rules say, and in the same situations our `linux` profile puts the
//! same ARP frames on the wire as the kernel does, at the same times.
//!
//! Needs root and Linux, and for single tests `arping` and `ping` of iputils; what is missing is
//! told in a line on standard error. `cargo xtask setup` brings what Debian has.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use versioned_arp::wire::{Frame, info};
use versioned_arp_tests::Lab;
use versioned_arp_tests::git::{Git, empty_dir};
use versioned_arp_tests::kernel::{Line, Namespace, Peer, lacks, skip};

const TAP: &str = env!("CARGO_BIN_EXE_tap");
const ECHO: &str = env!("CARGO_BIN_EXE_kernel-echo");
/// Our host as most tests have it.
const OURS: &str = "--ip 192.168.69.2/24";
const OUR_MAC: &str = "02:00:00:00:00:02";
/// In seconds: the kernel spreads its requests by up to 30 ms, ours are spread like that, and a
/// machine at work may be late to read a frame. As far apart may two times be that should be equal.
const JITTER: f64 = 0.1;
/// The kernel's timers never run early, but late by up to an eighth of their time (the timer wheel,
/// `kernel/time/timer.c`).
const WHEEL: f64 = 0.125;

/// A namespace, or a line that says why there is none.
fn kernel(test: &str) -> Option<Namespace> {
    if let Some(why) = lacks() {
        skip(test, why);
        return None;
    }
    Some(Namespace::new())
}

/// Waits until something is so, five seconds at most.
fn until<T: std::fmt::Debug>(what: impl Fn() -> T, is_so: impl Fn(&T) -> bool) -> T {
    let end = Instant::now() + Duration::from_secs(5);
    loop {
        let now = what();
        if is_so(&now) {
            return now;
        }
        assert!(Instant::now() < end, "still {now:?}");
        sleep(Duration::from_millis(10));
    }
}

/// A program that ends with its test.
struct Background(Child);

impl Drop for Background {
    fn drop(&mut self) {
        // It may be at its end already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_kernel_resolves_us_and_talks_tcp_to_us() {
    let Some(kernel) = kernel("the_kernel_resolves_us_and_talks_tcp_to_us") else {
        return;
    };
    let mut peer = kernel.peer(TAP, OURS);
    peer.say("serve 7");
    let script = "exec 3<>/dev/tcp/192.168.69.2/7; echo over TCP >&3; head -n1 <&3";
    let output = kernel.exec(&["timeout", "5", "bash", "-c", script]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "over TCP\n");
    peer.expect('<', "Who has 192.168.69.2? Tell 192.168.69.1");
    peer.expect('>', "192.168.69.2 is at 02:00:00:00:00:02");
    // RFC 826: who asks for us is worth knowing.
    let learned = format!("learned: 192.168.69.1 -> {}", Namespace::MAC);
    peer.expect('*', &learned);
    let seen = kernel.neighbour("192.168.69.2").expect("it has an entry");
    assert_eq!(seen, format!("{OUR_MAC} REACHABLE"));
}

#[test]
fn the_kernel_pings_us() {
    const TEST: &str = "the_kernel_pings_us";
    let Some(kernel) = kernel(TEST) else { return };
    if !kernel
        .exec(&["sh", "-c", "command -v ping"])
        .status
        .success()
    {
        return skip(TEST, "there is no `ping` (iputils-ping)");
    }
    let _peer = kernel.peer(TAP, OURS);
    let output = kernel.exec(&["ping", "-c", "3", "-i", "0.2", "-W", "2", "192.168.69.2"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("3 received"), "{said}");
}

#[test]
fn we_resolve_the_kernel_ping_it_and_talk_tcp_to_it() {
    let Some(kernel) = kernel("we_resolve_the_kernel_ping_it_and_talk_tcp_to_it") else {
        return;
    };
    let mut server = kernel.command(&[ECHO, "192.168.69.1:7"]);
    let server = server
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server was built");
    let mut server = Background(server);
    let output = server.0.stdout.take().expect("its output is piped");
    let mut line = String::new();
    let read = BufReader::new(output).read_line(&mut line);
    assert!(read.is_ok() && line.starts_with("listens"), "{line}");

    let mut peer = kernel.peer(TAP, OURS);
    peer.say("ping 192.168.69.1");
    peer.expect('=', "ping answered by 192.168.69.1");
    peer.say("say 192.168.69.1:7 \"over TCP\"");
    peer.expect('=', "echo from 192.168.69.1:7: over TCP");
    let answered = format!("query answered: 192.168.69.1 -> {}", Namespace::MAC);
    peer.expect('*', &answered);
    assert_eq!(
        asked_for(&peer, "192.168.69.1"),
        1,
        "one question was enough"
    );
}

#[test]
fn a_cache_in_a_git_directory_goes_on_after_its_host_was_killed() {
    let Some(kernel) = kernel("a_cache_in_a_git_directory_goes_on_after_its_host_was_killed")
    else {
        return;
    };
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kernel.git");
    empty_dir(&dir).expect("the folder can be made anew");
    let shown = dir.to_str().expect("the target folder has a plain name");
    let words = format!("{OURS} --git {shown}");
    let answered = format!("query answered: 192.168.69.1 -> {}", Namespace::MAC);

    let mut peer = kernel.peer(TAP, &words);
    peer.say("query 192.168.69.1");
    peer.expect('*', &answered);
    // What is told of is on disk by the time that the next thing is done.
    peer.say("pin 192.168.69.7 02:00:00:00:00:07");
    peer.expect('*', "pinned: 192.168.69.7");
    peer.say("query 192.168.69.9");
    peer.expect('>', "Who has 192.168.69.9?");
    drop(peer); // Killed, with a query in flight.

    let git = Git::at(&dir);
    git.say("fsck --strict --no-progress");
    let told = git.say("log --all --format=%s");
    assert!(told.contains(&answered), "{told}");
    assert!(told.contains("pinned: 192.168.69.7"), "{told}");

    let mut peer = kernel.peer(TAP, &words);
    peer.say("ping 192.168.69.1");
    peer.expect('=', "ping answered by 192.168.69.1");
    assert_eq!(
        asked_for(&peer, "192.168.69.1"),
        0,
        "it is known from before"
    );
    drop(peer);
    let told = git.say("log --all --format=%s");
    assert_eq!(told.matches("create: empty cache").count(), 1, "{told}");
    assert!(
        !git.say("branch --list").contains("query/"),
        "nobody asks any more"
    );
    // Commits carry the date on the wall.
    let age = git.say("log -1 --format=%cr");
    assert!(age.contains("second") || age.contains("minute"), "{age}");
}

/// How often a host asked for an address.
fn asked_for(peer: &Peer, ip: &str) -> usize {
    let wanted = format!("Who has {ip}?");
    let lines = peer.lines();
    let asked = lines
        .iter()
        .filter(|line| line.mark == '>' && line.text.contains(&wanted));
    asked.count()
}

#[test]
fn arping_sees_us_and_finds_our_address_taken() {
    const TEST: &str = "arping_sees_us_and_finds_our_address_taken";
    let Some(kernel) = kernel(TEST) else { return };
    let version = kernel.exec(&["sh", "-c", "arping -V"]);
    if !String::from_utf8_lossy(&version.stdout).contains("iputils") {
        return skip(TEST, "there is no `arping` of iputils (iputils-arping)");
    }
    let _peer = kernel.peer(TAP, OURS);
    let output = kernel.exec(&["arping", "-c", "2", "-w", "4", "-I", "tap0", "192.168.69.2"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let ours = OUR_MAC.to_uppercase();
    assert_eq!(
        said.matches(&format!("reply from 192.168.69.2 [{ours}]"))
            .count(),
        2,
        "{said}"
    );
    // Duplicate address detection: our address is taken, the next one is free.
    let free = |ip: &str| {
        let output = kernel.exec(&["arping", "-D", "-c", "2", "-w", "2", "-I", "tap0", ip]);
        output.status.success()
    };
    assert!(!free("192.168.69.2"), "ours is taken");
    assert!(free("192.168.69.3"), "nobody has the next one");
}

#[test]
fn the_kernels_gratuitous_arp_is_believed_as_each_profiles_rules_say() {
    const TEST: &str = "the_kernels_gratuitous_arp_is_believed_as_each_profiles_rules_say";
    const OTHER: &str = "02:00:00:00:00:66";
    for (profile, believed) in [
        ("classic", false),
        ("rfc", true),
        ("linux", true),
        ("strict", false),
    ] {
        let Some(kernel) = kernel(TEST) else { return };
        kernel.set("net/ipv4/conf/tap0/arp_notify", "1");
        let mut peer = kernel.peer(TAP, &format!("{OURS} --profile {profile}"));
        // To a stranger it says nothing in any profile.
        kernel.on_link(&format!("link set tap0 address {OTHER}"));
        peer.expect('<', "ARP Announcement for 192.168.69.1");
        kernel.on_link(&format!("link set tap0 address {}", Namespace::MAC));
        peer.say("query 192.168.69.1");
        peer.expect('*', "query answered: 192.168.69.1");
        assert!(!peer.has('*', "learned"), "{profile}");
        // Linux believes no other MAC within a second of the answer (locktime): an announcement by
        // request is exempt from that.
        kernel.on_link(&format!("link set tap0 address {OTHER}"));
        let changed = format!("changed: 192.168.69.1 {} -> {OTHER}", Namespace::MAC);
        if believed {
            peer.expect('*', &changed);
        } else {
            until(|| announced(&peer, OTHER), |times| *times == 2);
            sleep(Duration::from_millis(100));
            assert!(!peer.has('*', "changed"), "{profile} believed it");
        }
    }
}

/// How often a MAC announced the kernel's address.
fn announced(peer: &Peer, mac: &str) -> usize {
    let from = |line: &&Line| line.mark == '<' && line.text.starts_with(mac);
    let lines = peer.lines();
    let from = lines.iter().filter(from);
    from.filter(|line| line.text.contains("Announcement for 192.168.69.1"))
        .count()
}

#[test]
fn our_announcement_is_believed_as_the_kernels_rules_say() {
    let Some(kernel) = kernel("our_announcement_is_believed_as_the_kernels_rules_say") else {
        return;
    };
    let mut peer = kernel.peer(TAP, OURS);
    let neighbour = || kernel.neighbour("192.168.69.2");
    peer.say("announce");
    peer.expect('>', "ARP Announcement for 192.168.69.2");
    sleep(Duration::from_millis(100));
    assert_eq!(neighbour(), None, "the kernel does not know us");

    kernel.on_link("neigh replace 192.168.69.2 lladdr 02:00:00:00:00:99 nud reachable dev tap0");
    peer.say("announce");
    let ours = format!("{OUR_MAC} STALE");
    until(neighbour, |seen| seen.as_ref() == Some(&ours));

    kernel.on_link("neigh del 192.168.69.2 dev tap0");
    kernel.set("net/ipv4/conf/tap0/arp_accept", "1");
    peer.say("announce");
    until(neighbour, |seen| seen.as_ref() == Some(&ours));

    kernel.on_link("neigh replace 192.168.69.2 lladdr 02:00:00:00:00:99 nud permanent dev tap0");
    peer.say("announce");
    sleep(Duration::from_millis(100));
    let pinned = "02:00:00:00:00:99 PERMANENT";
    assert_eq!(
        neighbour().as_deref(),
        Some(pinned),
        "what is set by hand stays"
    );
}

#[test]
fn ip_neigh_shows_what_the_simulator_predicts() {
    let Some(kernel) = kernel("ip_neigh_shows_what_the_simulator_predicts") else {
        return;
    };
    // What happens, and what the kernel should show a moment later.
    let steps: [(&str, &str); 5] = [
        ("us announce", ""),
        ("us query 192.168.69.1", "STALE"),
        ("kernel send 192.168.69.2:9 \"hello\"", "DELAY"),
        (
            "us arp reply from 02:00:00:00:00:02 192.168.69.2 to 02:00:00:00:00:01 192.168.69.1",
            "REACHABLE",
        ),
        (
            "us arp request from 02:00:00:00:00:77 192.168.69.2 to 00:00:00:00:00:00 192.168.69.2 dst ff:ff:ff:ff:ff:ff",
            "STALE",
        ),
    ];
    let mut text = lab(OUR_HOST, 3.0);
    for (n, (words, _)) in steps.iter().enumerate() {
        text += &format!("at {}ms {words}\n", 300 * n);
    }
    let predicted = Lab::run(&text);
    let mut peer = kernel.peer(TAP, OURS);
    for (n, (words, state)) in steps.iter().enumerate() {
        act(&kernel, &mut peer, words);
        sleep(Duration::from_millis(150));
        let seen = kernel.neighbour("192.168.69.2");
        let at = 0.3 * n as f64 + 0.15;
        let ours = predicted.cache("kernel", at);
        let ours = ours
            .first()
            .map(|line| line.replacen("192.168.69.2 ", "", 1));
        assert_eq!(seen, ours, "after {words}");
        assert_eq!(
            seen.unwrap_or_default().split(' ').next_back(),
            Some(*state),
            "after {words}"
        );
    }
}

/// Our host as the simulator has it.
const OUR_HOST: &str = "host us 192.168.69.2/24 mac 02:00:00:00:00:02";

/// A lab with the kernel as a host of profile `linux`, and `us`.
fn lab(us: &str, end: f64) -> String {
    let mac = Namespace::MAC;
    format!("end {end}s\nhost kernel 192.168.69.1/24 mac {mac} profile linux\n{us}\n")
}

/// Does what a statement of a lab says, in the real world.
fn act(kernel: &Namespace, peer: &mut Peer, words: &str) {
    match words.split_once(' ') {
        Some(("us", words)) => peer.say(words),
        Some(("kernel", words)) => {
            let to = words
                .strip_prefix("send ")
                .and_then(|rest| rest.split_once(':'));
            kernel.send_datagram(to.expect("the kernel only sends").0);
        }
        _ => panic!("nobody does {words}"),
    }
}

/// A frame that the kernel sent, real or simulated: when, to whom, what.
#[derive(Debug)]
struct Sent {
    at: f64,
    what: String,
}

/// Lets the same happen in the world and in the simulator, and holds the frames that the kernel
/// sent against those of our `linux` host. Nobody answers: `us` has no address.
fn same_rhythm(test: &str, steps: &[(f64, &str)], end: f64) -> Option<(Vec<Sent>, Option<String>)> {
    let kernel = kernel(test)?;
    let mut text = lab("host us mac 02:00:00:00:00:02", end);
    for (at, words) in steps {
        text += &format!("at {at}s {words}\n");
    }
    let simulated = Lab::run(&text);
    let mut peer = kernel.peer(TAP, "");
    let begin = Instant::now();
    let offset = peer.expect('*', "create").at;
    for (at, words) in steps {
        sleep(Duration::from_secs_f64(*at).saturating_sub(begin.elapsed()));
        act(&kernel, &mut peer, words);
    }
    sleep(Duration::from_secs_f64(end).saturating_sub(begin.elapsed()));

    let lines = peer.lines();
    let real: Vec<Sent> = lines
        .iter()
        .filter_map(|line| sent_by_kernel(line, offset))
        .collect();
    let frames = simulated.run.trace().frames().iter();
    let ours: Vec<Sent> = frames
        .filter(|frame| frame.from == simulated.host("kernel"))
        .map(|frame| {
            let dst = Frame::parse(&frame.bytes)
                .expect("hosts send sound frames")
                .dst;
            Sent {
                at: frame.at.as_secs_f64(),
                what: short(&format!("{dst} {}", info(&frame.bytes))),
            }
        })
        .collect();
    let what = |sent: &[Sent]| {
        sent.iter()
            .map(|sent| sent.what.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        what(&real),
        what(&ours),
        "the kernel's first:\n{real:#?}\n{ours:#?}"
    );
    // The spacing is what counts: from one frame to the next.
    for (real, ours) in real.windows(2).zip(ours.windows(2)) {
        let (theirs, our) = (real[1].at - real[0].at, ours[1].at - ours[0].at);
        let is_same = -JITTER..=our * WHEEL + JITTER;
        assert!(
            is_same.contains(&(theirs - our)),
            "{theirs:.3} s and {our:.3} s before {:?}",
            real[1]
        );
    }
    let predicted = simulated.cache("kernel", end);
    let predicted = predicted
        .first()
        .map(|line| line.split_once(' ').expect("address first").1.to_owned());
    let ip = steps
        .iter()
        .find_map(|(_, words)| words.strip_prefix("kernel send ")?.split(':').next());
    let shown = kernel.neighbour(ip.expect("the kernel sends something"));
    assert_eq!(shown, predicted, "at the end");
    Some((real, shown))
}

/// A frame of the kernel's as our host saw it: ARP, and datagrams to a neighbour.
fn sent_by_kernel(line: &Line, offset: f64) -> Option<Sent> {
    let (src, rest) = line.text.split_once(' ')?;
    let is_meant = line.mark == '<' && src == Namespace::MAC && !rest.starts_with("01:00:5e");
    is_meant.then(|| Sent {
        at: line.at - offset,
        what: short(rest),
    })
}

/// Of a datagram only where it went: ports and contents differ. ARP's lines have no arrow.
fn short(what: &str) -> String {
    match what.split_once(' ') {
        Some((dst, rest)) if rest.contains('→') => format!("{dst} a datagram"),
        _ => what.to_owned(),
    }
}

const HELLO: &str = "us arp request from 02:00:00:00:00:02 192.168.69.2 to 00:00:00:00:00:00 192.168.69.1 dst ff:ff:ff:ff:ff:ff";

#[test]
fn the_kernel_and_linux_ask_for_an_unreachable_neighbour_in_the_same_rhythm() {
    let steps = [(0.0, "kernel send 192.168.69.9:9 \"hello\"")];
    let test = "the_kernel_and_linux_ask_for_an_unreachable_neighbour_in_the_same_rhythm";
    let Some((sent, shown)) = same_rhythm(test, &steps, 3.5) else {
        return;
    };
    assert_eq!(sent.len(), 3, "{sent:#?}");
    assert_eq!(shown.as_deref(), Some("- FAILED"));
}

#[test]
fn the_kernel_and_linux_check_a_stale_entry_in_use_in_the_same_rhythm() {
    let steps = [(0.0, HELLO), (0.5, "kernel send 192.168.69.2:9 \"hello\"")];
    let test = "the_kernel_and_linux_check_a_stale_entry_in_use_in_the_same_rhythm";
    let Some((sent, shown)) = same_rhythm(test, &steps, 9.2) else {
        return;
    };
    // An answer, a datagram, and three probes to the station alone.
    assert_eq!(sent.len(), 5, "{sent:#?}");
    assert!(
        sent[2..]
            .iter()
            .all(|probe| probe.what.starts_with(OUR_MAC)),
        "{sent:#?}"
    );
    assert!(sent[2].at - sent[1].at > 4.5);
    assert_eq!(shown.as_deref(), Some("- FAILED"));
}

#[test]
fn the_kernel_and_linux_check_a_changed_mac_in_the_same_rhythm() {
    let steps = [
        (0.0, HELLO),
        (
            0.4,
            "us arp request from 02:00:00:00:00:66 192.168.69.2 to 00:00:00:00:00:00 192.168.69.2 dst ff:ff:ff:ff:ff:ff",
        ),
        (0.8, "kernel send 192.168.69.2:9 \"hello\""),
    ];
    let test = "the_kernel_and_linux_check_a_changed_mac_in_the_same_rhythm";
    let Some((sent, _)) = same_rhythm(test, &steps, 7.2) else {
        return;
    };
    // The answer went to the old MAC; datagram and probes to the new one.
    assert!(sent[0].what.starts_with(OUR_MAC), "{sent:#?}");
    assert!(
        sent.len() >= 3
            && sent[1..]
                .iter()
                .all(|sent| sent.what.starts_with("02:00:00:00:00:66")),
        "{sent:#?}"
    );
}
