//! The buttons that move time, and the clock.

use crate::state::{Action, Direction, Pace};
use crate::widgets::icon::{Glyph, Icon};
use crate::widgets::menu::{Entry, Menu};
use versioned_arp::time::Instant;
use yew::prelude::*;

/// What the buttons are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The last moment there is.
    pub end: Instant,
    /// Whether time moves.
    pub playing: bool,
    /// How fast.
    pub pace: Pace,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// Draws the buttons and the clock.
#[component]
pub fn Transport(props: &Props) -> Html {
    let Props {
        end,
        playing,
        pace,
        dispatch,
    } = props;
    let end = *end;
    let button = |name: &'static str, class: &'static str, icon: Icon, action: Action| {
        let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
        html! {
            <button type="button" {class} aria-label={name} title={name} {onclick}><Glyph {icon} /></button>
        }
    };
    let (play, icon) = if *playing {
        ("Pause", Icon::Pause)
    } else {
        ("Play", Icon::Play)
    };
    let paces = Pace::ALL
        .into_iter()
        .map(|choice| {
            let entry = Entry::choice(
                choice.to_string(),
                choice == *pace,
                dispatch.reform(move |()| Action::SetPace(choice)),
            );
            match choice {
                Pace::Story => entry.detailed("every event long enough to be seen"),
                Pace::Times(1.0) => entry.detailed("true time"),
                Pace::Times(_) => entry,
            }
        })
        .collect::<Vec<_>>();
    html! {
        <>
            <div class="transport-buttons" role="group" aria-label="Move in time">
                { button("To the start", "square edge", Icon::Start, Action::Seek(Instant::ZERO)) }
                { button("Last commit", "square wide-only", Icon::CommitBack, Action::StepCommit(Direction::Back)) }
                { button("Last event", "square", Icon::StepBack, Action::StepEvent(Direction::Back)) }
                { button(play, "play", icon, Action::TogglePlay) }
                { button("Next event", "square", Icon::StepForward, Action::StepEvent(Direction::Forward)) }
                { button("Next commit", "square wide-only", Icon::CommitForward, Action::StepCommit(Direction::Forward)) }
                { button("To the end", "square edge", Icon::End, Action::Seek(end)) }
            </div>
            <Menu class="pace" list="up wide" name={format!("Pace: {pace}")} entries={paces}>{ pace.to_string() }</Menu>
        </>
    }
}

/// What the clock is told.
#[derive(PartialEq, Properties)]
pub struct ClockProps {
    /// The shown moment.
    pub at: Instant,
    /// The last moment there is.
    pub end: Instant,
}

/// Seconds, with the milliseconds large and the microseconds small.
#[component]
pub fn Clock(props: &ClockProps) -> Html {
    let [now, end] = [props.at, props.end].map(|time| time.to_string());
    let (coarse, fine) = now.split_at(now.len() - 3);
    // No time is wider than the last one: with room for that nothing beside the clock is laid out
    // again while it goes.
    let (widest, _) = end.split_at(end.len() - 3);
    html! {
        <p class="clock">
            <span class="clock-now" data-widest={widest.to_owned()}>
                <time>{ coarse }<small>{ fine }</small></time>
            </span>
            <span class="clock-end">{ format!("/ {} s", props.end.as_secs_f64()) }</span>
        </p>
    }
}
