//! Rows: what was measured, in which unit, against what, and what it should be.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// One measurement beside the one it is compared with.
pub struct Row {
    /// What was measured.
    pub what: String,
    /// Ours, in `unit`.
    pub ours: f64,
    /// The other's, in the same unit.
    pub other: f64,
    /// Who the other is.
    pub name: &'static str,
    /// The unit, such as `commits/s`.
    pub unit: &'static str,
    /// The least ratio of ours to the other's that was aimed for, if any.
    pub goal: Option<f64>,
}

/// A measurement that has no peer: it has to stay below a limit.
pub struct Limit {
    /// What was measured.
    pub what: &'static str,
    /// Ours, in `unit`.
    pub ours: f64,
    /// The most that was aimed for, in the same unit.
    pub most: f64,
    /// The unit.
    pub unit: &'static str,
    /// How it was measured.
    pub how: &'static str,
}

/// The rows so far, as they are printed when they come.
#[derive(Default, Serialize, Deserialize)]
pub struct Table {
    group: String,
    facts: Vec<String>,
    rows: Vec<String>,
    limits: Vec<String>,
}

impl Table {
    /// A table of the rows of one group.
    pub fn new(group: &str) -> Self {
        Self {
            group: group.to_owned(),
            ..Self::default()
        }
    }

    /// Whether a group of rows is wanted.
    pub fn wants(&self, group: &str) -> bool {
        self.group == group
    }

    /// Whether a group of rows is wanted whose name begins like this.
    pub fn wants_some_of(&self, start: &str) -> bool {
        self.group.starts_with(start)
    }

    /// Notes what else took part, such as a peer's version.
    pub fn fact(&mut self, fact: String) {
        println!("{fact}");
        self.facts.push(fact);
    }

    /// Adds a row and prints it.
    pub fn push(&mut self, row: Row) {
        let line = line(&row);
        println!("{line}");
        self.rows.push(line);
    }

    /// Adds a limit and prints it.
    pub fn limit(&mut self, limit: Limit) {
        let line = limit_line(&limit);
        println!("{line}");
        self.limits.push(line);
    }

    /// Adds what another group came to.
    pub fn append(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.limits.extend(other.limits);
        for fact in other.facts {
            if !self.facts.contains(&fact) {
                self.facts.push(fact);
            }
        }
    }

    /// The table as a document.
    pub fn text(&self, machine: &[String]) -> String {
        let mut text = String::from(
            "# Benchmarks\nWritten by `cargo xtask bench --write`. Every row is measured in one run with what it is\n\
             compared with: a peer doing the same work, or a ceiling. Where both make objects, both end in\n\
             the same id, which the bench checks. Seconds are those on the processor where they can be had, so\n\
             that other work on the machine matters little. Each group of rows has a process of its own, which\n\
             keeps the memory that a run frees for the next. Absolute numbers are this machine's.\n\n",
        );
        for fact in machine.iter().chain(&self.facts) {
            let _ = writeln!(text, "- {fact}");
        }
        text += "\n| what | ours | other | unit | ratio | goal |\n| --- | --- | --- | --- | --- | --- |\n";
        for row in &self.rows {
            let _ = writeln!(text, "{row}");
        }
        if !self.limits.is_empty() {
            text += "\n## The page\nThe published page in headless Chromium, at 1440 by 900. Main-thread work is in milliseconds on the\n\
                     processor; what is measured by the wall clock asks for a machine that does nothing else.\n\n\
                     | what | ours | at most | how |\n| --- | --- | --- | --- |\n";
        }
        for limit in &self.limits {
            let _ = writeln!(text, "{limit}");
        }
        text
    }
}

fn line(row: &Row) -> String {
    let goal = row.goal.map_or("".into(), |goal| format!("≥ {goal}"));
    format!(
        "| {} | {} | {} {} | {} | {:.2} | {goal} |",
        row.what,
        number(row.ours),
        row.name,
        number(row.other),
        row.unit,
        row.ours / row.other
    )
}

fn limit_line(limit: &Limit) -> String {
    let (ours, most) = (number(limit.ours), number(limit.most));
    let Limit {
        what, unit, how, ..
    } = limit;
    format!("| {what} | {ours} {unit} | {most} {unit} | {how} |")
}

/// Three significant digits are all that a run is worth.
fn number(value: f64) -> String {
    match value {
        v if v >= 1000.0 => {
            let digits = format!("{v:.0}");
            let first = digits.len() % 3;
            let mut text = digits[..first].to_owned();
            for group in digits.as_bytes()[first..].chunks(3) {
                if !text.is_empty() {
                    text.push(',');
                }
                text += std::str::from_utf8(group).expect("digits");
            }
            text
        }
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.3}"),
    }
}
