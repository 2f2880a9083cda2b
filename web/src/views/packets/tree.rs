//! The decoded fields of a frame, in Wireshark's words, as a tree: layers open and close, arrows move.
//! Pointing at a field marks its bytes.

use std::ops::Range;
use std::rc::Rc;
use versioned_arp::wire::Field;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// What is closed until somebody opens it.
pub const CLOSED: [&str; 5] = ["frame", "eth", "ip", "tcp.flags", "tcp.options"];

/// Where a field is: its place among its siblings, from the top down.
pub type Path = Vec<usize>;

/// What the tree is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The fields.
    pub fields: Rc<Vec<Field>>,
    /// The names of those that are closed.
    pub closed: Rc<Vec<&'static str>>,
    /// The chosen one.
    pub chosen: Option<Path>,
    /// The bytes that are marked.
    pub marked: Option<Range<usize>>,
    /// Where to say which bytes are pointed at.
    pub point: Callback<Option<Range<usize>>>,
    /// Where to say which field was chosen.
    pub choose: Callback<Path>,
    /// Where to say that a field opens or closes.
    pub toggle: Callback<&'static str>,
    /// Where to ask for a field's menu, and where on the screen.
    pub menu: Callback<(Path, (f64, f64))>,
}

/// A field that is in sight.
struct Line<'a> {
    path: Path,
    field: &'a Field,
    open: bool,
}

/// The fields as a tree.
#[component]
pub fn FieldTree(props: &Props) -> Html {
    let mut lines = Vec::new();
    collect(&props.fields, &props.closed, &mut Vec::new(), &mut lines);
    let chosen = |line: &Line<'_>| props.chosen.as_ref() == Some(&line.path);
    let place = lines.iter().position(chosen);
    let node = use_node_ref();
    use_effect_with((node.clone(), place), |(node, place)| {
        let lines = node.cast::<Element>().map(|tree| tree.children());
        let line = lines
            .zip(*place)
            .and_then(|(lines, place)| lines.item(place as u32));
        if let Some(line) = line {
            keep_in_sight(&line);
        }
    });
    let paths: Rc<[Path]> = lines.iter().map(|line| line.path.clone()).collect();
    let at = {
        let paths = Rc::clone(&paths);
        move |event: &MouseEvent| paths.get(line_of(event)?).cloned()
    };
    let onclick = {
        let (choose, at) = (props.choose.clone(), at.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(path) = at(&event) {
                choose.emit(path);
            }
        })
    };
    let oncontextmenu = {
        let (menu, at, chosen) = (props.menu.clone(), at, props.chosen.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(path) = at(&event).or(chosen.clone()) {
                event.prevent_default();
                menu.emit((path, (event.client_x().into(), event.client_y().into())));
            }
        })
    };
    let leave = props.point.reform(|_: MouseEvent| None);
    html! {
        <div ref={node} class="fields" role="tree" tabindex="0" aria-label="Decoded fields"
            aria-activedescendant={place.map(|place| format!("field-{place}"))}
            onmouseleave={leave} {onclick} {oncontextmenu} onkeydown={on_key(props, &lines, place)}>
            { for lines.iter().enumerate().map(|(place, line)| drawn(place, line, props)) }
        </div>
    }
}

/// The lines in sight: all but those inside something closed.
fn collect<'a>(
    fields: &'a [Field],
    closed: &[&'static str],
    path: &mut Path,
    lines: &mut Vec<Line<'a>>,
) {
    for (place, field) in fields.iter().enumerate() {
        path.push(place);
        let open = !field.children.is_empty() && !closed.contains(&field.filter);
        lines.push(Line {
            path: path.clone(),
            field,
            open,
        });
        if open {
            collect(&field.children, closed, path, lines);
        }
        path.pop();
    }
}

fn drawn(place: usize, line: &Line<'_>, props: &Props) -> Html {
    let Line { path, field, open } = line;
    let range = (!field.range.is_empty()).then(|| field.range.clone());
    let marked = range.is_some() && props.marked == range;
    let chosen = props.chosen.as_ref() == Some(path);
    let class = classes!(
        "field",
        format!("deep-{}", path.len().min(4)),
        range.is_none().then_some("concluded"),
        (marked || chosen).then_some("marked"),
    );
    let parent = !field.children.is_empty();
    let name = field.filter;
    let ontoggle = props.toggle.reform(move |event: MouseEvent| {
        event.stop_propagation();
        name
    });
    let onmouseenter = props.point.reform(move |_: MouseEvent| range.clone());
    html! {
        <div key={place} id={format!("field-{place}")} {class} role="treeitem" data-line={place.to_string()}
            aria-level={path.len().to_string()} aria-selected={chosen.to_string()}
            aria-expanded={parent.then(|| open.to_string())} title={name} {onmouseenter}>
            if parent {
                <svg class={classes!("twist", open.then_some("open"))} viewBox="0 0 10 10" width="10" height="10"
                    aria-hidden="true" onclick={ontoggle}><path d="M3 1.5 7 5 3 8.5" /></svg>
            }
            <span>{ &field.label }</span>
        </div>
    }
}

