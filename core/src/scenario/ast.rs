//! What a scenario says, as data: nodes, links and the statements that act on them.
//!
//! Names are resolved: a node is its index in [`Scenario::hosts`] or [`Scenario::switches`].
//! Actions live in [`super::action`]; nothing here parses or prints.

use super::action::Action;
use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};
pub use crate::arp::{Defence, Profile};
pub use crate::cache::Keep;
use crate::store::ObjectId;
use crate::time::{Duration, Instant};

/// The latency of a link whose line names none.
pub const DEFAULT_LATENCY: Duration = Duration::from_micros(100);
/// The end of a run whose text names none.
pub const DEFAULT_END: Instant = Instant::from_secs(60);
/// The name of the switch that exists when no line declares one.
pub const DEFAULT_SWITCH: &str = "lan";

/// A whole lab: its nodes, its wiring, and what happens when.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The `title` line.
    pub title: Option<String>,
    /// The `about` lines: what to look for.
    pub about: Vec<String>,
    /// The only source of randomness.
    pub seed: u64,
    /// The last moment of a run, itself included.
    pub end: Instant,
    /// The switches in the order of the text, or the one named [`DEFAULT_SWITCH`].
    pub switches: Vec<Switch>,
    /// The hosts in the order of the text.
    pub hosts: Vec<Host>,
    /// The links: those of the hosts in the hosts' order, whether implied or not, then those
    /// between switches in the order of the text.
    pub links: Vec<Link>,
    /// The statements in the order of the text.
    pub statements: Vec<Statement>,
}

/// A place on the drawing, in units of the canvas: about 800 × 500, the origin at the top left.
pub type Position = (f64, f64);

/// A switch of the LAN.
#[derive(Clone, Debug, PartialEq)]
pub struct Switch {
    /// Its name, unique over hosts and switches.
    pub name: String,
    /// Where it is drawn, when the text says so.
    pub position: Option<Position>,
    /// Whether it lets ARP of its hosts pass only where the sender's mapping is bound: by the
    /// line of a host, or by a permit (Dynamic ARP Inspection).
    pub inspect: bool,
    /// Bindings beside those of the hosts' lines, in the order of the line.
    pub permits: Vec<Permit>,
    /// Its line in the text, from 1; 0 when no line declares it.
    pub line: usize,
}

/// A mapping that an inspecting switch lets pass, though no host's line has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The address.
    pub ip: Ipv4Addr,
    /// The MAC that may use it.
    pub mac: MacAddr,
}

/// A host of the LAN.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// Its name, unique over hosts and switches.
    pub name: String,
    /// The addresses that it has at the start and after `up`, without duplicates.
    pub addresses: Vec<Ipv4Net>,
    /// Its Ethernet address: the line's, or [`MacAddr::of_host`] of the host's number from 1.
    pub mac: MacAddr,
    /// The rules that its ARP module follows.
    pub profile: Profile,
    /// Where it is drawn, when the text says so.
    pub position: Option<Position>,
    /// Lifetime of an entry, above zero; `None` leaves it to the profile.
    pub timeout: Option<Duration>,
    /// Time between the requests of a query, above zero; `None` leaves it to the profile.
    pub retry: Option<Duration>,
    /// Requests of a query in all, at least one; `None` leaves it to the profile.
    pub tries: Option<u32>,
    /// Entries that the table holds, at least one; `None` leaves it to the profile.
    pub capacity: Option<usize>,
    /// What it does about a station that uses its address; `None` leaves it to the profile.
    pub defend: Option<Defence>,
    /// Whether unsolicited packets make entries, where the profile has that choice.
    pub accept: Option<bool>,
    /// The network for whose addresses it answers, too (proxy ARP, RFC 1027).
    pub proxy: Option<Ipv4Net>,
    /// Where packets for other networks go.
    pub gateway: Option<Ipv4Addr>,
    /// Whether it passes on packets that are not for itself (a router).
    pub forward: bool,
    /// How much of its history it keeps; all of it when left out.
    pub keep: Option<Keep>,
    /// The commit of an imported history that it starts from.
    pub from: Option<ObjectId>,
    /// Its line in the text, from 1.
    pub line: usize,
}

/// A host or a switch, by its index in the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeRef {
    /// Index in [`Scenario::hosts`].
    Host(usize),
    /// Index in [`Scenario::switches`].
    Switch(usize),
}

/// A cable between two nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// One end, as the line names it first; the host when the link is implied.
    pub a: NodeRef,
    /// The other end.
    pub b: NodeRef,
    /// The options of its line; what is not mentioned is [`DEFAULT_LATENCY`] or nothing.
    pub options: LinkOptions,
    /// Its line in the text, from 1; the host's line when it is implied.
    pub line: usize,
    /// Whether it is there because its host has no `link` line.
    pub implied: bool,
}

