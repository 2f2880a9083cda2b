//! Where a table was made, with which peers, and how time is taken there.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// A line for the processor, one for the system and one for the peers.
pub fn describe() -> Vec<String> {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, Into::into);
    let (major, minor, patch) = git2::Version::get().libgit2_version();
    vec![
        format!("{model}, {cores} cores, {}", said("uname", &["-sr"])),
        said("rustc", &["--version"]),
        format!(
            "{}, libgit2 {major}.{minor}.{patch}",
            said("git", &["--version"])
        ),
    ]
}

fn said(program: &str, args: &[&str]) -> String {
    match Command::new(program).args(args).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(_) => format!("no {program}"),
    }
}

/// Takes the time of this thread on a processor, which what else the machine does leaves alone;
/// where the system does not tell, the time on the wall.
pub struct Watch {
    cpu: Option<Duration>,
    wall: Instant,
}

impl Watch {
    /// Begins now.
    pub fn start() -> Self {
        Self {
            cpu: on_cpu(),
            wall: Instant::now(),
        }
    }

    /// How long it has been.
    pub fn elapsed(&self) -> Duration {
        /// The kernel counts in steps of some milliseconds: what is shorter takes the wall's time.
        const SHORT: Duration = Duration::from_millis(100);
        let wall = self.wall.elapsed();
        match (self.cpu, on_cpu()) {
            (Some(before), Some(now)) if wall > SHORT => now - before,
            _ => wall,
        }
    }
}

fn on_cpu() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}

/// The time that ended children of this process had on a processor, in the kernel's steps of ten
/// milliseconds.
pub fn children_on_cpu() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in parentheses, whatever is in it.
    let (_, fields) = text.rsplit_once(") ")?;
    let mut ticks = fields.split(' ').skip(13).take(2).map(str::parse::<u64>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    Some(Duration::from_millis(10 * (user + system)))
}
