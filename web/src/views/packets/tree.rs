//! The decoded fields of a frame, in Wireshark's words. Pointing at one marks its bytes.

use std::ops::Range;
use std::rc::Rc;
use versioned_arp::wire::Field;
use yew::prelude::*;

/// What the fields are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The fields.
    pub fields: Rc<Vec<Field>>,
    /// The bytes that are marked.
    pub marked: Option<Range<usize>>,
    /// Where to say which bytes are pointed at.
    pub point: Callback<Option<Range<usize>>>,
    /// Where to say which bytes were chosen.
    pub choose: Callback<Range<usize>>,
}

/// The fields as a tree.
#[component]
pub fn FieldTree(props: &Props) -> Html {
    let leave = props.point.reform(|_: MouseEvent| None);
    html! {
        <div class="fields" onmouseleave={leave}>{ level(&props.fields, props) }</div>
    }
}

fn level(fields: &[Field], props: &Props) -> Html {
    html! {
        <ul>
            { for fields.iter().enumerate().map(|(place, field)| html! {
                <li key={place}>
                    { line(field, props) }
                    if !field.children.is_empty() {
                        { level(&field.children, props) }
                    }
                </li>
            }) }
        </ul>
    }
}

fn line(field: &Field, props: &Props) -> Html {
    let range = field.range.clone();
    if range.is_empty() {
        return html! { <span class="field concluded" title={field.filter}>{ &field.label }</span> };
    }
    let marked = props.marked.as_ref() == Some(&range);
    let onclick = {
        let range = range.clone();
        props.choose.reform(move |_: MouseEvent| range.clone())
    };
    let onmouseenter = props.point.reform(move |_: MouseEvent| Some(range.clone()));
    html! {
        <button type="button" class={classes!("field", marked.then_some("marked"))} aria-pressed={marked.to_string()}
            title={field.filter} {onclick} {onmouseenter}>
            { &field.label }
        </button>
    }
}

/// The innermost field that a byte belongs to.
pub fn field_at(fields: &[Field], byte: usize) -> Option<&Field> {
    let field = fields.iter().find(|field| field.range.contains(&byte))?;
    field_at(&field.children, byte).or(Some(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(label: &str, range: Range<usize>, children: Vec<Field>) -> Field {
        Field {
            label: label.to_owned(),
            filter: "",
            range,
            children,
        }
    }

    #[test]
    fn a_byte_belongs_to_the_innermost_field_around_it() {
        let fields = [
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
        ];
        let label = |byte| field_at(&fields, byte).map(|field| field.label.as_str());
        assert_eq!(label(3), Some("destination"));
        assert_eq!(label(8), Some("ethernet"));
        assert_eq!(label(14), Some("arp"));
        assert_eq!(label(21), Some("opcode"));
        assert_eq!(label(42), None);
    }
}
