//! How big nodes are drawn, and where, on the sheet of which the panel shows a part.

use crate::geometry::{CANVAS, Fit, Layout, MANY, Point, Rect, Room, edge_of, layout, spread};
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::{HostId, NodeId, SwitchId};

/// A sheet narrower than this has smaller switches.
const NARROW: f64 = 480.0;
/// Half the size of a switch's box.
pub const SWITCH_HALF: Point = (40.0, 23.0);
/// How far a switch's name reaches below its box.
const SWITCH_NAME: f64 = 22.0;
/// What is left free around a box.
const GAP: f64 = 6.0;
/// The same where there are many.
const CLOSE: f64 = 2.5;
/// What is left free below all, for the legend and the buttons of the zoom.
const BELOW: f64 = 31.0;

/// A panel larger than so many square pixels is drawn larger.
const LARGE: f64 = 280_000.0;
/// At most so many times.
const LARGEST: f64 = 1.5;
/// With less room for each host than this, boxes say less than they could.
const ROOMY: f64 = 16_000.0;

/// How many times larger than elsewhere a lab is drawn in a panel of this size: a few hosts on a wide
/// screen, or on a wall, are to be read from farther away. Many are not, who need the room.
pub fn magnified(scenario: &Scenario, size: Point) -> f64 {
    let times = (size.0 * size.1 / LARGE).sqrt().clamp(1.0, LARGEST);
    let within = (size.0 / times, size.1 / times);
    let room = within.0 * within.1 / scenario.hosts.len().max(1) as f64;
    let full = || Drawing::new(scenario, within).detail == Detail::Full;
    if times > 1.0 && room >= ROOMY && full() {
        times
    } else {
        1.0
    }
}

/// How much a host's box says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Name, address, cache.
    Full,
    /// Name and address.
    Short,
    /// The name.
    Name,
    /// Nothing: it is a dot.
    Dot,
}

impl Detail {
    /// The next that says less.
    fn less(self) -> Option<Self> {
        match self {
            Detail::Full => Some(Detail::Short),
            Detail::Short => Some(Detail::Name),
            Detail::Name => Some(Detail::Dot),
            Detail::Dot => None,
        }
    }
}

/// Where everything is on the sheet, in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    places: Layout,
    /// From the canvas of the text to the sheet.
    fit: Fit,
    /// The sheet's size.
    pub size: Point,
    /// Half the size of a host's box.
    pub half: Point,
    /// How much a box says.
    pub detail: Detail,
    /// How big a switch is, 1 being full size.
    pub switch: f64,
    /// Whether there is room for the names of switches below them; else they are inside.
    pub names_below: bool,
}

impl Drawing {
    /// The drawing of a scenario on a sheet of `size`: boxes say as much as they can without
    /// covering each other.
    pub fn new(scenario: &Scenario, size: Point) -> Self {
        let area = size.0 * size.1 / scenario.hosts.len().max(1) as f64;
        let most = match area {
            ..1_000.0 => Detail::Dot,
            ..6_000.0 => Detail::Name,
            ..ROOMY => Detail::Short,
            _ => Detail::Full,
        };
        let mut drawing = Self::saying(scenario, size, most);
        while let (false, Some(less)) = (drawing.is_clear(), drawing.detail.less()) {
            drawing = Self::saying(scenario, size, less);
        }
        drawing
    }

