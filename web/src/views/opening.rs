//! Opening a file: a lab, or a history for hosts to start from. What a file is, is told by how it
//! begins. Whatever is wrong with it, nothing changes.

use crate::hooks::{pick_file, read_bytes};
use crate::state::{Action, Opening, Overlay, Volume};
use std::sync::Arc;
use versioned_arp::cache::read_history;
use versioned_arp::scenario::MAX_TEXT;
use versioned_arp::store::Limits;
use web_sys::File;
use yew::Callback;

/// A file of a history is at most so large; what it holds may come to more, up to limits of its own.
const MOST_BYTES: f64 = 64.0 * 1024.0 * 1024.0;

/// Lets a person choose a file, and opens it.
pub fn choose_file(dispatch: &Callback<Action>) {
    let dispatch = dispatch.clone();
    pick_file(Callback::from(move |file| open_file(file, &dispatch)));
}

/// Opens a file that was chosen or dropped.
pub fn open_file(file: File, dispatch: &Callback<Action>) {
    let name = file.name();
    let done = dispatch.reform(move |bytes: Result<Vec<u8>, String>| {
        bytes
            .and_then(|bytes| opened(&name, bytes))
            .unwrap_or_else(|reason| {
                Action::ShowOverlay(Some(Overlay::Broken {
                    what: name.clone(),
                    reason,
                }))
            })
    });
    read_bytes(file, fits, done);
}

/// Whether a file that begins like this may have so many bytes.
fn fits(start: &[u8], bytes: f64) -> Result<(), String> {
    match is_history(start) {
        true if bytes > MOST_BYTES => Err(format!(
            "It has {bytes} bytes, and a history {MOST_BYTES} at most."
        )),
        false if bytes > MAX_TEXT as f64 => Err(format!(
            "It is no Git bundle or pack, and with {bytes} bytes it is too long for a lab, which has {MAX_TEXT} at most."
        )),
        _ => Ok(()),
    }
}

/// What to do with a file of these bytes, or why it cannot be opened.
fn opened(name: &str, bytes: Vec<u8>) -> Result<Action, String> {
    if is_history(&bytes) {
        let history = read_history(&bytes, &Limits::FILE);
        let history = history.map_err(|error| sentence(&error.to_string()))?;
        return Ok(Action::Shelve(Volume {
            name: name.to_owned(),
            history: Arc::new(history),
        }));
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(Action::Offer(Opening {
            text: text.into(),
            ..Opening::default()
        })),
        _ => Err("It is neither a lab, which is text, nor a Git bundle or pack.".to_owned()),
    }
}

/// Whether bytes begin as a Git bundle (`gitformat-bundle`) or a pack (`gitformat-pack`) does.
fn is_history(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next();
    let is_bundle = line.is_some_and(|it| it.starts_with(b"# v") && it.ends_with(b" git bundle"));
    is_bundle || bytes.starts_with(b"PACK")
}

/// A message as a sentence.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::lab;
    use versioned_arp::report::bundle;
    use versioned_arp::sim::HostId;

    const LAB: &str =
        "end 9s\nhost ann 10.0.0.1\nat 1s ann learn 10.0.0.2 02:00:00:00:00:02 for 60s\n";

    fn refusal(bytes: &[u8]) -> String {
        opened("it", bytes.to_vec()).expect_err("it cannot be opened")
    }

    #[test]
    fn a_bundle_is_a_history_and_text_is_a_lab() {
        let run = lab(LAB);
        let bytes = bundle(&run, HostId::new(0), run.end());
        let Ok(Action::Shelve(volume)) = opened("ann.bundle", bytes) else {
            panic!("a history")
        };
        assert_eq!(
            (volume.name.as_str(), volume.history.reachable()),
            ("ann.bundle", 2)
        );
        let text = "# verse\nhost ann";
        let Ok(Action::Offer(opening)) = opened("a.lab", text.into()) else {
            panic!("a lab")
        };
        assert_eq!(&*opening.text, text);
    }

    #[test]
    fn how_long_a_file_may_be_is_told_by_how_it_begins() {
        let (lab, history) = (MAX_TEXT as f64, MOST_BYTES);
        for start in [&b"# verse"[..], b""] {
            assert_eq!(fits(start, lab), Ok(()));
            assert!(fits(start, lab + 1.0).is_err_and(|it| it.contains("too long for a lab")));
        }
        for start in [
            &b"PACK"[..],
            b"# v2 git bundle\n",
            b"# v3 git bundle\n@object",
        ] {
            assert_eq!(fits(start, history), Ok(()));
            assert!(fits(start, history + 1.0).is_err_and(|it| it.contains("a history")));
        }
    }

    #[test]
    fn what_is_neither_is_refused_in_words() {
        let run = lab(LAB);
        let mut bytes = bundle(&run, HostId::new(0), run.end());
        let middle = bytes.len() - 40;
        bytes[middle] ^= 0x55;
        assert!(refusal(&bytes).ends_with('.'), "{}", refusal(&bytes));
        assert!(refusal(b"# v3 git bundle\n@object-format=sha256\n").contains("sha256"));
        assert!(refusal(&[0xff; 40]).starts_with("It is neither a lab"));
        assert!(refusal(b"PACK").len() > 10);
    }
}
