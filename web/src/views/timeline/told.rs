//! What just happened, told to a screen reader wherever on the page it is: a sentence for each step,
//! and none while time plays, as nobody could listen to that.

use crate::state::Moment;
use crate::views::happening::lines;
use crate::views::wording::exact_seconds;
use yew::prelude::*;

/// What is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The shown moment.
    pub moment: Moment,
    /// Whether time moves by itself.
    pub playing: bool,
}

/// The sentence.
#[component]
pub fn Told(props: &Props) -> Html {
    let words = match props.playing {
        true => "Time plays.".to_owned(),
        false => words(&props.moment),
    };
    html! { <p class="for-ears" role="status" aria-label="What happened">{ words }</p> }
}

fn words(moment: &Moment) -> String {
    let happened = lines(moment).into_iter();
    let happened: Vec<_> = happened
        .map(|(who, what)| format!("{who} {what}"))
        .collect();
    format!("{} s. {}", exact_seconds(moment.at), happened.join("; "))
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::views::fixtures::{at, lab};

    #[test]
    fn a_step_is_told_with_its_moment_and_what_happened() {
        let run = lab("end 9s\nhost ann 10.0.0.1\nhost bob 10.0.0.2\nat 1s ann announce\n");
        let told = words(&at(&run, 1.0));
        let frame = "ann, frame 1: ARP Announcement for 10.0.0.1";
        assert!(
            told.starts_with("1.000000 s. Statement: ann announce; "),
            "{told}"
        );
        assert!(told.ends_with(frame), "{told}");
    }
}
