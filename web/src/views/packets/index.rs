//! What became of each frame's copies on links: whether one was lost or damaged. Made once for a run.

use versioned_arp::sim::{LossReason, Trace};
use versioned_arp::time::Instant;

/// What is known of one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// When and why the first copy was lost.
    pub lost: Option<(Instant, LossReason)>,
    /// When the first copy arrived with a flipped bit.
    pub corrupted: Option<Instant>,
    /// The first copy that a switch refused: its place in the trace's list.
    pub refused: Option<usize>,
}

/// The facts of every frame of a run.
#[derive(Debug, Default)]
pub struct PacketIndex {
    facts: Vec<Facts>,
}

/// An index is made once for its run, so it is itself alone.
impl PartialEq for PacketIndex {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl PacketIndex {
    /// Reads the whole trace.
    pub fn of(trace: &Trace) -> Self {
        let mut facts = vec![Facts::default(); trace.frames().len()];
        for (place, hop) in trace.hops().iter().enumerate() {
            let fact = &mut facts[hop.frame.index()];
            fact.lost = fact.lost.or(hop.lost);
            let refused = || trace.refusal_of(place).map(|_| place);
            fact.refused = fact.refused.or_else(refused);
            fact.corrupted = fact.corrupted.or(hop.corrupted.then_some(hop.arrives));
        }
        Self { facts }
    }

    /// The facts of the frame at `place` in the trace's list.
    pub fn facts(&self, place: usize) -> Facts {
        self.facts[place]
    }
}
