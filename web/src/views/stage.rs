//! Where and when: the two views that share one place on the page where there is no room for both.

use crate::state::{Action, Panel};
use crate::widgets::toolbar::Toolbar;
use yew::prelude::*;

/// What the tabs are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Which of the two is shown.
    pub panel: Panel,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// The tabs between the two.
#[component]
pub fn StageTabs(props: &Props) -> Html {
    let tab = |panel: Panel| {
        let onclick = props
            .dispatch
            .reform(move |_: MouseEvent| Action::ShowPanel(panel));
        html! {
            <h2 key={panel.word()}>
                <button type="button" class="tab" {onclick} aria-pressed={(panel == props.panel).to_string()}>
                    { panel.title() }
                </button>
            </h2>
        }
    };
    html! { <Toolbar name="Where or when" class="tabs stage-tabs">{ for [Panel::Lan, Panel::Time].map(tab) }</Toolbar> }
}
