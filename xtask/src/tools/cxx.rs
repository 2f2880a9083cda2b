//! A C++ compiler, for libFuzzer.

use super::{Lane, Need, Tool, debian};
use crate::job::Job;
use crate::machine::Machine;
use anyhow::Result;

/// Whatever the crate `cc` would find.
pub struct Cxx;

impl Tool for Cxx {
    fn need(&self) -> Need {
        Need::Cxx
    }

    fn title(&self) -> String {
        "a C++ compiler".to_owned()
    }

    fn why(&self) -> &'static str {
        "to compile libFuzzer"
    }

    fn takes(&self) -> &'static str {
        "apt-get installs it: less than a minute"
    }

    fn lane(&self) -> Lane {
        Lane::Packages
    }

    fn is_here(&self, machine: &Machine) -> bool {
        let chosen = std::env::var_os("CXX").is_some();
        chosen
            || ["c++", "g++", "clang++"]
                .iter()
                .any(|name| machine.find(name).is_some())
    }

    fn install(&self, machine: &Machine, job: &Job) -> Result<()> {
        debian::apt_install(machine, job, &["g++"])
    }

    fn by_hand(&self) -> String {
        "apt-get install g++".to_owned()
    }
}
