//! irmin-arp's demo: ten nodes with a TCP that stands on versioned ARP, and a Git repository for
//! each. Prints the conversation as it goes, then where the repositories are.
//!
//! `cargo run --release --example demo [-- [DIR] [--until T]]`

#[path = "../lan/repositories.rs"]
mod repositories;

use lexopt::prelude::*;
use repositories::Repositories;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use versioned_arp::addr::Ipv4Addr;
use versioned_arp::report::{fingerprint, snapshot};
use versioned_arp::scenario::{self, Scenario, builtin};
use versioned_arp::sim::{Message, Progress, Run, Transport, Way};
use versioned_arp::time::Instant;

const USAGE: &str = "\
usage: demo [DIR] [--until T]

Runs the built-in lab 'demo' and writes every host's repository to DIR/HOST; DIR is a new folder for
temporary files when left out. T is a time such as 30s.
";

fn main() -> ExitCode {
    let arguments = match Arguments::read(lexopt::Parser::from_env()) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprint!("demo: {error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match arguments.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(1)
        }
    }
}

/// What the command line says.
struct Arguments {
    dir: Option<PathBuf>,
    until: Option<Instant>,
}

impl Arguments {
    /// `None` when only help is wanted.
    fn read(mut args: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let (mut dir, mut until) = (None, None);
        while let Some(arg) = args.next()? {
            match arg {
                Short('h') | Long("help") => return Ok(None),
                Long("until") => until = Some(args.value()?.parse_with(scenario::parse_time)?),
                Value(word) if dir.is_none() => dir = Some(PathBuf::from(word)),
                other => return Err(other.unexpected()),
            }
        }
        Ok(Some(Self { dir, until }))
    }

    fn run(self) -> Result<(), String> {
        let lab = builtin::find("demo").expect("the demo is built in");
        let scenario = scenario::parse(lab.text).expect("built-in labs are well-formed");
        let until = self.until.unwrap_or(scenario.end).min(scenario.end);
        let dir = self.dir.unwrap_or_else(|| {
            let name = format!("versioned-arp-demo-{}", std::process::id());
            std::env::temp_dir().join(name)
        });
        let repositories = Repositories::plan(&dir, &scenario)?;
        let run = told(scenario, until).map_err(|error| format!("standard output: {error}"))?;
        repositories.write(&run, until)?;
        println!("\nfingerprint {}", fingerprint(&run, until));
        println!("Every node has a Git repository. What c40 believed, and why:");
        println!(
            "  git -C {} log --graph --oneline",
            dir.join("c40").display()
        );
        Ok(())
    }
}

/// Runs the lab, and prints what is said as it goes.
fn told(scenario: Scenario, until: Instant) -> io::Result<Run> {
    const SLICE: usize = 1_000;
    let mut out = io::stdout().lock();
    let mut run = Run::new(Arc::new(scenario));
    let mut printed = 0;
    loop {
        let progress = run.advance(until, SLICE);
        for message in &run.trace().messages()[printed..] {
            writeln!(out, "{}", line(&run, message))?;
        }
        printed = run.trace().messages().len();
        if progress != Progress::More {
            break;
        }
    }
    let end = snapshot(&run, until);
    writeln!(out)?;
    for stream in &end.streams {
        let (sent, echoed) = (stream.sent, stream.echoed);
        writeln!(
            out,
            "{} said {sent} bytes to {}, and heard {echoed} of them again",
            stream.from, stream.to
        )?;
    }
    Ok(run)
}

/// `12.000400 c40 → echo1 please acknowledge my existence`.
fn line(run: &Run, message: &Message) -> String {
    let host = &run.scenario().hosts[message.host.index()].name;
    let peer = name_of(run, message.peer.0);
    let (from, to, note) = match message.way {
        Way::Said => (host.as_str(), peer.as_str(), ""),
        Way::Heard => (peer.as_str(), host.as_str(), " (heard)"),
        Way::Echoed => (peer.as_str(), host.as_str(), " (echo)"),
        Way::Failed => (host.as_str(), peer.as_str(), " (failed)"),
    };
    let transport = match message.transport {
        Transport::Udp => "UDP",
        Transport::Tcp => "TCP",
        Transport::Icmp => "ICMP",
    };
    let text = String::from_utf8_lossy(&message.text);
    format!("{} {from} → {to} {transport}{note}: {text}", message.at)
}

/// The host that has an address by its line, or the address.
fn name_of(run: &Run, ip: Ipv4Addr) -> String {
    let mut hosts = run.scenario().hosts.iter();
    let host = hosts.find(|host| host.addresses.iter().any(|net| net.addr() == ip));
    host.map_or_else(|| ip.to_string(), |host| host.name.clone())
}
