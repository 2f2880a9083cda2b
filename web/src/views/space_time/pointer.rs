//! Pointer, wheel and keys over the space-time view: a press selects what lies there or shows that
//! moment, a drag moves the stretch, wheel and pinch zoom.

use super::here;
use super::index::Index;
use super::labels::nearest_statement;
use super::picture::Sheet;
use crate::geometry::Point;
use crate::state::{Action, Item, Lens};
use gloo_events::{EventListener, EventListenerOptions};
use std::rc::Rc;
use versioned_arp::time::Instant;
use wasm_bindgen::JsCast;
use web_sys::{Element, WheelEvent};
use yew::prelude::*;

/// A press that moves less than this, in pixels, is a click.
const CLICK: f64 = 4.0;
/// A turn of the wheel by one pixel zooms by this power.
const WHEEL: f64 = 0.0022;
/// Statements have so many pixels at the top.
const SIGNS: f64 = 20.0;
/// A key zooms by this.
const KEY: f64 = 0.6;

/// A pointer that is down.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Press {
    id: i32,
    /// Where it went down, from the left of the stage.
    start: Point,
    /// Where it is.
    at: Point,
}

/// What was there when the newest pointer went down.
#[derive(Debug, Default)]
struct Hold {
    presses: Vec<Press>,
    lens: Lens,
    dragged: bool,
}

/// The listeners of the stage.
pub struct Pointer {
    /// A pointer goes down.
    pub down: Callback<PointerEvent>,
    /// A pointer moves.
    pub moved: Callback<PointerEvent>,
    /// A pointer goes up.
    pub up: Callback<PointerEvent>,
    /// A pointer is taken away.
    pub cancel: Callback<PointerEvent>,
    /// A double press.
    pub double: Callback<MouseEvent>,
    /// A key.
    pub key: Callback<KeyboardEvent>,
}

/// What the listeners need to know at the time of an event.
#[derive(Clone)]
pub struct Shown {
    /// The shown moment.
    pub at: Instant,
    /// The stretch of time.
    pub lens: Lens,
    /// The drawing.
    pub sheet: Rc<Sheet>,
    /// What is known of the run.
    pub index: Rc<Index>,
    /// How many pixels of it are scrolled away.
    pub scrolled: f64,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

impl Shown {
    fn focus(&self, lens: Lens) {
        self.dispatch.emit(Action::Focus(lens));
    }

    /// Zooms about the place at `x` pixels.
    fn zoom(&self, lens: Lens, x: f64, factor: f64) {
        let about = self.sheet.view.place(x);
        self.focus(lens.zoomed(&self.sheet.view.run, about, factor));
    }

    /// Moves the stretch by so many pixels to the left.
    fn pan(&self, lens: Lens, pixels: f64) {
        let view = &self.sheet.view;
        let span = lens.shown(&view.run);
        self.focus(lens.moved(&view.run, pixels / view.width * span.length()));
    }

    /// Selects what happens at the shown moment; pressed again, the next of it.
    fn select_here(&self, entered: &mut (Instant, usize)) {
        let items = here(&self.sheet.view.run, self.at);
        let turn = if entered.0 == self.at { entered.1 } else { 0 };
        *entered = (self.at, turn + 1);
        if let Some(item) = items.get(turn % items.len().max(1)) {
            self.dispatch.emit(Action::Select(Some(*item)));
        }
    }

