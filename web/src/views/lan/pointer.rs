//! What a pointer, two fingers, a wheel and the keys do on the drawing. What comes of it is said as
//! a [`Wish`]; whose business that is, the panel knows.

use super::drawing::Drawing;
use super::target::Target;
use crate::geometry::{Point, Zoom};
use crate::state::Identical;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use versioned_arp::sim::NodeId;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, WheelEvent};
use yew::prelude::*;

/// A press that moves less than this far, in pixels, is a click.
const CLICK: f64 = 4.0;
/// How far Shift and an arrow key move a node, in pixels.
const NUDGE: f64 = 12.0;
/// One press on a key or a button comes so much closer.
pub const STEP: f64 = 1.5;
/// A finger that rests so long asks for the menu, in milliseconds.
const LONG: u32 = 550;

/// What a person asks of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wish {
    /// A click, or Enter.
    Choose(Target),
    /// A node follows the pointer to this place on the sheet.
    Drag(NodeId, Point),
    /// A node was let go there.
    Drop(NodeId, Point),
    /// A cable is being pulled from a node to this place on the sheet.
    Pull(NodeId, Point),
    /// A cable was let go: over a node, or over nothing.
    Plug(NodeId, Option<NodeId>),
    /// Another part of the sheet is to be shown.
    Show(Zoom),
    /// The menu of a target, at this point of the panel.
    Menu(Target, Point),
    /// The form of a target.
    Form(Target),
    /// Away with it.
    Delete(Target),
}

/// What the drawing is now, for judging where a pointer is.
#[derive(Clone, PartialEq)]
pub struct Ground {
    /// The element.
    pub element: NodeRef,
    /// Where things are.
    pub drawing: Option<Identical<Rc<Drawing>>>,
    /// What of it is shown.
    pub zoom: Zoom,
    /// The panel's size, in pixels of the drawing.
    pub size: Point,
}

impl Ground {
    /// Where a pointer is in the panel, in pixels of the drawing, which may be larger than those of
    /// the screen.
    fn point(&self, x: i32, y: i32) -> Point {
        let element = self.element.cast::<Element>();
        let Some(rect) = element.map(|it| it.get_bounding_client_rect()) else {
            return (f64::from(x), f64::from(y));
        };
        let times = rect.width().max(1.0) / self.size.0.max(1.0);
        (
            (f64::from(x) - rect.left()) / times,
            (f64::from(y) - rect.top()) / times,
        )
    }

    fn on_sheet(&self, at: Point) -> Point {
        self.zoom.on_sheet(at)
    }
}

/// One finger, or the mouse, that is down.
#[derive(Clone, Copy)]
struct Press {
    on: Target,
    from: Point,
    /// The middle of the node that is pressed, on the sheet.
    node: Point,
    last: Point,
    moved: bool,
}

/// What is down now.
#[derive(Default)]
struct Down {
    press: Option<Press>,
    fingers: Vec<(i32, Point)>,
    long: Option<Timeout>,
}

/// What the drawing listens to.
pub struct Pointer {
    pub down: Callback<PointerEvent>,
    pub moved: Callback<PointerEvent>,
    pub up: Callback<PointerEvent>,
    pub cancel: Callback<PointerEvent>,
    pub menu: Callback<MouseEvent>,
    pub twice: Callback<MouseEvent>,
    pub key: Callback<KeyboardEvent>,
}

