//! What is shown and kept of frames: a sink of smoltcp's capture writer around the real device.

use smoltcp::phy::PcapSink;
use smoltcp::time::Instant;
use std::fs::File;
use std::io::Write as _;
use versioned_arp::addr::MacAddr;
use versioned_arp::wire::{EthernetHeader, info};

/// The seconds since the start, and what there is to tell.
pub fn tell(start: Instant, now: Instant, mark: char, text: &str) {
    let micros = (now.max(start) - start).total_micros();
    println!(
        "{}.{:06} {mark} {text}",
        micros / 1_000_000,
        micros % 1_000_000
    );
}

/// Shows every frame as a line, and writes it into a file if there is one.
pub struct Shown {
    start: Instant,
    mac: MacAddr,
    file: Option<File>,
}

impl Shown {
    /// Frames from `mac` are our own.
    pub fn new(start: Instant, mac: MacAddr, file: Option<File>) -> Self {
        Self { start, mac, file }
    }
}

impl PcapSink for Shown {
    fn write(&mut self, data: &[u8]) {
        if let Some(file) = &mut self.file {
            file.write_all(data).expect("the capture can be written");
        }
    }

    fn packet(&mut self, _: Instant, frame: &[u8]) {
        // Polls may share a moment; frames have their own.
        let now = Instant::now();
        let line = match EthernetHeader::parse(frame) {
            Ok((header, _)) => format!("{} {} {}", header.src, header.dst, info(frame)),
            Err(_) => info(frame),
        };
        let own = EthernetHeader::parse(frame).is_ok_and(|(header, _)| header.src == self.mac);
        tell(self.start, now, if own { '>' } else { '<' }, &line);
        self.packet_header(now, frame.len());
        self.write(frame);
    }
}
