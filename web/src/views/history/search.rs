//! The bar that says which commits to list: words or an address, the line of development, the
//! cause, conflicts only, a stretch of time; how many there are, and a way back to all.

use super::filter::{Because, Filter, On, branches, moment};
use super::source::Source;
use crate::hooks::focus;
use std::rc::Rc;
use versioned_arp::store::BranchName;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What the bar is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What can be listed.
    pub source: Rc<Source>,
    /// What is asked for.
    pub filter: Filter,
    /// How many commits that is, and of how many.
    pub counts: (usize, usize),
    /// Where to send what is asked for next.
    pub ask: Callback<Filter>,
    /// Closes the bar, and lists all again.
    pub close: Callback<()>,
}

/// The bar.
#[component]
pub fn Search(props: &Props) -> Html {
    let Props {
        source,
        filter,
        counts,
        ask,
        close,
    } = props;
    let field = use_node_ref();
    use_effect_with(field.clone(), focus);
    let names = use_memo(Rc::clone(source), |source| branches(source));
    let with = |change: fn(&mut Filter, String)| {
        let (filter, ask) = (filter.clone(), ask.clone());
        move |value: String| {
            let mut filter = filter.clone();
            change(&mut filter, value);
            ask.emit(filter);
        }
    };
    let oninput = typed(with(|filter, words| filter.words = words));
    let on_since = typed(with(|filter, since| filter.since = since));
    let on_until = typed(with(|filter, until| filter.until = until));
    let bound = |name: &'static str, hint: &'static str, value: &str, oninput| {
        let wrong = !value.trim().is_empty() && moment(value).is_none();
        html! {
            <input type="text" class="bound" value={value.to_owned()} {oninput} aria-label={name} placeholder={hint}
                aria-invalid={wrong.then_some("true")} title={format!("{name}, such as 2s, 1.5s, 2m or 250ms")}
                spellcheck="false" autocomplete="off" />
        }
    };
    let on_branch = chosen(with(|filter, value| filter.on = on_of(&value)));
    let on_cause = chosen(with(|filter, value| {
        let mut causes = Because::ALL.into_iter();
        filter.because = causes.find(|it| it.word() == value);
    }));
    let on_conflicts = {
        let ask = with(|filter, _| filter.conflicts = !filter.conflicts);
        Callback::from(move |_: MouseEvent| ask(String::new()))
    };
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                close.emit(());
            }
        })
    };
    let clear = ask.reform(|_: MouseEvent| Filter::default());
    let lines = [On::All, On::Main, On::Queries, On::Fetched].into_iter();
    let lines = lines.chain(names.iter().cloned().map(On::Branch));
    let line = |on: On| {
        let (value, words) = words_of(&on);
        html! { <option selected={on == filter.on} {value}>{ words }</option> }
    };
    let cause = |it: Because| {
        let word = it.word();
        html! { <option value={word} selected={filter.because == Some(it)}>{ format!("by a {}", word.to_lowercase()) }</option> }
    };
    let (count, of) = counts;
    html! {
        <search class="history-search" {onkeydown}>
            <input type="search" ref={field} value={filter.words.clone()} {oninput} aria-label="Address, words or id"
                placeholder="192.168.3.1, words or id" spellcheck="false" autocomplete="off" />
            <select aria-label="Branch" onchange={on_branch}>{ for lines.map(line) }</select>
            <select aria-label="Cause" onchange={on_cause}>
                <option value="" selected={filter.because.is_none()}>{ "by any cause" }</option>
                { for Because::ALL.into_iter().map(cause) }
            </select>
            <button type="button" class="toggle" aria-pressed={filter.conflicts.to_string()} onclick={on_conflicts}
                title="Only where two MAC addresses were said to have one IP address">{ "conflicts" }</button>
            { bound("Made since", "since", &filter.since, on_since) }
            { bound("Made until", "until", &filter.until, on_until) }
            <span class="history-count" role="status">{ format!("{count} of {of}") }</span>
            <button type="button" class="quiet" disabled={filter.is_open()} onclick={clear}>{ "Clear" }</button>
        </search>
    }
}

/// What is in a field, handed on.
fn typed(ask: impl Fn(String) + 'static) -> Callback<InputEvent> {
    Callback::from(move |event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        ask(field.value());
    })
}

/// A menu's choice, handed on.
fn chosen(ask: impl Fn(String) + 'static) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let menu: HtmlSelectElement = event.target_unchecked_into();
        ask(menu.value());
    })
}

/// A line of development as a menu's value, and in words.
fn words_of(on: &On) -> (String, String) {
    match on {
        On::All => (String::new(), "on any branch".into()),
        On::Main => ("main".into(), "on main alone".into()),
        On::Queries => ("queries".into(), "on query branches".into()),
        On::Fetched => ("fetched".into(), "fetched from others".into()),
        On::Branch(name) => (format!("of {name}"), format!("that {name} has")),
    }
}

fn on_of(value: &str) -> On {
    match value {
        "" => On::All,
        "main" => On::Main,
        "queries" => On::Queries,
        "fetched" => On::Fetched,
        value => {
            let name = value.strip_prefix("of ").unwrap_or_default();
            BranchName::new(name).map_or(On::All, On::Branch)
        }
    }
}

/// What is listed when nothing passes.
#[component]
pub fn NoCommit(props: &NoCommitProps) -> Html {
    let Filter { words, .. } = &props.filter;
    let words = words.trim();
    let said = match (props.filter.address(), words) {
        (Some(ip), _) => format!("No commit here changed the entry of {ip}."),
        (None, "") => "No commit here is of this kind.".to_owned(),
        (None, words) => format!("No commit here says “{words}”."),
    };
    html! {
        <div class="history-nothing">
            <p><strong>{ said }</strong></p>
            <p>{ "An address in full finds the commits that changed its entry; anything else is looked for in subjects and ids." }</p>
            <button type="button" onclick={props.clear.reform(|_: MouseEvent| ())}>{ "Show all commits" }</button>
        </div>
    }
}

/// What the empty list is told.
#[derive(PartialEq, Properties)]
pub struct NoCommitProps {
    /// What was asked for.
    pub filter: Filter,
    /// Asks for all.
    pub clear: Callback<()>,
}
