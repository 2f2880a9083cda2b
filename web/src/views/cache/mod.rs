//! The Cache panel: what one host believes at the shown moment, and in further tabs its counters
//! and a commit of its history in full.

mod blame;
mod cause;
mod commit;
mod counters;
mod detail;
mod model;
mod table;

use crate::state::{Action, CommitRef, Item, Lit, Moment, Selection};
use crate::views::wording::{host_name, seconds, short};
use blame::Blame;
use commit::CommitDetail;
use counters::counters_view;
use detail::CommitView;
use std::cell::RefCell;
use std::rc::Rc;
use table::CacheTable;
use versioned_arp::store::BranchName;
use yew::prelude::*;

/// What the panel is told.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// Whose cache, and what is selected.
    pub selection: Selection,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

#[derive(Clone, Copy, PartialEq)]
enum Tab {
    Table,
    Counters,
    Commit,
}

/// The Cache panel.
#[component]
pub fn Cache(props: &Props) -> Html {
    let Props {
        moment,
        selection,
        lit,
        dispatch,
    } = props;
    let host = selection.host;
    let state = moment.run.trace().host_at(host, moment.at);
    let key = (moment.run.clone(), host, state.generation);
    let blame = use_memo(key, |_| RefCell::new(Blame::default()));

    let commit = shown_commit(props);
    let tab = use_state_eq(|| Tab::Table);
    let chosen = selection.commit();
    use_effect_with(chosen, {
        let tab = tab.setter();
        move |chosen| {
            tab.set(if chosen.is_some() {
                Tab::Commit
            } else {
                Tab::Table
            })
        }
    });
    let detail = commit.and_then(|commit| CommitDetail::of(&moment.run, commit));
    let shown = match *tab {
        Tab::Commit if detail.is_none() => Tab::Table,
        tab => tab,
    };
    let button = |which: Tab, text: String| {
        let tab = tab.setter();
        let onclick = Callback::from(move |_: MouseEvent| tab.set(which));
        html! {
            <button type="button" class="tab" aria-pressed={(which == shown).to_string()} {onclick}>{ text }</button>
        }
    };
    html! {
        <section class="panel cache" aria-label="Cache">
            <header class="panel-head">
                <h2>{ format!("Cache of {} at {} s", host_name(&moment.run, host), seconds(moment.at)) }</h2>
                if !state.up {
                    <span class="pill alarm">{ "powered down" }</span>
                }
                <div class="tabs" role="group" aria-label="What to show">
                    { button(Tab::Table, "table".to_owned()) }
                    { button(Tab::Counters, "counters".to_owned()) }
                    if let Some(detail) = &detail {
                        { button(Tab::Commit, format!("commit {}", short(&detail.id))) }
                    }
                </div>
            </header>
            <div class="panel-body" role="region" aria-label="Cache, counters or commit" tabindex="0">
                if let (Tab::Commit, Some(detail), Some(commit)) = (shown, detail, commit) {
                    <CommitView {detail} {commit} dispatch={dispatch.clone()} />
                } else if shown == Tab::Counters {
                    { counters_view(moment, host) }
                } else {
                    <CacheTable rows={model::rows(moment, host, &mut blame.borrow_mut())}
                        name={AttrValue::from(host_name(&moment.run, host).to_owned())}
                        host={host} generation={state.generation}
                        lit={Rc::clone(lit)} dispatch={dispatch.clone()} />
                }
            </div>
        </section>
    }
}

/// The selected commit; else, of what a selected frame taught, the commit of this host.
fn shown_commit(props: &Props) -> Option<CommitRef> {
    let Props {
        moment,
        selection,
        lit,
        ..
    } = props;
    let host = selection.host;
    match selection.item {
        Some(Item::Commit(commit)) => (commit.host == host).then_some(commit),
        Some(Item::Frame(_)) => {
            let records = lit
                .commits
                .iter()
                .filter_map(|id| moment.run.commits().record(moment.run.trace(), id));
            let own = records.filter(|record| record.host == host);
            // A query's answer and its merge are made at one moment: the merge is what counts.
            let own = own.max_by_key(|record| (record.at, record.branch == BranchName::main()))?;
            Some(CommitRef {
                host,
                generation: own.generation,
                id: own.id,
            })
        }
        _ => None,
    }
}
