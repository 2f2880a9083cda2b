//! What is filtered: the bytes of a frame, what the capture says of it, and what the lab knows.

use super::field::{Field, Source};
use super::literal::Literal;
use super::read::Seen;
use crate::time::Instant;
use crate::wire::{self, Context, dissect_in};
use std::ops::Range;

/// A packet of a capture. What nobody asks for ([`Filter::asks_for`](super::Filter::asks_for)) may
/// be left at its default.
#[derive(Clone, Debug, Default)]
pub struct Packet<'a> {
    /// Its number in the capture, from 1.
    pub number: u32,
    /// When it was captured, on the lab's clock.
    pub at: Instant,
    /// When the first packet of the capture was.
    pub first: Instant,
    /// When the packet before this one was; its own time for the first.
    pub before: Instant,
    /// Seconds from the Unix epoch to the start of the lab.
    pub epoch: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What the packets before it tell of it.
    pub context: Context,
    /// Which interface of the capture it was seen on.
    pub interface: u32,
    /// That interface's name.
    pub interface_name: &'a str,
    /// What the capture's writer says of it; nothing if it says nothing.
    pub comment: &'a str,
    /// The number of its conversation among those over TCP, or over UDP.
    pub stream: Option<u32>,
    /// Whether a statement of the lab wrote it.
    pub forged: bool,
    /// Whether a copy of it was lost on a link.
    pub lost: bool,
    /// How many commits it caused.
    pub commits: u32,
}

impl Packet<'_> {
    /// The packet as a tree: what is known of it as a whole, then its layers as
    /// [`dissect_in`] has them, with the number of the conversation.
    pub fn dissect(&self) -> Vec<wire::Field> {
        let mut layers = vec![self.frame()];
        layers.extend(dissect_in(self.bytes, &self.context));
        if let Some(stream) = self.stream {
            for layer in &mut layers {
                let filter = match layer.filter {
                    "tcp" => "tcp.stream",
                    "udp" => "udp.stream",
                    _ => continue,
                };
                let at = layer.children.len().min(2);
                let label = format!("[Stream index: {stream}]");
                layer.children.insert(at, concluded(label, filter));
            }
        }
        layers
    }

    fn frame(&self) -> wire::Field {
        let (number, len, name) = (self.number, self.bytes.len(), self.interface_name);
        let since = |then: Instant| {
            let micros = self.at.since(then).as_micros();
            format!("{}.{:06} seconds", micros / 1_000_000, micros % 1_000_000)
        };
        let mut children = vec![
            concluded(format!("Interface name: {name}"), "frame.interface_name"),
            concluded(
                format!("[Time since the lab began: {}]", since(Instant::ZERO)),
                "lab.time",
            ),
            concluded(
                format!("[Time since first frame: {}]", since(self.first)),
                "frame.time_relative",
            ),
            concluded(
                format!("[Time delta from previous frame: {}]", since(self.before)),
                "frame.time_delta",
            ),
            concluded(format!("Frame Number: {number}"), "frame.number"),
            concluded(format!("Frame Length: {len} bytes"), "frame.len"),
        ];
        for line in self.comment.lines() {
            children.push(concluded(format!("Taught: {line}"), "frame.comment"));
        }
        for (holds, label, filter) in [
            (self.forged, "[Forged: a statement wrote it]", "lab.forged"),
            (self.lost, "[Lost: a copy of it, on a link]", "lab.lost"),
        ] {
            if holds {
                children.push(concluded(label.to_owned(), filter));
            }
        }
        wire::Field {
            label: format!("Frame {number}: {len} bytes on wire, sent on interface {name}"),
            filter: "frame",
            range: 0..0,
            children,
        }
    }
}

fn concluded(label: String, filter: &'static str) -> wire::Field {
    wire::Field {
        label,
        filter,
        range: 0..0,
        children: Vec::new(),
    }
}

/// The filter that lets pass what has the same value as this packet in the field of this name which
/// is at these bytes (or, with no bytes, was concluded); that a field is there, where it has no value
/// to compare. `None` for a name that no filter knows, or a field that the packet does not have.
pub fn expression(packet: &Packet<'_>, name: &str, range: &Range<usize>) -> Option<String> {
    let field = Field::named(name)?;
    let values = Seen::of(packet).values(field);
    let found = values
        .iter()
        .find(|found| found.range == *range)
        .or(values.first())?;
    Some(match Literal::of(field.kind, &found.value) {
        Some(literal) if field.kind.is_compared() && !matches!(field.source, Source::Layer) => {
            let mut text = format!("{name} == ");
            // Writing to a String cannot fail.
            let _ = literal.write(field.kind, &mut text);
            text
        }
        _ => name.to_owned(),
    })
}
