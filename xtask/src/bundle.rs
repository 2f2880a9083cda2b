//! The files around the page's program, as a browser loads them best: one style sheet for all, and
//! program and script without what only linkers, debuggers and readers need.
//!
//! wasm-bindgen ends the names that program and script share with hashes, so that parts made apart
//! never clash. Here they are whole: a name without its hash does, and where two are then the same,
//! they are numbered. Hashes are what compresses worst.

use crate::first_view::{digest, file_name, program};
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use walrus::{Module, ModuleConfig};

/// Bundles the files of a built page.
pub fn bundle(dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).context("Trunk made no dist/index.html")?;
    let html = styles(dist, &html)?;
    let html = glue(dist, &html)?;
    fs::write(&page, html).context("cannot write dist/index.html")
}

/// One style sheet in place of all.
fn styles(dist: &Path, html: &str) -> Result<String> {
    let (html, files) = take_style_sheets(html);
    let mut all = String::new();
    for file in &files {
        let path = dist.join(file);
        all += &fs::read_to_string(&path).with_context(|| format!("there is no {file}"))?;
        all += "\n";
        fs::remove_file(path)?;
    }
    let name = format!("style-{}.css", digest(&[all.as_bytes()]));
    fs::write(dist.join(&name), all)?;
    Ok(html.replace(
        PLACE,
        &format!("<link rel=\"stylesheet\" href=\"./{name}\">"),
    ))
}

/// Where the first style sheet was.
const PLACE: &str = "<!--style-->";

/// The page with a mark for its style sheets, and their files in the order in which they apply.
fn take_style_sheets(html: &str) -> (String, Vec<String>) {
    let mut files = Vec::new();
    let mut kept = String::new();
    for (n, part) in html.split("<link ").enumerate() {
        let tag = part.split('>').next().unwrap_or_default();
        let words = tag
            .split_ascii_whitespace()
            .map(|word| word.replace('"', ""));
        let words: Vec<_> = words.collect();
        let href = words.iter().find_map(|word| word.strip_prefix("href=./"));
        match href.filter(|_| words.iter().any(|word| word == "rel=stylesheet")) {
            Some(file) => {
                if files.is_empty() {
                    kept += PLACE;
                }
                files.push(file.trim_end_matches('/').to_owned());
                kept += part[tag.len() + 1..].trim_start();
            }
            None if n == 0 => kept += part,
            None => {
                kept += "<link ";
                kept += part;
            }
        }
    }
    (kept, files)
}

/// Program and script with short names, and the script without comments.
fn glue(dist: &Path, html: &str) -> Result<String> {
    let wasm = program(dist)?;
    let wasm_name = file_name(&wasm)?;
    // `x.js` goes with `x_bg.wasm`.
    let js_name = wasm_name.replace("_bg.wasm", ".js");
    let js = dist.join(&js_name);
    let text = fs::read_to_string(&js).with_context(|| format!("there is no {js_name}"))?;

    let mut module = ModuleConfig::new();
    module.generate_name_section(false);
    module.generate_producers_section(false);
    let mut module = module.parse(&fs::read(&wasm)?)?;
    let customs: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in customs {
        module.customs.delete(id);
    }
    let names = short_names(&module, &text);
    rename(&mut module, &names);
    let text = without_comments(&renamed(&text, &names))?;

    let program = module.emit_wasm();
    let name = format!("versioned-arp-{}", digest(&[&program, text.as_bytes()]));
    let (new_wasm, new_js) = (format!("{name}_bg.wasm"), format!("{name}.js"));
    fs::remove_file(wasm)?;
    fs::remove_file(js)?;
    fs::write(dist.join(&new_wasm), program)?;
    fs::write(dist.join(&new_js), text)?;
    Ok(html
        .replace(&wasm_name, &new_wasm)
        .replace(&js_name, &new_js))
}

/// The hashed names that program and script share, with what they are called from now on.
fn short_names(module: &Module, script: &str) -> BTreeMap<String, String> {
    let imports = module.imports.iter().map(|import| import.name.clone());
    let exports = module.exports.iter().map(|export| export.name.clone());
    let hashed = imports.chain(exports).filter(|name| stem(name).is_some());
    let hashed: BTreeSet<_> = hashed.collect();
    let mut taken: BTreeSet<_> = words(script).map(|(_, word)| word.to_owned()).collect();
    let mut names = BTreeMap::new();
    for name in hashed {
        let stem = stem(&name).expect("only such names are here");
        let numbered = (1..).map(|n| format!("{stem}{n}"));
        let mut candidates = std::iter::once(stem.to_owned()).chain(numbered);
        let short = candidates.find(|short| !taken.contains(short));
        let short = short.expect("numbers do not end");
        taken.insert(short.clone());
        names.insert(name, short);
    }
    names
}

