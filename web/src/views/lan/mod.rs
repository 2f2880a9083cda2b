//! The LAN: hosts, switches, links, and the frames between them at the shown moment; and building
//! it by hand. Everything that is built is a line of the text, and one step to undo.

mod actions;
mod build;
mod caption;
mod drawing;
mod facts;
mod flights;
mod form;
mod head;
mod links;
mod menu;
mod nodes;
mod pointer;
mod sayings;
mod stage;
mod station;
mod target;
mod walk;
mod words;

use crate::geometry::{Point, Zoom};
use crate::hooks::use_size;
use crate::state::{Action, Document, Identical, Item, Lit, Moment, Panel, Selection};
use crate::views::stage::StageTabs;
use crate::widgets::in_words::words_button;
use actions::Actions;
use build::Edit;
use caption::Caption;
use drawing::{Drawing, magnified};
use facts::Known;
use form::{Form, FormDialog};
use head::{About, Legend, Tools, ZoomButtons};
use menu::{Chosen, Menu, Page};
use pointer::Wish;
use stage::Stage;
use std::rc::Rc;
use std::sync::Arc;
use target::{Target, name_of};
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::NodeId;
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
    /// The text that is built on.
    pub document: Identical<Rc<Document>>,
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

/// A menu that is open.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Open {
    target: Target,
    page: Page,
    at: Point,
}

/// Cables are being laid: nothing is chosen yet, or one end.
type Linking = Option<Option<NodeId>>;

