//! What moves: frames in flight over the LAN, the scrubber, and a lab of ten hosts that plays.

use super::browser::Page;
use super::labs::{crowded, grown, ten_hosts};
use super::median;
use crate::table::{Limit, Table};
use anyhow::{Result, ensure};

/// The rows of what moves.
pub fn rows(table: &mut Table, page: &Page) -> Result<()> {
    if table.wants("page motion") {
        flying(table, page)?;
        scrubbing(table, page)?;
    }
    if table.wants("page tasks") {
        long_tasks(table, page)?;
    }
    Ok(())
}

fn flying(table: &mut Table, page: &Page) -> Result<()> {
    page.load(&crowded())?;
    let mut passes = Vec::new();
    for _ in 0..3 {
        page.ask("await lab.seek(5.1); await play()")?;
        let (seen, work) = page.work(
            r#"const count = await frames(2500);
               return [count, document.querySelectorAll(".flight").length]"#,
        )?;
        page.ask(r#"named("Pause").click(); await drawn()"#)?;
        let flights = seen[1].as_u64().unwrap_or_default();
        ensure!(flights >= 200, "{flights} frames in flight");
        passes.push(work.script / seen[0].as_f64().unwrap_or(1.0));
    }
    table.limit(Limit {
        what: "LAN of 100 hosts and 200 frames in flight, a frame of the picture",
        ours: median(passes),
        most: 8.0,
        unit: "ms",
        how: "scripting, WebAssembly included, of two and a half seconds in true time, for each frame \
              drawn",
    });
    Ok(())
}

fn scrubbing(table: &mut Table, page: &Page) -> Result<()> {
    // Each round has a dozen moments, so that there are more events than commits.
    page.load(&grown(100_000).text)?;
    let mut longest = 0_f64;
    // Far jumps to and fro, none to where it has been.
    for jump in 0..16_u32 {
        let to = f64::from(jump * 97 % 250) + 0.0137;
        let (_, work) = page.work(&format!("await lab.seek({to}); await drawn()"))?;
        longest = longest.max(work.all);
    }
    table.limit(Limit {
        what: "scrubbing to any moment of a run of 100,000 events",
        ours: longest,
        most: 100.0,
        unit: "ms",
        how: "the longest of 16 far jumps; main-thread work until all views are drawn",
    });
    Ok(())
}

fn long_tasks(table: &mut Table, page: &Page) -> Result<()> {
    page.load(&ten_hosts())?;
    let longest = page.number(
        r#"await lab.seek(0);
           await play();
           let longest = 0;
           const watch = new PerformanceObserver((list) => {
             for (const task of list.getEntries()) longest = Math.max(longest, task.duration);
           });
           watch.observe({ type: "longtask" });
           await frames(20000);
           watch.disconnect();
           named("Pause").click();
           return longest"#,
    )?;
    table.limit(Limit {
        what: "longest long task, ten hosts playing for twenty seconds",
        ours: longest,
        most: 50.0,
        unit: "ms",
        how: "as the browser reports tasks of more than 50 ms, 0 if there is none; wall clock",
    });
    Ok(())
}
