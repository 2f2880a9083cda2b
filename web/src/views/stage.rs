//! Two views that have one place on the page in turn: where and when, packets and messages.

use crate::state::{Action, Panel};
use crate::widgets::toolbar::Toolbar;
use yew::prelude::*;

/// What the tabs are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Which of the two is shown.
    pub panel: Panel,
    /// The two.
    #[prop_or(Panel::STAGE)]
    pub pair: [Panel; 2],
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
    let name = match props.pair {
        Panel::STAGE => "Where or when",
        _ => "Packets or messages",
    };
    html! {
        <>
            // Where the page's own tabs stand for these, the panel has a heading all the same.
            <h2 class="narrow-only for-ears">{ props.panel.title() }</h2>
            <Toolbar {name} class="tabs stage-tabs">{ for props.pair.map(tab) }</Toolbar>
        </>
    }
}
