//! A form in a dialog: labels, fields, what is wrong beside each, and one button that does it.

use super::Form;
use super::compose::{Faults, action};
use super::fields::{Field, Kind, fields};
use crate::state::{Action, Document, Identical};
use crate::widgets::dialog::Dialog;
use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::scenario::Scenario;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What a form is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked for.
    pub form: Form,
    /// What the lab says.
    pub scenario: Identical<Arc<Scenario>>,
    /// Its text.
    pub document: Identical<Rc<Document>>,
    /// Called with what is to be done.
    pub on_done: Callback<Action>,
    /// Called when the form is to go.
    pub on_close: Callback<()>,
}

/// A form as long as it is drawn.
#[component]
pub fn FormDialog(props: &Props) -> Html {
    let Props {
        form,
        scenario,
        document,
        on_done,
        on_close,
    } = props;
    let all = use_state(|| fields(form, scenario).unwrap_or_default());
    let touched = use_state_eq(Vec::<usize>::new);
    let tried = use_state_eq(|| false);
    let whole = use_node_ref();
    let outcome = judge(form, &all, scenario, document);
    let faults = outcome.as_ref().err().cloned().unwrap_or_default();
    let on_value = {
        let (all, touched) = (all.clone(), touched.clone());
        Callback::from(move |(place, value): (usize, String)| {
            let mut fields = Vec::clone(&all);
            fields[place].value = value;
            all.set(fields);
            if !touched.contains(&place) {
                touched.set(touched.iter().copied().chain([place]).collect());
            }
        })
    };
    let onsubmit = {
        let (tried, whole) = (tried.clone(), whole.clone());
        let (done, close) = (on_done.clone(), on_close.clone());
        let first = faults.fields.iter().position(Option::is_some);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match &outcome {
                Ok(action) => {
                    close.emit(());
                    done.emit(action.clone());
                }
                Err(_) => {
                    tried.set(true);
                    focus_field(&whole, first);
                }
            }
        })
    };
    let row = |(place, field): (usize, &Field)| {
        let fault = faults.fields.get(place).cloned().flatten();
        let fault = fault.filter(|_| *tried || touched.contains(&place));
        html! { <Row key={field.word} {place} field={field.clone()} {fault} on_value={on_value.clone()} /> }
    };
    let rows = |seldom: bool| {
        let some = all
            .iter()
            .enumerate()
            .filter(move |(_, field)| field.seldom == seldom);
        some.map(row).collect::<Html>()
    };
    let seldom = all.iter().any(|field| field.seldom);
    let used = all
        .iter()
        .any(|field| field.seldom && !field.value.is_empty());
    let about = form.about();
    html! {
        <Dialog class="form" title={form.title()} on_close={on_close.clone()}>
            <form ref={whole} {onsubmit} novalidate=true>
                if !about.is_empty() {
                    <p class="quiet-text">{ about }</p>
                }
                <div class="form-fields">{ rows(false) }</div>
                if seldom {
                    <details class="seldom" open={used}>
                        <summary>{ "More options" }</summary>
                        <div class="form-fields">{ rows(true) }</div>
                    </details>
                }
                if *tried && !faults.rest.is_empty() {
                    <ul class="form-faults" role="alert">{ for faults.rest.iter().map(|it| html! { <li>{ it }</li> }) }</ul>
                }
                <div class="dialog-acts">
                    <button type="button" onclick={on_close.reform(|_: MouseEvent| ())}>{ "Cancel" }</button>
                    <button type="submit" class="main">{ form.verb() }</button>
                </div>
            </form>
        </Dialog>
    }
}

/// What the form asks for as it is filled in.
fn judge(
    form: &Form,
    all: &[Field],
    scenario: &Scenario,
    document: &Document,
) -> Result<Action, Faults> {
    let wrong = |why: &str| Faults {
        fields: vec![None; all.len()],
        rest: vec![why.to_owned()],
    };
    if !document.mistakes().is_empty() {
        return Err(wrong("The text has mistakes: mend them first."));
    }
    if all.is_empty() {
        return Err(wrong("What this form is about is not there any more."));
    }
    action(form, all, scenario, document.text())
}

