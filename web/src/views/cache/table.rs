//! The cache as a table.

use super::cause::Cause;
use super::model::{CacheRow, Change, Teacher};
use crate::state::{Action, CommitRef, Item, Lit};
use crate::views::wording::short;
use std::rc::Rc;
use versioned_arp::addr::MacAddr;
use versioned_arp::arp::State;
use versioned_arp::sim::HostId;
use yew::prelude::*;

/// What the table is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its rows.
    pub rows: Vec<CacheRow>,
    /// The host's name.
    pub name: AttrValue,
    /// The host.
    pub host: HostId,
    /// Which of its repositories it is.
    pub generation: usize,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The table.
#[component]
pub fn CacheTable(props: &Props) -> Html {
    if props.rows.is_empty() {
        return html! {
            <p class="nobody">
                <strong>{ format!("{} knows nobody yet.", props.name) }</strong>
                { " An address gets here when a frame or a statement teaches it, and goes when its time is up." }
            </p>
        };
    }
    let row = |row: &CacheRow| {
        html! { <EntryLine key={row.ip.to_string()} row={row.clone()}
        lit={row.teacher.as_ref().is_some_and(|it| props.lit.commits.contains(&it.commit))}
        host={props.host} generation={props.generation} dispatch={props.dispatch.clone()} /> }
    };
    html! {
        <table class="entries">
            <caption class="for-ears">{ format!("ARP cache of {}", props.name) }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "Address" }</th>
                    <th scope="col">{ "MAC" }</th>
                    <th scope="col" class="state-column">{ "State" }</th>
                    <th scope="col" class="number">{ "Left" }</th>
                    <th scope="col">{ "Taught by" }</th>
                </tr>
            </thead>
            <tbody>{ for props.rows.iter().map(row) }</tbody>
        </table>
    }
}

#[derive(PartialEq, Properties)]
struct EntryProps {
    row: CacheRow,
    lit: bool,
    host: HostId,
    generation: usize,
    dispatch: Callback<Action>,
}

/// One entry.
#[component]
fn EntryLine(props: &EntryProps) -> Html {
    let EntryProps { row, lit, .. } = props;
    let (class, news) = match row.change {
        Change::None if row.state == State::Incomplete => ("asking", None),
        Change::None => ("", None),
        Change::New => ("news", Some("new")),
        Change::Changed(None) => ("news", Some("renewed")),
        Change::Changed(Some(_)) => ("news", None),
        Change::Gone => ("news gone", Some("gone")),
    };
    let former = match row.change {
        Change::Changed(former) => former,
        _ => None,
    };
    html! {
        <tr class={classes!(class, lit.then_some("lit"))}>
            <th scope="row" class="mono">{ row.ip.to_string() }</th>
            <td class="mono">
                if let Some(former) = former {
                    <del aria-label={format!("was {former}")} title={former.to_string()}>{ last_byte(former) }</del>{ " " }
                }
                { row.mac.map_or_else(|| "–".to_owned(), |mac| mac.to_string()) }
                <small class="narrow-state">{ row.state.name() }</small>
            </td>
            <td class="state-column">
                <span class={classes!("state", row.state.name().to_ascii_lowercase())}>{ row.state.name() }</span>
                if let Some(news) = news {
                    <span class="pill">{ news }</span>
                }
            </td>
            <td class="number mono">{ &row.left }</td>
            <td>
                if let Some(teacher) = &row.teacher {
                    { taught(teacher, props) }
                }
            </td>
        </tr>
    }
}

/// The end of a MAC address that is not to be read in full.
fn last_byte(mac: MacAddr) -> String {
    format!("…:{:02x}", mac.0[5])
}

/// Who taught an entry, and the commit that it came with.
fn taught(teacher: &Teacher, props: &EntryProps) -> Html {
    let id = teacher.commit;
    let commit = CommitRef {
        host: props.host,
        generation: props.generation,
        id,
    };
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(Item::Commit(commit))));
    html! {
        <>
            if let Some(why) = teacher.why.clone() {
                <Cause {why} dispatch={props.dispatch.clone()} />{ " " }
            }
            <button type="button" class="go mono commit-link" {onclick} aria-label={format!("commit {}", short(&id))}>
                { short(&id) }
            </button>
        </>
    }
}
