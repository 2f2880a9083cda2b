//! The browser's animation frames.

use super::window;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use yew::prelude::*;

/// A step is at most this long, in milliseconds: a page that was in the background for an hour
/// goes on where it was.
const LONGEST_STEP: f64 = 100.0;

/// Calls `on_frame` with the milliseconds since the last frame while `active`.
#[hook]
pub fn use_frames(active: bool, on_frame: Callback<f64>) {
    use_effect_with((active, on_frame), |(active, on_frame)| {
        let frames = active.then(|| Frames::start(on_frame.clone()));
        move || drop(frames)
    });
}

/// Frames until it is dropped.
struct Frames(Rc<RefCell<Loop>>);

#[derive(Default)]
struct Loop {
    request: Option<i32>,
    last: Option<f64>,
    callback: Option<Closure<dyn FnMut(f64)>>,
}

impl Frames {
    fn start(on_frame: Callback<f64>) -> Self {
        let frames = Rc::new(RefCell::new(Loop::default()));
        let again = Rc::downgrade(&frames);
        let callback = Closure::new(move |now: f64| {
            let Some(frames) = again.upgrade() else {
                return;
            };
            let passed = frames.borrow_mut().pass(now);
            on_frame.emit(passed);
        });
        frames.borrow_mut().callback = Some(callback);
        frames.borrow_mut().request();
        Self(frames)
    }
}

impl Loop {
    fn request(&mut self) {
        if let Some(callback) = &self.callback {
            let callback = callback.as_ref().unchecked_ref();
            self.request = window().request_animation_frame(callback).ok();
        }
    }

    /// The time since the last frame; asks for the next one.
    fn pass(&mut self, now: f64) -> f64 {
        let passed = now - self.last.replace(now).unwrap_or(now);
        self.request();
        passed.clamp(0.0, LONGEST_STEP)
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some(request) = self.0.borrow_mut().request.take() {
            // A frame that is not asked for any more needs no taking back.
            let _ = window().cancel_animation_frame(request);
        }
    }
}
