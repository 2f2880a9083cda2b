//! The bytes of a frame in hexadecimal and as text. Pointing at one marks the field around it.

use super::tree::{field_of, path_at};
use std::ops::Range;
use std::rc::Rc;
use versioned_arp::wire::Field;
use web_sys::Element;
use yew::prelude::*;

/// Bytes in a line.
const LINE: usize = 16;

/// What the bytes are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The bytes.
    pub bytes: Rc<[u8]>,
    /// The fields that they make up.
    pub fields: Rc<Vec<Field>>,
    /// Those that are marked.
    pub marked: Option<Range<usize>>,
    /// Where to say which bytes are pointed at.
    pub point: Callback<Option<Range<usize>>>,
    /// Where to say which byte was chosen.
    pub choose: Callback<usize>,
}

/// The bytes.
#[component]
pub fn Bytes(props: &Props) -> Html {
    let Props {
        bytes,
        fields,
        marked,
        point,
        choose,
    } = props;
    if bytes.is_empty() {
        return html! { <p class="nobody">{ "No bytes at all." }</p> };
    }
    let range_at = {
        let fields = Rc::clone(fields);
        move |event: &MouseEvent| {
            let path = path_at(&fields, byte_of(event)?);
            Some(field_of(&fields, &path)?.range.clone())
        }
    };
    let onmouseover = point.reform(move |event: MouseEvent| range_at(&event));
    let onmouseleave = point.reform(|_: MouseEvent| None);
    let onclick = {
        let choose = choose.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(byte) = byte_of(&event) {
                choose.emit(byte);
            }
        })
    };
    let lines = bytes.chunks(LINE).enumerate();
    html! {
        <div class="bytes mono" role="group" tabindex="0" aria-label="Bytes" {onmouseover} {onmouseleave} {onclick}>
            { for lines.map(|(line, bytes)| self::line(line * LINE, bytes, marked.as_ref())) }
        </div>
    }
}

fn line(offset: usize, bytes: &[u8], marked: Option<&Range<usize>>) -> Html {
    let cells =
        |text: fn(u8) -> String| {
            bytes.iter().zip(offset..).map(move |(byte, place)| {
            let class = marked.is_some_and(|range| range.contains(&place)).then_some("marked");
            html! { <span key={place} {class} data-byte={place.to_string()}>{ text(*byte) }</span> }
        })
        };
    html! {
        <div key={offset} class="byte-line">
            <span class="offset">{ format!("{offset:04x}") }</span>
            <span class="hex">{ for cells(|byte| format!("{byte:02x}")) }</span>
            <span class="text" aria-hidden="true">{ for cells(printed) }</span>
        </div>
    }
}

/// A byte as text, or a dot.
fn printed(byte: u8) -> String {
    let letter = if byte.is_ascii_graphic() {
        char::from(byte)
    } else {
        '·'
    };
    letter.to_string()
}

/// The byte under the pointer.
fn byte_of(event: &MouseEvent) -> Option<usize> {
    event
        .target_dyn_into::<Element>()?
        .get_attribute("data-byte")?
        .parse()
        .ok()
}
