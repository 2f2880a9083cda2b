//! Hosts that talk: pings, datagrams and TCP above ARP, and what each learns from the other.

use super::*;
use crate::report::Snapshot;
use crate::sim::{IpFate, Way};
use crate::wire::{Segment, info};

/// Two hosts of a profile on one switch; what happens follows.
fn talk(profile: &str, statements: &str) -> Run {
    run(&format!(
        "end 100s\nhost ann 10.0.0.1 profile {profile}\nhost bob 10.0.0.2 profile {profile}\n{statements}"
    ))
}

fn seen(run: &Run) -> Snapshot {
    snapshot(run, run.now())
}

/// The notes, without those of stations that ARP has heard for the first time.
fn trouble(run: &Run) -> Vec<&str> {
    let is_news = |note: &&str| !note.starts_with("new station");
    notes(run).into_iter().filter(is_news).collect()
}

/// `FROM>TO SENT/ANSWERED` of every pair.
fn pings(run: &Run) -> Vec<String> {
    let pings = seen(run).pings;
    let line = |ping: &crate::report::Ping| {
        format!("{}>{} {}/{}", ping.from, ping.to, ping.sent, ping.answered)
    };
    pings.iter().map(line).collect()
}

/// `FROM>TO:PORT SENT/ECHOED` of every stream.
fn streams(run: &Run) -> Vec<String> {
    let streams = seen(run).streams;
    let line = |stream: &crate::report::Stream| {
        let crate::report::Stream {
            from,
            to,
            port,
            sent,
            echoed,
        } = stream;
        format!("{from}>{to}:{port} {sent}/{echoed}")
    };
    streams.iter().map(line).collect()
}

/// One line for each frame: when, in milliseconds, and what.
fn frames(run: &Run) -> Vec<String> {
    let frames = run.trace().frames().iter();
    frames
        .map(|frame| format!("{} {}", frame.at.as_micros() / 1_000, info(&frame.bytes)))
        .collect()
}

/// The TCP segments that a host sent, as `ms FLAGS+BYTES`.
fn segments(run: &Run, host: HostId) -> Vec<String> {
    let frames = run
        .trace()
        .frames()
        .iter()
        .filter(|frame| frame.from == host);
    frames
        .filter_map(|frame| Some((frame.at, Segment::parse(frame.bytes.get(14..)?)?)))
        .map(|(at, segment)| {
            let flags = [
                (segment.syn, "S"),
                (segment.fin, "F"),
                (segment.rst, "R"),
                (segment.ack.is_some(), "A"),
            ];
            let flags: String = flags
                .iter()
                .filter_map(|(set, flag)| set.then_some(*flag))
                .collect();
            format!("{} {flags}+{}", at.as_micros() / 1_000, segment.len)
        })
        .collect()
}

#[test]
fn a_ping_waits_for_arp_and_is_answered() {
    let run = talk("rfc", "at 1s ann ping bob\nat 2s ann ping 10.0.0.2\n");
    assert_eq!(pings(&run), ["ann>bob 2/2"]);
    let kinds: Vec<bool> = run
        .trace()
        .frames()
        .iter()
        .take_while(|frame| frame.at.as_secs() < 10)
        .map(|frame| frame.bytes[12..14] == [8, 6])
        .collect();
    assert_eq!(kinds, [true, true, false, false, false, false]);
    // The answer to the request released the ping, and the ping brought the reply.
    let causes: Vec<Option<u32>> = run.trace().frames()[..4]
        .iter()
        .map(|frame| match frame.cause {
            Cause::Frame(number) => Some(number.get()),
            _ => None,
        })
        .collect();
    assert_eq!(causes, [None, Some(1), Some(2), Some(3)]);
}

#[test]
fn a_sweep_pings_each_address_of_a_range_but_the_own() {
    let run = talk(
        "rfc",
        "at 1s ann ping 10.0.0.1-3\nat 8s ann ping 10.9.0.1-2\n",
    );
    assert_eq!(pings(&run), ["ann>bob 1/1", "ann>10.0.0.3 1/0"]);
    assert_eq!(
        trouble(&run),
        [
            "1 packet for 10.0.0.3 dropped: nobody answered",
            "ann knows no way to 10.9.0.1"
        ]
    );
}