/// A name without the hash of 16 hexadecimal digits at its end.
fn stem(name: &str) -> Option<&str> {
    const DIGITS: usize = 16;
    let (stem, hash) = name.split_at_checked(name.len().checked_sub(DIGITS)?)?;
    let is_hash = hash
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let stem = stem.strip_suffix("_h").or_else(|| stem.strip_suffix('_'))?;
    (is_hash && !stem.is_empty()).then_some(stem)
}

fn rename(module: &mut Module, names: &BTreeMap<String, String>) {
    for import in module.imports.iter_mut() {
        if let Some(short) = names.get(&import.name) {
            import.name.clone_from(short);
        }
    }
    for export in module.exports.iter_mut() {
        if let Some(short) = names.get(&export.name) {
            export.name.clone_from(short);
        }
    }
}

/// The words of a script, each with where it starts.
fn words(script: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let pieces = script.split(move |c| !is_part(c));
    let place = |word: &str| word.as_ptr().addr() - script.as_ptr().addr();
    let words = pieces.filter(|word| !word.is_empty());
    words.map(move |word| (place(word), word))
}

fn renamed(script: &str, names: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut end = 0;
    for (start, word) in words(script) {
        if let Some(short) = names.get(word) {
            text += &script[end..start];
            text += short;
            end = start + word.len();
        }
    }
    text + &script[end..]
}

/// A script without lines that are comments, and without indents.
fn without_comments(script: &str) -> Result<String> {
    let mut text = String::new();
    let mut inside = false;
    for line in script.lines() {
        // In a text of several lines, what looks like a comment may be none.
        let quotes = line.matches('`').count();
        let line = line.trim();
        inside |= line.starts_with("/*");
        let closed = line.split_once("*/").filter(|_| inside);
        let behind = closed.is_some_and(|(_, behind)| !behind.is_empty());
        ensure!(!behind, "the script has code behind a comment");
        if !inside {
            ensure!(quotes % 2 == 0, "the script has a text of several lines");
            if !line.is_empty() && !line.starts_with("//") {
                text += line;
                text += "\n";
            }
        }
        inside &= closed.is_none();
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_are_taken_in_their_order() {
        let html = "<head><link rel=icon href=icon.svg><link href=./a-1.css rel=stylesheet>\n\
                    <link rel=\"stylesheet\" href=\"./b-2.css\"/><title>T</title></head>";
        let (html, files) = take_style_sheets(html);
        assert_eq!(files, ["a-1.css", "b-2.css"]);
        let expected = format!("<head><link rel=icon href=icon.svg>{PLACE}<title>T</title></head>");
        assert_eq!(html, expected);
    }

    #[test]
    fn hashes_go_where_names_stay_apart() {
        assert_eq!(stem("__wbg_call_0123456789abcdef"), Some("__wbg_call"));
        assert_eq!(stem("invoke_h0123456789abcdef"), Some("invoke"));
        assert_eq!(stem("__wbindgen_malloc"), None);
        assert_eq!(stem("_0123456789abcdef"), None);

        let mut module = Module::default();
        let ty = module.types.add(&[], &[]);
        for name in [
            "call_0000000000000002",
            "call_0000000000000001",
            "free_0000000000000001",
        ] {
            module.add_import_func("./x.js", name, ty);
        }
        let script = "free(call_0000000000000001, call_0000000000000002, free_0000000000000001);";
        let names = short_names(&module, script);
        assert_eq!(renamed(script, &names), "free(call, call1, free1);");
        rename(&mut module, &names);
        let imports = module.imports.iter().map(|import| &*import.name);
        assert_eq!(imports.collect::<Vec<_>>(), ["call1", "call", "free1"]);
    }

    #[test]
    fn comments_go_and_code_stays() {
        let script =
            "/** a\n * `b\n */\nlet a = 1; // stays\n  // goes\n\n  /* goes */\n  b(`c`);\n";
        assert_eq!(
            without_comments(script).unwrap(),
            "let a = 1; // stays\nb(`c`);\n"
        );
        assert!(without_comments("a = `\n// not a comment`;").is_err());
        assert!(without_comments("/* a */ b();").is_err());
    }
}
