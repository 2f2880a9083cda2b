//! What the page begins with: the lab of a link, the work that was left here, or the first of the
//! gallery. A link never destroys work: it is asked for first, and a broken one opens nothing.

use crate::app::first;
use crate::hooks::{Stored, read, window};
use crate::state::{Action, Futures, Lab, Opening, Overlay, Panel, unpacked};
use versioned_arp::report::MODEL;
use versioned_arp::scenario::{link, parse};
use wasm_bindgen::JsValue;

/// The state that the page begins with.
pub fn lab() -> Lab {
    let linked = linked();
    let left = left();
    let unsaved = left.as_ref().is_some_and(|(opening, _)| opening.unsaved);
    match linked {
        Some(Ok(opening)) if unsaved => {
            begun(left).reduce(Action::ShowOverlay(Some(Overlay::Replace(opening))))
        }
        Some(Ok(opening)) if futures().tabs().0.is_empty() => Lab::new(opening),
        // Takes the place of the future on show; the others are nowhere else.
        Some(Ok(opening)) => begun(left).reduce(Action::Open(opening)),
        Some(Err(overlay)) => begun(left).reduce(Action::ShowOverlay(Some(overlay))),
        None => begun(left),
    }
}

/// The page with the work that was left here, or with the first lab of the gallery.
fn begun(left: Option<(Opening, Option<String>)>) -> Lab {
    match left {
        None => Lab::new(first()),
        Some((opening, None)) => Lab::new(opening).with_futures(futures()),
        // The text has mistakes: show the last right one behind it.
        Some((opening, Some(text))) => {
            let valid = Opening {
                text: text.into(),
                ..opening.clone()
            };
            Lab::new(valid)
                .with_futures(futures())
                .reduce(Action::Edit(opening.text))
                .reduce(Action::ToggleText)
        }
    }
}

/// The futures that were left here, that on show among them.
fn futures() -> Futures {
    let kept = read(Stored::Futures).unwrap_or_default();
    let (shown, lines) = kept.split_once('\n').unwrap_or_default();
    Futures::kept(unpacked(lines), shown.parse().unwrap_or_default())
}

/// The work that was left here, and the last right text if it has mistakes.
fn left() -> Option<(Opening, Option<String>)> {
    let text = read(Stored::Text).filter(|text| !text.trim().is_empty())?;
    let valid = match parse(&text) {
        Ok(_) => None,
        Err(_) => Some(read(Stored::ValidText).unwrap_or_else(|| first().text.to_string())),
    };
    let opening = Opening {
        text: text.into(),
        unsaved: read(Stored::Unsaved).is_some(),
        ..Opening::default()
    };
    Some((opening, valid))
}

/// What the address asks to open, if anything. The fragment is taken out of the address, so that
/// a reload shows the work as it stands and not the link again.
pub fn linked() -> Option<Result<Opening, Overlay>> {
    let location = window().location();
    let fragment = location.hash().ok().filter(|hash| hash.len() > 1)?;
    if let (Ok(history), Ok(path), Ok(search)) =
        (window().history(), location.pathname(), location.search())
    {
        let address = format!("{path}{search}");
        // Where that is forbidden, a reload opens the link again, after asking.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
    let broken = |reason: String| Overlay::Broken {
        what: "link".to_owned(),
        reason,
    };
    let link = match link::decode(&fragment) {
        Ok(link) => link,
        Err(error) => return Some(Err(broken(sentence(&error.to_string())))),
    };
    if let Err(mistakes) = parse(&link.text) {
        let first = mistakes
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        return Some(Err(broken(format!(
            "The lab in it has mistakes. The first: {first}"
        ))));
    }
    Some(Ok(Opening {
        text: link.text.into(),
        at: link.t,
        host: link.host,
        panel: link.view.as_deref().and_then(Panel::of_word),
        selected: link.sel,
        other_model: link.model.filter(|model| *model != MODEL),
        ..Opening::default()
    }))
}

/// A message as a sentence.
fn sentence(message: &str) -> String {
    let mut sentence = message.to_owned();
    // Messages start with a word of ours. All of Unicode would bring its tables along.
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence.push('.');
    sentence
}