    fn press(&self, place: Point) {
        let run = &self.sheet.view.run;
        let on_signs = place.1 - self.scrolled < SIGNS;
        let statement = || nearest_statement(&self.sheet, place.0).filter(|_| on_signs);
        if let Some(index) = statement() {
            let item = Some(Item::Statement(index));
            return self.dispatch.emit(Action::Select(item));
        }
        match self.sheet.under(run, &self.index, place) {
            Some(item) => self.dispatch.emit(Action::Select(Some(item))),
            None => {
                self.dispatch.emit(Action::Pause);
                self.dispatch
                    .emit(Action::Seek(self.sheet.view.at(place.0)));
            }
        }
    }
}

/// Listens on `stage`.
#[hook]
pub fn use_pointer(stage: &NodeRef, newest: Shown) -> Pointer {
    let shown = use_mut_ref(|| None::<Shown>);
    *shown.borrow_mut() = Some(newest);
    let now = {
        let shown = shown.clone();
        move || shown.borrow().clone().expect("it was set above")
    };
    let hold = use_mut_ref(Hold::default);
    let place = {
        let stage = stage.clone();
        move |x: i32, y: i32| -> Point {
            let Some(stage) = stage.cast::<Element>() else {
                return (0.0, 0.0);
            };
            let rect = stage.get_bounding_client_rect();
            let y = f64::from(y) - rect.top() + f64::from(stage.scroll_top());
            (f64::from(x) - rect.left(), y)
        }
    };
    use_effect_with(stage.clone(), {
        let (now, place) = (now.clone(), place.clone());
        move |stage| {
            // Taking the wheel from the page needs a listener that says so.
            let options = EventListenerOptions::enable_prevent_default();
            let listener = stage.cast::<Element>().map(|stage| {
                let scrolls = stage.clone();
                EventListener::new_with_options(&stage, "wheel", options, move |event| {
                    let event: &WheelEvent = event.unchecked_ref();
                    let (now, (x, _)) = (now(), place(event.client_x(), event.client_y()));
                    let overflows = scrolls.scroll_height() > scrolls.client_height() + 2;
                    if event.shift_key() || event.delta_x().abs() > event.delta_y().abs() {
                        now.pan(now.lens, event.delta_x() + event.delta_y());
                    } else if event.ctrl_key() || !overflows {
                        now.zoom(now.lens, x, (event.delta_y() * WHEEL).exp());
                    } else {
                        return;
                    }
                    event.prevent_default();
                })
            });
            move || drop(listener)
        }
    });
    let down = {
        let (hold, now, place, stage) = (hold.clone(), now.clone(), place.clone(), stage.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            if let Some(stage) = stage.cast::<Element>() {
                // Without capture only quick moves out of the stage are lost.
                let _ = stage.set_pointer_capture(event.pointer_id());
            }
            let at = place(event.client_x(), event.client_y());
            let mut hold = hold.borrow_mut();
            hold.presses.retain(|it| it.id != event.pointer_id());
            hold.presses.push(Press {
                id: event.pointer_id(),
                start: at,
                at,
            });
            for press in &mut hold.presses {
                press.start = press.at;
            }
            hold.lens = now().lens;
            hold.dragged = hold.presses.len() > 1;
        })
    };
    let moved = {
        let (hold, now, place) = (hold.clone(), now.clone(), place.clone());
        Callback::from(move |event: PointerEvent| {
            let at = place(event.client_x(), event.client_y());
            let mut hold = hold.borrow_mut();
            let id = event.pointer_id();
            let Some(press) = hold.presses.iter_mut().find(|it| it.id == id) else {
                return;
            };
            press.at = at;
            let far = (at.0 - press.start.0).abs();
            hold.dragged |= far > CLICK;
            let (lens, dragged) = (hold.lens, hold.dragged);
            let presses = hold.presses.clone();
            drop(hold);
            match &presses[..] {
                [only] if dragged => now().pan(lens, only.start.0 - only.at.0),
                [a, b] => {
                    let before = (a.start.0 - b.start.0).abs().max(20.0);
                    let after = (a.at.0 - b.at.0).abs().max(20.0);
                    now().zoom(lens, (a.at.0 + b.at.0) / 2.0, before / after);
                }
                _ => {}
            }
        })
    };
    let up = {
        let (hold, now) = (hold.clone(), now.clone());
        Callback::from(move |event: PointerEvent| {
            let mut held = hold.borrow_mut();
            let id = event.pointer_id();
            let place = held.presses.iter().find(|it| it.id == id).map(|it| it.at);
            held.presses.retain(|it| it.id != id);
            let clicked = !held.dragged && held.presses.is_empty();
            drop(held);
            if let (Some(place), true) = (place, clicked) {
                now().press(place);
            }
        })
    };
    let cancel = {
        let hold = hold.clone();
        Callback::from(move |_: PointerEvent| hold.borrow_mut().presses.clear())
    };
    let double = {
        let now = now.clone();
        Callback::from(move |event: MouseEvent| {
            let (x, _) = place(event.client_x(), event.client_y());
            now().zoom(now().lens, x, 0.25);
        })
    };
    let entered = use_mut_ref(|| (Instant::ZERO, 0_usize));
    let key = Callback::from(move |event: KeyboardEvent| {
        let now = now();
        let view = &now.sheet.view;
        let middle = view.left + view.width / 2.0;
        match event.key().as_str() {
            "+" | "=" => now.zoom(now.lens, middle, KEY),
            "-" => now.zoom(now.lens, middle, 1.0 / KEY),
            "0" => now.focus(Lens {
                span: None,
                ..now.lens
            }),
            "Enter" => now.select_here(&mut entered.borrow_mut()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    });
    Pointer {
        down,
        moved,
        up,
        cancel,
        double,
        key,
    }
}
