//! What each command of the runner does.

use crate::histories;
use crate::repositories::Repositories;
use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::cache;
use versioned_arp::filter as display;
use versioned_arp::report::{self, Capture, Filter, cache_table, snapshot};
use versioned_arp::scenario::link::{self, Link};
use versioned_arp::scenario::{self, Rev, Scenario, builtin};
use versioned_arp::sim::{self, HostId, Progress};
use versioned_arp::time::Instant;

/// Why a command did not do its work.
pub enum Failure {
    /// Wrong use of the command line.
    Usage(lexopt::Error),
    /// The lab or the link is wrong, a file cannot be read or written, or a run stopped.
    Lab(String),
    /// Whoever reads the output has gone; nobody is left to be told anything.
    Pipe,
}

/// Where a lab's text comes from.
pub struct Source(String);

impl Source {
    /// A path, `-`, or the name of a built-in lab.
    pub fn new(name: String) -> Self {
        Self(name)
    }

    fn read(&self) -> Result<String, Failure> {
        let Self(name) = self;
        if name == "-" {
            let mut text = String::new();
            return match io::stdin().read_to_string(&mut text) {
                Ok(_) => Ok(text),
                Err(error) => Err(Failure::Lab(format!("standard input: {error}"))),
            };
        }
        match std::fs::read_to_string(name) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match builtin::find(name) {
                Ok(lab) => Ok(lab.text.to_owned()),
                Err(unknown) => Err(Failure::Lab(format!(
                    "there is no file '{name}', and {unknown}"
                ))),
            },
            Err(error) => Err(Failure::Lab(format!("{name}: {error}"))),
        }
    }

    fn parse(&self) -> Result<(String, Scenario), Failure> {
        let text = self.read()?;
        let scenario = scenario::parse(&text).map_err(|mistakes| {
            Failure::Lab(mistakes.iter().fold(String::new(), |mut list, mistake| {
                let _ = writeln!(list, "{mistake}");
                list
            }))
        })?;
        Ok((text, scenario))
    }
}

/// A lab, and up to when to run it.
pub struct Lab {
    pub source: Source,
    pub until: Option<Instant>,
    /// Files with the histories that its hosts may start from.
    pub histories: Vec<PathBuf>,
}

impl Lab {
    /// Runs the lab up to the moment asked for, and answers that moment.
    fn run(&self) -> Result<(sim::Run, Instant), Failure> {
        let (_, scenario) = self.source.parse()?;
        self.run_parsed(scenario)
    }

    fn run_parsed(&self, scenario: Scenario) -> Result<(sim::Run, Instant), Failure> {
        const SLICE: usize = 1 << 16;
        let until = self.until.unwrap_or(scenario.end).min(scenario.end);
        let histories = histories::read(&self.histories)?;
        let mut run = sim::Run::with_histories(Arc::new(scenario), &histories);
        while run.advance(until, SLICE) == Progress::More {}
        let at = run.now().min(until);
        Ok((run, at))
    }
}

/// A lab to run, and what is wanted of it.
pub struct Run {
    pub lab: Lab,
    /// Where to write every host's repository.
    pub git: Option<PathBuf>,
    /// Where to write the snapshot.
    pub json: Option<PathBuf>,
    /// Where to write all frames.
    pub pcap: Option<PathBuf>,
    /// Whether to print what every host received and sent, by reason.
    pub counters: bool,
    /// Hosts, and where to write what each could see.
    pub pcap_at: Vec<(String, PathBuf)>,
}

impl Run {
    pub fn execute(&self) -> Result<(), Failure> {
        let (_, scenario) = self.lab.source.parse()?;
        // What stands in the way is told before a long run, not after it.
        let repositories = match &self.git {
            Some(dir) => Some(Repositories::plan(dir, &scenario).map_err(Failure::Lab)?),
            None => None,
        };
        for (host, _) in &self.pcap_at {
            find_host(&scenario, host)?;
        }
        let (run, at) = self.lab.run_parsed(scenario)?;
        if let Some(repositories) = repositories {
            repositories.write(&run, at).map_err(Failure::Lab)?;
        }
        let seen = snapshot(&run, at);
        if let Some(path) = &self.json {
            let json =
                serde_json::to_string_pretty(&seen).expect("a snapshot is plain data") + "\n";
            write_file(path, json.as_bytes())?;
        }
        if let Some(path) = &self.pcap {
            write_file(path, &report::pcapng(&run, at))?;
        }
        for (host, path) in &self.pcap_at {
            let host = find_host(run.scenario(), host)?;
            write_file(path, &report::pcapng_at(&run, host, at))?;
        }
        // With one of these on standard output, nothing else belongs there.
        let files = self.json.iter().chain(&self.pcap);
        let mut files = files.chain(self.pcap_at.iter().map(|(_, path)| path));
        if !files.any(|path| path == Path::new("-")) {
            let mut text = String::new();
            for (index, host) in seen.hosts.iter().enumerate() {
                text += &cache_table(host);
                if self.counters {
                    let counted = report::counters(&run, HostId::new(index), at);
                    text += &report::counters_table(&counted);
                }
                text.push('\n');
            }
            let _ = writeln!(text, "fingerprint {}", seen.fingerprint);
            print(&text)?;
        }
        stopped(&run)
    }
}

/// A run that could not go on is a failure, told after all that it did.
fn stopped(run: &sim::Run) -> Result<(), Failure> {
    match run.stop() {
        Some(stop) => Err(Failure::Lab(stop.to_string())),
        None => Ok(()),
    }
}

