//! The IP stack of one host: smoltcp on medium `Ip`, and the programs that use it: ping, datagrams,
//! echo servers and those who talk to them. Knows no Ethernet, no neighbours and no routes: whole
//! IPv4 packets go in and come out, and where they go next is [`Routes`](crate::routes::Routes)'s to say.
//!
//! In the vocabulary of the engines: verbs and `handle_*` in, [`Stack::poll_packet`],
//! [`Stack::poll_event`] and [`Stack::poll_timeout`] out, to be drained in that order after each call.

mod clients;
mod datagrams;
mod device;
mod pings;
mod progress;
mod router;
mod servers;
#[cfg(test)]
mod tests;

use super::MessageNumber;
use crate::addr::{Ipv4Addr, Ipv4Net};
use crate::time::Instant;
use crate::wire::Endpoint;
use clients::Clients;
use datagrams::Datagrams;
use device::Wire;
use pings::Pings;
use progress::Progress;
use servers::Servers;
use smoltcp::iface::{Config, Interface, SocketSet};
use smoltcp::socket::tcp;
use smoltcp::time as theirs;
use smoltcp::wire::{HardwareAddress, IpCidr, Ipv4Cidr};
use std::collections::VecDeque;
use std::sync::Arc;

pub(super) use progress::Advice;
pub(super) use router::{Passed, Problem, pass_on, report_problem};

/// Bytes of a TCP socket's buffers in each direction, and so the window that it offers.
const TCP_BUFFER: usize = 8_192;

/// After so long without an answer a connection is given up (R2 of RFC 1122 §4.2.3.5, which asks
/// for 3 minutes at least while it is being opened).
const GIVE_UP: theirs::Duration = theirs::Duration::from_secs(180);

/// After a turn in which nothing was left to do, the stack is not asked again before this has
/// passed, whatever its timers say.
const LEAST_WAIT: theirs::Duration = theirs::Duration::from_millis(1);

/// What a program of the host has to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// An echo request was answered.
    Answered {
        /// In whose name it was sent.
        ping: usize,
        /// Which request it was.
        message: MessageNumber,
        /// Who answered.
        from: Ipv4Addr,
    },
    /// Something came that somebody else had said.
    Heard {
        transport: Transport,
        own: Endpoint,
        from: Endpoint,
        text: Arc<[u8]>,
        /// What it is, if it came whole.
        message: Option<MessageNumber>,
    },
    /// Something that this host said came back.
    Echoed {
        /// In whose name it was said.
        stream: usize,
        own: Endpoint,
        from: Endpoint,
        text: Arc<[u8]>,
    },
    /// A connection that this host had opened is gone, and nobody here had closed it.
    Lost {
        own: Endpoint,
        peer: Endpoint,
        why: Lost,
    },
    /// What TCP has to say about the way to a peer.
    Advice(Advice),
}

/// A packet to send.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) packet: Vec<u8>,
    /// What was said that it carries or answers.
    pub(super) message: Option<MessageNumber>,
    /// What it says about the way to where it goes.
    pub(super) advice: Option<Advice>,
}

/// What carries a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A connection.
    Tcp,
    /// Echo requests and their answers.
    Icmp,
}

/// Why a connection is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Lost {
    #[error("refused")]
    Refused,
    #[error("reset")]
    Reset,
    #[error("given up: no answer for 180 s")]
    TimedOut,
}

/// The stack of one host while it has power.
pub(super) struct Stack {
    interface: Interface,
    sockets: SocketSet<'static>,
    wire: Wire,
    /// The own addresses that the interface was last told of.
    addresses: Vec<Ipv4Addr>,
    pings: Pings,
    datagrams: Datagrams,
    clients: Clients,
    servers: Servers,
    progress: Progress,
    events: VecDeque<Event>,
    /// Nothing is to be done before this, unless something happens.
    not_before: theirs::Instant,
    /// When there will be something to do; nothing is known of it after a change.
    due: Option<Option<Instant>>,
}

impl Stack {
    /// A stack without addresses or sockets. All its chance comes from `seed`.
    pub(super) fn new(seed: u64, now: Instant) -> Self {
        let mut wire = Wire::default();
        let mut config = Config::new(HardwareAddress::Ip);
        config.random_seed = seed;
        let mut interface = Interface::new(config, &mut wire, time(now));
        // What is handed in is meant for this host: the caller knows all its addresses, of which
        // the interface can hold only some.
        interface.set_any_ip(true);
        let [a, b, c, d, ..] = seed.to_be_bytes();
        Self {
            interface,
            sockets: SocketSet::new(Vec::new()),
            wire,
            addresses: Vec::new(),
            pings: Pings::new(u16::from_be_bytes([a, b])),
            datagrams: Datagrams::default(),
            clients: Clients::new(u16::from_be_bytes([c, d])),
            servers: Servers::default(),
            progress: Progress::default(),
            events: VecDeque::new(),
            not_before: theirs::Instant::ZERO,
            due: Some(None),
        }
    }

