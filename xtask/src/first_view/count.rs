//! A copy of the page that counts: every stretch of its program says its number when it starts.

use super::stretches::stretches;
use super::{file_name, in_head};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use walrus::ir::{Call, Const, InstrLocId, Value};
use walrus::{FunctionId, Module, ValType};

/// Gives the program what it calls, and keeps the numbers where the visitor reads them.
const SCRIPT: &str = r#"<script>
    window.starts = new Uint32Array(COUNT);
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const real = WebAssembly[name].bind(WebAssembly);
      WebAssembly[name] = (source, imports) =>
        real(source, { ...imports, count: { start: (number) => { starts[number] += 1; } } });
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
    let (wasm, count) = counting(wasm)?;
    fs::write(folder.join(file_name(program)?), wasm)?;
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page)?;
    let script = SCRIPT.replace("COUNT", &count.to_string());
    fs::write(&page, in_head(&html, &script)?).context("cannot write the counting page")
}

/// The program with a call of `count.start` at the start of each stretch, and how many there are.
pub fn counting(wasm: &[u8]) -> Result<(Vec<u8>, usize)> {
    let mut module = Module::from_buffer(wasm)?;
    let takes_a_number = module.types.add(&[ValType::I32], &[]);
    let (start, _) = module.add_import_func("count", "start", takes_a_number);
    let mut count = 0;
    for id in defined(&module) {
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let numbered = (count..).zip(stretches(function)).collect::<Vec<_>>();
        count += numbered.len();
        // From the back: what is put in front of a stretch moves those behind it.
        for (number, stretch) in numbered.into_iter().rev() {
            let value = Value::I32(i32::try_from(number).context("a program has fewer stretches")?);
            let says = [Const { value }.into(), Call { func: start }.into()];
            let says = says.map(|instr| (instr, InstrLocId::default()));
            let instrs = &mut function.block_mut(stretch.seq).instrs;
            instrs.splice(stretch.at..stretch.at, says);
        }
    }
    Ok((module.emit_wasm(), count))
}

/// The functions that a program defines, in the order of its file.
pub fn defined(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter_local().map(|(id, _)| id).collect()
}
