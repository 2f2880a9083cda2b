//! What a test says that cannot run here.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Says, past the test harness that would keep it for itself, that a test did not run.
pub fn skip(test: &str, why: &str) {
    // Without a standard error there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
}

/// Why no test with the kernel can run here, if so.
pub fn lacks() -> Option<&'static str> {
    if !cfg!(target_os = "linux") {
        return Some("this is not Linux");
    }
    let is_root = Command::new("id").arg("-u").output();
    if !is_root.is_ok_and(|output| output.stdout == b"0\n") {
        return Some("network namespaces need root");
    }
    if !Path::new("/dev/net/tun").exists() {
        return Some("there is no /dev/net/tun");
    }
    let ip = Command::new("ip")
        .args(["netns", "list"])
        .stdout(Stdio::null())
        .status();
    match ip {
        Ok(status) if status.success() => None,
        _ => Some("there is no `ip netns` (iproute2)"),
    }
}
