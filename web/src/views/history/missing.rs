//! What to do when a host is to start from a history that is not here.

use crate::state::Action;
use crate::views::opening::choose_file;
use crate::views::wording::short;
use versioned_arp::store::ObjectId;
use yew::prelude::*;

/// What is missing.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The host.
    pub host: AttrValue,
    /// The commit that it is to start from.
    pub commit: ObjectId,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// Says what is missing, and takes it.
#[component]
pub fn Missing(props: &Props) -> Html {
    let dispatch = props.dispatch.clone();
    let onclick = Callback::from(move |_: MouseEvent| choose_file(&dispatch));
    html! {
        <aside class="history-missing" role="note" aria-label="A history is missing">
            <p><strong>{ format!("{} starts from a history that is not here.", props.host) }</strong>
                { " Its text names commit " }<code>{ short(&props.commit) }</code>
                { "; a text, and a link to it, name a history and do not carry it. Open the bundle or the pack that has it, or drop it here." }</p>
            <button type="button" class="main" {onclick}>{ "Open the history…" }</button>
        </aside>
    }
}
