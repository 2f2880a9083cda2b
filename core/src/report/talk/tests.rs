//! What becomes of what is said: one lab for each end that it can come to.

use super::*;
use crate::scenario::parse;
use crate::sim::Progress;

const PAIR: &str = "end 60s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\n";

fn run(statements: &str) -> Run {
    let text = format!("{PAIR}{statements}");
    let scenario = parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let mut run = Run::new(Arc::new(scenario));
    while run.advance(Instant::MAX, 1_000) == Progress::More {}
    run
}

/// `FROM>TO TEXT: MS STANDING, …` of each saying; the time only where it moves on.
fn told(run: &Run) -> Vec<String> {
    let name = |host: HostId| run.scenario().hosts[host.index()].name.as_str();
    let line = |saying: &Saying| {
        let message = saying.message(run);
        let turns = saying.turns().iter().map(|(at, standing)| {
            let words = match standing {
                Standing::Failed(why) => format!("failed ({why})"),
                Standing::Astray(Some(host)) => format!("astray at {}", name(*host)),
                Standing::Astray(None) => "astray".to_owned(),
                standing => format!("{standing:?}").to_lowercase(),
            };
            format!("{} {words}", at.as_micros() / 1_000)
        });
        let turns: Vec<_> = turns.collect();
        format!(
            "{}>{} {}: {}",
            name(message.host),
            saying.to.map_or("?", name),
            String::from_utf8_lossy(&message.text),
            turns.join(", ")
        )
    };
    Talk::of(run).sayings().iter().map(line).collect()
}

#[test]
fn a_ping_waits_for_arp_then_goes_and_is_answered() {
    let run = run("at 1s ann ping bob\nat 2s ann ping bob\n");
    assert_eq!(
        told(&run),
        [
            "ann>bob : 1000 waiting, 1000 underway, 1000 heard, 1000 answered",
            "ann>bob : 2000 waiting, 2000 underway, 2000 heard, 2000 answered",
        ]
    );
    let talk = Talk::of(&run);
    let first = &talk.sayings()[0];
    let at = |micros| first.standing(Instant::from_micros(micros));
    assert_eq!(at(999_999), None);
    assert_eq!(at(1_000_100), Some(&Standing::Waiting), "for bob's MAC");
    assert_eq!(at(1_000_500), Some(&Standing::UnderWay));
    assert_eq!(at(1_000_600), Some(&Standing::Heard));
    assert_eq!(at(1_000_800), Some(&Standing::Answered));
    // The request is frame 3, behind the two of ARP; frame 4 is its answer.
    let frames: Vec<_> = first.frames.iter().map(|it| it.get()).collect();
    assert_eq!(frames, [3, 4]);
    let carried = talk.carried_by(first.frames[1]).map(|it| it.number);
    assert_eq!(carried, Some(first.number));
}

#[test]
fn what_waits_in_vain_fails_and_what_follows_is_not_taken_for_it() {
    let run = run(
        "at 0s bob down\nat 1s ann send bob:9 \"hello\"\nat 20s bob up\n\
        at 21s bob send ann:9 \"yes\"\nat 22s ann send bob:9 \"hello\"\n",
    );
    assert_eq!(
        told(&run),
        [
            "ann>bob hello: 1000 waiting, 4000 failed (ann finds no way to 10.0.0.2: nobody answered)",
            "bob>ann yes: 21000 waiting, 21000 underway, 21000 heard",
            "ann>bob hello: 22000 waiting, 22000 underway, 22000 heard",
        ]
    );
}

#[test]
fn what_is_lost_on_a_link_there_or_back_and_what_nobody_takes() {
    let run = run(
        "at 1s ann ping bob\nat 2s ann ping bob\nat 2.00035s link ann lan drop\n\
        at 3s ann ping bob\nat 3.00005s link ann lan drop\n\
        at 4s bob down\nat 4s ann ping bob\nat 5s bob up\nat 6s ann send bob:9 \"hello\"\n",
    );
    assert_eq!(
        told(&run)[1..],
        [
            "ann>bob : 2000 waiting, 2000 underway, 2000 heard, 2000 answerlost",
            "ann>bob : 3000 waiting, 3000 underway, 3000 lost",
            "ann>bob : 4000 waiting, 4000 underway, 4000 astray",
            "ann>bob hello: 6000 waiting, 6000 underway, \
             6000 failed (10.0.0.2 reports of a packet for 10.0.0.2: port unreachable)",
        ]
    );
}

#[test]
fn what_goes_to_another_mac_goes_astray() {
    let run = run("host eve 10.0.0.6 mac 02:00:00:00:00:66\n\
        at 1s ann learn 10.0.0.2 02:00:00:00:00:66\nat 1s ann ping bob\n\
        at 2s ann learn 10.0.0.2 02:00:00:00:00:99\nat 2s ann ping bob\n");
    assert_eq!(
        told(&run),
        [
            "ann>bob : 1000 waiting, 1000 underway, 1000 astray at eve",
            "ann>bob : 2000 waiting, 2000 underway, 2000 astray",
        ]
    );
}

#[test]
fn every_word_of_a_stream_has_its_own_frames_and_its_own_end() {
    let run = run(
        "at 0s bob serve 7\nat 1s ann say bob:7 \"one\"\nat 2s ann say bob:7 \"two\"\n\
        at 3s bob down\nat 3s ann say bob:7 \"three\"\nat 5s ann down\n",
    );
    assert_eq!(
        told(&run),
        [
            "ann>bob one: 1000 waiting, 1000 underway, 1001 heard, 1001 answered",
            "ann>bob two: 2000 waiting, 2000 underway, 2000 heard, 2000 answered",
            "ann>bob three: 3000 waiting, 3000 underway, 5000 failed (ann lost its power)",
        ]
    );
    let talk = Talk::of(&run);
    let lens = |saying: &Saying| {
        let payload = |number: &FrameNumber| {
            let frame = &run.trace().frames()[number.index()];
            let (_, packet) = EthernetHeader::parse(&frame.bytes).expect("a frame");
            Segment::parse(packet).expect("a segment").len
        };
        saying.frames.iter().map(payload).collect::<Vec<_>>()
    };
    assert_eq!(lens(&talk.sayings()[0]), [3, 3], "there and back");
    assert_eq!(lens(&talk.sayings()[1]), [3, 3]);
    let again = lens(&talk.sayings()[2]);
    assert!(
        again.len() > 1 && again.iter().all(|len| *len == 5),
        "{again:?}"
    );
}

#[test]
fn nobody_listens_and_a_stream_is_refused() {
    let run = run("at 1s ann say bob:7 \"anybody?\"\n");
    let told = told(&run);
    assert!(told[0].ends_with("failed (refused)"), "{told:?}");
}
