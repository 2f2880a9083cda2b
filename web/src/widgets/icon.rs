//! The page's own icons: lines of one weight on a grid of 20, in the colour of the text. They go
//! beside words or inside of named buttons, and say nothing to a screen reader themselves.

use yew::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A triangle to the right.
    Play,
    /// Two bars.
    Pause,
    /// To the next event.
    StepForward,
    /// To the last event.
    StepBack,
    /// To the next commit.
    CommitForward,
    /// To the last commit.
    CommitBack,
    /// To the very start.
    Start,
    /// To the very end.
    End,
    /// An arrow that turns back.
    Undo,
    /// An arrow that turns forward.
    Redo,
    /// Opens downwards.
    Down,
    /// Lines of text.
    Text,
    /// A chain.
    Link,
    /// Half a disc lit.
    Theme,
    /// Takes something away from the page.
    Save,
    /// A folder.
    Open,
    /// Less.
    Minus,
    /// More.
    Plus,
    /// Everything in sight.
    Fit,
    /// An arrow there and an arrow back.
    Exchange,
    /// To the left.
    Back,
    /// To the right.
    Forward,
    /// One way that becomes two.
    Fork,
    /// A cross.
    Close,
    /// Three dots.
    More,
    /// A magnifying glass.
    Find,
    /// Two halves side by side.
    Compare,
    /// Something is wrong.
    Warning,
    /// All is well.
    Done,
}

impl Icon {
    /// Paths that are drawn as lines, and paths that are filled.
    fn paths(self) -> (&'static str, &'static str) {
        match self {
            Icon::Play => (
                "",
                "M6 4.2v11.6a.6.6 0 0 0 .9.5l9.4-5.8a.6.6 0 0 0 0-1L6.9 3.7a.6.6 0 0 0-.9.5z",
            ),
            Icon::Pause => ("", "M5.5 4h3v12h-3zM11.5 4h3v12h-3z"),
            Icon::StepForward => ("M14.5 4.5v11", "M4.5 5v10l7.5-5z"),
            Icon::StepBack => ("M5.5 4.5v11", "M15.5 5v10L8 10z"),
            Icon::CommitForward => (
                "M2 10h7",
                "M6 6.5v7l4.5-3.5zM12 10a3 3 0 1 0 6 0 3 3 0 1 0-6 0z",
            ),
            Icon::CommitBack => (
                "M18 10h-7",
                "M14 6.5v7L9.5 10zM2 10a3 3 0 1 0 6 0 3 3 0 1 0-6 0z",
            ),
            Icon::Start => ("M4 4.5v11", "M11 5v10l-6-5zM17.5 5v10l-6-5z"),
            Icon::End => ("M16 4.5v11", "M9 5v10l6-5zM2.5 5v10l6-5z"),
            Icon::Undo => ("M7.5 4.5 4 8l3.5 3.5M4.5 8H12a4 4 0 0 1 0 8H8", ""),
            Icon::Redo => ("M12.5 4.5 16 8l-3.5 3.5M15.5 8H8a4 4 0 0 0 0 8h4", ""),
            Icon::Down => ("m6 8 4 4 4-4", ""),
            Icon::Text => ("M4 5h12M4 8.5h9M4 12h12M4 15.5h7", ""),
            Icon::Link => (
                "M8.5 11.5l3-3M9.2 6.6l1.7-1.7a3 3 0 0 1 4.2 4.2l-1.7 1.7M10.8 13.4l-1.7 1.7a3 3 0 0 1-4.2-4.2l1.7-1.7",
                "",
            ),
            Icon::Theme => (
                "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13z",
                "M10 3.5a6.5 6.5 0 0 1 0 13z",
            ),
            Icon::Save => ("M10 3.5v9M6.5 9 10 12.5 13.5 9M4 13.5v3h12v-3", ""),
            Icon::Open => ("M3 15.5v-11h5l1.5 2H17v9z", ""),
            Icon::Minus => ("M5 10h10", ""),
            Icon::Plus => ("M5 10h10M10 5v10", ""),
            Icon::Fit => (
                "M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4",
                "",
            ),
            Icon::Exchange => ("M3 7h12M12 4l3 3-3 3M17 13H5M8 10l-3 3 3 3", ""),
            Icon::Back => ("m11.5 5-5 5 5 5", ""),
            Icon::Forward => ("m8.5 5 5 5-5 5", ""),
            Icon::Fork => (
                "M4 10h4c4 0 3-5 8-5M8 10c4 0 3 5 8 5M13.5 2.5 16 5l-2.5 2.5M13.5 12.5 16 15l-2.5 2.5",
                "",
            ),
            Icon::Close => ("m5 5 10 10M15 5 5 15", ""),
            Icon::More => (
                "",
                "M3.5 10a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0zM8.5 10a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0zM13.5 10a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0z",
            ),
            Icon::Find => (
                "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 1 0 0-10zM12.2 12.2l4.3 4.3",
                "",
            ),
            Icon::Compare => (
                "M3 4.5h5.5v11H3zM11.5 4.5H17v11h-5.5zM4.8 8h2M4.8 11h2M13.2 8h2M13.2 11h2",
                "",
            ),
            Icon::Warning => ("M10 3 18 16.5H2zM10 8v4M10 14v.6", ""),
            Icon::Done => ("m4 10.5 4 4 8-9", ""),
        }
    }
}

/// What an icon is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Which one.
    pub icon: Icon,
}

/// Draws an icon.
#[component]
pub fn Glyph(props: &Props) -> Html {
    let (lines, filled) = props.icon.paths();
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            if !filled.is_empty() {
                <path class="icon-fill" d={filled} />
            }
            if !lines.is_empty() {
                <path class="icon-line" d={lines} />
            }
        </svg>
    }
}
