//! The Cache panel: what one host believes at the shown moment, and in further tabs its counters,
//! a commit of its history in full, the biography of an address, and a comparison.

mod acts;
mod blame;
mod cause;
mod commit;
mod compare;
mod counters;
mod detail;
mod life;
mod model;
mod table;

use crate::state::{Action, CommitRef, Item, Lit, Moment, Selection};
use crate::views::copying::copy_text;
use crate::views::wording::{host_name, seconds, short};
use crate::widgets::toolbar::Toolbar;
use blame::Blame;
use commit::CommitDetail;
use compare::{CompareView, Comparison, head};
use counters::counters_view;
use detail::CommitView;
use life::LifeView;
use model::{CacheRow, ip_neigh};
use std::cell::RefCell;
use std::rc::Rc;
use table::CacheTable;
use versioned_arp::addr::Ipv4Addr;
use versioned_arp::store::BranchName;
use yew::prelude::*;

/// What the panel is told.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// Whose cache, and what is selected.
    pub selection: Selection,
    /// The commit that others are compared with.
    pub compared: Option<CommitRef>,
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
    Life,
    Compare,
}

/// The Cache panel.
#[component]
pub fn Cache(props: &Props) -> Html {
    let Props {
        moment,
        selection,
        compared,
        dispatch,
        ..
    } = props;
    let host = selection.host;
    let state = moment.run.trace().host_at(host, moment.at);
    let commit = shown_commit(props);
    let address = match selection.item {
        Some(Item::Entry(of, ip)) if of == host => Some(ip),
        _ => None,
    };
    let tab = use_state_eq(|| Tab::Table);
    use_effect_with((selection.commit(), address, *compared), {
        let tab = tab.setter();
        move |(commit, address, compared)| {
            tab.set(match (commit, address, compared) {
                (_, _, Some(_)) => Tab::Compare,
                (Some(_), ..) => Tab::Commit,
                (_, Some(_), _) => Tab::Life,
                _ => Tab::Table,
            });
        }
    });
    let shown = match *tab {
        Tab::Commit if commit.is_none() => Tab::Table,
        Tab::Life if address.is_none() => Tab::Table,
        Tab::Compare if compared.is_none() => Tab::Table,
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
                <Toolbar class="tabs" name="What to show">
                    { button(Tab::Table, "table".to_owned()) }
                    { button(Tab::Counters, "counters".to_owned()) }
                    if let Some(ip) = address {
                        { button(Tab::Life, ip.to_string()) }
                    }
                    if let Some(commit) = &commit {
                        { button(Tab::Commit, format!("commit {}", short(&commit.id))) }
                    }
                    if compared.is_some() {
                        { button(Tab::Compare, "compare".to_owned()) }
                    }
                </Toolbar>
            </header>
            <div class="panel-body" role="region" aria-label="Cache, counters or commit" tabindex="0">
                { match (shown, commit, address, compared) {
                    (Tab::Counters, ..) => counters_view(moment, host),
                    (Tab::Commit, Some(commit), ..) => commit_view(props, commit),
                    (Tab::Life, _, Some(ip), _) => html! {
                        <LifeView moment={moment.clone()} {host} {ip} dispatch={dispatch.clone()} />
                    },
                    (Tab::Compare, _, _, Some(a)) => compare_view(props, *a),
                    _ => html! {
                        <Table moment={moment.clone()} selection={*selection} lit={Rc::clone(&props.lit)}
                            selected={address} dispatch={dispatch.clone()} />
                    },
                } }
            </div>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct TableProps {
    moment: Moment,
    selection: Selection,
    lit: Rc<Lit>,
    selected: Option<Ipv4Addr>,
    dispatch: Callback<Action>,
}

/// The table, and a way to take it along.
#[component]
fn Table(props: &TableProps) -> Html {
    let TableProps {
        moment,
        selection,
        lit,
        selected,
        dispatch,
    } = props;
    let host = selection.host;
    let generation = moment.run.trace().host_at(host, moment.at).generation;
    let key = (moment.run.clone(), host, generation);
    let blame = use_memo(key, |_| RefCell::new(Blame::default()));
    let rows = model::rows(moment, host, &mut blame.borrow_mut());
    let onclick = (!rows.is_empty()).then(|| copied(&rows, dispatch));
    html! {
        <>
            <CacheTable {rows} at={moment.at} name={AttrValue::from(host_name(&moment.run, host).to_owned())}
                {host} {generation} selected={*selected} lit={Rc::clone(lit)} dispatch={dispatch.clone()} />
            if let Some(onclick) = onclick {
                <p class="table-acts">
                    <button type="button" class="small" {onclick}>{ "Copy as ip neigh prints it" }</button>
                </p>
            }
        </>
    }
}

/// Copies the table as the kernel's tool would print it.
fn copied(rows: &[CacheRow], dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    let (rows, dispatch) = (rows.to_vec(), dispatch.clone());
    Callback::from(move |_| {
        copy_text(
            &ip_neigh(&rows),
            "Copied, as ip neigh prints it.",
            &dispatch,
        );
    })
}

fn commit_view(props: &Props, commit: CommitRef) -> Html {
    let (moment, dispatch) = (&props.moment, &props.dispatch);
    match CommitDetail::of(&moment.run, commit) {
        Some(detail) => html! {
            <CommitView {detail} {commit} moment={moment.settled()} dispatch={dispatch.clone()} />
        },
        None => html! { <p class="nobody">{ "This commit is not in the history any more." }</p> },
    }
}

/// The comparison of `a` with the selected commit; else with what the shown host's `main` is at.
fn compare_view(props: &Props, a: CommitRef) -> Html {
    let Props {
        moment,
        selection,
        dispatch,
        ..
    } = props;
    let selected = selection.commit().filter(|it| it.id != a.id);
    let b = selected.or_else(|| head(moment, selection.host));
    match b.and_then(|b| Comparison::of(&moment.run, a, b)) {
        Some(comparison) => html! {
            <CompareView {comparison} with_head={selected.is_none()} dispatch={dispatch.clone()} />
        },
        None => html! { <p class="nobody">{ "One of the commits is not there any more." }</p> },
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
