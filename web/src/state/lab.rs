//! The page's whole state and the one place where it changes.

use super::{
    Action, Direction, Document, Item, Lens, Moment, Notice, Opening, Overlay, Panel, Playback,
    RunHandle, Selection, Tone, Trail, link,
};
use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::scenario::{Scenario, edit};
use versioned_arp::sim::NodeId;
use versioned_arp::time::{Duration, Instant};

/// What an act at the end is given to show its consequences: longer than a query takes that
/// nobody answers.
const AFTERMATH: Duration = Duration::from_secs(10);
/// While playing, panels of text follow the picture at this distance at most, in milliseconds.
const PANEL_MS: f64 = 90.0;

/// The state of the page.
#[derive(Clone, Debug)]
pub struct Lab {
    /// The text; shared, so that a copy of this state costs little.
    pub document: Rc<Document>,
    /// The run on show.
    pub run: Option<RunHandle>,
    /// The scenario of the run on show, with the newest places of its nodes.
    pub drawn: Option<Arc<Scenario>>,
    /// The version of the text that the run on show is of.
    shown_version: u64,
    /// How much of the next run is done, while one is being made.
    pub progress: Option<f64>,
    /// The version whose run was cancelled.
    cancelled: Option<u64>,
    /// Time.
    pub playback: Playback,
    /// The moment that panels of text show: that of the picture, but not at every single frame.
    panels_at: Instant,
    /// Milliseconds of wall time since the panels were last brought up to date.
    panels_age: f64,
    /// What is selected.
    pub selection: Selection,
    /// What was selected before.
    pub trail: Trail,
    /// The stretch of time of the space-time view.
    pub lens: Lens,
    /// The panel on show where there is room for one.
    pub panel: Panel,
    /// Which of the two views of the stage is shown where there is no room for both: LAN or time.
    pub stage: Panel,
    /// Whether the text is open.
    pub text_open: bool,
    /// The dialog that is open.
    pub overlay: Option<Overlay>,
    /// What was said in passing and not yet dismissed, oldest first.
    pub notices: Vec<Notice>,
    noticed: u64,
    /// The newest act of a script that this state has taken in.
    pub ticket: u64,
    /// What to show first once the run of a lab just opened is there.
    opening: Option<Opening>,
}

impl Lab {
    /// The page at its start, with this lab.
    pub fn new(opening: Opening) -> Self {
        let document = Rc::new(Document::new(Rc::clone(&opening.text), !opening.unsaved));
        Self {
            text_open: !document.mistakes().is_empty(),
            document,
            run: None,
            drawn: None,
            shown_version: 0,
            progress: None,
            cancelled: None,
            playback: Playback::default(),
            panels_at: Instant::ZERO,
            panels_age: 0.0,
            selection: Selection::default(),
            trail: Trail::default(),
            lens: Lens::default(),
            panel: opening.panel.unwrap_or_default(),
            stage: Panel::Lan.or_time(opening.panel),
            overlay: None,
            notices: Vec::new(),
            noticed: 0,
            ticket: 0,
            opening: Some(opening),
        }
    }

    /// The moment of the picture.
    pub fn moment(&self) -> Option<Moment> {
        self.run.clone().map(|run| Moment {
            run,
            at: self.playback.at(),
        })
    }

    /// The moment of panels of text.
    pub fn panel_moment(&self) -> Option<Moment> {
        let at = self.panels_at;
        self.run.clone().map(|run| Moment { run, at })
    }

    /// The version of the text that still has to be run, and what to run.
    pub fn wanted(&self) -> Option<(u64, Arc<Scenario>)> {
        let version = self.document.version();
        let wanted = version != self.shown_version && self.cancelled != Some(version);
        wanted
            .then(|| self.document.scenario().cloned())
            .flatten()
            .map(|it| (version, it))
    }

    /// Whether text and picture are of one run.
    pub fn settled(&self) -> bool {
        self.wanted().is_none()
    }

