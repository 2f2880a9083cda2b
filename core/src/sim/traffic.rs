//! The hosts' IP: what statements make programs do, and how packets find their way between the IP
//! stack above ARP and the wire below. A packet for a neighbour that is not resolved waits in the
//! engine's queue for it; what TCP learns of a neighbour is passed on to the engine.

use super::host::{Parcel, Waiter};
use super::stack::{self, Advice, Passed, Problem, Sent, Transport};
use super::talk::{Message, Way};
use super::{Cause, HostId, IpFate, MessageNumber, Run};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::{QueryAnswer, Unanswered};
use crate::routes::NextHop;
use crate::scenario::Target;
use crate::wire::{ETHERTYPE_IPV4, Endpoint, EthernetHeader};
use etherparse::Ipv4HeaderSlice;
use std::sync::Arc;

impl Run {
    /// One echo request.
    pub(super) fn ping(&mut self, id: HostId, cause: Cause, target: Target) -> Result<(), String> {
        let (to, from) = self.way_to(id, target)?;
        let name = self.party(target, to);
        let ping = self.trace.exchange(id, &name, None, self.now);
        let message = self.said(id, cause, (from, 0), (to, 0), Transport::Icmp, b"");
        let now = self.now;
        self.stack(id).ping(now, to, ping, message);
        self.trace.sent_to(None, ping, now, 1);
        Ok(())
    }

    /// One echo request to each address of a range, own ones left out. What cannot be reached is
    /// noted once, with the first that cannot.
    pub(super) fn sweep(
        &mut self,
        id: HostId,
        cause: Cause,
        first: Ipv4Addr,
        last: Ipv4Addr,
    ) -> Result<(), String> {
        let mut result = Ok(());
        for bits in u32::from(first)..=u32::from(last) {
            let ip = Ipv4Addr::from(bits);
            if !self.hosts[id.index()].engine.ips().contains(&ip) {
                result = result.and(self.ping(id, cause, Target::Ip(ip)));
            }
        }
        result
    }

    /// One UDP datagram.
    pub(super) fn send_datagram(
        &mut self,
        id: HostId,
        cause: Cause,
        (target, port): (Target, u16),
        text: &str,
    ) -> Result<(), String> {
        let (to, from) = self.way_to(id, target)?;
        let (own, peer, text) = ((from, port), (to, port), text.as_bytes());
        let message = self.said(id, cause, own, peer, Transport::Udp, text);
        let now = self.now;
        self.stack(id).send(now, from, peer, text, message);
        Ok(())
    }

    /// A TCP echo server.
    pub(super) fn serve(&mut self, id: HostId, port: u16) -> Result<(), String> {
        match self.stack(id).serve(port) {
            true => Ok(()),
            false => Err(format!("port {port} is served already")),
        }
    }

    /// Something said on a TCP connection.
    pub(super) fn say(
        &mut self,
        id: HostId,
        cause: Cause,
        (target, port): (Target, u16),
        text: &str,
    ) -> Result<(), String> {
        let (to, from) = self.way_to(id, target)?;
        let routes = self.hosts[id.index()].routes();
        if let Some(NextHop::Group(_)) = routes.next_hop(to) {
            return Err(format!("TCP speaks to one host, and {to} is for many"));
        }
        let name = self.party(target, to);
        let (now, peer) = (self.now, (to, port));
        let stream = self.trace.exchange(id, &name, Some(port), now);
        let stack = self.stack(id);
        let (stream, own) = stack
            .say(now, from, peer, stream, text.as_bytes())
            .ok_or("too many connections are open")?;
        self.trace
            .sent_to(Some(port), stream, now, text.len() as u64);
        self.said(id, cause, own, peer, Transport::Tcp, text.as_bytes());
        Ok(())
    }

    /// The end of a TCP connection.
    pub(super) fn close(&mut self, id: HostId, target: Target, port: u16) -> Result<(), String> {
        let to = self.address_of(target)?;
        let now = self.now;
        match self.stack(id).close(now, (to, port)) {
            true => Ok(()),
            false => Err(format!("no connection to {to}:{port} is open")),
        }
    }