#[test]
fn packets_for_one_neighbour_wait_in_order_and_go_out_together() {
    let run = talk(
        "rfc",
        "at 0s bob down\nat 1s every 100ms times 3 ann send bob:7 \"x\"\nat 1.5s bob up\n",
    );
    let sent: Vec<(u64, String)> = run
        .trace()
        .frames()
        .iter()
        .filter(|frame| frame.from == ANN && frame.bytes[12..14] == [8, 0])
        .map(|frame| (frame.at.as_micros(), frame.number.get().to_string()))
        .collect();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|(at, _)| *at == sent[0].0), "{sent:?}");
}

#[test]
fn packets_for_nobody_are_dropped_with_one_note() {
    let run = talk("rfc", "at 1s every 100ms times 3 ann ping 10.0.0.9\n");
    assert_eq!(pings(&run), ["ann>10.0.0.9 3/0"]);
    assert_eq!(
        trouble(&run),
        ["3 packets for 10.0.0.9 dropped: nobody answered"]
    );
    assert_eq!(run.trace().frames().len(), 3, "three requests, no packet");
}

#[test]
fn the_queue_for_a_neighbour_is_bounded_and_the_oldest_goes() {
    let run = talk("rfc", "at 1s every 1ms times 300 ann ping 10.0.0.9\n");
    assert_eq!(
        trouble(&run).last(),
        Some(&"256 packets for 10.0.0.9 dropped: nobody answered")
    );
    let early = trouble(&run).len() - 1;
    assert_eq!(early, 300 - 256);
}

#[test]
fn datagrams_are_heard_by_who_talks_on_the_port_and_refused_by_who_does_not() {
    let run = talk(
        "rfc",
        "at 1s ann send bob:9 \"anybody?\"\nat 2s bob send ann:9 \"yes\"\nat 3s ann send bob:9 \"good\"\n",
    );
    let heard: Vec<(u64, &str)> = run
        .trace()
        .messages()
        .iter()
        .filter(|message| message.way == Way::Heard)
        .map(|message| {
            let text = std::str::from_utf8(&message.text).expect("it was text");
            (message.at.as_secs(), text)
        })
        .collect();
    assert_eq!(heard, [(2, "yes"), (3, "good")]);
    assert_eq!(
        trouble(&run),
        ["10.0.0.2 reports of a packet for 10.0.0.2: port unreachable"]
    );
}

#[test]
fn a_tcp_conversation_has_a_handshake_data_and_an_end() {
    let run = talk(
        "rfc",
        "at 0s bob serve 7\nat 1s ann say bob:7 \"hello\"\nat 2s ann say bob:7 \"again\"\nat 3s ann close bob:7\n",
    );
    assert_eq!(streams(&run), ["ann>bob:7 10/10"]);
    assert_eq!(
        segments(&run, ANN),
        [
            "1000 S+0",
            "1000 A+0",
            "1000 A+5",
            "1011 A+0",
            "2000 A+5",
            "2010 A+0",
            "3000 FA+0",
            "3000 A+0"
        ]
    );
    assert_eq!(trouble(&run), [""; 0]);
    let echoed = |at| snapshot(&run, millis(at)).streams[0].echoed;
    assert_eq!([echoed(1_000), echoed(1_500), echoed(2_500)], [0, 5, 10]);
    assert!(snapshot(&run, millis(999)).streams.is_empty());
}

#[test]
fn a_connection_to_nobody_is_refused_and_the_next_word_opens_another() {
    let run = talk(
        "rfc",
        "at 1s ann say bob:7 \"lost\"\nat 2s bob serve 7\nat 3s ann say bob:7 \"heard\"\n",
    );
    assert_eq!(streams(&run), ["ann>bob:7 9/5"]);
    assert_eq!(
        trouble(&run),
        ["the connection to 10.0.0.2:7 is gone: refused"]
    );
}

#[test]
fn a_server_that_lost_its_power_resets_what_it_no_longer_knows() {
    let run = talk(
        "rfc",
        "at 0s bob serve 7\nat 1s ann say bob:7 \"one\"\nat 2s bob down\nat 3s bob up\nat 3s bob serve 7\nat 4s ann say bob:7 \"two\"\nat 5s ann say bob:7 \"three\"\n",
    );
    assert_eq!(streams(&run), ["ann>bob:7 11/8"]);
    assert_eq!(
        trouble(&run),
        ["the connection to 10.0.0.2:7 is gone: reset"]
    );
}

#[test]
fn nobody_answers_a_connection_and_it_is_given_up() {
    let run = run(
        "end 300s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\nat 1s ann pin 10.0.0.2 02:00:00:00:00:99\nat 2s ann say bob:7 \"hello\"\n",
    );
    assert_eq!(
        trouble(&run),
        ["the connection to 10.0.0.2:7 is gone: given up: no answer for 180 s"]
    );
}

