//! The Messages panel: what hosts say to each other (datagrams, pings, words over TCP), to whom, and
//! what became of each by the shown moment. It has one place with the packets, in turn.

mod detail;
mod list;
mod model;
mod row;

use crate::state::{Action, Lit, Moment, Panel, Selection};
use crate::views::stage::StageTabs;
use crate::views::wording::host_name;
use detail::MessageDetail;
use list::MessageList;
use model::{Trouble, heard_by};
use std::rc::Rc;
use versioned_arp::sim::HostId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the panel is told.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// Whose messages are listed; everybody's if nobody's.
    pub listener: Option<HostId>,
    /// What is selected.
    pub selection: Selection,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The Messages panel.
#[component]
pub fn Messages(props: &Props) -> Html {
    let Props {
        moment,
        listener,
        selection,
        lit,
        dispatch,
    } = props;
    let listed = use_memo((moment.run.clone(), *listener), |(run, listener)| {
        heard_by(run, *listener)
    });
    let settled = moment.settled();
    let trouble = use_memo((settled, Rc::clone(&listed)), |(moment, listed)| {
        Trouble::of(moment, listed)
    });
    let talk = moment.run.talk();
    // A selected frame stands for what it carries.
    let carried = selection.frame().and_then(|frame| talk.carried_by(frame));
    let chosen = selection.message();
    let shown = chosen.or(carried.map(|saying| saying.number));
    let open = chosen.filter(|number| talk.saying(*number).is_some());
    let said = listed.partition_point(|place| (*place as usize) < talk.len_until(moment.at));
    let all = listed.len();
    html! {
        <section class="panel messages" aria-label="Messages">
            <header class="panel-head messages-head">
                <StageTabs panel={Panel::Messages} pair={Panel::WIRE} dispatch={dispatch.clone()} />
                if all > 0 {
                    <span class="count" role="status">{ format!("{said} of {all} said{trouble}") }</span>
                }
                { listeners(props) }
            </header>
            <div class={classes!("messages-body", open.map(|_| "with-detail"))}>
                if all == 0 {
                    { nothing(moment, *listener) }
                } else {
                    <MessageList moment={moment.clone()} {listed} {said} {shown} lit={Rc::clone(lit)} dispatch={dispatch.clone()} />
                }
                if let Some(number) = open {
                    <MessageDetail key={number.get()} moment={moment.clone()} {number} dispatch={dispatch.clone()} />
                }
            </div>
        </section>
    }
}

/// The choice of whose messages are listed.
fn listeners(props: &Props) -> Html {
    let onchange = props.dispatch.reform(|event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>();
        let chosen = chosen.and_then(|it| it.value().parse().ok());
        Action::Listen(chosen.map(HostId::new))
    });
    let chosen = props.listener.map(HostId::index);
    let hosts = props.moment.run.scenario().hosts.iter().enumerate();
    html! {
        <select class="watcher" aria-label="Whose messages" {onchange}>
            <option value="" selected={chosen.is_none()}>{ "everybody" }</option>
            { for hosts.map(|(index, host)| html! {
                <option key={index} value={index.to_string()} selected={chosen == Some(index)}>
                    { format!("by and to {}", host.name) }
                </option>
            }) }
        </select>
    }
}

/// What to say where nobody says anything.
fn nothing(moment: &Moment, listener: Option<HostId>) -> Html {
    html! {
        <p class="nobody">
            if let Some(host) = listener {
                <strong>{ format!("{} says nothing, and is told nothing.", host_name(&moment.run, host)) }</strong>
            } else {
                <strong>{ "Nobody says anything in this lab." }</strong>
                { " Pings, datagrams and what is said over TCP would be listed here. The menu of a host has Ping and Send." }
            }
        </p>
    }
}
