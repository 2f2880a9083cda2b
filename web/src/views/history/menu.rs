//! What else can be done with a history: turn it round, go to a place, read it as text, take it
//! away.

use crate::hooks::Format;
use crate::widgets::icon::{Glyph, Icon};
use crate::widgets::menu::{Entry, Menu};
use yew::prelude::*;

/// As what a history leaves the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A drawing with its rows.
    Picture(Format),
    /// As git prints it.
    Text,
}

/// What a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The other end first.
    Flip,
    /// See what `main` is at.
    Head,
    /// See the newest commit at the shown moment.
    Now,
    /// Read it as text, or not.
    Text,
    /// See what the signs mean, or not.
    Legend,
    /// Take it away.
    Take(Kind),
}

/// What the menu is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Whether the newest is at the top.
    pub newest_first: bool,
    /// Whether it is shown as text.
    pub as_text: bool,
    /// Whether the signs are explained.
    pub legend: bool,
    /// Where to send a wish.
    pub wish: Callback<Wish>,
}

/// The menu.
#[component]
pub fn HistoryMenu(props: &Props) -> Html {
    let act = |wish: Wish| props.wish.reform(move |()| wish);
    let entries = vec![
        Entry::act("Go to HEAD", act(Wish::Head)).detailed("selects what main is at"),
        Entry::act("Go to the shown moment", act(Wish::Now)),
        Entry::choice("Newest first", props.newest_first, act(Wish::Flip)),
        Entry::choice("As text", props.as_text, act(Wish::Text))
            .detailed("as git log --graph prints it"),
        Entry::choice("Explain the signs", props.legend, act(Wish::Legend)),
        Entry::act(
            "Save the drawing as SVG",
            act(Wish::Take(Kind::Picture(Format::Svg))),
        ),
        Entry::act(
            "Save the drawing as PNG",
            act(Wish::Take(Kind::Picture(Format::Png))),
        ),
        Entry::act("Save the log as text", act(Wish::Take(Kind::Text))),
    ];
    html! {
        <Menu class="quiet square" list="to-left wide" name="More about this history" {entries} arrow={false}>
            <Glyph icon={Icon::More} />
        </Menu>
    }
}
