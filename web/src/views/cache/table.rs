//! The cache as a table.

use super::cause::Cause;
use super::model::{By, CacheRow, Change, Order, Teacher, sort};
use crate::state::{Action, CommitRef, Item, Lit};
use crate::views::wording::{length, short};
use std::rc::Rc;
use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::arp::State;
use versioned_arp::sim::HostId;
use versioned_arp::time::Instant;
use yew::prelude::*;

/// What the table is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its rows, in order of address.
    pub rows: Vec<CacheRow>,
    /// The shown time.
    pub at: Instant,
    /// The host's name.
    pub name: AttrValue,
    /// The host.
    pub host: HostId,
    /// Which of its repositories it is.
    pub generation: usize,
    /// The address that is selected.
    pub selected: Option<Ipv4Addr>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The table.
#[component]
pub fn CacheTable(props: &Props) -> Html {
    let order = use_state_eq(Order::default);
    if props.rows.is_empty() {
        return html! {
            <p class="nobody">
                <strong>{ format!("{} knows nobody yet.", props.name) }</strong>
                { " An address gets here when a frame or a statement teaches it, and goes when its time is up." }
            </p>
        };
    }
    let mut rows = props.rows.clone();
    if *order != Order::default() {
        sort(&mut rows, *order);
    }
    let row = |row: CacheRow| {
        let ip = row.ip;
        let lit = row
            .teacher
            .as_ref()
            .is_some_and(|it| props.lit.commits.contains(&it.commit));
        html! { <EntryLine key={ip.to_string()} at={props.at} {lit} selected={props.selected == Some(ip)}
        host={props.host} generation={props.generation} dispatch={props.dispatch.clone()} {row} /> }
    };
    let head = |by: By, class: &'static str, words: &'static str| {
        let is_by = order.by == by;
        let next = Order {
            by,
            downwards: is_by && !order.downwards,
        };
        let set = order.setter();
        let onclick = Callback::from(move |_: MouseEvent| set.set(next));
        let sorted = match (is_by, order.downwards) {
            (true, false) => Some("ascending"),
            (true, true) => Some("descending"),
            _ => None,
        };
        html! { <th scope="col" {class} aria-sort={sorted}><button type="button" class="sort" {onclick}>{ words }</button></th> }
    };
    html! {
        <table class="entries cache-table">
            <caption class="for-ears">{ format!("ARP cache of {}", props.name) }</caption>
            <thead>
                <tr>
                    { head(By::Address, "", "Address") }
                    { head(By::Mac, "", "MAC") }
                    { head(By::State, "state-column", "State") }
                    { head(By::Age, "number age-column", "Age") }
                    { head(By::Left, "number", "Left") }
                    <th scope="col">{ "Taught by" }</th>
                </tr>
            </thead>
            <tbody>{ for rows.into_iter().map(row) }</tbody>
        </table>
    }
}

#[derive(PartialEq, Properties)]
struct EntryProps {
    row: CacheRow,
    at: Instant,
    lit: bool,
    selected: bool,
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
    let item = Item::Entry(props.host, row.ip);
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(item)));
    let taught_at = row.teacher.as_ref().and_then(|it| it.at);
    let age = taught_at.map_or_else(String::new, |at| length(props.at.since(at)));
    html! {
        <tr class={classes!(class, lit.then_some("lit"), props.selected.then_some("selected"))}>
            <th scope="row" class="mono">
                <button type="button" class="go plain mono" {onclick} title="Its biography">{ row.ip.to_string() }</button>
            </th>
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
            <td class="number mono age-column">{ age }</td>
            <td class="number mono">{ &row.left }</td>
            <td class="taught">
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
        <div class="taught-line">
            <span class="taught-why">
                if let Some(why) = teacher.why.clone() {
                    <Cause {why} dispatch={props.dispatch.clone()} />
                } else if teacher.cut {
                    <span title="The history before this commit has been cut off: this one taught it, or an earlier one did.">{ "in or before" }</span>
                } else {
                    { "before" }
                }
            </span>
            <button type="button" class="go mono commit-link" {onclick} aria-label={format!("commit {}", short(&id))}>
                { short(&id) }
            </button>
        </div>
    }
}
