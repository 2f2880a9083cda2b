//! Hosts and switches as boxes that can be selected, and moved by pointer or arrow keys.

use super::Detail;
use super::facts::HostFacts;
use crate::geometry::Point;
use crate::state::Item;
use versioned_arp::sim::{HostId, NodeId, SwitchId};
use versioned_arp::store::ObjectId;
use web_sys::Element;
use yew::prelude::*;

/// A press that moves less than this far, in pixels, is a click.
const CLICK: f64 = 4.0;
/// How far an arrow key moves a node, in pixels.
const NUDGE: f64 = 12.0;

/// Where a node was dragged to, in pixels, and whether it was let go there.
pub type Drag = (NodeId, Point, bool);

/// What a host's box is told.
#[derive(PartialEq, Properties)]
pub struct HostProps {
    /// Which host.
    pub id: HostId,
    /// Its name.
    pub name: String,
    /// What is to be said of it.
    pub facts: HostFacts,
    /// The tip of main, when it has only just come to be.
    pub fresh: Option<ObjectId>,
    /// Its middle.
    pub at: Point,
    /// Half its size.
    pub half: Point,
    /// How much it says.
    pub detail: Detail,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether its history is the one on show.
    pub shown: bool,
    /// Whether the selection lights it up.
    pub lit: bool,
    /// Whether nothing may move by itself.
    pub still: bool,
    /// Called while it is moved.
    pub on_drag: Callback<Drag>,
    /// Selects.
    pub select: Callback<Item>,
}

/// A host.
#[component]
pub fn HostNode(props: &HostProps) -> Html {
    let HostProps {
        id,
        name,
        facts,
        at,
        half,
        detail,
        selected,
        shown,
        lit,
        still,
        ..
    } = props;
    let events = use_moving(
        NodeId::Host(*id),
        Item::Host(*id),
        *at,
        props.on_drag.clone(),
        props.select.clone(),
    );
    let alarm = facts.wrong > 0 || facts.duplicate;
    let class = classes!(
        "node",
        "host",
        (!facts.up).then_some("off"),
        shown.then_some("shown"),
        selected.then_some("selected"),
        lit.then_some("lit"),
        facts.forging.then_some("forging"),
    );
    let ips: Vec<_> = facts.ips.iter().map(ToString::to_string).collect();
    let address = match &ips[..] {
        [] => "no address".to_owned(),
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    };
    let all = if ips.is_empty() {
        address.clone()
    } else {
        ips.join(", ")
    };
    let status = facts.status();
    let (w, h) = *half;
    let rect = |class: &'static str, out: f64| {
        html! {
            <rect {class} x={(-w - out).to_string()} y={(-h - out).to_string()} rx="9"
                width={(2.0 * (w + out)).to_string()} height={(2.0 * (h + out)).to_string()} />
        }
    };
    let left = (12.0 - w).to_string();
    let line = |y: f64, class: &'static str, text: &str| {
        html! { <text {class} x={left.clone()} y={y.to_string()}>{ text.to_owned() }</text> }
    };
    html! {
        <g ref={events.element} {class} transform={format!("translate({:.1} {:.1})", at.0, at.1)} role="button" tabindex="0"
            data-moves="true" aria-pressed={selected.to_string()} aria-label={format!("Host {name}, {all}, {status}")}
            onpointerdown={events.down} onpointermove={events.moved} onpointerup={events.up}
            onpointercancel={events.cancel} onkeydown={events.key}>
            if let (Some(fresh), false) = (props.fresh, *still) {
                <g key={fresh.to_string()} class="pulse">{ rect("", 0.0) }</g>
            }
            { rect("node-focus", 4.0) }
            { rect("node-box", 0.0) }
            if *detail == Detail::Name {
                <text class="node-name centred" y="4">{ name.clone() }</text>
            } else {
                { line(if *detail == Detail::Full { -11.0 } else { -3.0 }, "node-name", name) }
                { line(if *detail == Detail::Full { 5.0 } else { 12.0 }, "node-address", &address) }
            }
            if *detail == Detail::Full {
                { line(21.0, if alarm { "node-status alarm" } else { "node-status" }, &status) }
            }
            if alarm {
                <circle class="node-alarm" cx={(w - 12.0).to_string()} cy={(12.0 - h).to_string()} r="4.5" />
            }
        </g>
    }
}

/// What a switch's box is told.
#[derive(PartialEq, Properties)]
pub struct SwitchProps {
    /// Which switch.
    pub id: SwitchId,
    /// Its name.
    pub name: String,
    /// How many stations it knows the place of.
    pub known: usize,
    /// How big it is, 1 being full size.
    pub scale: f64,
    /// Its middle.
    pub at: Point,
    /// Whether it is selected.
    pub selected: bool,
    /// Called while it is moved.
    pub on_drag: Callback<Drag>,
    /// Selects.
    pub select: Callback<Item>,
}

