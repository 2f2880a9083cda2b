//! [`Namespace`]: a kernel of its own, with one TAP device.

use super::Peer;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// A network namespace in which the kernel is 192.168.69.1, with the MAC 02:00:00:00:00:01. It goes
/// when it is dropped.
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// The kernel's MAC in every namespace.
    pub const MAC: &str = "02:00:00:00:00:01";

    /// A new one. A machine that has root and cannot make one fails the test.
    pub fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("varp-{}-{number}", std::process::id());
        let namespace = Self { name };
        namespace.ip(&format!("netns add {}", namespace.name));
        namespace.on_link("tuntap add dev tap0 mode tap");
        // IPv6 would announce itself in between.
        namespace.set("net/ipv6/conf/tap0/disable_ipv6", "1");
        namespace.on_link(&format!("link set tap0 address {}", Self::MAC));
        namespace.on_link("addr add 192.168.69.1/24 dev tap0");
        namespace.on_link("link set lo up");
        namespace.on_link("link set tap0 up");
        namespace
    }

    /// Runs `ip` inside.
    pub fn on_link(&self, words: &str) -> String {
        self.ip(&format!("-n {} {words}", self.name))
    }

    /// Sets a kernel variable, by its path below /proc/sys.
    pub fn set(&self, path: &str, value: &str) {
        let script = format!("echo {value} > /proc/sys/{path}");
        let output = self.exec(&["sh", "-c", &script]);
        assert!(output.status.success(), "{path}: {output:?}");
    }

    /// Runs a program inside, to its end.
    pub fn exec(&self, words: &[&str]) -> Output {
        let output = self.command(words).output();
        output.expect("`ip netns exec` can be started")
    }

    /// A program that will run inside.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).args(words);
        command
    }

    /// The kernel sends a datagram, which needs no answer.
    pub fn send_datagram(&self, ip: &str) {
        let script = format!("echo hello > /dev/udp/{ip}/9");
        let output = self.exec(&["bash", "-c", &script]);
        assert!(output.status.success(), "{output:?}");
    }

    /// `MAC STATE` of a neighbour as the kernel shows it; `-` for no MAC, nothing for no entry.
    pub fn neighbour(&self, ip: &str) -> Option<String> {
        let shown = self.on_link(&format!("neigh show {ip} dev tap0"));
        let words: Vec<&str> = shown.split_whitespace().collect();
        let state = words.last()?;
        let mac = words.iter().skip_while(|word| **word != "lladdr").nth(1);
        Some(format!("{} {state}", mac.unwrap_or(&"-")))
    }

    /// A host of ours at the other end of the TAP device.
    pub fn peer(&self, tap: &str, words: &str) -> Peer {
        let mut command = self.command(&[tap, "--tap", "tap0"]);
        command.args(words.split_whitespace());
        Peer::start(command)
    }

    fn ip(&self, words: &str) -> String {
        let output = Command::new("ip").args(words.split(' ')).output();
        let output = output.expect("`ip` was there a moment ago");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "ip {words}: {complaint}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Default for Namespace {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // A test that failed has said why; what is left over is not news.
        let _ = Command::new("ip")
            .args(["netns", "del", &self.name])
            .output();
    }
}