    /// The address of a target, and the own address to speak to it from.
    fn way_to(&self, id: HostId, target: Target) -> Result<(Ipv4Addr, Ipv4Addr), String> {
        let to = self.address_of(target)?;
        if to.is_unspecified() {
            return Err(format!("{to} is nobody's address"));
        }
        let routes = self.hosts[id.index()].routes();
        let from = routes
            .source(to)
            .ok_or_else(|| format!("{} has no address to speak from", self.name(id)))?;
        match routes.next_hop(to) {
            Some(_) => Ok((to, from)),
            None => Err(format!("{} knows no way to {to}", self.name(id))),
        }
    }

    /// How a snapshot calls whom a statement speaks to.
    fn party(&self, target: Target, ip: Ipv4Addr) -> String {
        let host = match target {
            Target::Host(index) => Some(index),
            Target::Ip(_) => {
                let mut hosts = self.hosts.iter();
                hosts.position(|host| host.engine.ips().contains(&ip))
            }
        };
        host.map_or_else(
            || ip.to_string(),
            |index| self.scenario.hosts[index].name.clone(),
        )
    }

    fn said(
        &mut self,
        id: HostId,
        cause: Cause,
        own: Endpoint,
        peer: Endpoint,
        transport: Transport,
        text: &[u8],
    ) -> MessageNumber {
        self.trace.message(Message {
            at: self.now,
            host: id,
            way: Way::Said,
            own,
            peer,
            transport,
            text: text.into(),
            cause,
            of: None,
        })
    }

    /// What was said goes no further, and whoever said it is told, or could be.
    fn failed(&mut self, message: Option<MessageNumber>, cause: Cause, why: &str) {
        let Some(number) = message else { return };
        let said = &self.trace.messages()[number.index()];
        let failed = Message {
            at: self.now,
            way: Way::Failed,
            text: why.as_bytes().into(),
            cause,
            of: message,
            ..said.clone()
        };
        self.trace.message(failed);
    }

    /// What was said that a frame carries or answers.
    fn message_of(&self, cause: Cause) -> Option<MessageNumber> {
        match cause {
            Cause::Frame(number) => self.trace.frames()[number.index()].message,
            _ => None,
        }
    }

    /// A host's IP stack, with the addresses that the host has now.
    fn stack(&mut self, id: HostId) -> &mut stack::Stack {
        let now = self.now;
        self.hosts[id.index()].stack(now)
    }

    /// Takes in a frame with an IPv4 packet that has arrived at its MAC, or at everybody's.
    pub(super) fn take_packet(&mut self, id: HostId, cause: Cause, bytes: &[u8]) -> IpFate {
        let Ok((header, payload)) = EthernetHeader::parse(bytes) else {
            return IpFate::Malformed;
        };
        let Some(packet) = whole_packet(payload) else {
            return IpFate::Malformed;
        };
        let to = destination(packet);
        let now = self.now;
        let message = self.message_of(cause);
        let host = &mut self.hosts[id.index()];
        let routes = host.routes();
        let next = routes.next_hop(to);
        if next == Some(NextHop::Own) || routes.is_broadcast(to) {
            let trouble = reported(packet);
            host.stack(now).handle_packet(now, packet, message);
            if let Some(text) = trouble {
                self.failed(message, cause, &text);
                self.note(Some(id), cause, text);
            }
            return IpFate::Delivered;
        }
        // What came to everybody is not passed on (RFC 1122 §3.3.4.2).
        if !host.forwards() || header.dst.is_multicast() {
            return IpFate::NotOurs;
        }
        match stack::pass_on(packet, next) {
            None => IpFate::NotOurs,
            Some(Ok(Passed { packet, next })) => {
                host.outbox.push_back(Parcel {
                    packet,
                    next: Some(next),
                    cause,
                    message,
                });
                IpFate::Forwarded
            }
            Some(Err(problem)) => {
                self.report(id, packet, problem, cause, message);
                IpFate::Undeliverable
            }
        }
    }

    /// Tells the sender of a packet why it went no further.
    fn report(
        &mut self,
        id: HostId,
        lost: &[u8],
        problem: Problem,
        cause: Cause,
        message: Option<MessageNumber>,
    ) {
        let host = &mut self.hosts[id.index()];
        let Some(from) = host.routes().source(source(lost)) else {
            return;
        };
        if let Some(packet) = stack::report_problem(lost, from, problem) {
            let next = None;
            host.outbox.push_back(Parcel {
                packet,
                next,
                cause,
                message,
            });
        }
    }