    /// Tells the stack which addresses the host has, in which networks.
    pub(super) fn set_addresses(&mut self, ips: &[Ipv4Addr], networks: &[Ipv4Net]) {
        if self.addresses == ips {
            return;
        }
        self.addresses = ips.to_vec();
        self.interface.update_ip_addrs(|list| {
            list.clear();
            for &ip in ips {
                let network = networks.iter().find(|net| net.contains(&ip));
                let length = network.map_or(32, Ipv4Net::prefix_len);
                if list.push(IpCidr::Ipv4(Ipv4Cidr::new(ip, length))).is_err() {
                    break;
                }
            }
        });
    }

    /// Sends an echo request to `to`, in the name of `id`; it is `message`.
    pub(super) fn ping(&mut self, now: Instant, to: Ipv4Addr, id: usize, message: MessageNumber) {
        self.pings.ask(&mut self.sockets, to, (id, message));
        self.turn_about(now, Some(message), false);
    }

    /// Sends a datagram from the own address `from`; it is `message`.
    pub(super) fn send(
        &mut self,
        now: Instant,
        from: Ipv4Addr,
        to: Endpoint,
        text: &[u8],
        message: MessageNumber,
    ) {
        self.datagrams.send(&mut self.sockets, from, to, text);
        self.turn_about(now, Some(message), false);
    }

    /// Starts an echo server; false when there is one on that port.
    pub(super) fn serve(&mut self, port: u16) -> bool {
        self.servers.serve(&mut self.sockets, port)
    }

    /// Says something on the connection to `peer`, opened from the own address `from` if there is
    /// none. Answers in whose name the connection was opened, and this end of it, or `None` when
    /// there are too many.
    pub(super) fn say(
        &mut self,
        now: Instant,
        from: Ipv4Addr,
        peer: Endpoint,
        stream: usize,
        text: &[u8],
    ) -> Option<(usize, Endpoint)> {
        let (interface, sockets) = (&mut self.interface, &mut self.sockets);
        let name = self
            .clients
            .say(interface, sockets, from, peer, stream, text)?;
        self.turn(now, false);
        Some(name)
    }

    /// Closes the connection to `peer` once all is said; false when there is none.
    pub(super) fn close(&mut self, now: Instant, peer: (Ipv4Addr, u16)) -> bool {
        let found = self.clients.close(&self.sockets, peer);
        self.turn(now, false);
        found
    }

    /// Takes a packet that is meant for this host, and carries or answers `about`.
    pub(super) fn handle_packet(
        &mut self,
        now: Instant,
        packet: &[u8],
        about: Option<MessageNumber>,
    ) {
        if let Some(advice) = self.progress.received(packet) {
            self.events.push_back(Event::Advice(advice));
        }
        self.wire.incoming = Some(packet.to_vec());
        self.turn_about(now, about, true);
    }

    /// Does what is due.
    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.turn(now, false);
    }

    /// Takes the next packet to send.
    pub(super) fn poll_packet(&mut self) -> Option<Sent> {
        let (packet, message) = self.wire.outgoing.pop_front()?;
        let advice = self.progress.sent(&packet);
        Some(Sent {
            packet,
            message,
            advice,
        })
    }

    /// Takes the next thing that a program has to tell.
    pub(super) fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) should be called next.
    pub(super) fn poll_timeout(&mut self, now: Instant) -> Option<Instant> {
        if let Some(known) = self.due {
            return known;
        }
        let due = self.interface.poll_at(time(now), &self.sockets);
        let due = due.map(|due| {
            let micros = due.max(self.not_before).total_micros();
            Instant::from_micros(u64::try_from(micros).unwrap_or(0))
        });
        self.due = Some(due);
        due
    }

    /// A turn whose occasion is something that was said, or an answer to it.
    fn turn_about(&mut self, now: Instant, about: Option<MessageNumber>, by_packet: bool) {
        self.wire.about = about;
        self.turn(now, by_packet);
        self.wire.about = None;
    }

    /// Lets the stack and the programs work until neither has anything left to do at `now`.
    fn turn(&mut self, now: Instant, by_packet: bool) {
        let now = time(now);
        loop {
            self.interface.poll(now, &mut self.wire, &mut self.sockets);
            let (sockets, events) = (&mut self.sockets, &mut self.events);
            self.pings.read(sockets, events);
            self.datagrams.read(sockets, events, self.wire.about);
            let serves = self.servers.turn(sockets, events);
            let talks = self.clients.turn(sockets, events, by_packet);
            if !serves && !talks {
                break;
            }
        }
        self.not_before = now + LEAST_WAIT;
        self.due = None;
    }
}

/// An address and a port, out of smoltcp's words.
fn endpoint(it: smoltcp::wire::IpEndpoint) -> Endpoint {
    let smoltcp::wire::IpAddress::Ipv4(ip) = it.addr;
    (ip, it.port)
}

/// A moment in smoltcp's words, which counts microseconds too.
fn time(at: Instant) -> theirs::Instant {
    theirs::Instant::from_micros(i64::try_from(at.as_micros()).unwrap_or(i64::MAX))
}

/// A TCP socket as every program of a host has it.
fn tcp_socket() -> tcp::Socket<'static> {
    let buffer = || tcp::SocketBuffer::new(vec![0; TCP_BUFFER]);
    let mut socket = tcp::Socket::new(buffer(), buffer());
    socket.set_timeout(Some(GIVE_UP));
    socket
}