/// A switch.
#[component]
pub fn SwitchNode(props: &SwitchProps) -> Html {
    let SwitchProps {
        id,
        name,
        known,
        scale,
        at,
        selected,
        ..
    } = props;
    let events = use_moving(
        NodeId::Switch(*id),
        Item::Switch(*id),
        *at,
        props.on_drag.clone(),
        props.select.clone(),
    );
    let class = classes!("node", "switch", selected.then_some("selected"));
    let (w, h) = super::SWITCH_HALF;
    let (w, h) = (w * scale, h * scale);
    let macs = if *known == 1 {
        "1 MAC".to_owned()
    } else {
        format!("{known} MACs")
    };
    html! {
        <g ref={events.element} {class} transform={format!("translate({:.1} {:.1})", at.0, at.1)} role="button" tabindex="0"
            data-moves="true" aria-pressed={selected.to_string()} aria-label={format!("Switch {name}, knows {macs}")}
            onpointerdown={events.down} onpointermove={events.moved} onpointerup={events.up}
            onpointercancel={events.cancel} onkeydown={events.key}>
            <rect class="node-focus" x={(-w - 4.0).to_string()} y={(-h - 4.0).to_string()} rx="9"
                width={(2.0 * w + 8.0).to_string()} height={(2.0 * h + 8.0).to_string()} />
            <rect class="node-box" x={(-w).to_string()} y={(-h).to_string()} rx="7"
                width={(2.0 * w).to_string()} height={(2.0 * h).to_string()} />
            <path class="switch-arrows" transform={format!("scale({scale})")} d="M-26-7h20M-12-12l6 5-6 5M26 8H6M12 3 6 8l6 5" />
            <text class="switch-name" y={(h + 17.0).to_string()}>{ format!("{name} · {macs}") }</text>
        </g>
    }
}

/// What a node listens to.
struct Moving {
    element: NodeRef,
    down: Callback<PointerEvent>,
    moved: Callback<PointerEvent>,
    up: Callback<PointerEvent>,
    cancel: Callback<PointerEvent>,
    key: Callback<KeyboardEvent>,
}

/// A press: where the pointer went down, where the node was, and whether it has moved.
#[derive(Clone, Copy)]
struct Press {
    pointer: Point,
    node: Point,
    dragged: bool,
}

#[hook]
fn use_moving(
    node: NodeId,
    item: Item,
    at: Point,
    on_drag: Callback<Drag>,
    select: Callback<Item>,
) -> Moving {
    let press = use_mut_ref(|| None::<Press>);
    let element = use_node_ref();
    let down = {
        let (press, element) = (press.clone(), element.clone());
        Callback::from(move |event: PointerEvent| {
            event.stop_propagation();
            if let Some(element) = element.cast::<Element>() {
                // Without capture a quick pointer only leaves the box behind.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            *press.borrow_mut() = Some(Press {
                pointer: place(&event),
                node: at,
                dragged: false,
            });
        })
    };
    let moved = {
        let (press, on_drag) = (press.clone(), on_drag.clone());
        Callback::from(move |event: PointerEvent| {
            let mut press = press.borrow_mut();
            if let Some(press) = press.as_mut() {
                let far = by(press, &event);
                press.dragged |= far.0.hypot(far.1) > CLICK;
                if press.dragged {
                    on_drag.emit((node, plus(press.node, far), false));
                }
            }
        })
    };
    let up = {
        let (press, on_drag, select) = (press.clone(), on_drag.clone(), select.clone());
        Callback::from(move |event: PointerEvent| match press.take() {
            Some(press) if press.dragged => {
                on_drag.emit((node, plus(press.node, by(&press, &event)), true));
            }
            Some(_) => select.emit(item),
            None => {}
        })
    };
    let cancel = {
        let on_drag = on_drag.clone();
        Callback::from(move |_: PointerEvent| {
            if let Some(press) = press.take() {
                on_drag.emit((node, press.node, true));
            }
        })
    };
    let key = Callback::from(move |event: KeyboardEvent| {
        let far = match event.key().as_str() {
            "Enter" | " " => {
                event.prevent_default();
                event.stop_propagation();
                return select.emit(item);
            }
            "ArrowLeft" => (-NUDGE, 0.0),
            "ArrowRight" => (NUDGE, 0.0),
            "ArrowUp" => (0.0, -NUDGE),
            "ArrowDown" => (0.0, NUDGE),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on_drag.emit((node, plus(at, far), true));
    });
    Moving {
        element,
        down,
        moved,
        up,
        cancel,
        key,
    }
}

fn place(event: &PointerEvent) -> Point {
    (event.client_x().into(), event.client_y().into())
}

fn by(press: &Press, event: &PointerEvent) -> Point {
    let (x, y) = place(event);
    (x - press.pointer.0, y - press.pointer.1)
}

fn plus(a: Point, b: Point) -> Point {
    (a.0 + b.0, a.1 + b.1)
}
