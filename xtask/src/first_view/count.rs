//! A copy of the page that counts: every function of its program says its number when it is called.

use super::{file_name, in_head};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use walrus::ir::Value;
use walrus::{FunctionId, Module, ValType};

/// Gives the program what it calls, and keeps the numbers where the visitor reads them.
const SCRIPT: &str = r#"<script>
    window.calledFunctions = new Set();
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const real = WebAssembly[name].bind(WebAssembly);
      WebAssembly[name] = (source, imports) =>
        real(source, { ...imports, count: { called: (number) => calledFunctions.add(number) } });
    }
    </script>"#;

/// Writes the copy into a folder of its own.
pub fn write_page(dist: &Path, folder: &Path, program: &Path, wasm: &[u8]) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).context("cannot remove the last counting page")?;
    }
    fs::create_dir_all(folder).context("cannot make a folder for the counting page")?;
    for file in fs::read_dir(dist)? {
        let path = file?.path();
        if path.is_file() {
            fs::copy(&path, folder.join(file_name(&path)?))?;
        }
    }
    fs::write(folder.join(file_name(program)?), counting(wasm)?)?;
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page)?;
    fs::write(&page, in_head(&html, SCRIPT)?).context("cannot write the counting page")
}

/// The program with a call of `count.called` at the start of each function that it defines.
fn counting(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm)?;
    let takes_a_number = module.types.add(&[ValType::I32], &[]);
    let (called, _) = module.add_import_func("count", "called", takes_a_number);
    for (number, id) in defined(&module).into_iter().enumerate() {
        let number = i32::try_from(number).context("a program has fewer functions")?;
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let mut body = function.builder_mut().func_body();
        body.const_at(0, Value::I32(number)).call_at(1, called);
    }
    Ok(module.emit_wasm())
}

/// The functions that a program defines, in the order of its file.
pub fn defined(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter_local().map(|(id, _)| id).collect()
}
