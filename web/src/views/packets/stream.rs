//! A TCP stream followed: what both sides said, in order and once. The two are told apart by colour,
//! by an arrow and by their place; a part knows its frame. Text only, whatever was said.

use super::view::View;
use crate::state::{Action, Item};
use crate::views::copying::copy_text;
use crate::views::wording::{exact_seconds, host_name, spoken};
use crate::widgets::icon::{Glyph, Icon};
use std::rc::Rc;
use versioned_arp::sim::{FrameNumber, HostId};
use versioned_arp::time::Instant;
use versioned_arp::wire::{Endpoint, Follow, Part};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Parts that are drawn at most; all can be copied.
const MOST: usize = 600;
/// So many of these may be still to come.
const AHEAD: usize = 100;

/// What the view is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The packets.
    pub view: Rc<View>,
    /// The stream's number among them; none if they have nothing of it.
    pub stream: Option<u32>,
    /// The shown moment.
    pub at: Instant,
    /// The selected frame.
    pub selected: Option<FrameNumber>,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The number of the TCP stream that a frame is of, among the packets of a view.
pub fn stream_of(view: &View, frame: FrameNumber) -> Option<u32> {
    let place = view.place_of(frame)?;
    is_tcp(view, place).then(|| view.stream(place)).flatten()
}

/// Whether a record carries TCP itself, and not an error about it.
pub fn is_tcp(view: &View, place: usize) -> bool {
    view.record(place).context.numbering.is_some()
}

fn followed(view: &View, stream: Option<u32>) -> Follow {
    let mut follow = Follow::default();
    let of_it = |place: &usize| stream.is_some() && view.stream(*place) == stream;
    for place in (0..view.len()).filter(of_it) {
        if is_tcp(view, place) {
            follow.take(place, view.record(place).bytes);
        }
    }
    follow
}

/// A TCP stream.
#[component]
pub fn StreamView(props: &Props) -> Html {
    let Props {
        view,
        stream,
        at,
        dispatch,
        ..
    } = props;
    let follow = use_memo((Rc::clone(view), *stream), |(view, stream)| {
        followed(view, *stream)
    });
    let parts = follow.parts();
    let said = parts.partition_point(|part| view.record(part.place).at <= *at);
    let to = (said + AHEAD).max(MOST).min(parts.len());
    let from = to.saturating_sub(MOST);
    // What was said last is in sight.
    let inside = use_node_ref();
    use_effect_with((inside.clone(), said), |(inside, _)| {
        let inside = inside.cast::<HtmlElement>();
        let last = inside
            .as_ref()
            .and_then(|it| it.query_selector("li.now").ok()?);
        if let (Some(inside), Some(last)) = (inside, last) {
            let last: HtmlElement = last.unchecked_into();
            inside.set_scroll_top(last.offset_top() - inside.client_height() * 2 / 3);
        }
    });
    let copy = {
        let (view, follow) = (Rc::clone(view), Rc::clone(&follow));
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            copy_text(
                &transcript(&view, &follow),
                "The stream: copied.",
                &dispatch,
            );
        })
    };
    let title = stream.map_or("TCP stream".to_owned(), |it| format!("TCP stream {it}"));
    let [there, back] = follow.bytes();
    let part =
        |(place, part): (usize, &Part)| drawn(props, &follow, part, from + place + 1 == said);
    html! {
        <section class="packet-detail stream" aria-label={title.clone()}>
            <header>
                <h3>{ title }</h3>
                <span class="route">
                    if let Some([a, b]) = follow.ends() {
                        { format!("{} to {}: {}, {} back", name(view, a), name(view, b), bytes(there), bytes(back)) }
                    }
                </span>
                if !parts.is_empty() {
                    <button type="button" class="small" onclick={copy}>{ "Copy" }</button>
                }
                <button type="button" class="close" aria-label="Close the stream"
                    onclick={dispatch.reform(|_: MouseEvent| Action::Follow(None))}>
                    <Glyph icon={Icon::Close} />
                </button>
            </header>
            <div class="stream-inside" ref={inside} role="region" aria-label="What was said" tabindex="0">
                if stream.is_none() {
                    <p class="nobody">{ "None of the packets listed here is of this stream. Choose all wires to see it." }</p>
                } else if parts.is_empty() {
                    <p class="nobody">{ "Nobody ever says anything on this connection." }</p>
                } else {
                    { elsewhere(from, "before these") }
                    <ol class="stream-parts">{ for parts[from..to].iter().enumerate().map(part) }</ol>
                    { elsewhere(parts.len() - to, "after these") }
                }
            </div>
        </section>
    }
}

