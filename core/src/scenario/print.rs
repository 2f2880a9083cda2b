//! Canonical text of a scenario: it parses to an equal scenario, lines apart.
//!
//! A statement keeps its words as they were written, because commits carry them.

use super::action::{Action, ArpOperation, ForgedArp, Target};
use super::ast::{
    Host, Keep, Link, LinkOptions, NodeRef, Permit, Position, Scenario, Statement, Switch,
};
use super::hosts::ACCEPT;
use crate::addr::MacAddr;
use crate::time::Instant;
use std::fmt::{self, Write};

/// The canonical text: header, switches, hosts, links, statements, each in the scenario's order.
impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(title) = &self.title {
            writeln!(f, "title {}", quoted(title))?;
        }
        for about in &self.about {
            writeln!(f, "about {}", quoted(about))?;
        }
        if self.seed != 0 {
            writeln!(f, "seed {}", self.seed)?;
        }
        writeln!(f, "end {}", time(self.end))?;
        let declared = |switch: &&Switch| switch.line > 0 || switch.position.is_some();
        let mut gap = "\n";
        for switch in self.switches.iter().filter(declared) {
            writeln!(f, "{gap}{}", switch_line(switch))?;
            gap = "";
        }
        for (index, host) in self.hosts.iter().enumerate() {
            writeln!(f, "{gap}{}", host_line(host, index))?;
            gap = "";
        }
        for link in self.links.iter().filter(|link| !link.implied) {
            writeln!(f, "{gap}{}", self.link_line(link))?;
            gap = "";
        }
        let mut gap = "\n";
        for statement in &self.statements {
            writeln!(f, "{gap}{statement}")?;
            gap = "";
        }
        Ok(())
    }
}

/// The whole line: time, repetition, words.
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {} ", time(self.at))?;
        if let Some(every) = self.every {
            write!(f, "every {every} ")?;
            if let Some(times) = self.times {
                write!(f, "times {times} ")?;
            }
        }
        f.write_str(&self.text)
    }
}

/// The options that are mentioned, with a blank before each.
impl fmt::Display for LinkOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(up) = self.up {
            f.write_str(if up { " up" } else { " down" })?;
        }
        for (word, time) in [("latency", self.latency), ("jitter", self.jitter)] {
            if let Some(time) = time {
                write!(f, " {word} {time}")?;
            }
        }
        for (word, ppm) in [
            ("loss", self.loss),
            ("duplicate", self.duplicate),
            ("corrupt", self.corrupt),
        ] {
            if let Some(ppm) = ppm {
                write!(f, " {word} {}", percent(ppm))?;
            }
        }
        match self.rate {
            Some(rate) => write!(f, " rate {}", bits(rate)),
            None => Ok(()),
        }
    }
}

impl Scenario {
    /// The words of a statement that does `action`, as a person would write them behind the time.
    ///
    /// # Panics
    /// When the action belongs to another scenario.
    pub fn words(&self, action: &Action) -> String {
        let mut words = match action.host() {
            Some(host) => format!("{} ", self.hosts[host].name),
            None => String::new(),
        };
        // Writing to a string cannot fail.
        let _ = self.write_words(&mut words, action);
        words
    }

