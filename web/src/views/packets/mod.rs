//! The Packets panel: every frame that a host put on a wire, and one of them taken apart.

mod bytes;
mod detail;
mod index;
mod list;
mod model;
mod row;
mod tree;

use crate::state::{Action, Lit, Moment, Selection};
use detail::PacketDetail;
use index::PacketIndex;
use list::PacketList;
use std::rc::Rc;
use yew::prelude::*;

/// What the panel is told.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// What is selected.
    pub selection: Selection,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The Packets panel.
#[component]
pub fn Packets(props: &Props) -> Html {
    let Props {
        moment,
        selection,
        lit,
        dispatch,
    } = props;
    let index = use_memo(moment.run.clone(), |run| PacketIndex::of(run.trace()));
    let all = moment.run.trace().frames().len();
    let selected = selection.frame().filter(|number| number.index() < all);
    html! {
        <section class="panel packets" aria-label="Packets">
            <header class="panel-head">
                <h2>{ "Packets" }</h2>
                <span class="count">{ format!("{} of {all} sent", model::sent(moment)) }</span>
            </header>
            <div class={classes!("packets-body", selected.map(|_| "with-detail"))}>
                if all == 0 {
                    <p class="nobody">
                        <strong>{ "No frame is ever sent." }</strong>
                        { " A query for an address that is not in the cache would send one." }
                    </p>
                } else {
                    <PacketList moment={moment.clone()} index={Rc::clone(&index)} {selected}
                        lit={Rc::clone(lit)} dispatch={dispatch.clone()} />
                }
                if let Some(number) = selected {
                    <PacketDetail key={number.get()} row={model::row(moment, &index, number.index())}
                        bytes={Rc::<[u8]>::from(&moment.run.trace().frames()[number.index()].bytes[..])}
                        context={moment.run.trace().frames()[number.index()].context}
                        at={moment.run.trace().frames()[number.index()].at} dispatch={dispatch.clone()} />
                }
            </div>
        </section>
    }
}
