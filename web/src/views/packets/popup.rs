//! A menu at the pointer, or at what has the focus: arrows move, Enter chooses, Escape and a press
//! elsewhere close.

use crate::hooks::document;
use crate::widgets::menu::Entry;
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

/// Room between the menu and the edge of the window, in CSS pixels.
const MARGIN: f64 = 8.0;

/// What a menu is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it is called.
    pub name: AttrValue,
    /// Where it opens, in CSS pixels from the window's corner.
    pub at: (f64, f64),
    /// Its lines.
    pub entries: Vec<Entry>,
    /// Closes it.
    pub close: Callback<()>,
}

/// A menu at a place.
#[component]
pub fn Popup(props: &Props) -> Html {
    let node = use_node_ref();
    let former = use_mut_ref(|| None::<HtmlElement>);
    use_effect_with((node.clone(), props.at), {
        let former = former.clone();
        move |(node, at)| {
            let focus = document().active_element();
            *former.borrow_mut() = focus.and_then(|it| it.dyn_into().ok());
            open_at(node, *at);
            move || {
                if let Some(element) = former.take() {
                    // What had the focus may be gone; then nothing has it.
                    let _ = element.focus();
                }
            }
        }
    });
    use_effect_with((node.clone(), props.close.clone()), |(node, close)| {
        let (node, close) = (node.clone(), close.clone());
        let listener = EventListener::new(&document(), "pointerdown", move |event| {
            let target = event.target().and_then(|it| it.dyn_into::<Node>().ok());
            let inside = node.cast::<Node>();
            if !inside.is_some_and(|inside| inside.contains(target.as_ref())) {
                close.emit(());
            }
        });
        move || drop(listener)
    });
    let onkeydown = {
        let (node, close) = (node.clone(), props.close.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => focus_line(&node, |place, count| (place + 1) % count),
                "ArrowUp" => focus_line(&node, |place, count| (place + count - 1) % count),
                "Home" => focus_line(&node, |_, _| 0),
                "End" => focus_line(&node, |_, count| count - 1),
                "Escape" | "Tab" => close.emit(()),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let line = |(place, entry): (usize, &Entry)| {
        let (act, close) = (entry.act.clone(), props.close.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            close.emit(());
            act.emit(());
        });
        html! {
            <button key={place} type="button" role="menuitem" tabindex="-1" {onclick}>
                <span class="menu-label">{ &entry.label }</span>
                if let Some(detail) = &entry.detail {
                    <span class="menu-detail mono">{ detail }</span>
                }
            </button>
        }
    };
    html! {
        <div ref={node} class="menu-list popup" role="menu" aria-label={props.name.clone()} {onkeydown}>
            { for props.entries.iter().enumerate().map(line) }
        </div>
    }
}

/// Puts the menu where it is asked for, or as near as the window has room, and the focus into it.
fn open_at(node: &NodeRef, (x, y): (f64, f64)) {
    let Some(menu) = node.cast::<HtmlElement>() else {
        return;
    };
    let root = document().document_element();
    let room = root.map_or((f64::MAX, f64::MAX), |root| {
        (root.client_width().into(), root.client_height().into())
    });
    let place = |at: f64, size: i32, room: f64| {
        let last = (room - f64::from(size) - MARGIN).max(MARGIN);
        at.clamp(MARGIN, last)
    };
    let left = place(x, menu.offset_width(), room.0);
    let top = place(y, menu.offset_height(), room.1);
    // Lengths in pixels are always taken.
    let _ = menu.style().set_property("left", &format!("{left}px"));
    let _ = menu.style().set_property("top", &format!("{top}px"));
    focus_line(node, |_, _| 0);
}

fn focus_line(node: &NodeRef, next: impl Fn(usize, usize) -> usize) {
    let Some(menu) = node.cast::<Element>() else {
        return;
    };
    let lines = menu.children();
    let count = lines.length() as usize;
    if count == 0 {
        return;
    }
    let focus = document().active_element();
    let mut places = 0..count;
    let place = places.find(|place| lines.item(*place as u32) == focus);
    let line = lines.item(next(place.unwrap_or(0), count) as u32);
    if let Some(line) = line.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // It is drawn.
        let _ = line.focus();
    }
}
