//! Whose history and cache are shown: a tab for each host, and a menu where hosts are many.

use crate::state::Action;
use std::rc::Rc;
use versioned_arp::sim::HostId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// More hosts than this are not all given a tab.
const MOST: usize = 6;

/// What the tabs are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The names of all hosts, in order of the text.
    pub names: Rc<Vec<AttrValue>>,
    /// Which of them is shown.
    pub shown: usize,
    /// Where to send the choice.
    pub dispatch: Callback<Action>,
}

/// The tabs.
#[component]
pub fn HostTabs(props: &Props) -> Html {
    let Props {
        names,
        shown,
        dispatch,
    } = props;
    let tabs = if names.len() > MOST {
        MOST - 1
    } else {
        names.len()
    };
    let tab = |(place, name): (usize, &AttrValue)| {
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Show(HostId::new(place)));
        html! {
            <button key={place} type="button" class="tab" aria-pressed={(place == *shown).to_string()} {onclick}>
                { name }
            </button>
        }
    };
    html! {
        <div class="tabs host-tabs" role="group" aria-label="Host">
            { for names.iter().enumerate().take(tabs).map(tab) }
            if tabs < names.len() {
                <More names={Rc::clone(names)} from={tabs} shown={*shown} dispatch={dispatch.clone()} />
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct MoreProps {
    names: Rc<Vec<AttrValue>>,
    from: usize,
    shown: usize,
    dispatch: Callback<Action>,
}

/// The hosts that have no tab.
#[component]
fn More(props: &MoreProps) -> Html {
    let MoreProps {
        names,
        from,
        shown,
        dispatch,
    } = props;
    let is_chosen = shown >= from;
    let onchange = Callback::from({
        let dispatch = dispatch.clone();
        move |event: Event| {
            if let Some(host) = chosen(&event) {
                dispatch.emit(Action::Show(host));
            }
        }
    });
    let option = |place: usize| {
        html! { <option value={place.to_string()} selected={place == *shown}>{ &names[place] }</option> }
    };
    html! {
        <select class={classes!("tab", is_chosen.then_some("chosen"))} aria-label="More hosts" {onchange}>
            <option value="" selected={!is_chosen} disabled=true>{ format!("{} more", names.len() - from) }</option>
            { for (*from..names.len()).map(option) }
        </select>
    }
}

/// What the menu was set to.
fn chosen(event: &Event) -> Option<HostId> {
    let value = event.target_dyn_into::<HtmlSelectElement>()?.value();
    value.parse().ok().map(HostId::new)
}
