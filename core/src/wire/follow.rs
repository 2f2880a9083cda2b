//! Follows one TCP conversation: what each side said, in order and once, as Wireshark's "Follow TCP
//! Stream" puts it together. What came twice is left out; what came early waits for what is before it.
//! Which frames are of the conversation [`Streams`](super::Streams) knows.

use super::frame::EthernetHeader;
use super::segment::{Endpoint, Segment, is_after};

/// A conversation that is being put together.
#[derive(Clone, Debug, Default)]
pub struct Follow {
    /// Who spoke first, and the other.
    ends: Option<[Endpoint; 2]>,
    sides: [Side; 2],
    parts: Vec<Part>,
}

/// Something that one side said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Whether the side said it that did not begin.
    pub back: bool,
    /// Its bytes; not one where they are missing from the capture.
    pub text: Vec<u8>,
    /// How many bytes are missing here.
    pub missing: u32,
    /// The place of the record that brought it.
    pub place: usize,
}

/// One direction.
#[derive(Clone, Debug, Default)]
struct Side {
    /// The number of the byte that comes next, once anything came.
    next: Option<u32>,
    /// What came early: its first number, the record's place, the text.
    early: Vec<(u32, usize, Vec<u8>)>,
}

impl Follow {
    /// Takes the next frame of the conversation: its place in the capture, and its bytes.
    pub fn take(&mut self, place: usize, frame: &[u8]) {
        let Ok((_, packet)) = EthernetHeader::parse(frame) else {
            return;
        };
        let Some((segment, text)) = Segment::with_text(packet) else {
            return;
        };
        let [first, _] = *self.ends.get_or_insert([segment.src, segment.dst]);
        let back = segment.src != first;
        let side = usize::from(back);
        let seq = segment.seq.wrapping_add(u32::from(segment.syn));
        let next = *self.sides[side].next.get_or_insert(seq);
        if !text.is_empty() {
            if is_after(seq, next) {
                self.sides[side].early.push((seq, place, text.to_vec()));
            } else {
                self.say(back, place, seq, text);
            }
            self.catch_up(back);
        }
        // What the other side acknowledges it has, wherever that went by.
        if let Some(ack) = segment.ack {
            self.acknowledged(!back, ack);
        }
    }

    /// Who spoke first, and the other; none as long as nobody has.
    pub fn ends(&self) -> Option<[Endpoint; 2]> {
        self.ends
    }

    /// What was said, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// How many bytes each side said.
    pub fn bytes(&self) -> [usize; 2] {
        [false, true].map(|back| {
            let own = self.parts.iter().filter(|part| part.back == back);
            own.map(|part| part.text.len()).sum()
        })
    }

    /// Adds what of a text is new.
    fn say(&mut self, back: bool, place: usize, seq: u32, text: &[u8]) {
        let next = &mut self.sides[usize::from(back)].next;
        let expected = next.unwrap_or(seq);
        let known = expected.wrapping_sub(seq) as usize;
        if let Some(text) = text.get(known..).filter(|text| !text.is_empty()) {
            let len = u32::try_from(text.len()).expect("a segment is shorter than 65,536 bytes");
            *next = Some(expected.wrapping_add(len));
            self.parts.push(Part {
                back,
                text: text.to_vec(),
                missing: 0,
                place,
            });
        }
    }

    /// Adds what came early and follows now.
    fn catch_up(&mut self, back: bool) {
        let side = usize::from(back);
        while let Some(next) = self.sides[side].next {
            let early = &mut self.sides[side].early;
            let Some(ready) = early.iter().position(|(seq, ..)| !is_after(*seq, next)) else {
                return;
            };
            let (seq, place, text) = early.remove(ready);
            self.say(back, place, seq, &text);
        }
    }

    /// Gives up on bytes that were heard, and are not in the capture.
    fn acknowledged(&mut self, back: bool, ack: u32) {
        let side = &mut self.sides[usize::from(back)];
        let Some(next) = side.next else { return };
        let nearest = side.early.iter();
        let nearest = nearest.min_by_key(|(seq, ..)| seq.wrapping_sub(next));
        let Some((first, place, _)) = nearest else {
            return;
        };
        if !is_after(ack, *first) {
            return;
        }
        let part = Part {
            back,
            text: Vec::new(),
            missing: first.wrapping_sub(next),
            place: *place,
        };
        side.next = Some(*first);
        self.parts.push(part);
        self.catch_up(back);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addr::MacAddr;
    use crate::wire::ETHERTYPE_IPV4;
    use etherparse::{IpNumber, Ipv4Header, TcpHeader};

    /// A segment of the side that began, or of the other.
    fn frame(back: bool, seq: u32, ack: u32, text: &str) -> Vec<u8> {
        let (ports, from, to) = match back {
            false => ((1, 2), [10, 0, 0, 1], [10, 0, 0, 2]),
            true => ((2, 1), [10, 0, 0, 2], [10, 0, 0, 1]),
        };
        let mut tcp = TcpHeader::new(ports.0, ports.1, seq, 100);
        tcp.ack = ack > 0;
        tcp.acknowledgment_number = ack;
        let len = u16::try_from(20 + text.len()).expect("the text is short");
        let ip = Ipv4Header::new(len, 64, IpNumber::TCP, from, to).expect("it fits");
        let ethernet = EthernetHeader {
            dst: MacAddr::BROADCAST,
            src: MacAddr::ZERO,
            ethertype: ETHERTYPE_IPV4,
        };
        [
            &ethernet.emit()[..],
            &ip.to_bytes(),
            &tcp.to_bytes(),
            text.as_bytes(),
        ]
        .concat()
    }

    /// `>` or `<` and the text of each part.
    fn followed(frames: &[Vec<u8>]) -> Vec<String> {
        let mut follow = Follow::default();
        for (place, frame) in frames.iter().enumerate() {
            follow.take(place, frame);
        }
        let part = |part: &Part| {
            let way = if part.back { '<' } else { '>' };
            let text = String::from_utf8_lossy(&part.text);
            match part.missing {
                0 => format!("{}{way}{text}", part.place),
                missing => format!("{}{way}[{missing} missing]", part.place),
            }
        };
        follow.parts().iter().map(part).collect()
    }

    #[test]
    fn what_comes_twice_is_said_once_and_what_comes_early_waits() {
        let near_the_end = u32::MAX - 1;
        let frames = [
            frame(false, near_the_end, 0, "one"),
            frame(false, near_the_end, 0, "one"),
            frame(true, 7, 0, "ONE"),
            frame(false, 5, 0, "three"),
            frame(false, near_the_end, 0, "one two"),
            frame(true, 10, 0, "TWO"),
        ];
        assert_eq!(
            followed(&frames),
            ["0>one", "2<ONE", "4> two", "3>three", "5<TWO"]
        );
    }

    #[test]
    fn what_was_heard_and_is_not_there_is_missing() {
        let frames = [
            frame(false, 1, 0, "one"),
            frame(false, 7, 0, "three"),
            frame(true, 50, 12, "aha"),
        ];
        assert_eq!(
            followed(&frames),
            ["0>one", "2<aha", "1>[3 missing]", "1>three"]
        );
    }
}
