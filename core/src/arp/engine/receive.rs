//! What a frame does. The order of the checks is the order of [`Verdict`]s to remember: first
//! whom the frame is for, then whether it can be read, then who speaks, then what it says.

use super::{Engine, is_station, is_station_mac};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::counters::Verdict;
use crate::arp::entry::Entry;
use crate::arp::output::Note;
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
        Ok(self.receive_arp(now, table, &packet))
    }

    fn receive_arp(&mut self, now: Instant, table: &impl Table, packet: &ArpPacket) -> Verdict {
        if packet.sha == self.mac {
            return Verdict::OwnEcho;
        }
        if !is_station_mac(packet.sha) {
            return Verdict::BadSender;
        }
        let asks_us = packet.operation == Operation::Request && self.is_own(packet.tpa);
        if asks_us {
            self.answer(packet);
        }
        let (ip, mac) = (packet.spa, packet.sha);
        if self.is_own(ip) {
            self.note(Note::DuplicateAddress { ip, mac });
            return Verdict::ClaimsOwnAddress;
        }
        if self.rules.belief.teaches(packet, self.mac) {
            return match is_station(ip) {
                true => self.believe(now, table, ip, mac),
                false => Verdict::BadSender,
            };
        }
        match packet.operation {
            Operation::Request if asks_us => Verdict::Accepted,
            Operation::Request => Verdict::AsksForAnother,
            Operation::Reply => Verdict::MeantForAnother,
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
    fn believe(&mut self, now: Instant, table: &impl Table, ip: Ipv4Addr, mac: MacAddr) -> Verdict {
        if let Some(kept) = self.static_mac(table, ip) {
            if kept == mac {
                return Verdict::Accepted;
            }
            let refused = mac;
            self.note(Note::StaticWins { ip, kept, refused });
            return Verdict::StaticEntry;
        }
        let entry = Entry::reachable(mac, now + self.config.timeout);
        if self.is_asking(ip) {
            let evicted = self.room_for(table, ip);
            self.settle(ip, entry, evicted);
        } else {
            self.update(table, ip, entry);
        }
        Verdict::Accepted
    }
}
