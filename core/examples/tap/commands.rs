//! Statements of the scenario language on a real host: what the simulator's hosts do, this one does.

use crate::apps::Apps;
use smoltcp::time::Instant as Clock;
use versioned_arp::addr::{Ipv4Addr, Ipv4Net};
use versioned_arp::cache::{MergeOutcome, Refusal};
use versioned_arp::device::ArpDevice;
use versioned_arp::scenario::{self, Action, ArpOperation, ForgedArp, Rev, Target};
use versioned_arp::store::BranchName;
use versioned_arp::wire::{ArpPacket, Frame, Operation};

/// Reads a statement without time and host.
pub fn parse(words: &str) -> Result<Action, String> {
    let text = format!("end 24h\nhost tap\nat 0s tap {words}\n");
    match scenario::parse(&text) {
        Ok(mut scenario) => {
            let statement = scenario.statements.pop();
            Ok(statement.ok_or("there is nothing to do")?.action)
        }
        Err(mistakes) => Err(mistakes[0].message.clone()),
    }
}

/// Does it. What it did is in the commits, and what it sent on the wire; an answer is what went wrong.
pub fn run<D: smoltcp::phy::Device>(
    words: &str,
    action: &Action,
    now: Clock,
    device: &mut ArpDevice<D>,
    apps: &mut Apps,
) -> Result<(), String> {
    let (link, at) = device.link_mut(now);
    match action {
        Action::Query { target, .. } => {
            link.query(at, ip(*target)?, words);
        }
        Action::Ping { target, .. } => apps.ping(ip(*target)?),
        Action::Sweep { first, last, .. } => {
            for bits in u32::from(*first)..=u32::from(*last) {
                let to = Ipv4Addr::from(bits);
                if !link.ips().contains(&to) {
                    apps.ping(to);
                }
            }
        }
        Action::Send {
            target, port, text, ..
        } => apps.send(ip(*target)?, *port, text),
        Action::Serve { port, .. } => apps.serve(*port),
        Action::Say {
            target, port, text, ..
        } => apps.say(ip(*target)?, *port, text),
        Action::Close { target, port, .. } => apps.close(ip(*target)?, *port)?,
        Action::SetIps { ips, .. } => link.command(at, words, |engine, _, table| {
            engine.set_networks(ips.clone());
            engine.set_ips(table, ips.iter().map(|net| net.addr()).collect());
        }),
        Action::AddIp { ip, .. } => link.command(at, words, |engine, _, table| {
            engine.set_networks(with_network(engine.networks(), *ip));
            engine.add_ip(table, ip.addr());
        }),
        Action::Claim { ip, .. } => link.command(at, words, |engine, now, _| {
            engine.set_networks(with_network(engine.networks(), *ip));
            engine.claim(now, ip.addr());
        }),
        Action::RemoveIp { ip, .. } => {
            link.command(at, words, |engine, _, _| engine.remove_ip(*ip))
        }
        Action::Announce { ip, .. } => link.command(at, words, |engine, _, _| engine.announce(*ip)),
        Action::Learn {
            ip, mac, lifetime, ..
        } => link.command(at, words, |engine, now, table| {
            engine.learn(now, table, *ip, *mac, *lifetime);
        }),
        Action::Pin { ip, mac, .. } => {
            link.command(at, words, |engine, _, table| engine.pin(table, *ip, *mac));
        }
        Action::Forget { ip, .. } => {
            link.command(at, words, |engine, _, table| engine.forget(table, *ip));
        }
        Action::Flush { .. } => link.command(at, words, |engine, _, table| engine.flush(table)),
        Action::Arp { arp, .. } => {
            let mac = link.station().mac();
            link.put(forged(mac, arp).emit());
        }
        Action::Frame { bytes, .. } => link.put(bytes.clone()),
        Action::Branch { name, rev, .. } => {
            let name = BranchName::new(name).map_err(|error| error.to_string())?;
            let rev = rev.clone().unwrap_or(Rev::Head(0));
            let done = link.edit_history(at, words, |cache, why| cache.branch(&name, &rev, why));
            return done.map_err(|refusal| refusal.to_string());
        }
        Action::Merge { name, .. } => {
            let name = BranchName::new(name).map_err(|error| error.to_string())?;
            return merged(link.edit_history(at, words, |cache, why| cache.merge(&name, why)));
        }
        Action::Revert { rev, .. } => {
            let restored = link.restores(at);
            let revert =
                link.edit_history(at, words, |cache, why| cache.revert(rev, restored, why));
            return merged(revert);
        }
        Action::Reset { rev, .. } => {
            let done = link.edit_history(at, words, |cache, why| cache.reset(rev, why));
            return done.map(drop).map_err(|refusal| refusal.to_string());
        }
        Action::Down { .. }
        | Action::Up { .. }
        | Action::Pull { .. }
        | Action::Push { .. }
        | Action::Link { .. }
        | Action::Drop { .. } => return Err("only a host of a lab can do that".to_owned()),
    }
    Ok(())
}

fn merged(outcome: Result<MergeOutcome, Refusal>) -> Result<(), String> {
    match outcome {
        Ok(MergeOutcome::Merged { .. }) => Ok(()),
        Ok(_) => Err("nothing to merge".to_owned()),
        Err(refusal) => Err(refusal.to_string()),
    }
}

/// There are no names on a real link.
fn ip(target: Target) -> Result<Ipv4Addr, String> {
    match target {
        Target::Ip(ip) => Ok(ip),
        Target::Host(_) => Err("expected an address".to_owned()),
    }
}

fn with_network(networks: &[Ipv4Net], new: Ipv4Net) -> Vec<Ipv4Net> {
    let others = networks.iter().filter(|net| net.trunc() != new.trunc());
    others.copied().chain([new]).collect()
}

fn forged(src: versioned_arp::addr::MacAddr, arp: &ForgedArp) -> Frame {
    let operation = match arp.operation {
        ArpOperation::Request => Operation::Request,
        ArpOperation::Reply => Operation::Reply,
    };
    let packet = ArpPacket {
        operation,
        sha: arp.sha,
        spa: arp.spa,
        tha: arp.tha,
        tpa: arp.tpa,
    };
    Frame::arp(arp.dst.unwrap_or(arp.tha), src, packet)
}
