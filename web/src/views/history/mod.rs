//! The History panel: how the cache of one host came about, as a commit graph that is newest
//! first. What is still to come at the shown moment is pale.

mod gutter;
mod list;
mod model;
mod paths;
mod row;
mod tabs;
#[cfg(test)]
mod tests;

use crate::state::{Action, Lit, Moment, Selection};
use crate::views::wording::host_name;
use list::CommitList;
use model::HostHistory;
use std::rc::Rc;
use tabs::HostTabs;
use yew::prelude::*;

/// What the panel is told.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// Whose history, and what is selected.
    pub selection: Selection,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The History panel.
#[component]
pub fn History(props: &Props) -> Html {
    let Props {
        moment,
        selection,
        lit,
        dispatch,
    } = props;
    let host = selection.host;
    let generation = moment.run.trace().host_at(host, moment.at).generation;
    let key = (moment.run.clone(), host, generation);
    let history = use_memo(key, |(run, host, generation)| {
        HostHistory::of(run, *host, *generation)
    });
    let names = use_memo(moment.run.clone(), |run| {
        let hosts = run.scenario().hosts.iter();
        hosts
            .map(|host| AttrValue::from(host.name.clone()))
            .collect::<Vec<_>>()
    });
    let selected = selection
        .commit()
        .filter(|it| it.host == host)
        .map(|it| it.id);
    let name = AttrValue::from(host_name(&moment.run, host).to_owned());
    html! {
        <section class="panel history" aria-label="History">
            <header class="panel-head">
                <h2>{ "History" }</h2>
                <HostTabs {names} shown={host.index()} dispatch={dispatch.clone()} />
            </header>
            <CommitList moment={moment.clone()} {history} host={host} {name} {selected}
                lit={Rc::clone(lit)} dispatch={dispatch.clone()} />
        </section>
    }
}
