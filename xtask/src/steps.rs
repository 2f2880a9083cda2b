//! Steps one after another on the terminal: what runs, what failed, and how long each took.

use crate::machine::shown;
use anyhow::{Context, Result, bail};
use std::process::Command;
use std::time::{Duration, Instant};

/// Runs a command whose output the person sees.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// The steps so far, for the summary at the end.
#[derive(Default)]
pub struct Steps {
    done: Vec<(&'static str, Outcome)>,
}

enum Outcome {
    Passed(Duration),
    Failed(Duration),
    NotRun,
}

impl Steps {
    /// Does one step. After a failure nothing more should be done.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n━━ {name}");
        let start = Instant::now();
        let result = work();
        let outcome = match &result {
            Ok(()) => Outcome::Passed(start.elapsed()),
            Err(_) => Outcome::Failed(start.elapsed()),
        };
        self.done.push((name, outcome));
        result.with_context(|| format!("{name} failed"))
    }

    /// Notes a step that something is missing for.
    pub fn not_run(&mut self, name: &'static str) {
        println!("\n━━ {name}: NOT RUN, as a tool is missing (see above)");
        self.done.push((name, Outcome::NotRun));
    }

    /// Whether every step was run and passed.
    pub fn all_passed(&self) -> bool {
        let mut outcomes = self.done.iter().map(|(_, outcome)| outcome);
        outcomes.all(|outcome| matches!(outcome, Outcome::Passed(_)))
    }

    /// A line for each step.
    pub fn summary(&self) -> String {
        let line = |(name, outcome): &(&str, Outcome)| match outcome {
            Outcome::Passed(time) => format!("  passed   {:>5} s  {name}\n", time.as_secs()),
            Outcome::Failed(time) => format!("  FAILED   {:>5} s  {name}\n", time.as_secs()),
            Outcome::NotRun => format!("  NOT RUN           {name}\n"),
        };
        self.done.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_tells_what_passed_failed_and_was_not_run() {
        let mut steps = Steps::default();
        steps.step("first", || Ok(())).unwrap();
        assert!(steps.all_passed());
        steps.not_run("second");
        assert!(!steps.all_passed());
        let error = steps.step("third", || bail!("the reason")).unwrap_err();
        assert_eq!(format!("{error:#}"), "third failed: the reason");
        assert_eq!(
            steps.summary(),
            "  passed       0 s  first\n  NOT RUN           second\n  FAILED       0 s  third\n"
        );
    }

    #[test]
    fn a_command_that_fails_is_named() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("`sh -c exit 3` failed"), "{text}");
        let error = run(&mut Command::new("no-such-program")).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `no-such-program`");
    }
}
