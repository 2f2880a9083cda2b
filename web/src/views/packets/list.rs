//! The list of frames: a grid of which only the rows in sight exist. In the order of the capture it
//! follows the moment; a press on a column's head sorts.

use super::index::PacketIndex;
use super::model::row;
use super::row::PacketLine;
use super::sift::{Column, Sifted, Sort};
use super::view::View;
use crate::state::{Action, Item, Lit};
use crate::widgets::virtual_list::{Layout, row_after_key, use_rows};
use std::rc::Rc;
use versioned_arp::sim::FrameNumber;
use versioned_arp::time::Instant;
use web_sys::Element;
use yew::prelude::*;

/// Height of a row and of the header, in CSS pixels.
const ROW: f64 = 26.0;

/// What the list is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The packets.
    pub view: Rc<View>,
    /// Which of them are listed, and in which order.
    pub sifted: Sifted,
    /// Whether another choice is being worked out.
    pub busy: bool,
    /// The order that was asked for.
    pub sort: Sort,
    /// Where to ask for another.
    pub set_sort: Callback<Sort>,
    /// The shown moment.
    pub at: Instant,
    /// What is known of the frames.
    pub index: Rc<PacketIndex>,
    /// The place of the selected frame's record.
    pub selected: Option<usize>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to ask for a menu: a record's place, and where on the screen.
    pub menu: Callback<(usize, (f64, f64))>,
    /// Where to send the choice.
    pub dispatch: Callback<Action>,
}

/// The list of frames.
#[component]
pub fn PacketList(props: &Props) -> Html {
    let Props {
        view,
        sifted,
        at,
        index,
        lit,
        dispatch,
        ..
    } = props;
    let count = sifted.len();
    let last = sifted.last_of(view.len_until(*at));
    let chosen = props.selected.and_then(|place| sifted.line(place));
    let layout = Layout {
        count,
        row: ROW,
        header: ROW,
    };
    let follow = last.or((count > 0).then_some(0));
    let list = (Rc::clone(view), count, props.sort);
    let rows = use_rows(layout, list, follow, chosen);
    let many = view.len() >= 10_000;
    let long = view.run().end() >= Instant::from_secs(100);
    let select = {
        let (view, sifted) = (Rc::clone(view), sifted.clone());
        let dispatch = dispatch.clone();
        Callback::from(move |line: usize| {
            if let Some(frame) = frame_at(&view, &sifted, line) {
                dispatch.emit(Action::Select(Some(Item::Frame(frame))));
            }
        })
    };
    let onclick = {
        let select = select.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(line) = line_of(&event) {
                select.emit(line);
            }
        })
    };
    let oncontextmenu = {
        let (sifted, menu) = (sifted.clone(), props.menu.clone());
        let select = select.clone();
        Callback::from(move |event: MouseEvent| {
            let line = line_of(&event).or(chosen);
            if let Some(place) = line.and_then(|line| sifted.place(line)) {
                event.prevent_default();
                select.emit(line.unwrap_or_default());
                menu.emit((place, (event.client_x().into(), event.client_y().into())));
            }
        })
    };
    let onkeydown = on_key(chosen.or(last), count, rows.page, &select);
    let line = |line: usize| {
        let place = sifted.place(line)?;
        let row = row(view, *at, index, place);
        let lit = lit.frames.contains(&row.frame);
        Some(html! {
            <PacketLine key={place} {row} {line} {lit} selected={Some(line) == chosen} dispatch={dispatch.clone()} />
        })
    };
    let active = chosen.filter(|line| rows.range.contains(line));
    let active = active.and_then(|line| sifted.place(line));
    html! {
        <div class={classes!("packet-list", long.then_some("long"), many.then_some("many"))} ref={rows.node.clone()} onscroll={rows.onscroll.clone()}>
            <div role="grid" tabindex="0" class="packet-grid" aria-label="Frames" aria-busy={props.busy.to_string()}
                aria-rowcount={(count + 1).to_string()} aria-readonly="true"
                aria-activedescendant={active.map(|place| format!("frame-{}", place + 1))}
                {onkeydown} {onclick} {oncontextmenu}>
                { heads(props) }
                { gap(rows.before) }
                { for rows.range.clone().filter_map(line) }
                { gap(rows.after) }
            </div>
            if count == 0 && !props.busy {
                <p class="nobody">{ "No frame passes this filter." }</p>
            }
        </div>
    }
}

/// The frame in a line of the list.
fn frame_at(view: &View, sifted: &Sifted, line: usize) -> Option<FrameNumber> {
    let place = sifted.place(line)?;
    Some(view.record(place).frame.number)
}

/// The line that an event belongs to.
fn line_of(event: &MouseEvent) -> Option<usize> {
    let target = event.target_dyn_into::<Element>()?;
    let row = target.closest("[data-line]").ok()??;
    row.get_attribute("data-line")?.parse().ok()
}

/// The heads of the columns, each a button that sorts.
fn heads(props: &Props) -> Html {
    let head = |(column, name, class): (Column, &'static str, &'static str)| {
        let sorts = props.sort.column == column;
        let order = match (sorts, props.sort.falling) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        let sort = props.sort;
        let onclick = props
            .set_sort
            .reform(move |_: MouseEvent| sort.pressed(column));
        html! {
            <div key={name} role="columnheader" {class} aria-sort={order}>
                <button type="button" {onclick} title={format!("Sort by {name}")}>
                    { name }
                    if sorts && !sort.is_plain() {
                        <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
                            <path d={if sort.falling { "M1 3h8L5 8z" } else { "M1 7h8L5 2z" }} />
                        </svg>
                    }
                </button>
            </div>
        }
    };
    html! {
        <div role="row" class="cols heads" aria-rowindex="1">{ for Column::ALL.into_iter().map(head) }</div>
    }
}

/// The room of the rows that do not exist. An SVG has its height as an attribute, which a strict
/// content security policy lets pass where it would stop a style.
fn gap(height: f64) -> Html {
    html! {
        if height > 0.0 {
            <svg class="gap" width="1" height={height.to_string()} aria-hidden="true" />
        }
    }
}

fn on_key(
    from: Option<usize>,
    count: usize,
    page: usize,
    select: &Callback<usize>,
) -> Callback<KeyboardEvent> {
    let select = select.clone();
    Callback::from(move |event: KeyboardEvent| {
        let to = row_after_key(&event.key(), from.unwrap_or(0), count, page);
        if let Some(line) = to {
            event.prevent_default();
            event.stop_propagation();
            select.emit(line);
        }
    })
}
