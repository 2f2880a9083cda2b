//! What a frame does. The order of the checks is the order of [`Verdict`]s to remember: first
//! whom the frame is for, then whether it can be read, then who speaks, then what it says.

use super::{Engine, is_station, is_station_mac};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::counters::Verdict;
use crate::arp::entry::{Entry, State};
use crate::arp::note::Note;
use crate::arp::rules::{Answers, Belief};
use crate::arp::table::Table;
use crate::time::Instant;
use crate::wire::{ArpPacket, ETHERTYPE_ARP, EthernetHeader, Operation, WireError};

impl<W> Engine<W> {
    /// Takes a received frame, and says what became of it (also counted, see
    /// [`counters`](Self::counters)). Any bytes are fine.
    ///
    /// A request for an own address is answered to its sender. Whom to believe is the profile's
    /// rule; what is believed ends the query for that address, or else updates the table.
    pub fn handle_frame(&mut self, now: Instant, table: &impl Table, bytes: &[u8]) -> Verdict {
        self.clock = self.clock.max(now);
        let verdict = self
            .receive(now, table, bytes)
            .unwrap_or_else(|error| match error {
                WireError::TooShort { .. } => Verdict::TooShort,
                WireError::NotEthernetIpv4 { .. } => Verdict::NotEthernetIpv4,
                WireError::UnknownOperation(_) => Verdict::UnknownOperation,
            });
        self.counters.count(verdict);
        verdict
    }

    fn receive(
        &mut self,
        now: Instant,
        table: &impl Table,
        bytes: &[u8],
    ) -> Result<Verdict, WireError> {
        let (header, payload) = EthernetHeader::parse(bytes)?;
        if header.dst != self.mac && !header.dst.is_multicast() {
            return Ok(Verdict::NotForUs);
        }
        if header.src == self.mac {
            return Ok(Verdict::OwnEcho);
        }
        if header.ethertype != ETHERTYPE_ARP {
            return Ok(Verdict::NotArp);
        }
        let packet = ArpPacket::parse(payload)?;
        Ok(self.receive_arp(now, table, &header, &packet))
    }

    fn receive_arp(
        &mut self,
        now: Instant,
        table: &impl Table,
        header: &EthernetHeader,
        packet: &ArpPacket,
    ) -> Verdict {
        if packet.sha == self.mac {
            return Verdict::OwnEcho;
        }
        self.watch_packet(header, packet);
        if !is_station_mac(packet.sha) {
            return Verdict::BadSender;
        }
        self.hear_claims(now, packet);
        let (ip, mac) = (packet.spa, packet.sha);
        let asks_us = packet.operation == Operation::Request && self.is_own(packet.tpa);
        if self.is_own(ip) {
            if asks_us && self.rules.answers == Answers::Everyone {
                self.answer(packet);
            }
            self.contested(now, ip, mac);
            return Verdict::ClaimsOwnAddress;
        }
        let probes = ip.is_unspecified();
        if self.rules.answers == Answers::Stations && !(probes || is_station(ip)) {
            return Verdict::BadSender;
        }
        let verdict = match self.lesson(now, table, header, packet) {
            Some(_) if !self.is_neighbour(ip) => Verdict::BadSender,
            Some(lesson) => self.believe(now, table, ip, mac, lesson),
            None => match packet.operation {
                Operation::Request if asks_us || self.proxies(packet) => Verdict::Accepted,
                Operation::Request => Verdict::AsksForAnother,
                Operation::Reply => Verdict::MeantForAnother,
            },
        };
        // RFC 826: the operation is looked at last.
        if asks_us || self.proxies(packet) {
            self.answer(packet);
        }
        verdict
    }

    /// Whether a request is answered in the place of another host (proxy ARP, RFC 1027): one for
    /// an address of the proxied network from outside of it. A probe is not: to answer it would
    /// keep the address's owner from its own.
    fn proxies(&self, packet: &ArpPacket) -> bool {
        let Some(net) = self.config.proxy else {
            return false;
        };
        let (from, to) = (packet.spa, packet.tpa);
        packet.operation == Operation::Request
            && self.is_neighbour(from)
            && self.is_neighbour(to)
            && net.contains(&to)
            && !net.contains(&from)
    }

