//! Where several hosts are side by side: the name of each above its band of lanes. Names stand in
//! two lines by turns, so that each has the room of two bands.

use super::paths::Scale;
use super::sheet::Sheet;
use crate::views::wording::host_name;
use std::rc::Rc;
use yew::prelude::*;

/// About as wide as a letter of a name, in CSS pixels.
const LETTER: f64 = 6.4;

/// What the names are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The commits.
    pub sheet: Rc<Sheet>,
    /// How lanes become pixels.
    pub scale: Scale,
    /// How high the line of names is, in CSS pixels.
    pub height: f64,
}

/// The names. Rows say whose they are, so that a screen reader needs them not.
#[component]
pub fn Heads(props: &Props) -> Html {
    let Props {
        sheet,
        scale,
        height,
    } = props;
    let source = sheet.source();
    let name = |band: usize| {
        let bands = source.bands().len();
        let from = scale.x(sheet.lanes_of(band).start as f64);
        let to = scale.x(sheet.lanes_of((band + 1).min(bands - 1)).end as f64);
        let y = height * if band.is_multiple_of(2) { 0.4 } else { 0.82 };
        let name = host_name(source.run(), source.bands()[band].host);
        let room = ((to - from - LETTER) / LETTER) as usize;
        html! {
            <g key={band}>
                <title>{ name }</title>
                <text x={(from - 4.0).to_string()} y={y.to_string()}>{ cut(name, room) }</text>
            </g>
        }
    };
    html! {
        <svg class="history-heads" aria-hidden="true" width={scale.width().to_string()} height={height.to_string()}>
            { for (0..source.bands().len()).map(name) }
        </svg>
    }
}

/// A name in so many letters; nothing where there is room for none.
fn cut(name: &str, room: usize) -> String {
    match room {
        0 | 1 => String::new(),
        room if name.chars().count() <= room => name.to_owned(),
        room => name.chars().take(room - 1).chain(['…']).collect(),
    }
}
