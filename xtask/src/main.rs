//! The project's own commands: `cargo xtask setup`, `serve`, `build`, `test`, `fuzz` and `bench`.
//!
//! Each brings the tools that it needs and that are missing, so that a person types one command on
//! a bare machine. Modules in reading order: [`machine`] (where things are), [`version`], [`job`]
//! (long work in the background), [`tools`] (what is brought, and how), [`setup`] (bringing it),
//! [`steps`] (work on the terminal), [`bundle`], [`csp`], [`offline`] and [`weight`] (of the built page), [`site`]
//! (`build`), [`serve`], [`check`] (`test`), [`fuzz`], [`bench`].

mod bench;
mod bundle;
mod check;
mod csp;
mod first_view;
mod fuzz;
mod job;
mod machine;
mod offline;
mod serve;
mod setup;
mod site;
mod steps;
mod tools;
mod version;
mod weight;

use anyhow::{Result, bail};
use lexopt::prelude::*;
use machine::Machine;
use setup::Setup;
use std::process::ExitCode;
use std::sync::Arc;

const HELP: &str = "\
The commands of Versioned ARP. Each brings the tools that it needs.

Usage: cargo xtask COMMAND [OPTIONS]

Commands:
  serve   Build the page, serve it at http://127.0.0.1:8080, rebuild it on changes
  build   Build the site into dist/: static files, for any host and any path prefix
  test    Format, clippy, native tests, wasm tests in headless Chrome, the page in a browser
  fuzz    Run the fuzz targets, or those that are named, for ten minutes each
  bench   Measure against peers and ceilings, in one table: all, or one group such as browser
  setup   Only bring the tools, those for tests too

Options:
  --port N             serve: another port than 8080
  --seconds N          fuzz: another time for each target
  --write              bench: put the table into BENCHMARKS.md
  --std-from-debian    Compile for wasm32 with Debian's toolchain and a standard library made from
                       Debian's source, even where rustup could bring the library (needs root)
  -h, --help           This text
";

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    Help,
    Setup,
    Serve { port: u16 },
    Build,
    Test,
    Fuzz { seconds: u64, targets: Vec<String> },
    Bench { write: bool, only: Option<String> },
}

#[derive(Debug, PartialEq, Eq)]
struct Request {
    task: Task,
    std_from_debian: bool,
}

fn main() -> ExitCode {
    let request = match parse(lexopt::Parser::from_env()) {
        Ok(request) => request,
        Err(error) => {
            eprintln!("error: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match perform(request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut words: lexopt::Parser) -> Result<Request, lexopt::Error> {
    let mut name = None;
    let mut port = None;
    let mut seconds = None;
    let mut targets = Vec::new();
    let mut std_from_debian = false;
    let mut write = false;
    let mut only = None;
    while let Some(word) = words.next()? {
        match word {
            Short('h') | Long("help") => name = Some("help".to_owned()),
            Long("std-from-debian") => std_from_debian = true,
            Long("port") => port = Some(words.value()?.parse()?),
            Long("seconds") => seconds = Some(words.value()?.parse()?),
            Long("write") => write = true,
            Value(word) if name.is_none() => name = Some(word.string()?),
            Value(word) if name.as_deref() == Some("fuzz") => targets.push(word.string()?),
            Value(word) if name.as_deref() == Some("bench") && only.is_none() => {
                only = Some(word.string()?);
            }
            other => return Err(other.unexpected()),
        }
    }
    let task = match name.as_deref() {
        Some("help") => Task::Help,
        Some("setup") => Task::Setup,
        Some("serve") => Task::Serve {
            port: port.take().unwrap_or(serve::PORT),
        },
        Some("build") => Task::Build,
        Some("test") => Task::Test,
        Some("fuzz") => Task::Fuzz {
            seconds: seconds.take().unwrap_or(fuzz::SECONDS),
            targets,
        },
        Some("bench") => Task::Bench {
            write: std::mem::take(&mut write),
            only,
        },
        Some(other) => return Err(format!("there is no command `{other}`").into()),
        None => return Err("which command?".into()),
    };
    if port.is_some() {
        return Err("only serve has a port".into());
    }
    if seconds.is_some() {
        return Err("only fuzz takes seconds".into());
    }
    if write {
        return Err("only bench writes a table".into());
    }
    Ok(Request {
        task,
        std_from_debian,
    })
}

fn perform(request: Request) -> Result<()> {
    let machine = Arc::new(Machine::new(request.std_from_debian)?);
    match request.task {
        Task::Help => print!("{HELP}"),
        Task::Setup => {
            let missing = Setup::start(&machine, tools::for_all(&machine)?).finish();
            if !missing.is_empty() {
                bail!("not all tools are here, see above");
            }
            println!("setup: all tools are here");
            if let Some(hint) = tools::wasm_std::hint(&machine) {
                println!("setup: {hint}");
            }
        }
        Task::Serve { port } => serve::serve(&machine, port)?,
        Task::Build => site::build(&machine)?,
        Task::Test => check::test(&machine)?,
        Task::Fuzz { seconds, targets } => fuzz::fuzz(&machine, seconds, targets)?,
        Task::Bench { write, only } => bench::bench(&machine, write, only.as_deref())?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Request, String> {
        parse(lexopt::Parser::from_args(words)).map_err(|error| error.to_string())
    }

    fn task(words: &[&str]) -> Task {
        parsed(words).unwrap().task
    }

    #[test]
    fn commands_and_their_options() {
        assert_eq!(task(&["serve"]), Task::Serve { port: 8080 });
        assert_eq!(
            task(&["serve", "--port", "9000"]),
            Task::Serve { port: 9000 }
        );
        assert_eq!(task(&["test"]), Task::Test);
        let fuzz = |seconds, targets: &[&str]| Task::Fuzz {
            seconds,
            targets: targets.iter().map(|target| target.to_string()).collect(),
        };
        assert_eq!(task(&["fuzz"]), fuzz(600, &[]));
        let words = ["fuzz", "links", "--seconds", "9", "labs"];
        assert_eq!(task(&words), fuzz(9, &["links", "labs"]));
        let bench = |write, only: Option<&str>| Task::Bench {
            write,
            only: only.map(str::to_owned),
        };
        assert_eq!(task(&["bench"]), bench(false, None));
        assert_eq!(task(&["bench", "--write"]), bench(true, None));
        assert_eq!(task(&["bench", "browser"]), bench(false, Some("browser")));
        assert_eq!(task(&["--help"]), Task::Help);
        assert_eq!(task(&["build", "-h"]), Task::Help);
        assert!(!parsed(&["setup"]).unwrap().std_from_debian);
        assert!(
            parsed(&["setup", "--std-from-debian"])
                .unwrap()
                .std_from_debian
        );
    }

    #[test]
    fn wrong_use_is_named() {
        assert_eq!(parsed(&[]).unwrap_err(), "which command?");
        assert_eq!(parsed(&["fly"]).unwrap_err(), "there is no command `fly`");
        assert_eq!(
            parsed(&["build", "--port", "1"]).unwrap_err(),
            "only serve has a port"
        );
        assert_eq!(
            parsed(&["test", "--seconds", "1"]).unwrap_err(),
            "only fuzz takes seconds"
        );
        assert_eq!(
            parsed(&["test", "--write"]).unwrap_err(),
            "only bench writes a table"
        );
        assert!(parsed(&["serve", "--port", "many"]).is_err());
        assert!(parsed(&["serve", "build"]).is_err());
        assert!(parsed(&["--fast"]).is_err());
    }
}
