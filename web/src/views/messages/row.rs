//! One line of the list.

use super::model::{MessageRow, Sign};
use yew::prelude::*;

/// What a row is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it shows.
    pub row: MessageRow,
    /// Its line in the list, from 0.
    pub line: usize,
    /// Whether the selection lights it up.
    pub lit: bool,
    /// Whether it is selected.
    pub selected: bool,
}

/// A row. The list hears what is done to it.
#[component]
pub fn MessageLine(props: &Props) -> Html {
    let MessageRow {
        number,
        time,
        from,
        to,
        over,
        text,
        standing,
    } = &props.row;
    let class = classes!(
        "message-line",
        standing.is_none().then_some("future"),
        props.lit.then_some("lit"),
    );
    html! {
        <div role="row" id={format!("message-{}", number.get())} {class} data-line={props.line.to_string()}
            aria-selected={props.selected.to_string()} aria-rowindex={(props.line + 2).to_string()}>
            <div role="gridcell" class="time">{ time }</div>
            <div role="gridcell" class="from">{ from }</div>
            <div role="gridcell" class="to">
                <svg class="to-arrow" viewBox="-6 -6 12 12" width="10" height="10" aria-hidden="true"><path d={Sign::UnderWay.lines()} /></svg>
                { to }
            </div>
            <div role="gridcell" class="over">{ over }</div>
            <div role="gridcell" class="said-text" title={text.clone()}>{ text }</div>
            <div role="gridcell" class="standing">
                if let Some((sign, word)) = standing {
                    { sign_of(*sign) }{ *word }
                } else {
                    { "to come" }
                }
            </div>
        </div>
    }
}

/// The sign of how something stands.
pub fn sign_of(sign: Sign) -> Html {
    html! {
        <svg class={classes!("standing-sign", sign.class())} viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
            <path d={sign.lines()} />
        </svg>
    }
}
