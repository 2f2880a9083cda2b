//! The drawing is one stop of Tab; the arrows walk in it. To the right lies what is next farther
//! right, however far up or down, so that each pair of arrows comes by everything.

use super::drawing::Drawing;
use super::flights::Shape;
use super::links::node_id;
use super::target::Target;
use crate::geometry::Point;
use crate::state::RunHandle;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::{HostId, LinkId, NodeId, SwitchId};

/// What can have the focus, and where it is on the sheet.
pub fn parts(
    drawing: &Drawing,
    scenario: &Scenario,
    run: &RunHandle,
    shapes: &[Shape],
) -> Vec<(Target, Point)> {
    let halfway = |(a, b): (Point, Point)| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    let nodes = drawing
        .nodes()
        .map(|node| (Target::Node(node), drawing.middle(node)));
    let links = scenario.links.iter().enumerate().map(|(index, link)| {
        let way = drawing.way(node_id(link.a), node_id(link.b));
        (Target::Link(LinkId::new(index)), halfway(way))
    });
    let speaking = shapes.iter().filter(|shape| shape.speaks);
    let frames = speaking.map(|shape| {
        let hop = &run.trace().hops()[shape.index];
        (
            Target::Hop(shape.index),
            halfway(drawing.way(hop.from, hop.to)),
        )
    });
    nodes.chain(links).chain(frames).collect()
}

/// The stop of Tab: where the focus was last, while that is there; else the first node.
pub fn stop(last: Option<Target>, scenario: &Scenario, shapes: &[Shape]) -> Target {
    let is_there = |target: &Target| match target {
        Target::Node(NodeId::Host(host)) => host.index() < scenario.hosts.len(),
        Target::Node(NodeId::Switch(switch)) => switch.index() < scenario.switches.len(),
        Target::Link(link) => link.index() < scenario.links.len(),
        Target::Hop(index) => shapes.iter().any(|it| it.speaks && it.index == *index),
        Target::Grip(_) | Target::Ground => false,
    };
    let first = match scenario.hosts.is_empty() {
        true => NodeId::Switch(SwitchId::new(0)),
        false => NodeId::Host(HostId::new(0)),
    };
    last.filter(is_there).unwrap_or(Target::Node(first))
}

/// Where a key leads from a part; nowhere if it is none of these keys.
pub fn next(mut parts: Vec<(Target, Point)>, from: Target, key: &str) -> Option<Target> {
    match key {
        "ArrowLeft" | "ArrowRight" | "Home" | "End" => {
            parts.sort_by(|(_, a), (_, b)| (a.0, a.1).partial_cmp(&(b.0, b.1)).expect("numbers"));
        }
        "ArrowUp" | "ArrowDown" => {
            parts.sort_by(|(_, a), (_, b)| (a.1, a.0).partial_cmp(&(b.1, b.0)).expect("numbers"));
        }
        _ => return None,
    }
    let last = parts.len().checked_sub(1)?;
    let place = parts.iter().position(|(target, _)| *target == from)?;
    let to = match key {
        "Home" => 0,
        "End" => last,
        "ArrowLeft" | "ArrowUp" => place.saturating_sub(1),
        _ => (place + 1).min(last),
    };
    Some(parts[to].0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::lab;
    use std::collections::BTreeSet;

    #[test]
    fn each_pair_of_arrows_comes_by_everything() {
        let run = lab("end 9s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\nhost carol 10.0.0.3\n");
        let scenario = run.scenario();
        let drawing = Drawing::new(scenario, (760.0, 380.0));
        let all = parts(&drawing, scenario, &run, &[]);
        assert_eq!(all.len(), 3 + 1 + 3);
        for (home, on) in [("Home", "ArrowRight"), ("Home", "ArrowDown")] {
            let mut at = next(all.clone(), all[0].0, home).expect("a part");
            if on == "ArrowDown" {
                for _ in 0..all.len() {
                    at = next(all.clone(), at, "ArrowUp").expect("a part");
                }
            }
            let mut seen = BTreeSet::from([at.word()]);
            for _ in 1..all.len() {
                at = next(all.clone(), at, on).expect("a part");
                seen.insert(at.word());
            }
            assert_eq!(seen.len(), all.len(), "{on}");
        }
        assert_eq!(next(all.clone(), all[0].0, "Enter"), None);
    }

    #[test]
    fn tab_comes_back_to_where_it_left_if_that_is_still_there() {
        let run = lab("end 9s\nhost ann 10.0.0.1\n");
        let scenario = run.scenario();
        let ann = Target::Node(NodeId::Host(HostId::new(0)));
        let cable = Target::Link(LinkId::new(0));
        assert_eq!(stop(Some(cable), scenario, &[]), cable);
        for gone in [
            None,
            Some(Target::Hop(3)),
            Some(Target::Link(LinkId::new(9))),
        ] {
            assert_eq!(stop(gone, scenario, &[]), ann);
        }
    }
}
