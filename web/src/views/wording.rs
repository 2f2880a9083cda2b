//! How times, ids, hosts and causes are written, the same in every panel.

use crate::state::RunHandle;
use versioned_arp::addr::MacAddr;
use versioned_arp::arp::Timer;
use versioned_arp::sim::{Cause, FrameNumber, HostId, NodeId};
use versioned_arp::store::ObjectId;
use versioned_arp::time::{Duration, Instant};
use versioned_arp::wire;

/// The first seven digits of an id, as git shortens it.
pub fn short(id: &ObjectId) -> String {
    id.to_hex_with_len(7).to_string()
}

/// Seconds to the millisecond, as the clock shows them.
pub fn seconds(at: Instant) -> String {
    let micros = at.as_micros();
    format!("{}.{:03}", micros / 1_000_000, micros / 1_000 % 1_000)
}

/// Seconds to the microsecond.
pub fn exact_seconds(at: Instant) -> String {
    let micros = at.as_micros();
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// A length of time for a column: tenths below a minute and a half, then whole seconds.
pub fn length(time: Duration) -> String {
    let tenths = time.as_micros().div_ceil(100_000);
    if tenths < 900 {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else {
        format!("{} s", tenths.div_ceil(10))
    }
}

/// The name of a host.
pub fn host_name(run: &RunHandle, host: HostId) -> &str {
    &run.scenario().hosts[host.index()].name
}

/// The name of a host or a switch.
pub fn node_name(run: &RunHandle, node: NodeId) -> &str {
    match node {
        NodeId::Host(host) => host_name(run, host),
        NodeId::Switch(switch) => &run.scenario().switches[switch.index()].name,
    }
}

/// The host that has this MAC address.
pub fn host_of_mac(run: &RunHandle, mac: MacAddr) -> Option<HostId> {
    let place = run
        .scenario()
        .hosts
        .iter()
        .position(|host| host.mac == mac)?;
    Some(HostId::new(place))
}

/// Where an Ethernet address leads, in the lab's own names.
pub fn station(run: &RunHandle, mac: MacAddr) -> String {
    match host_of_mac(run, mac) {
        Some(host) => host_name(run, host).to_owned(),
        None if mac.is_broadcast() => "broadcast".to_owned(),
        None => mac.to_string(),
    }
}

/// What a host said, as text: what cannot be read becomes a dot.
pub fn spoken(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let readable = |it: char| match it {
        '\n' | '\t' => it,
        it if it.is_control() => '·',
        it => it,
    };
    text.chars().map(readable).collect()
}

/// Why something happened, in words and with what can be shown of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The scenario began.
    Start,
    /// A frame arrived.
    Frame {
        /// Its number.
        number: FrameNumber,
        /// Who had sent it.
        sender: String,
        /// What it said.
        info: String,
    },
    /// A line of the scenario ran.
    Statement {
        /// Its index in the scenario.
        index: usize,
        /// The line's number in the text, from 1.
        line: usize,
        /// Its words.
        text: String,
    },
    /// A timer fired.
    Timer(Timer),
}

impl Why {
    /// `cause` as it reads in `run`.
    pub fn of(run: &RunHandle, cause: Cause) -> Self {
        match cause {
            Cause::Start => Self::Start,
            Cause::Timer(timer) => Self::Timer(timer),
            Cause::Statement(index) => {
                let statement = &run.scenario().statements[index];
                let (line, text) = (statement.line, statement.text.clone());
                Self::Statement { index, line, text }
            }
            Cause::Frame(number) => {
                let frame = &run.trace().frames()[number.index()];
                Self::Frame {
                    number,
                    sender: host_name(run, frame.from).to_owned(),
                    info: wire::info_in(&frame.bytes, &frame.context),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_rounded_up_so_that_nothing_left_is_nothing() {
        let words = |micros| length(Duration::from_micros(micros));
        assert_eq!(words(0), "0.0 s");
        assert_eq!(words(1), "0.1 s");
        assert_eq!(words(59_600_000), "59.6 s");
        assert_eq!(words(89_900_000), "89.9 s");
        assert_eq!(words(90_000_001), "91 s");
    }

    #[test]
    fn what_cannot_be_read_becomes_a_dot() {
        assert_eq!(spoken(b"a\tb\r\nc\0"), "a\tb·\nc·");
        assert_eq!(spoken(b"\xff<b>"), "\u{fffd}<b>");
    }

    #[test]
    fn the_clock_is_cut_and_never_rounded_up_into_the_future() {
        let at = Instant::from_micros(12_349_999);
        assert_eq!(seconds(at), "12.349");
        assert_eq!(exact_seconds(at), "12.349999");
    }
}
