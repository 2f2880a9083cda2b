//! Media queries.

use super::window;
use gloo_events::EventListener;
use yew::prelude::*;

/// Whether `query` holds, kept up to date.
#[hook]
pub fn use_media(query: &'static str) -> bool {
    let list = use_memo(query, |query| window().match_media(query).ok().flatten());
    let holds = use_state_eq(|| list.as_ref().as_ref().is_some_and(|list| list.matches()));
    use_effect_with(query, {
        let (list, holds) = (list.clone(), holds.setter());
        move |_| {
            let listener = list.as_ref().clone().map(|list| {
                EventListener::new(&list.clone(), "change", move |_| holds.set(list.matches()))
            });
            move || drop(listener)
        }
    });
    *holds
}
