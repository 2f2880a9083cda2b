//! A commit in full: message, cause, difference, and what a merge chose.

use super::acts::Acts;
use super::cause::Cause;
use super::commit::{Changed, Chosen, CommitDetail, EntryText};
use crate::state::{Action, CommitRef, Item, Moment};
use crate::views::wording::{exact_seconds, short};
use versioned_arp::store::ObjectId;
use versioned_arp::time::Instant;
use yew::prelude::*;

/// What the view is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The commit.
    pub detail: CommitDetail,
    /// Where it is.
    pub commit: CommitRef,
    /// The run and time to show.
    pub moment: Moment,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// A commit in full.
#[component]
pub fn CommitView(props: &Props) -> Html {
    let Props {
        detail,
        commit,
        moment,
        dispatch,
    } = props;
    let parent = |(id, subject): &(ObjectId, String)| {
        let item = Item::Commit(CommitRef { id: *id, ..*commit });
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Select(Some(item)));
        html! {
            <li><button type="button" class="go mono" {onclick}>{ short(id) }</button>{ " " }{ subject }</li>
        }
    };
    html! {
        <article class="commit-detail">
            <h3>{ &detail.subject }</h3>
            <dl>
                if let Some(why) = detail.why.clone() {
                    <dt>{ "Cause" }</dt>
                    <dd><Cause {why} full=true dispatch={dispatch.clone()} /></dd>
                }
                <dt>{ "By" }</dt>
                <dd>{ &detail.author }{ made(detail.at, dispatch) }</dd>
                if let Some(moved) = &detail.moved {
                    <dt>{ "Moved" }</dt>
                    <dd>{ moved }</dd>
                }
                { for detail.remarks.iter().map(|(key, text)| html! {
                    <><dt class="alarm">{ key }</dt><dd class="alarm">{ text }</dd></>
                }) }
            </dl>
            <Acts moment={moment.clone()} commit={*commit} dispatch={dispatch.clone()} />
            { differences(&detail.changes, detail.parents.is_empty()) }
            if !detail.choices.is_empty() {
                { choices(&detail.choices) }
            }
            <dl class="identity">
                if !detail.parents.is_empty() {
                    <dt>{ if detail.parents.len() > 1 { "Parents" } else { "Parent" } }</dt>
                    <dd><ul>{ for detail.parents.iter().map(parent) }</ul></dd>
                }
                <dt>{ "Commit" }</dt>
                <dd class="mono">{ detail.id.to_string() }</dd>
            </dl>
            <details class="message">
                <summary>{ "Message as git shows it" }</summary>
                <pre>{ &detail.message }</pre>
            </details>
        </article>
    }
}

/// When a commit was made, as a way there.
fn made(at: Option<Instant>, dispatch: &Callback<Action>) -> Html {
    let Some(at) = at else {
        return Html::default();
    };
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Seek(at));
    html! {
        <>
            { " at " }
            <button type="button" class="go mono" title="Show this moment" {onclick}>
                { exact_seconds(at) }{ " s" }
            </button>
        </>
    }
}

fn differences(changes: &[Changed], first: bool) -> Html {
    if changes.is_empty() {
        let text = if first {
            "The first commit: an empty cache."
        } else {
            "No entry differs from the first parent."
        };
        return html! { <p class="nobody">{ text }</p> };
    }
    let change = |it: &Changed| {
        html! {
            <tr key={it.ip.to_string()}>
                <th scope="row" class="mono">{ it.ip.to_string() }</th>
                <td class="before">{ entry(it.before.as_ref(), "not there") }</td>
                <td class="after">{ entry(it.after.as_ref(), "gone") }</td>
            </tr>
        }
    };
    html! {
        <table class="entries diff">
            <caption>{ "Difference from the first parent" }</caption>
            <thead><tr><th scope="col">{ "Address" }</th><th scope="col">{ "Before" }</th><th scope="col">{ "After" }</th></tr></thead>
            <tbody>{ for changes.iter().map(change) }</tbody>
        </table>
    }
}

fn choices(choices: &[Chosen]) -> Html {
    let choice = |it: &Chosen| {
        html! {
            <tr key={it.ip.to_string()}>
                <th scope="row" class="mono">{ it.ip.to_string() }</th>
                <td>{ entry(it.base.as_ref(), "not there") }</td>
                <td>{ entry(it.ours.as_ref(), "gone") }</td>
                <td>{ entry(it.theirs.as_ref(), "gone") }</td>
                <td class="after">{ entry(it.kept.as_ref(), "gone") }</td>
            </tr>
        }
    };
    html! {
        <table class="entries diff merge">
            <caption>{ "Changed on both sides, and what the merge kept" }</caption>
            <thead>
                <tr>
                    { for ["Address", "Base", "Ours", "Theirs", "Kept"].map(|name| html! { <th scope="col">{ name }</th> }) }
                </tr>
            </thead>
            <tbody>{ for choices.iter().map(choice) }</tbody>
        </table>
    }
}

/// An entry in two lines, or a word for its absence.
pub fn entry(entry: Option<&EntryText>, absent: &'static str) -> Html {
    match entry {
        None => html! { <span class="absent">{ absent }</span> },
        Some(EntryText { mac, state, until }) => html! {
            <><span class="mono">{ mac }</span><br /><small>{ *state }{ " " }<span>{ until }</span></small></>
        },
    }
}
