//! A learning switch: remembers on which link each station was last heard, floods what it does
//! not know, forgets stations that were silent for 300 s (IEEE 802.1D's default).

use super::{LinkId, SwitchState};
use crate::addr::MacAddr;
use crate::time::{Duration, Instant};

/// How long a station is remembered after its last frame.
const AGEING: Duration = Duration::from_secs(300);

/// A switch and what it has learned.
#[derive(Clone, Debug, Default)]
pub(super) struct Switch {
    pub(super) ports: Vec<LinkId>,
    stations: im::OrdMap<MacAddr, LinkId>,
    heard: std::collections::BTreeMap<MacAddr, Instant>,
}

/// Where a frame goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Forward {
    /// The links to send it out on.
    pub(super) to: Vec<LinkId>,
    /// Whether the table says something new.
    pub(super) learned: bool,
}

impl Switch {
    /// Takes in the frame that came over `port`, and says where it goes. A frame too short to
    /// have addresses goes everywhere, so that receivers can count it.
    pub(super) fn forward(&mut self, now: Instant, port: LinkId, bytes: &[u8]) -> Forward {
        let address = |range: std::ops::Range<usize>| -> Option<MacAddr> {
            Some(MacAddr(
                bytes
                    .get(range)?
                    .try_into()
                    .expect("the range spans six bytes"),
            ))
        };
        let learned = match address(6..12) {
            Some(src) if !src.is_multicast() => {
                self.heard.insert(src, now);
                self.stations.insert(src, port) != Some(port)
            }
            _ => false,
        };
        let known = address(0..6)
            .filter(|dst| !dst.is_multicast())
            .and_then(|dst| self.stations.get(&dst).copied());
        let to = match known {
            Some(link) if link == port => Vec::new(),
            Some(link) => vec![link],
            None => self
                .ports
                .iter()
                .copied()
                .filter(|link| *link != port)
                .collect(),
        };
        Forward { to, learned }
    }

    /// Forgets stations silent for too long. True when there were any.
    pub(super) fn age(&mut self, now: Instant) -> bool {
        let silent: Vec<MacAddr> = self
            .heard
            .iter()
            .filter(|(_, heard)| **heard + AGEING <= now)
            .map(|(mac, _)| *mac)
            .collect();
        for mac in &silent {
            self.heard.remove(mac);
            self.stations.remove(mac);
        }
        !silent.is_empty()
    }

    /// When the next station will have been silent for too long, if none is heard again.
    pub(super) fn next_age(&self) -> Option<Instant> {
        self.heard.values().min().map(|heard| *heard + AGEING)
    }

    /// The table as the trace keeps it.
    pub(super) fn state(&self) -> SwitchState {
        SwitchState {
            stations: self.stations.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn switch() -> (Switch, [LinkId; 3]) {
        let ports = [0, 1, 2].map(LinkId::new);
        (
            Switch {
                ports: ports.to_vec(),
                ..Switch::default()
            },
            ports,
        )
    }

    fn frame(dst: u8, src: u8) -> Vec<u8> {
        [[2, 0, 0, 0, 0, dst], [2, 0, 0, 0, 0, src]].concat()
    }

    #[test]
    fn the_unknown_is_flooded_and_the_known_goes_one_way() {
        let (mut switch, [a, b, c]) = switch();
        let first = switch.forward(Instant::ZERO, a, &frame(2, 1));
        assert_eq!(
            first,
            Forward {
                to: vec![b, c],
                learned: true
            }
        );
        let answer = switch.forward(Instant::ZERO, b, &frame(1, 2));
        assert_eq!(
            answer,
            Forward {
                to: vec![a],
                learned: true
            }
        );
        let again = switch.forward(Instant::ZERO, a, &frame(2, 1));
        assert_eq!(
            again,
            Forward {
                to: vec![b],
                learned: false
            }
        );
    }

    #[test]
    fn a_station_that_moves_is_followed_and_none_hears_itself() {
        let (mut switch, [a, b, _]) = switch();
        switch.forward(Instant::ZERO, a, &frame(9, 1));
        assert!(switch.forward(Instant::ZERO, b, &frame(9, 1)).learned);
        assert_eq!(switch.forward(Instant::ZERO, b, &frame(1, 7)).to, []);
    }

    #[test]
    fn a_runt_goes_everywhere_and_teaches_nothing() {
        let (mut switch, [a, b, c]) = switch();
        assert_eq!(
            switch.forward(Instant::ZERO, a, &[]),
            Forward {
                to: vec![b, c],
                learned: false
            }
        );
    }

    #[test]
    fn the_silent_are_forgotten_after_300_s() {
        let (mut switch, [a, ..]) = switch();
        switch.forward(Instant::ZERO, a, &frame(9, 1));
        switch.forward(Instant::from_secs(10), a, &frame(9, 2));
        assert_eq!(switch.next_age(), Some(Instant::from_secs(300)));
        assert!(!switch.age(Instant::from_secs(299)));
        assert!(switch.age(Instant::from_secs(300)));
        assert_eq!(switch.state().stations.len(), 1);
        assert_eq!(switch.next_age(), Some(Instant::from_secs(310)));
    }
}
