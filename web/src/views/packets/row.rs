//! One frame of the list.

use super::model::{PacketRow, Taught};
use crate::state::{Action, Item, Kind};
use yew::prelude::*;

/// How many letters at the end of what a frame says stay in sight; `packet-list.css` has the same.
const END: usize = 9;

/// What a row is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it shows.
    pub row: PacketRow,
    /// Its line in the list, from 0.
    pub line: usize,
    /// Whether the selection lights it up.
    pub lit: bool,
    /// Whether it is selected.
    pub selected: bool,
    /// Where to send the choice of a commit.
    pub dispatch: Callback<Action>,
}

/// A row. The list hears what is done to it.
#[component]
pub fn PacketLine(props: &Props) -> Html {
    let PacketRow {
        number,
        time,
        from,
        to,
        protocol,
        info,
        kind,
        flags,
        taught,
        future,
        ..
    } = &props.row;
    let class = classes!(
        "packet",
        "cols",
        kind.class(),
        tint(protocol),
        future.then_some("future"),
        props.lit.then_some("lit"),
    );
    let (start, end, remark) = parts(info);
    html! {
        <div role="row" id={format!("frame-{number}")} {class} data-line={props.line.to_string()}
            aria-selected={props.selected.to_string()} aria-rowindex={(props.line + 2).to_string()}>
            <div role="gridcell" class="number">{ number }</div>
            <div role="gridcell" class="time">{ time }</div>
            <div role="gridcell" class="from">{ from }</div>
            <div role="gridcell" class="to">{ to }</div>
            <div role="gridcell" class="protocol">
                <Sign kind={*kind} />
                if *kind == Kind::Forged {
                    <span class="for-ears">{ "forged " }</span>
                }
                <span>{ &**protocol }</span>
            </div>
            <div role="gridcell" class={classes!("info", (!flags.is_empty()).then_some("flagged"))}>
                <span class="info-text" title={info.clone()}><span>{ start }</span><span>{ end }</span><span>{ remark }</span></span>
                { for flags.iter().map(|flag| html! {
                    <span key={flag.word} class={classes!("pill", flag.alarm.then_some("alarm"))}
                        title={flag.meaning.clone()}>{ flag.word }</span>
                }) }
            </div>
            <div role="gridcell" class="taught">{ taught_cell(taught, &props.dispatch) }</div>
        </div>
    }
}

/// What a frame says in up to three parts, for where there is little room: the beginning gives way
/// before the end, as the last figures of an address tell the most, and a remark behind it in brackets
/// before both.
fn parts(info: &str) -> (&str, &str, &str) {
    let remark = match info.ends_with(')') {
        true => info.rfind(" (").unwrap_or(info.len()),
        false => info.len(),
    };
    let (said, remark) = info.split_at(remark);
    let mut letters = said.char_indices().rev();
    let end = letters.nth(END - 1).map_or(0, |(at, _)| at);
    let (start, end) = said.split_at(end);
    (start, end, remark)
}

/// The class of a protocol's colour.
fn tint(protocol: &str) -> &'static str {
    match protocol {
        "ARP" => "of-arp",
        "ICMP" => "of-icmp",
        "UDP" => "of-udp",
        "TCP" => "of-tcp",
        _ => "of-other",
    }
}

#[derive(PartialEq, Properties)]
struct SignProps {
    kind: Kind,
}

/// The shape of a kind of frame.
#[component]
fn Sign(props: &SignProps) -> Html {
    html! {
        <svg class={classes!("sign", props.kind.class())} viewBox="-9 -9 18 18" width="10" height="10" aria-hidden="true">
            <path d={props.kind.shape()} />
        </svg>
    }
}

/// The first commit that the frame caused, and how many more.
fn taught_cell(taught: &[Taught], dispatch: &Callback<Action>) -> Html {
    let Some(first) = taught.first() else {
        return html! { <span class="nothing">{ "–" }</span> };
    };
    let item = Item::Commit(first.commit);
    let onclick = dispatch.reform(move |event: MouseEvent| {
        event.stop_propagation();
        Action::Select(Some(item))
    });
    let all: Vec<_> = taught
        .iter()
        .map(|it| format!("{} {}", it.host, it.short))
        .collect();
    html! {
        <>
            <button type="button" class="go" tabindex="-1" {onclick} title={all.join(", ")}>
                { format!("{} {}", first.host, first.short) }
            </button>
            if taught.len() > 1 {
                <span class="more">{ format!(" +{}", taught.len() - 1) }</span>
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_what_a_frame_says_is_the_last_figures_of_an_address() {
        assert_eq!(
            parts("10.0.0.1 is at 02:00:00:00:00:66 (duplicate use of 10.0.0.1 detected!)"),
            (
                "10.0.0.1 is at 02:00:00",
                ":00:00:66",
                " (duplicate use of 10.0.0.1 detected!)"
            )
        );
        assert_eq!(parts("1234 → 443"), ("1", "234 → 443", ""));
        assert_eq!(parts("short"), ("", "short", ""));
        assert_eq!(parts(")"), ("", ")", ""));
    }
}
