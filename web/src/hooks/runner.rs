//! Runs scenarios in slices, so that the page stays alive: typing never waits, progress shows,
//! and a run that is not wanted any more is dropped. A short run is done at once.

use super::window;
use crate::state::{Action, Archive, LookBack, RunHandle};
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
/// From so many statements on, a run is about as far as they are.
const MANY: u64 = 100;
/// How much of such a run is left when the last of them was given, by guess.
const AFTERMATH: f64 = 0.1;

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
            Job::start(
                Whole {
                    version,
                    asked: asked(&scenario),
                    run: Run::with_histories(scenario, histories.histories()),
                },
                dispatch,
            )
        });
        move || drop(job)
    });
}

/// Runs the lab of `wanted` again up to its moment, which the run on show has forgotten.
#[hook]
pub fn use_look_back(
    wanted: Option<(Arc<Scenario>, Instant)>,
    archive: &Archive,
    dispatch: Callback<Action>,
) {
    let key = wanted
        .as_ref()
        .map(|(scenario, at)| (Arc::as_ptr(scenario) as usize, *at));
    let histories = archive.clone();
    use_effect_with(key, move |_| {
        let job = wanted.and_then(|(scenario, at)| {
            let run = Run::with_histories(scenario, histories.histories());
            Job::start(LookBack::new(run, at), dispatch)
        });
        move || drop(job)
    });
}

/// Something that is done in slices.
trait Task: 'static {
    /// Goes on for a little; whether it is done.
    fn step(&mut self) -> bool;
    /// What to say of it meanwhile.
    fn report(&self) -> Option<Action>;
    /// What to say when it is done.
    fn finish(self) -> Action;
}

/// A run to its end.
struct Whole {
    version: u64,
    /// How many statements there are to give, each as often as it is given.
    asked: u64,
    run: Run,
}

/// How many statements a lab gives.
fn asked(scenario: &Scenario) -> u64 {
    let statements = scenario.statements.iter();
    statements.map(|it| it.runs(scenario.end)).sum()
}

/// How far a run is, from 0 to 1. What is still to come nobody knows; but what a lab asks for is
/// known, and work comes of it. Time alone would stand still where a lab is busy and then jump.
fn progress(given: u64, asked: u64, now: Instant, end: Instant) -> f64 {
    let time = now.as_micros() as f64 / end.as_micros().max(1) as f64;
    match asked {
        ..MANY => time,
        _ => {
            let given = given as f64 / asked as f64;
            given * (1.0 - AFTERMATH) + time * AFTERMATH
        }
    }
}

impl Task for Whole {
    fn step(&mut self) -> bool {
        self.run.advance(Instant::MAX, EVENTS) != Progress::More
    }

    fn report(&self) -> Option<Action> {
        let given = self.run.trace().statements().len() as u64;
        let (now, end) = (self.run.now(), self.run.scenario().end);
        let done = progress(given, self.asked, now, end);
        Some(Action::Running(self.version, done))
    }

    fn finish(self) -> Action {
        Action::Ran(self.version, RunHandle::new(self.run))
    }
}

impl Task for LookBack {
    fn step(&mut self) -> bool {
        LookBack::step(self)
    }

    fn report(&self) -> Option<Action> {
        // It is short, and what is on show stays until it is there.
        None
    }

    fn finish(self) -> Action {
        Action::LookedBack(RunHandle::new(self.into_run()))
    }
}

/// A task that goes on until it is done or this is dropped.
struct Job {
    channel: MessageChannel,
    _on_turn: Closure<dyn FnMut()>,
}

impl Job {
    fn start(mut task: impl Task, dispatch: Callback<Action>) -> Option<Self> {
        if finished(&mut task) {
            dispatch.emit(task.finish());
            return None;
        }
        // Messages, unlike timers, are not slowed down in a tab in the background.
        let channel = MessageChannel::new().ok()?;
        let turn = channel.port2();
        let task = RefCell::new(Some(task));
        let mut turns = 0;
        let on_turn = Closure::new(move || {
            let Some(mut current) = task.take() else {
                return;
            };
            if finished(&mut current) {
                dispatch.emit(current.finish());
                return;
            }
            turns += 1;
            if turns % REPORT == 1
                && let Some(report) = current.report()
            {
                dispatch.emit(report);
            }
            task.replace(Some(current));
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

/// Goes on for one slice; whether the task is done.
fn finished(task: &mut impl Task) -> bool {
    let clock = window().performance();
    let now = || clock.as_ref().map_or(f64::INFINITY, |clock| clock.now());
    let begun = now();
    loop {
        match task.step() {
            true => return true,
            false if now() - begun >= SLICE_MS => return false,
            false => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_beginning_does_not_hold_progress_up() {
        let (soon, end) = (Instant::from_secs(1), Instant::from_secs(100));
        // Half of a thousand pings are on their way after one of a hundred seconds.
        assert_eq!(progress(500, 1_000, soon, end), 0.451);
        assert_eq!(progress(1_000, 1_000, end, end), 1.0);
        // One statement says little of what comes of it.
        assert_eq!(progress(1, 1, soon, end), 0.01);
    }
}
