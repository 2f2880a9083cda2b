//! Frames on links and through switches.

use super::*;

#[test]
fn a_link_that_goes_down_takes_what_is_on_its_way() {
    let run = pair(
        "link ann lan latency 100ms\nat 1s ann query bob\nat 1.05s link lan ann down\nat 2s link ann lan up\n",
    );
    let first = &run.trace().hops()[0];
    assert_eq!(first.lost, Some((millis(1_050), LossReason::LinkDown)));
    assert_eq!(run.trace().in_flight(millis(1_049)).count(), 1);
    assert_eq!(run.trace().in_flight(millis(1_050)).count(), 0);
    assert_eq!(run.trace().dropped_until(millis(1_100)), 1);
    assert_eq!(
        cache(&run, ANN),
        ["10.0.0.2 02:00:00:00:00:02"],
        "the second request gets through"
    );
}

#[test]
fn a_dropped_frame_is_lost_alone_and_nobody_is_told() {
    let lab = |statement: &str| {
        run(&format!(
            "host ann 10.0.0.1\nhost bob 10.0.0.2\nlink ann lan latency 100ms\n\
             at 1s ann query bob\nat 1.01s ann query 10.0.0.9\nat 1.02s {statement}\nend 1.6s\n"
        ))
    };
    let lost = |run: &Run| -> Vec<_> {
        let hops = run.trace().hops().iter();
        hops.filter_map(|hop| Some((hop.frame.get(), hop.lost?)))
            .collect()
    };
    let dropped = (millis(1_020), LossReason::Dropped);
    assert_eq!(lost(&lab("link lan ann drop 2")), [(2, dropped)]);
    let all = lab("link ann lan drop");
    assert_eq!(lost(&all), [(1, dropped), (2, dropped)]);
    assert_eq!(all.trace().dropped_until(millis(1_020)), 2);
    assert!(all.trace().link_up_at(LinkId::new(0), millis(1_020)));
    assert!(all.trace().notes().is_empty());
    let late = lab("link bob lan drop 1");
    let note = &late.trace().notes()[0].text;
    assert_eq!(
        note,
        "frame 1 is not on its way between bob and lan: nothing to drop"
    );
}

#[test]
fn frames_in_flight_are_those_that_left_and_are_not_there_yet() {
    let run = pair("at 1s ann query bob\n");
    let at = |us: u64| {
        run.trace()
            .in_flight(Instant::from_micros(1_000_000 + us))
            .count()
    };
    assert_eq!([at(0), at(99), at(100), at(399), at(400)], [1, 1, 1, 1, 0]);
}

#[test]
fn a_loop_of_switches_ends_in_a_storm_that_is_named() {
    let run = run(
        "switch a\nswitch b\nswitch c\nlink a b\nlink b c\nlink c a\nhost ann 10.0.0.1 profile classic\nat 1s ann query 10.0.0.9\n",
    );
    let stop = run.stop().expect("it cannot go on");
    let StopReason::Storm {
        frame, switches, ..
    } = &stop.reason
    else {
        panic!("{stop}")
    };
    assert_eq!((*frame, switches.join(" ")), (1, "a b c".to_owned()));
    assert!(
        stop.to_string().contains("frame storm: frame 1 crossed"),
        "{stop}"
    );
    assert_eq!(
        run.trace().frames().len(),
        1,
        "what happened up to there stays"
    );
}

#[test]
fn a_switch_that_inspects_lets_no_lie_pass_and_trusts_other_switches() {
    let lab = |inspects: &str| {
        let lie = "arp reply from 02:00:00:00:00:03 10.0.0.1 to 02:00:00:00:00:02 10.0.0.2";
        run(&format!(
            "end 9s\nswitch one inspect\nswitch two{inspects}\nlink one two\nhost ann 10.0.0.1 profile classic\nhost bob 10.0.0.2 profile classic\nhost eve 10.0.0.3 profile classic\nlink eve two\nat 1s bob query ann\nat 2s eve {lie}\n"
        ))
    };
    let bob = HostId::new(1);
    let through = lab("");
    assert_eq!(cache(&through, bob), ["10.0.0.1 02:00:00:00:00:03"]);
    let stopped = lab(" inspect");
    assert_eq!(cache(&stopped, bob), ["10.0.0.1 02:00:00:00:00:01"]);
    assert_eq!(
        notes(&stopped),
        ["two refuses ARP: 10.0.0.1 is not bound to 02:00:00:00:00:03"]
    );
}

#[test]
fn a_raw_frame_reaches_everyone_and_is_counted_as_too_short() {
    let run = pair("at 1s ann frame \"\"\nat 2s ann frame ffffffffffff020000000001\n");
    assert_eq!(run.trace().frames().len(), 2);
    assert!(run.trace().frames().iter().all(|frame| frame.forged));
    assert_eq!(run.trace().receptions().len(), 2);
    assert!(
        run.trace()
            .receptions()
            .iter()
            .all(|got| got.fate == Fate::Arp(crate::arp::Verdict::TooShort))
    );
}
