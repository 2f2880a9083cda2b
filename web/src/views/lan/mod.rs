//! The LAN: hosts, switches, links, and the frames between them at the shown moment.

mod actions;
mod caption;
mod facts;
mod flights;
mod links;
mod nodes;
mod words;

use crate::geometry::{CANVAS, Fit, Layout, Point, edge_of, layout};
use crate::hooks::use_size;
use crate::state::{Action, Identical, Item, Lit, Moment, Panel, Selection};
use crate::views::stage::StageTabs;
use actions::Actions;
use caption::Caption;
use facts::HostFacts;
use flights::Flights;
use links::Links;
use nodes::{HostNode, SwitchNode};
use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::{HostId, NodeId, SwitchId};
use words::Words;
use yew::prelude::*;

/// What the LAN is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it shows.
    pub moment: Moment,
    /// The moment in microseconds, with the fraction that makes motion smooth.
    pub now: f64,
    /// For how many simulated microseconds a frame that is there glows on.
    pub glow: f64,
    /// The scenario with the newest places.
    pub scenario: Identical<Arc<Scenario>>,
    /// What is selected.
    pub selection: Selection,
    /// What that lights up.
    pub lit: Rc<Lit>,
    /// Whether nothing may move by itself.
    pub still: bool,
    /// Whether space and time are shown beside it, so that no tab leads there.
    pub beside: bool,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// How big nodes are drawn, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Places on the canvas.
    layout: Layout,
    /// From there to pixels.
    fit: Fit,
    /// Half the size of a host's box.
    half: Point,
    /// How much a box says.
    detail: Detail,
    /// How big a switch is, 1 being full size.
    switch: f64,
}

/// How much a host's box says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Name, address, cache.
    Full,
    /// Name and address.
    Short,
    /// The name.
    Name,
}

/// A drawing narrower than this has smaller switches.
const NARROW: f64 = 480.0;

/// Half the size of a switch's box.
const SWITCH_HALF: Point = (40.0, 23.0);

impl Drawing {
    fn new(scenario: &Scenario, size: Point) -> Self {
        let layout = layout(scenario);
        let hosts = scenario.hosts.len();
        let longest =
            |text: &dyn Fn(usize) -> usize| (0..hosts).map(text).max().unwrap_or(0) as f64;
        let name = longest(&|host| scenario.hosts[host].name.len());
        let area = size.0 * size.1 / hosts.max(1) as f64;
        let (detail, half): (Detail, Point) = match area {
            ..5_000.0 => (Detail::Name, (name * 3.6 + 8.0, 12.0)),
            ..17_000.0 => (Detail::Short, ((name * 4.2 + 10.0).max(56.0), 20.0)),
            _ => (Detail::Full, ((name * 4.2 + 16.0).max(66.0), 31.0)),
        };
        let switch = if size.0 < NARROW { 0.72 } else { 1.0 };
        let margin = (
            half.0.max(SWITCH_HALF.0) + 14.0,
            half.1.max(SWITCH_HALF.1) + 22.0,
        );
        let fit = Fit::new(CANVAS, layout.places(), size, margin);
        Self {
            layout,
            fit,
            half,
            detail,
            switch,
        }
    }

    /// Whether `x` pixels are in the left half of the drawing.
    fn in_the_left(&self, x: f64) -> bool {
        x < self.fit.middle().0
    }

    /// The middle of a node in pixels.
    fn middle(&self, node: NodeId) -> Point {
        self.fit.pixels(self.layout.of(node))
    }

    /// Half the size of a node's box.
    fn half(&self, node: NodeId) -> Point {
        match node {
            NodeId::Host(_) => self.half,
            NodeId::Switch(_) => (SWITCH_HALF.0 * self.switch, SWITCH_HALF.1 * self.switch),
        }
    }

    /// The way between two nodes, from the edge of one box to that of the other.
    fn way(&self, from: NodeId, to: NodeId) -> (Point, Point) {
        let (a, b) = (self.middle(from), self.middle(to));
        (edge_of(a, self.half(from), b), edge_of(b, self.half(to), a))
    }

    /// With one node elsewhere, in pixels, as while it is dragged.
    fn moved(mut self, node: NodeId, to: Point) -> Self {
        let place = self.fit.place(to);
        match node {
            NodeId::Host(host) => self.layout.hosts[host.index()] = place,
            NodeId::Switch(switch) => self.layout.switches[switch.index()] = place,
        }
        self
    }
}

