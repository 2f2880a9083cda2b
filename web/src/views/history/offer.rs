//! What can be done with a history that was opened: a host starts from one of its commits.

use crate::state::{Action, Volume};
use crate::views::wording::short;
use crate::widgets::dialog::Dialog;
use versioned_arp::cache::{Commit, Repository};
use versioned_arp::store::{BranchName, ObjectId};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the dialog is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The history.
    pub volume: Volume,
    /// The names of the lab's hosts.
    pub names: Vec<String>,
    /// Closes the dialog.
    pub on_close: Callback<()>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The dialog.
#[component]
pub fn Offer(props: &Props) -> Html {
    let Props {
        volume,
        names,
        on_close,
        dispatch,
    } = props;
    let history = &*volume.history;
    let tips = tips(history);
    let tip = use_state_eq(|| 0_usize);
    let host = use_state_eq(|| 0_usize);
    let (_, commit) = &tips[(*tip).min(tips.len() - 1)];
    let new = fresh_name(commit.author().name(), names);
    let go = {
        // The first choice is a new host.
        let name = host
            .checked_sub(1)
            .map_or(new.clone(), |at| names[at].clone());
        let id = commit.id();
        dispatch.reform(move |_: MouseEvent| Action::StartFrom(name.clone(), id))
    };
    let pick = |state: UseStateHandle<usize>| {
        Callback::from(move |event: Event| {
            let menu: HtmlSelectElement = event.target_unchecked_into();
            state.set(menu.value().parse().unwrap_or(0));
        })
    };
    let option = |at: usize, chosen: usize, words: String| {
        html! { <option value={at.to_string()} selected={at == chosen}>{ words }</option> }
    };
    let branch = |(at, (name, commit)): (usize, &(BranchName, &Commit))| {
        option(at, *tip, format!("{name}, {}", short(&commit.id())))
    };
    let entries = match commit.tree().len() {
        1 => "1 entry".to_owned(),
        entries => format!("{entries} entries"),
    };
    let commits = history.reachable();
    html! {
        <Dialog title="A history was opened" class="offer" on_close={on_close.clone()}>
            <p>{ format!("{} holds {commits} commits, the last by {}: ", volume.name, commit.author().name()) }<q>{ commit.subject() }</q>{ "." }</p>
            <div class="offer-choices">
                <label>{ "Start" }<select onchange={pick(host.clone())}>
                    { option(0, *host, format!("a new host, {new}")) }
                    { for names.iter().enumerate().map(|(at, name)| option(at + 1, *host, name.clone())) }
                </select></label>
                <label>{ "from" }<select onchange={pick(tip.clone())}>{ for tips.iter().enumerate().map(branch) }</select></label>
            </div>
            <p>{ format!("It will begin with {entries} and all the commits behind them. They age by this lab's clock.") }</p>
            <p class="quiet-text">{ "The text and its links name the commit and do not carry the history: whoever opens them needs this file too, and so do you after a reload." }</p>
            <div class="dialog-acts">
                <button type="button" onclick={on_close.reform(|_: MouseEvent| ())}>{ "Not now" }</button>
                <button type="button" class="main" onclick={go}>{ "Start from it" }</button>
            </div>
        </Dialog>
    }
}

/// The branches of a history and what they are at, `main` first.
fn tips(history: &Repository) -> Vec<(BranchName, &Commit)> {
    let found = |(name, id): (&BranchName, &ObjectId)| Some((name.clone(), history.commit(*id)?));
    let mut tips: Vec<_> = history.branches().iter().filter_map(found).collect();
    tips.sort_by_key(|(name, _)| *name != BranchName::main());
    tips
}

/// A name like this one that no host of the lab has.
fn fresh_name(like: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(name);
    let numbered = (2..).map(|number| format!("{like}-{number}"));
    let mut names = std::iter::once(like.to_owned()).chain(numbered);
    names.find(is_free).unwrap_or_default()
}