/// Draws the LAN.
#[component]
pub fn LanPanel(props: &Props) -> Html {
    let Props {
        moment,
        scenario,
        document,
        selection,
        dispatch,
        ..
    } = props;
    let stage = use_node_ref();
    let panel = use_size(&stage);
    let zoom = use_state_eq(Zoom::default);
    let drag = use_state_eq(|| None::<(NodeId, Point)>);
    let cable = use_state_eq(|| None::<(NodeId, Point)>);
    let linking = use_state_eq(|| Linking::None);
    let menu = use_state_eq(|| None::<Open>);
    let form = use_state_eq(|| None::<Form>);
    let worded = use_state_eq(|| false);
    let (times, drawing) = use_drawing(scenario, panel, *zoom, *drag);
    let size = panel.map(|panel| (panel.0 / times, panel.1 / times));
    // Between two moments of the run nothing changes but what flies.
    let settled = &moment.settled();
    let known = use_mut_ref(Known::default);
    let facts = use_memo(settled.clone(), |moment| known.borrow_mut().at(moment));

    let do_it = {
        let (form, menu) = (form.setter(), menu.clone());
        let (dispatch, document) = (dispatch.clone(), document.clone());
        // What the menu of the ground makes stands where the menu was asked for.
        let here = menu.filter(|open| open.target == Target::Ground);
        let here = here.zip(drawing.as_ref());
        let here = here.map(|(open, drawing)| drawing.place(zoom.on_sheet(open.at)));
        Callback::from(move |chosen: Chosen| match chosen {
            Chosen::Page(page) => menu.set((*menu).map(|open| Open { page, ..open })),
            Chosen::Form(wanted) => form.set(Some(match (wanted, here) {
                (Form::NewHost(None), here) => Form::NewHost(here),
                (Form::NewSwitch(None), here) => Form::NewSwitch(here),
                (wanted, _) => wanted,
            })),
            Chosen::Edit(edit) => dispatch.emit(edit.action(&document)),
            Chosen::Act(action) => dispatch.emit(action),
        })
    };
    let on_wish = {
        let hands = Hands {
            drag: drag.setter(),
            cable: cable.setter(),
            zoom: zoom.setter(),
            menu: menu.setter(),
            form: form.setter(),
            linking: linking.clone(),
        };
        let (moment, scenario) = (moment.clone(), scenario.clone());
        let (document, drawing) = (document.clone(), drawing.clone());
        let dispatch = dispatch.clone();
        Callback::from(move |wish: Wish| {
            let action = hands.take(wish, &moment, &scenario, &document, drawing.as_ref());
            if let Some(action) = action {
                dispatch.emit(action);
            }
        })
    };
    let ask = |wanted: Form| {
        let form = form.setter();
        Callback::from(move |()| form.set(Some(wanted.clone())))
    };
    let on_link = {
        let linking = linking.clone();
        Callback::from(move |()| linking.set(linking.is_none().then_some(None)))
    };
    let onkeydown = {
        let linking = linking.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && linking.is_some() {
                event.stop_propagation();
                linking.set(None);
            }
        })
    };
    let on_menu = {
        let (menu, size) = (menu.setter(), size);
        Callback::from(move |target: Target| {
            let at = (12.0, size.map_or(0.0, |size| size.1));
            menu.set(Some(Open {
                target,
                page: Page::Top,
                at,
            }));
        })
    };
    let shut = |form: &UseStateHandle<Option<Form>>| {
        let form = form.setter();
        Callback::from(move |()| form.set(None))
    };
    let on_show = {
        let zoom = zoom.setter();
        Callback::from(move |to| zoom.set(to))
    };
    let acts = matches!(
        selection.item,
        Some(Item::Host(_) | Item::Link(_) | Item::Switch(_) | Item::Frame(_))
    );
    html! {
        <section class="panel lan" aria-label="LAN" {onkeydown}>
            <header class="panel-head">
                if props.beside {
                    <h2>{ "LAN" }</h2>
                } else {
                    <StageTabs panel={Panel::Lan} dispatch={dispatch.clone()} />
                }
                <Tools linking={linking.is_some()} words={words_button("LAN in words", &worded)} dispatch={dispatch.clone()} on_host={ask(Form::NewHost(None))} on_switch={ask(Form::NewSwitch(None))} {on_link} />
            </header>
            <About text={scenario.about.clone()} />
            <div class="lan-stage" ref={stage}>
                if let (Some(size), Some(drawing)) = (size, &drawing) {
                    <Stage run={moment.run.clone()} settled={settled.clone()} now={props.now} glow={props.glow} scenario={scenario.clone()}
                        drawing={drawing.clone()} {size} zoom={*zoom} facts={facts.clone()} selection={*selection}
                        lit={props.lit.clone()} still={props.still} chosen={linking.flatten()} linking={linking.is_some()}
                        cable={*cable} {on_wish} />
                    <ZoomButtons zoom={*zoom} {size} about={about(*zoom, size, drawing, selection)} on_show={on_show.clone()} />
                }
                <Legend run={moment.run.clone()} />
                <Words moment={settled.clone()} {facts} moving={props.glow > 0.0} seen={*worded} />
                if let Some(open) = *menu {
                    <Menu moment={moment.clone()} scenario={scenario.clone()} target={open.target} page={open.page} at={(open.at.0 * times, open.at.1 * times)}
                        on_choose={do_it.clone()} on_close={ { let menu = menu.setter(); Callback::from(move |()| menu.set(None)) } } />
                }
            </div>
            <footer class="lan-foot">
                if let Some(from) = *linking {
                    <p class="hint" role="status">{ hint(scenario, from) }</p>
                } else if acts {
                    <Actions moment={moment.clone()} selection={*selection} dispatch={dispatch.clone()}
                        {on_menu} on_choose={do_it} />
                } else {
                    <Caption moment={settled.clone()} />
                }
            </footer>
            if let Some(wanted) = (*form).clone() {
                <FormDialog form={wanted} scenario={scenario.clone()} document={document.clone()}
                    on_done={dispatch.clone()} on_close={shut(&form)} />
            }
        </section>
    }
}

/// What the zoom's buttons bring closer, as a point of the panel: the selected node, so that every
/// part of the sheet can be reached without dragging it; else the middle.
fn about(zoom: Zoom, size: Point, drawing: &Drawing, selection: &Selection) -> Point {
    let node = match selection.item {
        Some(Item::Host(host)) => Some(NodeId::Host(host)),
        Some(Item::Switch(switch)) => Some(NodeId::Switch(switch)),
        _ => None,
    };
    let node = node.filter(|node| drawing.nodes().any(|it| it == *node));
    let point = node.map(|node| {
        let (x, y) = drawing.middle(node);
        (x - zoom.corner.0, y - zoom.corner.1)
    });
    point.unwrap_or((size.0 / 2.0, size.1 / 2.0))
}

