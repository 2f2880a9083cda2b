//! Why a run could not go on. Everything up to there stays.

use crate::scenario::{NodeRef, Scenario};
use crate::store::ObjectId;
use crate::time::Instant;

/// The most events that a run may have; a lab of 500 busy hosts stays far below.
pub(super) const MOST_EVENTS: u64 = 50_000_000;

/// The most frames that hosts may send in a run.
pub(super) const MOST_FRAMES: usize = 2_000_000;

/// How often one frame may cross links, for each link of the lab, before it is a storm. On a tree
/// it crosses each link once, and a few times more where links duplicate.
pub(super) const STORM_CROSSINGS: usize = 16;

/// As above, for labs with few links.
pub(super) const STORM_CROSSINGS_LEAST: usize = 1_024;

/// A run that stopped early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: StopReason,
}

/// Why a run stopped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StopReason {
    /// A frame never left the loop that switches form.
    #[error(
        "frame storm: frame {frame} crossed links {crossings} times and is still on its way{}. \
         Take one link out of the loop, or down",
        looped(.switches)
    )]
    Storm {
        /// The frame's number.
        frame: u32,
        /// How often it had crossed a link.
        crossings: usize,
        /// The switches that form the loop, by name.
        switches: Vec<String>,
    },
    /// A host starts from a history that is not here.
    #[error(
        "{host} starts from the history of commit {commit}, which a lab's text and its link do not \
         carry: open the bundle or the repository that has it"
    )]
    NoHistory {
        /// The host.
        host: String,
        /// The commit that it starts from.
        commit: ObjectId,
    },
    /// A host cannot start from a commit that is here.
    #[error("{host} cannot start from commit {commit}: {error}")]
    NoStart {
        /// The host.
        host: String,
        /// The commit.
        commit: ObjectId,
        /// Why not.
        error: String,
    },
    /// Too many events.
    #[error("the run is too long: it has had {0} events")]
    Events(u64),
    /// Too many frames.
    #[error("the run is too long: hosts have sent {0} frames")]
    Frames(usize),
}

fn looped(switches: &[String]) -> String {
    match switches {
        [] => String::new(),
        names => format!(", because switches form a loop: {}", names.join(", ")),
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "stopped at {} s: {}", self.at, self.reason)
    }
}

/// The names of switches that form a loop, if any do: what is left of the switches after those
/// with a single neighbour are taken away, again and again.
pub(super) fn switch_loop(scenario: &Scenario) -> Vec<String> {
    let mut cables: Vec<(usize, usize)> = scenario
        .links
        .iter()
        .filter_map(|link| match (link.a, link.b) {
            (NodeRef::Switch(a), NodeRef::Switch(b)) => Some((a, b)),
            _ => None,
        })
        .collect();
    loop {
        let before = cables.len();
        for switch in 0..scenario.switches.len() {
            let at = |cable: &(usize, usize)| cable.0 == switch || cable.1 == switch;
            if cables.iter().filter(|cable| at(cable)).count() == 1 {
                cables.retain(|cable| !at(cable));
            }
        }
        if cables.len() == before {
            break;
        }
    }
    let looped = |index: &usize| cables.iter().any(|(a, b)| a == index || b == index);
    (0..scenario.switches.len())
        .filter(looped)
        .map(|index| scenario.switches[index].name.clone())
        .collect()
}
