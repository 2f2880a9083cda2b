//! The History panel: how caches came about, as a commit graph of one host or of all side by
//! side. What is still to come at the shown moment is pale.

mod abandoned;
mod filter;
mod foot;
mod gutter;
mod heads;
mod list;
mod menu;
mod missing;
mod model;
mod offer;
mod paths;
mod picture;
mod row;
mod search;
mod sheet;
mod source;
mod tabs;
#[cfg(test)]
mod tests;
mod text;

use crate::state::{Action, CommitRef, Item, Lit, Moment, Selection};
use crate::views::wording::host_name;
use crate::widgets::icon::{Glyph, Icon};
use abandoned::Abandoned;
use filter::Filter;
use foot::Foot;
use list::CommitList;
use menu::{HistoryMenu, Wish};
use missing::Missing;
use model::{HistoryAt, Turn};
pub use offer::Offer;
use search::{NoCommit, Search};
use sheet::Sheet;
use source::{Band, Source};
use std::rc::Rc;
use tabs::HostTabs;
use text::AsText;
use versioned_arp::sim::{HostId, StopReason};
use yew::prelude::*;

/// What the panel is told.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// Whose history, and what is selected.
    pub selection: Selection,
    /// The commit that others are compared with.
    pub compared: Option<CommitRef>,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// How a person wants to see it.
#[derive(Clone, Debug, PartialEq)]
struct Looks {
    /// All hosts side by side.
    all: bool,
    newest_first: bool,
    /// As git would print it.
    as_text: bool,
    /// The signs explained even where there is little room.
    legend: bool,
    /// What is searched for, while something is.
    search: Option<Filter>,
    /// A row to bring into sight, and how often that was asked for.
    wanted: Option<(usize, u32)>,
}

impl Default for Looks {
    fn default() -> Self {
        Self {
            all: false,
            newest_first: true,
            as_text: false,
            legend: false,
            search: None,
            wanted: None,
        }
    }
}