/// The drawing for a panel of so many pixels, with what is dragged where it is dragged to; and how
/// many times larger than those its own pixels are.
#[hook]
fn use_drawing(
    scenario: &Identical<Arc<Scenario>>,
    panel: Option<Point>,
    zoom: Zoom,
    drag: Option<(NodeId, Point)>,
) -> (f64, Option<Identical<Rc<Drawing>>>) {
    // Where on the sheet the panel is changes nothing on it.
    let zoom = Zoom {
        corner: (0.0, 0.0),
        ..zoom
    };
    let resting = use_memo(
        (scenario.clone(), panel, zoom),
        |(scenario, panel, zoom)| {
            let panel = (*panel)?;
            let times = magnified(scenario, panel);
            let sheet = zoom.sheet((panel.0 / times, panel.1 / times));
            Some((times, Identical(Rc::new(Drawing::new(scenario, sheet)))))
        },
    );
    let drawing = use_memo((resting.clone(), drag), |(resting, drag)| {
        let (_, resting) = resting.as_ref().clone()?;
        Some(match drag {
            Some((node, to)) => Identical(Rc::new(Drawing::clone(&resting.0).moved(*node, *to))),
            None => resting,
        })
    });
    let times = resting.as_ref().as_ref().map_or(1.0, |(times, _)| *times);
    (times, drawing.as_ref().clone())
}

/// What to do next while cables are laid.
fn hint(scenario: &Scenario, from: Option<NodeId>) -> String {
    match from.and_then(|node| name_of(scenario, node)) {
        None => "Link: choose the node to link. Escape ends.".to_owned(),
        Some(name) => format!("Link {name} to: choose the other node. Escape ends."),
    }
}

/// The panel's own state, as far as wishes change it.
struct Hands {
    drag: UseStateSetter<Option<(NodeId, Point)>>,
    cable: UseStateSetter<Option<(NodeId, Point)>>,
    zoom: UseStateSetter<Zoom>,
    menu: UseStateSetter<Option<Open>>,
    form: UseStateSetter<Option<Form>>,
    linking: UseStateHandle<Linking>,
}

impl Hands {
    /// Does what is wished with the panel, and answers with what is wished of the page.
    fn take(
        &self,
        wish: Wish,
        moment: &Moment,
        scenario: &Scenario,
        document: &Document,
        drawing: Option<&Identical<Rc<Drawing>>>,
    ) -> Option<Action> {
        match wish {
            Wish::Choose(target) => match (*self.linking, target.node()) {
                (Some(from), Some(node)) => return self.link(from, node, scenario, document),
                (None, Some(node)) if matches!(target, Target::Grip(_)) => {
                    self.linking.set(Some(Some(node)));
                }
                _ => return Some(Action::Select(target.item(&moment.run))),
            },
            Wish::Drag(node, to) => self.drag.set(Some((node, to))),
            Wish::Drop(node, to) => {
                self.drag.set(None);
                return Some(Action::Place(node, drawing?.place(to)));
            }
            Wish::Pull(node, to) => self.cable.set(Some((node, to))),
            Wish::Plug(node, over) => {
                self.cable.set(None);
                return self.link(Some(node), over?, scenario, document);
            }
            Wish::Show(zoom) => self.zoom.set(zoom),
            Wish::Menu(target, at) => {
                let page = Page::Top;
                self.menu.set(Some(Open { target, page, at }));
                return Some(Action::Select(Some(target.item(&moment.run)?)));
            }
            Wish::Form(target) => self.form.set(Some(Form::of(scenario, target)?)),
            Wish::Delete(target) => {
                return Some(match Edit::removing(scenario, target) {
                    Ok(edit) => edit.action(document),
                    Err(why) if why.is_empty() => return None,
                    Err(why) => build::refused(why),
                });
            }
        }
        None
    }

    /// Takes an end of a cable, or links the two.
    fn link(
        &self,
        from: Option<NodeId>,
        to: NodeId,
        scenario: &Scenario,
        document: &Document,
    ) -> Option<Action> {
        let Some(from) = from.filter(|from| *from != to) else {
            self.linking.set(Some(Some(to)));
            return None;
        };
        self.linking.set(None);
        let (from, to) = (name_of(scenario, from)?, name_of(scenario, to)?);
        Some(Edit::Connect(from.to_owned(), to.to_owned()).action(document))
    }
}
