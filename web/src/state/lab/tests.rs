//! What the state does, act by act.

use super::*;
use crate::state::Item;
use versioned_arp::sim::{FrameNumber, HostId, Progress, Run};

const LAB: &str = "\
switch lan
host ann 10.0.0.1 profile classic
host bob 10.0.0.2 profile classic
at 1s ann query bob
end 5s
";

fn opened(text: &str) -> Lab {
    let opening = Opening {
        text: text.into(),
        ..Opening::default()
    };
    run(Lab::new(opening))
}

/// Makes the run that the page would make.
fn run(lab: Lab) -> Lab {
    let Some((version, scenario)) = lab.wanted() else {
        return lab;
    };
    let end = scenario.end;
    let mut run = Run::new(scenario);
    assert_eq!(run.advance(end, 100_000), Progress::Done);
    lab.reduce(Action::Ran(version, RunHandle::new(run)))
}

fn host(lab: &Lab, index: usize) -> String {
    lab.document
        .scenario()
        .map_or(String::new(), |it| it.hosts[index].name.clone())
}

#[test]
fn a_lab_opens_at_the_start_and_steps_through_what_happens() {
    let mut lab = opened(LAB);
    let mut times = Vec::new();
    for _ in 0..7 {
        lab = lab.reduce(Action::StepEvent(Direction::Forward));
        times.push(lab.playback.at().as_micros());
    }
    // The query and its request; at the switch; at bob, who answers; at the switch; at ann.
    assert_eq!(
        times[..5],
        [1_000_000, 1_000_100, 1_000_200, 1_000_300, 1_000_400]
    );
    assert_eq!(times[6], 5_000_000);
    let lab = lab.reduce(Action::StepCommit(Direction::Back));
    assert_eq!(lab.playback.at().as_micros(), 1_000_400);
}

#[test]
fn an_act_becomes_a_statement_and_gives_itself_time() {
    let lab = opened(LAB).reduce(Action::Seek(Instant::from_micros(4_000_100)));
    let lab = lab.reduce(Action::Act("bob query 10.0.0.9".into()));
    assert!(
        lab.document
            .text()
            .contains("at 4.001s bob query 10.0.0.9\n")
    );
    assert!(lab.document.text().contains("end 14.001s\n"));
    let lab = run(lab);
    assert_eq!(lab.playback.at().as_micros(), 4_001_000);
    assert!(lab.playback.playing());
    let lab = lab.reduce(Action::Undo);
    assert_eq!(&**lab.document.text(), LAB);
}

#[test]
fn an_act_at_a_moment_is_at_just_that() {
    let lab = opened(LAB).reduce(Action::Seek(Instant::from_micros(1_000_050)));
    let at = Instant::from_micros(1_000_051);
    let lab = run(lab.reduce(Action::ActAt(at, "link ann lan drop 1".into())));
    assert!(
        lab.document
            .text()
            .contains("at 1.000051s link ann lan drop 1\n")
    );
    assert_eq!(lab.playback.at(), at);
    let dropped = lab.run.as_ref().map(|run| run.trace().dropped_until(at));
    assert_eq!(dropped, Some(1));
}

#[test]
fn dragging_writes_a_place_and_keeps_run_and_time() {
    let lab = opened(LAB).reduce(Action::Seek(Instant::from_secs(2)));
    let before = lab.run.clone();
    let lab = lab.reduce(Action::Place(NodeId::Host(HostId::new(1)), (12.4, 90.6)));
    assert!(lab.document.text().contains("profile classic at 12,91\n"));
    assert!(lab.settled());
    assert_eq!(lab.run, before);
    assert_eq!(lab.playback.at(), Instant::from_secs(2));
    let drawn = lab.drawn.as_ref().and_then(|it| it.hosts[1].position);
    assert_eq!(drawn, Some((12.0, 91.0)));
}

#[test]
fn the_old_run_stays_until_the_new_one_is_there_and_a_late_one_is_dropped() {
    let lab = opened(LAB);
    let first = lab.run.clone();
    let lab = lab.reduce(Action::Edit(LAB.replace("1s", "2s").into()));
    assert!(!lab.settled());
    assert_eq!(lab.run, first);
    let Some(handle) = first.clone() else {
        panic!("a lab without mistakes has a run")
    };
    let lab = lab.reduce(Action::Ran(1, handle));
    assert!(!lab.settled());
    assert_ne!(run(lab).run, first);
}