    /// What a packet teaches of its sender by the profile's rule, if anything.
    fn lesson(
        &self,
        now: Instant,
        table: &impl Table,
        header: &EthernetHeader,
        packet: &ArpPacket,
    ) -> Option<Lesson> {
        let ip = packet.spa;
        let is_reply = packet.operation == Operation::Reply;
        let is_known = || table.get(ip).is_some() || self.is_asking(ip);
        let for_us = self.is_own(packet.tpa);
        let for_us_or_ours = for_us || self.proxies(packet);
        let sure = Lesson {
            reachable: true,
            locked: false,
        };
        match self.rules.belief {
            Belief::AnyReply => {
                let meant = packet.tha == self.mac || packet.tha.is_broadcast();
                (is_reply && meant).then_some(sure)
            }
            Belief::Merge => (!ip.is_unspecified() && (for_us || is_known())).then_some(sure),
            Belief::Answers => {
                let asked = self.is_asking(ip) || self.is_polled(ip);
                (is_reply && packet.tha == self.mac && asked).then_some(sure)
            }
            Belief::Kernel if ip.is_unspecified() => None,
            Belief::Kernel if for_us_or_ours && !is_reply => Some(Lesson {
                reachable: false,
                locked: false,
            }),
            Belief::Kernel => {
                let announces = packet.spa == packet.tpa && (!is_reply || packet.tha == packet.sha);
                let accepts = self.config.accept && (is_reply || announces);
                (accepts || is_known()).then(|| Lesson {
                    reachable: is_reply && header.dst == self.mac,
                    locked: !announces && self.is_locked(now, ip),
                })
            }
        }
    }

    /// Answers a request for an own address (RFC 826): the asker's addresses become the target.
    fn answer(&mut self, request: &ArpPacket) {
        let reply = ArpPacket {
            operation: Operation::Reply,
            sha: self.mac,
            spa: request.tpa,
            tha: request.sha,
            tpa: request.spa,
        };
        self.counters.replies_sent += 1;
        self.send(request.sha, reply);
    }

    /// Takes a mapping for true, unless a static entry says otherwise.
    fn believe(
        &mut self,
        now: Instant,
        table: &impl Table,
        ip: Ipv4Addr,
        mac: MacAddr,
        lesson: Lesson,
    ) -> Verdict {
        let known = table.get(ip);
        if let Some(kept) = known.filter(Entry::is_static).and_then(|known| known.mac) {
            if kept == mac {
                return Verdict::Accepted;
            }
            let refused = mac;
            self.note(Note::StaticWins { ip, kept, refused });
            return Verdict::StaticEntry;
        }
        let entry = match lesson.reachable {
            true => Entry::reachable(mac, now + self.reachable_time(now)),
            false => Entry::known(mac, State::Stale, now + self.config.stale),
        };
        if self.is_asking(ip) {
            self.watch_station(known, ip, mac);
            let evicted = self.room_for(table, ip);
            self.stamp_update(now, ip);
            let entry = self.used_by_waiters(now, ip, entry);
            self.settle(ip, entry, evicted);
            return Verdict::Accepted;
        }
        match known.filter(|known| known.mac.is_some()) {
            Some(known) if known.mac != entry.mac && lesson.locked => return Verdict::Locked,
            // What does not show that the neighbour is reachable is no news of a known MAC.
            Some(known) if known.mac == entry.mac && !lesson.reachable => {}
            Some(known) if known.mac == entry.mac && known.state == entry.state => {
                self.update(table, ip, Some(known), entry);
            }
            _ => {
                self.watch_station(known, ip, mac);
                self.stamp_update(now, ip);
                self.update(table, ip, known, entry);
            }
        }
        Verdict::Accepted
    }

    /// The entry of a neighbour whose waiters make use of it at once.
    fn used_by_waiters(&mut self, now: Instant, ip: Ipv4Addr, entry: Entry) -> Entry {
        self.stamp_use(now, ip);
        match (entry.state, entry.mac) {
            (State::Stale, Some(mac)) => Entry::known(mac, State::Delay, now + self.config.delay),
            _ => entry,
        }
    }
}

/// What a packet teaches of its sender.
#[derive(Clone, Copy, Debug)]
struct Lesson {
    /// Whether it shows that the neighbour hears this host, too.
    reachable: bool,
    /// Whether it has to yield to a different MAC that is there.
    locked: bool,
}
