//! Hosts and switches as boxes. What happens on them the drawing listens to (`pointer.rs`).

use super::drawing::{Detail, Drawing, SWITCH_HALF};
use super::facts::HostFacts;
use super::links::tabindex;
use super::station::refused;
use super::target::Target;
use crate::geometry::Point;
use crate::state::{Identical, Item, Lit, Moment, Selection};
use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::{HostId, NodeId, SwitchId};
use versioned_arp::store::ObjectId;
use yew::prelude::*;

/// What all nodes are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// For how many simulated microseconds a change glows on.
    pub glow: f64,
    /// The nodes.
    pub scenario: Identical<Arc<Scenario>>,
    /// Where they are.
    pub drawing: Identical<Rc<Drawing>>,
    /// What is to be said of the hosts.
    pub facts: Rc<Vec<Rc<HostFacts>>>,
    /// What is selected.
    pub selection: Selection,
    /// What that lights up.
    pub lit: Rc<Lit>,
    /// The node from which a cable is being laid.
    pub chosen: Option<NodeId>,
    /// Whether nothing may move by itself.
    pub still: bool,
    /// What Tab stops at.
    pub stop: Target,
}

/// All nodes.
#[component]
pub fn Nodes(props: &Props) -> Html {
    let Props {
        moment,
        scenario,
        drawing,
        selection,
        ..
    } = props;
    let host = |(index, host): (usize, &versioned_arp::scenario::Host)| {
        let id = HostId::new(index);
        let facts = props.facts.get(index)?.clone();
        let fresh = facts.fresh(moment.at.as_micros() as f64, props.glow);
        let node = NodeId::Host(id);
        Some(html! {
            <HostNode key={host.name.clone()} {id} name={host.name.clone()} {facts} fresh={fresh.filter(|_| !props.still)}
                at={drawing.middle(node)} half={drawing.half} detail={drawing.detail}
                selected={selection.item == Some(Item::Host(id))} shown={selection.host == id}
                lit={props.lit.hosts.contains(&id)} chosen={props.chosen == Some(node)} stops={props.stop == Target::Node(node)} />
        })
    };
    let switch = |(index, switch): (usize, &versioned_arp::scenario::Switch)| {
        let id = SwitchId::new(index);
        let node = NodeId::Switch(id);
        let known = moment.run.trace().switch_at(id, moment.at).stations.len();
        let refused = switch.inspect.then(|| refused(moment, id).count());
        html! {
            <SwitchNode key={switch.name.clone()} {id} name={switch.name.clone()} {known} {refused}
                scale={drawing.switch} named_below={drawing.names_below} at={drawing.middle(node)}
                selected={selection.item == Some(Item::Switch(id))} chosen={props.chosen == Some(node)} stops={props.stop == Target::Node(node)} />
        }
    };
    html! {
        <g>
            { for scenario.switches.iter().enumerate().map(switch) }
            { for scenario.hosts.iter().enumerate().filter_map(host) }
        </g>
    }
}

/// What a host's box is told.
#[derive(PartialEq, Properties)]
struct HostProps {
    id: HostId,
    name: String,
    facts: Rc<HostFacts>,
    /// The tip of main, when it has only just come to be.
    fresh: Option<ObjectId>,
    at: Point,
    half: Point,
    detail: Detail,
    selected: bool,
    /// Whether its history is the one on show.
    shown: bool,
    lit: bool,
    chosen: bool,
    stops: bool,
}

