//! The Packets panel: every frame that a host put on a wire, or what one host could see of them,
//! narrowed by a display filter in Wireshark's syntax; and one of them taken apart.

mod acts;
mod bytes;
mod detail;
mod filter_box;
mod head;
mod index;
mod known;
mod list;
mod model;
mod popup;
mod row;
mod sift;
mod stream;
mod tree;
mod view;

use crate::state::{Action, Lit, Moment, Selection};
use acts::Acts;
use detail::{PacketDetail, closed_at_first};
use head::{Head, filter_of};
use index::PacketIndex;
use list::PacketList;
use popup::Popup;
use sift::{Sort, Wanted, use_sifted};
use std::rc::Rc;
use stream::{StreamView, stream_of};
use versioned_arp::sim::{FrameNumber, HostId};
use view::View;
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
    /// A frame of the TCP stream that is followed.
    pub followed: Option<FrameNumber>,
    /// Whether it is shown; what was chosen in it stays if not.
    pub shown: bool,
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
        followed,
        dispatch,
        ..
    } = props;
    let text = use_state_eq(|| Rc::<str>::from(""));
    let watcher = use_state_eq(|| None::<HostId>);
    let sort = use_state_eq(Sort::default);
    let large = use_state_eq(|| false);
    let closed = use_state_eq(closed_at_first);
    let menu = use_state_eq(|| None::<(usize, (f64, f64))>);

    let hosts = moment.run.scenario().hosts.len();
    let host = (*watcher).filter(|host| host.index() < hosts);
    let view = use_memo((moment.run.clone(), host), |(run, host)| {
        View::of(run, *host)
    });
    let index = use_memo(moment.run.clone(), |run| PacketIndex::of(run.trace()));
    let parsed = use_memo((*text).clone(), |text| filter_of(text));
    // A filter that is wrong for the moment leaves the last right one in force.
    let right = use_mut_ref(|| None);
    if let Ok(filter) = &*parsed {
        *right.borrow_mut() = filter.clone();
    }
    let filter = right.borrow().clone();
    let (sifted, busy) = use_sifted(Wanted {
        view: Rc::clone(&view),
        filter,
        sort: *sort,
    });

    let stream = followed.map(|frame| stream_of(&view, frame));
    use_effect_with((*followed, stream), {
        let text = text.setter();
        move |(_, stream)| {
            if let Some(stream) = stream.flatten() {
                text.set(format!("tcp.stream == {stream}").into());
            }
        }
    });
    let set_text = use_callback(text.setter(), |new: String, text| text.set(new.into()));
    let set_sort = use_callback(sort.setter(), |new, sort| sort.set(new));
    let open_menu = use_callback(menu.setter(), |it, menu| menu.set(Some(it)));
    let toggle = use_callback((*closed).clone(), {
        let closed = closed.setter();
        move |name: &'static str, now: &Rc<Vec<&'static str>>| {
            let mut next: Vec<_> = now.iter().copied().filter(|it| *it != name).collect();
            if next.len() == now.len() {
                next.push(name);
            }
            closed.set(Rc::new(next));
        }
    });
    let acts = Acts {
        filter: (*text).clone(),
        set_filter: set_text.clone(),
        dispatch: dispatch.clone(),
    };
    let selected = selection.frame().and_then(|number| view.place_of(number));
    let beside = selected.is_some() || stream.is_some();
    let class = classes!("packets-body", beside.then_some("with-detail"));
    if !props.shown {
        return Html::default();
    }
    html! {
        <section class={classes!("panel", "packets", large.then_some("large"))} aria-label="Packets">
            <Head moment={moment.clone()} view={Rc::clone(&view)} text={AttrValue::from((*text).clone())}
                mistake={parsed.as_ref().as_ref().err().cloned()} {set_text} shown={sifted.len()}
                watcher={host} watch={Callback::from({ let watcher = watcher.setter(); move |host| watcher.set(host) })}
                large={*large} enlarge={Callback::from({ let large = large.setter(); move |it| large.set(it) })}
                dispatch={dispatch.clone()} />
            <div {class}>
                if view.len() == 0 {
                    { nothing(host.is_some()) }
                } else {
                    <PacketList view={Rc::clone(&view)} {sifted} {busy} sort={*sort} {set_sort} at={moment.at}
                        index={Rc::clone(&index)} {selected} lit={Rc::clone(lit)} menu={open_menu} dispatch={dispatch.clone()} />
                }
                if let Some(stream) = stream {
                    <StreamView view={Rc::clone(&view)} {stream} at={moment.at} selected={selection.frame()} dispatch={dispatch.clone()} />
                } else if let Some(place) = selected {
                    <PacketDetail key={place} view={Rc::clone(&view)} row={model::row(&view, moment.at, &index, place)}
                        closed={(*closed).clone()} {toggle} acts={acts.clone()} />
                }
            </div>
            { record_menu(&acts, &view, &menu) }
        </section>
    }
}

fn record_menu(
    acts: &Acts,
    view: &View,
    menu: &UseStateHandle<Option<(usize, (f64, f64))>>,
) -> Html {
    let Some((place, at)) = **menu else {
        return Html::default();
    };
    if place >= view.len() {
        return Html::default();
    }
    let close = {
        let menu = menu.setter();
        Callback::from(move |()| menu.set(None))
    };
    html! { <Popup name="Frame" {at} entries={acts.of_record(view, place)} {close} /> }
}

fn nothing(of_host: bool) -> Html {
    html! {
        <p class="nobody">
            if of_host {
                <strong>{ "This host neither sends nor hears a frame." }</strong>
            } else {
                <strong>{ "No frame is ever sent." }</strong>
                { " A query for an address that is not in the cache would send one." }
            }
        </p>
    }
}