/// The History panel.
#[component]
pub fn History(props: &Props) -> Html {
    let Props {
        moment,
        selection,
        compared,
        lit,
        dispatch,
    } = props;
    let looks = use_state_eq(Looks::default);
    let host = selection.host;
    let bands = bands(moment, host, looks.all);
    let source = use_memo((moment.run.clone(), bands.clone()), |(run, bands)| {
        Source::of(run, bands.clone())
    });
    let abandoned = use_memo((moment.run.clone(), bands.clone()), |(run, bands)| {
        Abandoned::of(run, bands)
    });
    let filter = looks.search.clone().unwrap_or_default();
    let sheet = use_memo((Rc::clone(&source), filter.clone()), |(source, filter)| {
        filter::sheet(source, filter)
    });
    let names = use_memo(moment.run.clone(), |run| {
        let hosts = run.scenario().hosts.iter();
        hosts
            .map(|host| AttrValue::from(host.name.clone()))
            .collect::<Vec<_>>()
    });
    let selected = selection.commit().filter(|it| looks.all || it.host == host);
    let set = {
        let looks = looks.clone();
        move |change: &dyn Fn(&mut Looks)| {
            let mut next = (*looks).clone();
            change(&mut next);
            looks.set(next);
        }
    };
    let choose = {
        let (set, dispatch) = (set.clone(), dispatch.clone());
        Callback::from(move |host: Option<HostId>| {
            set(&|looks| {
                looks.all = host.is_none();
                looks.wanted = None;
            });
            if let Some(host) = host {
                dispatch.emit(Action::Show(host));
            }
        })
    };
    let ask = {
        let set = set.clone();
        Callback::from(move |filter: Filter| set(&|looks| looks.search = Some(filter.clone())))
    };
    let toggle_search = {
        let set = set.clone();
        Callback::from(move |()| {
            set(&|looks| {
                looks.search = looks.search.is_none().then(Filter::default);
                looks.as_text = false;
            });
        })
    };
    let toggle_compare = compare_with(props);
    let wish = {
        let (set, dispatch) = (set.clone(), dispatch.clone());
        let (moment, sheet, abandoned) = (moment.clone(), Rc::clone(&sheet), Rc::clone(&abandoned));
        let (turn, as_text) = (turn(&sheet, &looks), looks.as_text);
        Callback::from(move |wish: Wish| match wish {
            Wish::Flip => set(&|looks| looks.newest_first = !looks.newest_first),
            Wish::Text => set(&|looks| looks.as_text = !as_text),
            Wish::Legend => set(&|looks| looks.legend = !looks.legend),
            Wish::Head | Wish::Now => {
                let at = HistoryAt::new(&sheet, &abandoned, &moment, turn);
                let band = sheet.source().bands().iter().position(|it| it.host == host);
                let head = at.head(band.unwrap_or(0)).filter(|_| wish == Wish::Head);
                let row = match head {
                    Some(head) => sheet.row(&head),
                    None => at.past().checked_sub(1),
                };
                set(&|looks| {
                    let asked = looks.wanted.map_or(0, |(_, asked)| asked) + 1;
                    looks.wanted = row.map(|row| (row, asked));
                });
                if let (Some(row), Wish::Head) = (row, wish) {
                    let commit = at.commit(turn.turned(row));
                    dispatch.emit(Action::Select(Some(Item::Commit(commit))));
                }
            }
            Wish::Take(kind) => {
                let at = HistoryAt::new(&sheet, &abandoned, &moment, turn);
                picture::take(kind, &at, &sheet, turn, &dispatch);
            }
        })
    };
    let name = if looks.all {
        "all hosts".to_owned()
    } else {
        host_name(&moment.run, host).to_owned()
    };
    let order = if looks.newest_first {
        "newest"
    } else {
        "oldest"
    };
    let name = AttrValue::from(format!("Commits of {name}, {order} first"));
    let searching = looks.search.is_some();
    let resets = !abandoned.is_empty();
    html! {
        <section class="panel history" aria-label="History">
            <header class="panel-head">
                <h2>{ "History" }</h2>
                <HostTabs {names} shown={(!looks.all).then(|| host.index())} {choose} />
                <button type="button" class="quiet tool" title="Find commits" aria-pressed={searching.to_string()}
                    onclick={toggle_search.reform(|_: MouseEvent| ())}><Glyph icon={Icon::Find} /><span>{ "Filter" }</span></button>
                <button type="button" class="quiet tool" title="Compare two commits" aria-pressed={compared.is_some().to_string()}
                    onclick={toggle_compare}><Glyph icon={Icon::Compare} /><span>{ "Compare" }</span></button>
                <HistoryMenu newest_first={looks.newest_first} as_text={looks.as_text} legend={looks.legend} {wish} />
            </header>
            if let Some(filter) = &looks.search {
                <Search source={Rc::clone(&source)} filter={filter.clone()} counts={(sheet.len(), source.items().len())}
                    ask={ask.clone()} close={toggle_search} />
            }
            if let Some(StopReason::NoHistory { host, commit }) = moment.run.stop().map(|it| &it.reason) {
                <Missing host={host.clone()} commit={*commit} dispatch={dispatch.clone()} />
            }
            if looks.as_text {
                <AsText moment={moment.clone()} {bands} />
            } else if sheet.len() == 0 {
                <NoCommit {filter} clear={ask.reform(|()| Filter::default())} />
            } else {
                <CommitList moment={moment.clone()} {sheet} {abandoned} newest_first={looks.newest_first} {name} {selected}
                    compared={*compared} lit={Rc::clone(lit)} wanted={looks.wanted} dispatch={dispatch.clone()} />
                <Foot moment={moment.clone()} {source} {resets} legend={looks.legend} />
            }
        </section>
    }
}

/// The repositories to show: that of a host, or those of all.
fn bands(moment: &Moment, host: HostId, all: bool) -> Vec<Band> {
    let trace = moment.run.trace();
    let band = |host: HostId| Band {
        host,
        generation: trace.host_at(host, moment.at).generation,
    };
    if all {
        let hosts = 0..moment.run.scenario().hosts.len();
        hosts.map(|host| band(HostId::new(host))).collect()
    } else {
        vec![band(host)]
    }
}

fn turn(sheet: &Sheet, looks: &Looks) -> Turn {
    Turn {
        len: sheet.len(),
        newest_first: looks.newest_first,
    }
}

/// Begins to compare: with the selected commit, or with what `main` is at; or ends it.
fn compare_with(props: &Props) -> Callback<MouseEvent> {
    let (moment, selection, compared) = (props.moment.clone(), props.selection, props.compared);
    props.dispatch.reform(move |_| {
        if compared.is_some() {
            return Action::Compare(None);
        }
        let host = selection.host;
        let state = moment.run.trace().host_at(host, moment.at);
        let main = versioned_arp::store::BranchName::main();
        let head = state.branches.get(&main).map(|id| CommitRef {
            host,
            generation: state.generation,
            id: *id,
        });
        Action::Compare(selection.commit().or(head))
    })
}