#[component]
fn HostNode(props: &HostProps) -> Html {
    let HostProps {
        id,
        name,
        facts,
        at,
        half,
        detail,
        selected,
        ..
    } = props;
    let class = classes!(
        "node",
        "host",
        (!facts.up).then_some("off"),
        props.shown.then_some("shown"),
        selected.then_some("selected"),
        props.chosen.then_some("chosen"),
        props.lit.then_some("lit"),
        facts.forging.then_some("forging"),
    );
    let ips: Vec<_> = facts.ips.iter().map(ToString::to_string).collect();
    let all = match ips.is_empty() {
        true => "no address".to_owned(),
        false => ips.join(", "),
    };
    let (w, h) = *half;
    let rect = |class: &'static str, out: f64| {
        html! {
            <rect {class} x={(-w - out).to_string()} y={(-h - out).to_string()} rx={h.min(9.0).to_string()}
                width={(2.0 * (w + out)).to_string()} height={(2.0 * (h + out)).to_string()} />
        }
    };
    let node = NodeId::Host(*id);
    html! {
        <g {class} transform={format!("translate({:.1} {:.1})", at.0, at.1)} role="button" tabindex={tabindex(props.stops)}
            data-moves="true" data-on={Target::Node(node).word()} aria-pressed={selected.to_string()}
            aria-label={format!("Host {name}, {all}, {}", facts.status())}>
            if let Some(fresh) = props.fresh {
                <g key={fresh.to_string()} class="pulse">{ rect("", 0.0) }</g>
            }
            { rect("node-focus", 4.0) }
            { rect("node-box", 0.0) }
            { grip(node, w, *detail) }
            // Its name says all of it, in full.
            <g aria-hidden="true">
                { inside(name, facts, *half, *detail) }
                { badges(facts, *half, *detail) }
            </g>
        </g>
    }
}

/// From where a cable is pulled.
fn grip(node: NodeId, w: f64, detail: Detail) -> Html {
    if detail == Detail::Dot {
        return Html::default();
    }
    html! {
        <g class="grip" data-on={Target::Grip(node).word()} transform={format!("translate({w} 0)")}>
            <circle class="grip-reach" r="13" />
            <circle class="grip-dot" r="6" />
            <path class="grip-plus" d="M-3 0h6M0-3v6" />
        </g>
    }
}

/// The words in a box.
fn inside(name: &str, facts: &HostFacts, (w, _): Point, detail: Detail) -> Html {
    let room = 2.0 * w - if detail == Detail::Name { 4.0 } else { 16.0 };
    let name = fitting(name, room);
    let left = (12.0 - w).to_string();
    let line = |y: f64, class: &'static str, text: String| {
        html! { <text {class} x={left.clone()} y={y.to_string()}>{ text }</text> }
    };
    let address = match &facts.ips[..] {
        [] => "no address".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    };
    match detail {
        Detail::Dot => Html::default(),
        Detail::Name => html! { <text class="node-name centred" y="4">{ name }</text> },
        Detail::Short => html! {
            <>{ line(-3.0, "node-name", name) }{ line(12.0, "node-address", address) }</>
        },
        Detail::Full => html! {
            <>
                { line(-11.0, "node-name", name) }
                { line(5.0, "node-address", address) }
                { line(21.0, "node-status", facts.cache()) }
            </>
        },
    }
}

/// A name as far as it fits into so many pixels.
fn fitting(name: &str, width: f64) -> String {
    let fits = (width / 7.9).round().max(2.0) as usize;
    match name.len() > fits {
        true => format!("{}…", &name[..fits - 1]),
        false => name.to_owned(),
    }
}

/// Queries in flight, and what is wrong: in words where there is room, else as a sign.
fn badges(facts: &HostFacts, (w, h): Point, detail: Detail) -> Html {
    let (questions, alarm) = (facts.questions(), facts.alarm());
    let short = |text: &str, sign: &str| {
        let count = text
            .split(' ')
            .next()
            .filter(|it| it.parse::<usize>().is_ok());
        count.map_or(sign.to_owned(), |count| format!("{count}{sign}"))
    };
    let (questions, alarm) = match detail {
        Detail::Full => (questions, alarm),
        Detail::Dot | Detail::Name => (
            questions.map(|_| "?".to_owned()),
            alarm.map(|_| "!".to_owned()),
        ),
        Detail::Short => (
            questions.map(|it| short(&it, "?")),
            alarm.map(|it| short(&it, "!")),
        ),
    };
    let asking_at = match detail {
        Detail::Full => (w - 8.0, h - 22.0),
        Detail::Short => (w + 5.0, h - 9.0),
        Detail::Name | Detail::Dot => (w + 8.0, h - 10.0),
    };
    let alarm_at = match detail {
        Detail::Name | Detail::Dot => (w + 8.0, -h - 6.0),
        _ => (w + 5.0, -h - 8.0),
    };
    html! {
        <>
            if let Some(questions) = questions {
                { pill("badge asking", &questions, asking_at.0, asking_at.1) }
            }
            if let Some(alarm) = alarm {
                { pill("badge alarm", &alarm, alarm_at.0, alarm_at.1) }
            }
        </>
    }
}

