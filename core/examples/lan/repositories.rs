//! Every host's repository on disk: where it goes, and that nothing of somebody's is there. What
//! is in it is the library's to say.

use std::io;
use std::path::{Path, PathBuf};
use versioned_arp::report::git_directory;
use versioned_arp::scenario::Scenario;
use versioned_arp::sim::{HostId, Run};
use versioned_arp::time::Instant;

/// Where every host's repository goes, in order of the hosts.
pub struct Repositories(Vec<PathBuf>);

impl Repositories {
    /// `dir/HOST` for every host. What is there already must be empty.
    ///
    /// # Errors
    /// What stands in the way, in words.
    pub fn plan(dir: &Path, scenario: &Scenario) -> Result<Self, String> {
        let paths: Vec<PathBuf> = scenario
            .hosts
            .iter()
            .map(|host| dir.join(&host.name))
            .collect();
        for path in &paths {
            match std::fs::read_dir(path).map(|mut entries| entries.next().is_some()) {
                Ok(false) => {}
                Ok(true) => {
                    return Err(format!(
                        "{} is not empty: a repository is written only where nothing is",
                        path.display()
                    ));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failure(path, &error)),
            }
        }
        Ok(Self(paths))
    }

    /// Writes every host's repository as of `at`.
    ///
    /// # Errors
    /// What could not be written, in words.
    pub fn write(&self, run: &Run, at: Instant) -> Result<(), String> {
        for (index, dir) in self.0.iter().enumerate() {
            for file in git_directory(run, HostId::new(index), at) {
                let path = dir.join(&file.path);
                let parent = path.parent().expect("a file lies in the repository");
                std::fs::create_dir_all(parent)
                    .and_then(|()| std::fs::write(&path, &file.bytes))
                    .map_err(|error| failure(&path, &error))?;
            }
        }
        Ok(())
    }
}

fn failure(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}