/// Draws the LAN.
#[component]
pub fn LanPanel(props: &Props) -> Html {
    let Props {
        moment,
        now,
        glow,
        scenario,
        selection,
        lit,
        still,
        beside,
        dispatch,
    } = props;
    let stage = use_node_ref();
    let size = use_size(&stage);
    let drag = use_state_eq(|| None::<(NodeId, Point)>);
    let resting = use_memo((scenario.clone(), size), |(scenario, size)| {
        size.map(|size| Drawing::new(scenario, size))
    });
    let drawing = use_memo((resting, *drag), |(resting, drag)| {
        let drawing = resting.as_ref().clone()?;
        Some(match drag {
            Some((node, to)) => drawing.moved(*node, *to),
            None => drawing,
        })
    });
    let fit = drawing.as_ref().as_ref().map(|it| it.fit);
    let on_drag = use_callback((drag.setter(), fit, dispatch.clone()), on_drag);
    let select = use_callback(dispatch.clone(), |item, dispatch: &Callback<Action>| {
        dispatch.emit(Action::Select(Some(item)));
    });
    let onpointerdown = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: PointerEvent| dispatch.emit(Action::Select(None)))
    };
    // Between two moments of the run nothing changes but what flies.
    let settled = &moment.settled();
    let facts = use_memo(settled.clone(), HostFacts::all);
    let host = |(index, host): (usize, &versioned_arp::scenario::Host)| {
        let id = HostId::new(index);
        let facts = facts.get(index)?.clone();
        let fresh = facts.fresh(*now, *glow);
        let node = NodeId::Host(id);
        let drawing = drawing.as_ref().as_ref()?;
        Some(html! {
            <HostNode key={host.name.clone()} {id} name={host.name.clone()} {facts} {fresh}
                at={drawing.middle(node)} half={drawing.half} detail={drawing.detail}
                selected={selection.item == Some(Item::Host(id))} shown={selection.host == id}
                lit={lit.hosts.contains(&id)} still={*still}
                on_drag={on_drag.clone()} select={select.clone()} />
        })
    };
    let switch = |(index, switch): (usize, &versioned_arp::scenario::Switch)| {
        let id = SwitchId::new(index);
        let known = moment.run.trace().switch_at(id, settled.at).stations.len();
        Some(html! {
            <SwitchNode key={switch.name.clone()} {id} name={switch.name.clone()} {known} scale={drawing.as_ref().as_ref()?.switch}
                at={drawing.as_ref().as_ref()?.middle(NodeId::Switch(id))}
                selected={selection.item == Some(Item::Switch(id))}
                on_drag={on_drag.clone()} select={select.clone()} />
        })
    };
    let (width, height) = size.unwrap_or((1.0, 1.0));
    html! {
        <section class="panel lan" aria-label="LAN">
            <header class="panel-head">
                if *beside {
                    <h2>{ "LAN" }</h2>
                } else {
                    <StageTabs panel={Panel::Lan} dispatch={dispatch.clone()} />
                }
                <Legend />
            </header>
            <About text={scenario.about.clone()} />
            <div class="lan-stage" ref={stage}>
                <svg viewBox={format!("0 0 {width} {height}")} role="group" aria-label="Drawing of the LAN" {onpointerdown}>
                    if let Some(drawing) = drawing.as_ref().as_ref() {
                        <Links moment={settled.clone()} scenario={scenario.clone()} drawing={drawing.clone()}
                            selected={selection.item} select={select.clone()} />
                    }
                    { for scenario.switches.iter().enumerate().filter_map(switch) }
                    { for scenario.hosts.iter().enumerate().filter_map(host) }
                    if let Some(drawing) = drawing.as_ref().as_ref() {
                        <Flights run={moment.run.clone()} now={*now} glow={*glow} drawing={drawing.clone()}
                            lit={lit.clone()} still={*still} select={select.clone()} />
                    }
                </svg>
            </div>
            <footer class="lan-foot">
                if let Some(Item::Host(_) | Item::Link(_) | Item::Switch(_)) = selection.item {
                    <Actions moment={moment.clone()} selection={*selection} dispatch={dispatch.clone()} />
                } else {
                    <Caption moment={settled.clone()} />
                }
            </footer>
            <Words moment={settled.clone()} />
        </section>
    }
}

/// Where a node that is being dragged is, in pixels.
type Dragged = UseStateSetter<Option<(NodeId, Point)>>;

/// While a node is dragged it follows; where it is let go it stays, in the text.
fn on_drag(
    (node, to, dropped): (NodeId, Point, bool),
    (drag, fit, dispatch): &(Dragged, Option<Fit>, Callback<Action>),
) {
    drag.set((!dropped).then_some((node, to)));
    if let (true, Some(fit)) = (dropped, fit) {
        dispatch.emit(Action::Place(node, fit.place(to)));
    }
}

/// What shapes and colours mean.
#[component]
fn Legend() -> Html {
    use crate::state::Kind;
    let kind = |kind: Kind| {
        html! {
            <span class={classes!("legend-kind", kind.class())} key={kind.class()}>
                <svg viewBox="-10 -10 20 20" aria-hidden="true"><path d={kind.shape()} /></svg>
                { kind.words() }
            </span>
        }
    };
    html! { <div class="legend">{ for Kind::ALL.into_iter().map(kind) }</div> }
}

/// What to look for, in the words of the scenario.
#[component]
fn About(props: &AboutProps) -> Html {
    if props.text.is_empty() {
        return Html::default();
    }
    html! {
        <details class="about" open=true>
            <summary>{ "What to look for" }</summary>
            <p>{ props.text.join(" ") }</p>
        </details>
    }
}

#[derive(PartialEq, Properties)]
struct AboutProps {
    text: Vec<String>,
}