    /// A packet has waited for its neighbour `next` in vain. Who sent it through this host is told.
    pub(super) fn not_sent(
        &mut self,
        id: HostId,
        next: Ipv4Addr,
        lost: &Parcel,
        why: Unanswered,
        cause: Cause,
    ) {
        match (lost.next, why) {
            (Some(_), Unanswered::TimedOut) => {
                self.report(id, &lost.packet, Problem::NoHost, cause, lost.message);
            }
            (Some(_), Unanswered::Dropped) => {}
            (None, _) => {
                let why = format!("{} finds no way to {next}: {why}", self.name(id));
                self.failed(lost.message, cause, &why);
            }
        }
    }

    /// Carries what a host's stack and its router have to send, and hears what its programs tell,
    /// until there is nothing left. `cause` is what the stack was just told about.
    pub(super) fn converse(&mut self, id: HostId, cause: Cause) {
        loop {
            let host = &mut self.hosts[id.index()];
            if let Some(parcel) = host.outbox.pop_front() {
                self.route(id, parcel);
                continue;
            }
            let Some(stack) = host.running_stack() else {
                return;
            };
            if let Some(sent) = stack.poll_packet() {
                let Sent {
                    packet,
                    message,
                    advice,
                } = sent;
                if let Some(advice) = advice {
                    self.advise(id, advice, cause);
                }
                let parcel = Parcel {
                    packet,
                    next: None,
                    cause,
                    message,
                };
                self.route(id, parcel);
                continue;
            }
            match stack.poll_event() {
                Some(event) => self.tell(id, event, cause),
                None => break,
            }
        }
        let now = self.now;
        self.hosts[id.index()].note_stack_due(now);
    }

    /// Sends a packet on its way, to `next` where that was decided already.
    fn route(&mut self, id: HostId, parcel: Parcel) {
        let to = destination(&parcel.packet);
        let now = self.now;
        let next = match parcel.next {
            Some(next) if !self.hosts[id.index()].engine.ips().contains(&next) => {
                Some(NextHop::Station(next))
            }
            _ => self.hosts[id.index()].routes().next_hop(to),
        };
        match next {
            Some(NextHop::Own) => {
                let Parcel {
                    packet, message, ..
                } = parcel;
                self.stack(id).handle_packet(now, &packet, message);
            }
            Some(NextHop::Group(mac)) => self.send_packet(id, mac, &parcel),
            Some(NextHop::Station(next)) => self.resolve(id, next, parcel),
            None => {
                let text = format!("no way to {to}: a packet is dropped");
                self.failed(parcel.message, parcel.cause, &format!("no way to {to}"));
                self.note(Some(id), parcel.cause, text);
            }
        }
    }

    /// Sends a packet to a neighbour, or lets it wait until the neighbour is known.
    fn resolve(&mut self, id: HostId, next: Ipv4Addr, parcel: Parcel) {
        let now = self.now;
        let cause = parcel.cause;
        let host = &mut self.hosts[id.index()];
        let ticket = host.next_ticket();
        let (engine, cache) = host.parts();
        match engine.query(now, cache.table(), next, Waiter::Packet(ticket)) {
            QueryAnswer::Known(mac) => {
                self.carry_out(id, cause);
                self.send_packet(id, mac, &parcel);
            }
            QueryAnswer::Waiting => {
                host.waiting.insert(ticket, parcel);
                self.carry_out(id, cause);
            }
            QueryAnswer::Refused => {
                self.carry_out(id, cause);
                let why = format!("{next} cannot be asked for");
                self.failed(parcel.message, cause, &why);
                let text = format!("{why}: a packet is dropped");
                self.note(Some(id), cause, text);
            }
        }
    }

    /// Puts a packet on the wire.
    pub(super) fn send_packet(&mut self, id: HostId, dst: MacAddr, parcel: &Parcel) {
        let header = EthernetHeader {
            dst,
            src: self.scenario.hosts[id.index()].mac,
            ethertype: ETHERTYPE_IPV4,
        };
        let bytes: Arc<[u8]> = [&header.emit()[..], &parcel.packet].concat().into();
        self.send_about(id, bytes, parcel.cause, false, parcel.message);
    }