pub fn check(source: &Source) -> Result<(), Failure> {
    let (_, scenario) = source.parse()?;
    print(&format!(
        "fine: {}, {}, {}\n",
        count(scenario.hosts.len(), "host"),
        count(scenario.links.len(), "link"),
        count(scenario.statements.len(), "statement"),
    ))
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

pub fn link(source: &Source) -> Result<(), Failure> {
    let (text, _) = source.parse()?;
    print(&format!(
        "{}\n",
        link::encode(&Link {
            text,
            model: Some(report::MODEL),
            ..Link::default()
        })
    ))
}

pub fn open(fragment: &str) -> Result<(), Failure> {
    let link = link::decode(fragment)
        .map_err(|error| Failure::Lab(format!("the link cannot be opened: {error}")))?;
    print(&link.text)
}

pub fn log(lab: &Lab, host: &str, filter: &Filter) -> Result<(), Failure> {
    let (run, at) = lab.run()?;
    let id = find_host(run.scenario(), host)?;
    print(&match filter.address {
        _ if filter.is_list() => report::log_filtered(&run, id, at, filter).ok_or_else(|| {
            let branch = filter.branch.as_deref().unwrap_or_default();
            Failure::Lab(format!("{host} has no branch '{branch}'"))
        })?,
        Some(ip) => report::biography(&run, id, at, ip),
        None => report::log(&run, id, at),
    })?;
    stopped(&run)
}

pub fn frames(lab: &Lab, host: Option<&str>, filter: &display::Filter) -> Result<(), Failure> {
    let (run, at) = lab.run()?;
    let capture = match host {
        Some(host) => Capture::at_host(&run, find_host(run.scenario(), host)?, at),
        None => Capture::of_lab(&run, at),
    };
    print(&report::frames(&run, &capture, filter))?;
    stopped(&run)
}

pub fn bisect(lab: &Lab, host: &str, ip: Ipv4Addr, mac: MacAddr) -> Result<(), Failure> {
    let (run, at) = lab.run()?;
    let id = find_host(run.scenario(), host)?;
    let found = report::bisect(&run, id, at, ip, mac);
    let never = || Failure::Lab(format!("no commit of {host} maps {ip} to {mac}"));
    print(&found.ok_or_else(never)?)?;
    stopped(&run)
}

pub fn blame(lab: &Lab, host: &str) -> Result<(), Failure> {
    let (run, at) = lab.run()?;
    print(&report::blame(&run, find_host(run.scenario(), host)?, at))?;
    stopped(&run)
}

/// A version of a host's cache.
pub struct Version {
    pub host: String,
    pub rev: Rev,
}

impl Version {
    fn tree<'a>(&self, run: &'a sim::Run, at: Instant) -> Result<&'a cache::Tree, Failure> {
        let host = find_host(run.scenario(), &self.host)?;
        let state = run.trace().host_at(host, at);
        let repository = run.repository(host, state.generation);
        let id = cache::resolve(repository, &self.rev)
            .map_err(|refusal| Failure::Lab(format!("{}: {refusal}", self.host)))?;
        let commit = repository.commit(id);
        Ok(commit
            .expect("a revision names a commit of its repository")
            .tree())
    }
}

pub fn diff(lab: &Lab, [older, newer]: &[Version; 2], stat: bool) -> Result<(), Failure> {
    let (run, at) = lab.run()?;
    let (older, newer) = (older.tree(&run, at)?, newer.tree(&run, at)?);
    print(&if stat {
        report::diff_stat(older, newer)
    } else {
        report::patch(older, newer)
    })?;
    stopped(&run)
}

pub fn compare(ours: &Lab, theirs: &Lab) -> Result<(), Failure> {
    let ((ours, _), (theirs, _)) = (ours.run()?, theirs.run()?);
    print(&report::compare(&ours, &theirs).to_string())?;
    stopped(&ours).and(stopped(&theirs))
}

fn find_host(scenario: &Scenario, name: &str) -> Result<HostId, Failure> {
    let mut hosts = scenario.hosts.iter();
    let index = hosts
        .position(|line| line.name == name)
        .ok_or_else(|| Failure::Lab(format!("there is no host '{name}' in this lab")))?;
    Ok(HostId::new(index))
}

pub fn list() -> Result<(), Failure> {
    let mut text = String::new();
    for lab in builtin::all() {
        let _ = writeln!(text, "{}  {}", lab.name, lab.title);
    }
    print(&text)
}

pub fn show(name: &str) -> Result<(), Failure> {
    let lab = builtin::find(name).map_err(|unknown| Failure::Lab(unknown.to_string()))?;
    print(lab.text)
}

/// A time of the scenario language.
pub fn parse_time(text: &str) -> Result<Instant, String> {
    scenario::parse_time(text)
}

/// A revision, as the scenario language takes one.
pub fn parse_rev(text: &str) -> Result<Rev, String> {
    scenario::parse_rev(text)
}

/// Writes to standard output. A reader that has gone (`| head`) is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    write_out(text.as_bytes())
}

fn write_out(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Pipe),
        Err(error) => Err(Failure::Lab(format!("standard output: {error}"))),
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if path == Path::new("-") {
        return write_out(bytes);
    }
    std::fs::write(path, bytes)
        .map_err(|error| Failure::Lab(format!("{}: {error}", path.display())))
}
