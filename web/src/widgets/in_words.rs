//! A drawing in words: a list beside it for who does not see it, in place of it for who wants to
//! read it.

use super::icon::{Glyph, Icon};
use yew::prelude::*;

/// The list: heard always, `seen` if that is wished.
pub fn in_words(name: &'static str, seen: bool, lines: impl IntoIterator<Item = String>) -> Html {
    let lines = lines.into_iter().map(|line| html! { <li>{ line }</li> });
    let list = html! { <ul aria-label={name}>{ for lines }</ul> };
    if seen {
        html! { <div class="drawing-in-words" role="region" aria-label={name} tabindex="0">{ list }</div> }
    } else {
        html! { <div class="for-ears">{ list }</div> }
    }
}

/// The button that shows a drawing in words, and the drawing again.
pub fn words_button(name: &'static str, seen: &UseStateHandle<bool>) -> Html {
    let (set, to) = (seen.setter(), !**seen);
    let onclick = Callback::from(move |_: MouseEvent| set.set(to));
    html! {
        <button type="button" class="quiet square" aria-label={name} title={name} aria-pressed={seen.to_string()} {onclick}>
            <Glyph icon={Icon::Text} />
        </button>
    }
}
