//! What leaves the page as a file of another tool: a host's history for git, the frames for
//! Wireshark. Both hold what there is up to the shown moment.

use crate::hooks::save_file;
use crate::state::{Action, RunHandle, Tone};
use versioned_arp::report::{bundle, pcapng};
use versioned_arp::sim::HostId;
use versioned_arp::time::Instant;

/// What to take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TakeAway {
    /// The history of the shown host's cache, as a Git bundle.
    History,
    /// All frames, as a pcapng capture.
    Capture,
}

/// Hands out the file, and says what can be done with it.
pub fn take_away(what: TakeAway, run: Option<&RunHandle>, host: HostId, at: Instant) -> Action {
    let warning = |text: &str| Action::Notify(Tone::Warning, text.to_owned());
    let Some(run) = run else {
        return warning("Mend the text first: there is nothing to take away.");
    };
    let (name, media_type, bytes, advice) = match what {
        TakeAway::History => {
            let host_name = &run.scenario().hosts[host.index()].name;
            let name = format!("{host_name}.bundle");
            let advice = format!("Saved {name}. Open it with: git clone {name}");
            (
                name,
                "application/x-git-bundle",
                bundle(run, host, at),
                advice,
            )
        }
        TakeAway::Capture => {
            let name = "lab.pcapng".to_owned();
            let advice = format!("Saved {name}. Wireshark and tshark open it.");
            (name, "application/x-pcapng", pcapng(run, at), advice)
        }
    };
    match save_file(&name, media_type, &bytes) {
        Ok(()) => Action::Notify(Tone::Info, advice),
        Err(_) => warning("This browser refuses to save files."),
    }
}
