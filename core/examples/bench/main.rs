//! How fast labs run, each figure of one process and one machine, so that the ratios mean something.
//!
//! `cargo run --release --example bench [-- pings | sends | hour]`

mod labs;

use std::sync::Arc;
use std::time::Instant as Clock;
use versioned_arp::report::{fingerprint, snapshot};
use versioned_arp::scenario::{self, builtin};
use versioned_arp::sim::{Progress, Run};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    if is_wanted("pings") {
        let small = many(10, 40);
        let large = many(500, 1);
        println!(
            "  ratio {:.2} (at most 2 is wanted)",
            large.per_delivery() / small.per_delivery()
        );
    }
    if is_wanted("sends") {
        let sends = Timed::of(&labs::sends(100, 20), 5);
        sends.print("100 hosts, 20 datagrams each");
    }
    if is_wanted("hour") {
        let hour = labs::hour(builtin::find("demo").expect("it is built in").text);
        let hour = Timed::of(&hour, 1);
        hour.print("one hour of the demo");
        println!(
            "  {:.0} times faster than real time (at least 2000 is wanted)",
            3_600.0 / hour.seconds
        );
    }
    println!("memory: {} at most", memory());
}

/// A tree of switches, on which every host pings 20 others.
fn many(hosts: usize, times: u32) -> Timed {
    let timed = Timed::of(&labs::pings(hosts), times);
    timed.print(&format!("{hosts} hosts, 20 pings each"));
    timed
}

/// A lab that was run, and how long that took.
struct Timed {
    run: Run,
    /// Of one run, the mean of several.
    seconds: f64,
}

impl Timed {
    fn of(text: &str, times: u32) -> Self {
        let scenario = scenario::parse(text).unwrap_or_else(|mistakes| panic!("{}", mistakes[0]));
        let scenario = Arc::new(scenario);
        let (mut seconds, mut last) = (0.0, None);
        for _ in 0..times {
            let start = Clock::now();
            let mut run = Run::new(scenario.clone());
            while run.advance(scenario.end, 1 << 16) == Progress::More {}
            seconds += start.elapsed().as_secs_f64() / f64::from(times);
            last = Some(run);
        }
        let run = last.expect("it was run at least once");
        assert_eq!(run.stop(), None, "a lab to measure runs to its end");
        Self { run, seconds }
    }

    /// Seconds for each frame that arrived at a host.
    fn per_delivery(&self) -> f64 {
        self.seconds / self.run.trace().receptions().len() as f64
    }

    fn print(&self, what: &str) {
        let (run, trace) = (&self.run, self.run.trace());
        let seen = snapshot(run, run.now());
        let commits: usize = seen.hosts.iter().map(|host| host.commits).sum();
        let [sent, answered] = seen.pings.iter().fold([0, 0], |[sent, answered], ping| {
            [sent + ping.sent, answered + ping.answered]
        });
        println!("{what}: {:.3} s", self.seconds);
        println!(
            "  {} frames sent, {} over links, {} delivered, {commits} commits, {answered} of {sent} pings answered",
            trace.frames().len(),
            trace.hops().len(),
            trace.receptions().len(),
        );
        println!(
            "  {:.0} ns for each frame delivered, {:.1} million hops a second, fingerprint {}",
            self.per_delivery() * 1e9,
            trace.hops().len() as f64 / self.seconds / 1e6,
            fingerprint(run, run.now())
        );
    }
}

/// The most memory that this process has had, as far as the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(|| "unknown".into(), |peak| peak.trim().to_owned())
}
