//! The list of frames: a table of which only the rows in sight exist, and that follows the
//! moment.

use super::index::PacketIndex;
use super::model::{row, sent};
use super::row::PacketLine;
use crate::state::{Action, Item, Lit, Moment};
use crate::widgets::virtual_list::{Layout, row_after_key, use_rows};
use std::rc::Rc;
use versioned_arp::sim::FrameNumber;
use versioned_arp::time::Instant;
use yew::prelude::*;

/// Height of a row and of the header, in CSS pixels.
const ROW: f64 = 26.0;
/// The columns.
const COLUMNS: [(&str, &str); 6] = [
    ("No.", "number"),
    ("Time", "time number"),
    ("From", "from"),
    ("To", "to"),
    ("Info", "info"),
    ("Taught", "taught"),
];

/// What the list is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// What is known of the frames.
    pub index: Rc<PacketIndex>,
    /// The selected frame.
    pub selected: Option<FrameNumber>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send the choice.
    pub dispatch: Callback<Action>,
}

/// The list of frames.
#[component]
pub fn PacketList(props: &Props) -> Html {
    let Props {
        moment,
        index,
        selected,
        lit,
        dispatch,
    } = props;
    let count = moment.run.trace().frames().len();
    let last = sent(moment).checked_sub(1);
    let chosen = selected.map(FrameNumber::index);
    let layout = Layout {
        count,
        row: ROW,
        header: ROW,
    };
    let follow = last.or((count > 0).then_some(0));
    let rows = use_rows(layout, moment.run.clone(), follow, chosen);
    let long = moment.run.end() >= Instant::from_secs(100);
    let select = dispatch.reform(|number| Action::Select(Some(Item::Frame(number))));
    let onkeydown = on_key(chosen.or(last), count, rows.page, &select);
    let line = |place: usize| {
        let row = row(moment, index, place);
        let lit = lit.frames.contains(&row.number);
        html! {
            <PacketLine key={place} {row} {lit} selected={Some(place) == chosen}
                select={select.clone()} dispatch={dispatch.clone()} />
        }
    };
    html! {
        <div class="packet-list" ref={rows.node.clone()} onscroll={rows.onscroll.clone()}>
            <table class={long.then_some("long")} role="grid" tabindex="0" aria-label="Frames in order of sending"
                aria-rowcount={(count + 1).to_string()} aria-readonly="true"
                aria-activedescendant={chosen.map(|place| format!("frame-{}", place + 1))} {onkeydown}>
                <thead>
                    <tr aria-rowindex="1">
                        { for COLUMNS.map(|(name, class)| html! { <th scope="col" {class}>{ name }</th> }) }
                    </tr>
                </thead>
                <tbody>
                    { gap(rows.before) }
                    { for rows.range.clone().map(line) }
                    { gap(rows.after) }
                </tbody>
            </table>
        </div>
    }
}

/// The room of the rows that do not exist. An SVG has its height as an attribute, which a strict
/// content security policy lets pass where it would stop a style.
fn gap(height: f64) -> Html {
    html! {
        if height > 0.0 {
            <tr class="gap" role="presentation" aria-hidden="true">
                <td colspan="6"><svg width="1" height={height.to_string()} /></td>
            </tr>
        }
    }
}

fn on_key(
    from: Option<usize>,
    count: usize,
    page: usize,
    select: &Callback<FrameNumber>,
) -> Callback<KeyboardEvent> {
    let select = select.clone();
    Callback::from(move |event: KeyboardEvent| {
        let to = row_after_key(&event.key(), from.unwrap_or(0), count, page);
        if let Some(number) = to.and_then(|place| FrameNumber::new(place as u32 + 1)) {
            event.prevent_default();
            event.stop_propagation();
            select.emit(number);
        }
    })
}
