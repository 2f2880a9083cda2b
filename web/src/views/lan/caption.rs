//! What is happening, below the drawing.

use crate::state::Moment;
use crate::views::happening::lines;
use yew::prelude::*;

/// What the caption is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
}

/// Draws the caption.
#[component]
pub fn Caption(props: &Props) -> Html {
    let lines = lines(&props.moment);
    let line = |(index, (who, what)): (usize, &(String, String))| {
        html! { <p key={index}><b>{ who }</b>{ " " }{ what }</p> }
    };
    html! {
        <div class="caption" aria-hidden="true">{ for lines.iter().enumerate().map(line) }</div>
    }
}
