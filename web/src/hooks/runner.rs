//! Runs a scenario in slices, so that the page stays alive: typing never waits, progress shows,
//! and a run that is not wanted any more is dropped. A short run is done at once.

use super::window;
use crate::state::{Action, Archive, RunHandle};
use std::cell::RefCell;
use std::sync::Arc;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::{Progress, Run};
use versioned_arp::time::Instant;
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;
use yew::prelude::*;

/// A slice, in milliseconds.
const SLICE_MS: f64 = 8.0;
/// Events between two looks at the clock.
const EVENTS: usize = 64;
/// Slices between two reports.
const REPORT: u32 = 6;

/// Runs `wanted` (a version and its scenario), with the histories that were opened, and reports to
/// `dispatch`.
#[hook]
pub fn use_runner(
    wanted: Option<(u64, Arc<Scenario>)>,
    archive: &Archive,
    dispatch: Callback<Action>,
) {
    let version = wanted.as_ref().map(|(version, _)| *version);
    let histories = archive.clone();
    use_effect_with((version, archive.len()), move |_| {
        let job = wanted.and_then(|(version, scenario)| {
            let run = Run::with_histories(scenario, histories.histories());
            Job::start(version, run, dispatch)
        });
        move || drop(job)
    });
}

/// A run that goes on until it is done or this is dropped.
struct Job {
    channel: MessageChannel,
    _on_turn: Closure<dyn FnMut()>,
}

impl Job {
    fn start(version: u64, mut run: Run, dispatch: Callback<Action>) -> Option<Self> {
        let end = run.scenario().end;
        if finished(&mut run, end) {
            dispatch.emit(Action::Ran(version, RunHandle::new(run)));
            return None;
        }
        // Messages, unlike timers, are not slowed down in a tab in the background.
        let channel = MessageChannel::new().ok()?;
        let turn = channel.port2();
        let run = RefCell::new(Some(run));
        let mut turns = 0;
        let on_turn = Closure::new(move || {
            let Some(mut current) = run.take() else {
                return;
            };
            if finished(&mut current, end) {
                dispatch.emit(Action::Ran(version, RunHandle::new(current)));
                return;
            }
            turns += 1;
            if turns % REPORT == 1 {
                let done = current.now().as_micros() as f64 / end.as_micros().max(1) as f64;
                dispatch.emit(Action::Running(version, done));
            }
            run.replace(Some(current));
            // A channel that is closed has nobody waiting.
            let _ = turn.post_message(&JsValue::NULL);
        });
        channel
            .port1()
            .set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
        channel.port2().post_message(&JsValue::NULL).ok()?;
        Some(Self {
            channel,
            _on_turn: on_turn,
        })
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.channel.port1().set_onmessage(None);
        self.channel.port1().close();
    }
}

/// Advances for one slice; whether the run went as far as it goes.
fn finished(run: &mut Run, end: Instant) -> bool {
    let clock = window().performance();
    let now = || clock.as_ref().map_or(f64::INFINITY, |clock| clock.now());
    let begun = now();
    loop {
        match run.advance(end, EVENTS) {
            Progress::Done | Progress::Stopped => return true,
            Progress::More if now() - begun >= SLICE_MS => return false,
            Progress::More => {}
        }
    }
}