fn on_key(props: &Props, lines: &[Line<'_>], place: Option<usize>) -> Callback<KeyboardEvent> {
    let paths: Vec<Path> = lines.iter().map(|line| line.path.clone()).collect();
    let (choose, toggle) = (props.choose.clone(), props.toggle.clone());
    let here = place.map(|place| {
        let Line { field, open, .. } = &lines[place];
        (field.filter, !field.children.is_empty(), *open)
    });
    Callback::from(move |event: KeyboardEvent| {
        let last = paths.len().saturating_sub(1);
        let at = place.unwrap_or(0);
        let parent = || {
            let path = &paths[at];
            let above = &path[..path.len() - 1];
            paths.iter().position(|path| path == above)
        };
        let to = match (event.key().as_str(), here) {
            ("ArrowDown", None) => 0,
            ("ArrowDown", _) => (at + 1).min(last),
            ("ArrowUp", _) => at.saturating_sub(1),
            ("Home", _) => 0,
            ("End", _) => last,
            ("ArrowRight", Some((_, true, true))) => (at + 1).min(last),
            ("ArrowRight", Some((name, true, false)))
            | ("ArrowLeft", Some((name, true, true)))
            | ("Enter" | " ", Some((name, true, _))) => {
                toggle.emit(name);
                at
            }
            ("ArrowLeft", Some(_)) => parent().unwrap_or(at),
            ("ArrowRight", _) => at,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(path) = paths.get(to) {
            choose.emit(path.clone());
        }
    })
}

/// The line of the tree that an event belongs to.
fn line_of(event: &MouseEvent) -> Option<usize> {
    let target = event.target_dyn_into::<Element>()?;
    let line = target.closest("[data-line]").ok()??;
    line.get_attribute("data-line")?.parse().ok()
}

/// Scrolls the pane around a line no farther than needed.
fn keep_in_sight(line: &Element) {
    let pane = line.closest(".taken-apart").ok().flatten();
    let Some(pane) = pane.and_then(|it| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(it).ok())
    else {
        return;
    };
    let (line, room) = (
        line.get_bounding_client_rect(),
        pane.get_bounding_client_rect(),
    );
    let above = line.top() - room.top();
    let below = line.bottom() - room.bottom();
    let by = if above < 0.0 { above } else { below.max(0.0) };
    if by != 0.0 {
        pane.set_scroll_top(pane.scroll_top() + by.round() as i32);
    }
}

/// The field at a path.
pub fn field_of<'a>(fields: &'a [Field], path: &[usize]) -> Option<&'a Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.get(*first)?;
    if rest.is_empty() {
        return Some(field);
    }
    field_of(&field.children, rest)
}

/// The path of the innermost field that a byte belongs to; nothing if it belongs to none.
pub fn path_at(fields: &[Field], byte: usize) -> Path {
    let mut path = Path::new();
    let mut fields = fields;
    while let Some(place) = fields.iter().position(|field| field.range.contains(&byte)) {
        path.push(place);
        fields = &fields[place].children;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(label: &str, range: Range<usize>, children: Vec<Field>) -> Field {
        Field {
            label: label.to_owned(),
            filter: if label == "ethernet" { "eth" } else { "" },
            range,
            children,
        }
    }

    fn fields() -> Vec<Field> {
        vec![
            field("frame", 0..0, vec![]),
            field(
                "ethernet",
                0..14,
                vec![
                    field("destination", 0..6, vec![]),
                    field("type", 12..14, vec![]),
                ],
            ),
            field(
                "arp",
                14..42,
                vec![
                    field("gratuitous", 14..14, vec![]),
                    field("opcode", 20..22, vec![]),
                ],
            ),
        ]
    }

    #[test]
    fn a_byte_belongs_to_the_innermost_field_around_it() {
        let fields = fields();
        let label = |byte| {
            let path = path_at(&fields, byte);
            field_of(&fields, &path).map(|field| field.label.as_str())
        };
        assert_eq!(label(3), Some("destination"));
        assert_eq!(label(8), Some("ethernet"));
        assert_eq!(label(14), Some("arp"));
        assert_eq!(label(21), Some("opcode"));
        assert_eq!(label(42), None);
    }

    #[test]
    fn what_is_closed_shows_nothing_of_what_is_inside() {
        let fields = fields();
        let mut lines = Vec::new();
        collect(&fields, &["eth"], &mut Vec::new(), &mut lines);
        let labels: Vec<_> = lines.iter().map(|line| line.field.label.as_str()).collect();
        assert_eq!(labels, ["frame", "ethernet", "arp", "gratuitous", "opcode"]);
        assert_eq!(lines[4].path, [2, 1]);
    }
}
