//! `window.lab`, for scripts (`docs/formats.md`). What changes something answers with a Promise
//! that settles when the page has computed its new state; what reads answers at once.

use crate::app::fragment;
use crate::hooks::window;
use crate::state::{Action, Direction, Lab, Opening, RunHandle};
use crate::views::dialogs::address;
use js_sys::{Error, Function, Object, Promise, Reflect, Uint8Array};
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use versioned_arp::report::{bundle, pcapng, snapshot};
use versioned_arp::scenario::parse;
use versioned_arp::sim::HostId;
use versioned_arp::time::Instant;
use wasm_bindgen::prelude::*;
use yew::prelude::*;

/// The state as scripts see it, and who waits for a newer one.
#[derive(Default)]
struct Desk {
    lab: Option<Lab>,
    tickets: u64,
    waiting: Vec<(u64, Function)>,
}

type Shared = Rc<RefCell<Desk>>;

/// Keeps `window.lab` in place and up to date.
#[hook]
pub fn use_bridge(lab: &Lab, dispatch: &Callback<Action>) {
    let desk: Shared = use_mut_ref(Desk::default);
    let installed = use_mut_ref(|| None::<Installed>);
    let (lab, dispatch) = (lab.clone(), dispatch.clone());
    use_effect(move || {
        let (ticket, settled) = (lab.ticket, lab.settled());
        desk.borrow_mut().lab = Some(lab);
        if settled {
            installed
                .borrow_mut()
                .get_or_insert_with(|| Installed::new(&desk, &dispatch));
            let mut waiting = std::mem::take(&mut desk.borrow_mut().waiting);
            waiting.retain(|(number, resolve)| {
                let done = *number <= ticket;
                if done {
                    // A resolver never throws.
                    let _ = resolve.call0(&JsValue::UNDEFINED);
                }
                !done
            });
            desk.borrow_mut().waiting.append(&mut waiting);
        }
    });
}

/// `window.lab`; gone when this is dropped.
struct Installed(#[allow(dead_code)] Vec<Box<dyn std::any::Any>>);

impl Installed {
    fn new(desk: &Shared, dispatch: &Callback<Action>) -> Self {
        let lab = Object::new();
        let mut kept: Vec<Box<dyn std::any::Any>> = Vec::new();
        let mut add =
            |name: &str, function: Closure<dyn FnMut(JsValue) -> Result<JsValue, JsValue>>| {
                // A plain object takes every property.
                let _ = Reflect::set(&lab, &name.into(), function.as_ref());
                kept.push(Box::new(function));
            };
        let act = {
            let (desk, dispatch) = (desk.clone(), dispatch.clone());
            move |action: Action| -> JsValue { done(&desk, &dispatch, action).into() }
        };
        add("load", {
            let act = act.clone();
            Closure::new(move |text: JsValue| {
                Ok(match readable(&text) {
                    Ok(text) => act(Action::Open(Opening {
                        text: text.into(),
                        ..Opening::default()
                    })),
                    Err(message) => rejected(&message),
                })
            })
        });
        add("seek", {
            let act = act.clone();
            Closure::new(move |seconds: JsValue| {
                Ok(match seconds.as_f64().filter(|it| it.is_finite()) {
                    Some(seconds) => act(Action::Seek(Instant::from_micros(
                        (seconds * 1e6).round() as u64,
                    ))),
                    None => rejected("seek takes a number of seconds"),
                })
            })
        });
        add(
            "step",
            Closure::new(move |_| Ok(act(Action::StepEvent(Direction::Forward)))),
        );
        add(
            "text",
            reading(desk, |lab, _| Ok(lab.document.text().to_string().into())),
        );
        add(
            "link",
            reading(desk, |lab, _| {
                Ok(format!("{}{}", address(), fragment(lab)).into())
            }),
        );
        add(
            "snapshot",
            reading(desk, |lab, _| {
                let snapshot = snapshot(running(lab)?, lab.playback.at());
                let plain = serde_wasm_bindgen::Serializer::json_compatible();
                Ok(snapshot.serialize(&plain)?)
            }),
        );
        add(
            "bundle",
            reading(desk, |lab, host| {
                let run = running(lab)?;
                let name = host.as_string().unwrap_or_default();
                let hosts = &run.scenario().hosts;
                let index = hosts.iter().position(|host| host.name == name);
                let index = index
                    .ok_or_else(|| Error::new(&format!("there is no host '{name}' in this lab")))?;
                let bundle = bundle(run, HostId::new(index), lab.playback.at());
                Ok(Uint8Array::from(bundle.as_slice()).into())
            }),
        );
        add(
            "pcapng",
            reading(desk, |lab, _| {
                let capture = pcapng(running(lab)?, lab.playback.at());
                Ok(Uint8Array::from(capture.as_slice()).into())
            }),
        );
        // The window takes every property, too.
        let _ = Reflect::set(&window(), &"lab".into(), &lab);
        Self(kept)
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // Nothing of a page that is gone can be called.
        let _ = Reflect::delete_property(&window(), &"lab".into());
    }
}

/// A function that reads the state; scripts may hand it one argument.
fn reading(
    desk: &Shared,
    read: impl Fn(&Lab, JsValue) -> Result<JsValue, JsValue> + 'static,
) -> Closure<dyn FnMut(JsValue) -> Result<JsValue, JsValue>> {
    let desk = desk.clone();
    Closure::new(move |argument| match &desk.borrow().lab {
        Some(lab) => read(lab, argument),
        None => Err(Error::new("the page has not started yet").into()),
    })
}

/// The run that is shown.
fn running(lab: &Lab) -> Result<&RunHandle, Error> {
    let none = || Error::new("there is no lab without mistakes yet");
    lab.run.as_ref().ok_or_else(none)
}

/// Does `action`; the Promise resolves when the page shows what comes of it.
fn done(desk: &Shared, dispatch: &Callback<Action>, action: Action) -> Promise {
    let ticket = {
        let mut desk = desk.borrow_mut();
        desk.tickets += 1;
        desk.tickets
    };
    let promise = Promise::new(&mut |resolve, _| {
        desk.borrow_mut().waiting.push((ticket, resolve));
    });
    dispatch.emit(Action::Scripted(ticket, Box::new(action)));
    promise
}

/// A text that is a lab, or what is wrong with it, a mistake a line.
fn readable(text: &JsValue) -> Result<String, String> {
    let text = text.as_string().ok_or("load takes the text of a lab")?;
    match parse(&text) {
        Ok(_) => Ok(text),
        Err(mistakes) => {
            let lines: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
            Err(lines.join("\n"))
        }
    }
}

fn rejected(message: &str) -> JsValue {
    Promise::reject(&Error::new(message)).into()
}
