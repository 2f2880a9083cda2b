//! A menu that saves a drawing of the page as a picture.

use super::icon::{Glyph, Icon};
use super::menu::{Entry, Menu};
use crate::hooks::{Format, save_picture};
use crate::state::{Action, Tone};
use yew::prelude::*;

/// The menu with its button, for the drawing that `drawing` finds, an `svg`. `name` is what it is
/// called, and its file without an ending.
pub fn picture_menu(
    drawing: &'static str,
    name: &'static str,
    dispatch: &Callback<Action>,
) -> Html {
    let entry = |format: Format, label: &'static str, detail: &'static str| {
        let dispatch = dispatch.clone();
        let act = Callback::from(move |()| {
            let done = dispatch.reform(|saved: Option<String>| match saved {
                Some(name) => Action::Notify(Tone::Info, format!("Saved {name}.")),
                None => {
                    let text = "This browser refuses to make the picture.";
                    Action::Notify(Tone::Warning, text.to_owned())
                }
            });
            save_picture(drawing, name, format, done);
        });
        Entry::act(label, act).detailed(detail)
    };
    let entries = vec![
        entry(Format::Svg, "Save as SVG", "lines, sharp at every size"),
        entry(Format::Png, "Save as PNG", "pixels, for a slide"),
    ];
    html! {
        <Menu class="quiet square" list="to-left" name={format!("Save a picture of the {name}")} {entries} arrow={false}>
            <Glyph icon={Icon::Save} />
        </Menu>
    }
}
