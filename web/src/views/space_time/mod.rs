//! Space and time: every node a lane on one axis of time. Frames are arrows from where they leave to
//! where they arrive, commits dots on their node's lane, queries bars from the first request to the
//! end. The axis is the story's, on which every exchange has the room that it takes to watch, or the
//! true one; it zooms from the whole run to microseconds.

mod index;
mod labels;
mod picture;
mod pointer;
mod words;

use crate::geometry::View;
use crate::hooks::use_size;
use crate::state::{Action, Item, Lens, Lit, Moment, Panel, RunHandle, Scale, Selection};
use crate::views::stage::StageTabs;
use crate::views::wording::node_name;
use crate::widgets::icon::{Glyph, Icon};
use crate::widgets::in_words::words_button;
use crate::widgets::picture_menu::picture_menu;
use crate::widgets::toolbar::Toolbar;
use index::Index;
use labels::{Label, labels, statements};
use picture::{Lanes, Sheet, Stroke, bar};
use pointer::{Shown, use_pointer};
use std::rc::Rc;
use versioned_arp::sim::NodeId;
use words::Words;
use yew::prelude::*;

/// Room for names at the left.
const NAMES: f64 = 74.0;
/// Room for statements and times above the lanes.
const HEAD: f64 = 44.0;
/// Lanes are at least so far apart.
const APART: f64 = 17.0;
/// And at most so far.
const FAR_APART: f64 = 110.0;
/// Ways whose paths have more letters than this lie on each other, and are drawn fainter.
const CROWD: usize = 40_000;
/// A press on a button zooms by this.
const ZOOM: f64 = 0.5;

/// What the view is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// The stretch of time.
    pub lens: Lens,
    /// What is selected.
    pub selection: Selection,
    /// What that lights up.
    pub lit: Rc<Lit>,
    /// Whether the LAN is shown beside it, so that no tab leads there.
    pub beside: bool,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// Draws space and time.