#[test]
fn tcp_survives_loss_duplication_and_corruption() {
    let text = "x".repeat(20_000);
    let run = talk(
        "rfc",
        &format!(
            "link ann lan loss 15% duplicate 10% corrupt 10%\nat 0s bob serve 7\nat 1s ann say bob:7 \"{text}\"\n"
        ),
    );
    assert_eq!(streams(&run), ["ann>bob:7 20000/20000"]);
    let back: Vec<u8> = run
        .trace()
        .messages()
        .iter()
        .filter(|message| message.way == Way::Echoed)
        .flat_map(|message| message.text.iter().copied())
        .collect();
    assert_eq!(back, text.into_bytes());
    assert!(seen(&run).dropped > 0);
}

/// A stream of a word every 0.9 s, while something happens to the way.
fn stream_while(profile: &str, what: &str) -> Run {
    talk(
        profile,
        &format!("at 0s bob serve 7\nat 1s every 900ms times 90 ann say bob:7 \"tick\"\n{what}"),
    )
}

#[test]
fn tcp_survives_entries_that_expire_and_change() {
    for profile in ["classic", "rfc", "linux", "strict"] {
        for what in [
            "",
            "at 20s ann flush\nat 40s bob forget 10.0.0.1\n",
            "at 20s bob down\nat 20.2s bob up\nat 20.2s bob serve 7\nat 21s ann forget 10.0.0.2\n",
        ] {
            let run = stream_while(profile, what);
            let stream = &seen(&run).streams[0];
            assert_eq!(stream.sent, 360, "{profile}: {what}");
            let lost = if what.contains("down") { 4 } else { 0 };
            assert!(
                stream.echoed >= 360 - 2 * lost,
                "{profile}: {what} {stream:?}"
            );
        }
    }
}

/// A poisoned entry sends a stream into the void; three retransmissions later TCP has its doubts,
/// the entry goes, and ARP finds the right neighbour.
#[test]
fn retransmissions_make_arp_ask_again() {
    let lie =
        "at 5.5s bob arp reply from 02:00:00:00:00:99 10.0.0.2 to 02:00:00:00:00:01 10.0.0.1\n";
    for (profile, doubt) in [("rfc", "forgot: 10.0.0.2"), ("classic", "forgot: 10.0.0.2")] {
        let run = stream_while(profile, lie);
        assert_eq!(streams(&run), ["ann>bob:7 360/360"], "{profile}");
        let commits = commits(&run, ANN);
        let changed = commits
            .iter()
            .position(|commit| commit.contains("changed:"));
        let forgot = commits.iter().position(|commit| commit.ends_with(doubt));
        assert!(changed.is_some() && changed < forgot, "{commits:#?}");
        let forgot = run.trace().commits().iter().find(|made| {
            let commit = run.repository(made.host, made.generation).commit(made.id);
            commit.is_some_and(|commit| commit.subject() == doubt)
        });
        let cause = forgot.expect("it was just found").cause;
        assert_eq!(cause, Cause::Timer(Timer::Stack));
    }
}

#[test]
fn answers_keep_a_linux_neighbour_reachable_without_arp() {
    let asked = |statements: &str| {
        let run = talk("linux", statements);
        let frames = run.trace().frames().iter();
        frames
            .filter(|frame| frame.bytes[12..14] == [8, 6] && frame.from == ANN)
            .filter(|frame| frame.bytes[21] == 1)
            .count()
    };
    // Pings are answered every second: one request at the start is all that ann sends.
    assert_eq!(asked("at 1s every 1s ann ping bob\n"), 1);
    // Datagrams are never answered: the neighbour is checked again and again.
    let datagrams = asked("at 0s bob send ann:9 \"x\"\nat 1s every 1s ann send bob:9 \"x\"\n");
    assert!(datagrams > 2, "{datagrams}");
}

/// Two networks on one wire, and a router with a leg in each.
const ROUTED: &str = "end 30s
host ann    10.0.0.2 gateway 10.0.0.1
host bob    10.0.1.2 gateway 10.0.1.1
host router 10.0.0.1 10.0.1.1 forward
";

