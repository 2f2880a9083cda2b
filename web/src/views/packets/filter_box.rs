//! The display filter's text: a combobox as the ARIA practices describe it, with what may come next
//! as its list. What is wrong is said below; right and wrong differ in sign and words, not only in
//! colour.

use super::known::known;
use crate::state::RunHandle;
use crate::widgets::icon::{Glyph, Icon};
use std::rc::Rc;
use versioned_arp::filter::{Choice, Completion, Mistake, complete};
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// What is worth asking for, offered where nothing is typed yet.
const IDEAS: [(&str, &str); 5] = [
    ("arp.opcode == 1", "Who has … ?"),
    ("lab.commits", "What taught somebody something"),
    ("arp.isgratuitous", "Said unasked"),
    ("arp.duplicate-address-detected", "One address, two MACs"),
    ("lab.forged || lab.lost", "Forged, or lost on a link"),
];

/// What the box is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The text.
    pub text: AttrValue,
    /// What is wrong with it.
    pub mistake: Option<Rc<Mistake>>,
    /// The run whose addresses are offered.
    pub run: RunHandle,
    /// Where the text goes.
    pub set: Callback<String>,
}

/// The list below the box.
#[derive(Clone, Debug, Default, PartialEq)]
struct Offer {
    completion: Completion,
    active: Option<usize>,
}

/// The filter's box.
#[component]
pub fn FilterBox(props: &Props) -> Html {
    let Props { text, mistake, .. } = props;
    let input = use_node_ref();
    let list = use_node_ref();
    let offer = use_state_eq(|| None::<Offer>);
    let editor = Editor {
        input: input.clone(),
        run: props.run.clone(),
        offer: offer.setter(),
        set: props.set.clone(),
    };
    let oninput = {
        let editor = editor.clone();
        Callback::from(move |_: InputEvent| {
            editor.typed();
        })
    };
    let onkeydown = {
        let (editor, offer) = (editor.clone(), (*offer).clone());
        Callback::from(move |event: KeyboardEvent| {
            if editor.pressed(&event, offer.as_ref()) {
                event.prevent_default();
            }
            event.stop_propagation();
        })
    };
    let onblur = {
        let offer = offer.setter();
        Callback::from(move |_: FocusEvent| offer.set(None))
    };
    let onclear = {
        let editor = editor.clone();
        Callback::from(move |_: MouseEvent| editor.put("", 0))
    };
    let active = offer.as_ref().and_then(|offer| offer.active);
    use_effect_with((list.clone(), active), |(list, active)| {
        reveal(list, *active)
    });
    let choices = offer.as_ref().map(|offer| &offer.completion.choices[..]);
    let choices = choices.unwrap_or_default();
    // While there is something to choose, a word that is not whole yet is no news.
    let told = mistake.as_ref().filter(|_| choices.is_empty());
    let (class, sign) = match (text.is_empty(), mistake) {
        (true, _) => ("filter", None),
        (false, None) => ("filter right", Some(Icon::Done)),
        (false, Some(_)) => ("filter wrong", Some(Icon::Warning)),
    };
    html! {
        <div {class}>
            if let Some(icon) = sign {
                <Glyph {icon} />
            }
            <input ref={input} type="text" role="combobox" aria-label="Display filter" spellcheck="false"
                autocomplete="off" autocapitalize="off" placeholder="Filter, as in Wireshark"
                aria-autocomplete="list" aria-controls="filter-choices" aria-expanded={(!choices.is_empty()).to_string()}
                aria-activedescendant={active.map(|place| format!("filter-choice-{place}"))}
                aria-invalid={mistake.is_some().to_string()} aria-describedby={told.map(|_| "filter-mistake")}
                value={text.clone()} {oninput} {onkeydown} {onblur} />
            if !text.is_empty() {
                <button type="button" class="clear" aria-label="Clear the filter" onclick={onclear}>
                    <Glyph icon={Icon::Close} />
                </button>
            }
            if told.is_some() || !choices.is_empty() {
                <div class="filter-below">
                    if let Some(mistake) = told {
                        <p id="filter-mistake" role="status">{ mistake.to_string() }</p>
                    }
                    { choice_list(choices, active, &list, &editor) }
                </div>
            }
        </div>
    }
}

fn choice_list(choices: &[Choice], active: Option<usize>, list: &NodeRef, editor: &Editor) -> Html {
    if choices.is_empty() {
        return Html::default();
    }
    let option = |(place, choice): (usize, &Choice)| {
        let (editor, text) = (editor.clone(), choice.text.clone());
        let onmousedown = Callback::from(move |event: MouseEvent| {
            // The box keeps the focus.
            event.prevent_default();
            editor.choose(&text);
        });
        html! {
            <li key={place} id={format!("filter-choice-{place}")} role="option"
                aria-selected={(active == Some(place)).to_string()} {onmousedown}>
                <code>{ &choice.text }</code>
                <span>{ &choice.title }</span>
            </li>
        }
    };
    html! {
        <ul ref={list.clone()} id="filter-choices" role="listbox" aria-label="What may come next">
            { for choices.iter().enumerate().map(option) }
        </ul>
    }
}

