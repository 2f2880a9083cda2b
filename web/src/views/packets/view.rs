//! Whose packets are listed: the capture of the whole lab, or of what one host could see.

use crate::state::RunHandle;
use std::cell::OnceCell;
use versioned_arp::filter::Packet;
use versioned_arp::report::{Capture, Extras, Record};
use versioned_arp::sim::{FrameNumber, HostId};
use versioned_arp::time::Instant;
use versioned_arp::wire::Streams;

/// A capture of a run, up to the run's end. Records are numbered as Wireshark numbers them.
#[derive(Debug)]
pub struct View {
    run: RunHandle,
    capture: Capture,
    streams: OnceCell<Vec<Option<u32>>>,
}

/// A view is made once for a run and a host, so it is itself alone.
impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl View {
    /// What `host` could see, or everything.
    pub fn of(run: &RunHandle, host: Option<HostId>) -> Self {
        let capture = match host {
            None => Capture::of_lab(run, run.end()),
            Some(host) => Capture::at_host(run, host, run.end()),
        };
        Self {
            run: run.clone(),
            capture,
            streams: OnceCell::new(),
        }
    }

    /// The run.
    pub fn run(&self) -> &RunHandle {
        &self.run
    }

    /// The capture.
    pub fn capture(&self) -> &Capture {
        &self.capture
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.capture.len()
    }

    /// How many there are at or before `at`.
    pub fn len_until(&self, at: Instant) -> usize {
        self.capture.len_until(&self.run, at)
    }

    /// The record at a place.
    pub fn record(&self, place: usize) -> Record<'_> {
        self.capture.record(&self.run, place)
    }

    /// The place of a frame's first record.
    pub fn place_of(&self, frame: FrameNumber) -> Option<usize> {
        self.capture.place_of(frame.index())
    }

    /// The number of the conversation that a record is part of.
    pub fn stream(&self, place: usize) -> Option<u32> {
        let streams = self.streams.get_or_init(|| {
            let mut streams = Streams::default();
            let records = (0..self.len()).map(|place| self.record(place).bytes);
            records.map(|bytes| streams.follow(bytes)).collect()
        });
        streams[place]
    }

    /// A record with all that can be asked of it.
    pub fn packet(&self, place: usize) -> Packet<'_> {
        let mut extras = Extras::none();
        let packet = self.capture.packet(&self.run, place, &mut extras, "");
        Packet {
            stream: self.stream(place),
            ..packet
        }
    }
}
