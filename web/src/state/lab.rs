//! The page's whole state and the one place where it changes.

mod histories;
mod past;
mod what_if;

use super::{
    Action, Archive, CommitRef, Direction, Document, Futures, Item, Lens, Moment, Notice, Opening,
    Overlay, Panel, Playback, RunHandle, Selection, Tone, Trail, link,
};
use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::scenario::{Scenario, edit};
use versioned_arp::sim::{FrameNumber, HostId, NodeId};
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
    /// The futures that the lab was forked into.
    pub futures: Rc<Futures>,
    /// The run on show.
    pub run: Option<RunHandle>,
    /// The scenario of the run on show, with the newest places of its nodes.
    pub drawn: Option<Arc<Scenario>>,
    /// A run that looks back past what the run on show remembers.
    past: Option<RunHandle>,
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
    /// The commit that others are compared with.
    pub compared: Option<CommitRef>,
    /// The histories that were opened.
    pub archive: Archive,
    /// What was selected before.
    pub trail: Trail,
    /// The stretch of time of the space-time view.
    pub lens: Lens,
    /// The panel on show where there is room for one.
    pub panel: Panel,
    /// Which of the two views of the stage is shown where there is no room for both: LAN or time.
    pub stage: Panel,
    /// Which of two views of what is on the wires is shown: packets or messages.
    pub wire: Panel,
    /// Whose messages are listed; everybody's if nobody's.
    pub listener: Option<HostId>,
    /// A frame of the TCP stream that is followed.
    pub followed: Option<FrameNumber>,
    /// Which of the other views stands below the stage where there is room for one.
    pub below: Panel,
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
            futures: Rc::default(),
            run: None,
            past: None,
            drawn: None,
            shown_version: 0,
            progress: None,
            cancelled: None,
            playback: Playback::default(),
            panels_at: Instant::ZERO,
            panels_age: 0.0,
            selection: Selection::default(),
            compared: None,
            archive: Archive::default(),
            trail: Trail::default(),
            lens: Lens::default(),
            panel: opening.panel.unwrap_or_default(),
            stage: Panel::Lan.in_turn(opening.panel, &Panel::STAGE),
            wire: Panel::Packets.in_turn(opening.panel, &Panel::WIRE),
            below: Panel::History.in_turn(opening.panel, &Panel::BELOW),
            listener: None,
            followed: None,
            overlay: None,
            notices: Vec::new(),
            noticed: 0,
            ticket: 0,
            opening: Some(opening),
        }
    }

    /// The moment of the picture.
    pub fn moment(&self) -> Option<Moment> {
        self.moment_at(self.playback.at())
    }

    /// The same moment of the run on show, which knows what is to come but may have forgotten what
    /// was then.
    pub fn whole_moment(&self) -> Option<Moment> {
        let at = self.playback.at();
        self.run.clone().map(|run| Moment { run, at })
    }

    /// The moment of panels of text.
    pub fn panel_moment(&self) -> Option<Moment> {
        self.moment_at(self.panels_at)
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

    /// Whether the text is another than what is on show because its run was cancelled.
    pub fn is_cancelled(&self) -> bool {
        let version = self.document.version();
        version != self.shown_version && self.cancelled == Some(version)
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
            Action::Offer(opening) if self.document.unsaved() => {
                self.overlay = Some(Overlay::Replace(opening));
            }
            Action::Offer(opening) => self.open(opening),
            Action::Shelve(volume) => self.shelve(volume),
            Action::StartFrom(host, commit) => self.start_from(&host, commit),
            Action::Undo => self.text().undo(),
            Action::Redo => self.text().redo(),
            Action::Fork => self.fork(),
            Action::ShowFuture(index) => self.show_future(index),
            Action::CloseFuture(index) => self.close_future(index),
            Action::Saved => self.text().mark_kept(),
            Action::Place(node, position) => self.place(node, position),
            Action::Act(statement) => self.act(self.next_tick(), &statement),
            Action::ActAt(at, statement) => self.act(at, &statement),
            Action::Running(version, done) => {
                if version == self.document.version() {
                    self.progress = Some(done);
                }
            }
            Action::Ran(version, run) => self.ran(version, run),
            Action::LookedBack(run) => self.looked_back(run),
            Action::CancelRun => {
                self.cancelled = Some(self.document.version());
                self.progress = None;
            }
            Action::RunAgain => self.cancelled = None,
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
            Action::Escape if self.followed.is_some() => self.followed = None,
            Action::Escape => self.text_open = false,
            Action::Focus(lens) => self.lens = lens,
            Action::Compare(commit) => self.compared = commit,
            Action::Retrace(direction) => self.retrace(direction),
            Action::Show(host) => self.selection.host = host,
            Action::ShowPanel(panel) => {
                self.show_panel(panel);
                if let (Panel::Time, Some(run)) = (panel, &self.run) {
                    self.lens = self.lens.legible(run, self.playback.exactly());
                }
            }
            Action::Listen(host) => {
                self.listener = host;
                self.show_panel(Panel::Messages);
            }
            Action::Follow(frame) => {
                self.followed = frame;
                if frame.is_some() {
                    self.show_panel(Panel::Packets);
                }
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
        self.stage = self.stage.in_turn(opening.panel, &Panel::STAGE);
        self.wire = self.wire.in_turn(opening.panel, &Panel::WIRE);
        self.below = self.below.in_turn(opening.panel, &Panel::BELOW);
        self.listener = None;
        self.followed = None;
        self.trail.clear();
        self.opening = Some(opening);
        self.cancelled = None;
        if let (Some(run), true) = (self.run.clone(), self.settled()) {
            self.present(&run);
        }
    }

    /// Shows a panel where there is not room for all, and where it has a place in turn.
    fn show_panel(&mut self, panel: Panel) {
        self.panel = panel;
        self.stage = self.stage.in_turn(Some(panel), &Panel::STAGE);
        self.wire = self.wire.in_turn(Some(panel), &Panel::WIRE);
        self.below = self.below.in_turn(Some(panel), &Panel::BELOW);
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

    /// The shown moment, rounded up to a millisecond so that what was seen stays as it was.
    fn next_tick(&self) -> Instant {
        Instant::from_micros(self.playback.at().as_micros().next_multiple_of(1_000))
    }

    /// Appends a statement, and gives it time to show its consequences.
    fn act(&mut self, at: Instant, statement: &str) {
        if !self.document.mistakes().is_empty() {
            let text = "The text has mistakes: mend them first, then act on the lab.";
            self.notify(Tone::Warning, text.to_owned());
            return;
        }
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
        self.compared = self.compared.filter(|it| it.is_in(&run));
        let hosts = run.scenario().hosts.len();
        self.listener = self.listener.filter(|host| host.index() < hosts);
        let frames = run.trace().frames().len();
        self.followed = self.followed.filter(|frame| frame.index() < frames);
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
mod tests;
