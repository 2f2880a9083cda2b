//! One frame taken apart: its fields, its bytes, and the commits that it caused.

use super::acts::Acts;
use super::bytes::Bytes;
use super::model::{Flag, PacketRow, Taught};
use super::popup::Popup;
use super::stream::is_tcp;
use super::tree::{CLOSED, FieldTree, Path, field_of, path_at};
use super::view::View;
use crate::state::{Action, Item, Panel};
use crate::widgets::icon::{Glyph, Icon};
use std::ops::Range;
use std::rc::Rc;
use yew::prelude::*;

/// What the view is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The packets.
    pub view: Rc<View>,
    /// The frame as the list shows it.
    pub row: PacketRow,
    /// The fields that are closed, in every frame.
    pub closed: Rc<Vec<&'static str>>,
    /// Where to say that one opens or closes.
    pub toggle: Callback<&'static str>,
    /// What can be done with fields.
    pub acts: Acts,
}

/// What is closed at first.
pub fn closed_at_first() -> Rc<Vec<&'static str>> {
    Rc::new(CLOSED.to_vec())
}

/// A frame taken apart.
#[component]
pub fn PacketDetail(props: &Props) -> Html {
    let Props {
        view, row, acts, ..
    } = props;
    let dispatch = &acts.dispatch;
    let place = row.place;
    let fields = use_memo((Rc::clone(view), place), |(view, place)| {
        view.packet(*place).dissect()
    });
    let pointed = use_state_eq(|| None::<Range<usize>>);
    let chosen = use_state_eq(|| None::<Path>);
    let menu = use_state_eq(|| None::<(Path, (f64, f64))>);
    let range = chosen.as_ref().and_then(|path| field_of(&fields, path));
    let range = range.map(|field| field.range.clone());
    let marked = (*pointed).clone().or(range);
    let point = Callback::from({
        let pointed = pointed.setter();
        move |range| pointed.set(range)
    });
    let choose = Callback::from({
        let chosen = chosen.setter();
        move |path| chosen.set(Some(path))
    });
    let choose_byte = Callback::from({
        let (chosen, fields) = (chosen.setter(), Rc::clone(&fields));
        let (closed, toggle) = (Rc::clone(&props.closed), props.toggle.clone());
        move |byte: usize| {
            let path = path_at(&fields, byte);
            // What is inside something closed comes to light.
            for depth in 1..path.len() {
                let parent = field_of(&fields, &path[..depth]);
                if let Some(parent) = parent.filter(|it| closed.contains(&it.filter)) {
                    toggle.emit(parent.filter);
                }
            }
            chosen.set((!path.is_empty()).then_some(path));
        }
    });
    let open_menu = Callback::from({
        let (menu, chosen) = (menu.setter(), chosen.setter());
        move |(path, at): (Path, _)| {
            chosen.set(Some(path.clone()));
            menu.set(Some((path, at)));
        }
    });
    let close_menu = Callback::from({
        let menu = menu.setter();
        move |()| menu.set(None)
    });
    let record = view.record(place);
    let at = record.at;
    let bytes: Rc<[u8]> = record.bytes.into();
    html! {
        <section class="packet-detail" aria-label={format!("Frame {}", row.number)}>
            <header>
                <h3>{ format!("Frame {}", row.number) }</h3>
                <button type="button" class="go mono" title="Show this moment"
                    onclick={dispatch.reform(move |_: MouseEvent| Action::Seek(at))}>{ &row.time }{ " s" }</button>
                <span class="route">
                    { format!("{} to {}", row.from, row.to) }
                    if view.capture().host().is_some() {
                        { format!(", frame {} of the lab", row.frame.get()) }
                    }
                </span>
                { field_menu(&chosen, &open_menu) }
                <button type="button" class="close" aria-label="Close the frame"
                    onclick={dispatch.reform(|_: MouseEvent| Action::Select(None))}>
                    <Glyph icon={Icon::Close} />
                </button>
            </header>
            <div class="taken-apart">
                <div class="effects">
                    { taught(row, dispatch) }
                    { talk(props) }
                    { for row.flags.iter().map(pill) }
                </div>
                <FieldTree fields={Rc::clone(&fields)} closed={Rc::clone(&props.closed)} chosen={(*chosen).clone()}
                    marked={marked.clone()} point={point.clone()} {choose} toggle={props.toggle.clone()} menu={open_menu} />
                <div class="effects">{ for row.flags.iter().map(meaning) }</div>
            </div>
            <Bytes {bytes} {fields} {marked} {point} choose={choose_byte} />
            { popup(props, &menu, close_menu) }
        </section>
    }
}

