//! Tools of the network's, for tests with the Linux kernel as peer.

use super::{Lane, Need, Tool, debian};
use crate::job::Job;
use crate::machine::{Machine, output};
use anyhow::Result;

/// iproute2, and iputils' ping and arping.
pub struct NetworkTools;

impl Tool for NetworkTools {
    fn need(&self) -> Need {
        Need::Network
    }

    fn title(&self) -> String {
        "ip, ping and arping".to_owned()
    }

    fn why(&self) -> &'static str {
        "to test with the Linux kernel as peer"
    }

    fn takes(&self) -> &'static str {
        "apt-get installs them: a few seconds"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        // There are two arpings; iputils' detects duplicate addresses by exit status.
        let version = output(machine.command("arping").arg("-V")).unwrap_or_default();
        let here = |name| machine.find(name).is_some();
        version.contains("iputils") && here("ip") && here("ping")
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        debian::apt_install(
            machine,
            job,
            &["iproute2", "iputils-ping", "iputils-arping"],
        )
    }

    fn by_hand(&self) -> String {
        "apt-get install iproute2 iputils-ping iputils-arping".to_owned()
    }
}
