//! tshark, Wireshark without its windows: the judge of captures.

use super::{Lane, Need, Tool, debian};
use crate::job::Job;
use crate::machine::Machine;
use anyhow::Result;

/// Any version: what is asked of it has been there for many years.
pub struct Tshark;

impl Tool for Tshark {
    fn need(&self) -> Need {
        Need::Tshark
    }

    fn title(&self) -> String {
        "tshark".to_owned()
    }

    fn why(&self) -> &'static str {
        "to let Wireshark judge captures"
    }

    fn takes(&self) -> &'static str {
        "apt-get installs it: about half a minute"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        machine.find("tshark").is_some()
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        debian::apt_install(machine, job, &["tshark"])
    }

    fn by_hand(&self) -> String {
        "apt-get install tshark\n\
         elsewhere than on Debian: Wireshark from https://www.wireshark.org, with tshark on PATH"
            .to_owned()
    }
}