    /// The drawing whose boxes say just so much.
    fn saying(scenario: &Scenario, size: Point, detail: Detail) -> Self {
        let hosts = scenario.hosts.len();
        let longest = scenario.hosts.iter().map(|host| host.name.len()).max();
        let name = longest.unwrap_or(0) as f64;
        let half: Point = match detail {
            Detail::Dot => (6.0, 6.0),
            Detail::Name => ((name * 4.0 + 4.0).clamp(14.0, 70.0), 12.0),
            Detail::Short => ((name * 4.2 + 10.0).clamp(56.0, 90.0), 20.0),
            Detail::Full => ((name * 4.2 + 16.0).clamp(68.0, 100.0), 31.0),
        };
        let fields = hosts >= MANY && scenario.switches.len() > 1;
        let switch = match detail {
            Detail::Dot if fields => 0.42,
            _ if size.0 < NARROW => 0.72,
            _ => 1.0,
        };
        let switch_half = (SWITCH_HALF.0 * switch, SWITCH_HALF.1 * switch);
        // The name hangs below the box, so the room of a switch is taken as if it hung above, too.
        let switch_room = (switch_half.0.max(44.0) + GAP, switch_half.1 + SWITCH_NAME);
        let gap = if detail >= Detail::Name { CLOSE } else { GAP };
        let host_room = (half.0 + gap, half.1 + gap);
        let room = Room {
            size,
            host: (2.0 * host_room.0, 2.0 * host_room.1),
            switch: (2.0 * switch_room.0, 2.0 * switch_room.1),
        };
        let canvas = layout(scenario, &room);
        let margin = (
            half.0.max(switch_half.0) + 12.0,
            half.1.max(switch_half.1) + 12.0,
        );
        let page = (size.0, size.1 - BELOW);
        let fit = Fit::new(CANVAS, canvas.places(), page, margin);
        let mut middles: Vec<Point> = canvas.places().map(|place| fit.pixels(place)).collect();
        let mut halves = vec![host_room; hosts];
        halves.resize(middles.len(), switch_room);
        let only_switch = (scenario.switches.len() == 1).then_some(hosts);
        let far = (page.0 - margin.0, page.1 - margin.1);
        // In fields there is a place for each; the names of switches may touch a host.
        if !(fields && detail == Detail::Dot) {
            spread(&mut middles, &halves, only_switch, margin, far);
        }
        let switches = middles.split_off(hosts);
        // What hangs below a switch, from its middle.
        let name = (switch_room.0 + half.0, switch_room.1 + half.1);
        let covers = |host: &Point, switch: &Point| {
            let (dx, dy) = ((host.0 - switch.0).abs(), host.1 - switch.1);
            dx < name.0 && dy > 0.0 && dy < name.1
        };
        let is_free = |switch: &Point| !middles.iter().any(|host| covers(host, switch));
        let names_below = !(fields && detail == Detail::Dot) || switches.iter().all(is_free);
        Self {
            places: Layout {
                hosts: middles,
                switches,
            },
            fit,
            size,
            half,
            detail,
            switch,
            names_below,
        }
    }

    /// Whether no box covers another.
    fn is_clear(&self) -> bool {
        let boxes = self.boxes();
        let apart = |a: &Rect, b: &Rect| {
            a.to.0 <= b.from.0 || b.to.0 <= a.from.0 || a.to.1 <= b.from.1 || b.to.1 <= a.from.1
        };
        (1..boxes.len()).all(|b| (0..b).all(|a| apart(&boxes[a], &boxes[b])))
    }

    /// The middle of a node.
    pub fn middle(&self, node: NodeId) -> Point {
        self.places.of(node)
    }

    /// Half the size of a node's box.
    pub fn half(&self, node: NodeId) -> Point {
        match node {
            NodeId::Host(_) => self.half,
            NodeId::Switch(_) => (SWITCH_HALF.0 * self.switch, SWITCH_HALF.1 * self.switch),
        }
    }

    /// The way between two nodes, from the edge of one box to that of the other.
    pub fn way(&self, from: NodeId, to: NodeId) -> (Point, Point) {
        let (a, b) = (self.middle(from), self.middle(to));
        (edge_of(a, self.half(from), b), edge_of(b, self.half(to), a))
    }

    /// The place on the canvas of the text that is drawn here.
    pub fn place(&self, at: Point) -> Point {
        self.fit.place(at)
    }

    /// With one node elsewhere, as while it is dragged.
    pub fn moved(mut self, node: NodeId, to: Point) -> Self {
        match node {
            NodeId::Host(host) => self.places.hosts[host.index()] = to,
            NodeId::Switch(switch) => self.places.switches[switch.index()] = to,
        }
        self
    }

