//! `cargo xtask bench`: one table of what this project measures itself by, each row against a peer
//! or a ceiling in the same run. Modules in reading order: [`table`] (rows and how they are
//! printed), [`machine`] (where it ran), then the rows: `store`, `engine`, `lan`; in WebAssembly,
//! `browser`; and of the built page, `page`. What is run natively and in WebAssembly is in the library.

#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod browser;
mod engine;
mod lan;
mod machine;
mod page;
mod store;
mod table;

use anyhow::{Context as _, Result};
use lexopt::prelude::*;
use std::path::PathBuf;
use table::Table;

fn main() -> Result<()> {
    let mut write: Option<PathBuf> = None;
    let mut page: Option<PathBuf> = None;
    let mut site: Option<PathBuf> = None;
    let mut weight: Option<f64> = None;
    let mut only: Option<String> = None;
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            Long("write") => write = Some(args.value()?.into()),
            Long("page") => page = Some(args.value()?.into()),
            Long("site") => site = Some(args.value()?.into()),
            Long("first-view") => weight = Some(args.value()?.parse()?),
            Value(word) if only.is_none() => only = Some(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let mut table = Table::new(only);
    store::rows(&mut table)?;
    engine::rows(&mut table)?;
    lan::rows(&mut table)?;
    browser::rows(&mut table, page.as_deref())?;
    page::rows(&mut table, site.as_deref(), weight)?;
    let text = table.text(&machine::describe());
    if let Some(path) = write {
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
