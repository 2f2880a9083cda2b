//! The real git, as a judge: it runs in one directory, with nobody's settings, and what it prints
//! is text.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use versioned_arp::report::RepositoryFile;

/// A directory in which git is run.
pub struct Git(PathBuf);

impl Git {
    /// Git in a directory that is there.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Self(dir.into())
    }

    /// Where it runs.
    pub fn dir(&self) -> &Path {
        &self.0
    }

    /// What git prints on standard output, without the last newline. A git that fails, or has
    /// anything to say on standard error, fails the test.
    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> String {
        let (out, err) = self.succeed(args, Stdio::null());
        assert_eq!(err, "", "in {}", self.0.display());
        out
    }

    /// The same, a command with its words in one text.
    pub fn say(&self, words: &str) -> String {
        self.run(words.split(' '))
    }

    /// The same, with a text to read on standard input.
    pub fn run_on(&self, words: &str, input: &str) -> String {
        let file = self.0.with_extension("input");
        fs::write(&file, input).expect("a file can be written");
        let input = fs::File::open(&file).expect("the file was just written");
        self.succeed(words.split(' '), input.into()).0
    }

    /// What git prints on standard error when it succeeds: its verdict, where it speaks there.
    pub fn verdict<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> String {
        self.succeed(args, Stdio::null()).1
    }

    fn succeed<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
        input: Stdio,
    ) -> (String, String) {
        let mut command = Command::new("git");
        command
            .args(args)
            .current_dir(&self.0)
            .stdin(input)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("LC_ALL", "C");
        let output = command.output().expect("git is installed");
        let [out, err] = [output.stdout, output.stderr].map(|bytes| {
            let text = String::from_utf8(bytes).expect("git prints text");
            text.strip_suffix('\n').unwrap_or(&text).to_owned()
        });
        assert!(output.status.success(), "{command:?}: {err}");
        (out, err)
    }
}

/// Writes a repository's files to an empty or missing directory.
pub fn write_repository(dir: &Path, files: &[RepositoryFile]) -> io::Result<()> {
    for file in files {
        let path = dir.join(&file.path);
        fs::create_dir_all(path.parent().expect("a file lies in the repository"))?;
        fs::write(path, &file.bytes)?;
    }
    Ok(())
}

/// An empty directory at `path`, whatever a former run of the tests left there.
pub fn empty_dir(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(path),
    }
}