/// Options of a link, for both directions alike; `None` is "not mentioned".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkOptions {
    /// Time from one end to the other.
    pub latency: Option<Duration>,
    /// At most this much is added to the latency, at random.
    pub jitter: Option<Duration>,
    /// Frames lost, per million.
    pub loss: Option<u32>,
    /// Frames delivered twice, per million.
    pub duplicate: Option<u32>,
    /// Frames delivered with one bit flipped, per million.
    pub corrupt: Option<u32>,
    /// Bits a second; 0 is "without limit".
    pub rate: Option<u64>,
    /// Whether the cable is plugged in. A `link` line leaves it unmentioned: links start up.
    pub up: Option<bool>,
}

/// One line `at TIME [every D [times N]] …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its line in the text, from 1.
    pub line: usize,
    /// When it runs first. After [`Scenario::end`] it never runs.
    pub at: Instant,
    /// The time between its runs, above zero; `None` when it runs once.
    pub every: Option<Duration>,
    /// How often it runs in all, at least once; `None` with `every` is "until the end".
    pub times: Option<u32>,
    /// Its words single-spaced, without the time and the comment: what a commit's `Statement:`
    /// trailer says.
    pub text: String,
    /// What it does.
    pub action: Action,
}

impl Statement {
    /// How often it runs up to and including `end`.
    pub fn runs(&self, end: Instant) -> u64 {
        if self.at > end {
            return 0;
        }
        let Some(every) = self.every else { return 1 };
        let fit = end.since(self.at).as_micros() / every.as_micros().max(1) + 1;
        self.times.map_or(fit, |times| fit.min(times.into()))
    }

    /// When it runs for the `n`th time, from 0.
    pub fn run_at(&self, n: u64) -> Instant {
        self.at + self.every.unwrap_or(Duration::ZERO) * n
    }
}

impl Scenario {
    /// The name of a node.
    ///
    /// # Panics
    /// When the node belongs to another scenario.
    pub fn name(&self, node: NodeRef) -> &str {
        match node {
            NodeRef::Host(i) => &self.hosts[i].name,
            NodeRef::Switch(i) => &self.switches[i].name,
        }
    }

    /// The host or switch of this name.
    pub fn node(&self, name: &str) -> Option<NodeRef> {
        let host = self.hosts.iter().position(|host| host.name == name);
        let switch = || self.switches.iter().position(|switch| switch.name == name);
        host.map(NodeRef::Host)
            .or_else(|| switch().map(NodeRef::Switch))
    }

    /// The index of the link between two nodes, named in either order.
    pub fn link_between(&self, a: NodeRef, b: NodeRef) -> Option<usize> {
        self.links
            .iter()
            .position(|link| (link.a, link.b) == (a, b) || (link.a, link.b) == (b, a))
    }

    /// The scenario without what cannot change a frame or an id: title, about, positions, and
    /// the numbers of lines. Two texts whose essences are equal have the same run.
    pub fn essence(&self) -> Scenario {
        let mut bare = self.clone();
        bare.title = None;
        bare.about.clear();
        for switch in &mut bare.switches {
            (switch.position, switch.line) = (None, 0);
        }
        for host in &mut bare.hosts {
            (host.position, host.line) = (None, 0);
        }
        for link in &mut bare.links {
            (link.line, link.implied) = (0, false);
        }
        for statement in &mut bare.statements {
            statement.line = 0;
        }
        bare
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(at: u64, every: Option<u64>, times: Option<u32>) -> Statement {
        Statement {
            line: 1,
            at: Instant::from_secs(at),
            every: every.map(Duration::from_secs),
            times,
            text: "a flush".into(),
            action: Action::Flush { host: 0 },
        }
    }

    #[test]
    fn a_statement_runs_up_to_and_including_the_end() {
        let end = Instant::from_secs(10);
        assert_eq!(statement(10, None, None).runs(end), 1);
        assert_eq!(statement(11, None, None).runs(end), 0);
        assert_eq!(statement(0, Some(5), None).runs(end), 3);
        assert_eq!(statement(1, Some(5), None).runs(end), 2);
        assert_eq!(statement(0, Some(5), Some(2)).runs(end), 2);
        assert_eq!(statement(0, Some(5), Some(9)).runs(end), 3);
        assert_eq!(
            statement(1, Some(5), None).run_at(2),
            Instant::from_secs(11)
        );
    }
}
