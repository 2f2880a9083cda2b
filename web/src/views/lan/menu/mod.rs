//! The menu of a host, a switch, a cable, a frame or the ground: at the pointer, at the button, or
//! at what has the focus. Lists of other hosts are pages of their own, so that a finger and the
//! arrow keys get there as a mouse does.

mod lines;

pub use lines::{Chosen, Page, on_the_way};

use super::target::Target;
use crate::geometry::Point;
use crate::hooks::{document, focus_on};
use crate::state::{Identical, Moment};
use gloo_events::EventListener;
use lines::{Line, lines};
use std::sync::Arc;
use versioned_arp::scenario::Scenario;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

/// What a menu is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// The scenario with the newest places.
    pub scenario: Identical<Arc<Scenario>>,
    /// Whose menu.
    pub target: Target,
    /// Which page of it.
    pub page: Page,
    /// Where, in the panel.
    pub at: Point,
    /// Called with what was chosen.
    pub on_choose: Callback<Chosen>,
    /// Called when it is to go.
    pub on_close: Callback<()>,
}

/// A menu as long as it is drawn.
#[component]
pub fn Menu(props: &Props) -> Html {
    let Props {
        target,
        page,
        at,
        on_choose,
        on_close,
        ..
    } = props;
    let list = use_node_ref();
    let former = use_mut_ref(|| document().active_element());
    use_place(&list, *at, *page);
    use_outside(&list, on_close);
    // The focus goes back to where it was, in time for a form to find it there.
    let leave = {
        let close = on_close.clone();
        Callback::from(move |()| {
            if let Some(element) = former.borrow().as_ref() {
                focus_on(element);
            }
            close.emit(());
        })
    };
    let lines = lines(&props.moment, &props.scenario, *target, *page);
    let onkeydown = {
        let (list, leave) = (list.clone(), leave.clone());
        let (choose, page) = (on_choose.clone(), *page);
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            match key.as_str() {
                "ArrowDown" | "ArrowUp" | "Home" | "End" => step(&list, &key),
                "Escape" | "Tab" => leave.emit(()),
                "ArrowLeft" | "Backspace" if page != Page::Top => {
                    choose.emit(Chosen::Page(Page::Top))
                }
                "Enter" | " " => return event.stop_propagation(),
                letter if letter.chars().count() == 1 => jump(&list, letter),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let line = |(index, line): (usize, Line)| {
        let Line {
            label,
            detail,
            chosen,
            opens,
            grave,
        } = line;
        let onclick = {
            let (choose, leave) = (on_choose.clone(), leave.clone());
            Callback::from(move |_: MouseEvent| {
                if !matches!(chosen, Chosen::Page(_)) {
                    leave.emit(());
                }
                choose.emit(chosen.clone());
            })
        };
        html! {
            <button key={format!("{page:?} {index}")} type="button" role="menuitem" tabindex="-1" {onclick}
                class={classes!(grave.then_some("grave"))} aria-haspopup={opens.then_some("menu")}>
                <span class="menu-label">{ label }</span>
                if let Some(detail) = detail {
                    <span class="menu-detail">{ detail }</span>
                }
            </button>
        }
    };
    // A press inside is not one on the drawing.
    let onpointerdown = Callback::from(|event: PointerEvent| event.stop_propagation());
    let oncontextmenu = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <div ref={list} class="menu-list lan-menu" role="menu" aria-label="Menu" {onkeydown} {onpointerdown} {oncontextmenu}>
            { for lines.into_iter().enumerate().map(line) }
        </div>
    }
}

/// Puts the menu where it was asked for, within the window, and the focus on its first line.
#[hook]
fn use_place(list: &NodeRef, at: Point, page: Page) {
    use_effect_with((list.clone(), at, page), |(list, (x, y), _)| {
        let Some(element) = list.cast::<HtmlElement>() else {
            return;
        };
        let style = element.style();
        let stage = element
            .parent_element()
            .map(|it| it.get_bounding_client_rect());
        let corner = stage.map_or((0.0, 0.0), |it| (it.left(), it.top()));
        let put = |x: f64, y: f64| {
            // Names and values of these properties are valid.
            let _ = style.set_property("left", &format!("{x:.0}px"));
            let _ = style.set_property("top", &format!("{y:.0}px"));
        };
        let (x, y) = (corner.0 + x, corner.1 + y);
        put(x, y);
        let rect = element.get_bounding_client_rect();
        let root = document().document_element();
        let window = root.map_or((0.0, 0.0), |it| {
            (f64::from(it.client_width()), f64::from(it.client_height()))
        });
        let inside = |start: f64, size: f64, room: f64| start.min(room - size - 8.0).max(8.0);
        put(
            inside(x, rect.width(), window.0),
            inside(y, rect.height(), window.1),
        );
        step(list, "Home");
    });
}

/// A press elsewhere closes.
#[hook]
fn use_outside(list: &NodeRef, on_close: &Callback<()>) {
    use_effect_with((list.clone(), on_close.clone()), |(list, close)| {
        let (list, close) = (list.clone(), close.clone());
        let listener = EventListener::new(&document(), "pointerdown", move |event| {
            let target: Option<Node> = event.target().and_then(|it| it.dyn_into().ok());
            let inside = list
                .cast::<Node>()
                .is_some_and(|list| list.contains(target.as_ref()));
            if !inside {
                close.emit(());
            }
        });
        move || drop(listener)
    });
}

/// The lines of a menu.
fn buttons(list: &NodeRef) -> Vec<Element> {
    let Some(list) = list.cast::<Element>() else {
        return Vec::new();
    };
    let lines = list.children();
    (0..lines.length())
        .filter_map(|index| lines.item(index))
        .collect()
}

/// Moves the focus by a key.
fn step(list: &NodeRef, key: &str) {
    let lines = buttons(list);
    let now = document().active_element();
    let place = lines.iter().position(|line| Some(line) == now.as_ref());
    let last = lines.len().saturating_sub(1);
    let next = match (key, place) {
        ("ArrowDown", Some(place)) if place < last => place + 1,
        ("ArrowUp", Some(place)) if place > 0 => place - 1,
        ("ArrowUp" | "End", _) => last,
        _ => 0,
    };
    if let Some(line) = lines.get(next) {
        focus_on(line);
    }
}

/// Moves the focus to the next line that begins with a letter.
fn jump(list: &NodeRef, letter: &str) {
    let lines = buttons(list);
    let now = document().active_element();
    let place = lines.iter().position(|line| Some(line) == now.as_ref());
    let from = place.map_or(0, |place| place + 1);
    let begins = |line: &&Element| {
        let text = line.text_content().unwrap_or_default();
        text.to_lowercase().starts_with(&letter.to_lowercase())
    };
    let (before, after) = lines.split_at(from.min(lines.len()));
    if let Some(line) = after.iter().chain(before).find(begins) {
        focus_on(line);
    }
}
