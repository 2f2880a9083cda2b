//! The strip: every host a lane on the axis of simulated time, frames as lines from send to
//! receive, commits as dots, and the handle that moves the shown moment.

use super::crowd::Crowd;
use super::marks::{Lanes, Mark, lit_marks, marks, signs};
use crate::geometry::Axis;
use crate::hooks::use_size;
use crate::state::{Action, Direction, Lit, Moment, RunHandle};
use std::collections::BTreeMap;
use std::rc::Rc;
use versioned_arp::time::{Duration, Instant};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Room for names at the left.
const NAMES: f64 = 68.0;
/// The same where there is little room.
const NAMES_NARROW: f64 = 10.0;
/// Below this width names are left out.
const NARROW: f64 = 460.0;
/// Room for times below.
const TIMES: f64 = 17.0;
/// Lanes closer than this carry no names.
const NAMED: f64 = 11.0;
/// Lanes closer than this are not drawn: the strip then tells how much happens.
const LEGIBLE: f64 = 5.0;
/// Page Up and Page Down move by this part of the run.
const PAGE: u64 = 10;

/// What the strip is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is shown.
    pub moment: Moment,
    /// What the selection lights up.
    pub lit: Rc<Lit>,
    /// What the space-time view shows, if it shows a part.
    pub window: Option<(Instant, Instant)>,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// Draws the strip.
