//! The native runner: runs labs, checks their text, makes and opens links. Everything that it
//! tells is told by the library; this file owns the command line.
//!
//! `cargo run --release --example lan -- run first-contact`

mod commands;
mod histories;
mod repositories;

use commands::{Failure, Lab, Run, Source, Version};
use lexopt::prelude::*;
use std::path::PathBuf;
use std::process::ExitCode;
use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::filter as display;
use versioned_arp::report::Filter;

const USAGE: &str = "\
usage: lan COMMAND

  run FILE [--until T] [--counters] [--git DIR] [--json FILE] [--pcap FILE] [--pcap-at HOST FILE]
                        run a lab; print every host's cache and the fingerprint
  check FILE            say what is wrong with a lab's text, if anything
  link FILE             print the fragment of a link to a lab
  open FRAGMENT         print the text that a link's fragment carries
  history FILE          say what a bundle, a pack or a bare repository holds
  frames FILE [--filter EXPR] [--at HOST]
                        list the frames, or those that pass a filter in Wireshark's syntax, or what
                        one host could see
  list                  list the built-in labs
  show NAME             print the text of a built-in lab

What a host's history tells, in git's own forms:

  log FILE HOST [--address IP] [--branch NAME] [--subject TEXT] [--since T]
                                            its commits, or those asked for
  bisect FILE HOST IP MAC                   the first commit that maps IP to MAC
  blame FILE HOST                           who taught each entry of its cache
  diff FILE HOST REV HOST REV [--stat]      what differs between two versions of two caches
  compare FILE FILE                         where two labs first differ: frame, commit, cache entry

These, too, take --until T; run and these take --history FILE, where a host of the lab starts from a
history (`from ID`) that FILE has. A REV is HEAD, HEAD~N, @T (main as of T), a branch, or 4 or more digits
of an id. --counters adds what every host received and sent, by reason. --git writes every host's repository as a bare Git repository at DIR/HOST. --pcap writes all frames
for Wireshark, numbered as commits name them, --pcap-at what one host could see. A FILE may be
'-' (standard input or output) and, to read, the name of a built-in lab. T is a time of the scenario
language, such as 250us, 1.5s or 2m.
";

/// The commands that run labs and tell of them as of a moment.
const LOOKS_BACK: [&str; 7] = ["run", "frames", "log", "bisect", "blame", "diff", "compare"];

fn main() -> ExitCode {
    let outcome = parse(lexopt::Parser::from_env())
        .map_err(Failure::Usage)
        .and_then(Command::execute);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Pipe) => ExitCode::SUCCESS,
        Err(Failure::Usage(error)) => {
            eprint!("lan: {error}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(Failure::Lab(message)) => {
            eprintln!("{}", message.trim_end());
            ExitCode::from(1)
        }
    }
}

/// A command with its arguments.
enum Command {
    Help,
    Run(Run),
    Check(Source),
    Link(Source),
    Open(String),
    History(PathBuf),
    Frames {
        lab: Lab,
        host: Option<String>,
        filter: display::Filter,
    },
    Log {
        lab: Lab,
        host: String,
        filter: Filter,
    },
    Bisect {
        lab: Lab,
        host: String,
        ip: Ipv4Addr,
        mac: MacAddr,
    },
    Blame {
        lab: Lab,
        host: String,
    },
    Diff {
        lab: Lab,
        versions: [Version; 2],
        stat: bool,
    },
    Compare(Lab, Lab),
    List,
    Show(String),
}

impl Command {
    fn execute(self) -> Result<(), Failure> {
        match self {
            Command::Help => commands::print(USAGE),
            Command::Run(run) => run.execute(),
            Command::Check(source) => commands::check(&source),
            Command::Link(source) => commands::link(&source),
            Command::Open(fragment) => commands::open(&fragment),
            Command::History(path) => histories::tell(&path),
            Command::Frames { lab, host, filter } => {
                commands::frames(&lab, host.as_deref(), &filter)
            }
            Command::Log { lab, host, filter } => commands::log(&lab, &host, &filter),
            Command::Bisect { lab, host, ip, mac } => commands::bisect(&lab, &host, ip, mac),
            Command::Blame { lab, host } => commands::blame(&lab, &host),
            Command::Diff {
                lab,
                versions,
                stat,
            } => commands::diff(&lab, &versions, stat),
            Command::Compare(ours, theirs) => commands::compare(&ours, &theirs),
            Command::List => commands::list(),
            Command::Show(name) => commands::show(&name),
        }
    }
}

