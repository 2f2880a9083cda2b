//! A place for every node of a lab: the one that its text gives, or one that a person might have
//! chosen for a panel of this shape. One switch stands in the middle with its hosts around it, or,
//! of very many, in rows; several stand as a tree above their hosts, or, of very many, in
//! fields of their own (`clusters`).

use super::clusters::clusters;
use super::fit::Point;
use std::f64::consts::{PI, TAU};
use versioned_arp::scenario::{NodeRef, Scenario};
use versioned_arp::sim::NodeId;

/// The canvas that positions are meant for.
pub const CANVAS: Point = (800.0, 500.0);
/// Hosts on one ellipse at most; more stand in rows.
const IN_A_RING: usize = 16;

/// So many hosts on several switches have no room in rows of their own.
pub const MANY: usize = 100;

/// What a layout has to fit: a panel, and boxes with the gaps around them, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// The panel.
    pub size: Point,
    /// A host's box with its gap.
    pub host: Point,
    /// A switch's box with its name and gap.
    pub switch: Point,
}

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
pub fn layout(scenario: &Scenario, room: &Room) -> Layout {
    let mut layout = match (scenario.switches.len(), scenario.hosts.len()) {
        (0 | 1, 0..=IN_A_RING) => star(scenario),
        (0 | 1, _) => rows(scenario, room),
        (_, MANY..) => clusters(scenario, room),
        _ => tree(scenario, room),
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
        (
            middle.0 + middle.0 * angle.cos(),
            middle.1 + middle.1 * angle.sin(),
        )
    };
    Layout {
        hosts: (0..count).map(place).collect(),
        switches: vec![middle; scenario.switches.len()],
    }
}

/// Hosts in rows, with the cells in the middle left to the switch. There are as many columns as
/// make cells of the shape of a host's box.
fn rows(scenario: &Scenario, room: &Room) -> Layout {
    let count = scenario.hosts.len();
    let shape = (room.size.0 / room.host.0) / (room.size.1 / room.host.1);
    let mut cells = Vec::new();
    let mut wanted = count;
    while cells.len() < count {
        let across = ((wanted as f64 * shape).sqrt().round() as usize).clamp(1, wanted);
        let down = wanted.div_ceil(across);
        cells = grid(across, down, room);
        wanted += 1;
    }
    // What is too much goes evenly from the whole, so that no row ends early.
    let kept = |index: usize| cells[index * cells.len() / count];
    Layout {
        hosts: (0..count).map(kept).collect(),
        switches: vec![(CANVAS.0 / 2.0, CANVAS.1 / 2.0); scenario.switches.len()],
    }
}

/// The middles of the cells that a switch in the middle leaves free, row by row.
fn grid(across: usize, down: usize, room: &Room) -> Vec<Point> {
    let part = |index: usize, of: usize| match of {
        1 => 0.5,
        _ => index as f64 / (of - 1) as f64,
    };
    let taken = |x: f64, y: f64| {
        let far = |part: f64, size: f64| (part - 0.5).abs() * size;
        let reach = |host: f64, switch: f64| (host + switch) / 2.0;
        far(x, room.size.0 - room.host.0) < reach(room.host.0, room.switch.0)
            && far(y, room.size.1 - room.host.1) < reach(room.host.1, room.switch.1)
    };
    let cells = (0..down).flat_map(|y| (0..across).map(move |x| (part(x, across), part(y, down))));
    let free = cells.filter(|(x, y)| !taken(*x, *y));
    free.map(|(x, y)| (x * CANVAS.0, y * CANVAS.1)).collect()
}

/// Switches by their distance from the first, hosts below in the order of the switches they are
/// on; each switch stands above the middle of what hangs on it.
fn tree(scenario: &Scenario, room: &Room) -> Layout {
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
    let in_a_row = (room.size.0 / room.host.0).floor().max(2.0) as usize;
    let rows = walk.leaves.div_ceil(in_a_row).max(1);
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

    const DESK: Room = Room {
        size: (760.0, 400.0),
        host: (144.0, 74.0),
        switch: (100.0, 80.0),
    };

    fn of(text: &str) -> Layout {
        let scenario = parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        layout(&scenario, &DESK)
    }

    fn hosts(count: usize) -> String {
        let line = |n| format!("host h{n} 10.0.0.{} profile classic\n", n + 1);
        (0..count).map(line).collect()
    }

    fn lines(count: usize) -> String {
        let line = |n: usize| format!("host h{n} 10.0.{}.{}\n", n / 250, n % 250 + 1);
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
    fn many_hosts_stand_in_rows_and_leave_the_middle_free() {
        for (count, size, host) in [
            (17, (760.0, 400.0), (76.0, 50.0)),
            (100, (760.0, 350.0), (54.0, 30.0)),
            (500, (360.0, 430.0), (14.0, 14.0)),
        ] {
            let scenario = parse(&lines(count)).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
            let room = Room {
                size,
                host,
                switch: (100.0, 60.0),
            };
            let layout = layout(&scenario, &room);
            let (w, h) = (size.0 - host.0, size.1 - host.1);
            let places: Vec<_> = layout
                .places()
                .map(|(x, y)| (x / 800.0 * w, y / 500.0 * h))
                .collect();
            for (n, a) in places.iter().enumerate() {
                for b in &places[..n] {
                    let apart =
                        (a.0 - b.0).abs() >= host.0 * 0.8 || (a.1 - b.1).abs() >= host.1 * 0.8;
                    assert!(apart, "{count}: {a:?} {b:?}");
                }
            }
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
