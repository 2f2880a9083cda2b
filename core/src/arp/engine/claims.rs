//! Address conflict detection, RFC 5227: claiming an address by probes and announcements (§2.1 to
//! §2.3), and what happens when somebody else uses an own one (§2.4). A claim is the RFC's in every
//! profile; whether and how an address is defended is the host's setting.

use super::Engine;
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::note::Note;
use crate::arp::rules::{Announcement, Defence};
use crate::arp::table::Table;
use crate::arp::timer::Timer;
use crate::time::{Duration, Instant};
use crate::wire::{ArpPacket, Operation};
use std::collections::BTreeMap;

/// The first probe goes out after a random wait of up to this.
pub(super) const PROBE_WAIT: Duration = Duration::from_secs(1);
/// Probes in all.
pub(super) const PROBE_NUM: u32 = 3;
/// The least time from one probe to the next.
pub(super) const PROBE_MIN: Duration = Duration::from_secs(1);
/// The most time from one probe to the next.
pub(super) const PROBE_MAX: Duration = Duration::from_secs(2);
/// From the last probe to the first announcement.
pub(super) const ANNOUNCE_WAIT: Duration = Duration::from_secs(2);
/// Announcements in all.
pub(super) const ANNOUNCE_NUM: u32 = 2;
/// From one announcement to the next.
pub(super) const ANNOUNCE_INTERVAL: Duration = Duration::from_secs(2);
/// After this many conflicts claims are limited.
pub(super) const MAX_CONFLICTS: u32 = 10;
/// The time between claims that are limited.
pub(super) const RATE_LIMIT_INTERVAL: Duration = Duration::from_secs(60);
/// The least time between two announcements that defend an address.
pub(super) const DEFEND_INTERVAL: Duration = Duration::from_secs(10);

/// The claims under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    stages: BTreeMap<Ipv4Addr, Stage>,
    /// Conflicts since the engine's start.
    conflicts: u32,
    /// When the last claim began, or will.
    last: Option<Instant>,
}

/// How far a claim has come.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// The address is not ours yet; conflicts count from `from`.
    Probing { from: Instant, sent: u32 },
    /// The address is ours, and not yet announced often enough.
    Announcing { sent: u32 },
}

impl<W> Engine<W> {
    /// Claims an address: probes for it, and if nobody objects announces it and makes it an own one,
    /// behind those that are there. On a conflict the claim is given up with a [`Note`]. After ten
    /// conflicts at most one claim begins in a minute. An own address, and one of no single station,
    /// is refused with a [`Note`]; one that is being claimed goes on being so.
    pub fn claim(&mut self, now: Instant, ip: Ipv4Addr) {
        self.clock = self.clock.max(now);
        if self.is_own(ip) {
            return self.note(Note::OwnAddress { ip });
        }
        if !self.is_neighbour(ip) {
            return self.note(Note::NoStation { ip });
        }
        if self.claims.stages.contains_key(&ip) {
            return;
        }
        let limited = self.claims.conflicts >= MAX_CONFLICTS;
        let earliest = self.claims.last.filter(|_| limited);
        let from = earliest.map_or(now, |last| now.max(last + RATE_LIMIT_INTERVAL));
        if from > now {
            self.note(Note::ClaimDelayed { ip, until: from });
        }
        self.claims.last = Some(from);
        self.claims
            .stages
            .insert(ip, Stage::Probing { from, sent: 0 });
        let first = from + self.rng.up_to(PROBE_WAIT);
        self.timers.set(Timer::Announce, ip, first);
    }