    fn write_words(&self, f: &mut String, action: &Action) -> fmt::Result {
        let host = |index: &usize| self.hosts[*index].name.as_str();
        match action {
            Action::Query { target, .. } => write!(f, "query {}", self.target(target)),
            Action::Ping { target, .. } => write!(f, "ping {}", self.target(target)),
            Action::Sweep { first, last, .. } => {
                write!(f, "ping {first}-{}", last.octets()[3])
            }
            Action::Send {
                target, port, text, ..
            } => write!(f, "send {}:{port} {}", self.target(target), quoted(text)),
            Action::Serve { port, .. } => write!(f, "serve {port}"),
            Action::Say {
                target, port, text, ..
            } => write!(f, "say {}:{port} {}", self.target(target), quoted(text)),
            Action::Close { target, port, .. } => {
                write!(f, "close {}:{port}", self.target(target))
            }
            Action::SetIps { ips, .. } => {
                f.write_str("set-ips")?;
                ips.iter().try_for_each(|ip| write!(f, " {ip}"))
            }
            Action::AddIp { ip, .. } => write!(f, "add-ip {ip}"),
            Action::RemoveIp { ip, .. } => write!(f, "remove-ip {ip}"),
            Action::Announce { ip: Some(ip), .. } => write!(f, "announce {ip}"),
            Action::Announce { ip: None, .. } => f.write_str("announce"),
            Action::Claim { ip, .. } => write!(f, "claim {ip}"),
            Action::Learn {
                ip, mac, lifetime, ..
            } => {
                write!(f, "learn {ip} {mac}")?;
                lifetime.map_or(Ok(()), |lifetime| write!(f, " for {lifetime}"))
            }
            Action::Pin { ip, mac, .. } => write!(f, "pin {ip} {mac}"),
            Action::Forget { ip, .. } => write!(f, "forget {ip}"),
            Action::Flush { .. } => f.write_str("flush"),
            Action::Arp { arp, .. } => write!(f, "arp {arp}"),
            Action::Frame { bytes, .. } if bytes.is_empty() => f.write_str("frame \"\""),
            Action::Frame { bytes, .. } => {
                f.write_str("frame ")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            Action::Down { .. } => f.write_str("down"),
            Action::Up { fresh, .. } => f.write_str(if *fresh { "up fresh" } else { "up" }),
            Action::Pull { peer, .. } => write!(f, "pull {}", host(peer)),
            Action::Push { peer, .. } => write!(f, "push {}", host(peer)),
            Action::Branch { name, rev, .. } => {
                write!(f, "branch {name}")?;
                rev.as_ref().map_or(Ok(()), |rev| write!(f, " {rev}"))
            }
            Action::Merge { name, .. } => write!(f, "merge {name}"),
            Action::Revert { rev, .. } => write!(f, "revert {rev}"),
            Action::Reset { rev, .. } => write!(f, "reset {rev}"),
            Action::Link { link, change } => {
                let Link { a, b, .. } = self.links[*link];
                write!(f, "link {} {}{change}", self.name(a), self.name(b))
            }
            Action::Drop { link, frame } => {
                let Link { a, b, .. } = self.links[*link];
                write!(f, "link {} {} drop", self.name(a), self.name(b))?;
                frame.map_or(Ok(()), |frame| write!(f, " {frame}"))
            }
        }
    }

    fn target(&self, target: &Target) -> String {
        match *target {
            Target::Ip(ip) => ip.to_string(),
            Target::Host(host) => self.name(NodeRef::Host(host)).into(),
        }
    }

    fn link_line(&self, link: &Link) -> String {
        let (a, b) = (self.name(link.a), self.name(link.b));
        format!("link {a} {b}{}", link.options)
    }
}

/// The words behind `arp`.
impl fmt::Display for ForgedArp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = match self.operation {
            ArpOperation::Request => "request",
            ArpOperation::Reply => "reply",
        };
        let ForgedArp {
            sha, spa, tha, tpa, ..
        } = self;
        write!(f, "{operation} from {sha} {spa} to {tha} {tpa}")?;
        self.dst.map_or(Ok(()), |dst| write!(f, " dst {dst}"))
    }
}

fn host_line(host: &Host, index: usize) -> String {
    let mut line = format!("host {}", host.name);
    for address in &host.addresses {
        line += &format!(" {address}");
    }
    if host.mac != MacAddr::of_host((index + 1) as u16) {
        line += &format!(" mac {}", host.mac);
    }
    line += &format!(" profile {}", host.profile.word());
    for (word, value) in [
        ("timeout", host.timeout.map(|time| time.to_string())),
        ("retry", host.retry.map(|time| time.to_string())),
        ("tries", host.tries.map(|tries| tries.to_string())),
        ("capacity", host.capacity.map(|size| size.to_string())),
        ("defend", host.defend.map(|choice| choice.word().to_owned())),
        (
            "accept",
            host.accept.map(|all| ACCEPT[usize::from(all)].to_owned()),
        ),
        ("proxy", host.proxy.map(|net| net.to_string())),
        ("gateway", host.gateway.map(|ip| ip.to_string())),
        ("keep", host.keep.map(keep)),
        ("from", host.from.map(|id| id.to_string())),
    ] {
        if let Some(value) = value {
            line += &format!(" {word} {value}");
        }
    }
    if host.forward {
        line += " forward";
    }
    line + &host.position.map(at).unwrap_or_default()
}

fn keep(keep: Keep) -> String {
    match keep {
        Keep::Commits(count) => format!("{count} commits"),
        Keep::Time(time) => time.to_string(),
    }
}

fn switch_line(switch: &Switch) -> String {
    let mut line = format!("switch {}", switch.name);
    if switch.inspect {
        line += " inspect";
    }
    for Permit { ip, mac } in &switch.permits {
        line += &format!(" permit {ip} {mac}");
    }
    line + &switch.position.map(at).unwrap_or_default()
}

/// ` at X,Y`.
fn at((x, y): Position) -> String {
    format!(" at {x},{y}")
}

/// A moment as a time since the start, as the language has it.
pub(super) fn time(at: Instant) -> String {
    at.since(Instant::ZERO).to_string()
}

/// A text in quotes, as statements write it. What quotes cannot hold becomes a blank.
pub fn quoted(text: &str) -> String {
    let mut line = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => line.extend(['\\', c]),
            '\n' => line.push_str("\\n"),
            _ if c.is_control() && c != '\t' => line.push(' '),
            _ => line.push(c),
        }
    }
    line + "\""
}

/// Parts per million as a percentage with as few decimals as it takes.
fn percent(ppm: u32) -> String {
    let text = format!("{}.{:04}", ppm / 10_000, ppm % 10_000);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Bits a second in the largest unit that needs no fraction.
fn bits(rate: u64) -> String {
    let units = [
        ("gbit", 1_000_000_000),
        ("mbit", 1_000_000),
        ("kbit", 1_000),
    ];
    let fits = |(_, unit): &(&str, u64)| rate > 0 && rate.is_multiple_of(*unit);
    let (name, unit) = units.into_iter().find(fits).unwrap_or(("bit", 1));
    format!("{}{name}", rate / unit)
}
