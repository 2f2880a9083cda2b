//! Whose history and cache are shown: a tab for each host, a menu where hosts are many, and one
//! for all of them side by side.

use crate::widgets::toolbar::Toolbar;
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
    /// Which of them is shown; none when all are.
    pub shown: Option<usize>,
    /// Where to send the choice: a host, or all.
    pub choose: Callback<Option<HostId>>,
}

/// The tabs.
#[component]
pub fn HostTabs(props: &Props) -> Html {
    let Props {
        names,
        shown,
        choose,
    } = props;
    let tabs = if names.len() > MOST {
        MOST - 1
    } else {
        names.len()
    };
    let tab = |(place, name): (usize, &AttrValue)| {
        let onclick = choose.reform(move |_: MouseEvent| Some(HostId::new(place)));
        html! {
            <button key={place} type="button" class="tab" aria-pressed={(Some(place) == *shown).to_string()} {onclick}>
                { name }
            </button>
        }
    };
    html! {
        <Toolbar class="tabs host-tabs" name="Host">
            { for names.iter().enumerate().take(tabs).map(tab) }
            if tabs < names.len() {
                <More names={Rc::clone(names)} from={tabs} shown={*shown} choose={choose.clone()} />
            }
            if names.len() > 1 {
                <button type="button" class="tab" aria-pressed={shown.is_none().to_string()}
                    title="All hosts side by side" onclick={choose.reform(|_: MouseEvent| None)}>{ "all" }</button>
            }
        </Toolbar>
    }
}

#[derive(PartialEq, Properties)]
struct MoreProps {
    names: Rc<Vec<AttrValue>>,
    from: usize,
    shown: Option<usize>,
    choose: Callback<Option<HostId>>,
}

/// The hosts that have no tab.
#[component]
fn More(props: &MoreProps) -> Html {
    let MoreProps {
        names,
        from,
        shown,
        choose,
    } = props;
    let is_chosen = shown.is_some_and(|shown| shown >= *from);
    let onchange = Callback::from({
        let choose = choose.clone();
        move |event: Event| {
            if let Some(host) = chosen(&event) {
                choose.emit(Some(host));
            }
        }
    });
    let option = |place: usize| {
        html! { <option value={place.to_string()} selected={Some(place) == *shown}>{ &names[place] }</option> }
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
