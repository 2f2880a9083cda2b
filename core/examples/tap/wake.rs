//! Waiting for whatever comes first: a frame, a line on standard input, or a moment. Each is waited
//! for by a thread of its own, which does nothing else; the host's work is one thread's.

use smoltcp::phy;
use std::io::{self, BufRead as _};
use std::os::fd::RawFd;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// What woke the host.
#[derive(Debug)]
pub enum Event {
    /// Frames can be read.
    Frames,
    /// A line was typed.
    Line(String),
}

/// Both sources of events.
pub struct Wake {
    events: Receiver<Event>,
    again: Sender<()>,
    /// Frames were announced, and not yet read.
    unread: bool,
}

impl Wake {
    /// Starts to wait. `fd` has to stay open as long as the program runs.
    pub fn new(fd: RawFd) -> Self {
        let (send, events) = channel();
        let (again, asked) = channel();
        let lines = send.clone();
        thread::spawn(move || {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                if lines.send(Event::Line(line)).is_err() {
                    break;
                }
            }
        });
        thread::spawn(move || {
            // One event for each time that the host has read all there was.
            while phy::wait(fd, None).is_ok() && send.send(Event::Frames).is_ok() {
                if asked.recv().is_err() {
                    break;
                }
            }
        });
        Self {
            events,
            again,
            unread: false,
        }
    }

    /// The next event, if one comes in this time.
    pub fn next(&mut self, most: Duration) -> Option<Event> {
        match self.events.recv_timeout(most) {
            Ok(event) => {
                self.unread |= matches!(event, Event::Frames);
                Some(event)
            }
            Err(RecvTimeoutError::Timeout) => None,
            // Both threads are at their end; time still passes.
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(most);
                None
            }
        }
    }

    /// Frames were read: their arrival is news again.
    pub fn read_all(&mut self) {
        if std::mem::take(&mut self.unread) {
            // The thread ends when the descriptor cannot be waited for; then nobody needs to know.
            let _ = self.again.send(());
        }
    }
}