#[component]
pub fn Strip(props: &Props) -> Html {
    let Props {
        moment,
        lit,
        window,
        dispatch,
    } = props;
    let stage = use_node_ref();
    let size = use_size(&stage);
    // Before it is measured it is not drawn: with a width that is guessed it would be drawn twice.
    let (width, height) = size.unwrap_or_default();
    let names = if width < NARROW { NAMES_NARROW } else { NAMES };
    let end = moment.run.end();
    let axis = Axis {
        left: names,
        width: (width - names - 14.0).max(40.0),
        end,
    };
    let x = axis.x(moment.at.as_micros() as f64);
    let holding = use_mut_ref(|| false);
    let seek = {
        let (dispatch, stage) = (dispatch.clone(), stage.clone());
        move |event: &PointerEvent| {
            if let Some(stage) = stage.cast::<Element>() {
                let left = stage.get_bounding_client_rect().left();
                dispatch.emit(Action::Seek(axis.at(f64::from(event.client_x()) - left)));
            }
        }
    };
    let onpointerdown = {
        let (seek, holding, dispatch) = (seek.clone(), holding.clone(), dispatch.clone());
        let stage = stage.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(element) = stage.cast::<Element>() {
                // Without capture only quick moves out of the strip are lost.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            *holding.borrow_mut() = true;
            dispatch.emit(Action::Pause);
            seek(&event);
        })
    };
    let onpointermove = {
        let holding = holding.clone();
        Callback::from(move |event: PointerEvent| {
            if *holding.borrow() {
                seek(&event);
            }
        })
    };
    let let_go = Callback::from(move |_: PointerEvent| *holding.borrow_mut() = false);
    let onkeydown = keys(moment, dispatch);
    let value = format!("{} seconds of {}", moment.at, end.as_secs_f64());
    html! {
        <div class="strip" ref={stage} role="slider" tabindex="0" aria-label="Shown moment"
            aria-valuemin="0" aria-valuemax={end.as_secs_f64().to_string()}
            aria-valuenow={moment.at.as_secs_f64().to_string()} aria-valuetext={value}
            {onpointerdown} {onpointermove} onpointerup={let_go.clone()} onpointercancel={let_go} {onkeydown}>
            if size.is_some() {
                <svg viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
                    <Picture run={moment.run.clone()} {axis} {height} lit={lit.clone()} />
                    if let Some((from, to)) = window {
                        { brush(axis.x(from.as_micros() as f64), axis.x(to.as_micros() as f64), height - TIMES) }
                    }
                </svg>
                <Handle {x} />
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct HandleProps {
    x: f64,
}

/// The handle, and the veil over what is still to come. An element of its own, which the compositor
/// moves: nothing of the picture is laid out or painted again.
#[component]
fn Handle(props: &HandleProps) -> Html {
    let handle = use_node_ref();
    use_effect_with(props.x.to_bits(), {
        let (handle, x) = (handle.clone(), props.x);
        move |_| {
            // By the object model: as an attribute the page's policy refuses it.
            if let Some(handle) = handle.cast::<HtmlElement>() {
                let _ = handle
                    .style()
                    .set_property("transform", &format!("translateX({x:.2}px)"));
            }
        }
    });
    html! { <div class="strip-handle" ref={handle}></div> }
}

/// What the space-time view shows.
fn brush(from: f64, to: f64, height: f64) -> Html {
    let width = (to - from).max(3.0);
    html! {
        <rect class="strip-window" rx="3" x={format!("{from:.1}")} y="0.5" width={format!("{width:.1}")} height={(height - 1.0).to_string()} />
    }
}

/// Keys of a slider; arrows step by event, and by commit with Shift, as on the whole page.
fn keys(moment: &Moment, dispatch: &Callback<Action>) -> Callback<KeyboardEvent> {
    let (at, end, dispatch) = (moment.at, moment.run.end(), dispatch.clone());
    Callback::from(move |event: KeyboardEvent| {
        let page = Duration::from_micros(end.as_micros() / PAGE);
        let step = match event.shift_key() {
            true => Action::StepCommit,
            false => Action::StepEvent,
        };
        let action = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => step(Direction::Back),
            "ArrowRight" | "ArrowUp" => step(Direction::Forward),
            "PageDown" => Action::Seek(at - page),
            "PageUp" => Action::Seek(at + page),
            "Home" => Action::Seek(Instant::ZERO),
            "End" => Action::Seek(end),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        dispatch.emit(action);
    })
}

#[derive(PartialEq, Properties)]
struct PictureProps {
    run: RunHandle,
    axis: Axis,
    height: f64,
    lit: Rc<Lit>,
}

/// What of the strip stays while time moves.
#[component]
fn Picture(props: &PictureProps) -> Html {
    let PictureProps {
        run,
        axis,
        height,
        lit,
    } = props;
    let hosts = &run.scenario().hosts;
    let room = height - TIMES - 18.0;
    let apart = (room / (hosts.len().max(2) - 1) as f64).min(20.0);
    let lanes = Lanes { top: 13.0, apart };
    let crowded = apart < LEGIBLE;
    let signs = use_memo((run.clone(), *axis), |_| signs(run, axis));
    let all = use_memo((run.clone(), *axis, *height), |_| {
        if crowded {
            BTreeMap::new()
        } else {
            marks(run, axis, &lanes)
        }
    });
    let crowd = use_memo((run.clone(), *axis, *height), |_| {
        crowded.then(|| Crowd::of(run, axis, 8.0, height - TIMES - 1.0))
    });
    let lit = use_memo((run.clone(), *axis, *height, lit.clone()), |_| {
        if crowded {
            BTreeMap::new()
        } else {
            lit_marks(run, lit, axis, &lanes)
        }
    });
    let named = axis.left > NAMES_NARROW && apart >= NAMED;
    let (left, right) = (axis.left, axis.left + axis.width);
    let lane = |(index, host): (usize, &versioned_arp::scenario::Host)| {
        let y = lanes.top + lanes.apart * index as f64;
        html! {
            <g key={index}>
                <path class="lane" d={format!("M{left:.1} {y:.1}H{right:.1}")} />
                if named {
                    <text class="lane-name" x={format!("{:.1}", left - 8.0)} y={format!("{:.1}", y + 3.5)}>
                        { short(&host.name) }
                    </text>
                }
            </g>
        }
    };
    let path = |(mark, d): (&Mark, &String)| {
        let class = match mark {
            Mark::Frames(_) => classes!("mark-frame", mark.class()),
            _ => classes!(mark.class()),
        };
        html! { <path key={mark.class()} {class} d={d.clone()} /> }
    };
    let tick = |tick: crate::geometry::Tick| {
        let x = format!("{:.1}", tick.x);
        html! { <text key={tick.label.clone()} class="tick" {x} y={(height - 3.0).to_string()}>{ tick.label.clone() }</text> }
    };
    html! {
        <g>
            if let Some(crowd) = &*crowd {
                { for crowd.frames.iter().map(|(kind, d)| html! { <path key={kind.class()} class={classes!("crowd-frames", kind.class())} d={d.clone()} /> }) }
                <path class="crowd-commits" d={crowd.commits.clone()} />
                <path class="lane" d={format!("M{left:.1} {:.1}H{right:.1}", crowd.line)} />
                if axis.left > NAMES_NARROW {
                    <text class="lane-name" x={format!("{:.1}", left - 8.0)} y={format!("{:.1}", crowd.line - 6.0)}>{ "frames" }</text>
                    <text class="lane-name" x={format!("{:.1}", left - 8.0)} y={format!("{:.1}", crowd.line + 14.0)}>{ "commits" }</text>
                }
            } else {
                <g>{ for hosts.iter().enumerate().map(lane) }</g>
            }
            <g>{ for signs.iter().map(path) }</g>
            <g>{ for all.iter().map(path) }</g>
            <g>{ for lit.iter().map(path) }</g>
            <g>{ for axis.ticks(70.0).into_iter().map(tick) }</g>
        </g>
    }
}

/// A name that fits beside its lane.
fn short(name: &str) -> String {
    const FITS: usize = 10;
    if name.chars().count() <= FITS {
        return name.to_owned();
    }
    let kept: String = name.chars().take(FITS - 1).collect();
    format!("{kept}…")
}
