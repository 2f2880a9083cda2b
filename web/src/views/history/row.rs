//! One commit of the list, in words.

use super::model::CommitRow;
use super::sheet::CHANGED;
use crate::state::CommitRef;
use yew::prelude::*;

/// What a row is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it shows.
    pub row: CommitRow,
    /// Its place in the list, from 0.
    pub place: usize,
    /// How long the list is.
    pub count: usize,
    /// Whether the selection lights it up.
    pub lit: bool,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether others are compared with it.
    pub compared: bool,
    /// How wide the graph is beside it, in CSS pixels.
    pub gutter: f64,
    /// Where to send a choice.
    pub select: Callback<CommitRef>,
}

/// A row.
#[component]
pub fn CommitLine(props: &Props) -> Html {
    let Props {
        row, place, count, ..
    } = props;
    let commit = row.commit;
    let onclick = props.select.reform(move |_: MouseEvent| commit);
    let class = classes!(
        "commit",
        row.future.then_some("future"),
        row.abandoned.then_some("abandoned"),
        props.lit.then_some("lit"),
        row.alarm.map(|_| "alarming"),
    );
    html! {
        <div id={format!("commit-{place}")} role="option" {class} {onclick}
            aria-selected={props.selected.to_string()}
            aria-posinset={(place + 1).to_string()} aria-setsize={count.to_string()}>
            <svg width={props.gutter.to_string()} height="1" aria-hidden="true" />
            if let Some(host) = &row.host {
                <span class="commit-host">{ host }</span>
            } else {
                <span class="commit-id">{ &row.short }</span>
            }
            <span class="commit-subject" title={row.subject.clone()}>
                <span class="full">{ &row.subject }</span>
                <span class="brief">{ &row.brief }</span>
            </span>
            if props.compared {
                <span class="pill compared">{ "A" }</span>
            }
            // One child, however many: else those before it would change places with them.
            <>
                { for row.refs.iter().map(|name| html! {
                    <span key={name.name.clone()} class={classes!("pill", name.head.then_some("head"))}>{ &name.name }</span>
                }) }
            </>
            if let Some(alarm) = row.alarm {
                <span class={classes!("pill", "alarm", (alarm == CHANGED).then_some("in-words"))}>{ alarm }</span>
            }
            if row.abandoned {
                <span class="pill left">{ "left behind" }</span>
            }
            <span class="commit-time">{ &row.time }</span>
            <span class="for-ears">
                { &row.drawn }
                if row.future {
                    { ", still to come" }
                }
            </span>
        </div>
    }
}