    /// The state after `action`.
    pub fn reduce(mut self, action: Action) -> Self {
        match action {
            Action::Scripted(ticket, action) => {
                self = self.reduce(*action);
                self.ticket = ticket;
            }
            Action::Edit(text) => self.text().edit(text),
            Action::Open(opening) => self.open(opening),
            Action::Undo => self.text().undo(),
            Action::Redo => self.text().redo(),
            Action::Saved => self.text().mark_kept(),
            Action::Place(node, position) => self.place(node, position),
            Action::Act(statement) => self.act(&statement),
            Action::Running(version, done) => {
                if version == self.document.version() {
                    self.progress = Some(done);
                }
            }
            Action::Ran(version, run) => self.ran(version, run),
            Action::CancelRun => {
                self.cancelled = Some(self.document.version());
                self.progress = None;
            }
            Action::Tick(wall) => self.tick(wall),
            Action::TogglePlay
            | Action::Play
            | Action::Pause
            | Action::SetPace(_)
            | Action::Seek(_)
            | Action::StepEvent(_)
            | Action::StepCommit(_) => self.move_time(&action),
            Action::Select(item) => self.select(item),
            Action::Escape if self.selection.item.is_some() => self.selection.item = None,
            Action::Escape => self.text_open = false,
            Action::Focus(lens) => self.lens = lens,
            Action::Retrace(direction) => self.retrace(direction),
            Action::Show(host) => self.selection.host = host,
            Action::ShowPanel(panel) => {
                self.panel = panel;
                self.stage = self.stage.or_time(Some(panel));
            }
            Action::ToggleText => self.text_open = !self.text_open,
            Action::CloseText => self.text_open = false,
            Action::ShowOverlay(overlay) => self.overlay = overlay,
            Action::Notify(tone, text) => self.notify(tone, text),
            Action::Dismiss(number) => self.notices.retain(|it| it.number != number),
        }
        // The text may have changed without asking for another run: nodes in other places.
        if self.shown_version == self.document.version() && self.run.is_some() {
            self.drawn = self.document.scenario().cloned();
        }
        self
    }

    /// The text, to be changed.
    fn text(&mut self) -> &mut Document {
        Rc::make_mut(&mut self.document)
    }

    fn open(&mut self, opening: Opening) {
        self.overlay = None;
        self.text().edit(Rc::clone(&opening.text));
        self.text().mark_kept();
        self.playback.pause();
        self.panel = opening.panel.unwrap_or(self.panel);
        self.stage = self.stage.or_time(opening.panel);
        self.trail.clear();
        self.opening = Some(opening);
        self.cancelled = None;
        if let (Some(run), true) = (self.run.clone(), self.settled()) {
            self.present(&run);
        }
    }

    fn place(&mut self, node: NodeId, (x, y): (f64, f64)) {
        if let Some(scenario) = &self.drawn {
            let name = match node {
                NodeId::Host(host) => &scenario.hosts[host.index()].name,
                NodeId::Switch(switch) => &scenario.switches[switch.index()].name,
            };
            if let Some(text) = edit::set_position(self.document.text(), name, x, y) {
                self.text().edit(text.into());
            }
        }
    }

    /// Appends a statement for the shown moment, rounded up to a millisecond so that what was
    /// seen stays as it was, and gives it time to show its consequences.
    fn act(&mut self, statement: &str) {
        if !self.document.mistakes().is_empty() {
            let text = "The text has mistakes: mend them first, then act on the lab.";
            self.notify(Tone::Warning, text.to_owned());
            return;
        }
        let at = Instant::from_micros(self.playback.at().as_micros().next_multiple_of(1_000));
        let text = edit::append_statement(self.document.text(), at, statement);
        let text = edit::extend_end(&text, at + AFTERMATH);
        self.text().edit(text.into());
        self.opening = Some(Opening {
            at: Some(at),
            play: true,
            ..Opening::default()
        });
    }

