//! What each command of the runner does.

use crate::repositories::Repositories;
use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use versioned_arp::report::{self, cache_table, snapshot};
use versioned_arp::scenario::link::{self, Link};
use versioned_arp::scenario::{self, Scenario, builtin};
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

/// A lab to run, and what is wanted of it.
pub struct Run {
    pub source: Source,
    pub until: Option<Instant>,
    /// Where to write every host's repository.
    pub git: Option<PathBuf>,
    pub json: Option<PathBuf>,
}

impl Run {
    pub fn execute(&self) -> Result<(), Failure> {
        let (_, scenario) = self.source.parse()?;
        // What stands in the way is told before a long run, not after it.
        let repositories = match &self.git {
            Some(dir) => Some(Repositories::plan(dir, &scenario)?),
            None => None,
        };
        let (run, at) = self.start(scenario);
        if let Some(repositories) = repositories {
            repositories.write(&run, at)?;
        }
        let seen = snapshot(&run, at);
        if let Some(path) = &self.json {
            let json =
                serde_json::to_string_pretty(&seen).expect("a snapshot is plain data") + "\n";
            write_file(path, &json)?;
        }
        // With the snapshot on standard output, nothing else belongs there.
        if self.json.as_deref() != Some(Path::new("-")) {
            let mut text = String::new();
            for host in &seen.hosts {
                text += &cache_table(host);
                text.push('\n');
            }
            let _ = writeln!(text, "fingerprint {}", seen.fingerprint);
            print(&text)?;
        }
        stopped(&run)
    }

    /// Runs the lab up to the moment asked for, and answers that moment.
    fn start(&self, scenario: Scenario) -> (sim::Run, Instant) {
        const SLICE: usize = 1 << 16;
        let until = self.until.unwrap_or(scenario.end).min(scenario.end);
        let mut run = sim::Run::new(Arc::new(scenario));
        while run.advance(until, SLICE) == Progress::More {}
        let at = run.now().min(until);
        (run, at)
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

pub fn log(lab: &Run, host: &str) -> Result<(), Failure> {
    let (_, scenario) = lab.source.parse()?;
    let (run, at) = lab.start(scenario);
    let index = run
        .scenario()
        .hosts
        .iter()
        .position(|line| line.name == host)
        .ok_or_else(|| Failure::Lab(format!("there is no host '{host}' in this lab")))?;
    let id = HostId::new(index);
    print(&report::log(&run, id, at))?;
    stopped(&run)
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

/// Writes to standard output. A reader that has gone (`| head`) is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Pipe),
        Err(error) => Err(Failure::Lab(format!("standard output: {error}"))),
    }
}

fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    if path == Path::new("-") {
        return print(text);
    }
    std::fs::write(path, text).map_err(|error| Failure::Lab(format!("{}: {error}", path.display())))
}
