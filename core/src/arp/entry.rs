//! One entry of an ARP table. How it looks in a file is the cache's business.

use crate::addr::MacAddr;
use crate::time::Instant;
use std::fmt;
use std::str::FromStr;

/// The states of an entry, as Linux names them (`ip neigh`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Asked for, not answered yet. Only ever on a query's branch.
    Incomplete,
    /// Known, and good until it expires.
    Reachable,
    /// Known, but old: usable, and to be checked when used.
    Stale,
    /// Used while stale: about to be checked.
    Delay,
    /// Being checked by unicast requests.
    Probe,
    /// Asked for in vain.
    Failed,
    /// Set by hand, for good. No frame changes it.
    Permanent,
}

impl State {
    /// Every state, in order of declaration.
    pub const ALL: [State; 7] = [
        State::Incomplete,
        State::Reachable,
        State::Stale,
        State::Delay,
        State::Probe,
        State::Failed,
        State::Permanent,
    ];

    /// The name, in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            State::Incomplete => "INCOMPLETE",
            State::Reachable => "REACHABLE",
            State::Stale => "STALE",
            State::Delay => "DELAY",
            State::Probe => "PROBE",
            State::Failed => "FAILED",
            State::Permanent => "PERMANENT",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text is not the name of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a neighbour state")]
pub struct ParseStateError;

impl FromStr for State {
    type Err = ParseStateError;

    fn from_str(text: &str) -> Result<Self, ParseStateError> {
        let found = State::ALL.into_iter().find(|state| state.name() == text);
        found.ok_or(ParseStateError)
    }
}

/// What is known of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The neighbour's MAC; `None` while it is being asked for.
    pub mac: Option<MacAddr>,
    /// How much the entry is worth.
    pub state: State,
    /// When it goes, or for INCOMPLETE when the next request is due. `None`, never, is for
    /// PERMANENT alone.
    pub expires: Option<Instant>,
}

impl Entry {
    /// An address asked for, whose next request is due at `due`.
    pub const fn incomplete(due: Instant) -> Self {
        Self {
            mac: None,
            state: State::Incomplete,
            expires: Some(due),
        }
    }

    /// A neighbour that is known until `expires`.
    pub const fn reachable(mac: MacAddr, expires: Instant) -> Self {
        Self {
            mac: Some(mac),
            state: State::Reachable,
            expires: Some(expires),
        }
    }

    /// A neighbour in one of the states between REACHABLE and FAILED, until `expires`.
    pub const fn known(mac: MacAddr, state: State, expires: Instant) -> Self {
        Self {
            mac: Some(mac),
            state,
            expires: Some(expires),
        }
    }

    /// An address that was asked for in vain, until `expires`.
    pub const fn failed(expires: Instant) -> Self {
        Self {
            mac: None,
            state: State::Failed,
            expires: Some(expires),
        }
    }

    /// A neighbour set by hand.
    pub const fn permanent(mac: MacAddr) -> Self {
        Self {
            mac: Some(mac),
            state: State::Permanent,
            expires: None,
        }
    }

    /// Whether the entry was set by hand. Such an entry counts against no capacity and never goes
    /// by itself.
    pub const fn is_static(&self) -> bool {
        matches!(self.state, State::Permanent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_survives_print_and_parse() {
        for state in State::ALL {
            assert_eq!(state.to_string().parse(), Ok(state));
        }
        assert_eq!("reachable".parse::<State>(), Err(ParseStateError));
        assert_eq!(State::Permanent.to_string(), "PERMANENT");
    }
}