/// Puts the focus into a field that is wrong, and opens what hides it.
fn focus_field(form: &NodeRef, place: Option<usize>) {
    let Some(form) = form.cast::<HtmlElement>() else {
        return;
    };
    let Some(place) = place else { return };
    if let Ok(Some(field)) = form.query_selector(&format!("#lan-field-{place}")) {
        if let Ok(Some(details)) = field.closest("details") {
            // An attribute of this name is valid.
            let _ = details.set_attribute("open", "");
        }
        if let Some(field) = field.dyn_ref::<HtmlElement>() {
            let _ = field.focus();
        }
    }
}

#[derive(PartialEq, Properties)]
struct RowProps {
    place: usize,
    field: Field,
    fault: Option<String>,
    on_value: Callback<(usize, String)>,
}

/// A field with its label, what it means, and what is wrong.
#[component]
fn Row(props: &RowProps) -> Html {
    let RowProps {
        place,
        field,
        fault,
        on_value,
    } = props;
    let id = format!("lan-field-{place}");
    let note = format!("{id}-note");
    let invalid = fault.is_some().then_some("true");
    let tick = field.kind == Kind::Tick;
    let hint = match fault {
        Some(fault) => html! { <span class="form-fault" id={note.clone()}>{ fault }</span> },
        None => html! { <span class="form-hint" id={note.clone()}>{ field.hint }</span> },
    };
    html! {
        <div class={classes!("form-field", tick.then_some("ticked"), (field.kind == Kind::Lines).then_some("wide"))}>
            <label for={id.clone()}>{ field.label }</label>
            { input(field, *place, &id, &note, invalid, on_value) }
            { hint }
        </div>
    }
}

fn input(
    field: &Field,
    place: usize,
    id: &str,
    note: &str,
    invalid: Option<&'static str>,
    on_value: &Callback<(usize, String)>,
) -> Html {
    let (id, note) = (id.to_owned(), note.to_owned());
    let value = field.value.clone();
    match &field.kind {
        Kind::Choice(choices) => {
            let onchange = on_value.reform(move |event: Event| {
                (
                    place,
                    event.target_unchecked_into::<HtmlSelectElement>().value(),
                )
            });
            let option = |(word, label): &(String, String)| {
                html! { <option key={word.clone()} value={word.clone()} selected={*word == value}>{ label }</option> }
            };
            html! {
                <select {id} {onchange} aria-describedby={note} aria-invalid={invalid}>{ for choices.iter().map(option) }</select>
            }
        }
        Kind::Tick => {
            let onchange = on_value.reform(move |event: Event| {
                let ticked = event.target_unchecked_into::<HtmlInputElement>().checked();
                (place, if ticked { "yes" } else { "" }.to_owned())
            });
            html! {
                <input type="checkbox" {id} checked={!value.is_empty()} {onchange} aria-describedby={note} aria-invalid={invalid} />
            }
        }
        Kind::Lines => {
            let oninput = on_value.reform(move |event: InputEvent| {
                (
                    place,
                    event.target_unchecked_into::<HtmlTextAreaElement>().value(),
                )
            });
            html! {
                <textarea {id} rows="3" {value} {oninput} spellcheck="false" aria-describedby={note} aria-invalid={invalid} />
            }
        }
        Kind::Word | Kind::Words | Kind::Text => {
            let oninput = on_value.reform(move |event: InputEvent| {
                (
                    place,
                    event.target_unchecked_into::<HtmlInputElement>().value(),
                )
            });
            html! {
                <input type="text" {id} {value} {oninput} autofocus={place == 0} autocomplete="off" autocapitalize="off" spellcheck="false"
                    aria-describedby={note} aria-invalid={invalid} aria-required={field.needed.then_some("true")} />
            }
        }
    }
}