    /// All nodes, hosts first.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let hosts = (0..self.places.hosts.len()).map(|index| NodeId::Host(HostId::new(index)));
        let switches = 0..self.places.switches.len();
        hosts.chain(switches.map(|index| NodeId::Switch(SwitchId::new(index))))
    }

    /// The node whose box, or its close surroundings, is here.
    pub fn node_at(&self, (x, y): Point) -> Option<NodeId> {
        self.nodes().find(|node| {
            let (middle, half) = (self.middle(*node), self.half(*node));
            (x - middle.0).abs() <= half.0 + GAP && (y - middle.1).abs() <= half.1 + GAP
        })
    }

    /// What words should not cover: boxes, and the names of switches.
    pub fn boxes(&self) -> Vec<Rect> {
        let rect = |node: NodeId| {
            let mut rect = Rect::around(self.middle(node), self.half(node));
            if matches!(node, NodeId::Switch(_)) {
                rect.to.1 += SWITCH_NAME;
            }
            rect
        };
        self.nodes().map(rect).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use versioned_arp::scenario::{builtin, parse};

    fn of(text: &str, size: Point) -> Drawing {
        let scenario = parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        Drawing::new(&scenario, size)
    }

    fn hosts(count: usize) -> String {
        let line = |n: usize| format!("host host{n} 10.0.{}.{}\n", n / 250, n % 250 + 1);
        (0..count).map(line).collect()
    }

    #[test]
    fn no_box_of_a_built_in_lab_covers_another_on_a_desk_or_a_telephone() {
        for lab in builtin::all() {
            for size in [(760.0, 420.0), (372.0, 440.0), (640.0, 300.0)] {
                let drawing = of(lab.text, size);
                assert!(
                    drawing.is_clear() && drawing.detail <= Detail::Name,
                    "{} at {size:?}: {:?}",
                    lab.name,
                    drawing.detail
                );
            }
        }
    }

    #[test]
    fn a_dozen_hosts_have_room_on_a_telephone_and_a_hundred_on_a_desk() {
        for count in 1..=12 {
            let drawing = of(&hosts(count), (372.0, 440.0));
            assert!(
                drawing.is_clear() && drawing.detail <= Detail::Short,
                "{count}"
            );
        }
        for count in [13, 20, 40, 100] {
            let drawing = of(&hosts(count), (760.0, 380.0));
            assert!(
                drawing.is_clear() && drawing.detail <= Detail::Name,
                "{count}"
            );
        }
    }

    #[test]
    fn closer_a_box_says_more() {
        let detail = |zoom: f64| of(&hosts(100), (760.0 * zoom, 380.0 * zoom)).detail;
        assert_eq!(
            [detail(1.0), detail(2.0), detail(3.0)],
            [Detail::Name, Detail::Short, Detail::Full]
        );
    }

    #[test]
    fn a_few_hosts_grow_with_a_large_panel_and_a_crowd_does_not() {
        let magnified = |count: usize, size: Point| {
            let scenario = parse(&hosts(count)).expect("a lab");
            magnified(&scenario, size)
        };
        assert_eq!(magnified(4, (760.0, 310.0)), 1.0);
        let projector = magnified(4, (830.0, 665.0));
        assert!((1.3..LARGEST).contains(&projector), "{projector}");
        assert_eq!(magnified(4, (3_000.0, 2_000.0)), LARGEST);
        assert_eq!(magnified(100, (830.0, 665.0)), 1.0);
    }

    #[test]
    fn the_names_of_switches_are_inside_where_hosts_would_cover_them() {
        let mut text: String = (0..20).map(|n| format!("switch s{n}\n")).collect();
        text += &(1..20)
            .map(|n| format!("link s{n} s{}\n", (n - 1) / 3))
            .collect::<String>();
        let lines = (0..500).map(|n| format!("host h{n}\nlink h{n} s{}\n", n % 20));
        text += &lines.collect::<String>();
        assert!(!of(&text, (372.0, 440.0)).names_below);
        assert!(of(&text, (2_000.0, 1_500.0)).names_below);
    }

    #[test]
    fn a_node_is_found_where_it_is_drawn() {
        let drawing = of(&hosts(5), (760.0, 380.0));
        for node in drawing.nodes() {
            assert_eq!(drawing.node_at(drawing.middle(node)), Some(node));
        }
        assert_eq!(drawing.node_at((-50.0, -50.0)), None);
    }
}