    /// The addresses that are being probed for, in order.
    pub fn claiming(&self) -> impl Iterator<Item = Ipv4Addr> + '_ {
        let stages = self.claims.stages.iter();
        let probing = stages.filter(|(_, stage)| matches!(stage, Stage::Probing { .. }));
        probing.map(|(&ip, _)| ip)
    }

    /// The next probe or announcement of a claim is due.
    pub(super) fn claim_due(&mut self, now: Instant, table: &impl Table, ip: Ipv4Addr) {
        let next = match self.claims.stages.get_mut(&ip) {
            None => return,
            Some(Stage::Probing { sent, .. }) if *sent < PROBE_NUM => {
                *sent += 1;
                let is_last = *sent == PROBE_NUM;
                self.probe(ip);
                match is_last {
                    true => ANNOUNCE_WAIT,
                    false => self.rng.between(PROBE_MIN, PROBE_MAX),
                }
            }
            Some(Stage::Probing { .. }) => {
                self.ips.push(ip);
                self.make_own(table, ip);
                self.unseen.gone.push(ip);
                self.announce_as(Announcement::Request, ip);
                self.note(Note::Claimed { ip });
                let announcing = Stage::Announcing { sent: 1 };
                self.claims.stages.insert(ip, announcing);
                ANNOUNCE_INTERVAL
            }
            Some(Stage::Announcing { sent }) => {
                *sent += 1;
                let is_last = *sent >= ANNOUNCE_NUM;
                self.announce_as(Announcement::Request, ip);
                if is_last {
                    self.claims.stages.remove(&ip);
                    return;
                }
                ANNOUNCE_INTERVAL
            }
        };
        self.timers.set(Timer::Announce, ip, now + next);
    }

    /// Looks whether a packet contradicts a claim: its sender uses the address, or probes for it.
    pub(super) fn hear_claims(&mut self, now: Instant, packet: &ArpPacket) {
        if self.claims.stages.is_empty() {
            return;
        }
        let probes = packet.operation == Operation::Request && packet.spa.is_unspecified();
        let ip = if probes { packet.tpa } else { packet.spa };
        let Some(Stage::Probing { from, .. }) = self.claims.stages.get(&ip) else {
            return;
        };
        if *from <= now {
            self.end_claim(ip);
            self.count_conflict();
            let mac = packet.sha;
            self.note(Note::ClaimGivenUp { ip, mac, probes });
        }
    }

    /// Somebody else uses an own address.
    pub(super) fn contested(&mut self, now: Instant, ip: Ipv4Addr, mac: MacAddr) {
        self.note(Note::DuplicateAddress { ip, mac });
        let defended = self.timers.due(Timer::Defend, ip).is_some();
        match self.config.defence {
            Defence::Ignore => {}
            Defence::Always if defended => self.count_conflict(),
            Defence::Once | Defence::Always if !defended => {
                self.count_conflict();
                self.timers.set(Timer::Defend, ip, now + DEFEND_INTERVAL);
                self.announce_as(Announcement::Request, ip);
                self.note(Note::Defended { ip });
            }
            Defence::Cede | Defence::Once | Defence::Always => {
                self.count_conflict();
                self.ips.retain(|own| *own != ip);
                self.end_claim(ip);
                self.note(Note::Ceded { ip, mac });
            }
        }
    }

    /// Ends a claim, whatever its stage. How long ago the address was defended is not forgotten.
    pub(super) fn end_claim(&mut self, ip: Ipv4Addr) {
        if self.claims.stages.remove(&ip).is_some() {
            self.timers.stop(Timer::Announce, ip);
        }
    }

    /// Ends all claims of addresses that are not the host's own yet.
    pub(super) fn end_claims(&mut self) {
        for ip in self.claiming().collect::<Vec<_>>() {
            self.end_claim(ip);
        }
    }

    fn count_conflict(&mut self) {
        self.claims.conflicts = self.claims.conflicts.saturating_add(1);
        self.counters.conflicts += 1;
    }

    /// Asks whether anybody uses an address, without saying that we do (RFC 5227 §2.1.1).
    fn probe(&mut self, ip: Ipv4Addr) {
        let packet = ArpPacket {
            operation: Operation::Request,
            sha: self.mac,
            spa: Ipv4Addr::UNSPECIFIED,
            tha: MacAddr::ZERO,
            tpa: ip,
        };
        self.counters.probes_sent += 1;
        self.send(MacAddr::BROADCAST, packet);
    }
}