/// The listeners of the drawing.
#[hook]
pub fn use_pointer(ground: Ground, wish: Callback<Wish>) -> Pointer {
    let state: Rc<RefCell<Down>> = use_mut_ref(Down::default);
    use_wheel(&ground, &wish);
    let down = {
        let (state, ground, wish) = (state.clone(), ground.clone(), wish.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                press(&mut state.borrow_mut(), &ground, &wish, &event, &state);
            }
        })
    };
    let moved = {
        let (state, ground, wish) = (state.clone(), ground.clone(), wish.clone());
        Callback::from(move |event: PointerEvent| {
            follow(&mut state.borrow_mut(), &ground, &wish, &event);
        })
    };
    let up = {
        let (state, ground, wish) = (state.clone(), ground.clone(), wish.clone());
        Callback::from(move |event: PointerEvent| {
            let press = release(&mut state.borrow_mut(), &event);
            if let Some(press) = press {
                end(press, &ground, &wish, &event);
            }
        })
    };
    let cancel = {
        let (state, wish) = (state.clone(), wish.clone());
        Callback::from(
            move |event: PointerEvent| match release(&mut state.borrow_mut(), &event) {
                Some(Press {
                    on: Target::Grip(node),
                    ..
                }) => wish.emit(Wish::Plug(node, None)),
                Some(Press {
                    on: Target::Node(node),
                    node: place,
                    moved: true,
                    ..
                }) => {
                    wish.emit(Wish::Drop(node, place));
                }
                _ => {}
            },
        )
    };
    let menu = {
        let (ground, wish) = (ground.clone(), wish.clone());
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            state.borrow_mut().press = None;
            let at = ground.point(event.client_x(), event.client_y());
            // The menu key and Shift+F10 come without a place of the pointer's own.
            let target = Target::of(&event);
            wish.emit(Wish::Menu(target, by_key(&event, &ground).unwrap_or(at)));
        })
    };
    let twice = {
        let wish = wish.clone();
        Callback::from(move |event: MouseEvent| {
            let target = Target::of(&event);
            if matches!(target, Target::Node(_) | Target::Link(_)) {
                wish.emit(Wish::Form(target));
            }
        })
    };
    let key = Callback::from(move |event: KeyboardEvent| on_key(&event, &ground, &wish));
    Pointer {
        down,
        moved,
        up,
        cancel,
        menu,
        twice,
        key,
    }
}

/// The middle of what has the focus, when a menu was asked for by key.
fn by_key(event: &MouseEvent, ground: &Ground) -> Option<Point> {
    if event.button() == 2 || event.buttons() != 0 {
        return None;
    }
    let element: Element = event.target()?.dyn_into().ok()?;
    Some(middle_of(&element, ground))
}

fn middle_of(element: &Element, ground: &Ground) -> Point {
    let rect = element.get_bounding_client_rect();
    let middle = (
        rect.left() + rect.width() / 2.0,
        rect.top() + rect.height() / 2.0,
    );
    ground.point(middle.0 as i32, middle.1 as i32)
}

fn press(
    down: &mut Down,
    ground: &Ground,
    wish: &Callback<Wish>,
    event: &PointerEvent,
    state: &Rc<RefCell<Down>>,
) {
    let at = ground.point(event.client_x(), event.client_y());
    down.fingers.retain(|(id, _)| *id != event.pointer_id());
    down.fingers.push((event.pointer_id(), at));
    down.long = None;
    if down.fingers.len() > 1 {
        down.press = None;
        return;
    }
    let on = Target::of(event);
    let node = on.node().zip(ground.drawing.as_ref());
    let node = node.map_or((0.0, 0.0), |(node, drawing)| drawing.middle(node));
    down.press = Some(Press {
        on,
        from: at,
        node,
        last: at,
        moved: false,
    });
    if event.pointer_type() == "touch" {
        let (state, wish) = (Rc::clone(state), wish.clone());
        down.long = Some(Timeout::new(LONG, move || {
            let rests = state.borrow_mut().press.take();
            if let Some(press) = rests.filter(|press| !press.moved) {
                wish.emit(Wish::Menu(press.on, press.from));
            }
        }));
    }
}