    fn ran(&mut self, version: u64, run: RunHandle) {
        if version != self.document.version() {
            return;
        }
        self.progress = None;
        self.shown_version = version;
        self.drawn = self.document.scenario().cloned();
        self.selection = self.selection.within(&run);
        let opened = self.opening.as_ref().is_some_and(|it| !it.text.is_empty());
        self.lens = match self.run.replace(run.clone()) {
            Some(before) if !opened => self.lens.carried(&before, &run),
            _ => Lens {
                span: None,
                ..self.lens
            },
        };
        if let Some(stop) = run.stop() {
            self.notify(Tone::Warning, format!("The run {stop}."));
        }
        self.present(&run);
    }

    /// Shows of a run what was asked for, or the moment that was on show.
    fn present(&mut self, run: &RunHandle) {
        let opening = self.opening.take();
        let at = match &opening {
            Some(opening) => opening.at.unwrap_or(Instant::ZERO),
            None => self.playback.at(),
        };
        self.seek(run, at.min(run.end()));
        let Some(opening) = opening else { return };
        if !opening.text.is_empty() {
            self.selection =
                link::selection(run, opening.host.as_deref(), opening.selected.as_deref());
        }
        if opening.play {
            self.playback.play(run.story(), run.end());
        }
        if let Some(model) = opening.other_model {
            let text = format!(
                "This link was made with model {model} of the lab; this page has another, so frames and ids may differ."
            );
            self.notify(Tone::Warning, text);
        }
    }

    fn move_time(&mut self, action: &Action) {
        let Some(run) = self.run.clone() else { return };
        let at = self.playback.at();
        let step = |playback: &mut Playback, to: Instant| {
            playback.pause();
            playback.seek(to, run.story());
        };
        match action {
            Action::TogglePlay if self.playback.playing() => self.playback.pause(),
            Action::TogglePlay | Action::Play => self.playback.play(run.story(), run.end()),
            Action::Pause => self.playback.pause(),
            Action::SetPace(pace) => self.playback.set_pace(*pace, run.story()),
            Action::Seek(to) => self.playback.seek((*to).min(run.end()), run.story()),
            Action::StepEvent(Direction::Forward) => step(&mut self.playback, run.event_after(at)),
            Action::StepEvent(Direction::Back) => step(&mut self.playback, run.event_before(at)),
            Action::StepCommit(Direction::Forward) => {
                step(&mut self.playback, run.commit_after(at));
            }
            Action::StepCommit(Direction::Back) => step(&mut self.playback, run.commit_before(at)),
            _ => {}
        }
        self.panels_at = self.playback.at();
    }

    fn seek(&mut self, run: &RunHandle, at: Instant) {
        self.playback.seek(at, run.story());
        self.panels_at = at;
    }

    fn tick(&mut self, wall: f64) {
        let Some(run) = self.run.clone() else { return };
        self.playback.advance(wall, run.story(), run.end());
        if self.playback.playing() {
            self.lens = self.lens.following(&run, self.playback.exactly());
        }
        self.panels_age += wall;
        if self.panels_age >= PANEL_MS || !self.playback.playing() {
            self.panels_age = 0.0;
            self.panels_at = self.playback.at();
        }
    }

    fn select(&mut self, item: Option<Item>) {
        match item {
            Some(Item::Host(host) | Item::Entry(host, _)) => self.selection.host = host,
            Some(Item::Commit(commit)) => self.selection.host = commit.host,
            _ => {}
        }
        self.selection.item = item;
        if item.is_some() {
            self.trail.visit(self.selection);
        }
    }

    fn retrace(&mut self, direction: Direction) {
        let next = match direction {
            Direction::Back => self.trail.back(),
            Direction::Forward => self.trail.forward(),
        };
        if let (Some(next), Some(run)) = (next, &self.run) {
            self.selection = next.within(run);
        }
    }

    fn notify(&mut self, tone: Tone, text: String) {
        self.notices.retain(|it| *it.text != *text);
        self.noticed += 1;
        self.notices.push(Notice {
            number: self.noticed,
            tone,
            text: text.into(),
        });
    }
}

#[cfg(test)]
mod tests {
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
}
