//! Brings the tools that are missing. What can be installed side by side is, in the background, so
//! that other work can go on until the tools are needed; what cannot come is told once, with the
//! commands that a person can run, and everything that does without it goes on.

use crate::job::Job;
use crate::machine::Machine;
use crate::tools::{Lane, Need, Tool};
use anyhow::{Result, ensure};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// A set-up that goes on in the background. Dropped early, it stops.
pub struct Setup {
    lanes: Vec<JoinHandle<BTreeSet<Need>>>,
    stopped: Arc<AtomicBool>,
}

impl Setup {
    /// Looks which tools are missing, says so, and starts to install them.
    pub fn start(machine: &Arc<Machine>, tools: Vec<Box<dyn Tool>>) -> Setup {
        let missing = missing(machine, tools);
        for tool in &missing {
            println!("setup: missing: {}, {}", tool.title(), tool.why());
        }
        let stopped = Arc::new(AtomicBool::new(false));
        let (compiled, packaged): (Vec<_>, Vec<_>) = missing
            .into_iter()
            .partition(|tool| tool.lane() == Lane::Compile);
        let lanes = [compiled, packaged].map(|lane| {
            let (machine, stopped) = (Arc::clone(machine), Arc::clone(&stopped));
            thread::spawn(move || install_all(&machine, &lane, &stopped))
        });
        Setup {
            lanes: lanes.into(),
            stopped,
        }
    }

    /// Waits for the end. What is still missing then?
    pub fn finish(mut self) -> BTreeSet<Need> {
        let lanes = self.lanes.drain(..);
        lanes
            .flat_map(|lane| lane.join().expect("an installer does not panic"))
            .collect()
    }
}

impl Drop for Setup {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        for lane in self.lanes.drain(..) {
            // Nobody waits for what it would have said.
            let _ = lane.join();
        }
    }
}

/// Asks all tools at once: some of them take a while to say their version.
fn missing(machine: &Machine, tools: Vec<Box<dyn Tool>>) -> Vec<Box<dyn Tool>> {
    let here: Vec<bool> = thread::scope(|scope| {
        let asked: Vec<_> = tools
            .iter()
            .map(|tool| scope.spawn(|| tool.is_here(machine)))
            .collect();
        let answers = asked.into_iter().map(|answer| answer.join());
        answers.map(|here| here.unwrap_or(false)).collect()
    });
    let both = tools.into_iter().zip(here);
    both.filter_map(|(tool, here)| (!here).then_some(tool))
        .collect()
}

/// Installs one after another; answers what did not come.
fn install_all(
    machine: &Machine,
    tools: &[Box<dyn Tool>],
    stopped: &Arc<AtomicBool>,
) -> BTreeSet<Need> {
    let mut failed = BTreeSet::new();
    for tool in tools {
        if stopped.load(Ordering::Relaxed) {
            break;
        }
        match install(machine, tool.as_ref(), stopped) {
            Ok(seconds) => println!("setup: done, after {seconds} s: {}", tool.title()),
            Err(error) => {
                if !stopped.load(Ordering::Relaxed) {
                    println!("{}", apology(tool.as_ref(), &error));
                }
                failed.insert(tool.need());
            }
        }
    }
    failed
}

fn install(machine: &Machine, tool: &dyn Tool, stopped: &Arc<AtomicBool>) -> Result<u64> {
    println!("setup: installing {}; {}", tool.title(), tool.takes());
    let log = machine.tools().join(format!("log/{:?}.log", tool.need()));
    let job = Job::new(tool.title(), log, Arc::clone(stopped))?;
    tool.install(machine, &job)?;
    ensure!(
        tool.is_here(machine),
        "it was installed, but is not found in the right version"
    );
    Ok(job.seconds())
}

/// What a person reads when a tool cannot come.
fn apology(tool: &dyn Tool, error: &anyhow::Error) -> String {
    let by_hand = tool.by_hand().replace('\n', "\n    ");
    format!(
        "setup: NOT INSTALLED: {}, {}.\n  {error:#}\n  By hand:\n    {by_hand}",
        tool.title(),
        tool.why()
    )
}
