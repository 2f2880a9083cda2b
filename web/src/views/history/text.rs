//! A history as text: what `git log --all --graph --oneline` prints of each repository. It says
//! what the drawing says, to a screen reader as well.

use super::source::Band;
use crate::state::Moment;
use crate::views::wording::host_name;
use versioned_arp::report::log;
use yew::prelude::*;

/// Lines that are shown at most; all of them are in the file.
const MOST: usize = 2_000;

/// What the text is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// The repositories.
    pub bands: Vec<Band>,
}

/// The text.
#[component]
pub fn AsText(props: &Props) -> Html {
    let Props { moment, bands } = props;
    // As of the last moment at which anything happened: no need to write it anew for each.
    let settled = moment.settled();
    let text = use_memo((settled, bands.clone()), |(moment, bands)| {
        shortened(written(moment, bands))
    });
    html! {
        <div class="history-text" role="region" aria-label="History as text" tabindex="0">
            <pre>{ (*text).clone() }</pre>
        </div>
    }
}

/// The log of each repository, under its host's name where there are several.
pub fn written(moment: &Moment, bands: &[Band]) -> String {
    let mut text = String::new();
    for band in bands {
        if bands.len() > 1 {
            text += &format!("{}\n", host_name(&moment.run, band.host));
        }
        text += &log(&moment.run, band.host, moment.at);
        if bands.len() > 1 {
            text.push('\n');
        }
    }
    text
}

fn shortened(text: String) -> String {
    match text.match_indices('\n').nth(MOST) {
        Some((end, _)) => format!(
            "{}\n… the rest is in the file that the menu saves.\n",
            &text[..end]
        ),
        None => text,
    }
}
