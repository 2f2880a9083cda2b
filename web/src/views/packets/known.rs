//! The values that a lab's text suggests for a display filter.

use versioned_arp::filter::Known;
use versioned_arp::scenario::Action;
use versioned_arp::sim::Run;

/// Addresses of hosts, the ports that they serve, and their names.
pub fn known(run: &Run) -> Known {
    let scenario = run.scenario();
    let mut known = Known::default();
    for host in &scenario.hosts {
        let addresses = host.addresses.iter();
        known
            .ips
            .extend(addresses.map(|net| (net.addr(), host.name.clone())));
        known.macs.push((host.mac, host.name.clone()));
        known.names.push(host.name.clone());
    }
    for statement in &scenario.statements {
        let (port, whose) = match &statement.action {
            Action::Serve { host, port } => {
                (*port, format!("served by {}", scenario.hosts[*host].name))
            }
            Action::Send { port, .. } => (*port, "datagrams".to_owned()),
            _ => continue,
        };
        if known.ports.iter().all(|(other, _)| *other != port) {
            known.ports.push((port, whose));
        }
    }
    known
}