/// Scrolls the list so that the active choice is in sight.
fn reveal(list: &NodeRef, active: Option<usize>) {
    let (Some(list), Some(place)) = (list.cast::<HtmlElement>(), active) else {
        return;
    };
    let place = u32::try_from(place).unwrap_or(0);
    let choice = list.children().item(place);
    let choice = choice.and_then(|it| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(it).ok());
    if let Some(choice) = choice {
        let (top, height) = (choice.offset_top(), choice.offset_height());
        let (from, room) = (list.scroll_top(), list.client_height());
        if top < from {
            list.set_scroll_top(top);
        } else if top + height > from + room {
            list.set_scroll_top(top + height - room);
        }
    }
}

/// What typing does.
#[derive(Clone)]
struct Editor {
    input: NodeRef,
    run: RunHandle,
    offer: UseStateSetter<Option<Offer>>,
    set: Callback<String>,
}

impl Editor {
    /// The text in the box, and the byte where the cursor is.
    fn now(&self) -> (String, usize) {
        let input = self.input.cast::<HtmlInputElement>();
        let text = input.as_ref().map_or(String::new(), |input| input.value());
        let units = input.and_then(|input| input.selection_start().ok().flatten());
        let cursor = byte_at(&text, units.map_or(usize::MAX, |units| units as usize));
        (text, cursor)
    }

    /// What may come next, if there is anything.
    fn offered(&self, text: &str, cursor: usize) -> Option<Offer> {
        let mut completion = complete(text, cursor, &known(&self.run));
        if text.trim().is_empty() {
            let ideas = IDEAS.map(|(text, title)| Choice {
                text: text.to_owned(),
                title: title.to_owned(),
            });
            completion.choices.splice(0..0, ideas);
        }
        // What is typed already needs no offer.
        let typed = &text[completion.place.clone()];
        if matches!(&completion.choices[..], [only] if only.text == typed) {
            return None;
        }
        (!completion.choices.is_empty()).then_some(Offer {
            completion,
            active: None,
        })
    }

    fn typed(&self) {
        let (text, cursor) = self.now();
        self.offer.set(self.offered(&text, cursor));
        self.set.emit(text);
    }

    /// Puts in a choice in place of the word before the cursor.
    fn choose(&self, choice: &str) {
        let (text, cursor) = self.now();
        let place = complete(&text, cursor, &known(&self.run)).place;
        let before = format!("{}{choice} ", &text[..place.start]);
        let text = format!("{before}{}", text[place.end..].trim_start());
        self.put(&text, before.len());
        // A test that is whole leaves room for thought; what is not goes on.
        let whole = versioned_arp::filter::Filter::parse(&text).is_ok();
        let next = self.offered(&text, before.len()).filter(|_| !whole);
        self.offer.set(next);
    }

    /// Sets text and cursor.
    fn put(&self, text: &str, cursor: usize) {
        if let Some(input) = self.input.cast::<HtmlInputElement>() {
            input.set_value(text);
            let units = text[..cursor].encode_utf16().count() as u32;
            // The box is there and takes text: neither can fail.
            let _ = input.set_selection_range(units, units);
            let _ = input.focus();
        }
        self.offer.set(None);
        self.set.emit(text.to_owned());
    }

    /// Whether a key was meant for the list.
    fn pressed(&self, event: &KeyboardEvent, offer: Option<&Offer>) -> bool {
        let key = event.key();
        let (text, cursor) = self.now();
        let Some(offer) = offer else {
            return match key.as_str() {
                "ArrowDown" => {
                    self.offer.set(self.offered(&text, cursor));
                    true
                }
                " " if event.ctrl_key() => {
                    self.offer.set(self.offered(&text, cursor));
                    true
                }
                "Escape" if !text.is_empty() => {
                    self.put("", 0);
                    true
                }
                _ => false,
            };
        };
        let count = offer.completion.choices.len();
        let activate = |active: usize| {
            self.offer.set(Some(Offer {
                active: Some(active),
                ..offer.clone()
            }));
            true
        };
        match (key.as_str(), offer.active) {
            ("ArrowDown", active) => activate(active.map_or(0, |active| (active + 1) % count)),
            ("ArrowUp", active) => activate((active.unwrap_or(0) + count - 1) % count),
            ("Enter" | "Tab", Some(active)) => {
                self.choose(&offer.completion.choices[active].text);
                true
            }
            ("Enter", None) | ("Escape", _) => {
                self.offer.set(None);
                true
            }
            _ => false,
        }
    }
}

/// The byte at which the character after so many UTF-16 units begins.
fn byte_at(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use versioned_arp::filter::Filter;

    #[test]
    fn a_cursor_is_found_in_any_text() {
        assert_eq!(byte_at("arp", 2), 2);
        assert_eq!(byte_at("ä𝄞x", 3), 6);
        assert_eq!(byte_at("ä", 9), 2);
    }

    #[test]
    fn every_idea_is_a_filter() {
        for (text, _) in IDEAS {
            assert!(Filter::parse(text).is_ok(), "{text}");
        }
    }
}
