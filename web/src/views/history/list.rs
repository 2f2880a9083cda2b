//! The list of commits: only the rows in sight exist, the graph is drawn beside them, and the
//! newest commit that has happened stays in sight.

use super::gutter::Gutter;
use super::model::{HistoryAt, HostHistory};
use super::paths::{ROW, Scale};
use super::row::CommitLine;
use crate::state::{Action, CommitRef, Item, Lit, Moment};
use crate::widgets::virtual_list::{Layout, row_after_key, use_rows};
use std::rc::Rc;
use versioned_arp::sim::HostId;
use versioned_arp::store::ObjectId;
use yew::prelude::*;

/// What the list is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// The commits, laid out.
    pub history: Rc<HostHistory>,
    /// Whose they are.
    pub host: HostId,
    /// The host's name.
    pub name: AttrValue,
    /// The selected commit.
    pub selected: Option<ObjectId>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send the choice.
    pub dispatch: Callback<Action>,
}

/// The list of commits.
#[component]
pub fn CommitList(props: &Props) -> Html {
    let Props {
        moment,
        history,
        selected,
        lit,
        ..
    } = props;
    let at = HistoryAt::new(history, moment);
    let count = history.len();
    let chosen = selected.and_then(|id| history.place(&id));
    let list = (moment.run.clone(), props.host, history.generation());
    let rows = use_rows(
        Layout {
            count,
            row: ROW,
            header: 0.0,
        },
        list,
        at.now(),
        chosen,
    );

    let select = select(props);
    let onkeydown = on_key(history, chosen.or(at.now()), rows.page, &select);
    let scale = Scale::new(count, history.width(), rows.range.start);
    let gutter = scale.width();
    let line = |place: usize| {
        let row = at.row(place);
        let (lit, id) = (lit.commits.contains(&row.id), row.id);
        html! {
            <CommitLine key={place} {row} {place} {count} {lit} selected={Some(place) == chosen}
                {gutter} select={select.clone()} {id} />
        }
    };
    html! {
        <div class="history-body">
        <div class="history-list" role="listbox" tabindex="0" ref={rows.node.clone()}
            aria-label={format!("Commits of {}, newest first", props.name)}
            aria-activedescendant={chosen.map(|place| format!("commit-{place}"))}
            onscroll={rows.onscroll.clone()} {onkeydown}>
            <svg class="gap" width="1" height={rows.before.to_string()} aria-hidden="true" />
            <div class="history-rows" role="presentation">
                <Gutter history={Rc::clone(history)} range={rows.range.clone()} {scale}
                    to_come={at.to_come()} selected={chosen} />
                <div class="history-lines" role="presentation">
                    { for rows.range.clone().map(line) }
                </div>
            </div>
            <svg class="gap" width="1" height={rows.after.to_string()} aria-hidden="true" />
        </div>
            if let Some(back) = rows.lost {
                <button type="button" class="history-now" onclick={back.reform(|_: MouseEvent| ())}>
                    { "Now" }
                </button>
            }
        </div>
    }
}

/// Selects a commit of this history.
fn select(props: &Props) -> Callback<ObjectId> {
    let (host, generation) = (props.host, props.history.generation());
    props.dispatch.reform(move |id| {
        Action::Select(Some(Item::Commit(CommitRef {
            host,
            generation,
            id,
        })))
    })
}

fn on_key(
    history: &Rc<HostHistory>,
    from: Option<usize>,
    page: usize,
    select: &Callback<ObjectId>,
) -> Callback<KeyboardEvent> {
    let (history, select) = (Rc::clone(history), select.clone());
    Callback::from(move |event: KeyboardEvent| {
        let to = row_after_key(&event.key(), from.unwrap_or(0), history.len(), page);
        if let Some(place) = to {
            event.prevent_default();
            event.stop_propagation();
            select.emit(history.id(place));
        }
    })
}
