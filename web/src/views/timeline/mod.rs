//! Time: the clock, the buttons that move it, and the strip that shows all of the run at once.

mod crowd;
mod marks;
mod strip;
mod told;
mod transport;

use crate::state::{Action, Lit, Moment, Pace};
use std::rc::Rc;
use strip::Strip;
use told::Told;
use transport::{Clock, Transport};
use versioned_arp::report::fingerprint;
use versioned_arp::time::Instant;
use yew::prelude::*;

/// What the timeline is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// The moment of what need not follow every single frame.
    pub panels: Moment,
    /// Whether time moves.
    pub playing: bool,
    /// How fast.
    pub pace: Pace,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// What the space-time view shows, if it shows a part.
    pub window: Option<(Instant, Instant)>,
    /// How much of the next run is done, while one is being made.
    pub progress: Option<f64>,
    /// Whether the text is another than what is shown because its run was cancelled.
    pub cancelled: bool,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// Draws the timeline.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let Props {
        moment,
        panels,
        playing,
        pace,
        lit,
        window,
        progress,
        cancelled,
        dispatch,
    } = props;
    let print = use_memo(panels.clone(), |it| fingerprint(&it.run, it.at));
    html! {
        <footer class="timeline" aria-label="Time">
            <div class="transport">
                <Transport end={moment.run.end()} playing={*playing} pace={*pace} dispatch={dispatch.clone()} />
                <Clock at={moment.at} end={moment.run.end()} />
            </div>
            <Strip moment={moment.clone()} lit={lit.clone()} window={*window} dispatch={dispatch.clone()} />
            <Told moment={moment.clone()} playing={*playing} />
            <div class={classes!("print", (progress.is_some() || *cancelled).then_some("busy"))}>
                if let Some(done) = progress {
                    <label>
                        { "running" }
                        <progress max="1" value={done.to_string()} />
                    </label>
                    <button type="button" class="quiet" onclick={dispatch.reform(|_| Action::CancelRun)}>{ "Cancel" }</button>
                } else if *cancelled {
                    <span>{ "not the text: cancelled" }</span>
                    <button type="button" class="quiet" onclick={dispatch.reform(|_| Action::RunAgain)}>{ "Run the text" }</button>
                } else {
                    <span>{ "fingerprint" }</span>
                    <code title={print.to_string()}>{ format!("{}…{}", &print[..6], &print[36..]) }</code>
                }
            </div>
        </footer>
    }
}
