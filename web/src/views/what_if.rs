//! The futures of a forked lab as tabs, and where the one on show parts from the other.

use super::wording::{exact_seconds, short};
use crate::state::{Action, CommitRef, Futures, Identical, Item, RunHandle};
use crate::widgets::icon::{Glyph, Icon};
use crate::widgets::toolbar::Toolbar;
use std::rc::Rc;
use versioned_arp::arp::Entry;
use versioned_arp::report::Divergence;
use versioned_arp::sim::HostId;
use versioned_arp::time::Instant;
use yew::prelude::*;

/// What the tabs are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The futures.
    pub futures: Identical<Rc<Futures>>,
    /// The run on show.
    pub run: Option<RunHandle>,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// Draws the tabs.
#[component]
pub fn WhatIf(props: &Props) -> Html {
    let Props {
        futures,
        run,
        dispatch,
    } = props;
    let (names, shown) = futures.tabs();
    let parts = use_memo((futures.clone(), run.clone()), |(futures, run)| {
        run.as_ref().and_then(|run| futures.divergence(run))
    });
    let tab = |(index, name): (usize, &Rc<str>)| {
        let show = dispatch.reform(move |_: MouseEvent| Action::ShowFuture(index));
        let close = dispatch.reform(move |_: MouseEvent| Action::CloseFuture(index));
        html! {
            <span key={index} class="future-tab">
                <button type="button" class="tab" aria-pressed={(index == shown).to_string()} onclick={show}>{ &**name }</button>
                <button type="button" class="quiet square" aria-label={format!("Close {name}")} onclick={close}><Glyph icon={Icon::Close} /></button>
            </span>
        }
    };
    let other = futures
        .other()
        .map(|it| it.name.to_string())
        .unwrap_or_default();
    html! {
        <section class="futures" aria-label="Futures">
            <Toolbar class="tabs" name="Futures">{ for names.iter().enumerate().map(tab) }</Toolbar>
            <div class="parting" role="status">
                { match (&*parts, run) {
                    (Some(parts), Some(run)) if !parts.is_none() => told(parts, run, &other, dispatch),
                    (Some(_), _) => html! { format!("The same as “{other}” so far: act on the LAN or edit the text to make it another.") },
                    (None, _) => Html::default(),
                } }
            </div>
        </section>
    }
}

/// The first frame, commit and entry that differ, each a way to it.
fn told(parts: &Divergence, run: &RunHandle, other: &str, dispatch: &Callback<Action>) -> Html {
    let go = |words: String, at: Instant, item: Option<Item>| {
        let dispatch = dispatch.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Pause);
            dispatch.emit(Action::Seek(at));
            dispatch.emit(Action::Select(item));
        });
        html! { <button type="button" class="link-like" {onclick}>{ words }</button> }
    };
    let host = |name: &str| {
        let hosts = &run.scenario().hosts;
        hosts.iter().position(|it| it.name == name).map(HostId::new)
    };
    let frame = parts.frame.as_ref().map(|it| {
        let words = match (it.ours, it.theirs) {
            (_, Some(number)) => format!("frame {}", number.get()),
            _ => "a frame less".to_owned(),
        };
        go(words, it.at, it.theirs.map(Item::Frame))
    });
    let commit = parts.commit.as_ref().map(|it| {
        let words = match it.theirs {
            Some(id) => format!("commit {} of {}", short(&id), it.whose),
            None => format!("a commit less of {}", it.whose),
        };
        let commit = host(&it.whose).zip(it.theirs).map(|(host, id)| CommitRef {
            host,
            generation: run.trace().host_at(host, it.at).generation,
            id,
        });
        go(words, it.at, commit.map(Item::Commit))
    });
    let entry = parts.entry.as_ref().map(|it| {
        let (name, ip) = &it.whose;
        let side = |entry: &Option<Entry>| match entry.map(|it| it.mac) {
            Some(Some(mac)) => mac.to_string(),
            Some(None) => "asked for".to_owned(),
            None => "nothing".to_owned(),
        };
        let words = format!(
            "{ip} at {name}: {} here, {} there",
            side(&it.theirs),
            side(&it.ours)
        );
        go(words, it.at, host(name).map(|host| Item::Entry(host, *ip)))
    });
    let at = parts.at().map(exact_seconds).unwrap_or_default();
    html! {
        <>
            { format!("Parts from “{other}” at {at} s: ") }
            { for [frame, commit, entry].into_iter().flatten() }
        </>
    }
}
