//! Where a table was made, and with which peers.

use std::fs;
use std::process::Command;

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
