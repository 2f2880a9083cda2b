//! Large labs, as texts that anybody can run: the bench measures them, and the page shows them.

use std::fmt::Write as _;
use std::sync::Arc;
use versioned_arp::scenario::{self, Scenario, builtin};
use versioned_arp::sim::{Progress, Run};

/// Numbers that look random, and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        // Knuth's constants for a 64-bit linear congruential generator.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// The address of a host: blocks of 250.
fn ip(host: usize) -> String {
    format!("10.0.{}.{}", host / 250, host % 250 + 1)
}

/// Hosts on a tree of switches, 25 on each: every host pings 20 others, or all that there are, at
/// some moment of the first 20 seconds.
pub fn pings(hosts: usize) -> String {
    let mut numbers = Numbers(1);
    let switches = hosts.div_ceil(25);
    let mut text = String::from("seed 1\nend 60s\n");
    for switch in 0..switches {
        let _ = writeln!(text, "switch s{switch}");
    }
    for switch in 1..switches {
        let _ = writeln!(text, "link s{switch} s{}", (switch - 1) / 3);
    }
    for host in 0..hosts {
        let _ = writeln!(text, "host h{host} {}/16", ip(host));
        let _ = writeln!(text, "link h{host} s{}", host % switches);
    }
    for host in 0..hosts {
        let block = numbers.below(hosts.div_ceil(250));
        let size = (hosts - block * 250).min(250);
        let first = 1 + numbers.below(size.saturating_sub(20).max(1));
        let last = (first + 20).min(size);
        let at = 1_000 + numbers.below(20_000);
        let _ = writeln!(text, "at {at}ms h{host} ping 10.0.{block}.{first}-{last}");
    }
    text
}

/// Hosts on one switch, each of which sends so many datagrams to others, at random moments of the
/// first ten seconds.
pub fn sends(hosts: usize, each: usize) -> String {
    let mut numbers = Numbers(2);
    let mut text = String::from("seed 1\nend 20s\n");
    for host in 0..hosts {
        let _ = writeln!(text, "host h{host} {}/16", ip(host));
    }
    for host in 0..hosts {
        // Everybody listens on the port, since everybody sends from it.
        for _ in 0..each {
            let other = (host + 1 + numbers.below(hosts - 1)) % hosts;
            let at = 1_000 + numbers.below(10_000);
            let _ = writeln!(text, "at {at}ms h{host} send h{other}:9 \"x\"");
        }
    }
    text
}

/// The TCP demo, for an hour.
pub fn hour() -> String {
    let text = builtin::find("demo").expect("the demo is built in").text;
    let end = |line: &&str| line.starts_with("end ");
    let line = text.lines().find(end).expect("the lab has an end");
    text.replacen(line, "end 1h", 1)
}

/// A lab of these, read.
pub fn read(text: &str) -> Result<Arc<Scenario>, String> {
    let scenario = scenario::parse(text).map_err(|mistakes| mistakes[0].to_string())?;
    Ok(Arc::new(scenario))
}

/// Runs a lab to its end.
pub fn run(scenario: &Arc<Scenario>) -> Result<Run, String> {
    let mut run = Run::new(scenario.clone());
    while run.advance(scenario.end, 1 << 16) == Progress::More {}
    match run.stop() {
        None => Ok(run),
        Some(stop) => Err(format!("a lab to measure runs to its end: {stop}")),
    }
}
