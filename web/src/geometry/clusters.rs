//! Places for very many hosts on several switches: each switch has a field of its own, with its hosts
//! in rows below it. Fields stand side by side in the order in which the tree of switches is walked, so
//! that what is linked is near.

use super::layout::{CANVAS, Layout, Room};
use versioned_arp::scenario::{NodeRef, Scenario};

/// The shape of a field that is pleasant: how much wider than high.
const SHAPE: f64 = 1.7;
/// The parts of a field: where its switch is, and where its hosts begin and end.
const SWITCH: f64 = 0.12;
const HOSTS: (f64, f64) = (0.5, 0.94);
/// The part of a field's width that its hosts take.
const WIDTH: f64 = 0.88;

/// The places of a scenario's nodes.
pub fn clusters(scenario: &Scenario, room: &Room) -> Layout {
    let fields = order(scenario);
    let count = fields.len();
    let wide = room.size.0 / room.size.1.max(1.0);
    let across = ((count as f64 * wide / SHAPE).sqrt().round() as usize).clamp(1, count);
    let down = count.div_ceil(across);
    let field = (CANVAS.0 / across as f64, CANVAS.1 / down as f64);
    let corner = |place: usize| {
        let (x, y) = (place % across, place / across);
        (x as f64 * field.0, y as f64 * field.1)
    };
    let mut layout = Layout {
        hosts: vec![(0.0, 0.0); scenario.hosts.len()],
        switches: vec![(0.0, 0.0); count],
    };
    let homes = homes(scenario);
    for (place, switch) in fields.into_iter().enumerate() {
        let (x, y) = corner(place);
        layout.switches[switch] = (x + field.0 / 2.0, y + field.1 * SWITCH);
        let hosts: Vec<usize> = (0..homes.len()).filter(|it| homes[*it] == switch).collect();
        let (width, height) = (field.0 * WIDTH, field.1 * (HOSTS.1 - HOSTS.0));
        // In pixels, so that rows and columns are about as far apart.
        let shape = (width * room.size.0 / CANVAS.0) / (height * room.size.1 / CANVAS.1);
        let in_a_row = (hosts.len() as f64 * shape).sqrt().ceil().max(1.0) as usize;
        let rows = hosts.len().div_ceil(in_a_row).max(1);
        for (index, host) in hosts.into_iter().enumerate() {
            let part = |index: usize, of: usize| (index as f64 + 0.5) / of as f64;
            layout.hosts[host] = (
                x + field.0 * (1.0 - WIDTH) / 2.0 + width * part(index % in_a_row, in_a_row),
                y + field.1 * HOSTS.0 + height * part(index / in_a_row, rows),
            );
        }
    }
    layout
}

/// The switch that each host is on; the first for who is on none.
fn homes(scenario: &Scenario) -> Vec<usize> {
    let mut homes = vec![0; scenario.hosts.len()];
    for link in &scenario.links {
        match (link.a, link.b) {
            (NodeRef::Host(host), NodeRef::Switch(switch))
            | (NodeRef::Switch(switch), NodeRef::Host(host)) => homes[host] = switch,
            _ => {}
        }
    }
    homes
}

/// The switches as a walk from the first comes upon them.
fn order(scenario: &Scenario) -> Vec<usize> {
    let count = scenario.switches.len();
    let mut next = vec![Vec::new(); count];
    for link in &scenario.links {
        if let (NodeRef::Switch(a), NodeRef::Switch(b)) = (link.a, link.b) {
            next[a].push(b);
            next[b].push(a);
        }
    }
    let mut order = Vec::with_capacity(count);
    let mut open: Vec<usize> = (0..count).rev().collect();
    while let Some(switch) = open.pop() {
        if !order.contains(&switch) {
            order.push(switch);
            open.extend(next[switch].iter().rev());
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use std::fmt::Write as _;
    use versioned_arp::scenario::parse;

    #[test]
    fn hosts_stand_below_their_switch_and_no_two_in_one_place() {
        let mut text = String::new();
        for switch in 0..20 {
            let _ = writeln!(text, "switch s{switch}");
        }
        for switch in 1..20 {
            let _ = writeln!(text, "link s{switch} s{}", (switch - 1) / 3);
        }
        for host in 0..500 {
            let (high, low) = (host / 250, host % 250 + 1);
            let _ = writeln!(text, "host h{host} 10.0.{high}.{low}/16");
            let _ = writeln!(text, "link h{host} s{}", host % 20);
        }
        let scenario = parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let room = Room {
            size: (730.0, 350.0),
            host: (17.0, 17.0),
            switch: (100.0, 60.0),
        };
        let layout = clusters(&scenario, &room);
        let pixels = |(x, y): Point| (x * 730.0 / CANVAS.0, y * 350.0 / CANVAS.1);
        let hosts: Vec<_> = layout.hosts.iter().copied().map(pixels).collect();
        for (index, host) in hosts.iter().enumerate() {
            let switch = pixels(layout.switches[index % 20]);
            let (x, y) = ((host.0 - switch.0).abs(), host.1 - switch.1);
            assert!(x < 70.0 && (20.0..80.0).contains(&y), "h{index}: {x} {y}");
        }
        let apart = |a: &Point, b: &Point| (a.0 - b.0).hypot(a.1 - b.1) > 8.0;
        for (index, a) in hosts.iter().enumerate() {
            assert!(hosts[..index].iter().all(|b| apart(a, b)), "h{index}");
        }
    }
}