/// A few words on a ground of their own, which ends at `right`.
fn pill(class: &'static str, text: &str, right: f64, y: f64) -> Html {
    let width = text.len() as f64 * 6.3 + if text.len() == 1 { 8.0 } else { 13.0 };
    html! {
        <g {class} transform={format!("translate({:.1} {y:.1})", right - width)}>
            <rect width={width.to_string()} height="16" rx="8" />
            <text x={(width / 2.0).to_string()} y="12">{ text.to_owned() }</text>
        </g>
    }
}

/// What a switch's box is told.
#[derive(PartialEq, Properties)]
struct SwitchProps {
    id: SwitchId,
    name: String,
    /// How many stations it knows the place of.
    known: usize,
    /// How many ARP packets it has refused, if it inspects them.
    refused: Option<usize>,
    /// How big it is, 1 being full size.
    scale: f64,
    /// Whether its name is below it, and not inside.
    named_below: bool,
    at: Point,
    selected: bool,
    chosen: bool,
    stops: bool,
}

#[component]
fn SwitchNode(props: &SwitchProps) -> Html {
    let SwitchProps {
        id,
        name,
        known,
        refused,
        scale,
        named_below,
        at,
        selected,
        ..
    } = props;
    let class = classes!(
        "node",
        "switch",
        selected.then_some("selected"),
        props.chosen.then_some("chosen")
    );
    let (w, h) = (SWITCH_HALF.0 * scale, SWITCH_HALF.1 * scale);
    let macs = match known {
        1 => "1 MAC".to_owned(),
        known => format!("{known} MACs"),
    };
    let node = NodeId::Switch(*id);
    let words = format!("{name} · {macs}");
    let wide = words.chars().count() as f64 * 5.9 + 10.0;
    let inspects = match refused {
        None => String::new(),
        Some(refused) => format!(", inspects ARP, has refused {refused}"),
    };
    html! {
        <g {class} transform={format!("translate({:.1} {:.1})", at.0, at.1)} role="button" tabindex={tabindex(props.stops)}
            data-moves="true" data-on={Target::Node(node).word()} aria-pressed={selected.to_string()}
            aria-label={format!("Switch {name}, knows {macs}{inspects}")}>
            <rect class="node-focus" x={(-w - 4.0).to_string()} y={(-h - 4.0).to_string()} rx="9"
                width={(2.0 * w + 8.0).to_string()} height={(2.0 * h + 8.0).to_string()} />
            <rect class="node-box" x={(-w).to_string()} y={(-h).to_string()} rx="7"
                width={(2.0 * w).to_string()} height={(2.0 * h).to_string()} />
            if *named_below {
                <path class="switch-arrows" transform={format!("scale({scale})")} d="M-26-7h20M-12-12l6 5-6 5M26 8H6M12 3 6 8l6 5" />
            }
            if refused.is_some() {
                // A shield: it lets ARP pass only where it is bound.
                <path class="switch-shield" transform={format!("translate({:.1} {:.1})", w - 1.0, 1.0 - h)}
                    d="M0-9 7-6V0C7 5 3.5 8 0 9.5-3.5 8-7 5-7 0V-6zM-3.2.2-.8 2.6 3.4-2.4" />
            }
            if let Some(refused @ 1..) = refused {
                { pill("badge alarm", &format!("{refused} refused"), w + 8.0, -h - 25.0) }
            }
            { grip(node, w, Detail::Full) }
            if *named_below {
                <rect class="switch-ground" x={(-wide / 2.0).to_string()} y={(h + 3.0).to_string()} rx="8"
                    width={wide.to_string()} height="18" />
                <text class="switch-name" aria-hidden="true" y={(h + 16.0).to_string()}>{ words }</text>
            } else {
                <text class="switch-name" aria-hidden="true" y="4">{ fitting(name, 2.0 * w) }</text>
            }
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_where_its_box_ends() {
        assert_eq!(fitting("gateway", 120.0), "gateway");
        assert_eq!(fitting("a-very-long-name-for-a-host", 76.0), "a-very-lo…");
        assert_eq!(fitting("ab", 0.0), "ab");
    }
}
