//! Everything that can happen to the page's state.

use super::{CommitRef, Item, Lens, Pace, RunHandle, Volume};
use std::rc::Rc;
use versioned_arp::sim::{FrameNumber, HostId, NodeId};
use versioned_arp::store::ObjectId;
use versioned_arp::time::Instant;

/// What a person, a script or the browser did.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The text was edited: one undo step.
    Edit(Rc<str>),
    /// Another lab was opened; what was there can be had back by undo.
    Open(Opening),
    /// The same, after asking if it would replace work that is nowhere else.
    Offer(Opening),
    /// A history was opened, for hosts to start from.
    Shelve(Volume),
    /// The host of this name starts from this commit of a history; a new one, if there is none.
    StartFrom(String, ObjectId),
    /// One step back in the text.
    Undo,
    /// One step forward again.
    Redo,
    /// What if: fork the lab, so that two futures stand side by side.
    Fork,
    /// Show another future.
    ShowFuture(usize),
    /// Give up a future.
    CloseFuture(usize),
    /// The text as it stands was saved to a file.
    Saved,
    /// A node was dragged to this place on the drawing.
    Place(NodeId, (f64, f64)),
    /// Do this now: a statement without its time.
    Act(String),
    /// Do this at just this moment.
    ActAt(Instant, String),

    /// The run of this version of the text goes on: so much of it is done, from 0 to 1.
    Running(u64, f64),
    /// The run of this version of the text is there.
    Ran(u64, RunHandle),
    /// A run that looks back past what the run on show remembers.
    LookedBack(RunHandle),
    /// Stop running; what is on show stays.
    CancelRun,
    /// Run after all what was cancelled.
    RunAgain,

    /// Play if paused, pause if playing.
    TogglePlay,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// Change the pace.
    SetPace(Pace),
    /// Show this moment, paused if it was paused.
    Seek(Instant),
    /// Show the next or the last moment at which something happens; pauses.
    StepEvent(Direction),
    /// Show the next or the last moment with a commit; pauses.
    StepCommit(Direction),
    /// So many milliseconds of wall time have passed.
    Tick(f64),

    /// Select something, or nothing.
    Select(Option<Item>),
    /// Leave what was last gone into: a selection, then the text.
    Escape,
    /// Compare with this commit whatever is selected, or compare no more.
    Compare(Option<CommitRef>),
    /// Back to what was selected before, or forward again.
    Retrace(Direction),
    /// Show another stretch of time in the space-time view.
    Focus(Lens),
    /// Show the history and cache of this host, keeping what is selected.
    Show(HostId),
    /// Show this panel where there is room for one only.
    ShowPanel(Panel),
    /// Show what was said: all of it, or by and to this host.
    Listen(Option<HostId>),
    /// Follow the TCP stream that this frame is of, or no more.
    Follow(Option<FrameNumber>),
    /// Open or close the text.
    ToggleText,
    /// Close the text.
    CloseText,
    /// Open a dialog, or close what is open.
    ShowOverlay(Option<Overlay>),
    /// Say something in passing.
    Notify(Tone, String),
    /// The notice of this number was seen.
    Dismiss(u64),

    /// A script did this; the number tells it when it is done.
    Scripted(u64, Box<Action>),
}

/// Which way to step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards the start.
    Back,
    /// Towards the end.
    Forward,
}

/// A lab to open and what to show of it first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opening {
    /// Its text.
    pub text: Rc<str>,
    /// The moment to show; the start if nothing is said.
    pub at: Option<Instant>,
    /// The name of the host to show.
    pub host: Option<String>,
    /// The panel to show where there is room for one only.
    pub panel: Option<Panel>,
    /// What to select, as a link says it.
    pub selected: Option<String>,
    /// Whether to begin to play as soon as it can be.
    pub play: bool,
    /// Whether the text is nowhere else, as when it was left here unsaved.
    pub unsaved: bool,
    /// The model of the release that made the link, if it is not this one's.
    pub other_model: Option<u32>,
}

/// The panels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    /// Where: hosts, switches, frames in flight.
    #[default]
    Lan,
    /// When: every node a lane on the axis of time.
    Time,
    /// How it came about: the commits of a host.
    History,
    /// What: the frames.
    Packets,
    /// Why all that: what hosts say to each other.
    Messages,
    /// What a host believes.
    Cache,
}

impl Panel {
    /// All of them in the order of their tabs.
    pub const ALL: [Panel; 6] = [
        Panel::Lan,
        Panel::Time,
        Panel::History,
        Panel::Packets,
        Panel::Messages,
        Panel::Cache,
    ];

    /// The two that have one place in turn where there is no room for both.
    pub const STAGE: [Panel; 2] = [Panel::Lan, Panel::Time];

    /// The two that always have one place in turn.
    pub const WIRE: [Panel; 2] = [Panel::Packets, Panel::Messages];

    /// What its tab says.
    pub fn title(self) -> &'static str {
        match self {
            Panel::Lan => "LAN",
            Panel::Time => "Time",
            Panel::History => "History",
            Panel::Packets => "Packets",
            Panel::Messages => "Messages",
            Panel::Cache => "Cache",
        }
    }

    /// Those of which one stands below the stage where there is room for two.
    pub(super) const BELOW: [Panel; 4] = [
        Panel::History,
        Panel::Packets,
        Panel::Messages,
        Panel::Cache,
    ];

    /// Which of `those` has their place after `chosen` was asked for.
    pub(super) fn in_turn(self, chosen: Option<Panel>, those: &[Panel]) -> Panel {
        chosen.filter(|it| those.contains(it)).unwrap_or(self)
    }

    /// Its name in a link.
    pub fn word(self) -> &'static str {
        match self {
            Panel::Lan => "lan",
            Panel::Time => "time",
            Panel::History => "history",
            Panel::Packets => "packets",
            Panel::Messages => "messages",
            Panel::Cache => "cache",
        }
    }

    /// The panel of this name.
    pub fn of_word(word: &str) -> Option<Panel> {
        Panel::ALL.into_iter().find(|panel| panel.word() == word)
    }
}

/// A dialog above the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// What the keys do and what the signs mean.
    Help,
    /// The link to this lab.
    Share,
    /// The labs that this browser keeps.
    Labs,
    /// A text to copy by hand, as the browser does not let the page.
    ByHand(Rc<str>),
    /// Why a link or file cannot be opened.
    Broken {
        /// What was to be opened: "link" or the name of a file.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Whether to open this over work that is nowhere else.
    Replace(Opening),
    /// What to do with a history that was opened.
    Started(Volume),
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It went well, or is good to know.
    Info,
    /// Something is not as it should be.
    Warning,
}

/// A line said in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number, for dismissing it.
    pub number: u64,
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: Rc<str>,
}
