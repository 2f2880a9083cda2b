//! The drawing itself: one `<svg>` that shows a part of the sheet.

use super::drawing::Drawing;
use super::facts::HostFacts;
use super::flights::{Flights, shapes};
use super::links::Links;
use super::nodes::Nodes;
use super::pointer::{Ground, Wish, use_pointer};
use super::sayings::Sayings;
use super::target::Target;
use super::walk;
use crate::geometry::{Point, Zoom, edge_of};
use crate::hooks::focus_on;
use crate::state::{Identical, Lit, Moment, RunHandle, Selection};
use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::NodeId;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// What the drawing is called, with what keys do in it.
const NAME: &str = "Drawing of the LAN: arrow keys walk, with Shift they move a node, Enter selects, F2 edits, Shift and F10 open a menu";

/// What the drawing is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run.
    pub run: RunHandle,
    /// The newest moment at which anything but what flies changed.
    pub settled: Moment,
    /// The shown moment in microseconds.
    pub now: f64,
    /// For how many simulated microseconds a frame that is there glows on.
    pub glow: f64,
    /// The scenario with the newest places.
    pub scenario: Identical<Arc<Scenario>>,
    /// Where everything is on the sheet.
    pub drawing: Identical<Rc<Drawing>>,
    /// The panel's size, in pixels of the drawing.
    pub size: Point,
    /// What of the sheet is shown.
    pub zoom: Zoom,
    /// What is to be said of the hosts.
    pub facts: Rc<Vec<Rc<HostFacts>>>,
    /// What is selected.
    pub selection: Selection,
    /// What that lights up.
    pub lit: Rc<Lit>,
    /// Whether nothing may move by itself.
    pub still: bool,
    /// The node from which a cable is being laid.
    pub chosen: Option<NodeId>,
    /// Whether cables are being laid.
    pub linking: bool,
    /// The node and the place between which a cable is being pulled.
    pub cable: Option<(NodeId, Point)>,
    /// Where wishes go.
    pub on_wish: Callback<Wish>,
}

/// Draws the LAN as far as the panel shows it.
#[component]
pub fn Stage(props: &Props) -> Html {
    let Props {
        run,
        settled,
        scenario,
        drawing,
        size,
        zoom,
        lit,
        ..
    } = props;
    let element = use_node_ref();
    let ground = Ground {
        element: element.clone(),
        drawing: Some(drawing.clone()),
        zoom: *zoom,
        size: *size,
    };
    let pointer = use_pointer(ground, props.on_wish.clone());
    let (drawn, parts) = shapes(run, props.now, props.glow);
    let drawn = use_memo(drawn, Vec::clone);
    let last = use_state_eq(|| None::<Target>);
    let stop = walk::stop(*last, scenario, &drawn);
    // What is reached by key comes into sight.
    let onfocusin = {
        let (drawing, wish) = (drawing.clone(), props.on_wish.clone());
        let (zoom, size) = (*zoom, *size);
        let last = last.setter();
        Callback::from(move |event: FocusEvent| {
            last.set(Some(Target::of(&event)));
            let element: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
            let by_key = element.is_some_and(|it| it.matches(":focus-visible").unwrap_or(false));
            if let (true, Some(node)) = (by_key, Target::of(&event).node()) {
                let (middle, half) = (drawing.middle(node), drawing.half(node));
                wish.emit(Wish::Show(zoom.showing(middle, half, size)));
            }
        })
    };
    let onkeydown = {
        let (element, on, other) = (element.clone(), drawing.clone(), pointer.key);
        let (scenario, run, drawn) = (scenario.clone(), run.clone(), Rc::clone(&drawn));
        Callback::from(move |event: KeyboardEvent| {
            let plain = !(event.shift_key() || event.ctrl_key() || event.alt_key());
            let parts = || walk::parts(&on, &scenario, &run, &drawn);
            let to = plain.then(|| walk::next(parts(), Target::of(&event), &event.key()));
            let Some(to) = to.flatten() else {
                return other.emit(event);
            };
            event.prevent_default();
            event.stop_propagation();
            let part = format!("[data-on='{}'][tabindex]", to.word());
            let svg = element.cast::<Element>();
            if let Some(part) = svg.and_then(|it| it.query_selector(&part).ok().flatten()) {
                focus_on(&part);
            }
        })
    };
    let class = classes!(
        props.linking.then_some("linking"),
        (zoom.zoom > 1.0).then_some("closer")
    );
    html! {
        <svg id="lan-drawing" ref={element} {class} viewBox={format!("0 0 {} {}", size.0, size.1)} role="group" aria-label={NAME}
            onpointerdown={pointer.down} onpointermove={pointer.moved} onpointerup={pointer.up} onpointercancel={pointer.cancel}
            oncontextmenu={pointer.menu} ondblclick={pointer.twice} {onkeydown} {onfocusin}>
            <g transform={format!("translate({:.1} {:.1})", -zoom.corner.0, -zoom.corner.1)}>
                <Links moment={settled.clone()} scenario={scenario.clone()} drawing={drawing.clone()} selected={props.selection.item} {stop} />
                <Flights run={run.clone()} shapes={drawn.clone()} {parts} drawing={drawing.clone()} lit={lit.clone()} still={props.still} />
                <Nodes moment={settled.clone()} glow={props.glow} scenario={scenario.clone()} drawing={drawing.clone()}
                    facts={props.facts.clone()} selection={props.selection} lit={lit.clone()} chosen={props.chosen} still={props.still} {stop} />
                <Sayings run={run.clone()} shapes={drawn} drawing={drawing.clone()} lit={lit.clone()} {stop} />
                if let Some((node, to)) = props.cable {
                    { cable(drawing, node, to) }
                }
            </g>
        </svg>
    }
}

/// A cable on its way from a node to the pointer.
fn cable(drawing: &Drawing, node: NodeId, to: Point) -> Html {
    let from = edge_of(drawing.middle(node), drawing.half(node), to);
    let over = drawing.node_at(to).filter(|over| *over != node);
    let d = format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, to.0, to.1);
    html! {
        <g class="cable">
            <path {d} />
            if let Some(over) = over {
                { ring(drawing, over) }
            }
        </g>
    }
}

/// Around the node that a cable would be plugged into.
fn ring(drawing: &Drawing, node: NodeId) -> Html {
    let (middle, half) = (drawing.middle(node), drawing.half(node));
    html! {
        <rect x={(middle.0 - half.0 - 5.0).to_string()} y={(middle.1 - half.1 - 5.0).to_string()} rx="10"
            width={(2.0 * half.0 + 10.0).to_string()} height={(2.0 * half.1 + 10.0).to_string()} />
    }
}
