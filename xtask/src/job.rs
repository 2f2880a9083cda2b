//! Long work that a person waits for: its output goes to a log file, the terminal learns that it
//! still goes on, it can be bounded in time, and it is stopped when nobody waits any more.

use crate::machine::shown;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often a waiting person hears of it.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);
/// How much of a log is shown when a command fails.
const LAST_LINES: usize = 15;

/// One piece of work, of one or more commands.
pub struct Job {
    title: String,
    log: PathBuf,
    stopped: Arc<AtomicBool>,
    started: Instant,
}

impl Job {
    /// Starts the clock. `log` is emptied.
    pub fn new(title: String, log: PathBuf, stopped: Arc<AtomicBool>) -> Result<Self> {
        let folder = log.parent().context("a log file is in a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        Ok(Job {
            title,
            log,
            stopped,
            started: Instant::now(),
        })
    }

    /// Whole seconds since the start.
    pub fn seconds(&self) -> u64 {
        self.started.elapsed().as_secs()
    }

    /// Runs a command to its end, however long that takes.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        self.run_within(command, Duration::MAX)
    }

    /// Runs a command to its end; kills it after `limit`, or as soon as nobody waits any more.
    pub fn run_within(&self, command: &mut Command, limit: Duration) -> Result<()> {
        let log = File::options().append(true).open(&self.log)?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start `{}`", shown(command)))?;
        let (start, mut heard) = (Instant::now(), Instant::now());
        loop {
            if let Some(status) = child.try_wait()? {
                if status.success() {
                    return Ok(());
                }
                bail!("`{}` failed:\n{}", shown(command), self.last_lines());
            }
            let stopped = self.stopped.load(Ordering::Relaxed);
            if stopped || start.elapsed() > limit {
                child.kill().and_then(|()| child.wait())?;
                match stopped {
                    true => bail!("`{}` was stopped", shown(command)),
                    false => bail!("`{}` took over {} s", shown(command), limit.as_secs()),
                }
            }
            if heard.elapsed() > SIGN_OF_LIFE {
                heard = Instant::now();
                println!("setup: … {}, {} s so far", self.title, self.seconds());
            }
            thread::sleep(POLL);
        }
    }

    fn last_lines(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<_> = text.lines().collect();
        let from = lines.len().saturating_sub(LAST_LINES);
        let shown = lines[from..].iter().map(|line| format!("    {line}\n"));
        format!(
            "{}    (all of it: {})",
            shown.collect::<String>(),
            self.log.display()
        )
    }
}
