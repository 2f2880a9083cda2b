//! One frame of the list.

use super::model::{PacketRow, Taught};
use crate::state::{Action, Item, Kind};
use versioned_arp::sim::FrameNumber;
use yew::prelude::*;

/// What a row is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it shows.
    pub row: PacketRow,
    /// Whether the selection lights it up.
    pub lit: bool,
    /// Whether it is selected.
    pub selected: bool,
    /// Where to send the choice of this frame.
    pub select: Callback<FrameNumber>,
    /// Where to send the choice of a commit.
    pub dispatch: Callback<Action>,
}

/// A row.
#[component]
pub fn PacketLine(props: &Props) -> Html {
    let PacketRow {
        number,
        time,
        from,
        to,
        info,
        kind,
        flags,
        taught,
        future,
    } = &props.row;
    let number = *number;
    let onclick = props.select.reform(move |_: MouseEvent| number);
    let class = classes!(
        "packet",
        kind.class(),
        future.then_some("future"),
        props.lit.then_some("lit"),
    );
    html! {
        <tr id={format!("frame-{}", number.get())} {class} {onclick} aria-selected={props.selected.to_string()}
            aria-rowindex={(number.get() + 1).to_string()}>
            <td class="number">{ number.get() }</td>
            <td class="time number">{ time }</td>
            <td class="from">{ from }</td>
            <td class="to">{ to }</td>
            <td class="info"><div>
                <Sign kind={*kind} />
                <span class="for-ears">{ kind.words() }{ ": " }</span>
                <span class="info-text" title={info.clone()}>{ info }</span>
                { for flags.iter().map(|flag| html! {
                    <span key={flag.word} class={classes!("pill", flag.alarm.then_some("alarm"))}
                        title={flag.meaning.clone()}>{ flag.word }</span>
                }) }
            </div></td>
            <td class="taught">{ taught_cell(taught, &props.dispatch) }</td>
        </tr>
    }
}

#[derive(PartialEq, Properties)]
struct SignProps {
    kind: Kind,
}

/// The shape of a kind of frame.
#[component]
fn Sign(props: &SignProps) -> Html {
    html! {
        <svg class={classes!("sign", props.kind.class())} viewBox="-9 -9 18 18" width="10" height="10" aria-hidden="true">
            <path d={props.kind.shape()} />
        </svg>
    }
}

/// The first commit that the frame caused, and how many more.
fn taught_cell(taught: &[Taught], dispatch: &Callback<Action>) -> Html {
    let Some(first) = taught.first() else {
        return html! { <span class="nothing">{ "–" }</span> };
    };
    let item = Item::Commit(first.commit);
    let onclick = dispatch.reform(move |event: MouseEvent| {
        event.stop_propagation();
        Action::Select(Some(item))
    });
    let all: Vec<_> = taught
        .iter()
        .map(|it| format!("{} {}", it.host, it.short))
        .collect();
    html! {
        <>
            <button type="button" class="go" tabindex="-1" {onclick} title={all.join(", ")}>
                { format!("{} {}", first.host, first.short) }
            </button>
            if taught.len() > 1 {
                <span class="more">{ format!(" +{}", taught.len() - 1) }</span>
            }
        </>
    }
}
