//! One message: its text, what became of it and when, and the frames that carried it.

use super::model::{Sign, over, party, sentence, sign};
use super::row::sign_of;
use crate::state::{Action, Item, Moment};
use crate::views::copying::copy_text;
use crate::views::wording::{exact_seconds, host_name, spoken};
use crate::widgets::icon::{Glyph, Icon};
use versioned_arp::report::{Saying, Standing};
use versioned_arp::sim::{Cause, FrameNumber, MessageNumber, Transport};
use versioned_arp::time::Instant;
use yew::prelude::*;

/// Frames that are named one by one.
const FRAMES: usize = 24;

/// What the view is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// The message.
    pub number: MessageNumber,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// One message.
#[component]
pub fn MessageDetail(props: &Props) -> Html {
    let Props {
        moment,
        number,
        dispatch,
    } = props;
    let run = &moment.run;
    let Some(saying) = run.talk().saying(*number) else {
        return Html::default();
    };
    let message = saying.message(run);
    let (from, to) = (host_name(run, message.host), party(run, saying));
    let text = spoken(&message.text);
    let copy = {
        let (text, dispatch) = (text.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| copy_text(&text, "The message: copied.", &dispatch))
    };
    let stream = (message.transport == Transport::Tcp).then(|| saying.frames.first().copied());
    let turns = saying.turns();
    // What left at once was only said.
    let at_once = turns.get(1).is_some_and(|(at, _)| *at == message.at);
    let turn = |(place, (at, standing)): (usize, &(Instant, Standing))| {
        let words = match place == 0 && at_once {
            true => "Said".to_owned(),
            false => sentence(run, standing, message.transport),
        };
        turn(props, *at, sign(standing), words)
    };
    html! {
        <section class="message-detail" aria-label={format!("Message from {from} to {to}")}>
            <header>
                <h3>{ format!("{from} to {to}") }</h3>
                <span class="route">{ over(saying, run) }</span>
                <button type="button" class="close" aria-label="Close the message"
                    onclick={dispatch.reform(|_: MouseEvent| Action::Select(None))}>
                    <Glyph icon={Icon::Close} />
                </button>
            </header>
            <div class="message-inside">
                if text.is_empty() {
                    <p class="spoken ping">{ "An echo request." }</p>
                } else {
                    <pre class="spoken">{ text.clone() }</pre>
                }
                <ol class="turns" aria-label="What became of it">{ for turns.iter().enumerate().map(turn) }</ol>
                { frames(moment, saying, dispatch) }
                <p class="message-acts">
                    if let Some(frame) = stream.flatten() {
                        <button type="button" class="small" onclick={dispatch.reform(move |_: MouseEvent| Action::Follow(Some(frame)))}>
                            { "Follow TCP stream" }
                        </button>
                    }
                    if !text.is_empty() {
                        <button type="button" class="small" onclick={copy}>{ "Copy the text" }</button>
                    }
                    { statement(props, message.cause) }
                </p>
            </div>
        </section>
    }
}

/// A step of what became of it, and a way to its moment.
fn turn(props: &Props, at: Instant, sign: Sign, words: String) -> Html {
    let Props {
        moment, dispatch, ..
    } = props;
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Seek(at));
    html! {
        <li class={classes!((at > moment.at).then_some("future"))}>
            { sign_of(sign) }
            <button type="button" class="go mono" title="Show this moment" {onclick}>{ exact_seconds(at) }{ " s" }</button>
            <span>{ words }</span>
        </li>
    }
}

/// The frames that carried it so far.
fn frames(moment: &Moment, saying: &Saying, dispatch: &Callback<Action>) -> Html {
    let sent = moment.run.trace().frames_until(moment.at).len();
    let so_far = saying.frames.partition_point(|frame| frame.index() < sent);
    let (so_far, to_come) = saying.frames.split_at(so_far);
    let frame = |number: &FrameNumber| {
        let item = Item::Frame(*number);
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Select(Some(item)));
        html! { <>{ " " }<button key={number.get()} type="button" class="go mono" {onclick}>{ number.get() }</button></> }
    };
    let more = so_far.len().saturating_sub(FRAMES);
    html! {
        <p class="carriers">
            if so_far.is_empty() {
                { "No frame has carried it yet." }
            } else {
                { if so_far.len() == 1 { "Frame" } else { "Frames" } }
                { for so_far.iter().take(FRAMES).map(frame) }
                if more > 0 {
                    { format!(" and {more} more") }
                }
            }
            if !to_come.is_empty() {
                <span class="to-come">{ format!(" ({} to come)", to_come.len()) }</span>
            }
        </p>
    }
}

/// The line of the text that said it.
fn statement(props: &Props, cause: Cause) -> Html {
    let Cause::Statement(index) = cause else {
        return Html::default();
    };
    let Some(statement) = props.moment.run.scenario().statements.get(index) else {
        return Html::default();
    };
    let item = Item::Statement(index);
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(item)));
    html! {
        <button type="button" class="go" title={statement.text.clone()} {onclick}>{ format!("line {}", statement.line) }</button>
    }
}
