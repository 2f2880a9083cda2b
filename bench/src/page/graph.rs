//! The commit graph: drawing a history, one more commit, scrolling from end to end.

use super::browser::Page;
use super::labs::{Grown, grown};
use super::median;
use crate::table::{Limit, Table};
use anyhow::{Result, ensure};

/// For how long is played, in milliseconds, and how many commits come in that time. Short, and often:
/// what a machine does of itself is then the same in a pass with commits and in that without.
const PLAYED: f64 = 1_000.0;
const COMMITS: f64 = 10.0;
const PLAYS: usize = 25;
const PASSES: usize = 5;

/// The rows of the graph.
pub fn rows(table: &mut Table, page: &Page) -> Result<()> {
    for (count, what, most) in [
        (1_000, "graph of 1,000 commits drawn", 50.0),
        (100_000, "graph of 100,000 commits drawn", 150.0),
    ] {
        page.load(&grown(count).text)?;
        table.limit(Limit {
            what,
            ours: drawn(page, count)?,
            most,
            unit: "ms",
            how: "the host's tab is pressed while another's is shown; main-thread work to the end of \
                  the next frame",
        });
    }
    scrolled(table, page)?;
    for (count, what) in [
        (100, "one more commit while playing, at 100"),
        (100_000, "one more commit while playing, at 100,000"),
    ] {
        let lab = grown(count);
        page.load(&lab.text)?;
        table.limit(Limit {
            what,
            ours: one_more(page, &lab)?,
            most: 4.0,
            unit: "ms",
            how: "ten come in a second: main-thread work of a second in true time, less that of as \
                  many frames in which none comes, for each commit; the median of 25 passes",
        });
    }
    Ok(())
}

/// Milliseconds to draw ann's history instead of eve's, who has none.
fn drawn(page: &Page, count: usize) -> Result<f64> {
    page.ask("await lab.seek(1e9)")?;
    let mut passes = Vec::new();
    for _ in 0..PASSES {
        page.ask(r#"history("eve").click(); await drawn()"#)?;
        let (height, work) = page.work(
            r#"history("ann").click(); await drawn();
               return document.querySelector(".history-list").scrollHeight"#,
        )?;
        let rows = height.as_f64().unwrap_or_default() / 28.0;
        ensure!(rows >= count as f64, "{rows} rows of {count} commits");
        passes.push(work.all);
    }
    Ok(median(passes))
}

/// Scrolls ann's 100,000 commits from end to end, a part at a time, all of whose rows are new.
fn scrolled(table: &mut Table, page: &Page) -> Result<()> {
    const STEPS: usize = 120;
    page.ask(r#"await lab.seek(1e9); history("ann").click(); await drawn()"#)?;
    let mut longest = Vec::new();
    for _ in 0..3 {
        longest.push(page.number(&format!(
            r#"const list = document.querySelector(".history-list");
               const height = list.scrollHeight - list.clientHeight;
               let longest = 0;
               list.scrollTop = 0;
               await drawn();
               let before = await frame();
               for (let step = 1; step <= {STEPS}; step++) {{
                 list.scrollTop = height * step / {STEPS};
                 const now = await frame();
                 longest = Math.max(longest, now - before);
                 before = now;
               }}
               return longest"#
        ))?);
    }
    table.limit(Limit {
        what: "longest frame while 100,000 commits are scrolled from end to end",
        ours: longest.into_iter().fold(f64::INFINITY, f64::min),
        most: 34.0,
        unit: "ms",
        how: "in 120 steps, a frame each; the best of three passes; wall clock",
    });
    Ok(())
}

/// Milliseconds for one more commit.
fn one_more(page: &Page, lab: &Grown) -> Result<f64> {
    let played = |from: f64| -> Result<(f64, f64)> {
        page.ask(&format!("await lab.seek({from}); await play()"))?;
        let (frames, work) = page.work(&format!("return frames({PLAYED})"))?;
        page.ask(r#"named("Pause").click(); await drawn()"#)?;
        Ok((frames.as_f64().unwrap_or(1.0), work.all))
    };
    let mut passes = Vec::new();
    for _ in 0..PLAYS {
        let (busy, idle) = (played(lab.goes_on)?, played(lab.quiet)?);
        passes.push((busy.1 - idle.1 / idle.0 * busy.0) / COMMITS);
    }
    Ok(median(passes))
}