/// Reads the command line. A word that is missing, unknown or too much is an error.
fn parse(mut args: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut words: Vec<String> = Vec::new();
    let (mut until, mut git, mut json) = (None, None, None);
    let (mut pcap, mut pcap_at) = (None, Vec::new());
    let (mut filter, mut stat) = (Filter::default(), false);
    let mut counters = false;
    let (mut display, mut seen_at) = (None, None);
    let mut histories = Vec::new();
    while let Some(arg) = args.next()? {
        let command = words.first().map_or("", String::as_str);
        match arg {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("until") if LOOKS_BACK.contains(&command) => {
                until = Some(args.value()?.parse_with(commands::parse_time)?);
            }
            Long("history") if LOOKS_BACK.contains(&command) => {
                histories.push(PathBuf::from(args.value()?));
            }
            Long("counters") if command == "run" => counters = true,
            Long("git") if command == "run" => git = Some(PathBuf::from(args.value()?)),
            Long("json") if command == "run" => json = Some(PathBuf::from(args.value()?)),
            Long("pcap") if command == "run" => pcap = Some(PathBuf::from(args.value()?)),
            Long("pcap-at") if command == "run" => {
                let host = args.value()?.string()?;
                pcap_at.push((host, PathBuf::from(args.value()?)));
            }
            Long("filter") if command == "frames" => {
                let filter = |text: &str| display::Filter::parse(text);
                display = Some(args.value()?.parse_with(filter)?);
            }
            Long("at") if command == "frames" => seen_at = Some(args.value()?.string()?),
            Long("address") if command == "log" => filter.address = Some(args.value()?.parse()?),
            Long("branch") if command == "log" => filter.branch = Some(args.value()?.string()?),
            Long("subject") if command == "log" => filter.subject = Some(args.value()?.string()?),
            Long("since") if command == "log" => {
                filter.since = Some(args.value()?.parse_with(commands::parse_time)?);
            }
            Long("stat") if command == "diff" => stat = true,
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let mut words = words.into_iter();
    let command = words.next().ok_or("a command is missing")?;
    let mut next = |what: &str| words.next().ok_or(format!("{command} needs {what}"));
    let lab = |name| Lab {
        source: Source::new(name),
        until,
        histories: histories.clone(),
    };
    let command = match command.as_str() {
        "run" => Command::Run(Run {
            lab: lab(next("a FILE")?),
            git,
            json,
            pcap,
            counters,
            pcap_at,
        }),
        "check" => Command::Check(Source::new(next("a FILE")?)),
        "link" => Command::Link(Source::new(next("a FILE")?)),
        "history" => Command::History(next("a FILE")?.into()),
        "frames" => Command::Frames {
            lab: lab(next("a FILE")?),
            host: seen_at,
            filter: display.unwrap_or_default(),
        },
        "open" => Command::Open(next("a FRAGMENT")?),
        "log" => Command::Log {
            lab: lab(next("a FILE")?),
            host: next("a HOST")?,
            filter,
        },
        "bisect" => {
            let lab = lab(next("a FILE")?);
            let host = next("a HOST")?;
            let wrong = |what: &str, word: &str| format!("'{word}' is not {what}");
            let ip = next("an IP")?;
            let ip = ip.parse().map_err(|_| wrong("an address", &ip))?;
            let mac = next("a MAC")?;
            let mac = mac.parse().map_err(|_| wrong("a MAC address", &mac))?;
            Command::Bisect { lab, host, ip, mac }
        }
        "blame" => Command::Blame {
            lab: lab(next("a FILE")?),
            host: next("a HOST")?,
        },
        "diff" => {
            let lab = lab(next("a FILE")?);
            let mut version = || -> Result<Version, lexopt::Error> {
                let host = next("a HOST")?;
                let rev = commands::parse_rev(&next("a REV")?)?;
                Ok(Version { host, rev })
            };
            Command::Diff {
                lab,
                versions: [version()?, version()?],
                stat,
            }
        }
        "compare" => {
            let mut lab = || next("two FILEs").map(&lab);
            Command::Compare(lab()?, lab()?)
        }
        "list" => Command::List,
        "show" => Command::Show(next("a NAME")?),
        "help" => Command::Help,
        other => return Err(format!("there is no command '{other}'").into()),
    };
    match words.next() {
        Some(extra) => Err(format!("unexpected word '{extra}'").into()),
        None => Ok(command),
    }
}
