//! The built page in folders of their own, changed: as other releases, and as somebody else made it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The built page.
pub fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist")
}

/// A copy of the built page, each file as `change` has it by its name; a name may change as well.
pub fn copied(name: &str, change: impl Fn(&str, Vec<u8>) -> (String, Vec<u8>)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // Of the last time, if there was one.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a test may make folders");
    for file in fs::read_dir(dist()).expect("the page is built") {
        let file = file.expect("a file of the page");
        let old = file.file_name().to_string_lossy().into_owned();
        let (new, bytes) = change(&old, fs::read(file.path()).expect("a file"));
        fs::write(folder.join(new), bytes).expect("a test may write files");
    }
    folder
}

/// Another release: its page says so, and its program has another name.
pub fn next_release() -> PathBuf {
    let page = fs::read_to_string(dist().join("index.html")).expect("the page is built");
    let (_, program) = page
        .split_once("name=\"program-rest\" content=\"./")
        .expect("the program has two parts");
    let (program, _) = program.split_once("_rest.wasm").expect("a name");
    let named = |text: &str| text.replace(program, "versioned-arp-next");
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    // The loader in the page names the program, and the policy names the loader.
    let loader = page.split_once("<script type=module>");
    let loader = loader.and_then(|(_, it)| it.split_once("</script>"));
    let (loader, _) = loader.expect("Trunk's loader");
    let next = named(&page)
        .replace(&digest(loader), &digest(&named(loader)))
        .replacen(
            "<meta charset",
            "<meta name=release content=next><meta charset",
            1,
        );
    copied("next-release", |name, bytes| {
        let bytes = match name {
            "index.html" => next.clone().into_bytes(),
            "worker.js" => {
                let worker = named(&String::from_utf8(bytes).expect("a script is text"));
                let told = worker.replace(&digest(&page), &digest(&next));
                assert_ne!(told, worker, "the worker knows the page by its digest");
                let (before, after) = told.split_once("const RELEASE = \"").expect("its name");
                format!("{before}const RELEASE = \"next-{after}").into_bytes()
            }
            _ => bytes,
        };
        (named(name), bytes)
    })
}