#[test]
fn a_router_joins_two_networks_on_one_wire() {
    let run = run(&format!(
        "{ROUTED}at 0s bob serve 7\nat 1s ann ping bob\nat 2s ann say bob:7 \"over there\"\n"
    ));
    assert_eq!(pings(&run), ["ann>bob 1/1"]);
    assert_eq!(streams(&run), ["ann>bob:7 10/10"]);
    // ann knows the gateway and nothing of bob.
    assert_eq!(cache(&run, ANN), ["10.0.0.1 02:00:00:00:00:03"]);
    let forwarded = run.trace().receptions().iter().filter(|reception| {
        reception.host == HostId::new(2) && reception.fate == Fate::Ip(IpFate::Forwarded)
    });
    assert!(forwarded.count() >= 2);
    // One hop less, and a header checksum that still holds: bob would not have answered otherwise.
    let ttl = |from: HostId| {
        let mut frames = run.trace().frames().iter();
        let frame = frames.find(|frame| frame.from == from && frame.bytes[12..14] == [8, 0]);
        frame.map(|frame| frame.bytes[22])
    };
    assert_eq!([ttl(ANN), ttl(HostId::new(2))], [Some(64), Some(63)]);
}

#[test]
fn a_router_says_what_cannot_be_reached() {
    let run = run(&format!(
        "{ROUTED}at 1s ann ping 10.0.1.9\nat 8s ann ping 172.16.0.1\nat 9s ann arp request from 02:00:00:00:00:01 10.0.0.2 to 00:00:00:00:00:00 10.0.0.1\n"
    ));
    let notes: Vec<&str> = trouble(&run)
        .into_iter()
        .filter(|note| note.contains("reports"))
        .collect();
    assert_eq!(
        notes,
        [
            "10.0.0.1 reports of a packet for 10.0.1.9: host unreachable",
            "10.0.0.1 reports of a packet for 172.16.0.1: network unreachable",
        ]
    );
}

#[test]
fn a_packet_between_routers_that_send_it_to_each_other_ends() {
    let run = run("end 10s
host ann 10.0.0.2 gateway 10.0.0.1
host one 10.0.0.1 gateway 10.0.0.3 forward
host two 10.0.0.3 gateway 10.0.0.1 forward
at 1s ann ping 172.16.0.1
");
    assert_eq!(
        trouble(&run),
        ["10.0.0.3 reports of a packet for 172.16.0.1: time to live exceeded"]
    );
    let echoes = frames(&run).len();
    assert!((64..80).contains(&echoes), "{echoes}");
}

#[test]
fn who_has_no_way_or_no_address_says_so() {
    let run = run("end 5s
host ann 10.0.0.1
host bob
at 1s ann ping 10.9.9.9
at 2s bob ping ann
at 3s ann ping bob
at 4s ann close 10.0.0.2:7
at 4s ann serve 7
at 4s ann serve 7
");
    assert_eq!(
        trouble(&run),
        [
            "ann knows no way to 10.9.9.9",
            "bob has no address to speak from",
            "bob has no address now",
            "no connection to 10.0.0.2:7 is open",
            "port 7 is served already",
        ]
    );
    assert!(run.trace().frames().is_empty());
}

#[test]
fn what_is_for_many_is_answered_by_many_and_takes_no_connection() {
    let run = run("end 9s
host ann 10.0.0.1
host bob 10.0.0.2
host carol 10.0.0.3
at 1s ann ping 10.0.0.255
at 4s ann say 10.0.0.255:7 \"all\"
at 5s ann send 224.0.0.9:9 \"all\"
");
    // The first answer counts.
    assert_eq!(pings(&run), ["ann>10.0.0.255 1/1"]);
    let replies = frames(&run)
        .into_iter()
        .filter(|frame| frame.contains("reply"));
    assert_eq!(replies.count(), 2);
    assert_eq!(
        trouble(&run),
        ["TCP speaks to one host, and 10.0.0.255 is for many"]
    );
}

#[test]
fn a_host_talks_to_itself_without_a_frame() {
    let run = talk(
        "rfc",
        "at 1s ann ping ann\nat 1s ann serve 7\nat 2s ann say ann:7 \"me\"\n",
    );
    assert_eq!(pings(&run), ["ann>ann 1/1"]);
    assert_eq!(streams(&run), ["ann>ann:7 2/2"]);
    assert!(run.trace().frames().is_empty());
}

#[test]
fn slices_do_not_change_what_is_said() {
    let text = "end 60s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\nlink ann lan loss 20%\nat 0s bob serve 7\nat 1s every 1s ann say bob:7 \"tick\"\n";
    let whole = run(text);
    let mut sliced = start(text);
    while sliced.advance(Instant::MAX, 1) == Progress::More {}
    assert_eq!(frames(&whole), frames(&sliced));
    assert_eq!(seen(&whole), seen(&sliced));
}
