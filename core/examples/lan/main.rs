//! The native runner: runs labs, checks their text, makes and opens links. Everything that it
//! tells is told by the library; this file owns the command line.
//!
//! `cargo run --release --example lan -- run first-contact`

mod commands;
mod repositories;

use commands::{Failure, Run, Source};
use lexopt::prelude::*;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
usage: lan COMMAND

  run FILE [--until T] [--git DIR] [--json FILE]
                              run a lab; print every host's cache and the fingerprint
  check FILE                  say what is wrong with a lab's text, if anything
  link FILE                   print the fragment of a link to a lab
  open FRAGMENT               print the text that a link's fragment carries
  log FILE HOST [--until T]   print a host's history as a graph
  list                        list the built-in labs
  show NAME                   print the text of a built-in lab

--git writes every host's repository as a bare Git repository at DIR/HOST. A FILE may be '-' (standard input or output) and, to read, the name of a built-in lab.
T is a time of the scenario language, such as 250us, 1.5s or 2m.
";

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
    Log { lab: Run, host: String },
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
            Command::Log { lab, host } => commands::log(&lab, &host),
            Command::List => commands::list(),
            Command::Show(name) => commands::show(&name),
        }
    }
}

/// Reads the command line. A word that is missing, unknown or too much is an error.
fn parse(mut args: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut words: Vec<String> = Vec::new();
    let (mut until, mut git, mut json) = (None, None, None);
    while let Some(arg) = args.next()? {
        let running = words.first().map(String::as_str);
        match arg {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("until") if matches!(running, Some("run" | "log")) => {
                until = Some(args.value()?.parse_with(commands::parse_time)?);
            }
            Long("git") if running == Some("run") => git = Some(PathBuf::from(args.value()?)),
            Long("json") if running == Some("run") => json = Some(PathBuf::from(args.value()?)),
            Value(word) => words.push(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    let mut words = words.into_iter();
    let command = words.next().ok_or("a command is missing")?;
    let mut next = |what: &str| words.next().ok_or(format!("{command} needs {what}"));
    let command = match command.as_str() {
        "run" => Command::Run(Run {
            source: Source::new(next("a FILE")?),
            until,
            git,
            json,
        }),
        "check" => Command::Check(Source::new(next("a FILE")?)),
        "link" => Command::Link(Source::new(next("a FILE")?)),
        "open" => Command::Open(next("a FRAGMENT")?),
        "log" => {
            let lab = Run {
                source: Source::new(next("a FILE")?),
                until,
                git: None,
                json: None,
            };
            Command::Log {
                lab,
                host: next("a HOST")?,
            }
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
