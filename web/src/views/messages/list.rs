//! The list of what was said: a grid of which only the rows in sight exist. It follows the moment.

use super::model::{is_lit, row};
use super::row::MessageLine;
use crate::hooks::use_media;
use crate::state::{Action, Item, Lit, Moment};
use crate::widgets::virtual_list::{Layout, row_after_key, use_rows};
use std::rc::Rc;
use versioned_arp::report::Saying;
use versioned_arp::sim::MessageNumber;
use web_sys::Element;
use yew::prelude::*;

/// Height of a row and of the header, in CSS pixels.
const ROW: f64 = 26.0;
/// Height of a row that has its text below.
const TALL_ROW: f64 = 46.0;
/// Where there is no room beside: `messages.css` has the same.
const NARROW: &str = "(max-width: 820px)";

/// What the list is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// The places of what is listed in all that is said.
    pub listed: Rc<Vec<u32>>,
    /// How many of them were said by now.
    pub said: usize,
    /// The one that is selected, or carried by what is.
    pub shown: Option<MessageNumber>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send the choice.
    pub dispatch: Callback<Action>,
}

/// The list of what was said.
#[component]
pub fn MessageList(props: &Props) -> Html {
    let Props {
        moment,
        listed,
        said,
        shown,
        lit,
        dispatch,
    } = props;
    let narrow = use_media(NARROW);
    let count = listed.len();
    let sayings = moment.run.talk().sayings();
    let saying = |line: usize| -> Option<&Saying> {
        let place = *listed.get(line)?;
        sayings.get(place as usize)
    };
    let chosen = shown.and_then(|number| {
        let line = listed.partition_point(|place| sayings[*place as usize].number < number);
        saying(line).filter(|it| it.number == number).map(|_| line)
    });
    let layout = Layout {
        count,
        row: if narrow { TALL_ROW } else { ROW },
        header: if narrow { 0.0 } else { ROW },
    };
    let last = said.checked_sub(1);
    let rows = use_rows(
        layout,
        (Rc::clone(listed), narrow),
        last.or(Some(0)),
        chosen,
    );
    let select = {
        let (moment, listed) = (moment.clone(), Rc::clone(listed));
        dispatch.reform(move |line: usize| {
            let place = listed.get(line).map_or(0, |place| *place as usize);
            let saying = moment.run.talk().sayings().get(place);
            Action::Select(saying.map(|saying| Item::Message(saying.number)))
        })
    };
    let onclick = {
        let select = select.clone();
        Callback::from(move |event: MouseEvent| {
            let target = event.target_dyn_into::<Element>();
            let row = target.and_then(|it| it.closest("[data-line]").ok().flatten());
            let line = row.and_then(|it| it.get_attribute("data-line")?.parse().ok());
            if let Some(line) = line {
                select.emit(line);
            }
        })
    };
    let onkeydown = {
        let (from, page) = (chosen.or(last).unwrap_or(0), rows.page);
        Callback::from(move |event: KeyboardEvent| {
            if let Some(line) = row_after_key(&event.key(), from, count, page) {
                event.prevent_default();
                event.stop_propagation();
                select.emit(line);
            }
        })
    };
    let line = |line: usize| {
        let saying = saying(line)?;
        let lit = is_lit(&moment.run, saying, lit);
        Some(html! {
            <MessageLine key={saying.number.get()} row={row(moment, saying)} {line} {lit} selected={Some(line) == chosen} />
        })
    };
    let active = chosen.filter(|line| rows.range.contains(line));
    let active = active.and_then(saying);
    html! {
        <div class="message-list" ref={rows.node.clone()} onscroll={rows.onscroll.clone()}>
            <div role="grid" tabindex="0" class="message-grid" aria-label="What was said" aria-rowcount={(count + 1).to_string()}
                aria-readonly="true" aria-activedescendant={active.map(|it| format!("message-{}", it.number.get()))}
                {onkeydown} {onclick}>
                <div role="row" class="message-line heads" aria-rowindex="1">
                    <div role="columnheader" class="time">{ "Time" }</div>
                    <div role="columnheader" class="from">{ "From" }</div>
                    <div role="columnheader" class="to">{ "To" }</div>
                    <div role="columnheader" class="over">{ "Over" }</div>
                    <div role="columnheader" class="said-text">{ "Said" }</div>
                    <div role="columnheader" class="standing">{ "By now" }</div>
                </div>
                { gap(rows.before) }
                { for rows.range.clone().filter_map(line) }
                { gap(rows.after) }
            </div>
        </div>
    }
}

/// The room of the rows that do not exist: an SVG, because of the content security policy.
fn gap(height: f64) -> Html {
    html! {
        if height > 0.0 {
            <svg class="gap" width="1" height={height.to_string()} aria-hidden="true" />
        }
    }
}
