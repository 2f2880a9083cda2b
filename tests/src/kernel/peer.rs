//! [`Peer`]: the example `tap`, running: statements in, a line for each thing that happens out.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A line that it printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Seconds since its start.
    pub at: f64,
    /// `<` a frame that came, `>` one that was sent, `*` a commit, `!` a note, `=` what was heard.
    pub mark: char,
    /// What it tells.
    pub text: String,
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let (at, rest) = line.split_once(' ')?;
        let (mark, text) = rest.split_once(' ')?;
        Some(Self {
            at: at.parse().ok()?,
            mark: mark.parse().ok()?,
            text: text.to_owned(),
        })
    }
}

/// A host of ours. It ends when it is dropped.
pub struct Peer {
    child: Child,
    input: ChildStdin,
    lines: Arc<Mutex<Vec<Line>>>,
}

impl Peer {
    /// Starts it.
    pub(super) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("`ip netns exec` can be started");
        let input = child.stdin.take().expect("its input is piped");
        let output = child.stdout.take().expect("its output is piped");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&lines);
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let parsed = Line::parse(&line);
                let mut heard = heard.lock().expect("nobody panics while holding it");
                heard.extend(parsed);
            }
        });
        let peer = Self {
            child,
            input,
            lines,
        };
        peer.expect('!', "ready");
        peer
    }

    /// Tells it to do something.
    pub fn say(&mut self, statement: &str) {
        let said = writeln!(self.input, "{statement}");
        said.expect("it reads its input to its end");
    }

    /// All lines so far.
    pub fn lines(&self) -> Vec<Line> {
        let lines = self.lines.lock().expect("nobody panics while holding it");
        lines.clone()
    }

    /// The first line with this mark that has `text` in it, which has to come within five seconds.
    pub fn expect(&self, mark: char, text: &str) -> Line {
        let end = Instant::now() + Duration::from_secs(5);
        loop {
            let lines = self.lines();
            let found = lines
                .iter()
                .find(|line| line.mark == mark && line.text.contains(text));
            if let Some(line) = found {
                return line.clone();
            }
            assert!(Instant::now() < end, "no '{mark} {text}' in {lines:#?}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether there is such a line already.
    pub fn has(&self, mark: char, text: &str) -> bool {
        let mut lines = self.lines().into_iter();
        lines.any(|line| line.mark == mark && line.text.contains(text))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may be at its end already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
