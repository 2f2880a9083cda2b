//! One frame taken apart: its fields, its bytes, and the commits that it caused.

use super::bytes::Bytes;
use super::model::{Flag, PacketRow, Taught};
use super::tree::FieldTree;
use crate::state::{Action, Item};
use std::ops::Range;
use std::rc::Rc;
use versioned_arp::time::Instant;
use versioned_arp::wire;
use yew::prelude::*;

/// What the view is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The frame as the list shows it.
    pub row: PacketRow,
    /// Its bytes.
    pub bytes: Rc<[u8]>,
    /// What the frames before it tell of it.
    pub context: wire::Context,
    /// When it was sent.
    pub at: Instant,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// A frame taken apart.
#[component]
pub fn PacketDetail(props: &Props) -> Html {
    let Props {
        row,
        bytes,
        context,
        at,
        dispatch,
    } = props;
    let fields = use_memo((Rc::clone(bytes), *context), |(bytes, context)| {
        wire::dissect_in(bytes, context)
    });
    let pointed = use_state_eq(|| None::<Range<usize>>);
    let chosen = use_state_eq(|| None::<Range<usize>>);
    let marked = (*pointed).clone().or((*chosen).clone());
    let point = Callback::from({
        let pointed = pointed.setter();
        move |range| pointed.set(range)
    });
    let choose = Callback::from({
        let chosen = chosen.setter();
        move |range: Range<usize>| chosen.set(Some(range))
    });
    let at = *at;
    html! {
        <section class="packet-detail" aria-label={format!("Frame {}", row.number.get())}>
            <header>
                <h3>{ format!("Frame {}", row.number.get()) }</h3>
                <button type="button" class="go mono" title="Show this moment"
                    onclick={dispatch.reform(move |_: MouseEvent| Action::Seek(at))}>{ &row.time }{ " s" }</button>
                <span class="route">{ format!("{} to {}", row.from, row.to) }</span>
                <button type="button" class="close" aria-label="Close the frame"
                    onclick={dispatch.reform(|_: MouseEvent| Action::Select(None))}>
                    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d="M2 2L10 10M10 2L2 10" /></svg>
                </button>
            </header>
            <div class="taken-apart" tabindex="0" role="region" aria-label="Effects and fields">
                <div class="effects">
                    { taught(row, dispatch) }
                    { for row.flags.iter().map(pill) }
                </div>
                <FieldTree fields={Rc::clone(&fields)} marked={marked.clone()} point={point.clone()} choose={choose.clone()} />
                <div class="effects">{ for row.flags.iter().map(meaning) }</div>
            </div>
            <Bytes bytes={Rc::clone(bytes)} {fields} {marked} {point} {choose} />
        </section>
    }
}

/// What should be known of the frame, in a word.
fn pill(flag: &Flag) -> Html {
    html! { <span class={classes!("pill", flag.alarm.then_some("alarm"))}>{ flag.word }</span> }
}

/// The same in a sentence.
fn meaning(flag: &Flag) -> Html {
    html! { <p><b>{ flag.word }</b>{ ": " }{ &flag.meaning }</p> }
}

/// The commits that the frame caused.
fn taught(row: &PacketRow, dispatch: &Callback<Action>) -> Html {
    if row.taught.is_empty() {
        let text = if row.future {
            "It is still to come."
        } else {
            "It has taught nobody anything."
        };
        return html! { <p>{ text }</p> };
    }
    let commit = |it: &Taught| {
        let item = Item::Commit(it.commit);
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Select(Some(item)));
        html! {
            <>
                { " " }
                <button key={it.short.clone()} type="button" class="go" {onclick}>
                    { &it.host }{ " " }<span class="mono">{ &it.short }</span>
                </button>
            </>
        }
    };
    html! { <p>{ "It taught" }{ for row.taught.iter().map(commit) }</p> }
}
