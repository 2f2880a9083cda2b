//! How frames get from host to host: onto a link, across it, through switches, into a host. What a
//! link or a switch makes of a frame is theirs; here it is carried out and recorded.

use super::link::Crossing;
use super::queue::Event;
use super::stop::{STORM_CROSSINGS, STORM_CROSSINGS_LEAST};
use super::{
    Cause, Fate, FrameNumber, Hop, HostId, LinkId, LossReason, MessageNumber, NodeId, Reception,
    Refusal, Run, SwitchId,
};
use crate::arp::Verdict;
use crate::wire::{ETHERTYPE_IPV4, EthernetHeader};
use std::sync::Arc;

impl Run {
    /// A host puts a frame on its wire.
    pub(super) fn send(&mut self, from: HostId, bytes: Arc<[u8]>, cause: Cause, forged: bool) {
        self.send_about(from, bytes, cause, forged, None);
    }

    /// A host puts a frame on its wire that carries or answers something that was said.
    pub(super) fn send_about(
        &mut self,
        from: HostId,
        bytes: Arc<[u8]>,
        cause: Cause,
        forged: bool,
        message: Option<MessageNumber>,
    ) {
        let number = self
            .trace
            .sent(self.now, from, bytes.clone(), cause, forged, message);
        self.crossings.push(0);
        let link = self.host_links[from.index()]
            .expect("every host has a link: its own line's, or the implied one");
        self.transmit(link, NodeId::Host(from), number, &bytes);
    }

    /// Hands a frame to a link.
    fn transmit(&mut self, id: LinkId, from: NodeId, frame: FrameNumber, bytes: &Arc<[u8]>) {
        let link = &mut self.links[id.index()];
        let to = link.other_end(from);
        let (first, second) = link.cross(self.now, from, bytes.len());
        for crossing in std::iter::once(first).chain(second) {
            self.count_crossing(frame);
            let Crossing {
                departs,
                arrives,
                lost,
                flipped,
                duplicate,
            } = crossing;
            let altered = match flipped {
                Some(bit) => Some(Box::new(flip(bytes, bit))),
                None => self.altered(frame, bytes),
            };
            let hop = self.trace.hop(Hop {
                frame,
                link: id,
                from,
                to,
                handed_over: self.now,
                departs,
                arrives,
                lost,
                altered,
                corrupted: flipped.is_some(),
                duplicate,
            });
            if lost.is_none() {
                self.links[id.index()].in_flight.push(hop);
                self.queue.push(arrives, Event::arrival(hop));
            }
        }
    }

    /// The bytes of a copy, if they are others than its frame's.
    fn altered(&self, frame: FrameNumber, bytes: &Arc<[u8]>) -> Option<Box<Arc<[u8]>>> {
        let sent = &self.trace.frames()[frame.index()].bytes;
        (!Arc::ptr_eq(sent, bytes)).then(|| Box::new(bytes.clone()))
    }

    fn count_crossing(&mut self, frame: FrameNumber) {
        let count = &mut self.crossings[frame.index()];
        *count += 1;
        if *count as usize > STORM_CROSSINGS_LEAST.max(STORM_CROSSINGS * self.links.len()) {
            self.stormy = Some(frame);
        }
    }

    pub(super) fn arrive(&mut self, index: usize) {
        let hop = &self.trace.hops()[index];
        if hop.lost.is_some() {
            return; // Its link went down meanwhile.
        }
        let (link, to, frame, bytes) = (
            hop.link,
            hop.to,
            hop.frame,
            self.trace.bytes_of(hop).clone(),
        );
        let in_flight = &mut self.links[link.index()].in_flight;
        in_flight.retain(|other| *other != index);
        match to {
            NodeId::Host(host) => self.receive(host, frame, index, &bytes),
            NodeId::Switch(switch) => self.switch(switch, link, frame, index, bytes),
        }
    }

