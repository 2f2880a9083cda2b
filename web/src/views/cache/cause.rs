//! Why something happened, as a few words; a frame and a line of the text can be gone to.

use crate::state::{Action, Item};
use crate::views::wording::Why;
use yew::prelude::*;

/// What the words are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The cause.
    pub why: Why,
    /// Whether to say all, as where there is a line to fill.
    #[prop_or_default]
    pub full: bool,
    /// Where to send the choice of a frame.
    pub dispatch: Callback<Action>,
}

/// The words.
#[component]
pub fn Cause(props: &Props) -> Html {
    match &props.why {
        Why::Start => html! { "the start" },
        Why::Timer(timer) => {
            html! { <>{ "timer " }<span class="mono">{ timer.to_string() }</span></> }
        }
        Why::Statement { index, line, text } => html! {
            <>
                { go(props, Item::Statement(*index), format!("line {line}"), text) }
                if props.full {
                    { ": " }<span class="mono">{ text }</span>
                }
            </>
        },
        Why::Frame {
            number,
            sender,
            info,
        } => {
            let words = format!("frame {}", number.get());
            html! {
                <>
                    { go(props, Item::Frame(*number), words, info) }
                    { format!(", {sender}") }
                    if props.full {
                        { ": " }<span class="mono">{ info }</span>
                    }
                </>
            }
        }
    }
}

/// Words that select what they name.
fn go(props: &Props, item: Item, words: String, title: &str) -> Html {
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(item)));
    html! { <button type="button" class="go" title={title.to_owned()} {onclick}>{ words }</button> }
}
