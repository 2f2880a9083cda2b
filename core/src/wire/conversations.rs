//! Where TCP's numbers begin: conversations are followed so that a segment can be shown with
//! numbers that count from its connection's start, as Wireshark shows them, and so that what is sent
//! a second time is told from what is new.

use super::segment::{Endpoint, Segment, is_after};
use std::collections::BTreeMap;

/// How the numbers of one segment are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbering {
    /// What the sender's numbers count from.
    pub seq_base: u32,
    /// What the peer's numbers count from.
    pub ack_base: u32,
    /// Whether some of it was sent before by the same station.
    pub again: bool,
}

/// The conversations seen so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Conversations {
    /// What the numbers count from, from one endpoint to the other.
    bases: BTreeMap<(Endpoint, Endpoint), u32>,
    /// Behind the last byte that a station sent from one endpoint to the other. A router sends for
    /// others, and nothing twice.
    sent: BTreeMap<(u32, Endpoint, Endpoint), u32>,
}

impl Conversations {
    /// Takes note of an IPv4 packet that `station` sends (any number that tells stations apart), and
    /// answers how to read its numbers if it carries TCP.
    pub(super) fn follow(&mut self, station: u32, packet: &[u8]) -> Option<Numbering> {
        let segment = Segment::parse(packet)?;
        let Segment { src, dst, seq, .. } = segment;
        let before_first = |number: u32| number.wrapping_sub(u32::from(!segment.syn));
        if segment.syn && self.bases.get(&(src, dst)).is_some_and(|base| *base != seq) {
            // The endpoints begin anew; an answer to a SYN leaves the other direction as it is.
            self.bases.remove(&(src, dst));
            self.sent
                .retain(|&(_, from, to), _| (from, to) != (src, dst));
            if segment.ack.is_none() {
                self.bases.remove(&(dst, src));
                self.sent
                    .retain(|&(_, from, to), _| (from, to) != (dst, src));
            }
        }
        let seq_base = *self.bases.entry((src, dst)).or_insert(before_first(seq));
        let ack_base = match segment.ack {
            Some(ack) => {
                let base = self.bases.entry((dst, src));
                *base.or_insert(ack.wrapping_sub(1))
            }
            None => self.bases.get(&(dst, src)).copied().unwrap_or_default(),
        };
        let end = segment.end();
        let sent = self.sent.entry((station, src, dst)).or_insert(seq);
        let again = segment.occupies() && is_after(*sent, seq);
        if is_after(end, *sent) {
            *sent = end;
        }
        Some(Numbering {
            seq_base,
            ack_base,
            again,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use etherparse::{IpNumber, Ipv4Header, TcpHeader};

    const ANN: [u8; 4] = [10, 0, 0, 1];
    const BOB: [u8; 4] = [10, 0, 0, 2];

    /// A segment from port 1 to port 2, or the way back.
    fn packet(back: bool, seq: u32, ack: Option<u32>, syn: bool, text: &[u8]) -> Vec<u8> {
        let (from, to, ports) = match back {
            false => (ANN, BOB, (1, 2)),
            true => (BOB, ANN, (2, 1)),
        };
        let mut tcp = TcpHeader::new(ports.0, ports.1, seq, 100);
        tcp.syn = syn;
        tcp.ack = ack.is_some();
        tcp.acknowledgment_number = ack.unwrap_or_default();
        let len = u16::try_from(20 + text.len()).expect("the text is short");
        let ip = Ipv4Header::new(len, 64, IpNumber::TCP, from, to).expect("it fits");
        [&ip.to_bytes()[..], &tcp.to_bytes(), text].concat()
    }

    #[test]
    fn numbers_count_from_the_syn_of_each_side() {
        let mut conversations = Conversations::default();
        let mut follow = |packet: &[u8]| {
            let numbering = conversations.follow(0, packet).expect("it is TCP");
            (numbering.seq_base, numbering.ack_base, numbering.again)
        };
        let near_the_end = u32::MAX;
        assert_eq!(
            follow(&packet(false, near_the_end, None, true, b"")),
            (near_the_end, 0, false)
        );
        assert_eq!(
            follow(&packet(true, 500, Some(0), true, b"")),
            (500, near_the_end, false)
        );
        let word = packet(false, 0, Some(501), false, b"word");
        assert_eq!(follow(&word), (near_the_end, 500, false));
        assert_eq!(follow(&word), (near_the_end, 500, true));
        // What acknowledges alone is never sent again.
        let ack = packet(false, 4, Some(501), false, b"");
        assert_eq!([follow(&ack).2, follow(&ack).2], [false, false]);
        // The same ports, another connection.
        assert_eq!(follow(&packet(false, 77, None, true, b"")), (77, 0, false));
    }

    #[test]
    fn a_router_sends_nothing_twice() {
        let mut conversations = Conversations::default();
        let word = packet(false, 5, Some(1), false, b"word");
        let again = |numbering: Option<Numbering>| numbering.map(|it| it.again);
        assert_eq!(again(conversations.follow(1, &word)), Some(false));
        assert_eq!(again(conversations.follow(2, &word)), Some(false));
        assert_eq!(again(conversations.follow(1, &word)), Some(true));
    }
}