/// The button for the menu of the chosen field, for those who do not press the right one.
fn field_menu(chosen: &UseStateHandle<Option<Path>>, open: &Callback<(Path, (f64, f64))>) -> Html {
    let Some(path) = (**chosen).clone() else {
        return Html::default();
    };
    let onclick = open.reform(move |event: MouseEvent| {
        let button = event.target_dyn_into::<web_sys::Element>();
        let place = button.map(|button| button.get_bounding_client_rect());
        let at = place.map_or((0.0, 0.0), |place| (place.left(), place.bottom()));
        (path.clone(), at)
    });
    html! {
        <button type="button" class="close" aria-haspopup="menu" aria-label="Filter by the chosen field, or copy it"
            title="Filter by the chosen field, or copy it" {onclick}>
            <Glyph icon={Icon::More} />
        </button>
    }
}

fn popup(
    props: &Props,
    menu: &UseStateHandle<Option<(Path, (f64, f64))>>,
    close: Callback<()>,
) -> Html {
    let Some((path, at)) = (**menu).clone() else {
        return Html::default();
    };
    let (view, place) = (&props.view, props.row.place);
    let fields = view.packet(place).dissect();
    let entries = props.acts.of_field(view, place, &fields, &path);
    html! { <Popup name="Field" {at} {entries} {close} /> }
}

/// What should be known of the frame, in a word.
fn pill(flag: &Flag) -> Html {
    html! { <span class={classes!("pill", flag.alarm.then_some("alarm"))}>{ flag.word }</span> }
}

/// The same in a sentence.
fn meaning(flag: &Flag) -> Html {
    html! { <p><b>{ flag.word }</b>{ ": " }{ &flag.meaning }</p> }
}

/// Ways to what the frame is a part of: its TCP stream, the message that it carries.
fn talk(props: &Props) -> Html {
    let (view, frame) = (&props.view, props.row.frame);
    let dispatch = &props.acts.dispatch;
    let follow = dispatch.reform(move |_: MouseEvent| Action::Follow(Some(frame)));
    let carried = view.run().talk().carried_by(frame);
    let show = carried.map(|saying| {
        let (item, dispatch) = (Item::Message(saying.number), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::ShowPanel(Panel::Messages));
            dispatch.emit(Action::Select(Some(item)));
        })
    });
    html! {
        <>
            if let Some(onclick) = show {
                <button type="button" class="go" {onclick}>{ "Its message" }</button>
            }
            if is_tcp(view, props.row.place) {
                <button type="button" class="go" onclick={follow}>{ "Follow TCP stream" }</button>
            }
        </>
    }
}

/// The commits that the frame caused.
fn taught(row: &PacketRow, dispatch: &Callback<Action>) -> Html {
    if row.taught.is_empty() {
        let text = if row.future {
            "It is still to come."
        } else {
            "It has taught nobody anything."
        };
        return html! { <p>{ text }</p> };
    }
    let commit = |it: &Taught| {
        let item = Item::Commit(it.commit);
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Select(Some(item)));
        html! {
            <>
                { " " }
                <button key={it.short.clone()} type="button" class="go" {onclick}>
                    { &it.host }{ " " }<span class="mono">{ &it.short }</span>
                </button>
            </>
        }
    };
    html! { <p>{ "It taught" }{ for row.taught.iter().map(commit) }</p> }
}
