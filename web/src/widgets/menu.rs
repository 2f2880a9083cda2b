//! A button that opens a list of acts or choices, as the ARIA practices describe a menu button:
//! arrows, Home and End move, Enter and Space choose, Escape and a press elsewhere close.

use super::icon::{Glyph, Icon};
use crate::hooks::document;
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

/// A line of a menu.
#[derive(Clone, PartialEq)]
pub struct Entry {
    /// What it is called.
    pub label: AttrValue,
    /// A second line, smaller.
    pub detail: Option<AttrValue>,
    /// Whether it is the one that holds now; `None` for an act.
    pub chosen: Option<bool>,
    /// Does it.
    pub act: Callback<()>,
}

impl Entry {
    /// An act.
    pub fn act(label: impl Into<AttrValue>, act: Callback<()>) -> Self {
        let label = label.into();
        Self {
            label,
            detail: None,
            chosen: None,
            act,
        }
    }

    /// One of several choices.
    pub fn choice(label: impl Into<AttrValue>, chosen: bool, act: Callback<()>) -> Self {
        Self {
            chosen: Some(chosen),
            ..Self::act(label, act)
        }
    }

    /// With a second line.
    #[must_use]
    pub fn detailed(self, detail: impl Into<AttrValue>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }
}

/// What a menu is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What its button is called, if its words do not say it.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// What its button shows.
    pub children: Html,
    /// Its lines.
    pub entries: Vec<Entry>,
    /// Classes of the button.
    #[prop_or_default]
    pub class: Classes,
    /// Classes of the list: `up`, `wide`, `to-left`.
    #[prop_or_default]
    pub list: Classes,
    /// Whether the button shows that it opens downwards.
    #[prop_or(true)]
    pub arrow: bool,
}

/// A menu with its button.
#[component]
pub fn Menu(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let whole = use_node_ref();
    let button = use_node_ref();
    use_effect_with((*open, whole.clone()), {
        let set = open.setter();
        move |(open, whole)| {
            let inside = whole.clone();
            let listener = open.then(|| {
                focus_entry(&inside, Step::First);
                EventListener::new(&document(), "pointerdown", move |event| {
                    let target: Option<Node> = event.target().and_then(|it| it.dyn_into().ok());
                    let whole = inside.cast::<Node>();
                    if !whole.is_some_and(|whole| whole.contains(target.as_ref())) {
                        set.set(false);
                    }
                })
            });
            move || drop(listener)
        }
    });
    let close = {
        let (set, button) = (open.setter(), button.clone());
        Callback::from(move |()| {
            set.set(false);
            if let Some(button) = button.cast::<HtmlElement>() {
                // A button that is drawn can have the focus.
                let _ = button.focus();
            }
        })
    };
    let onkeydown = {
        let (whole, close, is_open) = (whole.clone(), close.clone(), *open);
        let set = open.setter();
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowDown" | "ArrowUp" if !is_open => {
                    event.prevent_default();
                    event.stop_propagation();
                    return set.set(true);
                }
                "ArrowDown" => Step::Next,
                "ArrowUp" => Step::Last,
                "Home" => Step::First,
                "End" => Step::Final,
                "Escape" if is_open => {
                    event.stop_propagation();
                    return close.emit(());
                }
                "Tab" if is_open => return close.emit(()),
                _ => return,
            };
            if is_open {
                event.prevent_default();
                event.stop_propagation();
                focus_entry(&whole, step);
            }
        })
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let entry = |(index, entry): (usize, &Entry)| {
        let onclick = {
            let (act, close) = (entry.act.clone(), close.clone());
            Callback::from(move |_: MouseEvent| {
                close.emit(());
                act.emit(());
            })
        };
        let role = match entry.chosen {
            Some(_) => "menuitemradio",
            None => "menuitem",
        };
        html! {
            <button key={index} type="button" {role} tabindex="-1" {onclick}
                aria-checked={entry.chosen.map(|chosen| chosen.to_string())}>
                <span class="menu-label">{ &entry.label }</span>
                if let Some(detail) = &entry.detail {
                    <span class="menu-detail">{ detail }</span>
                }
            </button>
        }
    };
    html! {
        <div class="menu" ref={whole} {onkeydown}>
            <button type="button" ref={button} class={props.class.clone()} onclick={toggle}
                aria-haspopup="menu" aria-expanded={open.to_string()} aria-label={props.name.clone()}>
                { props.children.clone() }
                if props.arrow {
                    <Glyph icon={Icon::Down} />
                }
            </button>
            if *open {
                <div class={classes!("menu-list", props.list.clone())} role="menu" aria-label={props.name.clone()}>
                    { for props.entries.iter().enumerate().map(entry) }
                </div>
            }
        </div>
    }
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Next,
    Last,
    Final,
}

/// Moves the focus among the lines of the menu in `whole`.
fn focus_entry(whole: &NodeRef, step: Step) {
    let Some(list) = whole.cast::<Element>() else {
        return;
    };
    let focus = document().active_element();
    let lines = list.get_elements_by_class_name("menu-label");
    let lines: Vec<_> = (0..lines.length())
        .filter_map(|index| lines.item(index)?.parent_element())
        .collect();
    let place = lines.iter().position(|line| Some(line) == focus.as_ref());
    let next = match (step, place) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Next, Some(place)) => (place + 1) % lines.len().max(1),
        (Step::Last, Some(place)) if place > 0 => place - 1,
        (Step::Last | Step::Final, _) => lines.len().saturating_sub(1),
    };
    if let Some(line) = lines.get(next).and_then(|it| it.dyn_ref::<HtmlElement>()) {
        // As above: it is drawn.
        let _ = line.focus();
    }
}
