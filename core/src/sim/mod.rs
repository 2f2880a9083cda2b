//! The LAN: hosts, switches and links under one clock.
//!
//! A [`Run`] is a pure function of its scenario: the same text gives the same frames and the same
//! commits, whatever machine it runs on and in however small slices it is advanced. What happened
//! is in its [`Trace`].

mod carry;
mod host;
mod ids;
mod inspection;
mod journal;
mod link;
mod queue;
mod record;
mod run;
mod stack;
mod statements;
mod stop;
mod switch;
mod talk;
#[cfg(test)]
mod tests;
mod trace;
mod traffic;

pub use ids::{HostId, LinkId, NodeId, SwitchId};
pub use record::{
    Cause, CommitRecord, Fate, FrameNumber, FrameRecord, Hop, HostState, IpFate, LossReason, Note,
    QueryEnd, Reception, Refusal, SwitchState, Transfer,
};
pub use run::{Progress, Run};
pub use stack::Transport;
pub use stop::{Stop, StopReason};
pub use talk::{Counts, Exchange, Message, MessageNumber, Way};
pub use trace::Trace;
