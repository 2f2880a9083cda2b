//! The list of commits: only the rows in sight exist, the graph is drawn beside them, and the
//! newest commit that has happened stays in sight.

use super::abandoned::Abandoned;
use super::gutter::Gutter;
use super::heads::Heads;
use super::model::{CommitRow, HistoryAt, Turn};
use super::paths::{ROW, Scale, Widest};
use super::row::CommitLine;
use super::sheet::Sheet;
use crate::hooks::use_media;
use crate::state::{Action, CommitRef, Item, Lit, Moment};
use crate::widgets::virtual_list::{Layout, row_after_key, use_rows_asked};
use std::rc::Rc;
use yew::prelude::*;

/// The height of the hosts' names above their bands.
const HEADS: f64 = 32.0;

/// What the list is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// The commits, laid out.
    pub sheet: Rc<Sheet>,
    /// What resets leave behind.
    pub abandoned: Rc<Abandoned>,
    /// Whether the newest is at the top.
    pub newest_first: bool,
    /// What the list is called.
    pub name: AttrValue,
    /// The selected commit.
    pub selected: Option<CommitRef>,
    /// The commit that others are compared with.
    pub compared: Option<CommitRef>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// A row that somebody asked to see, and how often somebody did.
    pub wanted: Option<(usize, u32)>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The list of commits.
#[component]
pub fn CommitList(props: &Props) -> Html {
    let Props {
        moment,
        sheet,
        selected,
        compared,
        lit,
        ..
    } = props;
    let count = sheet.len();
    let turn = Turn {
        len: count,
        newest_first: props.newest_first,
    };
    let at = HistoryAt::new(sheet, &props.abandoned, moment, turn);
    let several = sheet.source().bands().len() > 1;
    let row_of = |id| sheet.row(id).filter(|row| *row < count);
    let chosen_row = selected.as_ref().and_then(|it| row_of(&it.id));
    let chosen = chosen_row.map(|row| turn.turned(row));
    let list = (Rc::clone(sheet), props.newest_first);
    let wanted = props.wanted.filter(|(row, _)| *row < count);
    let layout = Layout {
        count,
        row: ROW,
        header: if several { HEADS } else { 0.0 },
    };
    let reveal = chosen.map(|place| (place, 0));
    let reveal = wanted
        .map(|(row, asked)| (turn.turned(row), asked))
        .or(reveal);
    let rows = use_rows_asked(layout, list, at.now(), reveal);

    let select = props
        .dispatch
        .reform(|commit| Action::Select(Some(Item::Commit(commit))));
    let onkeydown = on_key(props, turn, chosen, at.now(), rows.page);
    let narrow = use_media("(max-width: 480px)");
    let widest = match (narrow, several) {
        (true, _) => Widest::NARROW,
        (false, true) => Widest::SEVERAL,
        (false, false) => Widest::ONE,
    };
    let scale = Scale::new(turn, sheet.width(), rows.range.start, widest);
    let gutter = scale.width();
    let shown: Vec<_> = rows.range.clone().map(|place| at.row(place)).collect();
    let left = rows.range.clone().zip(&shown);
    let left = left.filter(|(_, row)| row.abandoned);
    let abandoned: Rc<[usize]> = left.map(|(place, _)| turn.turned(place)).collect();
    let line = |(place, row): (usize, CommitRow)| {
        let id = row.commit.id;
        html! {
            <CommitLine key={place} {place} {count} lit={lit.commits.contains(&id)}
                selected={Some(place) == chosen} compared={compared.is_some_and(|it| it.id == id)}
                {row} {gutter} select={select.clone()} />
        }
    };
    html! {
        <div class="history-body">
        <div class="history-list" role="listbox" tabindex="0" ref={rows.node.clone()}
            aria-label={props.name.clone()}
            aria-activedescendant={chosen.filter(|it| rows.range.contains(it)).map(|place| format!("commit-{place}"))}
            onscroll={rows.onscroll.clone()} {onkeydown}>
            if several {
                <Heads sheet={Rc::clone(sheet)} {scale} height={HEADS} />
            }
            <svg class="gap" width="1" height={rows.before.to_string()} aria-hidden="true" />
            <div class="history-rows" role="presentation">
                <Gutter sheet={Rc::clone(sheet)} range={rows.range.clone()} {turn} {scale}
                    past={at.past()} selected={chosen_row} {abandoned} />
                <div class="history-lines" role="presentation">
                    { for rows.range.clone().zip(shown).map(line) }
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

/// Arrows, Home and End select; Enter shows the moment at which the selected commit was made.
fn on_key(
    props: &Props,
    turn: Turn,
    chosen: Option<usize>,
    now: Option<usize>,
    page: usize,
) -> Callback<KeyboardEvent> {
    let (moment, dispatch) = (props.moment.clone(), props.dispatch.clone());
    let (sheet, abandoned) = (Rc::clone(&props.sheet), Rc::clone(&props.abandoned));
    Callback::from(move |event: KeyboardEvent| {
        let at = HistoryAt::new(&sheet, &abandoned, &moment, turn);
        let action = match (event.key().as_str(), chosen) {
            ("Enter", Some(place)) => at.made(place).map(Action::Seek),
            (key, _) => {
                let from = chosen.or(now).unwrap_or(0);
                let to = row_after_key(key, from, turn.len, page);
                to.map(|place| Action::Select(Some(Item::Commit(at.commit(place)))))
            }
        };
        if let Some(action) = action {
            event.prevent_default();
            event.stop_propagation();
            dispatch.emit(action);
        }
    })
}
