//! The workloads in a browser: `window.bench`, each of whose functions does one once and answers
//! with `{seconds, …}` by the page's own clock. Compiled as the page is, so that what is measured
//! is what people run. Who calls it, how often and in which order is the bench's business.

use serde::Serialize;
use versioned_arp_bench::workload::bare::Bare;
use versioned_arp_bench::workload::commits::Work;
use versioned_arp_bench::workload::labs;
use versioned_arp_bench::workload::ours::Ours;
use wasm_bindgen::prelude::*;

/// A store that was filled.
#[derive(Serialize)]
struct Filled {
    seconds: f64,
    head: String,
}

/// A lab that was run.
#[derive(Serialize)]
struct Ran {
    seconds: f64,
    frames: usize,
    delivered: usize,
    commits: usize,
}

fn main() {
    let bench = js_sys::Object::new();
    let filled = |fill: fn(Work, u32) -> Filled| {
        Closure::<dyn Fn(u32, u32) -> JsValue>::new(move |n, commits| {
            object(&fill(Work { n }, commits))
        })
        .into_js_value()
    };
    let lab = Closure::<dyn Fn(String) -> Result<JsValue, JsValue>>::new(|text: String| {
        let ran = ran(&text).map_err(|error| JsValue::from_str(&error))?;
        Ok(object(&ran))
    });
    let memory = Closure::<dyn Fn() -> JsValue>::new(wasm_bindgen::memory);
    for (name, function) in [
        ("ours", filled(ours)),
        ("bare", filled(bare)),
        ("lab", lab.into_js_value()),
        ("memory", memory.into_js_value()),
    ] {
        js_sys::Reflect::set(&bench, &name.into(), &function).expect("a plain object takes it");
    }
    js_sys::Reflect::set(&js_sys::global(), &"bench".into(), &bench).expect("the window takes it");
}

/// Our store: commits after the first, which has all addresses.
fn ours(work: Work, commits: u32) -> Filled {
    let mut ours = Ours::new(work);
    let started = now();
    ours.run_to(commits);
    let seconds = now() - started;
    let head = ours.head.to_string();
    Filled { seconds, head }
}

/// The ceiling, as far.
fn bare(work: Work, commits: u32) -> Filled {
    let mut bare = Bare::new(work);
    let started = now();
    bare.run_to(commits);
    let seconds = now() - started;
    let hex = bare.head().map(|byte| format!("{byte:02x}"));
    let head = hex.concat();
    Filled { seconds, head }
}

/// A lab from its text to its end. Reading the text is not counted, as it is not natively.
fn ran(text: &str) -> Result<Ran, String> {
    let scenario = labs::read(text)?;
    let started = now();
    let run = labs::run(&scenario)?;
    let seconds = now() - started;
    let trace = run.trace();
    Ok(Ran {
        seconds,
        frames: trace.frames().len(),
        delivered: trace.receptions().len(),
        commits: trace.commits().len(),
    })
}

/// Seconds of the page's life.
fn now() -> f64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.expect("a window has a clock").now() / 1_000.0
}

fn object(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).expect("numbers and texts are plain")
}