    fn receive(&mut self, id: HostId, frame: FrameNumber, hop: usize, bytes: &[u8]) {
        let now = self.now;
        let host = &mut self.hosts[id.index()];
        let fate = if host.up {
            let (engine, cache) = host.parts();
            match engine.handle_frame(now, cache.table(), bytes) {
                Verdict::NotArp if is_ipv4(bytes) => {
                    Fate::Ip(self.take_packet(id, Cause::Frame(frame), bytes))
                }
                verdict => Fate::Arp(verdict),
            }
        } else {
            Fate::HostDown
        };
        self.trace.received(Reception {
            frame,
            hop,
            host: id,
            at: now,
            fate,
        });
        // Most frames that a switch floods mean nothing to most hosts.
        let host = &self.hosts[id.index()];
        let is_news = matches!(fate, Fate::Ip(_)) || host.engine.has_output();
        if is_news {
            self.drain(id, Cause::Frame(frame));
        }
    }

    fn switch(
        &mut self,
        id: SwitchId,
        port: LinkId,
        frame: FrameNumber,
        hop: usize,
        bytes: Arc<[u8]>,
    ) {
        if let Some(why) = self.refused(id, port, &bytes) {
            let name = &self.scenario.switches[id.index()].name;
            let text = format!("{name} refuses ARP: {why}");
            let refusal = Refusal {
                at: self.now,
                switch: id,
                frame,
                why,
            };
            self.trace.refused(hop, refusal);
            return self.note(None, Cause::Frame(frame), text);
        }
        let switch = &mut self.switches[id.index()];
        let forward = switch.forward(self.now, port, &bytes);
        if forward.learned {
            let state = switch.state();
            self.trace.switch(id, self.now, state);
            if !std::mem::replace(&mut self.ageing[id.index()], true) {
                let next = self.switches[id.index()].next_age();
                self.queue.push(
                    next.expect("a station was just heard"),
                    Event::Age { switch: id },
                );
            }
        }
        self.trace.moment(self.now);
        for link in forward.to {
            self.transmit(link, NodeId::Switch(id), frame, &bytes);
        }
    }

    /// Why a switch that inspects ARP lets a frame from a host not pass, if so.
    fn refused(&self, id: SwitchId, port: LinkId, bytes: &[u8]) -> Option<String> {
        let inspection = self.inspections[id.index()].as_ref()?;
        let from = self.links[port.index()].other_end(NodeId::Switch(id));
        let is_host = matches!(from, NodeId::Host(_));
        is_host.then(|| inspection.refuses(bytes)).flatten()
    }

    pub(super) fn age(&mut self, id: SwitchId) {
        let switch = &mut self.switches[id.index()];
        if switch.age(self.now) {
            let state = switch.state();
            self.trace.switch(id, self.now, state);
        }
        match self.switches[id.index()].next_age() {
            Some(at) => self.queue.push(at, Event::Age { switch: id }),
            None => self.ageing[id.index()] = false,
        }
    }

    /// A link that went down takes with it what was on its way.
    pub(super) fn cut_off(&mut self, link: LinkId) {
        for hop in std::mem::take(&mut self.links[link.index()].in_flight) {
            self.trace.cut_off(hop, self.now, LossReason::LinkDown);
        }
    }

    /// Takes the copies of a frame, or all, off a link. How many those were.
    pub(super) fn take_off(&mut self, link: LinkId, frame: Option<FrameNumber>) -> usize {
        let in_flight = &mut self.links[link.index()].in_flight;
        let hops = self.trace.hops();
        let (taken, left) = std::mem::take(in_flight)
            .into_iter()
            .partition::<Vec<_>, _>(|hop| frame.is_none_or(|frame| hops[*hop].frame == frame));
        *in_flight = left;
        for hop in &taken {
            self.trace.cut_off(*hop, self.now, LossReason::Dropped);
        }
        taken.len()
    }
}

/// Whether a frame says that it carries IPv4.
fn is_ipv4(bytes: &[u8]) -> bool {
    EthernetHeader::parse(bytes).is_ok_and(|(header, _)| header.ethertype == ETHERTYPE_IPV4)
}

/// The bytes with one bit flipped.
fn flip(bytes: &[u8], bit: u64) -> Arc<[u8]> {
    let mut bytes = bytes.to_vec();
    if let Some(byte) = usize::try_from(bit / 8)
        .ok()
        .and_then(|index| bytes.get_mut(index))
    {
        *byte ^= 1 << (bit % 8);
    }
    bytes.into()
}
