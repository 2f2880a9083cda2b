//! This machine as the project sees it: where things are, and how a program is started so that it
//! finds the project's tools. What the tools are and how they come is said in `tools/`.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Paths of the checkout, and the search path for programs.
pub struct Machine {
    /// The checkout: every program is started here.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
    /// Compile for wasm32 with Debian's toolchain, whatever else there is.
    pub std_from_debian: bool,
    path: OsString,
}

impl Machine {
    /// Looks around; starts nothing.
    pub fn new(std_from_debian: bool) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask is a folder of the checkout")?
            .to_owned();
        // cargo put this program at TARGET/debug/xtask, wherever the person keeps TARGET.
        let program = env::current_exe().context("this program has no path")?;
        let target = program
            .ancestors()
            .nth(2)
            .context("this program is in no target directory; start it as `cargo xtask`")?
            .to_owned();
        let mut machine = Machine {
            root,
            target,
            std_from_debian,
            path: OsString::new(),
        };
        machine.path = machine.search_path()?;
        Ok(machine)
    }

    /// Where tools live that are the project's own, apart from those that the person installed.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The project's own tools, then the person's, then what cargo installed if that is not among
    /// them.
    fn search_path(&self) -> Result<OsString> {
        let own = [
            self.tools().join("bin"),
            self.tools().join("node_modules/.bin"),
        ];
        let theirs = env::var_os("PATH").unwrap_or_default();
        let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let cargo = cargo_home.or_else(|| Some(env::home_dir()?.join(".cargo")));
        let all = own
            .into_iter()
            .chain(env::split_paths(&theirs))
            .chain(cargo.map(|home| home.join("bin")));
        env::join_paths(all).context("PATH holds a folder whose name cannot be in it")
    }

    /// The first program of that name on the search path.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.path)
            .map(|folder| folder.join(&file))
            .find(|path| path.is_file())
    }

    /// A program as if a person had started it in the checkout: without what `cargo run` adds to
    /// the environment, so that cargo finds nothing changed since the person's own last build.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.find(program).unwrap_or_else(|| program.into()));
        command.current_dir(&self.root).env("PATH", &self.path);
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text == "CARGO" || ADDED_BY_CARGO.iter().any(|start| text.starts_with(start)) {
                command.env_remove(&name);
            }
        }
        command
    }

    /// `cargo` with these words.
    pub fn cargo(&self, words: &str) -> Command {
        let mut command = self.command("cargo");
        command.args(words.split_whitespace());
        command
    }

    /// A program with the rights of root, if that is possible without asking anyone.
    pub fn as_root(&self, program: &str) -> Result<Command> {
        if output(self.command("id").arg("-u")).is_some_and(|id| id == "0") {
            return Ok(self.command(program));
        }
        let mut sudo = self.command("sudo");
        sudo.arg("-n");
        if output(self.command("sudo").args(["-n", "true"])).is_none() {
            bail!("this needs root, and `sudo -n` does not give it");
        }
        sudo.arg(program);
        Ok(sudo)
    }
}

/// What `cargo run` sets for the program that it runs.
const ADDED_BY_CARGO: [&str; 5] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "CARGO_PRIMARY_",
];

/// What a command prints, without the white space around it; nothing if it cannot be run or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// A command as a person would type it, for messages.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::shown;
    use std::process::Command;

    #[test]
    fn a_command_is_shown_as_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["fmt", "--check"]);
        assert_eq!(shown(&command), "cargo fmt --check");
    }
}
