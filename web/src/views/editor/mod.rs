//! The text of the lab: coloured, numbered, with its mistakes underlined where they are and
//! listed below. What is typed is applied a moment later, and shown as soon as it is right.

mod paint;

use crate::state::{Action, Document, Identical};
use crate::widgets::icon::{Glyph, Icon};
use gloo_timers::callback::Timeout;
use paint::{Piece, offset_of, painted};
use std::rc::Rc;
use versioned_arp::scenario::Mistake;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What is typed is applied after so many milliseconds of rest.
const REST_MS: u32 = 250;

/// What the editor is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The text.
    pub document: Identical<Rc<Document>>,
    /// The line that the selection goes back to, from 1.
    pub line: Option<usize>,
    /// Where acts go.
    pub dispatch: Callback<Action>,
}

/// A line is so high, in pixels: as in `editor.css`.
const LINE: i32 = 19;

/// What is typed and will be applied when the timer rings; dropped, it will not.
struct Waiting {
    text: Rc<str>,
    _timer: Timeout,
}

/// The editor as a panel.
#[component]
pub fn Editor(props: &Props) -> Html {
    let Props {
        document,
        line,
        dispatch,
    } = props;
    let area = use_node_ref();
    let underlay = use_node_ref();
    let gutter = use_node_ref();
    // What is typed and not yet applied.
    let draft = use_state_eq(|| None::<Rc<str>>);
    let waiting = use_mut_ref(|| None::<Waiting>);
    let text = (*draft).clone().unwrap_or_else(|| document.text().clone());
    // A text from elsewhere, or the draft itself once it is applied, ends the draft.
    use_effect_with(document.text().clone(), {
        let (draft, waiting) = (draft.setter(), waiting.clone());
        move |_| {
            waiting.take();
            draft.set(None);
        }
    });
    // What is typed just before the text is closed is applied as well.
    use_effect_with((), {
        let (waiting, dispatch) = (waiting.clone(), dispatch.clone());
        move |()| {
            move || {
                if let Some(Waiting { text, .. }) = waiting.take() {
                    dispatch.emit(Action::Edit(text));
                }
            }
        }
    });
    use_effect_with((area.clone(), text.clone()), |(area, text)| {
        if let Some(area) = area.cast::<HtmlTextAreaElement>() {
            // Setting what is there already would move the cursor.
            if area.value() != **text {
                area.set_value(text);
            }
        }
    });
    use_effect_with(area.clone(), |area| {
        if let Some(area) = area.cast::<HtmlElement>() {
            // It is drawn, so it can have the focus.
            let _ = area.focus();
        }
    });
    // The line that the selection goes back to is in sight.
    use_effect_with((area.clone(), *line), |(area, line)| {
        if let (Some(area), Some(line)) = (area.cast::<HtmlElement>(), line) {
            let (y, height) = (*line as i32 * LINE, area.client_height());
            if !(area.scroll_top() + LINE..area.scroll_top() + height - LINE).contains(&y) {
                area.set_scroll_top(y - height / 2);
            }
        }
    });
    let oninput = {
        let (draft, dispatch) = (draft.setter(), dispatch.clone());
        Callback::from(move |event: InputEvent| {
            let area: HtmlTextAreaElement = event.target_unchecked_into();
            let text: Rc<str> = area.value().into();
            draft.set(Some(Rc::clone(&text)));
            let (dispatch, typed) = (dispatch.clone(), Rc::clone(&text));
            let apply = move || dispatch.emit(Action::Edit(typed));
            let _timer = Timeout::new(REST_MS, apply);
            waiting.replace(Some(Waiting { text, _timer }));
        })
    };
    let onscroll = {
        let (underlay, gutter) = (underlay.clone(), gutter.clone());
        Callback::from(move |event: Event| {
            let area: HtmlElement = event.target_unchecked_into();
            for (layer, sideways) in [(&underlay, true), (&gutter, false)] {
                if let Some(layer) = layer.cast::<HtmlElement>() {
                    layer.set_scroll_top(area.scroll_top());
                    if sideways {
                        layer.set_scroll_left(area.scroll_left());
                    }
                }
            }
        })
    };
    let onkeydown = dispatch.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            onkeydown.emit(Action::CloseText);
        }
    });
    let mistakes = document.mistakes();
    // While a draft waits, the places of old mistakes may be wrong.
    let marked: &[Mistake] = if draft.is_none() { mistakes } else { &[] };
    let pieces = painted(&text, marked);
    let lines = text.split('\n').count();
    let numbers = (1..=lines).map(|line| {
        let wrong = marked.iter().any(|mistake| mistake.line == line);
        let class = classes!(
            wrong.then_some("wrong"),
            (props.line == Some(line)).then_some("lit"),
        );
        html! { <span key={line} {class}>{ line }</span> }
    });
    let close = dispatch.reform(|_: MouseEvent| Action::CloseText);
    html! {
        <section class="panel editor" aria-label="Text of the lab">
            <header class="panel-head">
                <h2>{ "Text" }</h2>
                <span class="editor-state" role="status">
                    { match mistakes.len() {
                        0 => "applied as you type".to_owned(),
                        1 => "1 mistake; the last right text is shown".to_owned(),
                        count => format!("{count} mistakes; the last right text is shown"),
                    } }
                </span>
                <button type="button" class="quiet square" aria-label="Close the text" onclick={close}><Glyph icon={Icon::Close} /></button>
            </header>
            <div class="editor-body">
                <div class="editor-gutter" ref={gutter} aria-hidden="true">{ for numbers }</div>
                <div class="editor-stack">
                    <pre class="editor-paint" ref={underlay} aria-hidden="true">{ for pieces.iter().enumerate().map(piece) }{ "\n" }</pre>
                    <textarea ref={area.clone()} {oninput} {onscroll} {onkeydown} wrap="off" spellcheck="false"
                        autocomplete="off" autocapitalize="off" aria-label="Text of the lab"
                        aria-invalid={(!mistakes.is_empty()).to_string()} aria-describedby="mistakes" />
                </div>
            </div>
            <ol class="mistakes" id="mistakes">
                { for mistakes.iter().enumerate().map(|(index, mistake)| listed(index, mistake, &text, &area)) }
            </ol>
        </section>
    }
}

fn piece((index, piece): (usize, &Piece)) -> Html {
    html! {
        <span key={index} class={classes!(piece.class.map(|it| format!("hl-{}", it.name())), piece.wrong.then_some("hl-wrong"))}>
            { piece.text.clone() }
        </span>
    }
}

/// A mistake in the list; a press on it goes to its place.
fn listed(index: usize, mistake: &Mistake, text: &Rc<str>, area: &NodeRef) -> Html {
    let (area, from) = (area.clone(), offset_of(text, mistake.line, mistake.column));
    let to = offset_of(text, mistake.line, mistake.column + mistake.len);
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(area) = area.cast::<HtmlTextAreaElement>() {
            // It is drawn, and the places are within its text.
            let _ = area.focus();
            let _ = area.set_selection_range(from, to);
        }
    });
    html! {
        <li key={index}><button type="button" {onclick}><span class="mistake-place">{ format!("{}:{}", mistake.line, mistake.column) }</span>{ &mistake.message }</button></li>
    }
}
