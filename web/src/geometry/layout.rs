//! A place for every node of a lab: the one that its text gives, or one that a person might have
//! chosen. One switch stands in the middle with its hosts around it; several stand as a tree
//! above their hosts.

use super::fit::Point;
use std::f64::consts::{PI, TAU};
use versioned_arp::scenario::{NodeRef, Scenario};
use versioned_arp::sim::NodeId;

/// The canvas that positions are meant for.
pub const CANVAS: Point = (800.0, 500.0);
/// Leaves of a tree in one row; further ones stand in another.
const IN_A_ROW: usize = 7;
/// Hosts on one ellipse; more than these stand on two.
const IN_A_RING: usize = 14;

/// Where the nodes are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// By host.
    pub hosts: Vec<Point>,
    /// By switch.
    pub switches: Vec<Point>,
}

impl Layout {
    /// The place of a node.
    pub fn of(&self, node: NodeId) -> Point {
        match node {
            NodeId::Host(host) => self.hosts[host.index()],
            NodeId::Switch(switch) => self.switches[switch.index()],
        }
    }

    /// All places.
    pub fn places(&self) -> impl Iterator<Item = Point> {
        self.hosts.iter().chain(&self.switches).copied()
    }
}

/// The places of a scenario's nodes.
pub fn layout(scenario: &Scenario) -> Layout {
    let mut layout = if scenario.switches.len() <= 1 {
        star(scenario)
    } else {
        tree(scenario)
    };
    for (place, host) in layout.hosts.iter_mut().zip(&scenario.hosts) {
        *place = host.position.unwrap_or(*place);
    }
    for (place, switch) in layout.switches.iter_mut().zip(&scenario.switches) {
        *place = switch.position.unwrap_or(*place);
    }
    layout
}

/// Hosts on an ellipse around the middle; the first stands at the left or upper left.
fn star(scenario: &Scenario) -> Layout {
    let middle = (CANVAS.0 / 2.0, CANVAS.1 / 2.0);
    let count = scenario.hosts.len();
    let begin = if count < 4 {
        PI
    } else {
        PI + PI / count as f64
    };
    let place = |index: usize| {
        let angle = begin + TAU * index as f64 / count as f64;
        let inner = count > IN_A_RING && index % 2 == 1;
        let ring = if inner { 0.62 } else { 1.0 };
        (
            middle.0 + middle.0 * ring * angle.cos(),
            middle.1 + middle.1 * ring * angle.sin(),
        )
    };
    Layout {
        hosts: (0..count).map(place).collect(),
        switches: vec![middle; scenario.switches.len()],
    }
}

/// Switches by their distance from the first, hosts below in the order of the switches they are
/// on; each switch stands above the middle of what hangs on it.
fn tree(scenario: &Scenario) -> Layout {
    let mut walk = Walk {
        neighbours: neighbours(scenario),
        seen: vec![false; scenario.switches.len()],
        depth: vec![0; scenario.switches.len()],
        leaf_of: vec![None; scenario.hosts.len()],
        leaves: 0,
        x: vec![0.0; scenario.switches.len()],
    };
    for switch in 0..scenario.switches.len() {
        if !walk.seen[switch] {
            walk.visit(switch, 0);
        }
    }
    for host in 0..scenario.hosts.len() {
        walk.leaf(host);
    }
    let slots = walk.leaves.max(1) as f64;
    let across = |slot: f64| CANVAS.0 * (slot + 0.5) / slots;
    let deepest = walk.depth.iter().copied().max().unwrap_or(0);
    let rows = walk.leaves.div_ceil(IN_A_ROW).clamp(1, 4);
    // Rows of switches first, then those of the hosts, all the same distance apart.
    let down = |row: usize| CANVAS.1 * row as f64 / (deepest + rows) as f64;
    let leaf = |slot: &Option<usize>| {
        let slot = slot.unwrap_or_default();
        (across(slot as f64), down(deepest + 1 + slot % rows))
    };
    let switch = |(x, depth): (&f64, &usize)| (across(*x), down(*depth));
    Layout {
        hosts: walk.leaf_of.iter().map(leaf).collect(),
        switches: walk.x.iter().zip(&walk.depth).map(switch).collect(),
    }
}