fn follow(down: &mut Down, ground: &Ground, wish: &Callback<Wish>, event: &PointerEvent) {
    let at = ground.point(event.client_x(), event.client_y());
    if let [one, other] = &mut down.fingers[..] {
        let apart = |a: Point, b: Point| (a.0 - b.0).hypot(a.1 - b.1).max(1.0);
        let before = (apart(one.1, other.1), middle(one.1, other.1));
        let finger = if one.0 == event.pointer_id() {
            one
        } else {
            other
        };
        finger.1 = at;
        let [one, other] = &down.fingers[..] else {
            return;
        };
        let after = (apart(one.1, other.1), middle(one.1, other.1));
        let by = (after.1.0 - before.1.0, after.1.1 - before.1.1);
        let zoom = ground
            .zoom
            .closer(after.0 / before.0, before.1, ground.size);
        return wish.emit(Wish::Show(zoom.pulled(by, ground.size)));
    }
    let Some(press) = &mut down.press else { return };
    let far = (at.0 - press.from.0, at.1 - press.from.1);
    if !press.moved && far.0.hypot(far.1) > CLICK {
        press.moved = true;
        down.long = None;
        // Without capture a quick pointer leaves the panel and is lost.
        if let Some(element) = ground.element.cast::<Element>() {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
    }
    if !press.moved {
        return;
    }
    match press.on {
        Target::Node(node) => wish.emit(Wish::Drag(node, plus(press.node, far))),
        Target::Grip(node) => wish.emit(Wish::Pull(node, ground.on_sheet(at))),
        _ => {
            let by = (at.0 - press.last.0, at.1 - press.last.1);
            wish.emit(Wish::Show(ground.zoom.pulled(by, ground.size)));
        }
    }
    press.last = at;
}

/// A pointer is up again; what it pressed.
fn release(down: &mut Down, event: &PointerEvent) -> Option<Press> {
    down.fingers.retain(|(id, _)| *id != event.pointer_id());
    down.long = None;
    down.press.take()
}

fn end(press: Press, ground: &Ground, wish: &Callback<Wish>, event: &PointerEvent) {
    let at = ground.point(event.client_x(), event.client_y());
    let far = (at.0 - press.from.0, at.1 - press.from.1);
    match (press.on, press.moved) {
        (target, false) => wish.emit(Wish::Choose(target)),
        (Target::Node(node), true) => wish.emit(Wish::Drop(node, plus(press.node, far))),
        (Target::Grip(node), true) => {
            let over = ground
                .drawing
                .as_ref()
                .and_then(|it| it.node_at(ground.on_sheet(at)));
            wish.emit(Wish::Plug(node, over.filter(|over| *over != node)));
        }
        _ => {}
    }
}

fn on_key(event: &KeyboardEvent, ground: &Ground, wish: &Callback<Wish>) {
    let target = Target::of(event);
    let middle = (ground.size.0 / 2.0, ground.size.1 / 2.0);
    let nudge = |by: Point| {
        let drawing = ground.drawing.as_ref()?;
        let node = target.node()?;
        Some(Wish::Drop(node, plus(drawing.middle(node), by)))
    };
    let wanted = match event.key().as_str() {
        "Enter" | " " if target != Target::Ground => Some(Wish::Choose(target)),
        "ArrowLeft" if event.shift_key() => nudge((-NUDGE, 0.0)),
        "ArrowRight" if event.shift_key() => nudge((NUDGE, 0.0)),
        "ArrowUp" if event.shift_key() => nudge((0.0, -NUDGE)),
        "ArrowDown" if event.shift_key() => nudge((0.0, NUDGE)),
        "Delete" | "Backspace" if target != Target::Ground => Some(Wish::Delete(target)),
        "F2" => Some(Wish::Form(target)),
        "ContextMenu" | "F10" if event.key() == "ContextMenu" || event.shift_key() => {
            let element: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
            let at = element.map_or(middle, |it| middle_of(&it, ground));
            Some(Wish::Menu(target, at))
        }
        "+" | "=" => Some(Wish::Show(ground.zoom.closer(STEP, middle, ground.size))),
        "-" => Some(Wish::Show(ground.zoom.closer(
            1.0 / STEP,
            middle,
            ground.size,
        ))),
        "0" => Some(Wish::Show(Zoom::default())),
        _ => None,
    };
    if let Some(wanted) = wanted {
        event.prevent_default();
        event.stop_propagation();
        wish.emit(wanted);
    }
}

/// The wheel: with Ctrl, as a pinch on a touchpad comes, nearer and farther; without, about the
/// sheet, where there is more of it than is shown. It must be able to keep the page from scrolling,
/// which Yew's own listeners cannot.
#[hook]
fn use_wheel(ground: &Ground, wish: &Callback<Wish>) {
    use_effect_with((ground.clone(), wish.clone()), |(ground, wish)| {
        let (ground, wish) = (ground.clone(), wish.clone());
        let listener = ground.element.cast::<Element>().map(|element| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&element, "wheel", options, move |event: &Event| {
                let Some(event) = event.dyn_ref::<WheelEvent>() else {
                    return;
                };
                let at = ground.point(event.client_x(), event.client_y());
                let zoom = if event.ctrl_key() || event.meta_key() {
                    ground
                        .zoom
                        .closer((-event.delta_y() / 240.0).exp(), at, ground.size)
                } else if ground.zoom.zoom > 1.0 {
                    ground
                        .zoom
                        .pulled((-event.delta_x(), -event.delta_y()), ground.size)
                } else {
                    return;
                };
                event.prevent_default();
                wish.emit(Wish::Show(zoom));
            })
        });
        move || drop(listener)
    });
}

fn plus(a: Point, b: Point) -> Point {
    (a.0 + b.0, a.1 + b.1)
}

fn middle(a: Point, b: Point) -> Point {
    ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
}
