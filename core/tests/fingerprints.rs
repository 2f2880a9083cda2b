//! The fingerprints of the built-in labs, natively and in a browser: the same text gives the same
//! object ids everywhere. A change that moves one raises `report::MODEL`.
//!
//! To write the file anew after such a change: `UPDATE_GOLDEN=1 cargo test --test fingerprints`.

use std::fmt::Write as _;
use std::sync::Arc;
use versioned_arp::report::{MODEL, bundle, fingerprint};
use versioned_arp::scenario::{self, builtin};
use versioned_arp::sim::{HostId, Progress, Run};

const GOLDEN: &str = include_str!("golden/fingerprints.txt");
/// Not only what hosts believe, but every frame and its moment: the timing of the hosts' IP stacks.
const FRAMES: &str = include_str!("golden/frames.txt");

/// A built-in lab that has run to its end.
fn finished(lab: &builtin::Builtin) -> Run {
    let scenario = scenario::parse(lab.text).expect("built-in labs are well-formed");
    let end = scenario.end;
    let mut run = Run::new(Arc::new(scenario));
    // An odd budget, so that slices end in the middle of things.
    while run.advance(end, 97) == Progress::More {}
    assert_eq!(run.stop(), None, "{} runs to its end", lab.name);
    run
}

/// One line for each built-in lab, with the model first.
fn fingerprints() -> String {
    let mut text = format!("model {MODEL}\n");
    for lab in builtin::all() {
        let run = finished(lab);
        let _ = writeln!(text, "{} {}", fingerprint(&run, run.now()), lab.name);
    }
    text
}

/// One line for each built-in lab: how many frames there are, and a digest (FNV-1a) of who sent each,
/// when, and of its bytes.
fn frames() -> String {
    let mut text = String::new();
    for lab in builtin::all() {
        let run = finished(lab);
        let mut digest = 0xcbf2_9ce4_8422_2325_u64;
        let mut take = |bytes: &[u8]| {
            for &byte in bytes {
                digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        let frames = run.trace().frames();
        for frame in frames {
            take(&frame.at.as_micros().to_be_bytes());
            take(&(frame.from.index() as u64).to_be_bytes());
            take(&frame.bytes);
        }
        let _ = writeln!(text, "{digest:016x} {} {}", frames.len(), lab.name);
    }
    text
}

/// The checksum of the pack in a bundle, which is its last twenty bytes.
fn bundled() -> String {
    let run = finished(builtin::find("partition").expect("it is built in"));
    let bundle = bundle(&run, HostId::new(1), run.now());
    let checksum = bundle.last_chunk::<20>().expect("a bundle is longer");
    checksum.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Moves with the scenario's fingerprint, and with the library that deflates.
const BUNDLED: &str = "b63901675a5d3040c07ba0e08bbe4972facca152";

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn a_bundle_has_the_same_bytes_everywhere() {
    assert_eq!(bundled(), BUNDLED);
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn built_in_labs_keep_their_fingerprints() {
    let golden = [
        ("fingerprints.txt", fingerprints(), GOLDEN),
        ("frames.txt", frames(), FRAMES),
    ];
    for (name, text, expected) in golden {
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
            std::fs::write(path, text).expect("the golden file can be written");
        } else {
            assert_eq!(text, expected, "{name}");
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn a_bundle_has_the_same_bytes_everywhere() {
        assert_eq!(super::bundled(), super::BUNDLED);
    }

    #[wasm_bindgen_test]
    fn built_in_labs_keep_their_fingerprints() {
        assert_eq!(super::fingerprints(), super::GOLDEN);
        assert_eq!(super::frames(), super::FRAMES);
    }
}