/// For every switch, what is linked to it in the order of the links.
fn neighbours(scenario: &Scenario) -> Vec<Vec<NodeRef>> {
    let mut neighbours = vec![Vec::new(); scenario.switches.len()];
    for link in &scenario.links {
        for (one, other) in [(link.a, link.b), (link.b, link.a)] {
            if let NodeRef::Switch(switch) = one {
                neighbours[switch].push(other);
            }
        }
    }
    neighbours
}

struct Walk {
    neighbours: Vec<Vec<NodeRef>>,
    seen: Vec<bool>,
    depth: Vec<usize>,
    leaf_of: Vec<Option<usize>>,
    leaves: usize,
    x: Vec<f64>,
}

impl Walk {
    /// Visits a switch and all behind it; at most 64 deep, the language's limit of switches.
    fn visit(&mut self, switch: usize, depth: usize) {
        self.seen[switch] = true;
        self.depth[switch] = depth;
        let first = self.leaves;
        for node in std::mem::take(&mut self.neighbours[switch]) {
            match node {
                NodeRef::Host(host) => self.leaf(host),
                NodeRef::Switch(next) if !self.seen[next] => self.visit(next, depth + 1),
                NodeRef::Switch(_) => {}
            }
        }
        if self.leaves == first {
            self.leaves += 1;
        }
        self.x[switch] = (first + self.leaves - 1) as f64 / 2.0;
    }

    fn leaf(&mut self, host: usize) {
        if self.leaf_of[host].is_none() {
            self.leaf_of[host] = Some(self.leaves);
            self.leaves += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use versioned_arp::scenario::parse;

    fn of(text: &str) -> Layout {
        let scenario = parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        layout(&scenario)
    }

    fn hosts(count: usize) -> String {
        let line = |n| format!("host h{n} 10.0.0.{} profile classic\n", n + 1);
        (0..count).map(line).collect()
    }

    /// The smallest distance between any two nodes.
    fn closest(layout: &Layout) -> f64 {
        let places: Vec<_> = layout.places().collect();
        let mut closest = f64::INFINITY;
        for (n, a) in places.iter().enumerate() {
            for b in &places[..n] {
                closest = closest.min((a.0 - b.0).hypot(a.1 - b.1));
            }
        }
        closest
    }

    #[test]
    fn hosts_stand_around_their_switch_without_touching() {
        for count in 1..=12 {
            let layout = of(&hosts(count));
            assert_eq!(layout.switches, [(400.0, 250.0)]);
            assert!(closest(&layout) > 120.0, "{count} hosts");
        }
    }

    #[test]
    fn a_place_in_the_text_is_kept() {
        let layout = of("switch lan at 10,20\nhost a 10.0.0.1 profile classic at 300,40\n");
        assert_eq!(layout.hosts, [(300.0, 40.0)]);
        assert_eq!(layout.switches, [(10.0, 20.0)]);
    }

    #[test]
    fn several_switches_stand_as_a_tree() {
        //        top
        //    left   right
        //    h0 h1    h2
        let text = "switch top\nswitch left\nswitch right\nlink top left\nlink top right\n\
                    link h0 left\nlink h1 left\nlink h2 right\n";
        let layout = of(&format!("{text}{}", hosts(3)));
        let [top, left, right] = layout.switches[..] else {
            panic!("three switches");
        };
        assert!(top.1 < left.1 && left.1 == right.1);
        assert!(left.0 < top.0 && top.0 < right.0);
        assert!(layout.hosts.iter().all(|host| host.1 > left.1));
        assert!(closest(&layout) > 100.0);
    }

    #[test]
    fn a_loop_of_switches_and_many_hosts_stay_on_the_canvas() {
        let text = "switch a\nswitch b\nswitch c\nlink a b\nlink b c\nlink c a\n";
        for (x, y) in of(&format!("{text}{}", hosts(60))).places() {
            assert!((0.0..=CANVAS.0).contains(&x) && (0.0..=CANVAS.1).contains(&y));
        }
    }
}