#[component]
pub fn SpaceTime(props: &Props) -> Html {
    let Props {
        moment,
        lens,
        selection,
        lit,
        beside,
        dispatch,
    } = props;
    let run = &moment.run;
    let stage = use_node_ref();
    let size = use_size(&stage);
    let scrolled = use_state_eq(|| 0.0);
    let worded = use_state_eq(|| false);
    let index = use_memo(run.clone(), Index::of);
    let (width, height) = size.unwrap_or((700.0, 300.0));
    let lanes = index.nodes.len().max(1) as f64;
    let apart = ((height - HEAD - 34.0) / (lanes - 0.4)).clamp(APART, FAR_APART);
    let tall = (HEAD + 34.0 + apart * (lanes - 0.4)).max(height);
    let sheet = Rc::new(Sheet {
        view: View {
            run: run.clone(),
            scale: lens.scale,
            span: lens.shown(run),
            left: NAMES,
            width: (width - NAMES - 16.0).max(60.0),
        },
        lanes: Lanes {
            top: HEAD + 22.0,
            apart,
        },
    });
    // The shown host is in sight, however many there are.
    use_effect_with((selection.host, run.clone(), tall as u32), {
        let (stage, y) = (stage.clone(), sheet.y(&index, NodeId::Host(selection.host)));
        move |_| {
            if let Some(stage) = stage.cast::<web_sys::Element>() {
                let top = f64::from(stage.scroll_top()) + HEAD;
                if y < top || y > top + height - HEAD - apart {
                    stage.set_scroll_top((y - height / 2.0) as i32);
                }
            }
        }
    });
    let focus = {
        let dispatch = dispatch.clone();
        Callback::from(move |lens: Lens| dispatch.emit(Action::Focus(lens)))
    };
    let events = use_pointer(
        &stage,
        Shown {
            at: moment.at,
            lens: *lens,
            sheet: sheet.clone(),
            index: index.clone(),
            scrolled: *scrolled,
            dispatch: dispatch.clone(),
        },
    );
    let onscroll = {
        let (set, stage) = (scrolled.setter(), stage.clone());
        Callback::from(move |_: Event| {
            let top = stage.cast::<web_sys::Element>().map(|it| it.scroll_top());
            set.set(f64::from(top.unwrap_or_default()));
        })
    };
    let tool = |name: &'static str, icon: Icon, to: Lens| {
        let onclick = focus.reform(move |_: MouseEvent| to);
        html! { <button type="button" class="quiet square" aria-label={name} title={name} {onclick}><Glyph {icon} /></button> }
    };
    let scale = |scale: Scale, words: &'static str, title: &'static str| {
        let to = lens.on(scale, run);
        let onclick = focus.reform(move |_: MouseEvent| to);
        html! {
            <button type="button" class="tab" {title} aria-pressed={(lens.scale == scale).to_string()} {onclick}>{ words }</button>
        }
    };
    let now = sheet.view.x(moment.at.as_micros() as f64);
    let middle = lens.scale.place(run, moment.at.as_micros() as f64);
    let whole = Lens {
        span: None,
        ..*lens
    };
    let label = |label: &Label| {
        html! {
            <text class={label.class} x={format!("{:.1}", label.at.0)} y={format!("{:.1}", label.at.1)}>{ label.text.clone() }</text>
        }
    };
    let shown = sheet.view.left + sheet.view.width + 12.0;
    html! {
        <section class="panel space-time" aria-label="Time">
            <header class="panel-head">
                if *beside {
                    <h2>{ "Time" }</h2>
                } else {
                    <StageTabs panel={Panel::Time} dispatch={dispatch.clone()} />
                }
                <span class="spring"></span>
                <Toolbar class="tabs" name="Scale of time">
                    { scale(Scale::Story, "story", "Every exchange as wide as it is long to watch") }
                    { scale(Scale::True, "true", "A second is as wide as any other") }
                </Toolbar>
                <Toolbar class="tools" name="Zoom">
                    { tool("Zoom out", Icon::Minus, lens.zoomed(run, middle, 1.0 / ZOOM)) }
                    { tool("Zoom in", Icon::Plus, lens.zoomed(run, middle, ZOOM)) }
                    { tool("This exchange", Icon::Exchange, lens.around(run, moment.at)) }
                    { tool("The whole run", Icon::Fit, whole) }
                    { words_button("Time in words", &worded) }
                    { picture_menu("#space-time-drawing", "space-time diagram", dispatch) }
                </Toolbar>
            </header>
            <div class="st-room">
            <div class="st-stage" ref={stage} tabindex="0" role="group" aria-label="Space-time diagram: plus and minus zoom, arrow keys step, Enter selects what happens here"
                {onscroll} onpointerdown={events.down} onpointermove={events.moved} onpointerup={events.up}
                onpointercancel={events.cancel} ondblclick={events.double} onkeydown={events.key}>
                <svg id="space-time-drawing" width={width.to_string()} height={tall.to_string()} viewBox={format!("0 0 {width} {tall}")} aria-hidden="true">
                    <defs>
                        <clipPath id="st-clip">
                            <rect x={(NAMES - 8.0).to_string()} y="0" width={(width - NAMES + 8.0).max(0.0).to_string()} height={tall.to_string()} />
                        </clipPath>
                    </defs>
                    <LaneLines sheet={sheet.clone()} index={index.clone()} selection={*selection} />
                    <g clip-path="url(#st-clip)">
                        <Picture sheet={sheet.clone()} index={index.clone()} lit={lit.clone()} />
                        if (NAMES..shown).contains(&now.max(NAMES)) {
                            <rect class="strip-later" x={format!("{:.1}", now.max(NAMES - 8.0))} y={HEAD.to_string()}
                                width={format!("{:.1}", (width - now.max(NAMES - 8.0)).max(0.0))} height={(tall - HEAD).to_string()} />
                        }
                        { for labels(&sheet, &index, lit, moment.at).iter().map(label) }
                        <path class="st-now" d={format!("M{now:.2} {HEAD}V{tall}")} />
                        <g transform={format!("translate(0 {})", *scrolled)}>
                            <rect class="st-head-ground" x="0" y="0" width={width.to_string()} height={HEAD.to_string()} />
                            <Times sheet={sheet.clone()} lit={lit.clone()} />
                            <circle class="st-now-knob" cx={format!("{now:.2}")} cy={(HEAD - 1.0).to_string()} r="4.5" />
                        </g>
                    </g>
                    // Names that are scrolled away do not show through beside the times.
                    <rect class="st-head-ground" x="0" y={(*scrolled).to_string()} width={(NAMES - 8.0).to_string()} height={HEAD.to_string()} />
                </svg>
            </div>
            <Words sheet={sheet.clone()} index={index.clone()} seen={*worded} />
            </div>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct LaneProps {
    sheet: Rc<Sheet>,
    index: Rc<Index>,
    selection: Selection,
}

/// The lanes with their names; where a host is without power, its lane is broken.
#[component]
fn LaneLines(props: &LaneProps) -> Html {
    let LaneProps {
        sheet,
        index,
        selection,
    } = props;
    let run = &sheet.view.run;
    let (left, right) = (sheet.view.left, sheet.view.left + sheet.view.width);
    let lane = |node: &NodeId| {
        let y = sheet.y(index, *node);
        let name = node_name(run, *node);
        let selected = match (selection.item, node) {
            (Some(Item::Switch(it)), NodeId::Switch(switch)) => it == *switch,
            (_, NodeId::Host(host)) => selection.host == *host,
            _ => false,
        };
        let class = classes!(
            "st-lane",
            matches!(node, NodeId::Switch(_)).then_some("switch"),
            selected.then_some("shown"),
        );
        html! {
            <g key={name.to_owned()} {class}>
                <path d={format!("M{:.1} {y:.1}H{right:.1}", left - 4.0)} />
                <text x={format!("{:.1}", left - 12.0)} y={format!("{:.1}", y + 4.0)}>{ fitting(name) }</text>
            </g>
        }
    };
    let off = index.off.iter().map(|(host, from, to)| {
        let y = sheet.y(index, NodeId::Host(*host));
        let x = |at: versioned_arp::time::Instant| {
            sheet.view.x(at.as_micros() as f64).clamp(left, right)
        };
        html! { <path class="st-off" d={format!("M{:.1} {y:.1}H{:.1}", x(*from), x(*to))} /> }
    });
    html! { <g>{ for index.nodes.iter().map(lane) }{ for off }</g> }
}

#[derive(PartialEq, Properties)]
struct PictureProps {
    sheet: Rc<Sheet>,
    index: Rc<Index>,
    lit: Rc<Lit>,
}

/// What stays while time moves.
#[component]
fn Picture(props: &PictureProps) -> Html {
    let PictureProps { sheet, index, lit } = props;
    let run = &sheet.view.run;
    let paths = use_memo((sheet.clone(), index.clone()), |(sheet, index)| {
        sheet.paths(run, index)
    });
    let lit = use_memo(
        (sheet.clone(), index.clone(), lit.clone()),
        |(sheet, index, lit)| sheet.lit(run, index, lit),
    );
    let of_ways = |(stroke, d): (&Stroke, &String)| match stroke {
        Stroke::Way(_) => d.len(),
        _ => 0,
    };
    let ways: usize = paths.iter().map(of_ways).sum();
    let path = |(stroke, d): (&Stroke, &String)| {
        let class = stroke.class();
        html! { <path key={class.clone()} {class} d={d.clone()} /> }
    };
    let (left, right) = (
        sheet.view.left - 8.0,
        sheet.view.left + sheet.view.width + 16.0,
    );
    let queries = index.queries.iter().filter_map(|query| {
        let x = |at: versioned_arp::time::Instant| sheet.view.x(at.as_micros() as f64);
        let (from, to) = (x(query.from).max(left), x(query.to).min(right));
        let y = sheet.y(index, NodeId::Host(query.host)) + bar(query.level) - 1.5;
        (to > left && from < right).then(|| {
            html! {
                <rect class="st-query" x={format!("{from:.1}")} y={format!("{y:.1}")} rx="1.5" height="3"
                    width={format!("{:.1}", (to - from).max(2.0))} />
            }
        })
    });
    html! {
        <g>
            <g>{ for queries }</g>
            <g class={(ways > CROWD).then_some("st-crowd")}>{ for paths.iter().map(path) }</g>
            <g>{ for lit.iter().map(path) }</g>
        </g>
    }
}

#[derive(PartialEq, Properties)]
struct TimesProps {
    sheet: Rc<Sheet>,
    lit: Rc<Lit>,
}

/// Statements and times above the lanes.
#[component]
fn Times(props: &TimesProps) -> Html {
    let TimesProps { sheet, lit } = props;
    let marks = sheet.view.marks(96.0);
    let mark = |mark: &crate::geometry::Mark| {
        let x = format!("{:.1}", mark.x);
        html! {
            <g key={x.clone()}>
                <path class="st-tick" d={format!("M{x} {}v4", HEAD - 6.0)} />
                <text class={if mark.x < NAMES + 24.0 { "tick first" } else { "tick" }} x={x.clone()} y={(HEAD - 9.0).to_string()}>{ mark.label.clone() }</text>
            </g>
        }
    };
    let said = statements(sheet);
    let statement = |said: &labels::Said| {
        let lit = lit.statement == Some(said.index);
        html! {
            <g class={classes!("st-statement", lit.then_some("lit"))} transform={format!("translate({:.1} 0)", said.x)}>
                <path d="M-4.5 4h9L0 12z" />
                if let Some(words) = &said.words {
                    <text x="9" y="12">{ words.clone() }</text>
                }
            </g>
        }
    };
    html! { <g>{ for said.iter().map(statement) }{ for marks.iter().map(mark) }</g> }
}

/// A name that fits beside its lane.
fn fitting(name: &str) -> String {
    const FITS: usize = 9;
    if name.chars().count() <= FITS {
        return name.to_owned();
    }
    let kept: String = name.chars().take(FITS - 1).collect();
    format!("{kept}…")
}

/// What happens at a moment, first what was committed: for Enter.
fn here(run: &RunHandle, at: versioned_arp::time::Instant) -> Vec<Item> {
    let commits = run.trace().commits();
    let from = commits.partition_point(|it| it.at < at);
    let to = commits.partition_point(|it| it.at <= at);
    let frames = run.trace().frames();
    let first = frames.partition_point(|it| it.at < at);
    let last = frames.partition_point(|it| it.at <= at);
    let commit = |it: &versioned_arp::sim::CommitRecord| {
        Item::Commit(crate::state::CommitRef {
            host: it.host,
            generation: it.generation,
            id: it.id,
        })
    };
    let arrived = run.trace().receptions();
    let arriving = arrived.partition_point(|it| it.at < at);
    let arrived = arrived[arriving..].iter().take_while(|it| it.at == at);
    let mut items: Vec<_> = commits[from..to].iter().map(commit).collect();
    items.extend(frames[first..last].iter().map(|it| Item::Frame(it.number)));
    items.extend(arrived.take(1).map(|it| Item::Frame(it.frame)));
    items
}