/// Parts that are not drawn.
fn elsewhere(count: usize, place: &'static str) -> Html {
    if count == 0 {
        return Html::default();
    }
    html! { <p class="quiet-text">{ format!("{count} more {place}; Copy takes all.") }</p> }
}

/// One part of a stream.
fn drawn(props: &Props, follow: &Follow, part: &Part, is_last: bool) -> Html {
    let view = &props.view;
    let record = view.record(part.place);
    let frame = record.frame.number;
    let speaker = follow.ends().map(|ends| ends[usize::from(part.back)]);
    let speaker = speaker.map_or(String::new(), |end| name(view, end));
    let class = classes!(
        if part.back { "back" } else { "there" },
        (record.at > props.at).then_some("future"),
        is_last.then_some("now"),
        (props.selected == Some(frame)).then_some("selected"),
    );
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(Item::Frame(frame))));
    let text = match part.missing {
        0 => spoken(&part.text),
        missing => format!("[{} missing here]", bytes(missing as usize)),
    };
    html! {
        <li key={format!("{} {}", part.place, part.missing)} {class}>
            <svg class="stream-mark" viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
                <path d={if part.back { "M4-4.5-3.5 0 4 4.5z" } else { "M-4-4.5 3.5 0-4 4.5z" }} />
            </svg>
            <span class="for-ears">{ format!("{speaker}: ") }</span>
            <pre>{ text }</pre>
            <button type="button" class="go mono" {onclick} title={format!("Sent by {speaker} at {} s", exact_seconds(record.at))}
                aria-label={format!("frame {}", record.number)}>{ record.number }</button>
        </li>
    }
}

/// An end of the stream in the lab's own names: `bob:443`.
fn name(view: &View, (ip, port): Endpoint) -> String {
    let run = view.run();
    let mut hosts = run.scenario().hosts.iter();
    let host = hosts.position(|host| host.addresses.iter().any(|net| net.addr() == ip));
    match host {
        Some(host) => format!("{}:{port}", host_name(run, HostId::new(host))),
        None => format!("{ip}:{port}"),
    }
}

fn bytes(count: usize) -> String {
    match count {
        1 => "1 byte".to_owned(),
        count => format!("{count} bytes"),
    }
}

/// All of it as a text: a line for each turn, after the name of who speaks.
fn transcript(view: &View, follow: &Follow) -> String {
    let mut text = String::new();
    let mut speaker = None;
    for part in follow.parts() {
        if speaker.replace(part.back) != Some(part.back) {
            let end = follow.ends().map(|ends| ends[usize::from(part.back)]);
            let name = end.map_or(String::new(), |end| name(view, end));
            if !text.is_empty() {
                text.push('\n');
            }
            text += &format!("{name}: ");
        }
        match part.missing {
            0 => text += &spoken(&part.text),
            missing => text += &format!("[{} missing here]", bytes(missing as usize)),
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::lab;

    const LAB: &str = "end 30s
host ann 10.0.0.1
host bob 10.0.0.2
host eve 10.0.0.3
link ann lan loss 30%
at 0s bob serve 7
at 1s ann say bob:7 \"hello\"
at 5s eve say bob:7 \"<b>me too</b>\"
at 9s ann say bob:7 \"again\"";

    #[test]
    fn both_sides_are_told_in_turn_and_once_though_frames_were_lost() {
        let run = lab(LAB);
        let view = View::of(&run, None);
        let frames = run.trace().frames();
        let streams: Vec<_> = frames
            .iter()
            .map(|it| stream_of(&view, it.number))
            .collect();
        assert!(streams.contains(&None), "ARP is of no stream");
        assert!(streams.contains(&Some(0)) && streams.contains(&Some(1)));
        assert_eq!(
            transcript(&view, &followed(&view, Some(0))),
            "ann:7 hello".replace("ann:7 ", &format!("{}: ", first(&view, 0)))
                + "\nbob:7: hello\n"
                + &format!("{}: again\nbob:7: again\n", first(&view, 0))
        );
        let other = transcript(&view, &followed(&view, Some(1)));
        assert!(other.ends_with("bob:7: <b>me too</b>\n"), "{other}");
    }

    /// Who begins a stream, with the port that was drawn.
    fn first(view: &View, stream: u32) -> String {
        let ends = followed(view, Some(stream)).ends();
        name(view, ends.expect("it begins")[0])
    }

    #[test]
    fn who_could_not_see_a_stream_has_nothing_of_it() {
        let run = lab(LAB);
        let eve = View::of(&run, Some(HostId::new(2)));
        let frames = run.trace().frames().iter();
        let of_ann = frames.filter(|it| it.from == HostId::FIRST);
        let seen: Vec<_> = of_ann.filter_map(|it| stream_of(&eve, it.number)).collect();
        assert!(seen.is_empty(), "{seen:?}");
    }
}