    /// Takes in what a program tells.
    fn tell(&mut self, id: HostId, event: stack::Event, cause: Cause) {
        let at = self.now;
        let heard = |way, own, peer, transport, text, of| Message {
            at,
            host: id,
            way,
            own,
            peer,
            transport,
            text,
            cause,
            of,
        };
        let message = match event {
            stack::Event::Answered {
                ping,
                message,
                from,
            } => {
                self.trace.returned(None, ping, at, 1);
                let said = &self.trace.messages()[message.index()];
                let (own, text) = (said.own, Arc::clone(&said.text));
                let of = Some(message);
                let answer = heard(Way::Echoed, own, (from, 0), Transport::Icmp, text, of);
                self.trace.message(answer);
                return self.advise(id, Advice::Works(from), cause);
            }
            stack::Event::Advice(advice) => return self.advise(id, advice, cause),
            stack::Event::Lost { own, peer, why } => {
                let (ip, port) = peer;
                let text = format!("the connection to {ip}:{port} is gone: {why}");
                self.note(Some(id), cause, text);
                let why = why.to_string().into_bytes().into();
                heard(Way::Failed, own, peer, Transport::Tcp, why, None)
            }
            stack::Event::Heard {
                transport,
                own,
                from,
                text,
                message,
            } => heard(Way::Heard, own, from, transport, text, message),
            stack::Event::Echoed {
                stream,
                own,
                from,
                text,
            } => {
                let port = Some(from.1);
                self.trace.returned(port, stream, at, text.len() as u64);
                heard(Way::Echoed, own, from, Transport::Tcp, text, None)
            }
        };
        self.trace.message(message);
    }

    /// Passes on to a host's ARP what an upper layer knows of the way to a peer.
    fn advise(&mut self, id: HostId, advice: Advice, cause: Cause) {
        let now = self.now;
        let (Advice::Works(peer) | Advice::InDoubt(peer)) = advice;
        let host = &mut self.hosts[id.index()];
        let Some(NextHop::Station(neighbour)) = host.routes().next_hop(peer) else {
            return;
        };
        let (engine, cache) = host.parts();
        match advice {
            Advice::Works(_) => engine.confirm(now, cache.table(), neighbour),
            Advice::InDoubt(_) => engine.suspect(now, cache.table(), neighbour),
        }
        self.carry_out(id, cause);
    }
}

/// The IPv4 packet in an Ethernet payload, without padding, if it is whole and its header sound.
fn whole_packet(payload: &[u8]) -> Option<&[u8]> {
    let header = Ipv4HeaderSlice::from_slice(payload).ok()?;
    let sound = header.to_header().calc_header_checksum() == header.header_checksum();
    let packet = payload.get(..usize::from(header.total_len()))?;
    (sound && packet.len() >= header.slice().len()).then_some(packet)
}

/// The address at `offset` of an IPv4 header that was found, or made, whole.
fn address(packet: &[u8], offset: usize) -> Ipv4Addr {
    let octets: [u8; 4] = packet[offset..offset + 4]
        .try_into()
        .expect("the range spans four bytes");
    Ipv4Addr::from(octets)
}

fn source(packet: &[u8]) -> Ipv4Addr {
    address(packet, 12)
}

fn destination(packet: &[u8]) -> Ipv4Addr {
    address(packet, 16)
}

/// What an ICMP error in this packet reports, in words.
fn reported(packet: &[u8]) -> Option<String> {
    let header = Ipv4HeaderSlice::from_slice(packet).ok()?;
    let icmp = packet.get(header.slice().len()..)?;
    let (&kind, &code) = (icmp.first()?, icmp.get(1)?);
    let what = match (header.protocol(), kind, code) {
        (etherparse::IpNumber::ICMP, 3, 0) => "network unreachable",
        (etherparse::IpNumber::ICMP, 3, 1) => "host unreachable",
        (etherparse::IpNumber::ICMP, 3, 2) => "protocol unreachable",
        (etherparse::IpNumber::ICMP, 3, 3) => "port unreachable",
        (etherparse::IpNumber::ICMP, 11, 0) => "time to live exceeded",
        _ => return None,
    };
    let lost = icmp.get(8..).filter(|lost| lost.len() >= 20)?;
    let (from, to) = (source(packet), destination(lost));
    Some(format!("{from} reports of a packet for {to}: {what}"))
}
