//! What a new node is called, has and where it stands when nobody says so.

use crate::geometry::{CANVAS, Point};
use std::net::Ipv4Addr;
use versioned_arp::addr::{Ipv4Net, MacAddr};
use versioned_arp::scenario::{NodeRef, Scenario};

/// Names for hosts, as books on protocols have them.
const PEOPLE: [&str; 10] = [
    "ann", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy",
];

/// A free name for a host: what comes after the last one's number, or a person's.
pub fn host_name(scenario: &Scenario) -> String {
    let free = |name: &String| scenario.node(name).is_none();
    let last = scenario.hosts.last().map_or("", |host| &*host.name);
    let stem = last.trim_end_matches(|c: char| c.is_ascii_digit());
    let next = match last[stem.len()..].parse::<u64>() {
        Ok(number) if !stem.is_empty() => (number + 1..number + 1_000)
            .map(|number| format!("{stem}{number}"))
            .find(free),
        _ => None,
    };
    let person = || PEOPLE.map(str::to_owned).into_iter().find(free);
    let numbered = || (1..1_000).map(|number| format!("host{number}")).find(free);
    next.or_else(person).or_else(numbered).unwrap_or_default()
}

/// A free name for a switch.
pub fn switch_name(scenario: &Scenario) -> String {
    let mut names = (2..1_000).map(|number| format!("switch{number}"));
    names
        .find(|name| scenario.node(name).is_none())
        .unwrap_or_default()
}

/// The next free address of the network that most hosts are in, as a host's line says it.
pub fn address(scenario: &Scenario) -> String {
    let used: Vec<Ipv4Net> = scenario
        .hosts
        .iter()
        .flat_map(|it| it.addresses.clone())
        .collect();
    let in_it = |net: &Ipv4Net| used.iter().filter(|it| it.trunc() == net.trunc()).count();
    let first = Ipv4Net::new(Ipv4Addr::new(192, 168, 3, 0), 24).expect("24 is at most 32");
    // The first of those with most hosts.
    let net = used
        .iter()
        .rev()
        .max_by_key(|net| in_it(net))
        .unwrap_or(&first)
        .trunc();
    let is_free = |ip: &Ipv4Addr| used.iter().all(|it| it.addr() != *ip);
    let highest = used
        .iter()
        .filter(|it| it.trunc() == net)
        .map(|it| u32::from(it.addr()))
        .max();
    let from = highest.unwrap_or(net.network().into());
    let (low, high) = (u32::from(net.network()) + 1, u32::from(net.broadcast()));
    let after = (from + 1..high).take(1_000);
    let ip = after
        .chain((low..high).take(1_000))
        .map(Ipv4Addr::from)
        .find(is_free);
    match (ip, net.prefix_len()) {
        (None, _) => String::new(),
        (Some(ip), 24) => ip.to_string(),
        (Some(ip), length) => format!("{ip}/{length}"),
    }
}

/// The MAC that a new host has to be given, because another one took the one that follows from its
/// number; nothing when that one is free.
pub fn mac(scenario: &Scenario) -> String {
    let number = (scenario.hosts.len() + 1) as u16;
    let is_free = |mac: &MacAddr| scenario.hosts.iter().all(|host| host.mac != *mac);
    let mut macs = (number..u16::MAX).map(MacAddr::of_host);
    match macs.next() {
        Some(mac) if !is_free(&mac) => macs
            .find(is_free)
            .map_or(String::new(), |it| it.to_string()),
        _ => String::new(),
    }
}

/// Where there is most room on the canvas, when nodes have places in the text; nothing when they
/// are laid out by themselves.
pub fn place(scenario: &Scenario) -> Option<Point> {
    let hosts = scenario.hosts.iter().filter_map(|host| host.position);
    let taken: Vec<Point> = hosts
        .chain(
            scenario
                .switches
                .iter()
                .filter_map(|switch| switch.position),
        )
        .collect();
    if scenario.hosts.iter().all(|host| host.position.is_none()) {
        return None;
    }
    let cells = (0..=10).flat_map(|x| (0..=8).map(move |y| (f64::from(x), f64::from(y))));
    let places = cells.map(|(x, y)| {
        (
            40.0 + x * (CANVAS.0 - 80.0) / 10.0,
            40.0 + y * (CANVAS.1 - 80.0) / 8.0,
        )
    });
    // Boxes are wider than high, so a step down is worth more than one aside.
    let room = |place: &Point| {
        let far = |it: &Point| (it.0 - place.0).hypot(1.8 * (it.1 - place.1));
        taken.iter().map(far).fold(f64::INFINITY, f64::min)
    };
    places.max_by(|a, b| room(a).total_cmp(&room(b)))
}

/// The first switch, to which new nodes are linked.
pub fn first_switch(scenario: &Scenario) -> String {
    match scenario.switches.is_empty() {
        true => String::new(),
        false => scenario.name(NodeRef::Switch(0)).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use versioned_arp::scenario::parse;

    fn of(text: &str) -> Scenario {
        parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
    }

    #[test]
    fn a_new_host_has_the_next_free_name_and_address() {
        for (text, name, ip) in [
            ("", "ann", "192.168.3.1"),
            (
                "host ann 10.0.0.1\nhost bob 10.0.0.7/16\nhost eve 10.0.0.9/16\n",
                "carol",
                "10.0.0.10/16",
            ),
            ("host h9 10.0.0.254\nhost h10 10.0.0.3\n", "h11", "10.0.0.1"),
            ("host h9\nswitch h10\n", "h11", "192.168.3.1"),
        ] {
            let scenario = of(text);
            assert_eq!(
                (host_name(&scenario), address(&scenario)),
                (name.into(), ip.into()),
                "{text}"
            );
        }
        assert_eq!(switch_name(&of("switch switch2\n")), "switch3");
    }

    #[test]
    fn a_mac_that_is_taken_is_not_given_again() {
        assert_eq!(mac(&of("host a\n")), "");
        assert_eq!(
            mac(&of("host a mac 02:00:00:00:00:02\n")),
            "02:00:00:00:00:03"
        );
    }

    #[test]
    fn a_new_node_stands_where_there_is_room() {
        assert_eq!(place(&of("host a\n")), None);
        let scenario = of("host a at 100,100\nhost b at 700,100\nhost c at 100,400\n");
        let (x, y) = place(&scenario).expect("nodes have places");
        assert!(x > 500.0 && y > 300.0, "{x} {y}");
    }
}