#[test]
fn a_selection_that_is_gone_from_the_new_run_is_dropped() {
    let lab = opened(LAB);
    let second = FrameNumber::new(2).map(Item::Frame);
    let lab = lab.reduce(Action::Select(second));
    let lab = run(lab.reduce(Action::Edit(
        LAB.replace("at 1s ann query bob\n", "").into(),
    )));
    assert_eq!(lab.selection.item, None);
    assert_eq!(host(&lab, 0), "ann");
}

#[test]
fn a_link_shows_its_moment_host_and_selection() {
    let opening = Opening {
        text: LAB.into(),
        at: Some(Instant::from_secs(3)),
        host: Some("bob".into()),
        selected: Some("frame:2".into()),
        ..Opening::default()
    };
    let lab = run(Lab::new(opening));
    assert_eq!(lab.playback.at(), Instant::from_secs(3));
    assert_eq!(lab.selection.host, HostId::new(1));
    assert_eq!(lab.selection.frame(), FrameNumber::new(2));
}

#[test]
fn acting_on_a_text_with_mistakes_says_so_and_changes_nothing() {
    let lab = opened(LAB).reduce(Action::Edit("hots".into()));
    let lab = lab.reduce(Action::Act("ann flush".into()));
    assert_eq!(&**lab.document.text(), "hots");
    assert_eq!(lab.notices.len(), 1);
}

#[test]
fn panels_follow_while_playing_and_at_once_when_paused() {
    let lab = opened(LAB).reduce(Action::SetPace(crate::state::Pace::Times(1.0)));
    let lab = lab.reduce(Action::Play).reduce(Action::Tick(16.0));
    assert_eq!(lab.playback.at().as_micros(), 16_000);
    assert_eq!(lab.panel_moment().map(|it| it.at), Some(Instant::ZERO));
    let lab = lab.reduce(Action::Tick(80.0));
    assert_eq!(lab.panel_moment(), lab.moment());
    let lab = lab.reduce(Action::Tick(16.0)).reduce(Action::Pause);
    assert_eq!(lab.panel_moment(), lab.moment());
}

#[test]
fn every_built_in_lab_is_told_within_three_minutes() {
    for builtin in versioned_arp::scenario::builtin::all() {
        let lab = opened(builtin.text);
        let run = lab.run.as_ref();
        let told = run.map(|it| it.story().length() / 1e3);
        assert!(
            told.is_some_and(|told| told > 1.0 && told <= 180.0),
            "{}: {told:?}",
            builtin.name
        );
    }
}

#[test]
fn a_cancelled_run_leaves_the_last_one_on_show_until_it_is_asked_for_again() {
    let lab = opened(LAB);
    let shown = lab.run.clone();
    let lab = lab.reduce(Action::Edit(LAB.replace("end 5s", "end 9s").into()));
    let (version, _) = lab.wanted().expect("another run");
    let lab = lab.reduce(Action::Running(version, 0.3));
    assert_eq!((lab.progress, lab.is_cancelled()), (Some(0.3), false));
    let lab = lab.reduce(Action::CancelRun);
    assert_eq!((lab.progress, lab.is_cancelled()), (None, true));
    assert!(lab.wanted().is_none(), "nothing is run");
    assert_eq!(lab.run, shown);
    let lab = run(lab.reduce(Action::RunAgain));
    assert!(!lab.is_cancelled());
    assert_eq!(lab.run.expect("a run").end(), Instant::from_secs(9));
}

#[test]
fn a_stream_is_followed_among_the_packets_and_escape_ends_that_after_the_selection() {
    let lab = opened(LAB).reduce(Action::Listen(Some(HostId::new(1))));
    assert_eq!((lab.panel, lab.wire), (Panel::Messages, Panel::Messages));
    let frame = FrameNumber::new(1);
    let lab = lab.reduce(Action::Follow(frame));
    assert_eq!((lab.wire, lab.followed), (Panel::Packets, frame));
    let lab = lab.reduce(Action::Select(frame.map(Item::Frame)));
    let lab = lab.reduce(Action::Escape);
    assert_eq!((lab.selection.item, lab.followed), (None, frame));
    assert_eq!(lab.reduce(Action::Escape).followed, None);
}
